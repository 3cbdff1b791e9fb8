"""A recording from a phone: decoded, freed of hum and rumble, and split into stretches of sound at its silences."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generator.errors import RecordingError, SoundFileError
from generator.sound.clip import FADE_OUT, Mono, trim
from generator.sound.decoding import pydub_quietly, segment_of, segments
from generator.sound.hum import without_hum
from generator.units import RATE, Decibels, Samples, Seconds, gain, to_samples

LONGEST: Seconds = 60 * 60.0
LOWEST_RATE = 8_000
NARROW_RATE = 22_050
"""A file of fewer frames a second sounds like a telephone."""
SHORTEST_SILENCE: Seconds = 0.35
"""A shorter rest never ends a line."""
_LOOK_STEP: Seconds = 0.010
_HOP: Samples = 441
_FAINTEST: Decibels = -60.0
_ABOVE_FLOOR: Decibels = 9.0
_UNDER_SPEECH: Decibels = 34.0
"""Silence is what lies this far under the loud parts of the speech, or nearer to the room's own sound than the above."""
_EDGE_ABOVE_FLOOR: Decibels = 6.0
_EDGE_LOOK: Seconds = 0.25
"""How far beyond a found silence the soft beginning or end of a word is looked for."""
_SHORTEST: Seconds = 0.06
_FULL = 0.997
_RUN = 3
"""So many frames at full scale, one after another, are a cut-off peak."""

Int16 = NDArray[np.int16]
Span = tuple[Samples, Samples]
"""First frame of a stretch, and one past its last."""


