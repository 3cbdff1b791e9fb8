"""FLAC and WAV: exactly the samples that went in, and tags that other readers find."""

import subprocess
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import mutagen
import numpy as np
import pytest
import soundfile

from generator.deliver.captions import Line
from generator.deliver.cover import cover
from generator.deliver.formats import FileFormat
from generator.deliver.lossless import write_lossless
from generator.deliver.tags import TrackInfo, tag_file
from generator.errors import OutputError
from generator.plan.timeline import ChapterMark
from generator.sound.source import Block
from generator.units import RATE
from tests.whole_sound import WholeSound

INFO = TrackInfo(
    "Your own ‘søster’",
    "Inner Ally",
    3 * RATE,
    (ChapterMark(0, "One"), ChapterMark(2 * RATE, "Two")),
    cover=cover("tree", 1),
    lyrics=(Line(0, RATE, "Hello."), Line(65 * RATE, 66 * RATE, "Again.")),
)
FORMS = (FileFormat("flac"), FileFormat("wav"), FileFormat("flac", 1), FileFormat("wav", 1))


def sound() -> Block:
    return np.asarray(0.2 * np.random.default_rng(1).standard_normal((3 * RATE + 7, 2)), dtype=np.float32)


def written(path: Path, form: FileFormat) -> Path:
    write_lossless(path, WholeSound(sound()), form)
    tag_file(path, INFO, form)
    return path


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_the_samples_are_those_that_went_in(tmp_path: Path, form: FileFormat) -> None:
    path = written(tmp_path / "track", form)
    given = sound() if form.channels == 2 else sound().mean(axis=1, keepdims=True)

    read, rate = soundfile.read(path, dtype="float32", always_2d=True)
    decoded = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", path, "-map", "0:a", "-f", "s16le", "-"],
        capture_output=True,
        check=True,
        timeout=60,
    )

    assert rate == RATE
    assert read.shape == given.shape
    assert np.abs(read - np.clip(given, -1, 1)).max() <= 1 / 32_768
    assert len(decoded.stdout) == 2 * given.size
    assert decoded.stderr == b""


def test_flac_carries_comments_chapters_cover_and_timed_lyrics(tmp_path: Path) -> None:
    reader: Any = mutagen.File
    tags = reader(written(tmp_path / "track.flac", FileFormat("flac")))

    assert tags["title"] == ["Your own ‘søster’"]
    assert tags["artist"] == tags["album"] == ["Inner Ally"]
    assert (tags["genre"], tags["language"]) == (["Meditation"], ["eng"])
    assert (tags["chapter001"], tags["chapter001name"]) == (["00:00:02.000"], ["Two"])
    assert tags["lyrics"] == ["[00:00.00]Hello.\n[01:05.00]Again."]
    assert tags.pictures[0].data == INFO.cover


def test_wav_carries_the_same_tag_as_mp3(tmp_path: Path) -> None:
    reader: Any = mutagen.File
    tags = reader(written(tmp_path / "track.wav", FileFormat("wav"))).tags

    assert str(tags["TIT2"]) == "Your own ‘søster’"
    assert [str(c.sub_frames["TIT2"]) for c in tags.getall("CHAP")] == ["One", "Two"]
    assert tags.getall("APIC")[0].data == INFO.cover


@pytest.mark.parametrize("form", FORMS[:2], ids=str)
def test_the_same_sound_gives_the_same_bytes(tmp_path: Path, form: FileFormat) -> None:
    assert written(tmp_path / "a", form).read_bytes() == written(tmp_path / "b", form).read_bytes()


@pytest.mark.parametrize("form", FORMS[:2], ids=str)
def test_a_folder_that_is_not_there_is_said_in_plain_words(tmp_path: Path, form: FileFormat) -> None:
    with pytest.raises(OutputError, match="could not be written"):
        write_lossless(tmp_path / "no" / "track", WholeSound(sound()), form)


def test_a_file_that_cannot_be_tagged_is_said_in_plain_words(tmp_path: Path) -> None:
    for form in FORMS[:2]:
        (tmp_path / "track").write_bytes(b"no sound")
        with pytest.raises(OutputError, match="tags could not be written"):
            tag_file(tmp_path / "track", INFO, form)
