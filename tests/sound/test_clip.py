"""Clips: trimmed to their sound, stored whole or not at all, and never trusted unread."""

import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import OutputError
from generator.sound.clip import DamagedClip, Mono, StoredClip, open_clip, trim, write_clip
from generator.units import RATE

RATES = (16_000, 22_050, 24_000, 44_100, 48_000)


def tone(seconds: float, rate: int, level: float = 0.5) -> Mono:
    return (level * np.sin(2 * np.pi * 220 * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def between_silences(sound: Mono, before: int, after: int) -> Mono:
    return np.concatenate([np.zeros(before, np.float32), sound, np.zeros(after, np.float32)])


@pytest.mark.parametrize("rate", RATES)
def test_a_clip_comes_back_at_the_tracks_rate_with_exactly_its_length(tmp_path: Path, rate: int) -> None:
    sound = tone(0.7301, rate)
    clip = write_clip(tmp_path / "a.clip", sound, rate)

    samples = clip.read()

    assert open_clip(clip.path) == clip
    assert samples.dtype == np.float32
    assert samples.shape == (clip.length,)
    assert clip.length == int(len(sound) * RATE / rate + 0.5)
    expected = np.sqrt(np.mean(sound**2))
    assert np.sqrt(np.mean(samples**2)) == pytest.approx(expected, rel=0.01)


def test_a_clip_at_the_tracks_rate_comes_back_to_the_bit(tmp_path: Path) -> None:
    sound = tone(0.1, RATE)

    assert np.array_equal(write_clip(tmp_path / "a.clip", sound, RATE).read(), sound)


def test_resampling_does_not_move_the_onset(tmp_path: Path) -> None:
    click = np.zeros(2400, np.float32)
    click[1200] = 1.0

    samples = write_clip(tmp_path / "a.clip", click, 24_000).read()

    assert int(np.argmax(np.abs(samples))) == pytest.approx(1200 * RATE / 24_000, abs=1)


@given(st.integers(0, 10**7), st.sampled_from(RATES))
def test_length_is_rounded_half_up(frames: int, rate: int) -> None:
    length = StoredClip(Path("a"), rate, frames).length

    assert -rate < 2 * (frames * RATE - length * rate) < rate or 2 * (length * rate - frames * RATE) == rate


def test_an_empty_clip_can_be_kept(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "a.clip", np.zeros(0, np.float32), 24_000)

    assert open_clip(clip.path).read().shape == (0,)


@pytest.mark.parametrize("place", [0, 8, 12, 30, 64, 1000, -1])
def test_one_changed_byte_anywhere_is_noticed(tmp_path: Path, place: int) -> None:
    path = tmp_path / "a.clip"
    write_clip(path, tone(0.1, 24_000), 24_000)
    data = bytearray(path.read_bytes())
    data[place] ^= 0x01
    path.write_bytes(bytes(data))

    with pytest.raises(DamagedClip):
        open_clip(path)


@pytest.mark.parametrize("keep", [0, 10, 63, 64, 65, 5000])
def test_a_clip_that_was_cut_short_is_noticed(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "a.clip"
    write_clip(path, tone(0.1, 24_000), 24_000)
    path.write_bytes(path.read_bytes()[:keep])

    with pytest.raises(DamagedClip):
        open_clip(path)


def test_a_clip_that_grew_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.clip"
    write_clip(path, tone(0.1, 24_000), 24_000)
    path.write_bytes(path.read_bytes() + b"\0\0\0\0")

    with pytest.raises(DamagedClip):
        open_clip(path)


def test_a_missing_clip_a_folder_and_a_wav_are_no_clips(tmp_path: Path) -> None:
    (tmp_path / "b.clip").write_bytes(b"RIFF" + bytes(500))

    for path in (tmp_path / "a.clip", tmp_path, tmp_path / "b.clip"):
        with pytest.raises(DamagedClip):
            open_clip(path)


def test_a_clip_that_is_lost_while_rendering_is_an_error_of_ours(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "a.clip", tone(0.1, 24_000), 24_000)
    clip.path.write_bytes(clip.path.read_bytes()[:100])
    with pytest.raises(DamagedClip, match="damaged or gone"):
        clip.read()

    clip.path.unlink()
    with pytest.raises(DamagedClip, match="damaged or gone"):
        clip.read()


def test_a_folder_that_cannot_be_made_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(OutputError, match="cannot be written"):
        write_clip(tmp_path / "file" / "a.clip", tone(0.1, 24_000), 24_000)


def test_nothing_but_the_clip_is_left_and_it_is_the_owners_only(tmp_path: Path) -> None:
    write_clip(tmp_path / "deep" / "er" / "a.clip", tone(0.1, 24_000), 24_000)

    found = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in found] == ["a.clip"]
    if sys.platform != "win32":
        assert stat.S_IMODE(found[0].stat().st_mode) == 0o600


def test_processes_that_write_the_same_clip_at_once_leave_a_whole_one(tmp_path: Path) -> None:
    program = (
        "import sys, numpy as np; from pathlib import Path; from generator.sound.clip import *\n"
        "sys.stdin.readline()\n"
        "for level in range(60):\n"
        "    write_clip(Path(sys.argv[1]), np.full(20_000, level / 100, np.float32), 24_000)\n"
        "    assert open_clip(Path(sys.argv[1])).frames == 20_000\n"
    )
    path = tmp_path / "a.clip"
    racers = [
        subprocess.Popen([sys.executable, "-c", program, str(path)], stdin=subprocess.PIPE, text=True)
        for _ in "ab"
    ]
    for racer in racers:
        assert racer.stdin
        racer.stdin.write("go\n")
        racer.stdin.close()

    assert [racer.wait(60) for racer in racers] == [0, 0]
    assert open_clip(path).frames == 20_000
    assert [item.name for item in tmp_path.iterdir()] == ["a.clip"]


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("level", [0.01, 0.5, 1.0])
def test_trimming_starts_with_the_first_sound_and_keeps_a_short_tail(rate: int, level: float) -> None:
    sound = tone(0.5, rate, level)

    cut = trim(between_silences(sound, rate // 3, rate), rate)

    assert abs(len(cut) - (len(sound) + 0.030 * rate)) <= 0.001 * rate
    assert np.flatnonzero(np.abs(cut) >= level / 100)[0] <= 0.002 * rate


def test_trimming_keeps_a_soft_last_consonant() -> None:
    rate = 24_000
    hiss = np.random.default_rng(1).normal(0, 0.0025, rate // 5).astype(np.float32)

    cut = trim(between_silences(np.concatenate([tone(0.4, rate), hiss]), 5000, 9000), rate)

    assert len(cut) > 0.59 * rate


def test_trimming_leaves_out_a_noise_floor_before_the_words() -> None:
    rate = 24_000
    floor = np.random.default_rng(1).normal(0, 0.0002, rate // 2).astype(np.float32)

    cut = trim(np.concatenate([floor, tone(0.4, rate)]), rate)

    assert len(cut) < 0.45 * rate


@given(st.integers(1, 4000), st.floats(0.001, 1.0), st.integers(0, 500), st.integers(0, 3000))
def test_a_trimmed_clip_begins_and_ends_near_zero(frames: int, level: float, before: int, after: int) -> None:
    step = np.full(frames, level, np.float32)

    cut = trim(between_silences(step, before, after), 24_000)

    assert len(cut) <= before + frames + after
    if len(cut) > 600:
        assert abs(cut[0]) < 0.01 * level
        assert abs(cut[-1]) < 0.01 * level


def test_a_cut_in_the_middle_of_sound_makes_no_click() -> None:
    rate = 24_000

    cut = trim(np.full(rate, 0.5, np.float32), rate)

    assert np.abs(np.diff(cut)).max() < 0.02


def test_trimming_leaves_what_it_was_given_alone() -> None:
    sound = tone(0.1, 24_000)
    before = sound.copy()

    trim(sound, 24_000)

    assert np.array_equal(sound, before)


@pytest.mark.parametrize("frames", [0, 1, 5000])
def test_silence_trims_to_nothing(frames: int) -> None:
    assert trim(np.zeros(frames, np.float32), 24_000).shape == (0,)
