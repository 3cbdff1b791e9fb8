"""The command line: parses, calls the application layer, prints; nothing more.

Each module holds the commands of one subject; importing it here adds them to the group.
"""

from generator.cli import cache, lists, recordings, scripts, tracks, voices
from generator.cli.group import main

__all__ = ["cache", "lists", "main", "recordings", "scripts", "tracks", "voices"]
