"""One channel instead of two: a bed that lies the same on both sides, at a loudness measured as it then sounds.

Voice, tones and bells stand in the middle already. A bed's two sides differ, and their mean is 1 to 3 LU quieter
than they are, so its loudness is measured anew: then it lies as far under the voice as in stereo.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator.sound.loudness import LoudnessMeter
from generator.sound.mix import Bed
from generator.sound.source import Block, on_both
from generator.units import Decibels, Samples, to_samples

_HEARD: Samples = to_samples(30.0)


def one_channel(block: Block) -> NDArray[np.float32]:
    """The mean of a block's channels, shape (frames,); numpy's own mean is slow along so short a side."""
    if block.shape[1] == 1:
        return block[:, 0]
    return np.asarray((block[:, 0] + block[:, 1]) * np.float32(0.5))


@dataclass(frozen=True, slots=True)
class FoldedBed:
    """A bed whose both channels are the mean of the two it was made from."""

    bed: Bed
    loudness: Decibels
    """Its loudness in LUFS, both channels playing it; -inf for no bed."""

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop`, shape (stop - start, 2)."""
        return on_both(one_channel(self.bed.block(start, stop)))


def folded(bed: Bed) -> FoldedBed:
    """The bed folded into one channel, and measured."""
    unmeasured = FoldedBed(bed, bed.loudness)
    meter = LoudnessMeter()
    meter.add(unmeasured.block(0, _HEARD))
    return FoldedBed(bed, meter.integrated())
