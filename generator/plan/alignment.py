"""Which stretch of a recording says which line: numbers alone, by dynamic programming.

Lines come in their order, each as one stretch of sound or as a few with rests between them. Breaths, noises, talk
and earlier takes lie in between and are left out; a line may be missing. Of all ways to read the recording so, the one
is taken whose stretches last most nearly as long as their words take, and sound most like them where somebody can tell
(Viterbi's algorithm).
"""

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from generator.plan.phrasing import breaks_in, weight
from generator.plan.prices import (
    ALIKE,
    EARLIER_LEFT,
    MISSING,
    MISSING_HEARD,
    MOST_SURE,
    SPEECH_LEFT,
    Stretch,
    price_left,
    price_length,
    price_taken,
    price_unlike,
)
from generator.units import Seconds

MOST_STRETCHES = 4
"""A line has at most so many stretches, and one more for each of its commas beyond the first two."""
_BASE: Seconds = 0.15
"""What each line takes beside its words."""
_USUAL: Seconds = 0.042
"""What a letter takes where nothing else is known: 150 words a minute inside sentences, or so."""
_ROUNDS = 3
_LEAST_ALIKE = 0.93
"""Where lines seem no more alike than this on the whole, likeness counts for next to nothing."""
_HOPELESS = 22.0
"""A run whose length and rests cost as much is not listened to."""
_UNLIKE, _UNLIKE_BY = 0.97, 0.15
"""A line less alike than the first, and than lines are on the whole by the second, sounds like other words."""
_TOLD_FROM: Seconds = 0.9
"""In less sound, other words are not surely told from a line's own."""
_SURE = 6.0
"""Another reading that costs so little more may be the true one."""

Unlike = Callable[[int, int, int], float | None]
"""Tells how unlike line n the run of stretches from m on is, k of them: 1 as a stranger; None where it cannot."""

TOO_SHORT, TOO_LONG = 0.5, 2.0
"""A line that lasts so little or so much of what its words take, and at least `_DOUBT` less or more, is doubted."""
_DOUBT: Seconds = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """Where a line is in the recording."""

    first: int
    """Its first stretch."""
    last: int
    """Its last stretch."""
    seconds: Seconds
    """How long it sounds, rests aside."""
    expected: Seconds
    """How long its words would take this speaker."""
    unlike: float | None = None
    """How unlike its words it sounds: 1 as other words do; None where nobody can tell, or it is too short."""
    strange: bool = False
    """True when it sounds like other words."""

    @property
    def doubtful(self) -> bool:
        """True when it is far shorter or longer than its words."""
        return self.seconds < min(TOO_SHORT * self.expected, self.expected - _DOUBT) or self.seconds > max(
            TOO_LONG * self.expected, self.expected + _DOUBT
        )


@dataclass(frozen=True, slots=True)
class Alignment:
    """A recording, read."""

    lines: tuple[Found | None, ...]
    """For each line, where it is; None for one that is missing."""
    left: tuple[int, ...]
    """Stretches that belong to no line."""
    pace: Seconds
    """What a letter takes this speaker."""
    alike: float = ALIKE
    """How unlike their lines this speaker's takes are on the whole."""
    instead: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """For a missing line, by its place, those of which one may be missing in its stead, where that is hard to tell."""


def align(
    stretches: Sequence[Stretch],
    texts: Sequence[str],
    *,
    unlike: Unlike | None = None,
    like: Alignment | None = None,
) -> Alignment:
    """Find each line.

    Args:
        stretches: The recording, in order.
        texts: The lines, in the order in which they were to be read.
        unlike: Compares by ear; without it, length and order alone decide.
        like: The same speaker's other lines, where pace and likeness are known from them; else they are found out.
    """
    reader = _Reader(stretches, texts, unlike, like.alike if like else ALIKE)
    weights = [max(weight(text), 1.0) for text in texts]
    rounds = 0 if like else _ROUNDS
    pace = like.pace if like else _first_pace(stretches, weights)
    found = reader.read([_BASE + pace * item for item in weights])
    for _ in range(rounds):
        ratios = [
            (place.seconds - _BASE) / item
            for place, item in zip(found, weights, strict=True)
            if place is not None and place.seconds > 2 * _BASE
        ]
        heard = _likely(statistics.median(ratios)) if len(ratios) > 2 else pace
        settled = reader.listen(found)
        if settled and abs(heard / pace - 1) < 0.01:
            break
        pace = heard
        found = reader.read([_BASE + pace * item for item in weights])
    taken = {at for place in found if place for at in range(place.first, place.last + 1)}
    left = tuple(at for at in range(len(stretches)) if at not in taken)
    return Alignment(tuple(found), left, pace, reader.alike, reader.instead(found))


def _first_pace(stretches: Sequence[Stretch], weights: Sequence[float]) -> Seconds:
    """The pace at which all that was said would be these lines and nothing else."""
    if not weights:
        return _USUAL
    speech = sum(item.seconds for item in stretches if item.voiced and not item.earlier)
    return _likely((speech - _BASE * len(weights)) / sum(weights))


def _likely(pace: Seconds) -> Seconds:
    return min(max(pace, _USUAL / 2), _USUAL * 2.5)


