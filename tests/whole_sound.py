"""A whole sound as a source, for tests."""

from dataclasses import dataclass

from generator.sound.source import Block


@dataclass(frozen=True)
class WholeSound:
    """Samples that were made before, shape (frames, channels)."""

    samples: Block

    @property
    def length(self) -> int:
        """Number of frames."""
        return len(self.samples)

    def block(self, start: int, stop: int) -> Block:
        """Frames `start` to `stop`."""
        return self.samples[start:stop].copy()
