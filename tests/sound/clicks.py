"""A finder of clicks: where a sound cannot be told from what came just before it.

Linear prediction is what restorers of old records find clicks with (S. Godsill and P. Rayner, "Digital Audio Restoration",
1998, chapter 5): a sound is foretold from its last samples, and a click is where the error stands far out of the errors
around it. It sees a step or a lost sample under noise and tones that are themselves many times larger.
"""

import numpy as np
from numpy.typing import NDArray

from generator.units import RATE

ORDER = 24
"""Samples that each is foretold from."""
FRAME = RATE // 4
"""Frames over which one prediction holds."""
AROUND = RATE // 100
"""Frames over which the spread of the errors is taken."""
STANDS_OUT = 6.2
"""Times the spread (a deviation, by the median): noise alone comes to 5.3 in a minute."""


def clicks(sound: NDArray[np.float32]) -> NDArray[np.intp]:
    """Frames, at least 10 ms apart, at which one channel clicks.

    Args:
        sound: Shape (frames,); silence is put around it, so that a hard edge is found as well.
    """
    padded = np.pad(sound.astype(np.float64), (FRAME, 2 * FRAME))
    whole = padded[: len(padded) // FRAME * FRAME]
    floor = 1e-5 * float(np.abs(whole).max(initial=0.0)) + 1e-12  # what is 100 dB down clicks for nobody
    errors = np.concatenate([_errors(whole, begin) for begin in range(0, len(whole), FRAME)])
    spread = _spread(errors, floor)
    out = np.flatnonzero(np.abs(errors) > STANDS_OUT * spread) - FRAME
    return out[np.diff(out, prepend=-RATE) > AROUND]


def _errors(sound: NDArray[np.float64], begin: int) -> NDArray[np.float64]:
    """What linear prediction gets wrong in one frame."""
    frame = sound[begin : begin + FRAME]
    windowed = frame * np.hanning(FRAME)
    power = np.abs(np.fft.rfft(windowed, 2 * FRAME)) ** 2
    lags = np.fft.irfft(power)[: ORDER + 1]
    if lags[0] <= 0.0:
        return np.zeros(FRAME)
    places = np.abs(np.arange(ORDER)[:, None] - np.arange(ORDER))
    taps = np.linalg.solve(lags[places] + 1e-9 * lags[0] * np.eye(ORDER), lags[1:])
    before = np.pad(sound[max(0, begin - ORDER) : begin], (max(0, ORDER - begin), 0))
    return np.convolve(np.concatenate([before, frame]), np.concatenate([[1.0], -taps]))[ORDER : ORDER + FRAME]


def _spread(errors: NDArray[np.float64], floor: float) -> NDArray[np.float64]:
    """Deviation of the errors around each frame, as far as its neighbours on both sides have it, shape (frames,)."""
    whole = np.abs(np.pad(errors, (0, -len(errors) % AROUND))).reshape(-1, AROUND)
    middle = np.median(whole, axis=1) / 0.6745
    beside = np.maximum(np.maximum(middle, np.roll(middle, 1)), np.roll(middle, -1))
    return np.repeat(np.maximum(beside, floor), AROUND)[: len(errors)]
