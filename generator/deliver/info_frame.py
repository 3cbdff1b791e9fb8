"""The info frame of an MP3 (Xing, LAME), by which players know its length to the sample and find every place in it.

lameenc writes bare frames. Players then guess a file's length, and nobody can cut the encoder's own delay. Layout: the
Xing VBR header, then LAME's extension of it (the "Mp3 info tag, revision 1").
"""

import struct
from collections.abc import Sequence

from generator.deliver.formats import FileFormat
from generator.deliver.lame import ALGORITHM_QUALITY, VBR_QUALITY
from generator.deliver.layer3 import FRAME, KILOBITS, side_bytes
from generator.units import RATE, Samples

_DELAY: Samples = 576
"""Frames of silence that LAME puts before the sound."""
_LOWPASS = 175
"""LAME's low-pass for V4, in units of 100 Hz; 0 says "unknown", as for the constant rates."""
_XING_BYTES, _LAME_BYTES = 120, 36


class InfoFrame:
    """The frame before all others: how many there are, where they lie, and how much to cut at both ends.

    Args:
        form: Channels and bit rate.
    """

    def __init__(self, form: FileFormat) -> None:
        self._form = form
        self._side = side_bytes(form.channels)
        least = 4 + self._side + _XING_BYTES + _LAME_BYTES
        rates = (
            [form.kilobits]
            if form.kilobits
            else [rate for rate in KILOBITS if 144_000 * rate // RATE >= least]
        )
        self._kilobits = rates[0]
        self.size = 144_000 * self._kilobits // RATE
        """Bytes of the frame: one of the track's own rate, or the smallest that holds the header."""

    def filled(self, places: Sequence[int], end: int, length: Samples) -> bytes:
        """The frame, once all others are known.

        Args:
            places: At which byte each of them begins, from the first one on.
            end: At which byte the last one ends.
            length: Frames of sound that were encoded.
        """
        vbr = not self._form.kilobits
        count = len(places)
        total = self.size + end
        table = bytes(
            min(255, 256 * (self.size + places[count * part // 100]) // total) if count else 0
            for part in range(100)
        )
        padding = min(max(count * FRAME - _DELAY - length, 0), 4_095)
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
        head = bytes((0xFF, 0xFB, KILOBITS.index(self._kilobits) << 4, mode))
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
