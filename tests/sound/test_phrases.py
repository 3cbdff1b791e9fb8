"""Rests inside a clip: found where the voice made them, lengthened there, and put nowhere else."""

import numpy as np
import pytest

from generator.plan.phrasing import Break
from generator.sound.clip import Mono
from generator.sound.phrases import lengthened, rests_at

RATE = 24_000


def sound(*seconds: float) -> Mono:
    """Tone and silence in turn."""
    pieces = [
        np.sin(np.arange(round(length * RATE)) / 9) * (0.3 if place % 2 == 0 else 0.0)
        for place, length in enumerate(seconds)
    ]
    return np.concatenate(pieces).astype(np.float32)


def silences(clip: Mono) -> list[float]:
    """Lengths of its silences over 40 ms, in seconds."""
    sounding = np.flatnonzero(np.abs(clip) > 1e-4)
    return [float(gap) / RATE for gap in np.diff(sounding) if gap > 0.04 * RATE]


def test_a_rest_is_lengthened_to_what_was_wanted() -> None:
    clip = lengthened(sound(1.0, 0.3, 1.0), RATE, [Break(0.5, 0.6)])

    assert len(clip) == round(2.6 * RATE)
    assert silences(clip) == pytest.approx([0.6], abs=0.01)


def test_a_hint_of_a_rest_grows_by_two_and_a_half_at_most() -> None:
    clip = lengthened(sound(1.0, 0.1, 1.0), RATE, [Break(0.5, 0.6)])

    assert len(clip) == pytest.approx(2.25 * RATE, abs=0.01 * RATE)


def test_a_rest_that_is_long_enough_is_left_alone() -> None:
    clip = sound(1.0, 0.7, 1.0)

    assert np.array_equal(lengthened(clip, RATE, [Break(0.5, 0.5)]), clip)


@pytest.mark.parametrize("silence", [0.0, 0.06])
def test_where_the_voice_reads_on_it_goes_on_reading(silence: float) -> None:
    clip = sound(1.0, silence, 1.0)

    assert rests_at(clip, RATE, [Break(0.5, 0.6)]) == [None]
    assert np.array_equal(lengthened(clip, RATE, [Break(0.5, 0.6)]), clip)


def test_a_silence_far_from_any_break_is_not_taken_for_one() -> None:
    assert rests_at(sound(0.5, 0.12, 3.5), RATE, [Break(0.8, 0.6)]) == [None]


def test_breaks_take_their_silences_in_order_and_leave_the_others() -> None:
    clip = sound(1.0, 0.3, 0.5, 0.1, 0.5, 0.3, 1.0)

    first, second = rests_at(clip, RATE, [Break(1 / 3, 0.5), Break(2 / 3, 0.5)])

    assert first
    assert second
    assert first[0] / RATE == pytest.approx(1.0, abs=0.01)
    assert second[0] / RATE == pytest.approx(2.4, abs=0.01)
    assert silences(lengthened(clip, RATE, [Break(1 / 3, 0.5), Break(2 / 3, 0.5)])) == pytest.approx(
        [0.5, 0.1, 0.5], abs=0.01
    )


def test_of_two_breaks_and_one_silence_the_nearer_gets_it() -> None:
    first, second = rests_at(sound(1.0, 0.3, 2.0), RATE, [Break(0.34, 0.5), Break(0.8, 0.5)])

    assert first
    assert second is None


def test_nothing_that_sounds_is_lost_and_no_edge_clicks() -> None:
    clip = sound(1.0, 0.3, 1.0) + np.float32(0.0005)  # a little noise in the rest

    longer = lengthened(clip, RATE, [Break(0.5, 0.6)])

    assert np.array_equal(longer[100 : RATE // 2], clip[100 : RATE // 2])
    assert np.array_equal(longer[-RATE // 2 : -100], clip[-RATE // 2 : -100])
    rest = longer[round(1.05 * RATE) : round(1.55 * RATE)]
    assert np.abs(np.diff(rest)).max() < 0.0001


@pytest.mark.parametrize("frames", [0, 1, 50, 500])
def test_hardly_any_sound_is_no_trouble(frames: int) -> None:
    clip = np.ones(frames, np.float32)

    assert len(lengthened(clip, RATE, [Break(0.5, 0.5), Break(0.9, 0.5)])) == frames
