"""The command line: parses, calls the application layer, prints; nothing more.

Each module holds the commands of one subject; importing it here adds them to the group.
"""

from generator.cli import (
    batch,
    cache,
    first,
    lists,
    pages,
    programmes,
    recordings,
    scripts,
    tracks,
    voices,
    words,
)
from generator.cli.group import main

__all__ = [
    "batch",
    "cache",
    "first",
    "lists",
    "main",
    "pages",
    "programmes",
    "recordings",
    "scripts",
    "tracks",
    "voices",
    "words",
]
