"""Mastering: measure the mix, move it all by one gain, touch nothing but peaks beyond the ceiling.

Never a dynamic normaliser: it would ride up in the pauses and shrink the distance from voice to bed. The
limiter looks ahead instead of reacting, so the outcome is again a pure function of position, without delay.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from generator.sound.envelope import between, eased_gains
from generator.sound.loudness import STEP, LoudnessMeter, integrated
from generator.sound.reading import OnShare, Reading, hear
from generator.sound.source import Block, FiniteSource, around, weigh
from generator.sound.true_peak import HOP, OVERSHOOT, REACH, hop_peaks, true_peaks
from generator.units import Decibels, Samples, gain

SESSION_TARGET: Decibels = -18.0
"""Integrated loudness of a session, in LUFS."""


@dataclass(frozen=True, slots=True)
class Limiter:
    """What peaks are held to."""

    ceiling: Decibels
    """Highest true peak before encoding, in dBTP."""
    spread: int
    """Hops (1.5 ms each) over which its gain is eased, before and after a peak."""
    most_back: Decibels = 2.5
    """Loudness that it takes from the voice is given back up to here: more would only bring the bed nearer."""
    most_over: Decibels = 2.0
    """Speech comes out no further than this over the target. In a track of next to no words the relative gate lets the
    bed through, and by the meter alone the few words would then be shouted."""
    words_only: bool = False
    """Only words count as speech that may be shouted, and not the breathing sounds among them."""

    @property
    def margin(self) -> int:
        """Hops around a block that can have a say in its gain."""
        return 2 * self.spread + 2


USUAL = Limiter(-1.5, 32)
"""VBR overshoots a little, and stays under -1 dBTP; the few peaks there are come down as gently as can be."""
NOISY = Limiter(-2.9, 8, most_back=0.8, most_over=2.6, words_only=True)
"""One channel at 96 kb/s overshoots by up to 1.8 dB. The voice's peaks were held before it came into the mix; here it
has no room left, and what more were cut from it would let bed and tones through the meter's gate and make it softer."""
MOST_GAIN: Decibels = 30.0
"""Next to nothing is not lifted further than this: it would only make noise loud."""
_CLOSE: Decibels = 0.05
"""A loudness this near to the target is near enough."""
_MOST_PASSES = 8
"""Passes over what is limited at most, when the limiter costs loudness."""
_LEAST_ANSWER = 0.3
"""Of a further lift, at least this share is expected to come out."""
_TELLING: Decibels = -0.5
"""A step whose samples stay this far under the ceiling loses no loudness worth measuring again."""
_WARM = 1
"""Steps heard before a stretch that is measured again: the weighting reaches back for less than one."""
_AT_ONCE = 30
"""Steps measured again at a time."""


@dataclass(frozen=True, slots=True)
class MasterReport:
    """What mastering found and did."""

    measured: Decibels
    """Integrated loudness of the mix, in LUFS; -inf if it is silent."""
    gain: Decibels
    """What everything was moved by, in dB."""
    loudness: Decibels
    """Integrated loudness that comes out, in LUFS."""
    limited: bool
    """True when there may be peaks for the limiter."""


