"""Short spectra of speech on the mel scale, and their cosine transform (Davis and Mermelstein 1980)."""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from generator.sound.clip import Mono
from generator.units import RATE, Samples, to_samples

HOP: Samples = to_samples(0.02)
WINDOW: Samples = to_samples(0.04)
BANDS = 24
_LOWEST = 120.0


def frames(sound: Mono) -> NDArray[np.float32]:
    """Windowed frames, one each `HOP`, shape (frames, `WINDOW`)."""
    if len(sound) < WINDOW:
        sound = np.pad(sound, (0, WINDOW - len(sound)))
    count = 1 + (len(sound) - WINDOW) // HOP
    taken = np.lib.stride_tricks.sliding_window_view(sound, WINDOW)[::HOP][:count]
    return np.asarray(taken * np.hanning(WINDOW), dtype=np.float32)


def mel_levels(sound: Mono, highest: float) -> NDArray[np.float64]:
    """Natural logarithm of the energy in each band up to a frequency in Hz, shape (frames, `BANDS`)."""
    power = np.abs(np.fft.rfft(frames(sound), axis=1)) ** 2
    return np.asarray(np.log(power @ _mel_bands(power.shape[1], highest) + 1e-7))


@cache
def cosines(kept: int) -> NDArray[np.float64]:
    """The cosine transform, shape (`BANDS`, kept)."""
    band, order = np.arange(BANDS)[:, None] + 0.5, np.arange(kept)[None, :]
    return np.asarray(np.cos(np.pi * band * order / BANDS) * np.sqrt(2.0 / BANDS))


@cache
def _mel_bands(bins: int, highest: float) -> NDArray[np.float64]:
    """Triangles on the mel scale, shape (bins, `BANDS`)."""
    mel = np.linspace(_mel(_LOWEST), _mel(highest), BANDS + 2)
    edges = 700.0 * (10.0 ** (mel / 2595.0) - 1.0)
    hertz = np.linspace(0.0, RATE / 2, bins)[:, None]
    rising = (hertz - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - hertz) / (edges[2:] - edges[1:-1])
    return np.asarray(np.maximum(np.minimum(rising, falling), 0.0))


def _mel(hertz: float) -> float:
    return 2595.0 * math.log10(1.0 + hertz / 700.0)
