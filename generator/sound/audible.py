"""Where a voice is heard, and the rise and fall of its level there: from its level in short hops.

The same measure is taken of the clean voice when a track is made and of the finished file when it is verified,
so that a soft last consonant does not look like a longer pause.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator.plan.timeline import Timeline
from generator.sound.envelope import Curve
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
SHAPE_HOPS = 8
"""Hops over which one level of a shape is taken, 40 ms: a syllable has five of them."""
SHAPE_STEP: Decibels = 3.0
"""What one step of a shape means."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What an utterance leaves in a track."""

    span: tuple[Samples, Samples] | None
    """From where to where it is heard; None if it never is."""
    shape: str
    """Its level every 40 ms, from the hop in which it begins: hexadecimal digits, 3 dB each, 0 where it counts as silent.

    Two sentences of one length have different ones (their correlation stays under 0.8), one sentence has always the same
    (over 0.98 after coding, bed and all)."""


def levels_of(found: Powers) -> Curve:
    """The level of each whole 40 ms over what counts as silent, in steps of 3 dB, 0 to 15, not rounded."""
    whole = found[: len(found) // SHAPE_HOPS * SHAPE_HOPS].reshape(-1, SHAPE_HOPS).mean(axis=1)
    over = 10.0 * np.log10(np.maximum(whole, 1e-12)) - SPEECH + UNDER_SPEECH
    return np.asarray(np.clip(over / SHAPE_STEP, 0.0, 15.0))


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


def traces(timeline: Timeline, voice: Source) -> tuple[Trace, ...]:
    """What each utterance of a track leaves in it.

    Args:
        timeline: The track, placed.
        voice: The speech as it goes into the mix.
    """
    level = gain(SPEECH - UNDER_SPEECH) ** 2
    found: list[Trace] = []
    for said in timeline.spoken:
        first = said.start // HOP
        sound = powers(one_channel(voice.block(first * HOP, -(-said.end // HOP) * HOP)))
        span = heard_in(sound, level)
        shape = "".join(f"{round(step):x}" for step in levels_of(sound).tolist())
        found.append(Trace(span and ((first + span[0]) * HOP, (first + span[1]) * HOP), shape))
    return tuple(found)
