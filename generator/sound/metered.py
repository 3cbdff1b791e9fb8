"""A sound whose true peak is measured while it passes."""

import threading

from generator.sound.source import Block, FiniteSource, around
from generator.sound.true_peak import HOP, OVERSHOOT, REACH, higher, largest
from generator.units import Decibels, Samples, decibels


class Metered:
    """Another source as it is, its peak kept; several threads may ask for its blocks at once.

    Args:
        source: What is measured.
    """

    def __init__(self, source: FiniteSource) -> None:
        self._source = source
        self._highest = 0.0
        self._comparing = threading.Lock()

    @property
    def length(self) -> Samples:
        """Number of frames."""
        return self._source.length

    @property
    def peak(self) -> Decibels:
        """True peak in dBTP of all blocks that were asked for; -inf if there was only silence."""
        return decibels(self._highest)

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop` (within its length), shape (stop - start, channels)."""
        rest = -(stop - start) % HOP
        sound = around(self._source, start - REACH, stop + rest + REACH)
        if OVERSHOOT * largest(sound) > self._highest:
            highest = higher(sound, self._highest)
            with self._comparing:
                self._highest = max(self._highest, highest)
        return sound[REACH : REACH + stop - start]
