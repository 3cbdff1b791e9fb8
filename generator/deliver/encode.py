"""MP3: LAME by way of lameenc, frame by frame into a file, with the header that makes its length exact.

lameenc writes bare frames. Players then guess a VBR file's length, and nobody can cut the encoder's own delay.
So room is left for a Xing/LAME info frame, every frame's place is noted as the sound streams by, and
the frame is written into its place at the end.
"""

import struct
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
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
MONO_KILOBITS = 96
MONO_LIFT = 10.0 ** (0.4455 / 20.0)
"""At 160 kb/s and below, LAME's constant rate comes out this much (0.45 dB) quieter; it is given back."""
_FRAME: Samples = 1_152
_DELAY: Samples = 576
"""Frames of silence that LAME puts before the sound."""
_LOWPASS = 175
"""LAME's low-pass for V4, in units of 100 Hz."""
_KILOBITS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)


@dataclass(frozen=True, slots=True)
class _Form:
    """One form of MP3, and how its info frame is laid out."""

    channels: int
    header: bytes
    """Header of the info frame: MPEG-1 layer III at 44.1 kHz."""
    kilobits: int
    """Rate of the info frame."""
    side: int
    """Bytes of side information that stand between its header and its tag."""
    name: bytes
    """What the tag begins with: Xing for a rate that varies, Info for one that does not."""
    method: int
    """LAME's number for the way of choosing the rate."""
    lowpass: int
    """In units of 100 Hz; 0 where LAME's choice is not known."""
    least: int
    """Kilobits a second where the rate is constant, else 0."""
    mode: int
    """LAME's number for mono or joint stereo."""

    @property
    def size(self) -> int:
        """Bytes of the info frame."""
        return 144_000 * self.kilobits // RATE


_STEREO = _Form(2, bytes((0xFF, 0xFB, 0x50, 0x40)), 64, 32, b"Xing", 4, _LOWPASS, 0, 3)
"""Joint stereo; 64 kb/s is the smallest frame that holds the 156 bytes."""
_MONO = _Form(1, bytes((0xFF, 0xFB, 0x70, 0xC0)), MONO_KILOBITS, 17, b"Info", 1, 0, MONO_KILOBITS, 0)
"""One channel at the rate of all its frames."""


def write_mp3(file: BinaryIO, blocks: Iterable[Block], tag: bytes = b"", *, mono: bool = False) -> Samples:
    """Encode a track at 44.1 kHz: stereo at VBR V4, or mono at 96 kb/s.

    Args:
        file: Opened for writing in binary, empty, and able to seek.
        blocks: The mastered sound in order, each of shape (frames, 2), or (frames, 1) for mono.
        tag: The ID3 tag to begin with.
        mono: One channel at a constant rate, for a small file that every player seeks in exactly.

    Returns:
        Number of frames encoded; decoders that honour the header give back exactly as many.

    Raises:
        OutputError: The disk is full, or the file cannot be written.
    """
    form = _MONO if mono else _STEREO
    encoder = _encoder(form)
    factor = np.float32(MONO_LIFT if mono else 1.0)
    frames = _Frames()
    length = 0
    try:
        file.write(tag + bytes(form.size))
        for block in blocks:
            length += len(block)
            data = bytes(encoder.encode(int16(block * factor if mono else block)))
            frames.add(data)
            file.write(data)
        data = bytes(encoder.flush()) if length else b""
        frames.add(data)
        file.write(data)
        file.seek(len(tag))
        file.write(_info(frames, length, form))
        file.seek(0, 2)
    except OSError as error:
        raise OutputError(
            f"The MP3 could not be written ({error.strerror}).", "Check the folder and the room on the disk."
        ) from error
    return length


def _encoder(form: _Form) -> lameenc.Encoder:
    """LAME, set up for one or two channels."""
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(form.channels)
    encoder.set_in_sample_rate(RATE)
    encoder.set_out_sample_rate(RATE)
    if form.least:
        encoder.set_bit_rate(form.least)
    else:
        encoder.set_vbr(4)  # vbr_mtrh, LAME's default method
        encoder.set_vbr_quality(VBR_QUALITY)
    encoder.set_quality(ALGORITHM_QUALITY)
    return encoder


def int16(block: Block) -> bytes:
    """Samples as 16-bit little-endian integers, rounded, never wrapping round at full scale."""
    whole = block * np.float32(32_768.0)
    np.rint(whole, out=whole)
    np.clip(whole, -32_768, 32_767, out=whole)
    return bytes(whole.astype("<i2", order="C").data)


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


def _info(frames: _Frames, length: Samples, form: _Form) -> bytes:
    """The Xing/LAME info frame: count of frames, seek table, and how much to cut at both ends.

    Layout: the Xing VBR header, then LAME's extension of it (the "Mp3 info tag, revision 1").
    """
    count = len(frames.places)
    total = form.size + frames.total
    table = bytes(
        min(255, 256 * (form.size + frames.places[count * part // 100]) // total) if count else 0
        for part in range(100)
    )
    padding = min(max(count * _FRAME - _DELAY - length, 0), 4_095)
    xing = (
        form.name
        + struct.pack(">III", 15, count, total)
        + table
        + struct.pack(">I", 100 - 10 * VBR_QUALITY - 3)
    )
    lame = (
        b"LAME3.100"
        + bytes((form.method, form.lowpass))
        + bytes(9)  # no replay gain, no flags
        + bytes((form.least,))
        + bytes((_DELAY >> 4, (_DELAY & 15) << 4 | padding >> 8, padding & 255))
        + bytes((1 << 6 | form.mode << 2, 0, 0, 0))  # source of 44.1 kHz
        + struct.pack(">IH", total, 0)
    )
    frame = form.header + bytes(form.side) + xing + lame
    return (frame + struct.pack(">H", _crc16(frame))).ljust(form.size, b"\0")


def _crc16(data: bytes) -> int:
    """CRC-16/ARC, as LAME's tag wants it."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc
