"""The true-peak meter against the cases of EBU Tech 3341 and an FFT of our own."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.sound.source import Block
from generator.sound.true_peak import TruePeakMeter
from generator.units import RATE, decibels


def peak(sound: Block, size: int = 10_000) -> float:
    meter = TruePeakMeter(sound.shape[1])
    for start in range(0, len(sound), size):
        meter.add(sound[start : start + size])
    return meter.peak()


def tone(amplitude: float, part_of_rate: float, degrees: float) -> Block:
    places = np.arange(RATE)
    wave = amplitude * np.sin(2.0 * np.pi * places * part_of_rate + math.radians(degrees))
    fade = np.minimum(
        np.minimum(places, places[::-1]) / 2_000, 1.0
    )  # a sudden start would overshoot by itself
    return np.repeat((wave * fade)[:, None], 2, axis=1).astype(np.float32)


@pytest.mark.parametrize(
    ("case", "amplitude", "part_of_rate", "degrees", "expected"),
    [
        ("15", 0.5, 1 / 4, 0.0, -6.0),
        ("16", 0.5, 1 / 4, 45.0, -6.0),
        ("17", 0.5, 1 / 6, 60.0, -6.0),
        ("18", 0.5, 1 / 8, 67.5, -6.0),
        ("19", 1.41, 1 / 4, 45.0, 3.0),
    ],
)
def test_ebu_tech_3341_true_peak_cases(
    case: str, amplitude: float, part_of_rate: float, degrees: float, expected: float
) -> None:
    assert expected - 0.4 <= peak(tone(amplitude, part_of_rate, degrees)) <= expected + 0.2


def test_it_agrees_with_exact_oversampling_of_noise() -> None:
    random = np.random.default_rng(5)
    spectrum = np.fft.rfft(random.standard_normal(RATE))
    spectrum[18_000:] = 0.0
    exact = np.fft.irfft(spectrum, RATE)
    padded = np.concatenate([spectrum * 4.0, np.zeros(2 * RATE - len(spectrum) + 1)])
    expected = np.abs(np.fft.irfft(padded, 4 * RATE)).max()

    assert peak(exact[:, None].astype(np.float32)) == pytest.approx(decibels(float(expected)), abs=0.1)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 5_000), st.integers(0, 2**31))
def test_the_reading_does_not_depend_on_the_block_size(size: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    noise = random.standard_normal((8_002, 2)) * random.uniform(0.0, 1.0, (8_002, 1))
    # Nothing at half the rate: there a true peak has no bound, and the meter trusts that 3 dB is one.
    sound = (0.25 * noise[:-2] + 0.5 * noise[1:-1] + 0.25 * noise[2:]).astype(np.float32)

    assert peak(sound, size) == peak(sound, 8_000)


def test_a_peak_in_the_very_last_frame_counts() -> None:
    sound = np.zeros((5_003, 2), dtype=np.float32)
    sound[-1, 1] = 0.5

    assert peak(sound) == pytest.approx(-6.02, abs=0.1)


def test_silence_has_no_peak() -> None:
    assert peak(np.zeros((1_000, 2), dtype=np.float32)) == -math.inf
