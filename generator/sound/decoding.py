"""Sound files that people bring, as pydub segments, whatever program or phone they come from.

WAV, FLAC, OGG, MP3 and AIFF are read with soundfile; everything else (voice memos, films) by pydub and ffmpeg, when
ffmpeg is installed.
"""

import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, cast

import numpy as np

from generator.errors import SoundFileError
from generator.units import Seconds

if TYPE_CHECKING:
    from pydub import AudioSegment

VALUES = 2**20
"""Samples read at a time, channels together."""
_CODECS = {".m4a": "aac", ".mp4": "aac", ".aac": "aac", ".opus": "opus", ".webm": "opus", ".wma": "wmav2"}
"""What ffmpeg is told when its companion ffprobe is not there to look."""
_PLAIN = "Save it as WAV, FLAC, OGG or MP3 and try again."


def segments(path: Path, *, longest: Seconds) -> Iterator["AudioSegment"]:
    """The file as pydub segments of a few seconds, 16 bits, at its own rate.

    Args:
        path: The file.
        longest: What comes after this is left out.

    Raises:
        SoundFileError: It cannot be read as sound.
    """
    import soundfile

    try:
        file = soundfile.SoundFile(str(path))
    except (soundfile.LibsndfileError, TypeError):  # TypeError: it takes *.raw for samples without a header
        yield from _by_ffmpeg(path, longest)
        return
    with file:
        frames = max(1, VALUES // file.channels)
        left = int(longest * file.samplerate)
        while left > 0:
            try:
                block = file.read(min(frames, left), dtype="float32", always_2d=True)
            except soundfile.LibsndfileError as error:
                raise _unreadable(path) from error
            if not len(block):
                return
            if not np.isfinite(block).all():
                raise _unreadable(path)
            left -= len(block)
            if file.channels > 2:
                block = block.mean(axis=1, keepdims=True)
            samples = (np.clip(block, -1.0, 1.0) * 32_767.0).round().astype("<i2")
            yield segment_of(samples.tobytes(), file.samplerate, samples.shape[1])


def _by_ffmpeg(path: Path, longest: Seconds) -> Iterator["AudioSegment"]:
    """The same by pydub and ffmpeg, for what soundfile cannot read."""
    codec = None if shutil.which("ffprobe") else _CODECS.get(path.suffix.lower())
    if shutil.which("ffmpeg") is None or not (codec or shutil.which("ffprobe")):
        raise SoundFileError(
            f"'{path}' is not a WAV, FLAC, OGG, MP3 or AIFF file that can be read (it may be damaged),"
            " and other kinds need ffmpeg with its ffprobe, which are not installed.",
            _PLAIN,
        )
    pydub = pydub_quietly()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            whole = pydub.AudioSegment.from_file(str(path.resolve()), codec=codec, duration=longest)
        if whole.channels > 2:
            whole = whole.set_channels(1)
        whole = whole.set_sample_width(2)
    except (pydub.exceptions.PydubException, OSError, LookupError, ValueError) as error:
        raise _unreadable(path) from error
    size = 2 * VALUES
    for start in range(0, len(whole.raw_data), size):
        yield segment_of(whole.raw_data[start : start + size], whole.frame_rate, whole.channels)


def segment_of(samples: bytes, rate: int, channels: int) -> "AudioSegment":
    """A pydub segment of 16-bit samples."""
    return pydub_quietly().AudioSegment(samples, sample_width=2, frame_rate=rate, channels=channels)


def pydub_quietly() -> ModuleType:
    """pydub, without what it says on being imported (that ffmpeg is missing, that Python is new)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pydub
        import pydub.exceptions
        import pydub.silence
    return cast("ModuleType", pydub)


def _unreadable(path: Path) -> SoundFileError:
    return SoundFileError(f"'{path}' cannot be read as sound: it is damaged, or not a sound file.", _PLAIN)
