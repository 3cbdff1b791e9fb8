"""Where a voice is heard: the same measure on the clean voice and on the finished file."""

import numpy as np
import pytest
from numpy.typing import NDArray

from generator.plan.cues import Utterance
from generator.plan.timeline import Spoken, Timeline
from generator.sound.audible import HOP, UNDER_SPEECH, heard_in, powers, smoothed, traces
from generator.sound.source import Block, centred
from generator.sound.stems import SPEECH
from generator.units import RATE, gain

LEVEL = gain(SPEECH - UNDER_SPEECH) ** 2


def hum(frames: int, level: float) -> NDArray[np.float32]:
    return np.asarray(level * np.sin(2 * np.pi * 150 * np.arange(frames) / RATE), dtype=np.float32)


class Voice:
    """A second of hum from 1 s on, dying away by 60 dB in the second after it."""

    def __init__(self) -> None:
        fading = hum(RATE, 0.1) * 10.0 ** (-3.0 * np.arange(RATE) / RATE)
        self.sound = np.concatenate([np.zeros(RATE), hum(RATE, 0.1), fading, np.zeros(RATE)]).astype(
            np.float32
        )

    def block(self, start: int, stop: int) -> Block:
        return centred(np.pad(self.sound, (0, RATE))[start:stop])


def line(*spoken: tuple[float, float]) -> Timeline:
    said = tuple(
        Spoken(round(start * RATE), round(length * RATE), Utterance("x"), n)
        for n, (start, length) in enumerate(spoken)
    )
    return Timeline(4 * RATE, 0, 0, said, (), (), (), ())


def test_powers_are_mean_squares_of_whole_hops() -> None:
    assert powers(np.full(2 * HOP + 5, 0.5, dtype=np.float32)).tolist() == [0.25, 0.25]


def test_smoothing_keeps_the_length_and_a_steady_level() -> None:
    found = smoothed(np.ones(50))

    assert len(found) == 50
    assert found[5:-5] == pytest.approx(np.ones(40))


def test_silence_is_heard_nowhere() -> None:
    assert heard_in(np.zeros(100), LEVEL) is None


def test_a_soft_ending_is_not_heard_to_its_end() -> None:
    (trace,) = traces(line((1.0, 2.0)), Voice())
    span = trace.span

    assert span is not None
    assert span[0] == pytest.approx(RATE, abs=3 * HOP)
    # From a mean square of 0.005 to the level at which it counts as silent, 60 dB a second.
    falls = 10 * np.log10(0.005 / LEVEL) / 60
    assert span[1] == pytest.approx((2 + falls) * RATE, abs=4 * HOP)
    levels = [int(digit, 16) for digit in trace.shape]
    assert len(levels) == int(2 * RATE / HOP) // 8
    assert len(set(levels[1:24])) == 1  # steady for a second
    assert levels[24:] == sorted(levels[24:], reverse=True)
    assert levels[-1] == 0


def test_an_utterance_without_a_sound_has_no_span() -> None:
    assert traces(line((0.1, 0.5), (1.0, 0.5)), Voice())[0].span is None
