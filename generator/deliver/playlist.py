"""Playlists (M3U8): the tracks of a programme in order, by names beside the list, so that the folder can be moved."""

from collections.abc import Sequence
from dataclasses import dataclass

from generator.deliver.tags import ARTIST
from generator.units import Seconds

PLAYLIST = ".m3u8"
_IDENTITY = "#INNERALLY:"
"""A comment to every player: a digest of what was asked for, which tells one person's folder from another's."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One track of the list."""

    file: str
    """Its file name, without a folder."""
    title: str
    seconds: Seconds


def playlist_text(title: str, entries: Sequence[Entry], identity: str) -> str:
    """The playlist as text.

    Args:
        title: Of the whole list.
        entries: Its tracks, in order.
        identity: A digest of what was asked for.
    """
    lines = ["#EXTM3U", f"#PLAYLIST:{title}", f"{_IDENTITY}{identity}"]
    for entry in entries:
        lines += [f"#EXTINF:{round(entry.seconds)},{ARTIST} - {entry.title}", entry.file]
    return "\n".join(lines) + "\n"


def identity_of(text: str) -> str:
    """The digest in a playlist of ours; empty for any other."""
    found = (line.removeprefix(_IDENTITY) for line in text.splitlines() if line.startswith(_IDENTITY))
    return next(found, "")


def files_of(text: str) -> tuple[str, ...]:
    """The files that a playlist names, in order."""
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))
