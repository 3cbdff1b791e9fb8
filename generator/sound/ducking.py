"""Ducking: the bed steps back before a phrase, stays back between near ones, and comes up slowly after.

Breathing tones are led like speech: the bed stays back while they run, so that soft ones are still heard.

The level is a function of the timeline alone, so it can be asked for at any frame.
"""

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

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
        self._places = places or [0]
        self._open = np.resize(np.array([1.0, 0.0, 0.0, 1.0]), len(self._places))
        self._head = min(timeline.head, longest_head)
        self._tail = min(timeline.tail, longest_tail)
        self._length = timeline.length

    def pieces(self, start: Samples, stop: Samples) -> Iterator[tuple[Samples, Samples, float | Curve]]:
        """Linear gain of frames `start` to `stop`, piece by piece: where it rests, one value costs nothing.

        Yields:
            First and one past the last frame of a piece, and its gain: one for all, or shape (frames,).
        """
        corners = self._places[bisect_right(self._places, start) : bisect_left(self._places, stop)]
        fades = (edge for edge in (self._head, self._length - self._tail) if start < edge < stop)
        for left, right in pairwise(sorted({start, *corners, *fades, stop})):
            level = self._led(left, right)
            if left < self._head or right > self._length - self._tail:
                level = np.array(np.broadcast_to(level, right - left))
                self._fade(np.arange(left, right, dtype=np.float64), level)
            yield left, right, level

    def gain(self, start: Samples, stop: Samples) -> Curve:
        """Linear gain of frames `start` to `stop`, shape (stop - start,)."""
        level = np.empty(stop - start)
        for left, right, piece in self.pieces(start, stop):
            level[left - start : right - start] = piece
        return level

    def at(self, places: Curve) -> Curve:
        """Linear gain of single frames, shape (len(places),)."""
        opened = ease(np.interp(places, self._places, self._open))
        level = np.asarray(10.0 ** (self._rise / 20.0 * opened))
        self._fade(places, level)
        return level

    def _led(self, start: Samples, stop: Samples) -> float | Curve:
        """The gain between two corners, without the fades of head and tail."""
        index = bisect_right(self._places, start) - 1
        begin, end = self._open[max(index, 0)], self._open[min(index + 1, len(self._open) - 1)]
        if begin == end or not self._rise:
            return float(10.0 ** (self._rise * begin / 20.0))
        frames = self._places[index + 1] - self._places[index]
        moving = _opening(frames, self._rise) if end > begin else _opening(frames, self._rise)[::-1]
        return moving[start - self._places[index] :][: stop - start]

    def _fade(self, places: Curve, level: Curve) -> None:
        """Fade the level in over the head and out over the tail, in place."""
        head, length, tail = self._head, self._length, self._tail
        early, late = places < head, places >= length - tail
        if early.any():
            level[early] *= ease((places[early] + 0.5) / head)
        if late.any():
            level[late] *= ease((length - places[late] - 0.5) / tail)


@lru_cache(maxsize=4)
def _opening(frames: Samples, rise: Decibels) -> Curve:
    """Linear gain while the bed comes up by `rise` dB, shape (frames + 1,); read backwards, while it steps back."""
    opening = np.exp(ease(np.arange(frames + 1) / frames) * (rise * np.log(10.0) / 20.0))
    opening.flags.writeable = False
    return np.asarray(opening)


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
