"""True peak by ITU-R BS.1770-4 annex 2: four times oversampled, and only where it can matter."""

import numpy as np
from numpy.typing import NDArray

from generator.sound.source import Block
from generator.units import Decibels, Samples, decibels

HOP: Samples = 64
"""Frames over which one peak is taken."""
REACH: Samples = 12
"""Frames of sound that the interpolation needs on either side."""
OVERSHOOT = 2.0**0.5
"""How far a true peak may lie above the samples around it: 3 dB, a tone at a quarter of the rate and 45°."""
_FACTOR = 4


def _interpolator() -> NDArray[np.float64]:
    """Windowed sinc for the three points between two samples, shape (2 · REACH, 3)."""
    places = np.arange(1 - REACH, REACH + 1)[:, None] - np.arange(1, _FACTOR) / _FACTOR
    window = np.i0(8.0 * np.sqrt(1.0 - (places / (REACH + 0.5)) ** 2)) / np.i0(8.0)
    taps = np.sinc(places) * window
    return np.asarray(taps / taps.sum(axis=0))


_TAPS = _interpolator()


def hop_peaks(sound: Block) -> NDArray[np.float64]:
    """Largest sample of each whole hop, over both channels, shape (frames // HOP,)."""
    whole = len(sound) // HOP
    peaks = [
        np.abs(channel[: whole * HOP]).reshape(whole, HOP).max(axis=1, initial=0.0) for channel in sound.T
    ]
    return np.asarray(np.max(peaks, axis=0), dtype=np.float64)


def largest(sound: Block) -> float:
    """Largest sample over all channels, as a linear factor."""
    return max(float(sound.max(initial=0.0)), -float(sound.min(initial=0.0)))


def true_peaks(sound: Block, hops: NDArray[np.intp]) -> NDArray[np.float64]:
    """True peak of chosen hops, as linear factors, shape (len(hops),).

    Args:
        sound: Frames with `REACH` more before the first hop and after the last, shape (frames, channels).
        hops: Numbers of the hops wanted; hop 0 begins at frame REACH of `sound`.
    """
    if not hops.size:
        return np.zeros(0)
    windows = sound[hops[:, None] * HOP + np.arange(HOP + 2 * REACH)].astype(np.float64)
    around = np.lib.stride_tricks.sliding_window_view(windows, 2 * REACH, axis=1)[:, 1:]
    highest = np.abs(around @ _TAPS).max(axis=(1, 2, 3))
    return np.asarray(np.maximum(highest, np.abs(windows[:, REACH : REACH + HOP]).max(axis=(1, 2))))


def higher(sound: Block, highest: float) -> float:
    """True peak of the whole hops of a sound, as a linear factor, if it is over `highest`; else that.

    Args:
        sound: Frames with `REACH` more before the first hop and after the last, shape (frames, channels).
        highest: What it is compared with; only hops that may pass it are oversampled.
    """
    peaks = hop_peaks(sound[REACH : len(sound) - REACH])
    if peaks.size:
        loudest = np.array([int(peaks.argmax())])
        for hops in (loudest, np.flatnonzero(peaks * OVERSHOOT > highest)):
            wanted = hops[peaks[hops] * OVERSHOOT > highest]
            highest = max(highest, float(true_peaks(sound, wanted).max(initial=0.0)))
    return highest


class TruePeakMeter:
    """A meter that is fed blocks of any size; it oversamples only hops near the highest so far."""

    def __init__(self, channels: int = 2) -> None:
        self._held: Block = np.zeros((REACH, channels), dtype=np.float32)
        self._highest = 0.0

    def add(self, block: Block) -> None:
        """Hear the next frames, shape (frames, channels)."""
        if len(block) >= 2 * REACH and OVERSHOOT * max(largest(self._held), largest(block)) <= self._highest:
            self._held = block[-2 * REACH :].copy()
            return
        heard = np.concatenate([self._held, block])
        whole = max(0, (len(heard) - 2 * REACH) // HOP)
        self._highest = higher(heard, self._highest)
        self._held = heard[whole * HOP :].copy()

    def peak(self) -> Decibels:
        """The highest true peak of all that was heard, in dBTP; -inf for silence."""
        end = np.concatenate([self._held, np.zeros((HOP + 2 * REACH, self._held.shape[1]), dtype=np.float32)])
        hops = np.arange((len(end) - 2 * REACH) // HOP)
        return decibels(max(self._highest, float(true_peaks(end, hops).max(initial=0.0))))
