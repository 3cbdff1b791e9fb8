"""MP3: LAME by way of lameenc, frame by frame into a file, with the header that makes its length exact.

lameenc writes bare frames. Players then guess a VBR file's length, and nobody can cut the encoder's own delay.
So room is left for a Xing/LAME info frame, every frame's place is noted as the sound streams by, and
the frame is written into its place at the end.
"""

import struct
from array import array
from collections.abc import Iterable
from typing import BinaryIO

import lameenc
import numpy as np

from generator.errors import OutputError
from generator.sound.source import Block
from generator.units import RATE, Samples

VBR_QUALITY = 4
"""LAME's V4, about 140 to 170 kb/s for speech over a bed."""
ALGORITHM_QUALITY = 5
"""As good as 3 at this rate, and a tenth quicker."""
_FRAME: Samples = 1_152
_DELAY: Samples = 576
"""Frames of silence that LAME puts before the sound."""
_LOWPASS = 175
"""LAME's low-pass for V4, in units of 100 Hz."""
_KILOBITS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_INFO_HEADER = bytes((0xFF, 0xFB, 0x50, 0x40))
"""MPEG-1 layer III, 64 kb/s, 44.1 kHz, joint stereo: the smallest frame that holds the 156 bytes."""
_INFO_SIZE = 144 * 64_000 // RATE
_INFO_VALUES = 4 + 32
"""Where the tag stands in its frame: after the header and the side information of a stereo frame."""


def write_mp3(file: BinaryIO, blocks: Iterable[Block], tag: bytes = b"") -> Samples:
    """Encode a track: stereo, VBR V4, 44.1 kHz.

    Args:
        file: Opened for writing in binary, empty, and able to seek.
        blocks: The mastered sound in order, each of shape (frames, 2).
        tag: The ID3 tag to begin with.

    Returns:
        Number of frames encoded; decoders that honour the header give back exactly as many.

    Raises:
        OutputError: The disk is full, or the file cannot be written.
    """
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(2)
    encoder.set_in_sample_rate(RATE)
    encoder.set_out_sample_rate(RATE)
    encoder.set_vbr(4)  # vbr_mtrh, LAME's default method
    encoder.set_vbr_quality(VBR_QUALITY)
    encoder.set_quality(ALGORITHM_QUALITY)
    frames = _Frames()
    length = 0
    try:
        file.write(tag + bytes(_INFO_SIZE))
        for block in blocks:
            length += len(block)
            data = bytes(encoder.encode(int16(block)))
            frames.add(data)
            file.write(data)
        data = bytes(encoder.flush()) if length else b""
        frames.add(data)
        file.write(data)
        file.seek(len(tag))
        file.write(_info(frames, length))
        file.seek(0, 2)
    except OSError as error:
        raise OutputError(
            f"The MP3 could not be written ({error.strerror}).", "Check the folder and the room on the disk."
        ) from error
    return length


def int16(block: Block) -> bytes:
    """Samples as 16-bit little-endian integers, rounded, never wrapping round at full scale."""
    whole = np.rint(block * np.float32(32_768.0))
    return bytes(np.clip(whole, -32_768, 32_767).astype("<i2").data)


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
            self._next += _frame_size(known[self._next - begin : self._next - begin + 4])
        # A header may be cut by the end of the bytes: at most three of its own stay for later.
        self._rest = known[max(0, self._next - begin) :]


def _frame_size(header: bytes) -> int:
    """Bytes of an MPEG-1 layer III frame, from its header."""
    return 144_000 * _KILOBITS[header[2] >> 4] // RATE + (header[2] >> 1 & 1)


def _info(frames: _Frames, length: Samples) -> bytes:
    """The Xing/LAME info frame: count of frames, seek table, and how much to cut at both ends.

    Layout: the Xing VBR header, then LAME's extension of it (the "Mp3 info tag, revision 1").
    """
    count = len(frames.places)
    total = _INFO_SIZE + frames.total
    table = bytes(
        min(255, 256 * (_INFO_SIZE + frames.places[count * part // 100]) // total) if count else 0
        for part in range(100)
    )
    padding = min(max(count * _FRAME - _DELAY - length, 0), 4_095)
    xing = (
        b"Xing"
        + struct.pack(">III", 15, count, total)
        + table
        + struct.pack(">I", 100 - 10 * VBR_QUALITY - 3)
    )
    lame = (
        b"LAME3.100"
        + bytes((4, _LOWPASS))
        + bytes(9)  # no replay gain, no flags
        + bytes((0,))  # minimal rate of VBR: none set
        + bytes((_DELAY >> 4, (_DELAY & 15) << 4 | padding >> 8, padding & 255))
        + bytes((1 << 6 | 3 << 2, 0, 0, 0))  # source of 44.1 kHz, joint stereo
        + struct.pack(">IH", total, 0)
    )
    frame = _INFO_HEADER + bytes(_INFO_VALUES - 4) + xing + lame
    return (frame + struct.pack(">H", _crc16(frame))).ljust(_INFO_SIZE, b"\0")


def _crc16(data: bytes) -> int:
    """CRC-16/ARC, as LAME's tag wants it."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc
