"""A voice made gentler: more body, softer s, evener words, a small room. Colour only: a clip keeps its loudness."""

import math
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generator.plan.warmth import ROOM_TAIL, Warmth
from generator.sound.clip import Mono
from generator.sound.loudness import k_weighting
from generator.sound.source import random_for
from generator.units import RATE, Decibels, Seconds

Wave = NDArray[np.floating[Any]]
"""Sound or factors, shape (frames,)."""
Spectrum = NDArray[np.complexfloating[Any, Any]]
"""Bins of a real FFT, shape (size // 2 + 1,)."""

BODY_BELOW = 220.0
"""Middle of the low shelf, in Hz: the lowest tones of a woman's voice and what lies under them."""
SHARP_FROM, SHARP_FULL = 4_500.0, 6_000.0
"""Where the band of s and sh begins, in Hz: nothing of it below the first, all of it from the second on."""
_SHARP_OVER: Decibels = -9.0
"""An s is softened where it is louder than this against the clip as a whole."""
_EVEN_OVER: Decibels = 0.0
"""Words are held back where they are louder than this against the clip as a whole."""
_OFFSET: Decibels = -0.691
"""The constant of BS.1770-4 equation 2."""
_STEP: Seconds = 0.005
_ATTACK, _RELEASE = 2.0, 20.0
"""Time constants of the evening, in steps."""
_ROOM_DECAY: Seconds = 0.20
"""Time in which its sound falls by 60 dB: a small room with carpet and curtains."""
_FIRST_WALL: Seconds = 0.006


def warmed(samples: Mono, rate: int, warmth: Warmth) -> Mono:
    """The clip with body, softer s and evener words; as loud and as long as it was.

    Args:
        samples: A trimmed clip, float32, shape (frames,).
        rate: Frames a second.
        warmth: What the voice's file asks for.
    """
    if not len(samples) or not (warmth.body or warmth.soften or warmth.even):
        return samples
    size = _fft_size(len(samples) + rate // 10)
    spectrum = np.fft.rfft(samples, size)
    before = _energy(spectrum, rate, size)
    if warmth.body:
        spectrum *= _body(rate, size, warmth.body)
    sound = np.fft.irfft(spectrum, size)[: len(samples)]
    if warmth.soften:
        sharp = np.fft.irfft(spectrum * _sharp(rate, size), size)[: len(samples)]
        sound = sound - sharp * (1.0 - _softening(sound, sharp, rate, warmth.soften))
    if warmth.even:
        sound = sound * _evening(sound, rate, warmth.even)
    after = _energy(np.fft.rfft(sound, size), rate, size)
    return (sound * (math.sqrt(before / after) if after else 1.0)).astype(np.float32)


def in_a_room(samples: Mono, rate: int, level: float) -> Mono:
    """The clip with a small room around it, which rings on after its end for `ROOM_TAIL`; as loud as it was.

    Args:
        samples: A trimmed clip, float32, shape (frames,).
        rate: Frames a second.
        level: Amplitude of the room against the voice.

    Returns:
        A new array, `ROOM_TAIL` longer; `samples` itself where the level is 0.
    """
    if not level or not len(samples):
        return samples
    longer = round(ROOM_TAIL * rate)
    size = _fft_size(len(samples) + _room_frames(rate))
    spectrum = np.fft.rfft(samples, size)
    before = _energy(spectrum, rate, size)
    spectrum *= 1.0 + level * _room(rate, size)
    after = _energy(spectrum, rate, size)
    sound = np.fft.irfft(spectrum, size)[: len(samples) + longer]
    sound[len(samples) :] *= np.cos(0.5 * np.pi * (np.arange(longer) + 1) / longer) ** 2
    return (sound * (math.sqrt(before / after) if after else 1.0)).astype(np.float32)


def loudness_of(samples: Mono, rate: int) -> Decibels:
    """Loudness of a clip as a whole, in LUFS, as a mono file, by BS.1770-4 without its gates; -inf for silence."""
    if not len(samples):
        return -math.inf
    size = _fft_size(len(samples))
    energy = _energy(np.fft.rfft(samples, size), rate, size) / len(samples)
    return _OFFSET + 10.0 * math.log10(energy) if energy > 0.0 else -math.inf


def _energy(spectrum: Spectrum, rate: int, size: int) -> float:
    """K-weighted energy of a sound, added up over the bins of its FFT (Parseval)."""
    bins = np.square(spectrum.real) + np.square(spectrum.imag)
    bins[1:-1] *= 2.0
    return float(np.dot(bins, _weights(rate, size))) / size


@lru_cache(maxsize=16)
def _body(rate: int, size: int, lift: Decibels) -> Spectrum:
    """A low shelf of second order.

    Its figures are those of the usual audio biquads (R. Bristow-Johnson, Audio EQ Cookbook, lowShelf, S = 0.7).
    """
    amplitude = 10.0 ** (lift / 40.0)
    angle = 2.0 * math.pi * BODY_BELOW / rate
    cosine = math.cos(angle)
    alpha = math.sin(angle) / 2.0 * math.sqrt((amplitude + 1.0 / amplitude) * (1.0 / 0.7 - 1.0) + 2.0)
    root = 2.0 * math.sqrt(amplitude) * alpha
    up, down = amplitude + 1.0, amplitude - 1.0
    b = (
        amplitude * (up - down * cosine + root),
        2 * amplitude * (down - up * cosine),
        amplitude * (up - down * cosine - root),
    )
    a = (up + down * cosine + root, -2.0 * (down + up * cosine), up + down * cosine - root)
    z = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    return np.asarray((b[0] + b[1] * z + b[2] * z**2) / (a[0] + a[1] * z + a[2] * z**2), np.complex64)


@lru_cache(maxsize=16)
def _sharp(rate: int, size: int) -> NDArray[np.float32]:
    """How much of each bin belongs to the band of s."""
    frequency = np.arange(size // 2 + 1) * rate / size
    share = np.clip((frequency - SHARP_FROM) / (SHARP_FULL - SHARP_FROM), 0.0, 1.0)
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * share), np.float32)


