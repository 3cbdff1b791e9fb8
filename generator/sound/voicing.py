"""From what an engine said to a clip: trimmed, levelled with its neighbours, warmed, with room to breathe."""

import math

import numpy as np

from generator.plan.phrasing import breaks
from generator.plan.voice import Voice
from generator.sound.clip import Mono, resampled, trim
from generator.sound.loudness import in_steps, integrated
from generator.sound.phrases import lengthened
from generator.sound.warming import in_a_room, warmed
from generator.units import RATE, Decibels, Seconds, gain

NUDGED_FROM: Seconds = 2.5
"""Shorter clips are never nudged: their loudness says little. With rests and room, one of 3 s may have been as short."""
MOST_NUDGE: Decibels = 4.0
FREE: Decibels = 0.9
"""How far a sentence may be from its voice's loudness before it is nudged: sentences are not all alike.

Twice this and the fall of the last paragraph (`plan/closing.py`) keep neighbours within 3 LU.
"""


def voiced(samples: Mono, rate: int, text: str, voice: Voice) -> Mono:
    """The clip of an utterance.

    Args:
        samples: What the engine said, float32, shape (frames,).
        rate: Frames a second.
        text: The words, in which rests are looked for.
        voice: Whose file says how its sound is treated.

    Returns:
        A new array whose first sample is the onset; empty when nothing sounds.
    """
    clip = trim(samples, rate)
    if not len(clip):
        return clip
    clip = warmed(_nudged(clip, rate, voice.loudness), rate, voice.warmth)
    if voice.counted(text):
        return clip  # a count has its beat and no more
    return in_a_room(lengthened(clip, rate, breaks(text, voice.pauses)), rate, voice.warmth.room)


def manner(voice: Voice) -> str:
    """What of a voice's file a clip's samples depend on, for the cache to tell clips apart by."""
    return f"voiced 2 {voice.loudness:g} {voice.pauses} {voice.warmth}"


def _nudged(clip: Mono, rate: int, loudness: Decibels) -> Mono:
    """A sentence that is long enough, moved towards its voice's loudness as far as it strays more than `FREE` from it.

    Any two such sentences, as far as the nudge reaches, are then within twice that.
    """
    if len(clip) < NUDGED_FROM * rate:
        return clip
    heard = clip if rate == RATE else resampled(clip, rate)
    off = integrated(in_steps(heard[:, None])) - loudness
    if not math.isfinite(off):
        return clip
    excess = math.copysign(max(abs(off) - FREE, 0.0), off)
    return (clip * gain(-float(np.clip(excess, -MOST_NUDGE, MOST_NUDGE)))).astype(np.float32)
