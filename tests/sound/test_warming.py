"""A voice made gentler: each part does what it says and no more, and none of them changes the loudness."""

import math

import numpy as np
import pytest

from generator.plan.warmth import ROOM_TAIL, Warmth
from generator.sound.clip import Mono, resampled
from generator.sound.loudness import mean_loudness
from generator.sound.warming import in_a_room, loudness_of, warmed
from generator.units import RATE, decibels

RATES = [22_050, 24_000, 44_100]
ALL = Warmth(body=3.0, soften=6.0, even=0.5, room=0.1)


def tone(hertz: float, rate: int, level: float = 0.2, seconds: float = 1.0) -> Mono:
    return (level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def level_at(sound: Mono, hertz: float, rate: int) -> float:
    """Level of one tone in the middle of a sound, in dB."""
    middle = sound[len(sound) // 4 : 3 * len(sound) // 4].astype(np.float64)
    turn = np.exp(-2j * np.pi * hertz * np.arange(len(middle)) / rate) * np.hanning(len(middle))
    return decibels(float(np.abs(np.sum(middle * turn))) / (len(middle) / 4))


def speechlike(rate: int) -> Mono:
    """Vowels of changing loudness, and an s in the middle."""
    sound = np.concatenate(
        [tone(180, rate, level, 0.3) + tone(900, rate, level / 3, 0.3) for level in (0.1, 0.3, 0.15)]
    )
    hiss = np.random.default_rng(1).standard_normal(round(0.15 * rate)).astype(np.float32)
    hiss = np.diff(hiss, prepend=0.0).astype(np.float32) * np.float32(0.1)
    return np.concatenate([sound, hiss, sound]).astype(np.float32)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("hertz", [60, 300, 1_000, 5_000])
def test_the_loudness_of_a_clip_is_that_of_the_standard(rate: int, hertz: int) -> None:
    sound = tone(hertz, rate, seconds=1.3)

    wanted = mean_loudness((sound if rate == RATE else resampled(sound, rate))[:, None])
    assert loudness_of(sound, rate) == pytest.approx(wanted, abs=0.05)
    assert loudness_of(np.zeros(100, np.float32), rate) == -math.inf


@pytest.mark.parametrize("rate", RATES)
def test_a_clip_keeps_its_loudness_and_length(rate: int) -> None:
    clip = speechlike(rate)

    gentle = warmed(clip, rate, ALL)

    assert gentle.dtype == np.float32
    assert len(gentle) == len(clip)
    assert not np.allclose(gentle, clip, atol=0.01)
    assert loudness_of(gentle, rate) == pytest.approx(loudness_of(clip, rate), abs=0.02)


def test_a_voice_without_warmth_is_left_as_it_is() -> None:
    clip = speechlike(24_000)

    assert np.allclose(warmed(clip, 24_000, Warmth()), clip, atol=1e-6)
    assert in_a_room(clip, 24_000, 0.0) is clip


@pytest.mark.parametrize("rate", RATES)
def test_body_lifts_the_low_end_and_leaves_the_middle(rate: int) -> None:
    clip = sum((tone(hertz, rate, 0.1) for hertz in (80, 1_000, 3_000)), np.zeros(rate, np.float32))

    lifted = warmed(clip, rate, Warmth(body=4.0))

    gained = {
        hertz: level_at(lifted, hertz, rate) - level_at(clip, hertz, rate) for hertz in (80, 1_000, 3_000)
    }
    assert gained[80] - gained[1_000] == pytest.approx(4.0, abs=0.6)
    assert gained[3_000] - gained[1_000] == pytest.approx(0.0, abs=0.3)


def test_only_an_s_that_stands_out_is_softened_and_never_by_more_than_the_most() -> None:
    rate = 24_000
    vowel = tone(400, rate, 0.2)
    sharp, mild = tone(7_000, rate, 0.15), tone(7_000, rate, 0.02)

    def change(hiss: Mono) -> float:
        soft = warmed(vowel + hiss, rate, Warmth(soften=5.0))
        return (level_at(soft, 7_000, rate) - level_at(soft, 400, rate)) - (
            level_at(vowel + hiss, 7_000, rate) - level_at(vowel + hiss, 400, rate)
        )

    assert -5.1 <= change(sharp) <= -4.0
    assert change(mild) == pytest.approx(0.0, abs=0.1)


def test_evening_brings_loud_and_soft_words_nearer() -> None:
    rate = 24_000
    clip = np.concatenate([tone(300, rate, 0.1, 0.6), tone(300, rate, 0.4, 0.6), tone(300, rate, 0.1, 0.6)])

    even = warmed(clip, rate, Warmth(even=0.5))

    def apart(sound: Mono) -> float:
        third = len(sound) // 3
        soft, loud = sound[third // 4 : third // 2], sound[third + third // 2 : 2 * third - third // 8]
        return decibels(float(np.std(loud))) - decibels(float(np.std(soft)))

    assert apart(clip) == pytest.approx(12.0, abs=0.2)
    assert 8.0 < apart(even) < 10.5


@pytest.mark.parametrize("rate", RATES)
def test_a_room_rings_on_softly_and_dies_away(rate: int) -> None:
    clip = speechlike(rate)

    room = in_a_room(clip, rate, 0.1)
    tail = room[len(clip) :]

    assert len(tail) == round(ROOM_TAIL * rate)
    assert loudness_of(room[: len(clip)], rate) == pytest.approx(loudness_of(clip, rate), abs=0.05)
    assert decibels(float(np.abs(tail).max()) / float(np.abs(clip).max())) < -15
    assert 0 < np.std(tail[len(tail) // 2 :]) < np.std(tail[: len(tail) // 4]) / 2
    assert abs(tail[-1]) < 1e-5


def test_the_same_clip_is_warmed_to_the_same_samples() -> None:
    clip = speechlike(24_000)

    assert np.array_equal(
        in_a_room(warmed(clip, 24_000, ALL), 24_000, 0.1), in_a_room(warmed(clip, 24_000, ALL), 24_000, 0.1)
    )


@pytest.mark.parametrize("frames", [0, 1, 100, 2_000])
def test_hardly_any_sound_is_no_trouble(frames: int) -> None:
    clip = np.full(frames, 0.1, np.float32)

    assert np.isfinite(warmed(clip, 24_000, ALL)).all()
    assert np.isfinite(in_a_room(clip, 24_000, 0.1)).all()
