"""The listener's own file as the bed: what is read, what is refused, and how it goes round."""

import contextlib
import io
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import InnerAllyError, SoundFileError
from generator.sound.beds import open_bed
from generator.sound.listener_bed import CROSS_FADE, ListenerBed, open_listener_bed
from generator.sound.loudness import LoudnessMeter
from generator.sound.source import Block
from generator.units import RATE


def noise(seconds: float, rate: int = RATE, channels: int = 2, seed: int = 1) -> Block:
    random = np.random.default_rng(seed)
    return (random.standard_normal((round(seconds * rate), channels)) * 0.1).astype(np.float32)


def save(path: Path, sound: Block, rate: int = RATE, subtype: str | None = None) -> Path:
    soundfile.write(path, sound, rate, subtype=subtype)
    return path


@pytest.fixture
def ffmpeg_on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Only ffmpeg, and no ffprobe, on PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    binary = folder / "ffmpeg"
    binary.symlink_to(imageio_ffmpeg.get_ffmpeg_exe())
    monkeypatch.setenv("PATH", str(folder))
    return str(binary)


class Slow(io.BytesIO):
    """A file in which others get a turn between finding a place and reading there."""

    def seek(self, place: int, whence: int = 0, /) -> int:
        found = super().seek(place, whence)
        time.sleep(1e-4)
        return found


def test_several_threads_may_be_in_different_places_of_it() -> None:
    frames = 10 * RATE
    counted = np.arange(2 * frames).astype("<i2")
    bed = ListenerBed(Slow(counted.tobytes()), frames, -20.0)
    places = [number * 97_531 % (3 * RATE) for number in range(200)]
    alone = [bed.block(place, place + 100) for place in places]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda place: bed.block(place, place + 100), places))

    np.testing.assert_array_equal(together, alone)


@pytest.mark.parametrize("name", ["a.wav", "b.flac", "c.ogg", "d.mp3", "e.aiff", "ü ñ 心.wav", "no-suffix"])
def test_common_files_are_read_without_ffmpeg(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("PATH", "")
    path = tmp_path / name
    if path.suffix:
        save(path, noise(8))
    else:
        save(tmp_path / "x.wav", noise(8)).rename(path)
    with open_listener_bed(path) as bed:
        sound = bed.block(0, RATE)

    expected = noise(8)[:RATE]
    if name.endswith(("wav", "flac", "aiff")):
        np.testing.assert_allclose(sound, expected, atol=2e-4)
    assert sound.std() == pytest.approx(expected.std(), rel=0.1)


@pytest.mark.parametrize(
    ("rate", "channels"), [(8_000, 1), (22_050, 2), (48_000, 1), (96_000, 2), (44_100, 6)]
)
def test_rate_and_channels_become_ours(tmp_path: Path, rate: int, channels: int) -> None:
    seconds = np.arange(8 * rate) / rate
    wave = np.repeat((0.3 * np.sin(2 * np.pi * 440 * seconds))[:, None], channels, axis=1).astype(np.float32)
    with open_listener_bed(save(tmp_path / "tone.wav", wave, rate)) as bed:
        sound = bed.block(RATE, 2 * RATE)

    spectrum = np.abs(np.fft.rfft(sound[:, 0]))
    assert int(np.argmax(spectrum)) == 440
    assert np.abs(sound).max() == pytest.approx(0.3, rel=0.02)
    np.testing.assert_allclose(sound[:, 0], sound[:, 1], atol=1e-4)


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
def test_every_kind_of_wav_keeps_its_level(tmp_path: Path, subtype: str) -> None:
    with open_listener_bed(save(tmp_path / "a.wav", noise(8), subtype=subtype)) as bed:
        assert bed.block(0, 4 * RATE).std() == pytest.approx(0.1, rel=0.05)


@pytest.mark.parametrize(
    ("name", "codec"), [("memo.m4a", "aac"), ("memo.opus", "libopus"), ("film.mp4", "aac")]
)
def test_other_kinds_are_read_with_ffmpeg(tmp_path: Path, ffmpeg_on_path: str, name: str, codec: str) -> None:
    source = save(tmp_path / "a.wav", noise(8))
    command = [ffmpeg_on_path, "-v", "error", "-i", str(source), "-c:a", codec, str(tmp_path / name)]
    subprocess.run(command, check=True, timeout=60)
    with open_listener_bed(tmp_path / name) as bed:
        assert bed.block(RATE, 3 * RATE).std() == pytest.approx(0.1, rel=0.25)


def test_without_ffmpeg_other_kinds_are_refused_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    (tmp_path / "memo.m4a").write_bytes(b"\0\0\0\x20ftypM4A " + bytes(1_000))

    with pytest.raises(SoundFileError, match=r"memo\.m4a.*need ffmpeg.*Save it as WAV"):
        open_listener_bed(tmp_path / "memo.m4a")


def text_file(path: Path) -> None:
    path.write_text("dear diary\n" * 500, encoding="utf-8")


def cut_short(path: Path) -> None:
    path.write_bytes(b"RIFF\xff\xff\0\0WAVEfmt ")


HEADERS = [
    b"",
    b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0",
    b"OggS\0\2",
    b"fLaC\0\0\0\x22",
    b"ID3\3\0",
    b"\xff\xfb\x90\x64",
]
BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda _path: None, "There is no sound file"),
    "folder": (Path.mkdir, "is a folder"),
    "empty": (Path.touch, "cannot be read|can be read"),
    "text": (text_file, "cannot be read|can be read"),
    "cut short": (cut_short, "cannot be read|can be read"),
    "no frames": (lambda path: save(path, noise(0)), "silent"),
    "silent": (lambda path: save(path, noise(5) * np.float32(0)), "silent"),
    "nearly silent": (lambda path: save(path, noise(5) * np.float32(1e-4), subtype="FLOAT"), "silent"),
    "too short": (lambda path: save(path, noise(0.9)), "less than 1 second"),
    "a click in silence": (
        lambda path: save(path, np.concatenate([noise(3) * 0, noise(0.5), noise(3) * 0]).astype("f4")),
        "less than 1 second",
    ),
    "not a number": (
        lambda path: save(path, noise(3) * np.float32("nan"), subtype="FLOAT"),
        "cannot be read",
    ),
}


