"""Tags: what a player shows of a track. MP3 and WAV carry an ID3v2.3 tag, FLAC carries Vorbis comments.

The same track gives the same bytes: no date, no padding, no random identity.
"""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mutagen.id3

from generator.deliver.captions import Line
from generator.deliver.formats import FLAC, FileFormat
from generator.errors import OutputError
from generator.plan.timeline import ChapterMark
from generator.units import RATE, Samples

_id3: Any = mutagen.id3  # it has no types
_problem: Any = mutagen.MutagenError
ARTIST = "Inner Ally"
GENRE = "Meditation"
COVER_TYPE = "image/jpeg"
_NO_OFFSET = 0xFFFFFFFF
"""Chapters are given in time alone, not as bytes."""
_UTF16 = 1
"""The one Unicode encoding of ID3v2.3."""
_FRONT_COVER = 3
_MILLISECONDS, _LYRICS = 2, 1
"""SYLT's unit of time and kind of content."""


@dataclass(frozen=True, slots=True)
class TrackInfo:
    """What is said about a track, and no personal word among it, save in lyrics that were asked for."""

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
    cover: bytes = b""
    """A JPEG; empty for none."""
    lyrics: tuple[Line, ...] = ()
    """Every line that is said, in order; empty unless the listener wants them inside the file."""


def id3(info: TrackInfo) -> bytes:
    """The ID3 tag as bytes, the same bytes for the same track."""
    out = io.BytesIO()
    _filled(_id3.ID3(), info).save(out, v2_version=3, padding=lambda _: 0)
    return out.getvalue()


def tag_file(path: Path, info: TrackInfo, form: FileFormat) -> None:
    """Put the tags into a finished FLAC or WAV file, in the way its form allows.

    Raises:
        OutputError: The file cannot be written.
    """
    try:
        if form.name == FLAC:
            _tag_flac(path, info)
        else:
            import mutagen.wave  # only a WAV file needs it

            wave: Any = mutagen.wave
            file = wave.WAVE(path)
            file.add_tags()
            _filled(file.tags, info)
            file.tags.save(path, v2_version=3, padding=lambda _: 0)
    except (OSError, _problem) as error:
        raise OutputError(
            f"The tags could not be written into the {form.name.upper()} file.",
            "Check the folder and the room on the disk.",
        ) from error


def _filled(tag: Any, info: TrackInfo) -> Any:
    """The tag with all frames of a track."""
    tag.add(_id3.TIT2(encoding=_UTF16, text=[info.title]))
    tag.add(_id3.TPE1(encoding=_UTF16, text=[ARTIST]))
    tag.add(_id3.TALB(encoding=_UTF16, text=[info.album]))
    if info.number is not None:
        tag.add(_id3.TRCK(encoding=_UTF16, text=[f"{info.number[0]}/{info.number[1]}"]))
    tag.add(_id3.TCON(encoding=_UTF16, text=[GENRE]))
    tag.add(_id3.TLAN(encoding=_UTF16, text=[info.language]))
    if info.lyrics:
        words = "\n".join(line.text for line in info.lyrics)
        tag.add(_id3.USLT(encoding=_UTF16, lang=info.language, desc="", text=words))
        timed = [(line.text, _milliseconds(line.start)) for line in info.lyrics]
        tag.add(
            _id3.SYLT(
                encoding=_UTF16, lang=info.language, format=_MILLISECONDS, type=_LYRICS, desc="", text=timed
            )
        )
    if info.cover:
        tag.add(_id3.APIC(encoding=0, mime=COVER_TYPE, type=_FRONT_COVER, desc="", data=info.cover))
    _add_chapters(tag, info)
    tag.update_to_v23()
    return tag


def _tag_flac(path: Path, info: TrackInfo) -> None:
    """Vorbis comments; chapters as CHAPTER000 and CHAPTER000NAME, which ffmpeg and many players read."""
    import mutagen.flac  # only a FLAC file needs it

    flac: Any = mutagen.flac
    file = flac.FLAC(path)
    file["title"], file["artist"], file["album"] = info.title, ARTIST, info.album
    file["genre"], file["language"] = GENRE, info.language
    for number, mark in enumerate(info.chapters):
        seconds, rest = divmod(_milliseconds(mark.start), 1_000)
        time = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d}"
        file[f"CHAPTER{number:03d}"], file[f"CHAPTER{number:03d}NAME"] = time, mark.title
    if info.lyrics:
        file["lyrics"] = "\n".join(
            f"[{_milliseconds(line.start) // 60_000:02d}:{_milliseconds(line.start) / 1000 % 60:05.2f}]{line.text}"
            for line in info.lyrics
        )
    if info.cover:
        picture = flac.Picture()
        picture.type, picture.mime, picture.data = _FRONT_COVER, COVER_TYPE, info.cover
        file.add_picture(picture)
    file.save(padding=lambda _: 0)


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
