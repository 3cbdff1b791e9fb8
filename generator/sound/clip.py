"""Clips: what an engine said, trimmed to its first and last sound, in files that are checked when read."""

import hashlib
import io
import os
import struct
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from generator.errors import OutputError, SoundFileError
from generator.units import RATE, Decibels, Samples, Seconds, gain

Mono = npt.NDArray[np.float32]
"""One channel of sound: float32, shape (frames,), full scale ±1."""

START_BELOW_PEAK: Decibels = -40.0
"""A clip begins with its first sample this near to its peak: where the ear puts the beat."""
END_BELOW_PEAK: Decibels = -52.0
"""A clip's sound ends with its last sample this near to its peak: a final f or th is that soft."""
TAIL: Seconds = 0.030
"""Kept after the last sound, so that breath and room die away."""
FADE_IN: Seconds = 0.002
FADE_OUT: Seconds = 0.012

_MAGIC = b"IACLIP1\n"
_HEADER = struct.Struct("<8sIQ32s12x")  # 64 bytes, so that the samples after it are aligned
_CHUNK = 1 << 18


class DamagedClip(SoundFileError):  # noqa: N818 - a state that the cache mends by speaking again
    """A clip's file that is cut short, altered or no clip at all."""


@dataclass(frozen=True, slots=True)
class StoredClip:
    """A clip on disk that was whole when it was opened."""

    path: Path
    rate: int
    """Frames a second of the stored samples: `RATE`, or an engine's own in a clip that an earlier version kept."""
    frames: int
    """Number of stored samples."""

    @property
    def length(self) -> Samples:
        """Its length in frames at `RATE`, halves up: what the timeline counts with."""
        return _frames_at_rate(self.frames, self.rate)

    def read(self) -> Mono:
        """Its samples at `RATE`, exactly `length` of them; nothing of the file stays open or mapped.

        Raises:
            DamagedClip: The file is gone or was cut short since it was opened.
        """
        try:
            stored = np.fromfile(self.path, "<f4", self.frames, offset=_HEADER.size)
        except OSError as error:
            raise _damaged(self.path) from error
        if len(stored) < self.frames:
            raise _damaged(self.path)
        return at_rate(stored.astype(np.float32, copy=False), self.rate)


def write_clip(path: Path, samples: Mono, rate: int) -> StoredClip:
    """Write a clip, whole or not at all; several processes may write the same one at once.

    Args:
        path: Where it goes; the folder is made if need be.
        samples: float32, shape (frames,).
        rate: Frames a second.

    Raises:
        OutputError: The folder cannot be written.
    """
    data = samples.astype("<f4").tobytes()
    header = _HEADER.pack(_MAGIC, rate, len(samples), _digest(io.BytesIO(data), rate, len(samples)))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".clip-", suffix=".part", dir=path.parent)
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(header)
                file.write(data)
            _put_in_place(part, path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"The folder '{path.parent}' for spoken clips cannot be written ({error.strerror}).",
            "Make room there, or give yourself the right to write to it.",
        ) from error
    return StoredClip(path, rate, len(samples))


def open_clip(path: Path) -> StoredClip:
    """A stored clip, once its size and checksum are right; nothing of it stays in memory.

    Raises:
        DamagedClip: There is no whole clip here.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            magic, rate, frames, digest = _HEADER.unpack(file.read(_HEADER.size))
            whole = magic == _MAGIC and rate > 0 and size == _HEADER.size + 4 * frames
            if not whole or _digest(file, rate, frames) != digest:
                raise _damaged(path)
    except (OSError, struct.error) as error:
        raise _damaged(path) from error
    return StoredClip(path, rate, frames)


def trim(samples: Mono, rate: int) -> Mono:
    """The clip without the silence around it, its cut edges smoothed; its first sample is its onset.

    Args:
        samples: float32, shape (frames,).
        rate: Frames a second.

    Returns:
        A new array; empty when nothing sounds.
    """
    level = np.abs(samples)
    peak = float(level.max(initial=0.0))
    if peak == 0.0:
        return np.zeros(0, np.float32)
    start = int(np.argmax(level >= peak * gain(START_BELOW_PEAK)))
    last = len(level) - 1 - int(np.argmax(level[::-1] >= peak * gain(END_BELOW_PEAK)))
    cut = samples[start : last + 1 + round(TAIL * rate)].astype(np.float32)
    rise = min(round(FADE_IN * rate), len(cut) // 2)
    fall = min(round(FADE_OUT * rate), len(cut) // 2)
    cut[:rise] *= _raised_cosine(rise)
    cut[len(cut) - fall :] *= _raised_cosine(fall)[::-1]
    return cut


def _raised_cosine(frames: int) -> Mono:
    return (0.5 - 0.5 * np.cos(np.pi * (np.arange(frames) + 0.5) / max(frames, 1))).astype(np.float32)


def at_rate(samples: Mono, rate: int) -> Mono:
    """A clip as the mix takes it: at `RATE`, and as long as the timeline counts it.

    Args:
        samples: float32, shape (frames,).
        rate: Their own frames a second.

    Returns:
        `samples` itself where they are at `RATE`.
    """
    if rate == RATE:
        return samples
    fitted = np.zeros(_frames_at_rate(len(samples), rate), np.float32)
    found = resampled(samples, rate)[: len(fitted)]
    fitted[: len(found)] = found
    return fitted


def _frames_at_rate(frames: int, rate: int) -> Samples:
    return (2 * frames * RATE + rate) // (2 * rate)


def resampled(samples: Mono, rate: int) -> Mono:
    """The samples at `RATE`.

    Args:
        samples: float32, shape (frames,).
        rate: Their own frames a second.
    """
    import soxr  # a compiled library that planning never needs

    result: Mono = soxr.resample(samples, rate, RATE, quality="HQ")
    return result


def _digest(file: BinaryIO, rate: int, frames: int) -> bytes:
    digest = hashlib.sha256(struct.pack("<IQ", rate, frames))
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.digest()


def _put_in_place(part: Path, path: Path) -> None:
    try:
        part.replace(path)
    except PermissionError:
        # Windows refuses while another process reads the clip that it has just put there: as good as ours.
        try:
            open_clip(path)
        except DamagedClip:
            raise PermissionError(13, "Permission denied") from None


def _damaged(path: Path) -> DamagedClip:
    return DamagedClip(f"The spoken clip '{path.name}' is damaged or gone.", "Run the same command again.")
