"""The command line: parses, calls the application layer, prints; nothing more.

Each module holds the commands of one subject; importing it here adds them to the group.
"""

from generator.cli import lists, scripts, tracks, words
from generator.cli.group import main

__all__ = ["lists", "main", "scripts", "tracks", "words"]
