"""What every source of sound is: something that answers "frames a to b", asked in whatever order."""

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from generator.units import Samples

Block = NDArray[np.float32]
"""Sound, float32, shape (frames, channels), full scale ±1."""

Mono = NDArray[np.float32]
"""One channel of sound, float32, shape (frames,)."""

BLOCK_FRAMES: Samples = 131_072
"""Frames in a block when nobody asks for another size (about 3 s)."""


class Source(Protocol):
    """Sound as a pure function of position.

    Two calls for the same frame give the same value, however the calls are cut; positions outside the
    source's own length are silence.
    """

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop` (half-open), shape (stop - start, channels)."""
        ...


class FiniteSource(Source, Protocol):
    """A source that ends."""

    @property
    def length(self) -> Samples:
        """Number of frames."""
        ...


def blocks(source: FiniteSource, frames: Samples = BLOCK_FRAMES) -> Iterator[Block]:
    """The whole source in order, in blocks of `frames` (the last one may be shorter)."""
    for start in range(0, source.length, frames):
        yield source.block(start, min(start + frames, source.length))


def around(source: FiniteSource, start: Samples, stop: Samples) -> Block:
    """Frames `start` to `stop` of a source, with silence before its beginning and after its end."""
    left, right = max(start, 0), min(stop, source.length)
    if (left, right) == (start, stop):
        return source.block(start, stop)
    return np.pad(source.block(left, right), ((left - start, stop - right), (0, 0)))


def weigh(block: Block, level: NDArray[np.float32]) -> None:
    """Multiply each frame by its own level, in place (channel by channel: much quicker than broadcasting)."""
    for channel in block.T:
        np.multiply(channel, level, out=channel)


def empty(frames: Samples, channels: int = 2) -> Block:
    """Room for a block, each channel in one piece of memory: what is done channel by channel goes twice as fast."""
    return np.empty((channels, frames), dtype=np.float32).T


def silence(frames: Samples, channels: int = 2) -> Block:
    """A block of silence, laid out as `empty` does."""
    return np.zeros((channels, frames), dtype=np.float32).T


def centred(mono: Mono) -> Block:
    """The same sound on both channels, shape (frames, 2)."""
    sound = empty(len(mono))
    sound[:, 0] = mono
    sound[:, 1] = mono
    return sound


def random_for(seed: int, layer: str, *place: int) -> np.random.Generator:
    """The random numbers of one layer of one track.

    They come from names, never from what was drawn before, so any stretch can be made alone.

    Args:
        seed: The track's seed.
        layer: The layer's name, such as "rain".
        place: Further whole numbers, such as the number of a second.
    """
    return np.random.default_rng([abs(seed), int(seed < 0), *layer.encode(), 0x100, *place])


def one_channel(block: Block) -> NDArray[np.float32]:
    """The mean of a block's channels, shape (frames,); numpy's own mean is slow along so short a side."""
    if block.shape[1] == 1:
        return block[:, 0]
    return np.asarray((block[:, 0] + block[:, 1]) * np.float32(0.5))
