"""Ducking: the bed steps back before a phrase, stays back between near ones, and comes up slowly after.

Breathing tones are led like speech: the bed stays back while they run, so that soft ones are still heard.

The level is a function of the timeline alone, so it can be asked for at any frame.
"""

import sys
from collections.abc import Iterable, Sequence

import numpy as np

from generator.plan.timeline import Breath, Spoken, Timeline
from generator.sound.envelope import Curve, ease
from generator.units import Decibels, Samples, to_samples

BEFORE: Samples = to_samples(0.6)
"""Over this it steps back before a phrase."""
AFTER: Samples = to_samples(2.5)
"""Over this it comes up again after one."""
TOGETHER: Samples = to_samples(4.5)
"""Phrases closer than this are one, as those of a paragraph are: the bed waits for the next instead of pumping."""


class BedLevel:
    """Gain of the bed: 1 while speech or tones run, `rise` dB above in longer quiet, faded over head and tail.

    Args:
        timeline: The track, placed.
        rise: How far the bed comes up where nobody speaks for a while, in dB.
        longest_head: It fades in over the head, but over no more than this.
        longest_tail: It fades out over the tail, but over no more than this: it goes on through the rest.
    """

    def __init__(
        self,
        timeline: Timeline,
        rise: Decibels,
        longest_head: Samples = sys.maxsize,
        longest_tail: Samples = sys.maxsize,
    ) -> None:
        self._rise = rise
        places: list[Samples] = []
        for start, end in phrases([*timeline.spoken, *timeline.breaths]):
            places += [start - BEFORE, start, end, end + AFTER]
        self._places = np.array(places or [0], dtype=np.float64)
        self._open = np.resize(np.array([1.0, 0.0, 0.0, 1.0]), len(self._places))
        self._head = min(timeline.head, longest_head)
        self._tail = min(timeline.tail, longest_tail)
        self._length = timeline.length

    def steady(self, start: Samples, stop: Samples) -> float | None:
        """The one gain of frames `start` to `stop`, where it rests; None where it moves."""
        if start < self._head or stop > self._length - self._tail:
            return None
        ends = np.interp((start, stop), self._places, self._open)
        if ends[0] != ends[1] or np.any((self._places > start) & (self._places < stop)):
            return None
        return float(10.0 ** (self._rise * ends[0] / 20.0))

    def gain(self, start: Samples, stop: Samples) -> Curve:
        """Linear gain of frames `start` to `stop`, shape (stop - start,)."""
        places = np.arange(start, stop, dtype=np.float64)
        level = np.full(stop - start, 10.0 ** (self._rise / 20.0))
        cuts = self._places - start
        inside = cuts[(cuts > 0) & (cuts < stop - start)].astype(int)
        for left, right in zip((0, *inside), (*inside, stop - start), strict=True):
            # Between two corners the level either rests or moves; resting costs nothing.
            ends = np.interp((start + left, start + right), self._places, self._open)
            if ends[0] == ends[1]:
                level[left:right] = 10.0 ** (self._rise * ends[0] / 20.0)
            else:
                opened = ease(np.interp(places[left:right], self._places, self._open))
                level[left:right] = np.exp(opened * (self._rise * np.log(10.0) / 20.0))
        self._fade(places, level)
        return level

    def at(self, places: Curve) -> Curve:
        """Linear gain of single frames, shape (len(places),)."""
        opened = ease(np.interp(places, self._places, self._open))
        level = np.asarray(10.0 ** (self._rise / 20.0 * opened))
        self._fade(places, level)
        return level

    def _fade(self, places: Curve, level: Curve) -> None:
        """Fade the level in over the head and out over the tail, in place."""
        head, length, tail = self._head, self._length, self._tail
        early, late = places < head, places >= length - tail
        if early.any():
            level[early] *= ease((places[early] + 0.5) / head)
        if late.any():
            level[late] *= ease((length - places[late] - 0.5) / tail)


def phrases(led: Iterable[Spoken | Breath]) -> Sequence[tuple[Samples, Samples]]:
    """Stretches of speech or tones, half-open, in order, with gaps shorter than `TOGETHER` closed."""
    joined: list[tuple[Samples, Samples]] = []
    for piece in sorted(led, key=lambda item: item.start):
        end = piece.start + piece.length
        if joined and piece.start - joined[-1][1] < TOGETHER:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((piece.start, end))
    return joined