@dataclass(frozen=True, slots=True)
class Take:
    """One recording."""

    name: str
    """Its file's name."""
    samples: Int16
    """16 bits at `RATE`, shape (frames,), without hum and rumble."""
    spans: tuple[Span, ...]
    """Where something sounds, in order."""
    cut_off: NDArray[np.int64]
    """Frames at which a peak was cut off: the recording was too loud there."""
    rate: int
    """Frames a second of the file."""

    def sound(self, span: Span) -> Mono:
        """What is heard there, float32."""
        return self.samples[span[0] : span[1]].astype(np.float32) / np.float32(32_768.0)

    def clipped(self, span: Span) -> bool:
        """Whether peaks are cut off there."""
        return bool(np.any((self.cut_off >= span[0]) & (self.cut_off < span[1])))

    def clip(self, spans: Sequence[Span]) -> Mono:
        """A line from its first stretch to its last, the speaker's own rests in it, trimmed."""
        sound = self.sound((spans[0][0], spans[-1][1]))
        fade = min(to_samples(FADE_OUT), len(sound) // 2)
        edge = np.linspace(0.0, 1.0, fade, dtype=np.float32)
        sound[:fade] *= edge
        sound[len(sound) - fade :] *= edge[::-1]
        return trim(sound, RATE)


def read_take(path: Path) -> Take:
    """Read a recording.

    Args:
        path: Any sound file; one channel or more.

    Raises:
        SoundFileError: It is no sound file, or needs ffmpeg.
        RecordingError: It is silent, too long, or of too poor a kind.
    """
    if not path.is_file():
        raise SoundFileError(f"There is no sound file '{path}'.", "Check the name and the folder.")
    raw, rate = _decoded(path)
    if not len(raw) or np.abs(raw).max() < gain(_FAINTEST) * 32_768:
        raise RecordingError(
            f"'{path.name}' is silent, or nearly so.", "Check the microphone and record it again."
        )
    clean = without_hum(raw)
    return Take(path.name, clean, _spans(clean), _cut_off(raw), rate)


def _decoded(path: Path) -> tuple[Int16, int]:
    """The file as one channel at our rate, and its own rate."""
    import soxr

    pieces: list[Int16] = []
    resampler, rate = None, 0
    for segment in segments(path, longest=LONGEST + 1):
        if resampler is None:
            rate = segment.frame_rate
            if rate < LOWEST_RATE:
                raise RecordingError(
                    f"'{path.name}' has only {rate} frames a second, too few for a voice.",
                    "Set the recorder to 44,100 or 48,000 and record it again.",
                )
            resampler = soxr.ResampleStream(rate, RATE, 1, dtype="float32", quality="HQ")
        samples = np.array(segment.get_array_of_samples(), dtype=np.float32).reshape(-1, segment.channels)
        pieces.append(_int16(resampler.resample_chunk(samples.mean(axis=1) / 32_768.0)))
    if resampler is not None:
        pieces.append(_int16(resampler.resample_chunk(np.zeros(0, np.float32), last=True)))
    whole = np.concatenate(pieces) if pieces else np.zeros(0, np.int16)
    if len(whole) > to_samples(LONGEST):
        raise RecordingError(
            f"'{path.name}' is longer than {LONGEST / 60:.0f} minutes.",
            "Cut it in two, and name the folder of both.",
        )
    return whole, rate


def _int16(samples: Mono) -> Int16:
    return np.asarray(np.clip(samples * 32_768.0, -32_768, 32_767).round(), dtype=np.int16)


def _cut_off(samples: Int16) -> NDArray[np.int64]:
    """Frames where the sound stays at its own top for a few frames: at full scale, or at a limiter's edge."""
    level = np.abs(samples.astype(np.int32))
    top = int(level.max(initial=0))
    if top < _FULL * 32_767:
        return np.zeros(0, np.int64)
    full = level >= _FULL * top
    runs = full.copy()
    for shift in range(1, _RUN):
        runs[shift:] &= full[:-shift]
    runs[: _RUN - 1] = False
    return np.flatnonzero(runs)


def _levels(samples: Int16) -> NDArray[np.float64]:
    """Level of each 10 ms in dB of full scale."""
    count = len(samples) // _HOP
    hops = samples[: count * _HOP].reshape(count, _HOP).astype(np.float32) / np.float32(32_768.0)
    return np.asarray(10.0 * np.log10(np.mean(hops * hops, axis=1, dtype=np.float64) + 1e-12))


def _spans(samples: Int16) -> tuple[Span, ...]:
    """Where something sounds: pydub finds the silences, and soft edges of words are added."""
    levels = _levels(samples)
    if not len(levels):
        return ()
    floor, loud = float(np.percentile(levels, 10)), float(np.percentile(levels, 97))
    level = min(max(floor + _ABOVE_FLOOR, loud - _UNDER_SPEECH, _FAINTEST), loud - 10.0)
    found = pydub_quietly().silence.detect_nonsilent(
        segment_of(samples.tobytes(), RATE, 1),
        min_silence_len=round(1000 * SHORTEST_SILENCE),
        silence_thresh=level,
        seek_step=round(1000 * _LOOK_STEP),
    )
    edge = max(min(floor + _EDGE_ABOVE_FLOOR, level), loud - 50.0)
    sounding = levels > edge
    spans: list[Span] = []
    for first, last in ((to_samples(start / 1000), to_samples(end / 1000)) for start, end in found):
        before = spans[-1][1] if spans else 0
        start, end = _widened(sounding, max(first, before), min(last, len(samples)), before)
        if end - start >= to_samples(_SHORTEST):
            spans.append((start, end))
    return tuple(spans)


def _widened(sounding: NDArray[np.bool_], first: Samples, last: Samples, before: Samples) -> Span:
    """The stretch from its first sounding hop to its last, looked for a little way outside, too."""
    look = to_samples(_EDGE_LOOK)
    low, high = max(first - look, before) // _HOP, min((last + look) // _HOP, len(sounding))
    heard = np.flatnonzero(sounding[low:high])
    if not len(heard):
        return first, first
    start = max((low + int(heard[0]) - 1) * _HOP, before)
    return start, (low + int(heard[-1]) + 4) * _HOP
