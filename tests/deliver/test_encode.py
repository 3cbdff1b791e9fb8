"""The MP3: decoded by tools we did not write, it is exactly as long as planned and sounds like what went in."""

import io
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy as np
import pytest
from mutagen.mp3 import MP3, BitrateMode
from numpy.typing import NDArray

from generator.deliver.encode import write_mp3
from generator.deliver.formats import BITRATES, FileFormat, file_format
from generator.deliver.pcm import int16
from generator.deliver.tags import TrackInfo, id3
from generator.errors import OutputError
from generator.plan.timeline import ChapterMark
from generator.sound.source import Block
from generator.units import RATE
from tests.whole_sound import WholeSound

VBR = FileFormat()


def music(frames: int, seed: int = 1) -> Block:
    time = np.arange(frames) / RATE
    random = np.random.default_rng(seed)
    left = 0.3 * np.sin(2 * np.pi * 330 * time) * np.sin(2 * np.pi * 0.7 * time)
    right = 0.2 * np.sin(2 * np.pi * 440 * time)
    sound = np.stack([left, right], axis=1) + 0.01 * random.standard_normal((frames, 2))
    return np.asarray(sound, dtype=np.float32)


def encoded(sound: Block, tag: bytes = b"", form: FileFormat = VBR) -> bytes:
    file = io.BytesIO()
    write_mp3(file, WholeSound(sound), tag, form)
    return file.getvalue()


