"""What one pass over a sound finds: its loudness and its peaks, in steps of 100 ms."""

import math
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from generator.sound.ahead import side_by_side
from generator.sound.loudness import STEP, LoudnessMeter
from generator.sound.source import FiniteSource, Source
from generator.units import Decibels, Samples

OnShare = Callable[[float], None]
"""Told how much is done, 0 to 1; it may raise to stop the work."""
_CHUNK: Samples = 6 * STEP
"""Frames read at a time: what the loudness meter weighs at once."""
LONGEST: Samples = 50 * _CHUNK
"""Frames in a stretch that a thread reads, 30 s."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A sound in steps of 100 ms."""

    energies: NDArray[np.float64]
    """K-weighted mean square of each whole step, channels added, shape (steps,)."""
    peaks: NDArray[np.float32]
    """No sample of a step is larger, shape (steps,); the last step may be cut short."""
    speech: Decibels = -math.inf
    """Loudness of what stands in the foreground, without the bed, in LUFS; -inf where nobody told it apart."""
    voice: Decibels = -math.inf
    """Loudness of the words alone, in LUFS; -inf where nobody speaks, or nobody told them apart."""


def hear(source: FiniteSource, on_share: OnShare = lambda _share: None) -> Reading:
    """Read the whole of a sound, in several threads that ask for its blocks."""
    stretches = [(start, min(start + LONGEST, source.length)) for start in range(0, source.length, LONGEST)]
    energies, peaks = [np.zeros(0)], [np.zeros(0, dtype=np.float32)]
    with closing(side_by_side(partial(read, source), stretches)) as found:
        for (_, stop), (weighed, highest) in zip(stretches, found, strict=True):
            energies.append(weighed)
            peaks.append(highest)
            on_share(stop / source.length)
    return Reading(np.concatenate(energies), np.concatenate(peaks))


def read(source: Source, stretch: tuple[Samples, Samples]) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Energies and peaks, as `Reading` keeps them, of one stretch of a sound.

    Args:
        source: The sound.
        stretch: Its first frame, at the beginning of a step, and the one after its last.
    """
    start, stop = stretch
    warm = min(start, STEP)  # heard before: the weighting reaches back for less than a step
    meter: LoudnessMeter | None = None
    peaks = [np.zeros(0, dtype=np.float32)]
    for begin in range(start - warm, stop, _CHUNK):
        block = source.block(begin, min(begin + _CHUNK, stop))
        meter = meter or LoudnessMeter(block.shape[1])
        meter.add(block)
        whole = np.abs(np.pad(block.T, ((0, 0), (0, -len(block) % STEP))))
        peaks.append(whole.reshape(len(whole), -1, STEP).max(axis=(0, 2)))
    settled = warm // STEP
    energies = meter.energies[settled:] if meter else np.zeros(0)
    return energies, np.concatenate(peaks)[settled:]
