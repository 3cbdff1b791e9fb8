"""Tags: what a player shows of a track, as the bytes of an ID3v2.3 tag that stands before the sound."""

import io
from dataclasses import dataclass
from typing import Any

import mutagen.id3

from generator.plan.timeline import ChapterMark
from generator.units import RATE, Samples

_id3: Any = mutagen.id3  # it has no types
ARTIST = "Inner Ally"
GENRE = "Meditation"
_NO_OFFSET = 0xFFFFFFFF
"""Chapters are given in time alone, not as bytes."""
_UTF16 = 1
"""The one Unicode encoding of ID3v2.3."""


@dataclass(frozen=True, slots=True)
class TrackInfo:
    """What is said about a track, and no personal word among it."""

    title: str
    album: str
    length: Samples
    """Where the last chapter ends."""
    chapters: tuple[ChapterMark, ...] = ()
    """In order of start."""
    number: tuple[int, int] | None = None
    """Place in the album, from 1, and how many tracks it has; None for no album of its own."""
    language: str = "eng"
    """ISO 639-2 code of three letters."""


def id3(info: TrackInfo) -> bytes:
    """The tag as bytes, the same bytes for the same track."""
    tag = _id3.ID3()
    tag.add(_id3.TIT2(encoding=_UTF16, text=[info.title]))
    tag.add(_id3.TPE1(encoding=_UTF16, text=[ARTIST]))
    tag.add(_id3.TALB(encoding=_UTF16, text=[info.album]))
    if info.number is not None:
        tag.add(_id3.TRCK(encoding=_UTF16, text=[f"{info.number[0]}/{info.number[1]}"]))
    tag.add(_id3.TCON(encoding=_UTF16, text=[GENRE]))
    tag.add(_id3.TLAN(encoding=_UTF16, text=[info.language]))
    _add_chapters(tag, info)
    tag.update_to_v23()
    out = io.BytesIO()
    tag.save(out, v2_version=3, padding=lambda _: 0)
    return out.getvalue()


def _add_chapters(tag: Any, info: TrackInfo) -> None:
    """One CHAP for each chapter, and the CTOC that puts them in order.

    mutagen writes frames of one kind by size, and some players take chapters as they stand in the file. So
    each chapter's name inside the tag is padded until all of them are of one size; then their names decide.
    """
    if not info.chapters:
        return
    sizes = [len(mark.title.encode("utf-16")) for mark in info.chapters]
    names = [f"c{n:03d}".ljust(4 + max(sizes) - size, "-") for n, size in enumerate(sizes)]
    ends = [mark.start for mark in info.chapters[1:]] + [info.length]
    for name, mark, end in zip(names, info.chapters, ends, strict=True):
        tag.add(
            _id3.CHAP(
                element_id=name,
                start_time=_milliseconds(mark.start),
                end_time=_milliseconds(end),
                start_offset=_NO_OFFSET,
                end_offset=_NO_OFFSET,
                sub_frames=[_id3.TIT2(encoding=_UTF16, text=[mark.title])],
            )
        )
    flags = _id3.CTOCFlags.TOP_LEVEL | _id3.CTOCFlags.ORDERED
    tag.add(_id3.CTOC(element_id="toc", flags=flags, child_element_ids=names, sub_frames=[]))


def _milliseconds(frames: Samples) -> int:
    """Whole milliseconds, halves up."""
    return (frames * 2_000 + RATE) // (2 * RATE)
