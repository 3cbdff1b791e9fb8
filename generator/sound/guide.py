"""What leads the breath: one sound for the in-breath and its top, a different one for the out-breath.

Whatever the sound, it stands in the middle, starts and ends at nothing, runs through the whole of its phase, and keeps to
150 Hz – 2 kHz, where a phone's speaker still speaks and nothing is sharp. It is made once for each pattern and used again.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from generator.plan.choices import BREATH_SOUNDS
from generator.plan.timeline import Breath, Phase
from generator.sound.air import air_in, air_out, sea_in, sea_out
from generator.sound.envelope import Curve
from generator.sound.loudness import STEP, weighted
from generator.sound.source import Block, Mono, centred
from generator.sound.swell import OVERLAP
from generator.sound.tones import tone_in, tone_out
from generator.units import Decibels, Samples, gain

Half = Callable[..., Mono]
"""One half of a breath at 0 LUFS, by the lengths of what it is made of."""

TONE = BREATH_SOUNDS[0]
GUIDES: dict[str, tuple[Half, Half]] = {
    "tone": (tone_in, tone_out),
    "air": (air_in, air_out),
    "sea": (sea_in, sea_out),
}
"""By the listener's choice: in-breath with top (by the lengths of both), and out-breath (by its own)."""


class BreathGuide:
    """The breathing sounds of a track.

    Args:
        breaths: The phases of its breaths, in order of start.
        sound: One of `GUIDES`.
        speech: Loudness of the speech, in LUFS, that levels are counted from.
        under: How far the sounds lie under it, in LU: in cycles of their own, and where they run softly.
    """

    def __init__(
        self, breaths: Iterable[Breath], sound: str, speech: Decibels, under: tuple[Decibels, Decibels]
    ) -> None:
        self._parts = sorted(
            (
                part
                for _, cycle in groupby(breaths, lambda breath: breath.cycle)
                for part in _parts(tuple(cycle))
            ),
            key=lambda part: part.start,
        )
        self._starts = [part.start for part in self._parts]
        self._longest = max((part.length for part in self._parts), default=0)
        self._sounds = GUIDES[sound]
        self._levels = tuple(gain(speech - below) for below in under)

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop`, shape (stop - start, 2)."""
        mono = np.zeros(stop - start, dtype=np.float32)
        self.add_to(mono, start)
        return centred(mono)

    def add_to(self, mono: Mono, start: Samples) -> None:
        """Add what both channels play of it to a stretch whose first frame is `start`."""
        stop = start + len(mono)
        first = bisect_right(self._starts, start - self._longest)
        for part in self._parts[first : bisect_left(self._starts, stop)]:
            left, right = max(start, part.start), min(stop, part.start + part.length)
            if left < right:
                piece = part.sound(self._sounds)[left - part.start : right - part.start]
                level = part.level(np.arange(left, right), self._levels[part.soft])
                mono[left - start : right - start] += piece * level

    def foreseen(self, steps: int) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        """K-weighted mean square of what one channel plays in each 100 ms, and what no sample there is larger than.

        A breath sounds as the last one did, so that each is weighed once and then only moved into its place.

        Args:
            steps: How many 100 ms of the track, counted from its beginning.
        """
        energies, peaks = np.zeros(steps), np.zeros(steps, dtype=np.float32)
        for part in self._parts:
            edges = (
                np.arange(part.start // STEP, min(-(-(part.start + part.length) // STEP), steps) + 1) * STEP
            )
            if len(edges) < 2:
                continue
            grown, highest = _weighed(part.made(self._sounds))
            # A step's level is that of its middle: fades take seconds.
            level = part.level(edges[:-1] + STEP // 2, self._levels[part.soft])
            places = np.minimum(np.arange(len(grown)) * STEP, part.length) + part.start
            here = slice(edges[0] // STEP, edges[-1] // STEP)
            energies[here] += np.diff(np.interp(edges, places, grown)) / STEP * level**2
            peaks[here] += highest * self._levels[part.soft]
        return energies, peaks


@dataclass(frozen=True, slots=True)
class _Part:
    """One half of a breath: the in-breath with its top, or the out-breath."""

    start: Samples
    length: Samples
    """Frames that sound, the overlap into the next phase among them."""
    moving: Samples
    """Frames of the in- or the out-breath itself."""
    still: Samples
    """Frames of the top."""
    inhale: bool
    soft: bool
    fade_places: tuple[Samples, ...]
    fade_levels: tuple[float, ...]

    def made(self, sounds: tuple[Half, Half]) -> tuple[Half, tuple[Samples, ...]]:
        """What makes its sound, and by which lengths."""
        return (sounds[0], (self.moving, self.still)) if self.inhale else (sounds[1], (self.moving,))

    def sound(self, sounds: tuple[Half, Half]) -> Mono:
        """The whole half at 0 LUFS, shape (length,)."""
        make, lengths = self.made(sounds)
        return make(*lengths)

    def level(self, places: NDArray[np.integer], level: float) -> Mono | np.float32:
        """Linear gain of these frames of the track, which lie within the part or next to it."""
        if set(self.fade_levels) == {1.0}:
            return np.float32(level)
        faded = np.interp(places, self.fade_places, self.fade_levels) * level
        return np.asarray(faded, dtype=np.float32)


@lru_cache(maxsize=8)
def _weighed(made: tuple[Half, tuple[Samples, ...]]) -> tuple[Curve, float]:
    """K-weighted energy of a sound from its beginning up to each 100 ms and to its end, and its largest sample."""
    make, lengths = made
    sound = make(*lengths)
    squares = np.square(weighted(sound[:, None])[0], dtype=np.float64)
    steps = np.add.reduceat(squares, np.arange(0, len(squares), STEP))
    return np.concatenate([[0.0], np.cumsum(steps)]), float(np.abs(sound).max())


def _parts(cycle: tuple[Breath, ...]) -> list[_Part]:
    """The one or two halves of a breath whose phases are given."""
    rising = [breath for breath in cycle if breath.phase is not Phase.EXHALE]
    falling = [breath for breath in cycle if breath.phase is Phase.EXHALE]
    parts = []
    for phases, inhale in ((rising, True), (falling, False)):
        if not phases:
            continue
        start = phases[0].start
        whole = phases[-1].start + phases[-1].length - start
        still = sum(breath.length for breath in phases if breath.phase is Phase.TOP)
        overlap = OVERLAP if inhale and falling else 0
        parts.append(
            _Part(
                start=start,
                length=whole + overlap,
                moving=whole - still,
                still=still + overlap,
                inhale=inhale,
                soft=phases[0].soft,
                fade_places=tuple(p for b in phases for p in (b.start, b.start + b.length - 1)),
                fade_levels=tuple(level for b in phases for level in b.fade),
            )
        )
    return parts
