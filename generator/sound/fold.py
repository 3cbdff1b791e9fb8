"""One channel instead of two: a bed that lies the same on both sides, at a loudness measured as it then sounds.

Voice, tones and bells stand in the middle already. A bed's two sides differ, and their mean is some 3 LU quieter
than they are, so its loudness is measured anew: then it lies as far under the voice as in stereo.
"""

from dataclasses import dataclass

from generator.sound.loudness import LoudnessMeter
from generator.sound.mix import Bed
from generator.sound.source import Block, on_both
from generator.units import Decibels, Samples, to_samples

_HEARD: Samples = to_samples(30.0)


@dataclass(frozen=True, slots=True)
class FoldedBed:
    """A bed whose both channels are the mean of the two it was made from."""

    bed: Bed
    loudness: Decibels
    """Its loudness in LUFS, both channels playing it; -inf for no bed."""

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop`, shape (stop - start, 2)."""
        return on_both(self.bed.block(start, stop).mean(axis=1))


def folded(bed: Bed) -> FoldedBed:
    """The bed folded into one channel, and measured."""
    unmeasured = FoldedBed(bed, bed.loudness)
    meter = LoudnessMeter()
    meter.add(unmeasured.block(0, _HEARD))
    return FoldedBed(bed, meter.integrated())