class Master:
    """The mastered track: a source like the mix, of the same length.

    Args:
        mix: What is mastered.
        factor: The one gain, linear.
        limiter: What its peaks are held to.
        step_peaks: No sample of each 100 ms of the mix is larger.
    """

    def __init__(
        self,
        mix: FiniteSource,
        factor: float,
        limiter: Limiter,
        step_peaks: NDArray[np.float32],
    ) -> None:
        self._mix = mix
        self._factor = factor
        self._limiter = limiter
        self._ceiling = gain(limiter.ceiling)
        self._step_peaks = step_peaks
        self.report = MasterReport(-math.inf, 0.0, -math.inf, limited=False)
        """What was measured; filled in by `master`."""

    @property
    def length(self) -> Samples:
        """Number of frames."""
        return self._mix.length

    def lowered(self, by: Decibels) -> "Master":
        """The same with a ceiling that is lower by so many dB: for an encoder that overshoots more than usual."""
        limiter = replace(self._limiter, ceiling=self._limiter.ceiling - by)
        lower = Master(self._mix, self._factor, limiter, self._step_peaks)
        lower.report = self.report
        return lower

    @property
    def limits(self) -> bool:
        """Whether the limiter may have something to do."""
        return self._may_pass(0, self.length)

    def told(self) -> NDArray[np.bool_]:
        """The steps of 100 ms whose loudness the limiter may change, shape (steps,)."""
        return np.asarray(self._step_peaks * self._factor > self._ceiling * gain(_TELLING))

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop`, shape (stop - start, channels)."""
        margin = self._limiter.margin
        first, last = start // HOP - margin, -(-stop // HOP) + margin
        if not self._may_pass(first * HOP - REACH, last * HOP + REACH):
            plain = self._mix.block(start, stop)
            plain *= np.float32(self._factor)
            return plain
        sound = around(self._mix, first * HOP - REACH, last * HOP + REACH)
        sound *= np.float32(self._factor)
        points = eased_gains(self._allowed(sound), self._limiter.spread)
        level = between(points, HOP)[start - (first + margin) * HOP :][: stop - start]
        inside = sound[start - first * HOP + REACH :][: stop - start]
        weigh(inside, level.astype(np.float32))
        return inside

    def _may_pass(self, start: Samples, stop: Samples) -> bool:
        """Whether any sample in this stretch is so high that its true peak may pass the ceiling."""
        peaks = self._step_peaks[max(0, start // STEP) : -(-stop // STEP)]
        return float(peaks.max(initial=0.0)) * self._factor * OVERSHOOT > self._ceiling

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
    limiter: Limiter = USUAL,
    most_gain: Decibels = MOST_GAIN,
    reading: Reading | None = None,
    on_share: OnShare = lambda _share: None,
) -> Master:
    """Find the one gain of a mix; the blocks are made when they are asked for.

    Args:
        mix: What to master.
        target: Integrated loudness to come out, in LUFS.
        limiter: What its peaks are held to.
        most_gain: The mix is lifted no further than this, in dB, even if the target is missed.
        reading: What is known of the mix; without it, the whole mix is heard once.
        on_share: Told how much of the measuring is done; it may raise to stop.

    Returns:
        The mastered source, with its report.
    """
    found = reading or hear(mix, lambda share: on_share(share / 2.0))
    measured = integrated(found.energies)
    if reading:
        speech = reading.voice if limiter.words_only else reading.speech
        target = _unshouted(target, measured, speech, limiter.most_over)
    lift = min(target - measured, most_gain) if math.isfinite(measured) else 0.0
    most_gain = min(most_gain, lift + limiter.most_back)
    mastered = Master(mix, gain(lift), limiter, found.peaks)
    loudness = measured + lift
    more, answer = 0.0, 1.0  # how much of a further lift comes out: less, the more the limiter takes
    for passed in range(1, _MOST_PASSES + 1):
        if not mastered.limits:
            break
        energies = _after_limiting(mastered, found.energies * gain(lift) ** 2)
        on_share(1.0 - 0.5 ** (passed + 1))
        before, loudness = loudness, integrated(energies)
        if passed > 1 and loudness < before < target:
            # What is cut from the words lets what is soft pass the meter's gate: more gain came out as less.
            lift, loudness, mastered = (
                lift - more,
                before,
                Master(mix, gain(lift - more), limiter, found.peaks),
            )
            break
        if passed > 1 and more > 0.0:
            answer = min(max((loudness - before) / more, _LEAST_ANSWER), 1.0)
        more = min((target - loudness) / answer, most_gain - lift)
        if more < _CLOSE or passed == _MOST_PASSES:
            break
        lift += more  # cut peaks cost loudness: this brings it back
        mastered = Master(mix, gain(lift), limiter, found.peaks)
    mastered.report = MasterReport(measured, lift, loudness, limited=mastered.limits)
    on_share(1.0)
    return mastered


def _unshouted(target: Decibels, measured: Decibels, speech: Decibels, most_over: Decibels) -> Decibels:
    """The target, or less where speech would come out too far above it."""
    return min(target, target + most_over - speech + measured) if math.isfinite(speech) else target


def _after_limiting(mastered: Master, energies: NDArray[np.float64]) -> NDArray[np.float64]:
    """The energies that come out, measured again where the limiter is at work.

    Args:
        mastered: The mastered source.
        energies: What would come out without its limiter, shape (steps,).
    """
    told = mastered.told()[: len(energies)]
    reach = np.convolve(told, np.ones(5), "same") > 0  # its gain is eased over 0.1 s either way
    edges = np.flatnonzero(np.diff(reach, prepend=False, append=False))
    result = energies.copy()
    for first, last in edges.reshape(-1, 2):
        begin = max(0, first - _WARM)
        meter: LoudnessMeter | None = None
        for place in range(begin, last, _AT_ONCE):
            block = mastered.block(place * STEP, min(place + _AT_ONCE, last) * STEP)
            meter = meter or LoudnessMeter(block.shape[1])
            meter.add(block)
        if meter is not None:
            result[first:last] = meter.energies[first - begin :]
    return result
