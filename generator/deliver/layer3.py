"""MPEG-1 layer III, frame by frame: where frames begin, what they say, and how two streams of one sound are joined.

A frame is a header, side information, and room for main data. Its own main data begin up to 511 bytes before that
room, in what earlier frames left free (the bit reservoir; ISO/IEC 11172-3, 2.4.1.7 and 2.4.2.7). So a stream cannot
be cut between any two frames; but a few bytes of what lies before the cut can move along with it.
"""

from array import array
from typing import NamedTuple

from generator.units import RATE, Samples

FRAME: Samples = 1_152
"""Frames of sound (samples of each channel) in a frame of the stream."""
KILOBITS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""Bit rates in kb/s by their number in a header."""
_SIZES = tuple(
    144_000 * kilobits // RATE + (low >> 1 & 1) for kilobits in (*KILOBITS, 0) for low in range(16)
)
"""Bytes of a frame at `RATE`, by the third byte of its header."""
_HEADER = 4
"""Bytes of a header; there is no checksum after it."""
_LENGTH_BITS, _GRANULE_BITS = 12, 59


def side_bytes(channels: int) -> int:
    """Bytes of a frame's side information."""
    return 17 if channels == 1 else 32


class Coded(NamedTuple):
    """What a frame says, wherever its bits lie: two frames that say the same are decoded to the same."""

    mode: int
    """The header's last byte: channels and how they are coded."""
    side: bytes
    """Its side information, except where the main data begin."""
    data: bytes
    """Its main data, both granules."""


class Stream:
    """Frames as an encoder gives them, however the bytes come.

    Args:
        channels: 1 or 2.
    """

    def __init__(self, channels: int) -> None:
        self.data = bytearray()
        self._before_room = _HEADER + side_bytes(channels)
        self._places = array("L", [0])

    def __len__(self) -> int:
        """Number of whole frames."""
        return len(self._places) - 1

    def add(self, data: bytes) -> None:
        """The next bytes of the stream."""
        self.data += data
        while (place := self._places[-1]) + _HEADER <= len(self.data):
            following = place + _SIZES[self.data[place + 2]]
            if following > len(self.data):
                break
            self._places.append(following)

    def place(self, index: int) -> int:
        """Byte at which a frame begins; that of the first one that is not whole yet for the number of frames."""
        return self._places[index]

    def begins_before(self, index: int) -> int:
        """How many bytes before its own room a frame's main data begin, 0 to 511."""
        side = self.place(index) + _HEADER
        return self.data[side] << 1 | self.data[side + 1] >> 7

    def coded(self, index: int) -> Coded | None:
        """What a frame says; None where its main data begin before the stream does."""
        place = self.place(index)
        side = bytearray(self.data[place + _HEADER : place + self._before_room])
        side[0], side[1] = 0, side[1] & 0x7F
        bits = _data_bits(bytes(side))
        before = self.lent(index)
        if len(before) < self.begins_before(index):
            return None
        data = bytearray(before + self._room(index))[: -(-bits // 8)]
        if bits % 8:
            data[-1] &= 0xFF00 >> bits % 8  # what follows in the byte is not its own
        return Coded(self.data[place + 3], bytes(side), bytes(data))

    def lent(self, index: int) -> bytes:
        """What lies before a frame's own room, from where its main data begin, or as much of it as there is."""
        length, found = self.begins_before(index), b""
        while index and len(found) < length:
            index -= 1
            found = self._room(index) + found
        return found[max(0, len(found) - length) :]

    def lend(self, index: int, data: bytes) -> None:
        """Put bytes where the last main data before the room of a frame lie; they must be free."""
        while data:
            index -= 1
            end = self.place(index + 1)
            begin = max(self.place(index) + self._before_room, end - len(data))
            self.data[begin:end] = data[len(data) - (end - begin) :]
            data = data[: len(data) - (end - begin)]

    def _room(self, index: int) -> bytes:
        return bytes(self.data[self.place(index) + self._before_room : self.place(index + 1)])


def _data_bits(side: bytes) -> int:
    """Bits of main data that side information tells of."""
    mono = len(side) == side_bytes(1)
    value, size = int.from_bytes(side, "big"), 8 * len(side)
    begin = 18 if mono else 20  # where the data begin, private bits, and which scale factors are shared
    shifts = (size - place - _LENGTH_BITS for place in range(begin, size, _GRANULE_BITS))
    return sum(value >> shift & (1 << _LENGTH_BITS) - 1 for shift in shifts)


def joint(earlier: Stream, later: Stream, ahead: int, looked: int = 0) -> int | None:
    """Where the later of two streams of one sound can take over from the earlier one.

    There, and in the frame before, both say the same; and the earlier one has left room for what the later one's
    main data reach back. What is decoded then passes from the one to the other without a trace.

    Args:
        earlier: Encoded from some frame of the sound on.
        later: Encoded from a later one on.
        ahead: How many frames later that is.
        looked: Frames of the later one that were looked at before, in vain.

    Returns:
        The first such frame, counted in the later stream and at least 1; None if there is none yet.
    """
    said = False
    for index in range(max(0, looked - 1), min(len(later), len(earlier) - ahead)):
        found = later.coded(index)
        says = found is not None and found == earlier.coded(ahead + index)
        if said and says and earlier.begins_before(ahead + index) >= later.begins_before(index):
            return index
        said = says
    return None
