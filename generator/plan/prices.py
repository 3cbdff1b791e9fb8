"""What each way to read a recording costs: twice the negative logarithm of how likely it is, up to a constant.

One standard deviation costs 1, two cost 4.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from generator.units import Seconds

_SPREAD = 0.22
"""How far the length of a line strays from what its words let one expect: a standard deviation, of its logarithm."""
_WORST = 25.0
MISSING, MISSING_HEARD = 8.0, 10.0
"""Price of a line that is nowhere, in the unit in which one standard deviation costs 1, two cost 4; and where lines are
told by ear, too."""
_NOISE_LEFT, _NOISE_TAKEN = 0.2, 6.0
"""Price of leaving out a stretch without a voice, and of taking it for a line."""
EARLIER_LEFT, _EARLIER_TAKEN = 0.3, 7.0
"""The same for a stretch that is said again later."""
SPEECH_LEFT, _SPEECH_LEFT_SECOND = 2.5, 3.0
"""Price of leaving out any other speech, and of each second of it."""
_BROKEN = 1.5
"""Price of a rest inside a line that no comma asks for."""
_RESTFUL: Seconds = 0.6
"""A rest inside a line is seldom longer; a quiet between two lines seldom shorter than `_APART`."""
_APART: Seconds = 0.9
ALIKE, _STRANGE = 0.76, 1.0
"""How unlike its line a stretch is, and how unlike other lines; measured on a voice of Piper, espeak-ng and two of Kokoro beside Heart."""
_SPREAD_ALIKE, _SPREAD_SHORT, _SPREAD_SECOND = 0.06, 0.14, 0.07
"""Standard deviation of both; for a short sound the second, less the third for each second of it."""
MOST_SURE, _SURE_SHORT, _SURE_SECOND = 12.0, 2.0, 8.0
"""Likeness never outweighs more than this; for a short sound the second, and the third for each second of it."""


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


def price_left(item: Stretch) -> float:
    """Price of leaving a stretch out."""
    if not item.voiced:
        return _NOISE_LEFT
    return EARLIER_LEFT if item.earlier else SPEECH_LEFT + _SPEECH_LEFT_SECOND * item.seconds


def price_taken(run: Sequence[Stretch], expected: Seconds, breaks: int) -> float:
    """Price of taking a run of stretches for a line, by its length and rests."""
    seconds = sum(item.seconds for item in run)
    price = price_length(seconds, expected)
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


def price_length(seconds: Seconds, expected: Seconds) -> float:
    """Price of a length that is not the one expected."""
    return min((math.log(seconds / expected) / _SPREAD) ** 2, _WORST)


def price_unlike(unlike: float, seconds: Seconds, alike: float) -> float:
    """Twice the logarithm of how much likelier other words would sound so: below 0 for a line's own words.

    Args:
        unlike: How unlike the line it sounds.
        seconds: How long it sounds.
        alike: How unlike this speaker's lines are to those that they are compared with, on the whole.
    """
    spread = max(_SPREAD_ALIKE, _SPREAD_SHORT - _SPREAD_SECOND * seconds)
    sure = min(MOST_SURE, _SURE_SHORT + _SURE_SECOND * seconds)
    slope = 2.0 * (_STRANGE - alike) / spread**2
    return min(max(slope * (unlike - (_STRANGE + alike) / 2.0), -sure), sure)
