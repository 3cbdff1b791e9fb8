"""A voice made gentler: more body, softer s, evener words, a small room. Colour only: a clip keeps its loudness."""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from generator.plan.warmth import ROOM_TAIL, Warmth
from generator.sound.clip import Mono, resampled
from generator.sound.loudness import mean_loudness
from generator.sound.source import random_for
from generator.units import RATE, Decibels, Seconds, gain

BODY_BELOW = 220.0
"""Middle of the low shelf, in Hz: the lowest tones of a woman's voice and what lies under them."""
SHARP_FROM, SHARP_FULL = 4_500.0, 6_000.0
"""Where the band of s and sh begins, in Hz: nothing of it below the first, all of it from the second on."""
_SHARP_OVER: Decibels = -9.0
"""An s is softened where it is louder than this against the clip as a whole."""
_EVEN_OVER: Decibels = 0.0
"""Words are held back where they are louder than this against the clip as a whole."""
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
    if not len(samples):
        return samples
    sound = samples.astype(np.float64)
    if warmth.body:
        sound = _with_body(sound, rate, warmth.body)
    if warmth.soften:
        sound = _with_softer_s(sound, rate, warmth.soften)
    if warmth.even:
        sound = _evened(sound, rate, warmth.even)
    return _as_loud_as(samples, sound.astype(np.float32), rate)


def in_a_room(samples: Mono, rate: int, level: float) -> Mono:
    """The clip with a small room around it, which rings on after its end for `ROOM_TAIL`.

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
    answer = _room(rate)
    size = _fft_size(len(samples) + len(answer))
    rung = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(answer, size), size)
    sound = np.pad(samples.astype(np.float64), (0, longer))
    sound += level * rung[: len(sound)]
    fall = min(longer, len(sound))
    sound[len(sound) - fall :] *= np.cos(0.5 * np.pi * (np.arange(fall) + 1) / fall) ** 2
    return _as_loud_as(samples, sound.astype(np.float32), rate)


def loudness_of(samples: Mono, rate: int) -> Decibels:
    """Loudness of a clip as a whole, in LUFS, as a mono file."""
    return mean_loudness((samples if rate == RATE else resampled(samples, rate))[:, None])


def _as_loud_as(before: Mono, after: Mono, rate: int) -> Mono:
    """The sound at the loudness that it had, its rests and its room left out of the reckoning."""
    was, now = (loudness_of(sound[: len(before)], rate) for sound in (before, after))
    if not (math.isfinite(was) and math.isfinite(now)):
        return after
    return (after * gain(was - now)).astype(np.float32)


def _with_body(sound: NDArray[np.float64], rate: int, lift: Decibels) -> NDArray[np.float64]:
    """A low shelf of second order, run through the FFT.

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
    size = _fft_size(len(sound) + rate // 10)
    z = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    response = (b[0] + b[1] * z + b[2] * z**2) / (a[0] + a[1] * z + a[2] * z**2)
    shelved: NDArray[np.float64] = np.fft.irfft(np.fft.rfft(sound, size) * response, size)[: len(sound)]
    return shelved


def _with_softer_s(sound: NDArray[np.float64], rate: int, most: Decibels) -> NDArray[np.float64]:
    """The band of s turned down where it stands out, by `most` at the most."""
    size = _fft_size(len(sound) + rate // 10)
    frequency = np.arange(size // 2 + 1) * rate / size
    share = np.clip((frequency - SHARP_FROM) / (SHARP_FULL - SHARP_FROM), 0.0, 1.0)
    sharp = np.fft.irfft(np.fft.rfft(sound, size) * (0.5 - 0.5 * np.cos(np.pi * share)), size)[: len(sound)]
    over = _levels(sharp, rate) - _decibels(np.sqrt(np.mean(sound**2))) - _SHARP_OVER
    cut = -np.convolve(np.clip(over, 0.0, most), (0.25, 0.5, 0.25), mode="same")
    softened: NDArray[np.float64] = sound - sharp * (1.0 - _stretched(cut, len(sound), rate))
    return softened


def _evened(sound: NDArray[np.float64], rate: int, held: float) -> NDArray[np.float64]:
    """What is louder than the clip as a whole, held back by a share of its excess; quick to hold, slow to let go."""
    over = np.clip(_levels(sound, rate) - _decibels(np.sqrt(np.mean(sound**2))) - _EVEN_OVER, 0.0, None)
    slow = np.empty_like(over)
    state = 0.0
    for place, value in enumerate(over):
        state += (value - state) / (_ATTACK if value > state else _RELEASE)
        slow[place] = state
    evened: NDArray[np.float64] = sound * _stretched(-held * slow, len(sound), rate)
    return evened


def _levels(sound: NDArray[np.float64], rate: int) -> NDArray[np.float64]:
    """Level of each `_STEP`, in dB."""
    step = round(_STEP * rate)
    whole = np.pad(sound, (0, -len(sound) % step)).reshape(-1, step)
    return np.asarray(_decibels(np.sqrt(np.mean(whole**2, axis=1))), np.float64)


def _stretched(levels: NDArray[np.float64], frames: int, rate: int) -> NDArray[np.float64]:
    """Gains in dB for each `_STEP` as a smooth factor for each frame."""
    step = round(_STEP * rate)
    middles = (np.arange(len(levels)) + 0.5) * step
    factors: NDArray[np.float64] = 10.0 ** (np.interp(np.arange(frames), middles, levels) / 20.0)
    return factors


def _decibels(amplitude: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    return np.asarray(20.0 * np.log10(np.maximum(amplitude, 1e-7)), np.float64)


@lru_cache(maxsize=4)
def _room(rate: int) -> NDArray[np.float64]:
    """What a small room answers to a click: noise that dies away and darkens, of energy 1; the same each time."""
    frames = round(2.0 * ROOM_TAIL * rate)
    time = np.arange(frames) / rate
    noise = random_for(1, "room").standard_normal(frames) * 10.0 ** (-3.0 * time / _ROOM_DECAY)
    noise[: round(_FIRST_WALL * rate)] = 0.0
    frequency = np.fft.rfftfreq(frames, 1.0 / rate)
    colour = 1.0 / np.sqrt(1.0 + (frequency / 3_000.0) ** 2) * (frequency / np.hypot(frequency, 200.0))
    dark = np.fft.irfft(np.fft.rfft(noise) * colour, frames)
    room: NDArray[np.float64] = dark / np.sqrt(np.sum(dark**2))
    return room


def _fft_size(frames: int) -> int:
    """A length that the FFT is quick at, at least `frames`."""
    return 1 << (frames - 1).bit_length()
