"""Which stretch of a recording says which line: numbers alone, by dynamic programming.

Lines come in their order, each as one stretch of sound or as a few with rests between them. Breaths, noises, talk
and earlier takes lie in between and are left out; a line may be missing. Of all ways to read the recording so, the one
is taken whose stretches last most nearly as long as their words take (Viterbi's algorithm).
"""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from generator.plan.phrasing import breaks_in, weight
from generator.units import Seconds

MOST_STRETCHES = 4
"""A line has at most so many stretches, and one more for each of its commas beyond the first two."""
_BASE: Seconds = 0.15
"""What each line takes beside its words."""
_USUAL: Seconds = 0.042
"""What a letter takes where nothing else is known: 150 words a minute inside sentences, or so."""
_SPREAD = 0.22
"""How far the length of a line strays from what its words let one expect: a standard deviation, of its logarithm."""
_WORST = 25.0
_MISSING = 8.0
"""Price of a line that is nowhere, in the unit in which one standard deviation costs 1, two cost 4."""
_NOISE_LEFT, _NOISE_TAKEN = 0.2, 6.0
"""Price of leaving out a stretch without a voice, and of taking it for a line."""
_EARLIER_LEFT, _EARLIER_TAKEN = 0.3, 7.0
"""The same for a stretch that is said again later."""
_SPEECH_LEFT, _SPEECH_LEFT_SECOND = 2.5, 3.0
"""Price of leaving out any other speech, and of each second of it."""
_BROKEN = 1.5
"""Price of a rest inside a line that no comma asks for."""
_RESTFUL: Seconds = 0.6
"""A rest inside a line is seldom longer; a quiet between two lines seldom shorter than `_APART`."""
_APART: Seconds = 0.9
_ROUNDS = 3
TOO_SHORT, TOO_LONG = 0.5, 2.0
"""A line that lasts so little or so much of what its words take, and at least `_DOUBT` less or more, is doubted."""
_DOUBT: Seconds = 0.5


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of sound between two silences."""

    seconds: Seconds
    rest: Seconds
    """The silence before it."""
    voiced: bool = True
    """False for a breath, a cough or a knock."""
    earlier: bool = False
    """True when it seems to be said again soon after."""


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


def align(stretches: Sequence[Stretch], texts: Sequence[str], *, pace: Seconds | None = None) -> Alignment:
    """Find each line.

    Args:
        stretches: The recording, in order.
        texts: The lines, in the order in which they were to be read.
        pace: What a letter takes this speaker, where that is known; else it is found out.
    """
    weights = [max(weight(text), 1.0) for text in texts]
    rounds = 0 if pace else _ROUNDS
    pace = pace or _first_pace(stretches, weights)
    found = _best(stretches, texts, [_BASE + pace * item for item in weights])
    for _ in range(rounds):
        ratios = [
            (place.seconds - _BASE) / item
            for place, item in zip(found, weights, strict=True)
            if place is not None and place.seconds > 2 * _BASE
        ]
        heard = _likely(statistics.median(ratios)) if len(ratios) > 2 else pace
        if abs(heard / pace - 1) < 0.01:
            break
        pace = heard
        found = _best(stretches, texts, [_BASE + pace * item for item in weights])
    taken = {at for place in found if place for at in range(place.first, place.last + 1)}
    left = tuple(at for at in range(len(stretches)) if at not in taken)
    return Alignment(tuple(found), left, pace)


def _first_pace(stretches: Sequence[Stretch], weights: Sequence[float]) -> Seconds:
    """The pace at which all that was said would be these lines and nothing else."""
    if not weights:
        return _USUAL
    speech = sum(item.seconds for item in stretches if item.voiced and not item.earlier)
    return _likely((speech - _BASE * len(weights)) / sum(weights))


def _likely(pace: Seconds) -> Seconds:
    return min(max(pace, _USUAL / 2), _USUAL * 2.5)


def _best(
    stretches: Sequence[Stretch], texts: Sequence[str], expected: Sequence[Seconds]
) -> list[Found | None]:
    """The cheapest reading: prices of states (lines done, stretches used) from the end backwards."""
    lines, count = len(texts), len(stretches)
    leave = [_price_left(item) for item in stretches]
    breaks = [len(breaks_in(text)) for text in texts]
    runs = [max(MOST_STRETCHES, count_of + 2) for count_of in breaks]
    price = [[math.inf] * (count + 1) for _ in range(lines + 1)]
    step: list[list[int]] = [
        [0] * (count + 1) for _ in range(lines + 1)
    ]  # -1: line missing, 0: left out, n: taken
    price[lines][count] = 0.0
    for line in range(lines, -1, -1):
        for at in range(count, -1, -1):
            best, choice = (0.0, 0) if line == lines and at == count else (math.inf, 0)
            if at < count and (price[line][at + 1] + leave[at]) < best:
                best, choice = price[line][at + 1] + leave[at], 0
            if line < lines:
                if price[line + 1][at] + _MISSING < best:
                    best, choice = price[line + 1][at] + _MISSING, -1
                for size in range(1, min(runs[line], count - at) + 1):
                    cost = _price_taken(stretches[at : at + size], expected[line], breaks[line])
                    cost += price[line + 1][at + size]
                    if cost < best:
                        best, choice = cost, size
            price[line][at], step[line][at] = best, choice
    return _walk(stretches, step, expected)


def _walk(
    stretches: Sequence[Stretch], step: Sequence[Sequence[int]], expected: Sequence[Seconds]
) -> list[Found | None]:
    found: list[Found | None] = []
    at = 0
    while len(found) < len(expected):
        line, size = len(found), step[len(found)][at]
        if size > 0:
            seconds = sum(item.seconds for item in stretches[at : at + size])
            found.append(Found(at, at + size - 1, seconds, expected[line]))
            at += size
        elif size < 0 or at == len(stretches):
            found.append(None)
        else:
            at += 1
    return found


def _price_left(item: Stretch) -> float:
    if not item.voiced:
        return _NOISE_LEFT
    return _EARLIER_LEFT if item.earlier else _SPEECH_LEFT + _SPEECH_LEFT_SECOND * item.seconds


def _price_taken(run: Sequence[Stretch], expected: Seconds, breaks: int) -> float:
    seconds = sum(item.seconds for item in run)
    price = min((math.log(seconds / expected) / _SPREAD) ** 2, _WORST)
    price += 5.0 * max(_APART - run[0].rest, 0.0)
    price += _BROKEN * max(len(run) - 1 - breaks, 0)
    for item in run[1:]:
        price += 0.3 + 6.0 * max(item.rest - _RESTFUL, 0.0)
    for item in run:
        if not item.voiced:
            price += _NOISE_TAKEN
        elif item.earlier:
            price += _EARLIER_TAKEN
    return price
