"""Ducking: when the bed steps back, how far, and how smoothly."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from generator.plan.cues import Utterance
from generator.plan.timeline import Spoken, Timeline
from generator.sound.ducking import BEFORE, TOGETHER, BedLevel, phrases
from generator.units import RATE

RISE = 3.0


def timeline(
    *stretches: tuple[float, float], length: float = 60.0, head: float = 4.0, tail: float = 6.0
) -> Timeline:
    spoken = tuple(
        Spoken(round(start * RATE), round((end - start) * RATE), Utterance("x"), 0)
        for start, end in stretches
    )
    frames = [round(seconds * RATE) for seconds in (length, head, tail)]
    return Timeline(frames[0], frames[1], frames[2], spoken, (), (), (), ())


def level(line: Timeline) -> NDArray[np.float64]:
    return BedLevel(line, RISE).gain(0, line.length)


def decibels_at(levels: NDArray[np.float64], seconds: float) -> float:
    return float(20.0 * np.log10(levels[round(seconds * RATE)]))


def test_the_bed_is_back_before_the_first_word_and_stays_back_while_speech_runs() -> None:
    levels = level(timeline((10, 14)))

    assert np.allclose(levels[10 * RATE : 14 * RATE], 1.0)
    assert decibels_at(levels, 9.3) == pytest.approx(RISE)
    assert 0.5 < decibels_at(levels, 9.7) < RISE - 0.5


def test_it_comes_up_slowly_in_a_long_pause() -> None:
    levels = level(timeline((10, 14), (30, 34)))

    assert 0.0 < decibels_at(levels, 14.5) < 1.0
    assert decibels_at(levels, 16.6) == pytest.approx(RISE)
    assert decibels_at(levels, 25.0) == pytest.approx(RISE)


def test_near_sentences_do_not_pump() -> None:
    levels = level(timeline((10, 13), (16, 19), (21, 24)))

    assert np.ptp(levels[10 * RATE : 24 * RATE]) < 1e-9


def test_head_and_tail_fade_smoothly_from_and_to_nothing() -> None:
    levels = level(timeline((10, 14)))

    assert levels[0] < 1e-6
    assert levels[-1] < 1e-6
    assert (np.diff(levels[: 4 * RATE]) >= 0).all()
    assert (np.diff(levels[54 * RATE :]) <= 0).all()


def test_between_head_and_tail_it_never_vanishes() -> None:
    levels = level(timeline((5, 14), (20, 40), (47, 53)))

    assert levels[4 * RATE : 54 * RATE].min() >= 1.0 - 1e-9


def test_no_speech_leaves_the_bed_up() -> None:
    assert decibels_at(level(timeline()), 30.0) == pytest.approx(RISE)


def test_phrases_join_what_is_near_and_keep_apart_what_is_not() -> None:
    gap = TOGETHER / RATE
    near = timeline((10, 12), (12 + gap - 0.1, 17), (18 + gap, 20 + gap))

    assert len(phrases(near.spoken)) == 2
    assert phrases(near.spoken)[0] == (10 * RATE, 17 * RATE)


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.floats(0.05, 9.0), min_size=2, max_size=10),
    st.lists(st.integers(1, 70 * RATE - 1), max_size=6),
)
def test_the_level_is_smooth_and_does_not_depend_on_how_it_is_cut(
    lengths: list[float], cuts: list[int]
) -> None:
    places = np.cumsum([1.0, *lengths])
    stretches = [(float(a), float(b)) for a, b in list(pairwise(places))[::2] if b < 64]
    line = timeline(*stretches, length=70.0)
    ducking = BedLevel(line, RISE)
    whole = ducking.gain(0, line.length)
    edges = [0, *sorted(set(cuts)), line.length]

    np.testing.assert_allclose(
        np.concatenate([ducking.gain(a, b) for a, b in pairwise(edges)]), whole, rtol=1e-12
    )
    np.testing.assert_allclose(whole, ducking.at(np.arange(line.length, dtype=np.float64)), rtol=1e-9)
    # The steepest move is the step back: 5 dB along a raised cosine.
    assert np.abs(np.diff(whole)).max() < 1.8 * 0.78 * np.pi / 2 / BEFORE * 1.3
