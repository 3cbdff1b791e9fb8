"""The ride: which practices are joined into one journey, and how much of it stays without words."""

import random
from collections.abc import Iterator, Sequence

from generator.plan.choices import LEVELS
from generator.plan.flex import Flex
from generator.plan.practice import Practice
from generator.plan.situations import COMMUTE
from generator.units import Samples, Seconds

SHORTEST, LONGEST = 5.0, 60.0
"""Minutes that a ride may last."""
QUIET_END = (0.09, 0.10, 0.11)
"""Share of the ride, at its end, that has no words: least, usual and most."""
BEGINNERS = ("settle-notice", "sense-anchor", "posture-face-voice")
"""One of these comes first: it brings the attention to something steady (grounding before all else)."""
JOINING: Seconds = 75.0
"""About what the words of arrival and return take."""
BETWEEN: Seconds = 12.0
"""About what the words between two practices take."""


def quiet_end(length: Samples) -> Flex:
    """The ride's last tenth, in which only the bed is heard."""
    return Flex(*(round(share * length) for share in QUIET_END))


def pool_for(practices: Sequence[Practice], level: str, options: Sequence[str]) -> tuple[Practice, ...]:
    """The practices that a ride at this level may hold, whatever has to be done without.

    Args:
        practices: All there are.
        level: The ride's level; nothing that begins beyond it is let in.
        options: What the listener does without; each practice has to have words for all of it.
    """
    return tuple(
        item
        for item in practices
        if COMMUTE in item.situations
        and not item.joins
        and LEVELS.index(item.level) <= LEVELS.index(level)
        and set(options) <= set(item.options)
    )


def pick_parts(
    pool: Sequence[Practice], form: str, level: str, length: Seconds, seed: int
) -> Iterator[tuple[Practice, ...]]:
    """Choices of parts that come near a length in one form, the likeliest first.

    Args:
        pool: What may be in it, as `pool_for` gives it.
        form: brief or standard, for all parts alike.
        level: The ride's level.
        length: The whole ride's length in seconds.
        seed: Chooses which, and in what order.
    """
    room = length * (1 - QUIET_END[1]) - JOINING
    order = _in_order([item for item in pool if _minutes(item, form, level)], seed)
    count, taken = 0, 0.0
    for item in order:
        needed = _minutes(item, form, level) + (BETWEEN if count else 0.0)
        if count and taken + needed / 2 > room:
            break
        count, taken = count + 1, taken + needed
    for near in (count, count + 1, count - 1):
        if 0 < near <= len(order):
            yield tuple(order[:near])


def _minutes(practice: Practice, form: str, level: str) -> Seconds:
    """Usual length of a passenger's form, 0 where there is none."""
    if form not in practice.commute_forms:
        return 0.0
    return practice.lengths_at(level).get(form, 0.0)


def _in_order(pool: list[Practice], seed: int) -> list[Practice]:
    """A settling practice first, then the others, no two of one flow in a row while that can be had."""
    random.Random(f"{seed}:ride").shuffle(pool)  # noqa: S311 - variety, not secrecy
    pool.sort(key=lambda item: item.id not in BEGINNERS)
    order = pool[:1]
    left = pool[1:]
    while left:
        other = next((item for item in left if item.flow != order[-1].flow), left[0])
        left.remove(other)
        order.append(other)
    return order
