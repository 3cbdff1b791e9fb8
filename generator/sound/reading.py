"""What one pass over a sound finds: its loudness and its peaks, in steps of 100 ms."""

import math
from array import array
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator.sound.ahead import ahead
from generator.sound.loudness import STEP, LoudnessMeter
from generator.sound.source import FiniteSource, blocks
from generator.units import Decibels

OnShare = Callable[[float], None]
"""Told how much is done, 0 to 1; it may raise to stop the work."""
_STEPS = 30
"""Steps read at a time."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A sound in steps of 100 ms."""

    energies: NDArray[np.float64]
    """K-weighted mean square of each whole step, channels added, shape (steps,)."""
    peaks: NDArray[np.float32]
    """No sample of a step is larger, shape (steps,); the last step may be cut short."""
    doubtful: bool = False
    """The relative gate lies so near that the energies of a bed in motion have to be heard, not foreseen."""
    speech: Decibels = -math.inf
    """Loudness of what stands in the foreground, without the bed, in LUFS; -inf where nobody told it apart."""
    voice: Decibels = -math.inf
    """Loudness of the words alone, in LUFS; -inf where nobody speaks, or nobody told them apart."""


def hear(source: FiniteSource, on_share: OnShare = lambda _share: None) -> Reading:
    """Read the whole of a sound, shape (frames, channels) a block, while a thread of its own makes the next blocks."""
    meter: LoudnessMeter | None = None
    peaks = array("f")
    frames = _STEPS * STEP  # whole steps, so that each step's peak is found in one block
    with closing(ahead(blocks(source, frames))) as made:
        for block in made:
            meter = meter or LoudnessMeter(block.shape[1])
            meter.add(block)
            whole = np.abs(np.pad(block.T, ((0, 0), (0, -len(block) % STEP))))
            peaks.extend(whole.reshape(len(whole), -1, STEP).max(axis=(0, 2)))
            on_share(min(1.0, len(peaks) * STEP / source.length))
    return Reading(meter.energies if meter else np.zeros(0), np.array(peaks, dtype=np.float32))
