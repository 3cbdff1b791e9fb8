"""The checker: one rendered script against everything that our practice guide asks.

It reads words and cues; it cannot hear how they sound. A person still has to listen.
"""

from collections.abc import Callable, Iterator

from generator.plan.checks.length import check_length
from generator.plan.checks.order import check_order
from generator.plan.checks.places import check_places
from generator.plan.checks.reading import check_reading_age
from generator.plan.checks.repeats import check_repeats
from generator.plan.checks.rules import Rules
from generator.plan.checks.silence import check_silence
from generator.plan.checks.tokens import check_tokens
from generator.plan.checks.track import Finding, Track
from generator.plan.checks.wording import check_wording

Check = Callable[[Track, Rules], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    check_wording,
    check_reading_age,
    check_tokens,
    check_silence,
    check_order,
    check_places,
    check_repeats,
    check_length,
)


def check(track: Track, rules: Rules) -> tuple[Finding, ...]:
    """Everything that is to be mended in one rendered script.

    Args:
        track: The script, and what it was rendered for.
        rules: The word lists.
    """
    return tuple(dict.fromkeys(finding for one in CHECKS for finding in one(track, rules)))
