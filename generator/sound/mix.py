"""The mix: four stems on one timeline, pulled in blocks.

Everything hangs on the speech: one gain for the whole voice brings it to `SPEECH`, and bed, tones and bells
are set so many LU under that. The mix is a pure function of position and holds only a few clips at a time.
Voice, tones and bells stand in the middle, so they are added up once, as one channel; only the bed is wide.
"""

import math
from collections.abc import Iterator, Mapping
from contextlib import closing
from copy import copy
from dataclasses import dataclass
from functools import partial

import numpy as np

from generator.plan.closing import closing_from
from generator.plan.cues import Utterance
from generator.plan.timeline import Timeline
from generator.sound.ahead import side_by_side
from generator.sound.bells import LENGTH as BELL_LENGTH
from generator.sound.bells import Bells
from generator.sound.dense import Hold
from generator.sound.guide import TONE, BreathGuide
from generator.sound.loudness import (
    BOTH_CHANNELS,
    STEP,
    energy_of,
    integrated,
    relative_gate,
)
from generator.sound.reading import LONGEST, OnShare, Reading, read
from generator.sound.source import BLOCK_FRAMES, Block, Mono, Source, blocks
from generator.sound.stems import SPEECH, Balance, Bed, BedStem, Clip, Taper, VoiceStem
from generator.units import Decibels, Samples, gain

STEMS = ("voice", "bed", "tones", "bells")
_NEAR, _RESTLESS = 0.7, 0.5
"""A bed whose loudest moments come so many dB near to the relative gate is heard here and there, step by step; and nearer by
such a share of how much they stand out, since waves and gusts in a whole track stand out further than in what was measured."""


