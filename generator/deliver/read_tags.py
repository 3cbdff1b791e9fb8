"""Reading the tags of a finished file back, whatever its format."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mutagen

from generator.deliver.formats import FLAC, MP3, WAV, FileFormat
from generator.errors import SoundFileError
from generator.units import Seconds

_file: Any = getattr(mutagen, "File")  # noqa: B009 - mutagen has no types
_problem: Any = mutagen.MutagenError
_KINDS = {"MP3": MP3, "FLAC": FLAC, "WAVE": WAV}
"""Formats by what mutagen calls them."""
_VARIABLE = 2
"""What mutagen calls a variable bit rate that the header names."""
_NOWHERE = -1.0
"""Where a chapter begins whose time cannot be read."""


@dataclass(frozen=True, slots=True)
class FoundChapter:
    """A chapter, as a player sees it."""

    start: Seconds
    title: str


@dataclass(frozen=True, slots=True)
class FoundTags:
    """What a player sees of a file."""

    form: FileFormat
    title: str
    artist: str
    album: str
    genre: str
    language: str
    cover: bool
    lyrics: bool
    chapters: tuple[FoundChapter, ...]
    """In the order in which they are listed."""


def read_tags(path: Path) -> FoundTags:
    """The tags of a track.

    Raises:
        SoundFileError: The file is no sound file, or its tags are damaged.
    """
    try:
        found = _file(path)
    except (OSError, _problem) as error:
        raise _unreadable(path) from error
    if found is None:
        raise _unreadable(path)
    if hasattr(found, "pictures"):
        return _of_flac(found)
    return _of_id3(found)


def _form(found: Any) -> FileFormat:
    """What kind of file it is."""
    kind = _KINDS.get(type(found).__name__, type(found).__name__.lower())
    steady = kind == MP3 and int(found.info.bitrate_mode) != _VARIABLE
    return FileFormat(kind, int(found.info.channels), round(found.info.bitrate / 1000) if steady else 0)


def _of_id3(found: Any) -> FoundTags:
    tags: Any = found.tags or {}

    def text(name: str) -> str:
        return str(tags[name]) if name in tags else ""

    every = tags.getall if tags else lambda _name: []
    by_name = {chapter.element_id: chapter for chapter in every("CHAP")}
    listed = [name for contents in every("CTOC") for name in contents.child_element_ids if name in by_name]
    chapters = [
        FoundChapter(by_name[name].start_time / 1000, str(by_name[name].sub_frames.get("TIT2", "")))
        for name in listed
    ]
    return FoundTags(
        _form(found),
        text("TIT2"),
        text("TPE1"),
        text("TALB"),
        text("TCON"),
        text("TLAN"),
        cover=bool(every("APIC")),
        lyrics=bool(every("USLT") or every("SYLT")),
        chapters=tuple(chapters),
    )


def _of_flac(found: Any) -> FoundTags:
    tags = found.tags or {}

    def text(name: str) -> str:
        return str(tags[name][0]) if name in tags else ""

    chapters: list[FoundChapter] = []
    while time := text(f"chapter{len(chapters):03d}"):
        found_time = re.fullmatch(r"(\d+):([0-5]\d):([0-5]\d(?:\.\d+)?)", time, re.ASCII)
        hours, minutes, seconds = map(float, found_time.groups()) if found_time else (_NOWHERE, 0.0, 0.0)
        title = text(f"chapter{len(chapters):03d}name")
        chapters.append(FoundChapter(hours * 3600 + minutes * 60 + seconds, title))
    return FoundTags(
        _form(found),
        text("title"),
        text("artist"),
        text("album"),
        text("genre"),
        text("language"),
        cover=bool(found.pictures),
        lyrics=bool(text("lyrics")),
        chapters=tuple(chapters),
    )


def _unreadable(path: Path) -> SoundFileError:
    return SoundFileError(
        f"The tags of '{path.name}' cannot be read.", "Make the track again from its recipe."
    )
