"""Situations: where a track is listened to, and what follows for its words, pace and levels.

Figures: the project's sound plan; a podcast player's usual loudness for the bus, a quieter one for the bed.
"""

from dataclasses import dataclass

from generator.errors import ChoiceError, did_you_mean
from generator.plan.flex import Flex
from generator.plan.layout import TAIL
from generator.units import Decibels, Seconds

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
    tones_under: tuple[Decibels, Decibels] = (14.0, 20.0)
    """How far the breathing sounds lie under the voice, in LU: on the way in, and once they run softly."""
    taper: Decibels = 0.0
    """How much softer the track is by its last word than in its first half, in dB."""
    voice_range: Decibels | None = None
    """Loudness range of the words alone, in LU, that is not passed; None for whatever it is.

    The range of a whole track cannot be this small where pauses are meant to be heard: the bed alone lies 20 LU under
    the words, and EBU Tech 3342 looks at everything down to 20 LU under the mean."""
    easing: float = 0.0
    """How far pauses grow towards their ceilings from the track's middle to its last word, 0 to 1."""
    noisy: bool = False
    """There is noise all around: one channel, a bed without gaps and never far under the voice, quick fades."""


LONGEST_FADES: tuple[Seconds, Seconds] = (1.5, 9.0)
"""Where it is noisy, the bed fades in and out over no more than this: players cut what is nearly silent."""
MOST_UNDER: Decibels = 20.0
"""Where it is noisy, the bed lies no further than this under the voice, for the same reason."""
MOST_UNDER_FEW_WORDS: Decibels = 25.0
"""Where few words are said the bed lies no further than this under them: they come out louder, and the bed with them."""

SITUATIONS: dict[str, Situation] = {
    situation.name: situation
    for situation in (
        Situation(SESSION, -18.0, 22.0, 110.0, bells=True, eyes_open=False, tail=TAIL),
        Situation(
            COMMUTE,
            -14.0,
            MOST_UNDER,
            120.0,
            bells=False,
            eyes_open=True,
            tail=TAIL,
            tones_under=(14.0, 14.0),
            voice_range=5.0,
            noisy=True,
        ),
        Situation(
            BEDTIME,
            -20.0,
            22.0,
            100.0,
            bells=False,
            eyes_open=False,
            tail=Flex.of(60.0, 75.0, 120.0),
            tones_under=(20.0, 20.0),
            taper=4.0,
            easing=0.5,
        ),
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
