"""The words: does each utterance rise and fall as it did when the track was made?

No recogniser and no voice is needed. The recipe tells the level of each utterance every 40 ms; what is left of the file once
bed, tones and bells are taken out is the voice, and its levels are laid beside those.
"""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from generator.deliver.verify.recorded import Recorded
from generator.deliver.verify.report import Finding, Place, failed, passed, skipped
from generator.plan.timeline import Spoken
from generator.sound.audible import HOP, SHAPE_HOPS, levels_of
from generator.units import Decibels, Samples, gain

ALIKE = 0.9
"""Least correlation with the shape that was told. Of the words themselves 0.98 is left after coding, over any bed; other
sentences of the same length came to 0.76 at most, other counts of half a second mostly, but not always, to less than 0.9."""
_ROUNDED = 0.75
"""Steps of 3 dB that each level may be off at most where all are as told: rounding makes a half, coding noise the rest. A dense
voice on the bus says some counts so evenly that rounding is all that moves, and a correlation tells nothing."""
_EITHER_WAY = 4
"""Hops that it may lie early or late: 20 ms."""
Spans = Sequence[tuple[Samples, Samples]]


def words_finding(
    recorded: Recorded,
    voice: NDArray[np.float64],
    lift: Decibels,
    astray: Spans,
    missing: Collection[Samples],
) -> Finding:
    """Hold every utterance that can be heard against its shape.

    Args:
        recorded: What was planned.
        voice: Mean square of the voice in each hop.
        lift: What the whole mix was moved by, in dB.
        astray: Stretches in which a breathing sound is where it should not be, so that it cannot be told from a voice.
        missing: Where utterances begin that are not there at all, as was told elsewhere.
    """
    spoken = recorded.timeline.spoken
    planned = voice / gain(lift) ** 2
    wrong: list[Place] = []
    hidden: list[Place] = []
    for said, shape in zip(spoken, recorded.shapes, strict=True):
        told = np.array([int(digit, 16) for digit in shape], dtype=np.float64)
        if said.start in missing:
            hidden.append(Place(said.start, "nobody speaks here"))
        elif not len(told) or np.ptp(told) == 0.0:
            hidden.append(Place(said.start, "the recipe does not tell how these words rise and fall"))
        elif any(start < said.end and said.start < end for start, end in astray):
            hidden.append(Place(said.start, "a breathing sound is astray here"))
        elif _likeness(said, told, planned) < ALIKE:
            wrong.append(Place(said.start, "other words than planned, or the right ones elsewhere"))
    if wrong:
        return failed("words", f"{len(wrong)} of {len(spoken)} utterances do not sound as planned", wrong)
    if len(hidden) == len(spoken):
        return skipped("words", "how they rise and fall is not told, so they cannot be compared")
    unseen = f"; {len(hidden)} not measurable" if hidden else ""
    return passed(
        "words", f"{len(spoken) - len(hidden)} of {len(spoken)} utterances rise and fall as planned{unseen}"
    )


def _likeness(said: Spoken, told: NDArray[np.float64], voice: NDArray[np.float64]) -> float:
    """Best correlation within 20 ms of the place, -1 to 1; 1 where all levels are as told, 0 where the file is over, or silent."""
    first = said.start // HOP
    best = 0.0
    for start in range(max(0, first - _EITHER_WAY), first + _EITHER_WAY + 1):
        found = levels_of(voice[start : start + len(told) * SHAPE_HOPS])
        if len(found) == len(told) and np.ptp(found) > 0.0:
            if np.abs(found - told).max() <= _ROUNDED:
                return 1.0
            best = max(best, float(np.corrcoef(found, told)[0, 1]))
    return best
