"""Mastering: measure the whole mix, move it all by one gain, touch nothing but peaks beyond the ceiling.

Never a dynamic normaliser: it would ride up in the pauses and shrink the distance from voice to bed. The
limiter looks ahead instead of reacting, so the outcome is again a pure function of position, without delay.
"""

import math
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator.sound.envelope import between, ease
from generator.sound.loudness import STEP, LoudnessMeter
from generator.sound.source import BLOCK_FRAMES, Block, FiniteSource, blocks, weigh
from generator.sound.true_peak import HOP, OVERSHOOT, REACH, TruePeakMeter, hop_peaks, true_peaks
from generator.units import Decibels, Samples, gain

Progress = Callable[[float], None]
"""Told how much is done, 0 to 1; it may raise to stop the work."""

SESSION_TARGET: Decibels = -18.0
"""Integrated loudness of a session, in LUFS."""
CEILING: Decibels = -1.5
"""Highest true peak before encoding, in dBTP: MP3 may overshoot a little, and stays under -1."""
MOST_GAIN: Decibels = 30.0
"""Next to nothing is not lifted further than this: it would only make noise loud."""
_SPREAD = 32
"""Hops (1.5 ms each) over which the limiter's gain is eased, before and after a peak."""
_MARGIN = 2 * _SPREAD + 2
"""Hops around a block that can have a say in its gain."""
_CLOSE: Decibels = 0.1
"""A loudness this near to the target is near enough."""
_MOST_PASSES = 4
"""Passes over the mix at most, when the limiter costs loudness."""


