"""MP3: LAME by way of lameenc, frame by frame into a file, with the header that makes its length exact.

lameenc writes bare frames. Players then guess a file's length, and nobody can cut the encoder's own delay.
So room is left for an info frame (Xing, LAME), every frame's place is noted as the sound streams by, and
the frame is written into its place at the end.
"""

import struct
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from typing import Any, BinaryIO

import lameenc
import numpy as np

from generator.deliver.formats import FileFormat
from generator.errors import OutputError
from generator.sound.ahead import ahead
from generator.sound.source import Block, one_channel
from generator.units import RATE, Samples

VBR_QUALITY = 4
"""LAME's V4, about 140 to 170 kb/s for speech over a bed."""
ALGORITHM_QUALITY = 5
"""As good as 3 at this rate, and a tenth quicker."""
_FRAME: Samples = 1_152
_DELAY: Samples = 576
"""Frames of silence that LAME puts before the sound."""
_LOWPASS = 175
"""LAME's low-pass for V4, in units of 100 Hz; 0 says "unknown", as for the constant rates."""
_KILOBITS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_STEREO = FileFormat()
_SCALES = ((160, 0.95), (192, 0.97), (224, 0.98))
"""Up to which constant rate (kb/s) LAME scales what it is given by which factor, to keep room for overshoot."""
_XING_BYTES, _LAME_BYTES = 120, 36
OnFrames = Callable[[Samples], None]
"""Told how many frames are written; it may raise to stop."""


def write_mp3(
    file: BinaryIO,
    blocks: Iterable[Block],
    tag: bytes = b"",
    form: FileFormat = _STEREO,
    on_frames: OnFrames = lambda _frames: None,
) -> Samples:
    """Encode a track at 44.1 kHz, while a thread of its own makes the next blocks.

    Args:
        file: Opened for writing in binary, empty, and able to seek.
        blocks: The mastered sound in order, each of shape (frames, 2).
        tag: The ID3 tag to begin with.
        form: Channels and bit rate.
        on_frames: Called after each block.

    Returns:
        Number of frames encoded; decoders that honour the header give back exactly as many.

    Raises:
        OutputError: The disk is full, or the file cannot be written.
    """
    encoder = _encoder(form)
    header = _Header(form)
    frames = _Frames()
    length = 0
    try:
        file.write(tag + bytes(header.size))
        with closing(ahead(rounded(blocks, form.channels, 1.0 / _scale(form)))) as made:
            for samples, count in made:
                data = bytes(encoder.encode(samples))
                frames.add(data)
                file.write(data)
                length += count
                on_frames(length)
        data = bytes(encoder.flush()) if length else b""
        frames.add(data)
        file.write(data)
        file.seek(len(tag))
        file.write(header.filled(frames, length))
        file.seek(0, 2)
    except OSError as error:
        raise OutputError(
            f"The MP3 could not be written ({error.strerror}).", "Check the folder and the room on the disk."
        ) from error
    return length


def rounded(blocks: Iterable[Block], channels: int, factor: float = 1.0) -> Iterator[tuple[bytes, Samples]]:
    """Blocks as `int16` makes them of so many channels, each with its number of frames."""
    for block in blocks:
        yield int16(in_channels(block, channels), factor), len(block)


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


def _encoder(form: FileFormat) -> Any:
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(form.channels)
    encoder.set_in_sample_rate(RATE)
    encoder.set_out_sample_rate(RATE)  # else a low rate would be resampled
    if form.kilobits:
        encoder.set_bit_rate(form.kilobits)
    else:
        encoder.set_vbr(4)  # vbr_mtrh, LAME's default method
        encoder.set_vbr_quality(VBR_QUALITY)
    encoder.set_quality(ALGORITHM_QUALITY)
    return encoder


def _scale(form: FileFormat) -> float:
    """The factor that LAME puts on the sound at this rate."""
    return next((factor for rate, factor in _SCALES if 0 < form.kilobits <= rate), 1.0)


class _Frames:
    """Where each frame of the stream begins, however the bytes come."""

    def __init__(self) -> None:
        self.places = array("L")
        """Byte offset of each frame from the first."""
        self.total = 0
        """Bytes heard so far."""
        self._next = 0
        self._rest = b""

    def add(self, data: bytes) -> None:
        """Note the frames that begin in the next bytes."""
        known = self._rest + data
        begin = self.total - len(self._rest)
        self.total += len(data)
        while self._next + 4 <= self.total:
            self.places.append(self._next)
            self._next += _FRAME_SIZES[known[self._next - begin + 2]]
        # A header may be cut by the end of the bytes: at most three of its own stay for later.
        self._rest = known[max(0, self._next - begin) :]


_FRAME_SIZES = tuple(
    144_000 * kilobits // RATE + (low >> 1 & 1) for kilobits in (*_KILOBITS, 0) for low in range(16)
)
"""Bytes of an MPEG-1 layer III frame at `RATE`, by the third byte of its header."""


class _Header:
    """The info frame: count of frames, seek table, and how much to cut at both ends.

    Layout: the Xing VBR header, then LAME's extension of it (the "Mp3 info tag, revision 1").
    """

    def __init__(self, form: FileFormat) -> None:
        self._form = form
        self._side = 17 if form.channels == 1 else 32
        """Bytes of side information, which stay empty."""
        least = 4 + self._side + _XING_BYTES + _LAME_BYTES
        rates = (
            [form.kilobits]
            if form.kilobits
            else [rate for rate in _KILOBITS if 144_000 * rate // RATE >= least]
        )
        self._kilobits = rates[0]
        self.size = 144_000 * self._kilobits // RATE
        """Bytes of the frame: one of the track's own rate, or the smallest that holds the header."""

    def filled(self, frames: _Frames, length: Samples) -> bytes:
        """The frame, once all others are known."""
        vbr = not self._form.kilobits
        count = len(frames.places)
        total = self.size + frames.total
        table = bytes(
            min(255, 256 * (self.size + frames.places[count * part // 100]) // total) if count else 0
            for part in range(100)
        )
        padding = min(max(count * _FRAME - _DELAY - length, 0), 4_095)
        xing = (
            (b"Xing" if vbr else b"Info")
            + struct.pack(">III", 15, count, total)
            + table
            + struct.pack(">I", 100 - 10 * VBR_QUALITY - ALGORITHM_QUALITY)
        )
        joint = self._form.channels == 2 and self._form.kilobits <= 128
        lame = (
            b"LAME3.100"
            + bytes((4 if vbr else 1, _LOWPASS if vbr else 0))
            + bytes(9)  # no replay gain, no flags
            + bytes((0 if vbr else min(255, self._form.kilobits),))
            + bytes((_DELAY >> 4, (_DELAY & 15) << 4 | padding >> 8, padding & 255))
            + bytes((1 << 6 | (3 if joint else self._form.channels - 1) << 2, 0, 0, 0))  # source of 44.1 kHz
            + struct.pack(">IH", total, 0)
        )
        mode = 0xC0 if self._form.channels == 1 else 0x40 if joint else 0x00
        head = bytes((0xFF, 0xFB, _KILOBITS.index(self._kilobits) << 4, mode))
        frame = head + bytes(self._side) + xing + lame
        return (frame + struct.pack(">H", _crc16(frame))).ljust(self.size, b"\0")


def _crc16(data: bytes) -> int:
    """CRC-16/ARC, as LAME's tag wants it."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc
