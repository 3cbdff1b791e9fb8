"""The mix: four stems on one timeline, pulled in blocks.

Everything hangs on the speech: one gain for the whole voice brings it to `SPEECH`, and bed, tones and bells
are set so many LU under that. The mix is a pure function of position and holds only a few clips at a time.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from generator.plan.cues import Utterance
from generator.plan.timeline import Spoken, Timeline
from generator.sound.bells import Bells
from generator.sound.ducking import BedLevel
from generator.sound.source import BLOCK_FRAMES, Block, Silence, Source, blocks, weigh
from generator.sound.tones import BreathingTones
from generator.units import Decibels, Samples, gain, to_samples

SPEECH: Decibels = -23.0
"""Loudness of the speech inside the mix, in LUFS, both channels playing it; the master moves all as one."""
BED_UNDER_SPEECH: Decibels = 22.0
"""How far the bed lies under the speech while speech runs, in LU, unless told otherwise."""
STEMS = ("voice", "bed", "tones", "bells")
_BOTH_CHANNELS: Decibels = 10.0 * float(np.log10(2.0))
"""Playing one channel's sound on both adds this to its loudness (BS.1770-4 adds the channels' energies)."""
_HOLD: Samples = to_samples(5.0)
"""Clips this near to the last block stay in memory: the limiter looks a little back and ahead."""


class Clip(Protocol):
    """What the mix needs of a clip."""

    @property
    def length(self) -> Samples:
        """Frames at `RATE`."""
        ...

    def read(self) -> NDArray[np.float32]:
        """All of its samples at `RATE`, shape (length,)."""
        ...


class Bed(Source, Protocol):
    """A source without an end that knows how loud it is."""

    @property
    def loudness(self) -> Decibels:
        """Its loudness in LUFS as its blocks come; -inf for no bed at all."""
        ...


class Mix:
    """A track before mastering.

    Args:
        timeline: The track, placed.
        clips: The clip of every utterance in it.
        voice_loudness: Loudness of the voice's clips, in LUFS, measured as a mono (one-channel) file.
        bed: The bed, at any loudness.
        tones: Whether the breathing tones are heard.
        bed_under: How far the bed lies under the speech while speech runs, in LU.
    """

    def __init__(
        self,
        timeline: Timeline,
        clips: Mapping[Utterance, Clip],
        *,
        voice_loudness: Decibels,
        bed: Bed,
        tones: bool = True,
        bed_under: Decibels = BED_UNDER_SPEECH,
    ) -> None:
        self._length = timeline.length
        self._stems: dict[str, Source] = {
            "voice": VoiceStem(timeline.spoken, clips, gain(SPEECH - voice_loudness - _BOTH_CHANNELS)),
            "bed": BedStem(timeline, bed, SPEECH - bed_under),
            "tones": BreathingTones(timeline.breaths, SPEECH) if tones else Silence(),
            "bells": Bells(timeline.bells, SPEECH, timeline.length),
        }

    @property
    def length(self) -> Samples:
        """Number of frames."""
        return self._length

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop` of the whole mix, shape (stop - start, 2)."""
        mixed = self._stems["voice"].block(start, stop)
        for name in STEMS[1:]:
            mixed += self._stems[name].block(start, stop)
        return mixed

    def blocks(self, frames: Samples = BLOCK_FRAMES) -> Iterator[Block]:
        """The whole mix in order, in blocks of `frames`."""
        return blocks(self, frames)

    def stem(self, name: str) -> Source:
        """One of `STEMS` alone, exactly as it goes into the mix."""
        return self._stems[name]


class VoiceStem:
    """The speech: clips in their places, read when their block comes and dropped when it has passed.

    Args:
        spoken: The utterances in their places, in order, never overlapping.
        clips: The clip of every utterance.
        factor: The one gain of the whole voice.
    """

    def __init__(self, spoken: tuple[Spoken, ...], clips: Mapping[Utterance, Clip], factor: float) -> None:
        self._spoken = spoken
        self._starts = [said.start for said in spoken]
        self._ends = [said.end for said in spoken]
        self._clips = clips
        self._factor = np.float32(factor)
        self._held: dict[int, NDArray[np.float32]] = {}

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop`, shape (stop - start, 2)."""
        sound = np.zeros((stop - start, 2), dtype=np.float32)
        for index in range(bisect_right(self._ends, start), bisect_left(self._starts, stop)):
            said = self._spoken[index]
            samples = self._samples(index)
            left, right = max(start, said.start), min(stop, said.start + len(samples))
            if left < right:
                sound[left - start : right - start] = samples[left - said.start : right - said.start, None]
        self._held = {
            index: samples
            for index, samples in self._held.items()
            if self._ends[index] > start - _HOLD and self._starts[index] < stop + _HOLD
        }
        return sound

    def _samples(self, index: int) -> NDArray[np.float32]:
        """The levelled clip of one place, cut to that place's length."""
        if index not in self._held:
            said = self._spoken[index]
            self._held[index] = self._clips[said.utterance].read()[: said.length] * self._factor
        return self._held[index]


class BedStem:
    """The bed at its level, ducked and faded.

    Args:
        timeline: The track, placed.
        bed: The bed, at any loudness.
        loudness: Where it is to lie while speech runs, in LUFS.
    """

    def __init__(self, timeline: Timeline, bed: Bed, loudness: Decibels) -> None:
        self._bed = bed
        self._level = BedLevel(timeline)
        self._factor = gain(loudness - bed.loudness) if np.isfinite(bed.loudness) else 0.0

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop`, shape (stop - start, 2)."""
        if not self._factor:
            return np.zeros((stop - start, 2), dtype=np.float32)
        sound = self._bed.block(start, stop)
        weigh(sound, (self._level.gain(start, stop) * self._factor).astype(np.float32))
        return sound
