"""Breathing tones: a voice that rises with the in-breath and stays over the top, a lower one falling after.

Both are mono in the middle, start and end at nothing, and keep to 150 Hz – 2 kHz, where a phone's speaker
still speaks and nothing is sharp. A breath is made once for each pattern and used again.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from generator.plan.timeline import Breath, Phase
from generator.sound.envelope import Curve, ease, edges
from generator.sound.loudness import mean_loudness
from generator.sound.source import Block, on_both
from generator.units import RATE, Decibels, Samples, gain, to_samples

UNDER_SPEECH: Decibels = 14.0
"""How far the tones lie under the speech, in LU, in cycles of their own and in counted ones."""
UNDER_SPEECH_SOFT: Decibels = 20.0
"""The same where sentences are spoken over them."""
OVERLAP: Samples = to_samples(0.25)
"""Over this the in-breath's voice dies away into the out-breath, as one breath turns into the other."""
_ONSET: Samples = to_samples(0.15)
_ENDING: Samples = to_samples(0.6)
_FLOOR = 0.3
"""Level at which a swell begins and ends, before the soft edges: heard through the whole of its phase."""


@dataclass(frozen=True, slots=True)
class _Timbre:
    """A voice: where it glides, and what it is made of."""

    low: float
    """Lowest pitch of its fundamental, in Hertz."""
    high: float
    """Highest pitch of its fundamental, in Hertz."""
    partials: tuple[tuple[int, float, float], ...]
    """Each partial's number, its level where the swell begins, and its level at the full swell."""


_IN = _Timbre(293.66, 440.0, ((1, 1.0, 1.0), (2, 0.16, 0.42), (3, 0.03, 0.16), (4, 0.0, 0.05)))
"""D4 to A4: opens, and grows brighter, as the chest does."""
_OUT = _Timbre(164.81, 220.0, ((1, 1.0, 1.0), (3, 0.16, 0.34), (5, 0.02, 0.10), (7, 0.0, 0.025)))
"""A3 to E3, an octave under the top: odd partials only, hollow as a low flute."""
_CHORUS = ((0.9975, 0.03), (1.0, 1.0), (1.0025, 0.03))
"""Two faint players a hair (4 cents) beside the first, so that it lives; and their levels."""


class BreathingTones:
    """The tones of a track.

    Args:
        breaths: The phases of its breaths, in order of start.
        speech: Loudness of the speech, in LUFS, that levels are counted from.
    """

    def __init__(self, breaths: Iterable[Breath], speech: Decibels) -> None:
        self._parts = sorted(
            (
                part
                for _, cycle in groupby(breaths, lambda breath: breath.cycle)
                for part in _parts(tuple(cycle))
            ),
            key=lambda part: part.start,
        )
        self._starts = [part.start for part in self._parts]
        self._longest = max((part.length for part in self._parts), default=0)
        self._speech = speech

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop`, shape (stop - start, 2)."""
        mono = np.zeros(stop - start, dtype=np.float32)
        first = bisect_right(self._starts, start - self._longest)
        for part in self._parts[first : bisect_left(self._starts, stop)]:
            left, right = max(start, part.start), min(stop, part.start + part.length)
            if left < right:
                mono[left - start : right - start] += part.block(left, right, self._speech)
        return on_both(mono)


@dataclass(frozen=True, slots=True)
class _Part:
    """One half of a breath: the in-breath with its top, or the out-breath."""

    start: Samples
    length: Samples
    """Frames that sound, the overlap into the next phase among them."""
    moving: Samples
    """Frames of the in- or the out-breath itself."""
    level: Samples
    """Frames of the top."""
    inhale: bool
    soft: bool
    fade_places: tuple[Samples, ...]
    fade_levels: tuple[float, ...]

    def block(self, start: Samples, stop: Samples, speech: Decibels) -> NDArray[np.float32]:
        """Frames of the track that lie within the part, at their level, shape (stop - start,)."""
        sound = _in_breath(self.moving, self.level) if self.inhale else _out_breath(self.moving)
        level = gain(speech - (UNDER_SPEECH_SOFT if self.soft else UNDER_SPEECH))
        piece = sound[start - self.start : stop - self.start] * np.float32(level)
        if set(self.fade_levels) != {1.0}:
            piece *= np.interp(np.arange(start, stop), self.fade_places, self.fade_levels).astype(np.float32)
        return piece


def _parts(cycle: tuple[Breath, ...]) -> list[_Part]:
    """The one or two halves of a breath whose phases are given."""
    rising = [breath for breath in cycle if breath.phase is not Phase.EXHALE]
    falling = [breath for breath in cycle if breath.phase is Phase.EXHALE]
    parts = []
    for phases, inhale in ((rising, True), (falling, False)):
        if not phases:
            continue
        start = phases[0].start
        whole = phases[-1].start + phases[-1].length - start
        still = sum(breath.length for breath in phases if breath.phase is Phase.TOP)
        overlap = OVERLAP if inhale and falling else 0
        parts.append(
            _Part(
                start=start,
                length=whole + overlap,
                moving=whole - still,
                level=still + overlap,
                inhale=inhale,
                soft=phases[0].soft,
                fade_places=tuple(p for b in phases for p in (b.start, b.start + b.length - 1)),
                fade_levels=tuple(level for b in phases for level in b.fade),
            )
        )
    return parts


@lru_cache(maxsize=8)
def _in_breath(moving: Samples, still: Samples) -> NDArray[np.float32]:
    """In-breath and top at 0 LUFS, shape (moving + still,): rises and swells, then stays and dies away."""
    part = np.minimum(np.arange(moving + still) / max(moving, 1), 1.0)
    swell = _FLOOR + (1.0 - _FLOOR) * ease(part)
    shape = swell * edges(len(part), _ONSET, OVERLAP)
    return _levelled(_sung(_IN, _glide(_IN.low, _IN.high, part), swell) * shape)


@lru_cache(maxsize=8)
def _out_breath(frames: Samples) -> NDArray[np.float32]:
    """Out-breath at 0 LUFS, shape (frames,): falls and fades over its whole length."""
    part = np.arange(frames) / max(frames, 1)
    swell = _FLOOR + (1.0 - _FLOOR) * ease(1.0 - part)
    shape = swell * edges(frames, OVERLAP, _ENDING)
    return _levelled(_sung(_OUT, _glide(_OUT.high, _OUT.low, part), swell) * shape)


def _glide(begin: float, end: float, part: Curve) -> Curve:
    """Pitch in Hertz, even in musical steps, with soft corners at both ends."""
    eased = part - 0.6 * np.sin(2.0 * np.pi * part) / (2.0 * np.pi)
    return np.asarray(begin * (end / begin) ** eased)


def _sung(timbre: _Timbre, pitch: Curve, swell: Curve) -> Curve:
    """The voice on this pitch; the phase is the running sum of the pitch, so a glide never doubles back."""
    phase = np.cumsum(2.0 * np.pi * pitch / RATE)
    opened = (swell - _FLOOR) / (1.0 - _FLOOR)
    sung = np.zeros(len(pitch))
    for number, closed, full in timbre.partials:
        partial = np.zeros(len(pitch))
        for detune, level in _CHORUS:
            partial += level * np.sin(phase * (number * detune))
        sung += partial * (closed + (full - closed) * opened)
    return sung


def _levelled(mono: Curve) -> NDArray[np.float32]:
    """The sound at 0 LUFS when both channels play it."""
    loudness = mean_loudness(on_both(mono.astype(np.float32)))
    levelled = (mono * gain(-loudness) if np.isfinite(loudness) else mono).astype(np.float32)
    levelled.flags.writeable = False
    return levelled
