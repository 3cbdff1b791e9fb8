"""Loudness by ITU-R BS.1770-4, measured in a stream.

K-weighting (annex 1, stages 1 and 2), mean square in 100 ms steps, 400 ms blocks overlapping by 75 %, the
absolute gate at -70 LUFS and the relative gate 10 LU under. Only one number per 100 ms is kept.

The weighting is done by FFT with the filters' own impulse response, which has died away by far more than
100 dB where we cut it: equal to running the filters to the fourth decimal, and without scipy, whose import
alone takes as long as measuring a track of twenty minutes.
"""

import math
from array import array
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from generator.sound.source import Block
from generator.units import RATE, Decibels, Samples

STEP: Samples = RATE // 10
"""Frames in 100 ms."""
ABSOLUTE_GATE: Decibels = -70.0
RELATIVE_GATE: Decibels = -10.0
BOTH_CHANNELS: Decibels = 10.0 * math.log10(2.0)
"""Playing one channel's sound on both adds this to its loudness: the channels' energies are added (equation 2)."""
_RANGE_GATE: Decibels = -20.0
_SHORT_TERM = 30
"""Steps of 100 ms in the 3 s that are looked at for the range."""
_OFFSET: Decibels = -0.691
"""The constant of BS.1770-4 equation 2: it undoes the K-weighting's gain at 997 Hz."""
_HOP: Samples = 6 * STEP
"""Frames weighted at a time."""
_FFT: Samples = 2**11 * 15
_TAPS: Samples = _FFT - _HOP + 1
"""Length of the impulse response, 97 ms."""


def k_weighting() -> NDArray[np.float64]:
    """The two stages of K-weighting at `RATE` as second-order sections (b0 b1 b2 1 a1 a2), shape (2, 6).

    The standard lists coefficients for 48 kHz only; these are the analogue prototypes behind them, brought to
    our rate by the bilinear transform.
    """
    k = math.tan(math.pi * 1681.974450955533 / RATE)
    quality = 0.7071752369554196
    top = 10.0 ** (3.999843853973347 / 20.0)
    middle = top**0.4996667741545416
    norm = 1.0 + k / quality + k * k
    shelf = [
        (top + middle * k / quality + k * k) / norm,
        2.0 * (k * k - top) / norm,
        (top - middle * k / quality + k * k) / norm,
        1.0,
        2.0 * (k * k - 1.0) / norm,
        (1.0 - k / quality + k * k) / norm,
    ]
    k = math.tan(math.pi * 38.13547087602444 / RATE)
    quality = 0.5003270373238773
    norm = 1.0 + k / quality + k * k
    high_pass = [1.0, -2.0, 1.0, 1.0, 2.0 * (k * k - 1.0) / norm, (1.0 - k / quality + k * k) / norm]
    return np.array([shelf, high_pass])


