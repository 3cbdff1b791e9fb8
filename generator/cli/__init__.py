"""The command line: parses, calls the application layer, prints; nothing more.

Each module holds the commands of one subject; importing it here adds them to the group.
"""

from generator.cli import lists, pages, scripts, tracks
from generator.cli.group import main

__all__ = ["lists", "main", "pages", "scripts", "tracks"]