class Mix:
    """A track before mastering.

    Args:
        timeline: The track, placed.
        clips: The clip of every utterance in it.
        voice_loudness: Loudness of the voice's clips, in LUFS, measured as a mono (one-channel) file.
        bed: The bed, at any loudness; as many channels as it has, the mix has.
        guide: What the breath is led by, one of `GUIDES`; None where nothing is heard.
        balance: How the stems lie to one another.
    """

    def __init__(
        self,
        timeline: Timeline,
        clips: Mapping[Utterance, Clip],
        *,
        voice_loudness: Decibels,
        bed: Bed,
        guide: str | None = TONE,
        balance: Balance | None = None,
    ) -> None:
        balance = balance or Balance()
        self._timeline = timeline
        self.channels = bed.channels
        """1 or 2."""
        under = (balance.tones_under, balance.soft_under)
        self._voice = VoiceStem(
            timeline.spoken,
            clips,
            gain(SPEECH - voice_loudness - BOTH_CHANNELS),
            closing=(closing_from(timeline), balance.closing),
            hold=balance.hold,
        )
        self._guide = BreathGuide(timeline.breaths if guide else (), guide or TONE, SPEECH, under)
        self._bells = Bells(timeline.bells, SPEECH, timeline.length)
        self._told = _Told(self._voice, self._bells)
        self._bed = BedStem(timeline, bed, balance)
        self._taper = Taper(timeline, balance.taper)

    def with_hold(self, hold: Hold) -> "Mix":
        """The same with the voice's peaks held to something else; all that is known of the bed stays known."""
        other = copy(self)
        other._voice = self._voice.with_hold(hold)
        other._told = _Told(other._voice, self._bells)
        return other

    @property
    def length(self) -> Samples:
        """Number of frames."""
        return self._timeline.length

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop` of the whole mix, shape (stop - start, channels)."""
        mixed = self._bed.block(start, stop)
        middle = self._middle(start, stop)
        for channel in mixed.T:
            np.add(channel, middle, out=channel)
        self._taper.apply(mixed, start)
        return mixed

    def blocks(self, frames: Samples = BLOCK_FRAMES) -> Iterator[Block]:
        """The whole mix in order, in blocks of `frames`."""
        return blocks(self, frames)

    def stem(self, name: str) -> Source:
        """One of `STEMS` alone, exactly as it goes into the mix."""
        stems: dict[str, Source] = {
            "voice": self._voice, "bed": self._bed, "tones": self._guide, "bells": self._bells,
        }  # fmt: skip
        return _Stem(stems[name], self._taper, self.channels)

    def foresee(self, on_share: OnShare = lambda _share: None) -> Reading:
        """What the mix's loudness and peaks will be, without mixing it.

        The voice and the bells are made and measured where they sound, on one channel. Breathing sounds and the bed,
        whose loudness is known and which have nothing in common with the voice, add their energy by their level alone;
        only where the bed's loud moments may pass the meter's relative gate, and its soft ones not, is it listened to.

        Args:
            on_share: Told how much is done, 0 to 1; it may raise to stop.
        """
        on_share(0.0)
        count, steps = -(-self.length // STEP), self.length // STEP
        places = np.arange(count) * STEP
        energies, peaks = self._guide.foreseen(count)
        stretches = self._sounding()
        with closing(side_by_side(partial(read, self._told), stretches)) as pieces:
            for (start, _), (found, highest) in zip(stretches, pieces, strict=True):
                first = start // STEP
                energies[first : first + len(found)] += found
                peaks[first : first + len(highest)] += highest
                on_share(first / count)
        taper = self._taper.levels(places)
        peaks *= taper.astype(np.float32)
        energies = self.channels * (energies * taper**2)[:steps]
        speech = integrated(energies)
        level = self._bed.levels(places) * taper
        peaks += (self._bed.peak * level).astype(np.float32)
        power = level[:steps] ** 2
        foreseen = energies + self._bed.energy * power
        near = energy_of(relative_gate(foreseen) - _NEAR - _RESTLESS * self._bed.crest)
        if self._bed.top * float(power.max(initial=0.0)) > near:
            foreseen = energies + self._bed.heard * power
        return Reading(foreseen, peaks, speech, self._voice_loudness)

    @property
    def _voice_loudness(self) -> Decibels:
        if not self._timeline.spoken:
            return -math.inf
        return SPEECH if self.channels > 1 else SPEECH - BOTH_CHANNELS

    def _middle(self, start: Samples, stop: Samples) -> Mono:
        """Voice, tones and bells together, shape (stop - start,)."""
        middle = self._told.mono(start, stop)
        self._guide.add_to(middle, start)
        return middle

    def _sounding(self) -> list[tuple[Samples, Samples]]:
        """Stretches with voice or bells, on a grid of `STEP`, in order, apart, and none longer than `LONGEST`."""
        line = self._timeline
        spans = [(said.start, said.end) for said in line.spoken]
        spans += [(bell.start, bell.start + BELL_LENGTH) for bell in line.bells]
        joined: list[tuple[Samples, Samples]] = []
        for start, stop in sorted(spans):
            # One step more: the weighting rings on for less than a tenth of a second.
            begin, end = start // STEP * STEP, min((stop // STEP + 2) * STEP, self.length)
            if joined and begin <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(joined[-1][1], end))
            else:
                joined.append((begin, end))
        return [
            (begin, min(begin + LONGEST, stop))
            for start, stop in joined
            for begin in range(start, stop, LONGEST)
        ]


@dataclass(frozen=True, slots=True)
class _Told:
    """Voice and bells together: what is heard once only."""

    voice: VoiceStem
    bells: Bells

    def mono(self, start: Samples, stop: Samples) -> Mono:
        """Frames `start` to `stop` of what both channels play, shape (stop - start,)."""
        sound = self.voice.mono(start, stop)
        self.bells.add_to(sound, start)
        return sound

    def block(self, start: Samples, stop: Samples) -> Block:
        """The same as one channel, shape (stop - start, 1)."""
        return self.mono(start, stop)[:, None]


@dataclass(frozen=True, slots=True)
class _Stem:
    """One stem as it goes into the mix."""

    source: Source
    taper: Taper
    channels: int

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop`, shape (stop - start, channels)."""
        sound = self.source.block(start, stop)[:, : self.channels]
        self.taper.apply(sound, start)
        return sound
