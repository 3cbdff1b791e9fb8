"""MP3: LAME in several threads, a minute of the track each, and one stream of what they give.

The track is a pure function of position, so each thread mixes and encodes a piece of it with an encoder of its own.
An encoder runs on into the next piece until both say the same of two frames in a row, which takes it some twenty of
them; there one stream passes into the other (`layer3.joint`). Where the pieces lie hangs on the track alone: the
same track has the same bytes, however many threads there are.
"""

from array import array
from collections.abc import Callable, Generator
from contextlib import closing
from typing import BinaryIO

from generator.deliver.formats import FileFormat
from generator.deliver.info_frame import InfoFrame
from generator.deliver.lame import encoder, scale
from generator.deliver.layer3 import FRAME, Stream, joint
from generator.deliver.pcm import in_channels, int16
from generator.errors import OutputError
from generator.sound.ahead import side_by_side
from generator.sound.source import BLOCK_FRAMES, FiniteSource
from generator.units import Samples

LONGEST: Samples = 2_300 * FRAME
"""Frames of sound in a piece at most, 60 s."""
_FURTHER: Samples = 24 * FRAME
"""Frames of sound that an encoder runs on at a time, to meet the next one."""
_STEREO = FileFormat()
OnFrames = Callable[[Samples], None]
"""Told how many frames are written; it may raise to stop."""


def write_mp3(
    file: BinaryIO,
    sound: FiniteSource,
    tag: bytes = b"",
    form: FileFormat = _STEREO,
    on_frames: OnFrames = lambda _frames: None,
) -> None:
    """Encode a track at 44.1 kHz; decoders that honour its header give back exactly as many frames.

    Args:
        file: Opened for writing in binary, empty, and able to seek.
        sound: The mastered sound; several threads ask for its blocks.
        tag: The ID3 tag to begin with.
        form: Channels and bit rate.
        on_frames: Called after each piece.

    Raises:
        OutputError: The disk is full, or the file cannot be written.
    """
    info = InfoFrame(form)
    places, end = array("L"), 0
    try:
        file.write(tag + bytes(info.size))
        with closing(_joined(sound, form, on_frames)) as pieces:
            for stream, first, last in pieces:
                begin = stream.place(first)
                places.extend(end + stream.place(index) - begin for index in range(first, last))
                end += file.write(memoryview(stream.data)[begin : stream.place(last)])
        file.seek(len(tag))
        file.write(info.filled(places, end, sound.length))
        file.seek(0, 2)
    except OSError as error:
        raise OutputError(
            f"The MP3 could not be written ({error.strerror}).", "Check the folder and the room on the disk."
        ) from error


class _Piece:
    """A stretch of the track on its way through an encoder of its own.

    Args:
        sound: The track.
        start: Its first frame of sound, a multiple of `FRAME`.
        form: Channels and bit rate.
    """

    def __init__(self, sound: FiniteSource, start: Samples, form: FileFormat) -> None:
        self.start = self.stop = start
        """From where to where it is encoded."""
        self.stream = Stream(form.channels)
        self._sound = sound
        self._form = form
        self._encoder = encoder(form)

    def encode(self, stop: Samples) -> None:
        """Go on as far as frame `stop` of the sound."""
        for start in range(self.stop, stop, BLOCK_FRAMES):
            block = self._sound.block(start, min(start + BLOCK_FRAMES, stop))
            samples = int16(in_channels(block, self._form.channels), 1.0 / scale(self._form))
            self.stream.add(bytes(self._encoder.encode(samples)))
        self.stop = max(stop, self.stop)

    def meet(self, following: "_Piece") -> int | None:
        """Go on until the next piece can take over: its frame that does so, or None if by its middle it cannot."""
        ahead = (following.start - self.start) // FRAME
        middle = (following.start + following.stop) // 2
        while self.stop < middle:
            looked = max(0, len(self.stream) - ahead)
            self.encode(min(max(self.stop, following.start) + _FURTHER, following.stop))
            found = joint(self.stream, following.stream, ahead, looked)
            if found is not None:
                return found
        return None

    def finish(self) -> None:
        """Go on to the end of the sound."""
        self.encode(self._sound.length)
        self.stream.add(bytes(self._encoder.flush()))


def _joined(
    sound: FiniteSource, form: FileFormat, on_frames: OnFrames
) -> Generator[tuple[Stream, int, int], None, None]:
    """Streams in order, each with those of its frames that go into the file: the first, and the one after the last."""

    def encoded(start: Samples) -> _Piece:
        piece = _Piece(sound, start, form)
        piece.encode(min(start + each, sound.length))
        return piece

    count = max(1, -(-sound.length // LONGEST))
    each = max(1, -(-sound.length // (count * FRAME))) * FRAME
    with closing(side_by_side(encoded, range(0, sound.length, each))) as pieces:
        piece, first = next(pieces, None), 0
        if piece is None:
            return
        for following in pieces:
            on_frames(piece.stop)
            place = piece.meet(following)
            if place is None:
                continue
            last = (following.start - piece.start) // FRAME + place
            piece.stream.lend(last, following.stream.lent(place))
            yield piece.stream, first, last
            piece, first = following, place
        piece.finish()
        yield piece.stream, first, len(piece.stream)
        on_frames(sound.length)
