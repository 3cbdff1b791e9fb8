"""Where a voice is heard: its level in short hops, and the first and last of them that stand out of quiet.

The same measure is taken of the clean voice when a track is made and of the finished file when it is verified,
so that a soft last consonant does not look like a longer pause.
"""

import numpy as np
from numpy.typing import NDArray

from generator.plan.timeline import Timeline
from generator.sound.source import Source, one_channel
from generator.sound.stems import SPEECH
from generator.units import Decibels, Samples, gain

HOP: Samples = 220
"""Frames over which one power is taken, 5 ms, counted from the track's beginning."""
UNDER_SPEECH: Decibels = 24.0
"""So far under the speech's loudness, in dB, a voice counts as silent: a final f, or the last of a breath."""
_SMOOTH = 4
"""Hops that are averaged, 20 ms: longer than a period of the lowest voice."""
Powers = NDArray[np.float64]
"""Mean square of each hop, shape (hops,)."""
Spans = tuple[tuple[Samples, Samples] | None, ...]
"""For each utterance, from where to where in the track it is heard; None for one that never is."""


def powers(mono: NDArray[np.float32]) -> Powers:
    """Mean square of each whole hop.

    Args:
        mono: Sound whose first frame begins a hop, shape (frames,).
    """
    whole = len(mono) // HOP * HOP
    return np.asarray(np.square(mono[:whole], dtype=np.float64).reshape(-1, HOP).mean(axis=1))


def smoothed(found: Powers) -> Powers:
    """Running mean over 20 ms, of the same length."""
    return np.convolve(found, np.full(_SMOOTH, 1.0 / _SMOOTH))[_SMOOTH // 2 :][: len(found)]


def heard_in(found: Powers, level: float) -> tuple[int, int] | None:
    """First and one past the last hop whose smoothed power is above a level; None if there is none.

    Args:
        found: Powers, not yet smoothed.
        level: A mean square.
    """
    above = np.flatnonzero(smoothed(found) > level)
    return (int(above[0]), int(above[-1]) + 1) if above.size else None


def heard_spans(timeline: Timeline, voice: Source) -> Spans:
    """For each utterance, from where to where in the track it is heard; None for one that never is.

    Args:
        timeline: The track, placed.
        voice: The speech as it goes into the mix.
    """
    level = gain(SPEECH - UNDER_SPEECH) ** 2
    found: list[tuple[Samples, Samples] | None] = []
    for said in timeline.spoken:
        first = said.start // HOP
        sound = voice.block(first * HOP, -(-said.end // HOP) * HOP)
        span = heard_in(powers(one_channel(sound)), level)
        found.append(span and ((first + span[0]) * HOP, (first + span[1]) * HOP))
    return tuple(found)