@dataclass(frozen=True, slots=True)
class MasterReport:
    """What mastering found and did."""

    measured: Decibels
    """Integrated loudness of the mix, in LUFS; -inf if it is silent."""
    measured_peak: Decibels
    """True peak of the mix, in dBTP."""
    gain: Decibels
    """What everything was moved by, in dB."""
    loudness: Decibels
    """Integrated loudness that comes out, in LUFS."""
    peak: Decibels
    """True peak that comes out, in dBTP."""
    limited: bool
    """True when there were peaks for the limiter."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """One pass over a source."""

    loudness: Decibels
    peak: Decibels
    step_peaks: NDArray[np.float32]
    """Largest sample of each 100 ms, shape (steps,)."""


class Master:
    """The mastered track: a source like the mix, of the same length.

    Args:
        mix: What is mastered.
        factor: The one gain, linear.
        ceiling: Highest true peak, in dBTP.
        step_peaks: Largest sample of each 100 ms of the mix; None when no peak reaches the ceiling.
    """

    def __init__(
        self,
        mix: FiniteSource,
        factor: float,
        ceiling: Decibels,
        step_peaks: NDArray[np.float32] | None = None,
    ) -> None:
        self._mix = mix
        self._factor = factor
        self._ceiling = gain(ceiling)
        self._step_peaks = step_peaks
        self.report = MasterReport(-math.inf, -math.inf, 0.0, -math.inf, -math.inf, limited=False)
        """What was measured; filled in by `master`."""

    @property
    def length(self) -> Samples:
        """Number of frames."""
        return self._mix.length

    def blocks(self, frames: Samples = BLOCK_FRAMES) -> Iterator[Block]:
        """The whole track in order, in blocks of `frames`."""
        return blocks(self, frames)

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop`, shape (stop - start, 2)."""
        first, last = start // HOP - _MARGIN, -(-stop // HOP) + _MARGIN
        if not self._may_pass(first * HOP - REACH, last * HOP + REACH):
            return self._mix.block(start, stop) * np.float32(self._factor)
        sound = self._around(first * HOP - REACH, last * HOP + REACH) * np.float32(self._factor)
        points = _eased(self._allowed(sound))
        level = between(points, HOP)[start - (first + _MARGIN) * HOP :][: stop - start]
        inside = sound[start - first * HOP + REACH :][: stop - start]
        weigh(inside, level.astype(np.float32))
        return inside

    def _may_pass(self, start: Samples, stop: Samples) -> bool:
        """Whether any sample in this stretch is so high that its true peak may pass the ceiling."""
        if self._step_peaks is None:
            return False
        peaks = self._step_peaks[max(0, start // STEP) : -(-stop // STEP)]
        return float(peaks.max(initial=0.0)) * self._factor * OVERSHOOT > self._ceiling

    def _around(self, start: Samples, stop: Samples) -> Block:
        """The mix with silence before its beginning and after its end."""
        left, right = max(start, 0), min(stop, self.length)
        return np.pad(self._mix.block(left, right), ((left - start, stop - right), (0, 0)))

    def _allowed(self, sound: Block) -> NDArray[np.float64]:
        """The most gain that each hop may have, 1 where its peak is under the ceiling."""
        peaks = hop_peaks(sound[REACH : len(sound) - REACH])
        near = np.flatnonzero(peaks * OVERSHOOT > self._ceiling)
        peaks[near] = true_peaks(sound, near)
        high = peaks > self._ceiling
        return np.where(high, self._ceiling / np.where(high, peaks, 1.0), 1.0)


def master(
    mix: FiniteSource,
    *,
    target: Decibels = SESSION_TARGET,
    ceiling: Decibels = CEILING,
    most_gain: Decibels = MOST_GAIN,
    on_progress: Progress = lambda _part: None,
) -> Master:
    """Measure the mix and find its one gain; the blocks are made when they are asked for.

    Args:
        mix: What to master.
        target: Integrated loudness to come out, in LUFS.
        ceiling: Highest true peak to come out, in dBTP.
        most_gain: The mix is lifted no further than this, in dB, even if the target is missed.
        on_progress: Told how much of the measuring is done; it may raise to stop.

    Returns:
        The mastered source, with its report.
    """
    found = _read(mix, _share(on_progress, 1))
    lift = min(target - found.loudness, most_gain) if math.isfinite(found.loudness) else 0.0
    loudness, peak = found.loudness + lift, found.peak + lift
    limited = peak > ceiling
    mastered = Master(mix, gain(lift), ceiling, found.step_peaks if limited else None)
    if limited:
        passed = 1
        while True:
            passed += 1
            result = _read(mastered, _share(on_progress, passed))
            loudness, peak = result.loudness, result.peak
            missing = min(target - loudness, most_gain - lift)
            if missing < _CLOSE or passed > _MOST_PASSES:
                break
            lift += missing  # cut peaks cost loudness: this brings it back
            mastered = Master(mix, gain(lift), ceiling, found.step_peaks)
    mastered.report = MasterReport(found.loudness, found.peak, lift, loudness, peak, limited=limited)
    on_progress(1.0)
    return mastered


def _share(on_progress: Progress, passed: int) -> Progress:
    """Progress of one pass. Nobody knows how many are to come, so each fills half of what is left."""
    return lambda part: on_progress(1.0 - 0.5**passed * (2.0 - part))


def _read(source: FiniteSource, on_progress: Progress) -> _Reading:
    """Hear the whole source once."""
    loudness, true_peak = LoudnessMeter(), TruePeakMeter()
    step_peaks = array("f")
    frames = 15 * STEP  # whole steps, so that each step's peak is found in one block
    for start in range(0, source.length, frames):
        block = source.block(start, min(start + frames, source.length))
        loudness.add(block)
        true_peak.add(block)
        whole = np.pad(block, ((0, -len(block) % STEP), (0, 0))).reshape(-1, 2 * STEP)
        step_peaks.extend(np.abs(whole).max(axis=1))
        on_progress(min(1.0, (start + frames) / source.length))
    return _Reading(loudness.integrated(), true_peak.peak(), np.array(step_peaks, dtype=np.float32))


def _eased(allowed: NDArray[np.float64]) -> NDArray[np.float64]:
    """Gains at the corners between hops that move softly and never pass what either neighbour allows.

    Each corner first takes the least that the hops within `_SPREAD` allow, then the weighted mean of the
    corners within `_SPREAD`, every one of which has already seen this corner's own hops.

    Args:
        allowed: The most gain of each hop, shape (hops,).

    Returns:
        Gains at the corners that have `_MARGIN` hops on either side, shape (hops - 2 · _MARGIN + 1,).
    """
    reach = np.lib.stride_tricks.sliding_window_view(allowed, 2 * _SPREAD + 2).min(axis=1)
    part = np.arange(1, 2 * _SPREAD + 2) / (2 * _SPREAD + 2)
    weights = ease(1.0 - np.abs(2.0 * part - 1.0))
    around = np.lib.stride_tricks.sliding_window_view(reach, 2 * _SPREAD + 1)
    return np.asarray(around @ (weights / weights.sum()))[1:-1]
