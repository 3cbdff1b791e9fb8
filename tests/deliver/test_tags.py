"""The ID3 tag: what other readers find in it."""

import io
import re
from typing import Any

import pytest
from mutagen.id3 import ID3

from generator.deliver.captions import Line
from generator.deliver.tags import TrackInfo, id3
from generator.plan.timeline import ChapterMark
from generator.units import RATE

CHAPTERS = (
    ChapterMark(0, "Arriving, and a rather long title for the first of them"),
    ChapterMark(90 * RATE, "Für später: 心"),
    ChapterMark(150 * RATE + 22, "a"),
    *(ChapterMark((200 + n) * RATE, f"Part {'x' * (11 - n)}") for n in range(11)),
)
INFO = TrackInfo("Sitting with your own kind presence – ‘søster’", "Inner Ally", 300 * RATE, CHAPTERS)


def read(data: bytes) -> Any:
    reader: Any = ID3  # mutagen has no types
    return reader(io.BytesIO(data))


def test_text_reads_back_non_ascii_letters_too() -> None:
    tag = read(id3(INFO))

    assert tag.version == (2, 3, 0)
    assert str(tag["TIT2"]) == INFO.title
    assert str(tag["TPE1"]) == "Inner Ally"
    assert str(tag["TALB"]) == "Inner Ally"
    assert tag["TCON"].genres == ["Meditation"]
    assert str(tag["TLAN"]) == "eng"


def test_chapters_are_gapless_and_listed_in_order() -> None:
    tag = read(id3(INFO))
    contents = tag.getall("CTOC")
    assert len(contents) == 1
    chapters = [tag[f"CHAP:{name}"] for name in contents[0].child_element_ids]

    assert contents[0].flags == 3  # top level, ordered
    assert [str(chapter.sub_frames["TIT2"]) for chapter in chapters] == [mark.title for mark in CHAPTERS]
    assert chapters[0].start_time == 0
    assert chapters[2].start_time == 150_000
    assert [c.end_time for c in chapters[:-1]] == [c.start_time for c in chapters[1:]]
    assert chapters[-1].end_time == 300_000


def test_chapters_stand_in_the_file_in_their_order() -> None:
    names = re.findall(rb"CHAP....\0\0(.*?)\0", id3(INFO), re.DOTALL)
    contents = read(id3(INFO)).getall("CTOC")[0]

    assert [name.decode() for name in names] == contents.child_element_ids


def test_the_same_track_gives_the_same_bytes_and_no_date() -> None:
    assert id3(INFO) == id3(INFO)
    assert {frame[:4] for frame in read(id3(INFO))} == {
        "TIT2",
        "TPE1",
        "TALB",
        "TCON",
        "TLAN",
        "CHAP",
        "CTOC",
    }


def test_a_track_without_chapters_has_no_table_of_them() -> None:
    tag = read(id3(TrackInfo("Title", "Album", RATE)))

    assert not tag.getall("CTOC")
    assert not tag.getall("CHAP")


@pytest.mark.parametrize("title", ["[breathe]", "a\u2028b", "🙂 kind", "x" * 3_000])
def test_odd_titles_survive(title: str) -> None:
    assert str(read(id3(TrackInfo(title, "Album", RATE)))["TIT2"]) == title


def test_lyrics_are_carried_plain_and_timed_only_when_given() -> None:
    lines = (Line(RATE, 2 * RATE, "Hello – you."), Line(3 * RATE + 22, 4 * RATE, "Go gently."))
    tag = read(id3(TrackInfo("Title", "Album", 5 * RATE, lyrics=lines)))

    assert str(tag["USLT::eng"]) == "Hello – you.\nGo gently."
    assert tag.getall("SYLT")[0].text == [("Hello – you.", 1_000), ("Go gently.", 3_000)]
    assert not read(id3(INFO)).getall("USLT")
    assert not read(id3(INFO)).getall("SYLT")


def test_the_cover_is_a_front_cover() -> None:
    (picture,) = read(id3(TrackInfo("Title", "Album", RATE, cover=b"jpeg"))).getall("APIC")

    assert (picture.type, picture.mime, picture.data, picture.desc) == (3, "image/jpeg", b"jpeg", "")
