"""Hearing whether a stretch has a voice, and whether the same words are said again in a later one.

Short spectra on the mel scale, their cosine transform, and dynamic time warping with free ends (Sakoe and Chiba
1978): an earlier take matches a stretch of the later one much better than other words do.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from generator.sound.clip import Mono
from generator.sound.spectra import HOP, WINDOW, cosines, frames, mel_levels
from generator.units import RATE, Seconds, to_samples

LOOK_AHEAD = 6
"""An earlier take is said again within so many stretches."""
_ALIKE = 0.62
"""Two stretches are alike when they differ by less than this share of what other stretches usually do."""
_SHORTEST: Seconds = 0.25
_KEPT = 13
_HIGHEST = 6_000.0
_PITCH = (70.0, 400.0)
_PERIODIC = 0.5
"""A frame whose autocorrelation comes back to this share of its energy has a voice."""
_LEAST_VOICE: Seconds = 0.08
_SHORTEST_WORD: Seconds = 0.15
_KNOCK: Seconds = 0.05
"""What spends its energy in less is a knock, and no vowel."""
_USUAL = 5.0
"""What stretches that have nothing in common differ by, where a recording is too short to tell."""

Features = NDArray[np.float32]
"""Shape (frames, `_KEPT` - 1)."""


def has_voice(sound: Mono) -> bool:
    """Whether somebody speaks there, rather than breathes, coughs or moves a chair.

    Args:
        sound: A stretch at `RATE`, float32.
    """
    if len(sound) < to_samples(_SHORTEST_WORD) or _lasting(sound) < _KNOCK:
        return False
    taken = frames(sound)
    size = 1 << (2 * WINDOW - 1).bit_length()
    power = np.abs(np.fft.rfft(taken - taken.mean(axis=1, keepdims=True), size, axis=1)) ** 2
    back = np.fft.irfft(power, size, axis=1)
    lags = slice(round(RATE / _PITCH[1]), round(RATE / _PITCH[0]))
    # the window takes more from longer lags: its own autocorrelation puts that right
    window = np.hanning(WINDOW)
    own = np.fft.irfft(np.abs(np.fft.rfft(window, size)) ** 2, size)
    periodic = (back[:, lags] / np.maximum(own[lags] / own[0], 0.2)).max(axis=1) / np.maximum(
        back[:, 0], 1e-9
    )
    loud = back[:, 0] > 0.02 * back[:, 0].max()
    return bool(np.sum((periodic > _PERIODIC) & loud) * HOP >= to_samples(_LEAST_VOICE))


def _lasting(sound: Mono) -> Seconds:
    """How long a steady sound of the same energy and the same mean square of its energy would last."""
    step = to_samples(0.005)
    count = len(sound) // step
    energy = np.sum(sound[: count * step].reshape(count, step).astype(np.float64) ** 2, axis=1)
    whole, squares = float(np.sum(energy)), float(np.sum(energy**2))
    return 0.005 * whole * whole / max(squares, 1e-30)


def said_again(sounds: Sequence[Mono], voiced: Sequence[bool]) -> tuple[bool, ...]:
    """Which stretches are said again, or begun and then said whole, soon after.

    Args:
        sounds: The stretches of a recording at `RATE`, in order.
        voiced: Which of them have a voice.
    """
    speech = [at for at, voice in enumerate(voiced) if voice]
    features = [_features(sounds[at]) for at in speech]
    if len(features) < 2:
        return (False,) * len(sounds)
    middle = np.concatenate(features).mean(axis=0)
    features = [item - middle for item in features]
    usual = _usual_difference(features)
    again = [False] * len(sounds)
    for place, at in enumerate(speech):
        later = features[place + 1 : place + 1 + LOOK_AHEAD]
        if later and len(features[place]) * HOP >= to_samples(_SHORTEST):
            again[at] = difference(features[place], np.concatenate(later)) < _ALIKE * usual
    return tuple(again)


def difference(short: Features, long: Features) -> float:
    """How unlike the short stretch is to the part of the long one that it is most like, for each of its frames."""
    gaps = np.sqrt(np.maximum(
        np.sum(short**2, axis=1)[:, None] + np.sum(long**2, axis=1)[None, :] - 2.0 * short @ long.T, 0.0
    ))  # fmt: skip
    rows, columns = gaps.shape
    before = gaps[0].astype(np.float64)
    for row in range(1, rows):
        # Each frame of the short one goes on by none, one or two of the long one.
        ahead = np.full(columns, np.inf)
        ahead[1:] = before[:-1]
        twice = np.full(columns, np.inf)
        twice[2:] = before[:-2]
        before = np.minimum(np.minimum(before + 0.3 * gaps[row], ahead), twice) + gaps[row]
    return float(before.min()) / len(short)


def _usual_difference(features: Sequence[Features]) -> float:
    """What a stretch differs by from others that it has nothing in common with."""
    found = []
    for place, item in enumerate(features):
        far = [other for at, other in enumerate(features) if abs(at - place) > LOOK_AHEAD]
        if len(item) * HOP >= to_samples(_SHORTEST) and far:
            found.append(difference(item, np.concatenate(far[: 2 * LOOK_AHEAD])))
    return float(np.median(found)) if len(found) > LOOK_AHEAD else _USUAL


def _features(sound: Mono) -> Features:
    turned = mel_levels(sound, _HIGHEST) @ cosines(_KEPT)
    return np.asarray(turned[:, 1:], dtype=np.float32)