@pytest.mark.parametrize("with_ffmpeg", [False, True])
@pytest.mark.parametrize("kind", BAD)
def test_what_cannot_be_a_bed_is_refused_in_plain_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, with_ffmpeg: bool
) -> None:
    monkeypatch.setenv("PATH", "")
    if with_ffmpeg:
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin" / "ffmpeg").symlink_to(imageio_ffmpeg.get_ffmpeg_exe())
        monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    make, message = BAD[kind]
    make(tmp_path / "bed.wav")
    path = tmp_path / "bed.wav"
    if with_ffmpeg and path.exists():
        path = path.rename(tmp_path / "bed.m4a")  # so that pydub and ffmpeg have their try at it

    with pytest.raises(SoundFileError, match=message) as caught:
        open_listener_bed(path)
    assert caught.value.exit_code == 3
    assert caught.value.mend


def test_silence_at_both_ends_is_cut_off(tmp_path: Path) -> None:
    quiet = np.zeros((3 * RATE, 2), dtype=np.float32)
    path = save(tmp_path / "a.wav", np.concatenate([quiet, noise(12), quiet]))
    with open_listener_bed(path) as bed:
        sound = bed.block(0, 60 * RATE)

    assert sound[: RATE // 10].std() == pytest.approx(0.1, rel=0.15)
    assert min(piece.std() for piece in np.array_split(sound, 240)) > 0.08


def test_it_goes_round_without_a_dip_a_bump_or_a_click(tmp_path: Path) -> None:
    with open_listener_bed(save(tmp_path / "a.wav", noise(30))) as bed:
        sound = bed.block(0, 70 * RATE)
    levels = [piece.std() for piece in np.array_split(sound, 140)]
    period = round((30 - CROSS_FADE) * RATE)

    assert max(levels) / min(levels) < 1.1
    np.testing.assert_array_equal(
        sound[30 * RATE : 40 * RATE],
        sound[30 * RATE - period : 40 * RATE - period],
    )
    for seam in (period, 2 * period, period + round(CROSS_FADE * RATE)):
        assert np.abs(np.diff(sound[seam - 2 : seam + 2, 0])).max() < np.abs(np.diff(sound[:, 0])).max()


def test_a_slow_tone_crosses_its_seam_smoothly(tmp_path: Path) -> None:
    seconds = np.arange(20 * RATE) / RATE
    wave = np.repeat((0.3 * np.sin(2 * np.pi * 100.3 * seconds))[:, None], 2, axis=1).astype(np.float32)
    with open_listener_bed(save(tmp_path / "tone.wav", wave)) as bed:
        sound = bed.block(0, 60 * RATE)[:, 0]

    assert np.abs(np.diff(sound)).max() < 1.5 * 0.3 * 2 * np.pi * 100.3 / RATE


def test_it_is_as_loud_as_it_says(tmp_path: Path) -> None:
    with open_listener_bed(save(tmp_path / "a.wav", noise(30))) as bed:
        meter = LoudnessMeter()
        meter.add(bed.block(0, 60 * RATE))

        assert meter.integrated() == pytest.approx(bed.loudness, abs=0.3)


def test_the_bed_by_name_opens_a_file_too(tmp_path: Path) -> None:
    path = save(tmp_path / "rain.wav", noise(5))
    with open_bed(str(path), 1) as bed:
        assert isinstance(bed, ListenerBed)
    with pytest.raises(SoundFileError, match="There is no sound file"):
        open_bed(str(tmp_path / "gone.wav"), 1)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(1.1, 9.0), st.integers(0, 60 * RATE), st.lists(st.integers(1, 4 * RATE - 1), max_size=6))
def test_it_does_not_depend_on_how_it_is_cut(
    tmp_path: Path, seconds: float, begin: int, cuts: list[int]
) -> None:
    with open_listener_bed(save(tmp_path / "a.wav", noise(seconds))) as bed:
        whole = bed.block(begin, begin + 4 * RATE)
        places = [0, *sorted(set(cuts)), 4 * RATE]
        pieces = [bed.block(begin + a, begin + b) for a, b in pairwise(places)]

    np.testing.assert_allclose(np.concatenate(pieces), whole, atol=1e-6)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(HEADERS),
    st.binary(max_size=400),
    st.sampled_from([".wav", ".mp3", ".raw", ".ogg", ".m4a", ""]),
)
def test_any_bytes_are_a_bed_or_our_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: bytes, rest: bytes, suffix: str
) -> None:
    monkeypatch.setenv("PATH", "")
    path = tmp_path / f"any{suffix}"
    path.write_bytes(start + rest)
    with contextlib.suppress(InnerAllyError):
        open_listener_bed(path).close()
