"""Two sounds of noise that lead a breath: air that goes in and out, and the swell of a small sea.

Both are noise in a few bands whose levels move, so that its colour glides without a filter that changes in time. They are
made at an eighth of the rate, since nothing in them is higher than 2 kHz, and brought up by a longer spectrum.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from generator.sound.envelope import Curve
from generator.sound.source import Mono, random_for
from generator.sound.swell import in_swell, levelled, out_swell
from generator.units import RATE, Samples

_SLOWER = 8
_LOW_RATE = RATE / _SLOWER
_CENTRES = 210.0 * 2.0 ** (np.arange(10) / 3.0)
"""Centres of the bands in Hertz, a third of an octave apart, 210 Hz to 1.7 kHz."""
_CORE = 2.0 ** (1.0 / 3.0)
"""A band falls to nothing at its neighbour's centre; so all energy lies within 167 Hz and 2.1 kHz."""


@dataclass(frozen=True, slots=True)
class _Colour:
    """Where the noise of one half of a breath lies, and how its colour glides."""

    name: str
    begin: float
    """Hertz around which it lies at first."""
    end: float
    """Hertz around which it lies at last."""
    width: float
    """Octaves from its middle to where it is 4.3 dB down."""
    grain: float
    """How deeply its higher bands flutter, 0 to 1: foam, not air."""


_AIR_IN = _Colour("air in", 480.0, 1_050.0, 0.55, 0.0)
_AIR_OUT = _Colour("air out", 780.0, 300.0, 0.6, 0.0)
_SEA_IN = _Colour("sea in", 240.0, 620.0, 0.9, 0.35)
_SEA_OUT = _Colour("sea out", 1_250.0, 330.0, 1.1, 0.7)
_FLUTTER = 9.0
"""Hertz up to which foam flutters."""


@lru_cache(maxsize=8)
def air_in(moving: Samples, still: Samples) -> Mono:
    """Air drawn in, growing brighter, at 0 LUFS, shape (moving + still,)."""
    return levelled(_noise(_AIR_IN, moving, still) * in_swell(moving, still)[1])


@lru_cache(maxsize=8)
def air_out(frames: Samples) -> Mono:
    """Air let go, growing darker, at 0 LUFS, shape (frames,)."""
    return levelled(_noise(_AIR_OUT, frames, 0) * out_swell(frames)[1])


@lru_cache(maxsize=8)
def sea_in(moving: Samples, still: Samples) -> Mono:
    """A swell that gathers, low and dark, at 0 LUFS, shape (moving + still,)."""
    return levelled(_noise(_SEA_IN, moving, still) * in_swell(moving, still)[1])


@lru_cache(maxsize=8)
def sea_out(frames: Samples) -> Mono:
    """The swell runs out over the sand, bright at first and darker as it goes, at 0 LUFS, shape (frames,)."""
    return levelled(_noise(_SEA_OUT, frames, 0) * out_swell(frames)[1])


def _noise(colour: _Colour, moving: Samples, still: Samples) -> Curve:
    """Noise whose colour glides over `moving` frames and then stays, shape (moving + still,)."""
    frames = -(-(moving + still) // _SLOWER)
    part = np.minimum(np.arange(frames) * _SLOWER / max(moving, 1), 1.0)
    middle = colour.begin * (colour.end / colour.begin) ** part
    random = random_for(0, colour.name)
    hertz = np.fft.rfftfreq(frames, 1.0 / _LOW_RATE)
    sound = np.zeros(frames)
    for centre in _CENTRES:
        away = np.abs(np.log2(np.maximum(hertz, 1.0) / centre)) / np.log2(_CORE)
        shape = np.cos(np.pi / 2.0 * np.minimum(away, 1.0))
        band = _coloured(random, shape, frames)
        level = np.exp(-0.5 * (np.log2(centre / middle) / colour.width) ** 2)
        if colour.grain:
            slow = np.exp(-0.5 * (hertz / _FLUTTER) ** 2)
            flutter = _coloured(random, slow, frames)
            depth = colour.grain * min(1.0, np.log2(centre / _CENTRES[0]) / 2.0)
            level = level * np.maximum(0.15, 1.0 + depth * flutter / flutter.std())
        sound += band / band.std() * level
    # A spectrum with nothing above its old end is the same sound at a higher rate.
    spectrum = np.fft.rfft(sound)
    return np.fft.irfft(spectrum, frames * _SLOWER)[: moving + still]


def _coloured(random: np.random.Generator, shape: Curve, frames: int) -> Curve:
    """Noise with this amplitude over frequency, shape (frames,)."""
    spectrum = shape * random.standard_normal((len(shape), 2)).view(np.complex128)[:, 0]
    return np.fft.irfft(spectrum, frames)
