"""The loudness meter against the items of ITU-R BS.1770-4 and EBU Tech 3341, and against pyloudnorm."""

import math

import numpy as np
import pyloudnorm
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.sound.loudness import STEP, LoudnessMeter, loudest_moment, loudness_range, mean_loudness
from generator.sound.source import Block
from generator.units import RATE, gain


def sine(level: float, seconds: float, hertz: float = 1_000.0, channels: int = 2) -> Block:
    time = np.arange(round(seconds * RATE)) / RATE
    wave = gain(level) * np.sin(2.0 * np.pi * hertz * time)
    return np.repeat(wave[:, None], channels, axis=1).astype(np.float32)


def silence(seconds: float) -> Block:
    return np.zeros((round(seconds * RATE), 2), dtype=np.float32)


def integrated(*parts: Block) -> float:
    meter = LoudnessMeter(parts[0].shape[1])
    for part in parts:
        meter.add(part)
    return meter.integrated()


def test_bs1770_997_hz_at_full_scale_on_one_channel_reads_3_01() -> None:
    assert integrated(sine(0.0, 10, 997.0, channels=1)) == pytest.approx(-3.01, abs=0.02)


def test_bs1770_997_hz_in_stereo_at_minus_23_reads_minus_23() -> None:
    assert integrated(sine(-23.0, 20, 997.0)) == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize(
    ("case", "levels"),
    [
        ("1", [(-23.0, 20.0)]),
        ("2", [(-33.0, 20.0)]),
        ("3", [(-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)]),
        ("4", [(-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)]),
        ("5", [(-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)]),
    ],
)
def test_ebu_tech_3341_integrated_cases(case: str, levels: list[tuple[float, float]]) -> None:
    target = -33.0 if case == "2" else -23.0

    assert integrated(*(sine(level, seconds) for level, seconds in levels)) == pytest.approx(target, abs=0.1)


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        ([-20.0, -30.0], 10.0),
        ([-20.0, -15.0], 5.0),
        ([-40.0, -20.0], 20.0),
        ([-50.0, -35.0, -20.0, -35.0, -50.0], 15.0),
    ],
    ids=["1", "2", "3", "4"],
)
def test_ebu_tech_3342_minimum_requirements(levels: list[float], told: float) -> None:
    meter = LoudnessMeter()
    for level in levels:
        meter.add(sine(level, 20.0))

    assert loudness_range(meter.energies) == pytest.approx(told, abs=1.0)


def test_scraps_and_silence_have_no_range() -> None:
    assert loudness_range(np.ones(29)) == 0.0
    assert loudness_range(np.zeros(60)) == 0.0


def test_pauses_do_not_lower_the_integrated_loudness() -> None:
    with_pauses = integrated(sine(-23, 5), silence(30), sine(-23, 5), silence(30), sine(-23, 5))

    assert with_pauses == pytest.approx(-23.0, abs=0.3)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_agrees_with_pyloudnorm_on_noise(seed: int) -> None:
    random = np.random.default_rng(seed)
    swell = np.abs(np.sin(np.arange(RATE * 12) / RATE))[:, None] ** 3
    noise = (random.standard_normal((RATE * 12, 2)) * 0.1 * swell).astype(np.float32)

    theirs = pyloudnorm.Meter(RATE, filter_class="DeMan").integrated_loudness(noise)

    assert integrated(noise) == pytest.approx(theirs, abs=0.02)


@pytest.mark.parametrize("hertz", [30.0, 60.0, 200.0, 1_000.0, 3_000.0, 10_000.0])
def test_it_weighs_every_frequency_as_pyloudnorm_does(hertz: float) -> None:
    tone = sine(-20.0, 5.0, hertz)

    theirs = pyloudnorm.Meter(RATE, filter_class="DeMan").integrated_loudness(tone)

    assert integrated(tone) == pytest.approx(theirs, abs=0.03)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 40_000), min_size=1, max_size=12))
def test_readings_do_not_depend_on_how_the_sound_is_cut(sizes: list[int]) -> None:
    noise = np.random.default_rng(7).standard_normal((sum(sizes), 2)).astype(np.float32) * np.float32(0.1)
    whole, cut = LoudnessMeter(), LoudnessMeter()
    whole.add(noise)
    start = 0
    for size in sizes:
        cut.add(noise[start : start + size])
        start += size

    assert len(cut.energies) == sum(sizes) // STEP
    np.testing.assert_array_equal(cut.energies, whole.energies)


def test_reading_the_meter_half_way_changes_nothing() -> None:
    noise = np.random.default_rng(3).standard_normal((RATE * 2, 2)).astype(np.float32)
    read, unread = LoudnessMeter(), LoudnessMeter()
    for meter in (read, unread):
        meter.add(noise[:12_345])
        if meter is read:
            meter.integrated()
        meter.add(noise[12_345:])

    np.testing.assert_array_equal(read.energies, unread.energies)


def test_silence_and_scraps_have_no_loudness() -> None:
    assert integrated(silence(5)) == -math.inf
    assert integrated(sine(-10, 0.3)) == -math.inf
    assert mean_loudness(silence(1)) == -math.inf
    assert mean_loudness(np.zeros((0, 2), dtype=np.float32)) == -math.inf


def test_the_loudest_moment_is_found_among_quieter_ones() -> None:
    sound = np.concatenate([sine(-40, 3), sine(-20, 1), sine(-40, 3)])

    assert loudest_moment(sound) == pytest.approx(-20.0, abs=0.1)


def test_mean_loudness_of_a_steady_tone_is_its_integrated_loudness() -> None:
    assert mean_loudness(sine(-23, 10)) == pytest.approx(-23.0, abs=0.05)
