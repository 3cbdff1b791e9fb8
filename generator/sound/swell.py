"""How the sound of a breath swells: up with the in-breath and over its top, down with the out-breath."""

import numpy as np

from generator.sound.envelope import Curve, ease, edges
from generator.sound.loudness import BOTH_CHANNELS, mean_loudness
from generator.sound.source import Mono
from generator.units import Samples, gain, to_samples

OVERLAP: Samples = to_samples(0.25)
"""Over this the in-breath's sound dies away into the out-breath, as one breath turns into the other."""
FLOOR = 0.3
"""Level at which a swell begins and ends, before the soft edges: heard through the whole of its phase."""
_ONSET: Samples = to_samples(0.15)
_ENDING: Samples = to_samples(0.6)


def in_swell(moving: Samples, still: Samples) -> tuple[Curve, Curve]:
    """The swell of an in-breath with its top, and the same with its soft edges, each of shape (moving + still,).

    Args:
        moving: Frames of the in-breath itself.
        still: Frames of the top and of the overlap into the out-breath.
    """
    part = np.minimum(np.arange(moving + still) / max(moving, 1), 1.0)
    swell = FLOOR + (1.0 - FLOOR) * ease(part)
    return swell, swell * edges(len(part), _ONSET, OVERLAP)


def out_swell(frames: Samples) -> tuple[Curve, Curve]:
    """The swell of an out-breath, and the same with its soft edges, each of shape (frames,)."""
    swell = FLOOR + (1.0 - FLOOR) * ease(1.0 - np.arange(frames) / max(frames, 1))
    return swell, swell * edges(frames, OVERLAP, _ENDING)


def levelled(sound: Curve) -> Mono:
    """The sound at 0 LUFS when both channels play it."""
    loudness = mean_loudness(sound.astype(np.float32)[:, None]) + BOTH_CHANNELS
    at_level = (sound * gain(-loudness) if np.isfinite(loudness) else sound).astype(np.float32)
    at_level.flags.writeable = False
    return at_level