def decoded(path: Path, channels: int = 2) -> NDArray[np.float32]:
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    command = [ffmpeg, "-v", "error", "-xerror", "-i", str(path), "-f", "f32le", "-"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    assert done.stderr == b""
    return np.frombuffer(done.stdout, dtype="<f4").reshape(-1, channels)


@pytest.mark.parametrize("frames", [1, 575, 1_152, 44_100, 100_003, 20 * RATE + 77])
def test_ffmpeg_decodes_exactly_as_many_samples(tmp_path: Path, frames: int) -> None:
    path = tmp_path / "track.mp3"
    path.write_bytes(encoded(music(frames), id3(TrackInfo("T", "A", frames, (ChapterMark(0, "One"),)))))

    assert len(decoded(path)) == frames


def test_what_comes_out_is_what_went_in_at_the_same_place(tmp_path: Path) -> None:
    path = tmp_path / "track.mp3"
    sound = music(5 * RATE)
    path.write_bytes(encoded(sound))
    error = decoded(path) - sound

    assert 10 * np.log10(np.mean(sound**2) / np.mean(error**2)) > 15.0
    shifted = decoded(path)[5:] - sound[:-5]
    assert np.mean(shifted**2) > 2 * np.mean(error**2)


def test_the_level_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "track.mp3"
    sound = music(5 * RATE)
    path.write_bytes(encoded(sound))

    assert 20 * np.log10(decoded(path).std() / sound.std()) == pytest.approx(0.0, abs=0.05)


ALL_FORMS = (*(file_format(None, rate, "session", None) for rate in BITRATES), FileFormat("mp3", 1))


@pytest.mark.parametrize("form", ALL_FORMS, ids=str)
@pytest.mark.parametrize("frames", [1_152, 5 * RATE + 77])
def test_every_rate_decodes_to_exactly_as_many_samples_at_its_own_level(
    tmp_path: Path, form: FileFormat, frames: int
) -> None:
    path = tmp_path / "track.mp3"
    sound = music(frames)
    path.write_bytes(encoded(sound, id3(TrackInfo("T", "A", frames)), form=form))
    heard = decoded(path, form.channels)
    reader: Any = MP3
    info = reader(path).info

    assert len(heard) == frames
    assert info.channels == form.channels
    assert info.bitrate_mode == (BitrateMode.CBR if form.kilobits else BitrateMode.VBR)
    if frames > RATE:
        given = sound if form.channels == 2 else sound.mean(axis=1, keepdims=True)
        assert 20 * np.log10(heard.std() / given.std()) == pytest.approx(0.0, abs=0.06)
        assert form.kilobits == 0 or info.bitrate == pytest.approx(form.kilobits * 1000, rel=0.01)


@pytest.mark.needs("mpg123")
@pytest.mark.parametrize("form", ALL_FORMS, ids=str)
def test_mpg123_agrees_at_every_rate(tmp_path: Path, form: FileFormat) -> None:
    path = tmp_path / "track.mp3"
    path.write_bytes(encoded(music(2 * RATE + 123), form=form))
    done = subprocess.run(["mpg123", "-q", "-s", path], capture_output=True, check=True, timeout=60)

    assert len(done.stdout) == 2 * form.channels * (2 * RATE + 123)


def test_mutagen_sees_a_vbr_file_of_the_right_length(tmp_path: Path) -> None:
    path = tmp_path / "track.mp3"
    path.write_bytes(encoded(music(30 * RATE), id3(TrackInfo("T", "A", 30 * RATE))))
    reader: Any = MP3  # mutagen has no types
    found = reader(path)

    assert found.info.bitrate_mode == BitrateMode.VBR
    assert found.info.sample_rate == RATE
    assert found.info.channels == 2
    assert found.info.length == pytest.approx(30.0, abs=0.002)
    assert found.info.encoder_info.startswith("LAME 3.100")
    assert str(found["TIT2"]) == "T"


def test_a_file_of_no_samples_is_still_a_file() -> None:
    assert encoded(music(0))[:2] == b"\xff\xfb"


def test_the_seek_table_rises_to_the_end() -> None:
    data = encoded(music(20 * RATE))
    table = data[36 + 16 : 36 + 116]

    assert list(table) == sorted(table)
    assert table[0] <= 2
    assert table[99] >= 250
    assert all(later - earlier <= 12 for earlier, later in pairwise(table))


def test_samples_are_rounded_and_never_wrap() -> None:
    values = np.array(
        [[0.0, 1.0], [-1.0, 2.0], [-2.0, 0.6 / 32_768], [-0.6 / 32_768, 0.4 / 32_768]], dtype=np.float32
    )

    assert np.frombuffer(int16(values), dtype="<i2").tolist() == [
        0,
        32_767,
        -32_768,
        32_767,
        -32_768,
        1,
        -1,
        0,
    ]


def test_a_full_disk_is_said_in_plain_words() -> None:
    class Full(io.BytesIO):
        def write(self, data: object) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left on device"):
        write_mp3(Full(), WholeSound(music(RATE)))


@pytest.mark.needs("mpg123")
def test_mpg123_decodes_exactly_as_many_samples(tmp_path: Path) -> None:
    path = tmp_path / "track.mp3"
    path.write_bytes(encoded(music(10 * RATE + 123), id3(TrackInfo("T", "A", RATE))))
    mpg123 = shutil.which("mpg123")
    assert mpg123
    done = subprocess.run([mpg123, "-q", "-s", str(path)], capture_output=True, check=True, timeout=60)

    assert len(done.stdout) == 4 * (10 * RATE + 123)


@pytest.mark.parametrize("frames", [1, 1_152, 100_003])
def test_one_channel_at_a_constant_rate_keeps_length_and_level(tmp_path: Path, frames: int) -> None:
    sound = music(frames)[:, :1]
    file = io.BytesIO()
    write_mp3(file, WholeSound(sound), form=FileFormat("mp3", 1, 96))
    path = tmp_path / "track.mp3"
    path.write_bytes(file.getvalue())
    info: Any = MP3(path).info  # type: ignore[no-untyped-call]
    result = decoded(path, 1).reshape(-1)

    assert (info.channels, info.bitrate_mode) == (1, BitrateMode.CBR)
    assert info.bitrate == pytest.approx(96_000, rel=1e-3)
    assert len(result) == frames
    if frames > RATE:
        assert 20 * np.log10(result.std() / sound.std()) == pytest.approx(0.0, abs=0.1)
