"""The listener's own sound as the bed: decoded once to a temporary file, and gone round in with a cross-fade.

The sound comes as pydub segments (`decoding`), loses the silence at its ends, and is written at our rate to a file that
is then read block by block, so no length of it fills the memory.
"""

import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self, cast

import numpy as np

from generator.errors import OutputError, SoundFileError
from generator.sound.decoding import VALUES, pydub_quietly, segment_of, segments
from generator.sound.envelope import Curve
from generator.sound.loudness import LoudnessMeter
from generator.sound.source import Block, empty
from generator.units import RATE, Decibels, Samples, Seconds, to_samples

if TYPE_CHECKING:
    from pydub import AudioSegment

LONGEST: Seconds = 20 * 60.0
"""What comes after this in a file is left out."""
SHORTEST: Seconds = 1.0
CROSS_FADE: Seconds = 6.0
"""Over this the end runs into the beginning (over a quarter of the file, if that is shorter)."""
QUIET: Decibels = -60.0
"""RMS in dB of full scale under which the ends of a file count as silence."""
_SAMPLE_BYTES = 2


class ListenerBed:
    """A sound file that goes round without a seam; a source without an end.

    Args:
        stored: 16 bits at `RATE`, raw; closed, and so removed, with the bed.
        frames: How many frames are in it.
        loudness: Its loudness in LUFS.
        crest: How much louder its loudest 400 ms are, in LU.
        peak: Its largest sample, as a linear factor.
        channels: How many channels are stored, 1 or 2.
    """

    def __init__(
        self,
        stored: BinaryIO,
        frames: Samples,
        loudness: Decibels,
        *,
        crest: Decibels = 0.0,
        peak: float = 1.0,
        channels: int = 2,
    ) -> None:
        self._stored = stored
        self._reading = threading.Lock()
        """Held from finding a place to having read it: several threads may ask for blocks."""
        self._fade = min(to_samples(CROSS_FADE), frames // 4)
        self._period = frames - self._fade
        self.loudness = loudness
        """In LUFS, as its blocks come."""
        self.crest = crest
        """How much louder its loudest 400 ms are, in LU."""
        self.peak = peak * 2.0**0.5
        """The largest sample, the sum of both ends of a cross-fade included."""
        self.channels = channels

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop`, shape (stop - start, channels)."""
        sound = empty(stop - start, self.channels)
        done = 0
        while done < len(sound):
            lap, place = divmod(start + done, self._period)
            frames = min(len(sound) - done, (self._fade if place < self._fade else self._period) - place)
            piece = self._read(place, frames)
            if lap and place < self._fade:
                part = (np.arange(place, place + frames) + 0.5) / self._fade * (np.pi / 2.0)
                ending = self._read(self._period + place, frames)
                piece = _weighed(piece, np.sin(part)) + _weighed(ending, np.cos(part))
            sound[done : done + frames] = piece
            done += frames
        return sound

    def _read(self, start: Samples, frames: Samples) -> Block:
        """Stored frames as float32, shape (frames, channels)."""
        with self._reading:
            self._stored.seek(start * _SAMPLE_BYTES * self.channels)
            data = self._stored.read(frames * _SAMPLE_BYTES * self.channels)
        stored = np.frombuffer(data, dtype="<i2")
        return stored.reshape(-1, self.channels).astype(np.float32) / np.float32(32_768.0)

    def close(self) -> None:
        """Give the temporary file back."""
        self._stored.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_listener_bed(path: Path, *, channels: int = 2) -> ListenerBed:
    """Make a bed of a sound file.

    Args:
        path: The file.
        channels: How many channels the bed is to have, 1 or 2.

    Raises:
        SoundFileError: It is missing, cannot be read, is silent, or is shorter than a second.
        OutputError: There is no room for the temporary copy.
    """
    if path.is_dir():
        raise SoundFileError(f"'{path}' is a folder, not a sound file.", "Name one file in it.")
    try:
        path.open("rb").close()
    except FileNotFoundError as error:
        raise SoundFileError(f"There is no sound file '{path}'.", "Check the name and the folder.") from error
    except OSError as error:
        raise SoundFileError(
            f"'{path}' cannot be opened ({error.strerror}).", "Check that you may read it."
        ) from error
    try:
        stored = cast("BinaryIO", tempfile.TemporaryFile(prefix="innerally-bed-"))  # noqa: SIM115 - the bed owns it
    except OSError as error:
        raise _no_room(error) from error
    try:
        return _fill(path, stored, channels)
    except BaseException:
        stored.close()
        raise


def _fill(path: Path, stored: BinaryIO, channels: int) -> ListenerBed:
    """Decode the file into `stored`, trimmed at both ends, and measure it."""
    meter = LoudnessMeter(channels)
    peak = 0.0
    try:
        written = 0
        for both in _at_our_rate(segments(path, longest=LONGEST)):
            block = both if channels > 1 else both.mean(axis=1, keepdims=True)
            peak = max(peak, float(np.abs(block).max(initial=0.0)))
            stored.write((block * 32_767.0).round().astype("<i2").tobytes())
            meter.add(block)
            written += len(block)
        frames = _without_trailing_silence(stored, written, channels)
    except OSError as error:
        raise _no_room(error) from error
    if not frames:
        raise SoundFileError(f"'{path}' is silent, or nearly so.", "Choose a file with more sound in it.")
    loudness = meter.integrated()
    if frames < to_samples(SHORTEST) or not np.isfinite(loudness):
        raise SoundFileError(
            f"'{path}' holds less than {SHORTEST:.0f} second of sound, too little for a bed.",
            "Choose a longer one; half a minute or more goes round best.",
        )
    crest = meter.loudest() - loudness
    return ListenerBed(stored, frames, loudness, crest=crest, peak=peak, channels=channels)


def _at_our_rate(segments: Iterator["AudioSegment"]) -> Iterator[Block]:
    """The segments from the first sound on, at `RATE`, as float32 blocks of shape (frames, 2)."""
    import soxr

    resampler = None
    for segment in segments:
        if resampler is None:
            # Cut by frames: pydub cuts by milliseconds and fills what is missing with silence.
            silent = round(_leading_silence(segment) * segment.frame_rate)
            if silent >= segment.frame_count():
                continue
            resampler = soxr.ResampleStream(segment.frame_rate, RATE, 2, dtype="float32", quality="HQ")
        else:
            silent = 0
        samples = np.array(segment.set_channels(2).get_array_of_samples(), dtype=np.float32)
        yield np.clip(resampler.resample_chunk(samples.reshape(-1, 2)[silent:] / 32_767.0), -1.0, 1.0)
    if resampler is not None:
        yield np.clip(resampler.resample_chunk(np.zeros((0, 2), dtype=np.float32), last=True), -1.0, 1.0)


def _leading_silence(segment: "AudioSegment") -> Seconds:
    """How long a segment is silent before its first sound."""
    return float(pydub_quietly().silence.detect_leading_silence(segment, QUIET)) / 1000.0


def _without_trailing_silence(stored: BinaryIO, frames: Samples, channels: int) -> Samples:
    """How many of the stored frames are left when the silence at the end is cut off."""
    while frames:
        length = min(frames, VALUES)
        size = _SAMPLE_BYTES * channels
        stored.seek((frames - length) * size)
        last = segment_of(stored.read(length * size), RATE, channels)
        silent = to_samples(_leading_silence(last.reverse()))
        if silent < length:
            return frames - silent
        frames -= length
    return 0


def _weighed(block: Block, factor: Curve) -> Block:
    return block * factor.astype(np.float32)[:, None]


def _no_room(error: OSError) -> OutputError:
    return OutputError(
        f"The bed could not be copied to the temporary folder '{tempfile.gettempdir()}' ({error.strerror}).",
        "Make room there, or choose a shorter sound file.",
    )
