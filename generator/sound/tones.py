"""The soft tone that leads a breath: a voice that rises with the in-breath and stays over the top, a lower one falling after."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from generator.sound.envelope import Curve
from generator.sound.source import Mono
from generator.sound.swell import FLOOR, in_swell, levelled, out_swell
from generator.units import RATE, Samples


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
_BESIDE, _FAINT = 0.0025, 0.03
"""Two faint players a hair (4 cents) above and under the first, so that it lives; and their level."""
_AT_ONCE: Samples = 8_192
"""Frames sung at a time: what they are made of stays near the processor."""


@lru_cache(maxsize=8)
def tone_in(moving: Samples, still: Samples) -> Mono:
    """In-breath and top at 0 LUFS, shape (moving + still,): rises and swells, then stays and dies away."""
    part = np.minimum(np.arange(moving + still) / max(moving, 1), 1.0)
    return levelled(_sung(_IN, _glide(_IN.low, _IN.high, part), *in_swell(moving, still)))


@lru_cache(maxsize=8)
def tone_out(frames: Samples) -> Mono:
    """Out-breath at 0 LUFS, shape (frames,): falls and fades over its whole length."""
    part = np.arange(frames) / max(frames, 1)
    return levelled(_sung(_OUT, _glide(_OUT.high, _OUT.low, part), *out_swell(frames)))


def _glide(begin: float, end: float, part: Curve) -> Curve:
    """Pitch in Hertz, even in musical steps, with soft corners at both ends."""
    eased = part - (0.6 / (2.0 * np.pi)) * np.sin(2.0 * np.pi * part.astype(np.float32))
    return np.asarray(begin * np.exp(np.log(end / begin) * eased))


def _sung(timbre: _Timbre, pitch: Curve, swell: Mono, shape: Mono) -> Mono:
    """The voice on this pitch; the phase is the running sum of the pitch, so a glide never doubles back."""
    turns = np.cumsum(pitch)
    turns /= RATE
    sung = np.empty(len(pitch), dtype=np.float32)
    for start in range(0, len(pitch), _AT_ONCE):
        piece = slice(start, start + _AT_ONCE)
        sung[piece] = _voiced(timbre, turns[piece], swell[piece]) * shape[piece]
    return sung


def _voiced(timbre: _Timbre, turns: Curve, swell: Mono) -> Mono:
    """The partials together where the first has made so many turns; in float32, which the part of a turn fits into."""
    slow = np.cos((2.0 * np.pi * _BESIDE * turns).astype(np.float32))
    phase = (2.0 * np.pi * (turns - np.floor(turns))).astype(np.float32)
    opened = (swell - np.float32(FLOOR)) * np.float32(1.0 / (1.0 - FLOOR))
    levels = {number: (closed, full) for number, closed, full in timbre.partials}
    sung = np.zeros_like(phase)
    # sin((1 - d)x) + sin((1 + d)x) = 2 cos(dx) sin(x): the faint players are a slow beat of the first.
    partials = _overtones(np.zeros_like(phase), np.sin(phase), np.cos(phase))
    beats = _overtones(np.ones_like(slow), slow, slow)
    for number, partial, beat in zip(range(1, max(levels) + 1), partials, beats, strict=False):
        if number in levels:
            closed, full = levels[number]
            sung += partial * (1.0 + 2.0 * _FAINT * beat) * (closed + (full - closed) * opened)
    return sung


def _overtones(zeroth: Mono, first: Mono, cosine: Mono) -> Iterator[Mono]:
    """The sines, or cosines, of once, twice, thrice … an angle, each from the two before it: quicker than each afresh.

    Args:
        zeroth: Sine, or cosine, of 0.
        first: That of the angle.
        cosine: Cosine of the angle.
    """
    before, now, twice = zeroth, first, 2.0 * cosine
    while True:
        yield now
        before, now = now, twice * now - before
