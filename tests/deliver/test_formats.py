"""Which file is meant by the words and the ending, and how big it will be."""

import pytest

from generator.deliver.formats import FileFormat, file_format
from generator.errors import ChoiceError
from generator.plan.choices import BEDS, NO_BED
from generator.units import RATE


@pytest.mark.parametrize(
    ("name", "bitrate", "situation", "output", "expected"),
    [
        (None, None, "session", None, FileFormat("mp3", 2, 0)),
        (None, None, "bedtime", "folder", FileFormat("mp3", 2, 0)),
        (None, None, "commute", None, FileFormat("mp3", 1, 96)),
        (None, 128, "commute", None, FileFormat("mp3", 2, 128)),
        (None, 96, "session", "x.mp3", FileFormat("mp3", 1, 96)),
        ("flac", None, "session", "folder", FileFormat("flac", 2, 0)),
        ("flac", None, "commute", "folder", FileFormat("flac", 1, 0)),
        (None, None, "session", "a.b/x.WAV", FileFormat("wav", 2, 0)),
        ("wav", None, "session", "x.wav", FileFormat("wav", 2, 0)),
    ],
)
def test_words_ending_and_situation_choose_the_format(
    name: str | None, bitrate: int | None, situation: str, output: str | None, expected: FileFormat
) -> None:
    assert file_format(name, bitrate, situation, output) == expected


@pytest.mark.parametrize(
    ("name", "bitrate", "output", "words"),
    [
        ("falc", None, None, "Did you mean 'flac'"),
        ("mp3", None, "x.flac", "--output says flac"),
        (None, None, "x.ogg", "writes no .ogg"),
        (None, 100, None, "Choose from: 64"),
        ("wav", 128, None, "Leave --bitrate out"),
        (None, 128, "x.flac", "Leave --bitrate out"),
    ],
)
def test_what_cannot_be_is_said_with_the_way_out(
    name: str | None, bitrate: int | None, output: str | None, words: str
) -> None:
    with pytest.raises(ChoiceError) as caught:
        file_format(name, bitrate, "session", output)

    assert words in str(caught.value)


def test_the_size_is_said_in_words_people_use() -> None:
    eight = 8 * 60 * RATE

    assert FileFormat("mp3", 1, 64).about(eight) == "about 3.9 MB (MP3, mono, 64 kb/s)"
    assert FileFormat("mp3").about(eight, "rain") == "up to 9.7 MB (MP3, stereo, variable bit rate)"
    assert FileFormat("mp3").about(eight, "none") == "up to 4.1 MB (MP3, stereo, variable bit rate)"
    assert FileFormat("mp3").about(eight, "my own.wav") == FileFormat("mp3").about(eight, "rain")
    assert FileFormat("wav").about(20 * 60 * RATE) == "about 212 MB (WAV, stereo, lossless)"


@pytest.mark.parametrize("name", ["mp3", "flac"])
def test_each_bed_has_a_size_of_its_own_and_rain_is_the_largest(name: str) -> None:
    sizes = {bed: FileFormat(name).size(8 * 60 * RATE, bed) for bed in (*BEDS, NO_BED)}

    assert max(sizes.values()) == sizes["rain"] == FileFormat(name).size(8 * 60 * RATE, "my own.wav")
    assert [bed for bed, size in sizes.items() if size == sizes["rain"]] == ["rain"]
    assert min(sizes, key=sizes.__getitem__) == NO_BED
