"""The stems of a mix: the voice, the bed at its level, and how the whole grows softer."""

import sys
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from generator.plan.closing import SOFTER
from generator.plan.cues import Utterance
from generator.plan.timeline import Spoken, Timeline
from generator.sound.ahead import side_by_side
from generator.sound.dense import Hold, denser
from generator.sound.ducking import BedLevel
from generator.sound.loudness import BOTH_CHANNELS, STEP, energy_of, in_steps, integrated
from generator.sound.memory import Memory
from generator.sound.reading import read
from generator.sound.source import Block, Mono, Source, centred, silence, weigh
from generator.units import Decibels, Samples, gain, to_samples

SPEECH: Decibels = -23.0
"""Loudness of the speech inside the mix, in LUFS, both channels playing it; the master moves all as one."""
_PIECE, _PIECES = 5, 400
"""Steps of 100 ms in what is heard of a bed at a time, and how many such pieces at most."""
_DENSE = 96
"""Clips made denser that stay in memory, some 60 MB: in a track of few words each is asked for several times."""
_HOLD: Samples = to_samples(5.0)
"""Clips this near to the last block stay in memory: the limiter looks a little back and ahead."""


@dataclass(frozen=True, slots=True)
class Balance:
    """How the stems lie to one another, and how the whole moves."""

    bed_under: Decibels = 22.0
    """How far the bed lies under the speech while speech runs, in LU."""
    tones_under: Decibels = 14.0
    """How far the breathing sounds lie under the speech, in LU, in cycles of their own and in counted ones."""
    soft_under: Decibels = 20.0
    """The same once the way in is over, and sentences are spoken over them."""
    rise: Decibels = 3.0
    """How far the bed comes up where nobody speaks for a while, in LU."""
    longest_head: Samples = sys.maxsize
    """The bed fades in over the track's head, but over no more than this."""
    longest_tail: Samples = sys.maxsize
    """The bed fades out over the track's tail, but over no more than this."""
    hold: Hold | None = None
    """The voice's loud syllables are brought down towards its soft ones, and its peaks held to this; None for neither."""
    closing: Decibels = SOFTER
    """How much softer the voice says the last paragraph, in dB."""
    taper: Decibels = 0.0
    """How much softer the whole is by its last word than in its first half, in dB."""


class Clip(Protocol):
    """What the mix needs of a clip."""

    @property
    def length(self) -> Samples:
        """Frames at `RATE`."""
        ...

    def read(self) -> NDArray[np.float32]:
        """All of its samples at `RATE`, shape (length,)."""
        ...


@dataclass(frozen=True, slots=True)
class Levelled:
    """A clip of another voice, as loud as the voice that it helps out."""

    clip: Clip
    factor: float

    @property
    def length(self) -> Samples:
        """Frames at `RATE`."""
        return self.clip.length

    def read(self) -> NDArray[np.float32]:
        """Its samples at `RATE`."""
        return self.clip.read() * np.float32(self.factor)


class Bed(Source, Protocol):
    """A source without an end that knows how loud it is."""

    @property
    def channels(self) -> int:
        """1 or 2."""
        ...

    @property
    def loudness(self) -> Decibels:
        """Its loudness in LUFS as its blocks come; -inf for no bed at all."""
        ...

    @property
    def crest(self) -> Decibels:
        """How much louder than that its loudest 400 ms are, in LU."""
        ...

    @property
    def peak(self) -> float:
        """The largest sample that is to be expected, as a linear factor."""
        ...


class _Held(threading.local):
    """The clips that a thread is busy with: each thread is somewhere else in the track."""

    def __init__(self) -> None:
        self.clips: dict[int, NDArray[np.float32]] = {}


