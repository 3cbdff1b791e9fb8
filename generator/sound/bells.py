"""One soft bell: struck with felt, inharmonic, and never louder than the voice."""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from generator.plan.timeline import Struck
from generator.sound.envelope import edges
from generator.sound.loudness import BOTH_CHANNELS, loudest_moment
from generator.sound.source import Block, Mono, centred
from generator.units import RATE, Decibels, Samples, gain, to_samples

UNDER_SPEECH: Decibels = 10.0
"""How far the bell's loudest 400 ms lie under the speech, in LU."""
LENGTH: Samples = to_samples(9.0)
_ATTACK: Samples = to_samples(0.018)
_ENDING: Samples = to_samples(2.0)
_PITCH = 261.63
"""The lowest partial, in Hertz."""
_PARTIALS = (
    (1.0, 1.0, 7.5),
    (2.76, 0.42, 5.0),
    (5.40, 0.13, 2.6),
    (8.93, 0.03, 1.2),
)
"""Ratio to the lowest (those of a struck bar, near a singing bowl's), level, and seconds to fall by 60 dB."""
_BEAT = 0.35
"""Hertz between the two halves of each partial: a bowl is never quite round, and so it breathes."""
_BEAT_LEVEL = 0.15


class Bells:
    """The bells of a track.

    Args:
        struck: Where they sound, in order.
        speech: Loudness of the speech, in LUFS, that the level is counted from.
        end: Where the track ends; a bell still ringing there is faded out.
    """

    def __init__(self, struck: Iterable[Struck], speech: Decibels, end: Samples) -> None:
        self._starts = [bell.start for bell in struck]
        self._gain = gain(speech - UNDER_SPEECH)
        self._end = end

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop`, shape (stop - start, 2)."""
        mono = np.zeros(stop - start, dtype=np.float32)
        self.add_to(mono, start)
        return centred(mono)

    def add_to(self, mono: Mono, start: Samples) -> None:
        """Add what both channels play of them to a stretch whose first frame is `start`."""
        stop = start + len(mono)
        for struck in self._starts:
            length = min(LENGTH, self._end - struck)
            left, right = max(start, struck), min(stop, struck + length)
            if left < right:
                sound = _bell(length)[left - struck : right - struck]
                mono[left - start : right - start] += sound * np.float32(self._gain)


@lru_cache(maxsize=4)
def _bell(length: Samples) -> Mono:
    """A bell whose loudest 400 ms are at 0 LUFS, shape (length,); it fades out towards its end."""
    time = np.arange(LENGTH) / RATE
    ringing = np.zeros(LENGTH)
    for ratio, level, fall in _PARTIALS:
        pitch = _PITCH * ratio
        pair = np.sin(2.0 * np.pi * pitch * time) + _BEAT_LEVEL * np.sin(2.0 * np.pi * (pitch + _BEAT) * time)
        ringing += level * 10.0 ** (-3.0 * time / fall) * pair
    ringing *= edges(LENGTH, _ATTACK, _ENDING)
    loudness = loudest_moment(ringing.astype(np.float32)[:, None]) + BOTH_CHANNELS
    bell = (ringing[:length] * edges(length, 0, min(_ENDING, length)) * gain(-loudness)).astype(np.float32)
    bell.flags.writeable = False
    return bell
