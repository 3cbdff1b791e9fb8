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


def in_swell(moving: Samples, still: Samples) -> tuple[Mono, Mono]:
    """The swell of an in-breath with its top, and the same with its soft edges, each of shape (moving + still,).

    Args:
        moving: Frames of the in-breath itself.
        still: Frames of the top and of the overlap into the out-breath.
    """
    swell = FLOOR + (1.0 - FLOOR) * ease(_parts(moving + still, moving))
    return swell, swell * edges(len(swell), _ONSET, OVERLAP).astype(np.float32)


def out_swell(frames: Samples) -> tuple[Mono, Mono]:
    """The swell of an out-breath, and the same with its soft edges, each of shape (frames,)."""
    swell = FLOOR + (1.0 - FLOOR) * ease(1.0 - _parts(frames, frames))
    return swell, swell * edges(frames, OVERLAP, _ENDING).astype(np.float32)


def _parts(frames: Samples, whole: Samples) -> Mono:
    """How far each of so many frames is on its way over `whole` of them; 1 and more at its end."""
    return np.arange(frames, dtype=np.float32) / np.float32(max(whole, 1))


def levelled(sound: Curve | Mono) -> Mono:
    """The sound at 0 LUFS when both channels play it."""
    at_level = sound.astype(np.float32)
    loudness = mean_loudness(at_level[:, None]) + BOTH_CHANNELS
    if np.isfinite(loudness):
        at_level *= np.float32(gain(-loudness))
    at_level.flags.writeable = False
    return at_level