class VoiceStem:
    """The speech: clips in their places, read when their block comes and dropped when it has passed.

    Args:
        spoken: The utterances in their places, in order, never overlapping.
        clips: The clip of every utterance.
        factor: The one gain of the whole voice.
        closing: From which frame on the words are softer, and by how much, in dB.
        hold: It is made denser, its peaks held to this, and then brought back to the loudness that it had; None for not.
    """

    def __init__(
        self,
        spoken: tuple[Spoken, ...],
        clips: Mapping[Utterance, Clip],
        factor: float,
        *,
        closing: tuple[Samples, Decibels] = (sys.maxsize, 0.0),
        hold: Hold | None = None,
    ) -> None:
        self._closing, self._softer = closing, np.float32(gain(-closing[1]))
        self._spoken = spoken
        self._starts = [said.start for said in spoken]
        self._ends = [said.end for said in spoken]
        self._clips = clips
        self._factor = np.float32(factor)
        self._hold = hold
        self._held = _Held()
        self._dense: Memory[Utterance, NDArray[np.float32]] = Memory(_DENSE)
        self._finding = threading.Lock()

    def with_hold(self, hold: Hold) -> "VoiceStem":
        """The same with its peaks held to something else."""
        return VoiceStem(self._spoken, self._clips, float(self._factor), closing=self._closing, hold=hold)

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop`, shape (stop - start, 2)."""
        return centred(self.mono(start, stop))

    def mono(self, start: Samples, stop: Samples) -> Mono:
        """Frames `start` to `stop` of what both channels play, shape (stop - start,)."""
        sound = np.zeros(stop - start, dtype=np.float32)
        for index in range(bisect_right(self._ends, start), bisect_left(self._starts, stop)):
            said = self._spoken[index]
            samples = self._samples(index)
            left, right = max(start, said.start), min(stop, said.start + len(samples))
            if left < right:
                sound[left - start : right - start] = samples[left - said.start : right - said.start]
        self._held.clips = {
            index: samples
            for index, samples in self._held.clips.items()
            if self._ends[index] > start - _HOLD and self._starts[index] < stop + _HOLD
        }
        return sound

    def _samples(self, index: int) -> NDArray[np.float32]:
        """The levelled clip of one place, cut to that place's length."""
        clips = self._held.clips
        if index not in clips:
            said = self._spoken[index]
            if self._hold:
                whole = self._denser(said.utterance)[: said.length] * self._lost_once()
            else:
                whole = self._plain(said.utterance)[: said.length]
            clips[index] = whole * self._softer if said.start >= self._closing[0] else whole
        return clips[index]

    def _lost_once(self) -> np.float32:
        with self._finding:  # whoever comes meanwhile waits, rather than finding it out as well
            return self._lost

    @cached_property
    def _lost(self) -> np.float32:
        """How much louder the voice was before it was made denser, as a linear factor.

        Found when the voice is first asked for: whoever wants only the other stems needs no clips.
        """

        def energies(utterance: Utterance) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
            return in_steps(self._plain(utterance)[:, None]), in_steps(self._denser(utterance)[:, None])

        distinct = list(dict.fromkeys(said.utterance for said in self._spoken))
        with closing(side_by_side(energies, distinct)) as found:
            plain, dense = (np.concatenate(all_of) for all_of in zip(*found, strict=True))
        lost = integrated(plain) - integrated(dense)
        return np.float32(gain(lost) if np.isfinite(lost) else 1.0)

    def _plain(self, utterance: Utterance) -> NDArray[np.float32]:
        return np.asarray(self._clips[utterance].read() * self._factor)

    def _denser(self, utterance: Utterance) -> NDArray[np.float32]:
        hold = self._hold
        assert hold is not None  # noqa: S101 - only who holds its peaks asks
        return self._dense.get(utterance, lambda: denser(self._plain(utterance), hold))


class BedStem:
    """The bed at its level, ducked and faded.

    Args:
        timeline: The track, placed.
        bed: The bed, at any loudness.
        balance: How it lies to the speech, and over how much it fades.
    """

    def __init__(self, timeline: Timeline, bed: Bed, balance: Balance) -> None:
        self._bed = bed
        self._steps = timeline.length // STEP
        self._level = BedLevel(timeline, balance.rise, balance.longest_head, balance.longest_tail)
        speech = SPEECH if bed.channels > 1 else SPEECH - BOTH_CHANNELS
        self._factor = gain(speech - balance.bed_under - bed.loudness) if np.isfinite(bed.loudness) else 0.0

    @property
    def energy(self) -> float:
        """K-weighted mean square at level 1, channels added."""
        return energy_of(self._bed.loudness) * self._factor**2 if self._factor else 0.0

    @property
    def top(self) -> float:
        """The same for its loudest 400 ms."""
        return self.energy * gain(self._bed.crest) ** 2

    @property
    def crest(self) -> Decibels:
        """How much louder those are than the whole, in LU."""
        return self._bed.crest

    @property
    def peak(self) -> float:
        """The largest sample to be expected at level 1."""
        return self._bed.peak * self._factor

    @cached_property
    def heard(self) -> NDArray[np.float64]:
        """K-weighted mean square at level 1 of each whole step of 100 ms in the track, channels added, shape (steps,).

        Of a long track, stretches of 0.5 s are heard, evenly spread over it; each stands for those after it up to the next.
        """
        steps = self._steps
        pieces = -(-steps // _PIECE)
        every = max(1, -(-pieces // _PIECES))
        stretches = [
            (piece * _PIECE * STEP, (piece + 1) * _PIECE * STEP) for piece in range(0, pieces, every)
        ]
        with closing(side_by_side(partial(read, self._bed), stretches)) as found:
            energies = np.stack([energies for energies, _ in found])
        whole = np.repeat(energies, every, axis=0).reshape(-1)[:steps]
        return np.asarray(whole * self._factor**2, dtype=np.float64)

    def levels(self, places: NDArray[np.integer]) -> NDArray[np.float64]:
        """Its level at these frames, 1 where speech runs."""
        return self._level.at(places.astype(np.float64))

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop`, shape (stop - start, channels)."""
        if not self._factor:
            return silence(stop - start, self._bed.channels)
        sound = self._bed.block(start, stop)
        for left, right, level in self._level.pieces(start, stop):
            piece = sound[left - start : right - start]
            if isinstance(level, float):
                piece *= np.float32(level * self._factor)
            else:
                weigh(piece, (level * self._factor).astype(np.float32))
        return sound


class Taper:
    """How the whole grows softer: untouched in the first half, then evenly down to the last word.

    Args:
        timeline: The track, placed.
        depth: How much softer it is by then, in dB.
    """

    def __init__(self, timeline: Timeline, depth: Decibels) -> None:
        last = max((said.end for said in timeline.spoken), default=timeline.length)
        self._places = (last // 2, max(last, last // 2 + 1))
        self._depth = depth

    def levels(self, places: NDArray[np.integer]) -> NDArray[np.float64]:
        """Linear gain at these frames."""
        part = np.interp(places, self._places, (0.0, 1.0))
        return np.asarray(10.0 ** (-self._depth / 20.0 * part))

    def apply(self, block: Block, start: Samples) -> None:
        """Weigh a block whose first frame is `start`, in place."""
        if self._depth and start + len(block) > self._places[0]:
            weigh(block, self.levels(np.arange(start, start + len(block))).astype(np.float32))