class LoudnessMeter:
    """A meter that is fed blocks of any size; its readings do not depend on how the sound was cut."""

    def __init__(self, channels: int = 2) -> None:
        self._heard = np.zeros((channels, _TAPS - 1), dtype=np.float32)
        self._energies = array("d")

    def add(self, block: Block) -> None:
        """Hear the next frames, shape (frames, channels)."""
        heard = np.concatenate([self._heard, block.T], axis=1, dtype=np.float32)
        while heard.shape[1] >= _FFT:
            self._energies.extend(_step_energies(heard[:, :_FFT]))
            heard = heard[:, _HOP:]
        self._heard = heard.copy()

    @property
    def energies(self) -> NDArray[np.float64]:
        """K-weighted mean square of each whole 100 ms, channels added, shape (steps,)."""
        waiting = self._heard.shape[1] - (_TAPS - 1)
        last = np.pad(self._heard, ((0, 0), (0, _FFT - self._heard.shape[1])))
        return np.concatenate([np.array(self._energies), _step_energies(last)[: waiting // STEP]])

    def integrated(self) -> Decibels:
        """Gated loudness of all that was heard, in LUFS; -inf if nothing passes the gates."""
        return integrated(self.energies)

    def loudest(self) -> Decibels:
        """Loudness of the loudest 400 ms, in LUFS; -inf for less than 400 ms of sound."""
        moments = _moments(self.energies)
        return _lufs(float(moments.max())) if moments.size else -math.inf


def integrated(energies: NDArray[np.float64]) -> Decibels:
    """Integrated loudness in LUFS (BS.1770-4 equations 5 to 7) from energies of 100 ms each."""
    moments = _moments(energies)
    gate = relative_gate(energies)
    return _lufs(float(moments[moments > energy_of(gate)].mean())) if math.isfinite(gate) else -math.inf


def relative_gate(energies: NDArray[np.float64]) -> Decibels:
    """What is no louder than this, in LUFS, has no say in the integrated loudness; -inf where all is silent."""
    moments = _moments(energies)
    loud = moments[moments > energy_of(ABSOLUTE_GATE)]
    return max(ABSOLUTE_GATE, _lufs(float(loud.mean())) + RELATIVE_GATE) if loud.size else -math.inf


def loudness_range(energies: NDArray[np.float64]) -> Decibels:
    """Loudness range in LU (EBU Tech 3342) from energies of 100 ms each; 0 for less than 3 s of sound.

    From the 10th to the 95th of a hundred parts of all stretches of 3 s, without those 20 LU under their mean.
    """
    if energies.size < _SHORT_TERM:
        return 0.0
    short = np.convolve(energies, np.full(_SHORT_TERM, 1.0 / _SHORT_TERM), "valid")
    loud = short[short > energy_of(ABSOLUTE_GATE)]
    if not loud.size:
        return 0.0
    loud = loud[loud > energy_of(_lufs(float(loud.mean())) + _RANGE_GATE)]
    low, high = np.percentile(loud, (10.0, 95.0))
    return _lufs(float(high)) - _lufs(float(low))


def mean_loudness(samples: Block) -> Decibels:
    """Loudness of a short sound as a whole, without gates, in LUFS; -inf for silence.

    Args:
        samples: The whole sound, shape (frames, channels).
    """
    if not samples.size:
        return -math.inf
    return _lufs(float(np.square(weighted(samples)).mean(axis=1, dtype=np.float64).sum()))


def weighted(samples: Block) -> NDArray[np.float32]:
    """A short sound as a whole, K-weighted, shape (channels, frames); what rings on after its end is cut.

    Args:
        samples: The whole sound, at least one frame of it, shape (frames, channels).
    """
    heard = np.pad(samples.T.astype(np.float32), ((0, 0), (_TAPS - 1, -len(samples) % _HOP)))
    pieces = [_weighted(heard[:, place : place + _FFT]) for place in range(0, len(samples), _HOP)]
    return np.concatenate(pieces, axis=1)[:, : len(samples)]


def in_steps(samples: Block) -> NDArray[np.float64]:
    """K-weighted mean square of each whole 100 ms of a short sound, channels added, shape (steps,).

    Args:
        samples: The whole sound, shape (frames, channels).
    """
    meter = LoudnessMeter(samples.shape[1])
    meter.add(samples)
    return meter.energies


def loudest_moment(samples: Block) -> Decibels:
    """Loudness of the loudest 400 ms of a short sound, in LUFS.

    Args:
        samples: The whole sound, shape (frames, channels).
    """
    meter = LoudnessMeter(samples.shape[1])
    meter.add(samples)
    return meter.loudest()


def _step_energies(sound: NDArray[np.float32]) -> NDArray[np.float64]:
    """Weigh `_HOP` frames that follow the `_TAPS` - 1 before them; one energy for each 100 ms, shape (6,)."""
    steps = _weighted(sound).reshape(len(sound), -1, STEP)
    return np.asarray(np.einsum("cns,cns->n", steps, steps), dtype=np.float64) / STEP


def _weighted(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """`_HOP` frames, weighted, that follow the `_TAPS` - 1 before them, shape (channels, _HOP)."""
    # Scaled forward (and back by `_weights`), numpy computes in float32; unscaled, in float64, and four times as long.
    spectrum = np.fft.rfft(sound, axis=1, norm="forward")
    spectrum *= _weights()
    return np.asarray(np.fft.irfft(spectrum, _FFT, axis=1)[:, _TAPS - 1 :], dtype=np.float32)


@lru_cache(maxsize=1)
def _weights() -> NDArray[np.complex64]:
    """Spectrum of the impulse response, times what a forward transform is divided by, shape (_FFT // 2 + 1,)."""
    return (_FFT * np.fft.rfft(_response(), _FFT)).astype(np.complex64)


@lru_cache(maxsize=1)
def _response() -> NDArray[np.float64]:
    """Impulse response of both stages in turn, shape (_TAPS,)."""
    signal = [1.0] + [0.0] * (_TAPS - 1)
    for b0, b1, b2, _, a1, a2 in k_weighting().tolist():
        first = second = 0.0
        for place, value in enumerate(signal):
            signal[place] = out = b0 * value + first
            first, second = b1 * value - a1 * out + second, b2 * value - a2 * out
    return np.array(signal)


def _moments(energies: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean square of each 400 ms block; a last one that is not whole does not count (annex 1)."""
    if energies.size < 4:
        return np.zeros(0)
    return (energies[:-3] + energies[1:-2] + energies[2:-1] + energies[3:]) / 4.0


def _lufs(energy: float) -> Decibels:
    return _OFFSET + 10.0 * math.log10(energy) if energy > 0.0 else -math.inf


def energy_of(lufs: Decibels) -> float:
    """K-weighted mean square, channels added, of a sound of this loudness."""
    return float(10.0 ** ((lufs - _OFFSET) / 10.0))
