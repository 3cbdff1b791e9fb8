"""Situations: where a track is listened to, and what follows for its words, pace and levels.

Figures: the project's sound plan; a podcast player's usual loudness for the bus, a quieter one for the bed.
"""

from dataclasses import dataclass

from generator.errors import ChoiceError, did_you_mean
from generator.plan.layout import TAIL, Flex
from generator.units import Decibels

SESSION, COMMUTE, BEDTIME = "session", "commute", "bedtime"


@dataclass(frozen=True, slots=True)
class Situation:
    """What one situation asks for."""

    name: str
    loudness: Decibels
    """Integrated loudness of the finished track, in LUFS."""
    bed_under: Decibels
    """How far the bed lies under the voice, in LU."""
    pace: float
    """Words a minute within paragraphs."""
    bells: bool
    eyes_open: bool
    """A passenger's eyes stay open, whatever the options say."""
    tail: Flex
    """Bed alone at the end, in which it fades."""


SITUATIONS: dict[str, Situation] = {
    situation.name: situation
    for situation in (
        Situation(SESSION, -18.0, 22.0, 110.0, bells=True, eyes_open=False, tail=TAIL),
        Situation(COMMUTE, -14.0, 20.0, 120.0, bells=False, eyes_open=True, tail=TAIL),
        Situation(BEDTIME, -20.0, 22.0, 100.0, bells=False, eyes_open=False, tail=Flex.of(60.0, 75.0, 120.0)),
    )
}


def situation_named(name: str) -> Situation:
    """A situation by its name.

    Raises:
        ChoiceError: There is none of this name.
    """
    if name not in SITUATIONS:
        raise ChoiceError(f"There is no situation '{name[:40]}'.", did_you_mean(name[:40], SITUATIONS))
    return SITUATIONS[name]