def _softening(sound: Wave, sharp: Wave, rate: int, most: Decibels) -> Wave:
    """Factors that turn the band of s down where it stands out, by `most` at the most."""
    over = _levels(sharp, rate) - _decibels(np.sqrt(np.mean(sound**2))) - _SHARP_OVER
    cut = -np.convolve(np.clip(over, 0.0, most), (0.25, 0.5, 0.25), mode="same")
    return _stretched(cut, len(sound), rate)


def _evening(sound: Wave, rate: int, held: float) -> Wave:
    """Factors that hold back a share of what is louder than the clip as a whole; quick to hold, slow to let go."""
    over = np.clip(_levels(sound, rate) - _decibels(np.sqrt(np.mean(sound**2))) - _EVEN_OVER, 0.0, None)
    slow = np.empty_like(over)
    state = 0.0
    for place, value in enumerate(over.tolist()):
        state += (value - state) / (_ATTACK if value > state else _RELEASE)
        slow[place] = state
    return _stretched(-held * slow, len(sound), rate)


def _levels(sound: Wave, rate: int) -> NDArray[np.float64]:
    """Level of each `_STEP`, in dB."""
    step = round(_STEP * rate)
    whole = np.pad(sound, (0, -len(sound) % step)).reshape(-1, step)
    return np.asarray(_decibels(np.sqrt(np.mean(whole**2, axis=1))), np.float64)


def _stretched(levels: NDArray[np.float64], frames: int, rate: int) -> Wave:
    """Gains in dB for each `_STEP` as a smooth factor for each frame."""
    step = round(_STEP * rate)
    middles = (np.arange(len(levels)) + 0.5) * step
    return np.interp(np.arange(frames), middles, 10.0 ** (levels / 20.0)).astype(np.float32)


def _decibels(amplitude: NDArray[np.floating[Any]] | np.floating[Any]) -> NDArray[np.float64]:
    return np.asarray(20.0 * np.log10(np.maximum(amplitude, 1e-7)), np.float64)


@lru_cache(maxsize=16)
def _weights(rate: int, size: int) -> NDArray[np.float64]:
    """Power of the K-weighting at each bin of an FFT, shape (size // 2 + 1,).

    The filters are those for `RATE`, heard at the bins' own frequencies.
    """
    z = np.exp(-2j * np.pi * np.minimum(np.arange(size // 2 + 1) * rate / size, RATE / 2) / RATE)
    response = np.ones(size // 2 + 1, np.complex128)
    for b0, b1, b2, _, a1, a2 in k_weighting().tolist():
        response *= (b0 + b1 * z + b2 * z**2) / (1.0 + a1 * z + a2 * z**2)
    return np.asarray(np.square(np.abs(response)), np.float64)


@lru_cache(maxsize=16)
def _room(rate: int, size: int) -> Spectrum:
    """What a small room answers to a click: noise that dies away and darkens, of energy 1; the same each time."""
    frames = _room_frames(rate)
    time = np.arange(frames) / rate
    noise = random_for(1, "room").standard_normal(frames) * 10.0 ** (-3.0 * time / _ROOM_DECAY)
    noise[: round(_FIRST_WALL * rate)] = 0.0
    frequency = np.fft.rfftfreq(frames, 1.0 / rate)
    colour = 1.0 / np.sqrt(1.0 + (frequency / 3_000.0) ** 2) * (frequency / np.hypot(frequency, 200.0))
    dark = np.fft.irfft(np.fft.rfft(noise) * colour, frames)
    return np.asarray(np.fft.rfft(dark / np.sqrt(np.sum(dark**2)), size), np.complex64)


def _room_frames(rate: int) -> int:
    return 2 * round(ROOM_TAIL * rate)


def _fft_size(frames: int) -> int:
    """An even length that the FFT is quick at, at least `frames`."""
    whole = 1 << max(4, (frames - 1).bit_length())
    return next(size for size in (whole * 5 // 8, whole * 3 // 4, whole * 7 // 8, whole) if size >= frames)
