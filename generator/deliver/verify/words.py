"""The words: does each utterance rise and fall as it did when the track was made?

No recogniser and no voice is needed. The recipe tells the level of each utterance every 40 ms; what is left of the file once
bed, tones and bells are taken out is the voice, and its levels are laid beside those.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator.deliver.verify.recorded import Recorded
from generator.deliver.verify.report import Finding, Place, failed, passed, skipped
from generator.plan.timeline import Spoken
from generator.sound.audible import HOP, SHAPE_HOPS, SHAPE_STEP, levels_of
from generator.units import Decibels, Samples, gain

ASTRAY: Decibels = 4.5
"""How far the voice's level may lie from its shape over a fifth of a second. Of the words themselves 1.5 dB is usual and 2.7 the
most that coding did at 64 kb/s; other sentences of the same length came to 9 dB and more. Counts of half a second may be nearer."""
_STRETCH = 5
"""Levels of 40 ms in a fifth of a second: a short word, or a syllable that is drawn out."""
_LOUD = 4.0
"""Steps from which a level counts where the loudness of an utterance is compared: its core, clear of its edges."""
_EITHER_WAY = 4
"""Hops that it may lie early or late: 20 ms."""
Spans = Sequence[tuple[Samples, Samples]]


@dataclass(frozen=True, slots=True)
class Likeness:
    """An utterance in the file beside its shape."""

    louder: Decibels
    """How much louder it is than told."""
    astray: Decibels
    """Largest difference over a fifth of a second, once it is as loud as told; infinite where the file is over."""


def likenesses(
    recorded: Recorded, voice: NDArray[np.float64], lift: Decibels, astray: Spans
) -> tuple[Likeness | None, ...]:
    """Hold every utterance that can be heard against its shape; None for those that cannot be compared.

    Args:
        recorded: What was planned.
        voice: Mean square of the voice in each hop.
        lift: What the whole mix was moved by, in dB.
        astray: Stretches in which a breathing sound is where it should not be, so that it cannot be told from a voice.
    """
    planned = voice / gain(lift) ** 2
    found: list[Likeness | None] = []
    for said, shape in zip(recorded.timeline.spoken, recorded.shapes, strict=True):
        told = np.array([int(digit, 16) for digit in shape], dtype=np.float64)
        hidden = any(start < said.end and said.start < end for start, end in astray)
        found.append(None if hidden or not told.any() else _likeness(said, told, planned))
    return tuple(found)


def words_finding(
    recorded: Recorded, alike: Sequence[Likeness | None], missing: Collection[Samples]
) -> Finding:
    """Are they the planned words?

    Args:
        recorded: What was planned.
        alike: As `likenesses` tells.
        missing: Where utterances begin that are not there at all, as was told elsewhere.
    """
    spoken = recorded.timeline.spoken
    wrong: list[Place] = []
    hidden = 0
    for said, like in zip(spoken, alike, strict=True):
        if like is None or said.start in missing:
            hidden += 1
        elif like.astray > ASTRAY:
            wrong.append(
                Place(said.start, "other words than planned, or not all of them, or at another time")
            )
    if wrong:
        return failed("words", f"{len(wrong)} of {len(spoken)} utterances do not sound as planned", wrong)
    if hidden == len(spoken):
        return skipped("words", "how they rise and fall is not told, so they cannot be compared")
    unseen = f"; {hidden} not measurable" if hidden else ""
    return passed(
        "words", f"{len(spoken) - hidden} of {len(spoken)} utterances rise and fall as planned{unseen}"
    )


def _likeness(said: Spoken, told: NDArray[np.float64], voice: NDArray[np.float64]) -> Likeness:
    """The best within 20 ms of its place."""
    first = said.start // HOP
    loud = told >= min(_LOUD, told.max())
    stretch = min(_STRETCH, len(told))
    best = Likeness(0.0, math.inf)
    for start in range(max(0, first - _EITHER_WAY), first + _EITHER_WAY + 1):
        found = levels_of(voice[start : start + len(told) * SHAPE_HOPS])
        if len(found) == len(told):
            off = found - told
            louder = float(np.median(off[loud]))
            runs = np.convolve(off - louder, np.full(stretch, 1.0 / stretch), "valid")
            astray = SHAPE_STEP * float(np.abs(runs).max())
            if astray < best.astray:
                best = Likeness(SHAPE_STEP * louder, astray)
    return best