class _Reader:
    """Reads a recording in the cheapest way, by prices of states (lines done, stretches used) from the end backwards."""

    def __init__(
        self, stretches: Sequence[Stretch], texts: Sequence[str], unlike: Unlike | None, alike: float
    ) -> None:
        self._stretches = stretches
        self._breaks = [len(breaks_in(text)) for text in texts]
        self._unlike = unlike or (lambda _line, _first, _size: None)
        self._by_ear = unlike is not None
        self._missing = MISSING_HEARD if unlike else MISSING
        self.alike = alike
        self._expected: Sequence[Seconds] = ()
        self._costs: dict[tuple[int, int], list[float]] = {}
        self._price = math.inf

    def read(self, expected: Sequence[Seconds]) -> list[Found | None]:
        """The cheapest reading.

        Args:
            expected: How long each line takes this speaker.
        """
        self._expected = expected
        self._costs = {}
        found, self._price = self._best(None)
        return found

    def listen(self, found: Sequence[Found | None]) -> bool:
        """Learn how alike this speaker's lines are to those that they are compared with; True where that is no news."""
        heard = [place.unlike for place in found if place and place.unlike is not None]
        before = self.alike
        if len(heard) > 4:
            self.alike = min(max(statistics.median(heard), 0.6), _LEAST_ALIKE)
        return abs(self.alike - before) < 0.01

    def instead(self, found: Sequence[Found | None]) -> dict[int, tuple[int, ...]]:
        """For each missing line, which others may be missing instead, as far as that would be almost as cheap."""
        gone = [line for line, place in enumerate(found) if place is None]
        if len(gone) > len(found) / 2:
            return {}
        told: dict[int, tuple[int, ...]] = {}
        for line in gone:
            other, price = self._best(line)
            if price - self._price < _SURE:
                missing = {at for at, place in enumerate(other) if place is None}
                told[line] = tuple(sorted(missing - set(gone)))
        return {line: others for line, others in told.items() if others}

    def _best(self, must: int | None) -> tuple[list[Found | None], float]:
        """The cheapest reading and its price; one line may be told not to be missing."""
        lines, count = len(self._expected), len(self._stretches)
        price = [[math.inf] * (count + 1) for _ in range(lines + 1)]
        # -1: line missing, 0: left out, n: taken
        step: list[list[int]] = [[0] * (count + 1) for _ in range(lines + 1)]
        for line in range(lines, -1, -1):
            missing = math.inf if line == must else self._missing
            for at in range(count, -1, -1):
                best, choice = (0.0, 0) if line == lines and at == count else (math.inf, 0)
                if at < count:
                    best = price[line][at + 1] + self._left(line, at)
                if line < lines:
                    if price[line + 1][at] + missing < best:
                        best, choice = price[line + 1][at] + missing, -1
                    for size, cost in enumerate(self._taken(line, at), 1):
                        if price[line + 1][at + size] + cost < best:
                            best, choice = price[line + 1][at + size] + cost, size
                price[line][at], step[line][at] = best, choice
        return self._walk(step), price[0][0]

    def _walk(self, step: Sequence[Sequence[int]]) -> list[Found | None]:
        found: list[Found | None] = []
        at = 0
        while len(found) < len(self._expected):
            line, size = len(found), step[len(found)][at]
            if size > 0:
                seconds = sum(item.seconds for item in self._stretches[at : at + size])
                unlike = self._unlike(line, at, size) if seconds >= _TOLD_FROM else None
                strange = unlike is not None and unlike > max(_UNLIKE, self.alike + _UNLIKE_BY)
                found.append(Found(at, at + size - 1, seconds, self._expected[line], unlike, strange))
                at += size
            elif size < 0 or at == len(self._stretches):
                found.append(None)
            else:
                at += 1
        return found

    def _left(self, line: int, at: int) -> float:
        """Price of leaving a stretch out before a line."""
        item = self._stretches[at]
        price = price_left(item)
        if not item.voiced:
            return price
        if line < len(self._expected) and self._is_take(line, at):
            return EARLIER_LEFT
        if line > 0 and self._is_take(line - 1, at):  # the last take of the line before would be another one
            return max(price, SPEECH_LEFT)
        return price

    def _is_take(self, line: int, at: int) -> bool:
        """Whether one stretch sounds like a line and is about as long."""
        unlike = self._unlike(line, at, 1)
        if unlike is None:
            return False
        seconds = self._stretches[at].seconds
        return price_unlike(unlike, seconds, self.alike) + price_length(seconds, self._expected[line]) < 0.0

    def _taken(self, line: int, at: int) -> list[float]:
        """Prices of taking one stretch for a line, two, and so on."""
        if (line, at) not in self._costs:
            most = min(max(MOST_STRETCHES, self._breaks[line] + 2), len(self._stretches) - at)
            self._costs[line, at] = [self._price_of(line, at, size) for size in range(1, most + 1)]
        return self._costs[line, at]

    def _price_of(self, line: int, at: int, size: int) -> float:
        run = self._stretches[at : at + size]
        price = price_taken(run, self._expected[line], self._breaks[line])
        if price >= _HOPELESS:
            return price + MOST_SURE if self._by_ear else price
        unlike = self._unlike(line, at, size)
        return (
            price
            if unlike is None
            else price + price_unlike(unlike, sum(it.seconds for it in run), self.alike)
        )
