"""Sound as 16-bit samples of one channel or two, as files and the encoder want it."""

from collections.abc import Iterable, Iterator

import numpy as np

from generator.sound.source import Block, one_channel
from generator.units import Samples


def rounded(blocks: Iterable[Block], channels: int) -> Iterator[tuple[bytes, Samples]]:
    """Blocks as `int16` makes them of so many channels, each with its number of frames."""
    for block in blocks:
        yield int16(in_channels(block, channels)), len(block)


def in_channels(block: Block, channels: int) -> Block:
    """The block itself, both its channels' mean as one, or its one channel twice, shape (frames, channels)."""
    if channels == block.shape[1]:
        return block
    return one_channel(block)[:, None] if channels == 1 else np.repeat(block, channels, axis=1)


def int16(block: Block, factor: float = 1.0) -> bytes:
    """Samples as 16-bit little-endian integers, rounded, never wrapping round at full scale.

    Args:
        block: Shape (frames, channels).
        factor: What they are multiplied by.
    """
    whole = np.empty(block.shape, "<i2")
    for channel, out in zip(block.T, whole.T, strict=True):
        scaled = channel * np.float32(32_768.0 * factor)
        np.rint(scaled, out=scaled)
        np.clip(scaled, -32_768, 32_767, out=scaled)
        out[:] = scaled
    return whole.tobytes()
