"""Hum and rumble out of a recording: a high pass, and narrow gaps at the mains' overtones where they are heard.

Both are one filter, applied by FFT in pieces, so that an hour of sound needs no more memory at a time than a second.
It is of minimum phase: a word keeps its place, and what rings in the narrow gaps rings after it, where the voice covers
it, and never before its first consonant.
"""

import numpy as np
from numpy.typing import NDArray

from generator.units import RATE, Decibels, Samples

RUMBLE_BELOW = (45.0, 75.0)
"""Nothing is left under the first frequency, all of it above the second, in Hz: the lowest voices begin near 75."""
MAINS = (50.0, 60.0)
HIGHEST = 650.0
"""Overtones of hum are looked for up to here, in Hz."""
STANDS_OUT: Decibels = 10.0
"""A line in the spectrum of the quiet parts this far above its neighbours is hum."""
_GAP, _GAP_EDGE = 1.5, 11.0
"""Half the width of a gap in Hz: nothing is left within the first, all of it outside the second."""
_LEAST = 0.001
"""What the gaps leave: 60 dB less."""
_TAPS: Samples = 1 << 15
_BLOCK: Samples = 1 << 17
_LOOK: Samples = 1 << 15
_QUIETEST = 0.2
"""Share of the recording that counts as its quiet parts."""

Int16 = NDArray[np.int16]


def without_hum(samples: Int16) -> Int16:
    """The same recording without what lies under the voice, and without the hum of the mains.

    Args:
        samples: 16 bits at `RATE`, shape (frames,).
    """
    return filtered(samples, hum_in(samples))


def hum_in(samples: Int16) -> tuple[float, ...]:
    """Frequencies at which the mains hum, in Hz; none where nothing stands out."""
    spectrum = _quiet_spectrum(samples)
    if spectrum is None:
        return ()
    width = RATE / (2 * (len(spectrum) - 1))
    found: list[tuple[float, ...]] = []
    for mains in MAINS:
        overtones = np.arange(mains, HIGHEST, mains)
        found.append(
            tuple(float(hertz) for hertz in overtones if _stands_out(spectrum, hertz / width, width))
        )
    best = max(found, key=len)
    return best if len(best) > 1 else tuple(hertz for some in found for hertz in some)


def filtered(samples: Int16, gaps: tuple[float, ...]) -> Int16:
    """The recording through the filter, as long as it was."""
    taps = _filter(gaps)
    behind = len(taps) - 1
    spectrum = np.fft.rfft(taps, _BLOCK)
    step = _BLOCK - behind
    out = np.zeros(len(samples), np.int16)
    for start in range(0, len(samples), step):
        low, high = start - behind, start - behind + _BLOCK
        piece = np.zeros(_BLOCK, np.float32)
        first, last = max(low, 0), min(high, len(samples))
        piece[first - low : last - low] = samples[first:last]
        sound = np.fft.irfft(np.fft.rfft(piece) * spectrum, _BLOCK)[behind:]
        end = min(start + step, len(samples))
        out[start:end] = np.clip(sound[: end - start].round(), -32_768, 32_767)
    return out


def _filter(gaps: tuple[float, ...]) -> NDArray[np.float64]:
    """The filter's impulse response: that of minimum phase, by way of the cepstrum (Oppenheim and Schafer 1975)."""
    size = 4 * _TAPS
    hertz = np.fft.rfftfreq(size, 1.0 / RATE)
    response = _rise((hertz - RUMBLE_BELOW[0]) / (RUMBLE_BELOW[1] - RUMBLE_BELOW[0]))
    for gap in gaps:
        response = response * _rise((np.abs(hertz - gap) - _GAP) / (_GAP_EDGE - _GAP))
    cepstrum = np.fft.irfft(np.log(np.maximum(response, _LEAST)), size)
    cepstrum[1 : size // 2] *= 2.0
    cepstrum[size // 2 + 1 :] = 0.0
    taps = np.fft.irfft(np.exp(np.fft.rfft(cepstrum)), size)[:_TAPS]
    return np.asarray(taps * (0.5 + 0.5 * np.cos(np.linspace(0.0, np.pi, _TAPS))))


def _rise(place: NDArray[np.floating]) -> NDArray[np.float64]:
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * np.clip(place, 0.0, 1.0)))


def _quiet_spectrum(samples: Int16) -> NDArray[np.float64] | None:
    """Mean power spectrum of the quietest pieces; None for less than a few pieces of sound."""
    count = len(samples) // _LOOK
    if count < 2:
        return None
    pieces = samples[: count * _LOOK].reshape(count, _LOOK)
    level = np.array([float(np.mean(piece.astype(np.float32) ** 2)) for piece in pieces])
    quiet = np.argsort(level)[: max(1, round(count * _QUIETEST))]
    window = np.hanning(_LOOK)
    powers = [np.abs(np.fft.rfft(pieces[at] * window)) ** 2 for at in quiet]
    return np.asarray(np.mean(powers, axis=0))


def _stands_out(spectrum: NDArray[np.float64], place: float, width: float) -> bool:
    """Whether there is a line at this place of the spectrum."""
    near, far = max(1, round(2.0 / width)), round(18.0 / width)
    middle = round(place)
    peak = float(spectrum[middle - near : middle + near + 1].max())
    around = np.concatenate(
        [spectrum[middle - far : middle - 2 * near], spectrum[middle + 2 * near + 1 : middle + far]]
    )
    return bool(peak > float(np.median(around)) * 10.0 ** (STANDS_OUT / 10.0) + 1.0)
