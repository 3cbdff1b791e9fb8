"""Beds: quiet sounds to lie under the voice, made here without an end, or the listener's own.

A bed is one function from a seed to a source, listed in `_MAKERS`: those of water in `bed_water`, the others in `bed_land`.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from generator.errors import ChoiceError, did_you_mean
from generator.plan.choices import BEDS, NO_BED
from generator.plan.timeline import Timeline
from generator.sound.bed_land import brown, drone, hearth, night, wind
from generator.sound.bed_layers import Spectrum, Together, Weave, low_end, noise
from generator.sound.bed_water import rain, sea, stream
from generator.sound.listener_bed import ListenerBed, open_listener_bed
from generator.sound.loudness import LoudnessMeter
from generator.sound.source import Block, Source, one_channel, silence
from generator.sound.stems import Bed
from generator.units import RATE, Decibels, Samples, gain

_PIECES, _PIECE = 60, 3 * RATE // 2
"""In how many places of the track a bed is measured, and for how long: wind and crickets change from minute to minute."""
USUAL_LENGTH: Samples = 600 * RATE
"""Over how much a bed is measured whose track is not known."""
_LISTENED: Samples = 60 * RATE
"""Over how much of the words, at most, a bed's loudness under them is measured."""
_PEAK_ROOM = 1.4
"""How much larger than the largest sample of those another one may be."""
_LEAST_OWN = 0.2
"""Share of a bed's energy that is its own at least where steady noise lies under it: waves are still heard as waves."""


@dataclass(frozen=True, slots=True)
class SynthBed:
    """A bed made here."""

    source: Source | None
    """None for no bed."""
    loudness: Decibels
    """Its loudness in LUFS; -inf for no bed."""
    crest: Decibels = 0.0
    """How much louder than that its loudest 400 ms are, in LU."""
    peak: float = 0.0
    """The largest sample to be expected, as a linear factor."""
    channels: int = 2

    def block(self, start: int, stop: int) -> Block:
        """Frames `start` to `stop`, shape (stop - start, channels)."""
        if self.source is None:
            return silence(stop - start, self.channels)
        return folded(self.source.block(start, stop), self.channels)

    def close(self) -> None:
        """Nothing to give back; here so that every bed can be closed alike."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_bed(
    choice: str, seed: int, *, channels: int = 2, length: Samples = USUAL_LENGTH
) -> SynthBed | ListenerBed:
    """The bed of this name, or of this sound file; close it (or use it in `with`) when the track is done.

    Args:
        choice: One of `BED_NAMES`, or the path of a file.
        seed: The track's seed: the same seed, the same drops.
        channels: 1 or 2.
        length: About how long the track is, in frames: the stretch that a bed of ours is measured over.

    Raises:
        ChoiceError: It is neither a bed we have nor the look of a file's name.
        SoundFileError: The file cannot be a bed.
    """
    if choice == NO_BED:
        return SynthBed(None, -np.inf, channels=channels)
    if choice in _MAKERS:
        return _measured(_MAKERS[choice](seed), channels, length)
    path = Path(choice).expanduser()
    if path.suffix or len(path.parts) > 1 or path.exists():
        return open_listener_bed(path, channels=channels)
    raise ChoiceError(
        f"There is no bed called '{choice}'.",
        f"{did_you_mean(choice, BED_NAMES)} A sound file of your own can be the bed, too.",
    )


def without_gaps(bed: Bed, seed: int, crest: Decibels = math.inf) -> SynthBed:
    """The bed and, at least as loud, a steady soft noise under it, at 0 LUFS together: it never all but falls silent.

    Players that skip silence cut what stays under about -30 dB; the troughs between waves must not be that low.

    Args:
        bed: Any bed that sounds; it stays open, and still has to be closed by whoever opened it.
        seed: The track's seed.
        crest: How much louder than the whole its loudest 400 ms are to be at most, in LU: what it takes of steady noise
            is added, as long as the bed keeps `_LEAST_OWN` of it all.
    """
    store = noise(seed, "underlay", _steady)
    under = _measured(Weave(store, seed, "underlay"), bed.channels, USUAL_LENGTH)
    tops = tuple(10.0 ** (sound.crest / 10.0) for sound in (bed, under))
    own = 0.5
    if tops[0] > tops[1]:
        own = min(max((10.0 ** (crest / 10.0) - tops[1]) / (tops[0] - tops[1]), _LEAST_OWN), own)
    levels = gain(-bed.loudness) * own**0.5, gain(-under.loudness) * (1.0 - own) ** 0.5
    return SynthBed(
        Together(((bed, levels[0]), (under, levels[1]))),
        0.0,
        10.0 * math.log10(own * tops[0] + (1.0 - own) * tops[1]),
        bed.peak * levels[0] + under.peak * levels[1],
        bed.channels,
    )


def _steady(hertz: Spectrum) -> Spectrum:
    """The colour of the noise under a bed, as amplitude over frequency: between pink and brown.

    Its soft moments have peaks 1 dB higher than those of mid-range noise of the same loudness, since K-weighting counts lows
    for less, and it is peaks that players look at.
    """
    return np.asarray(low_end(hertz, 40.0) * np.maximum(hertz, 1.0) ** -0.75)


def under_words(bed: Bed, timeline: Timeline) -> Bed:
    """The bed as loud as it is where the words of a track lie, for its distance from them to hang on.

    Over a few minutes gusts and waves are up to 1 LU louder or softer there than over the whole.

    Args:
        bed: Any bed; it stays open, and still has to be closed by whoever opened it.
        timeline: The track, placed.
    """
    share = min(1.0, _LISTENED / max(timeline.speech, 1))
    meter = LoudnessMeter(bed.channels)
    for said in timeline.spoken:
        length = round(said.length * share)
        start = said.start + (said.length - length) // 2
        meter.add(bed.block(start, start + length))
    loudness = meter.integrated()
    if not (np.isfinite(loudness) and np.isfinite(bed.loudness)):
        return bed
    return SynthBed(bed, loudness, bed.crest + bed.loudness - loudness, bed.peak, bed.channels)


def folded(sound: Block, channels: int) -> Block:
    """Stereo as it is, or both channels as one, shape (frames, channels)."""
    return sound if channels >= sound.shape[1] else one_channel(sound)[:, None]


def _measured(source: Source, channels: int, length: Samples) -> SynthBed:
    """The bed with its loudness and peak."""
    meter = LoudnessMeter(channels)
    peak = 0.0
    last = max(length - _PIECE, 0)
    for start in (last * number // (_PIECES - 1) for number in range(_PIECES)):
        block = folded(source.block(start, start + _PIECE), channels)
        meter.add(block)
        peak = max(peak, float(np.abs(block).max()))
    loudness = meter.integrated()
    return SynthBed(source, loudness, meter.loudest() - loudness, _PEAK_ROOM * peak, channels)


_MAKERS: dict[str, Callable[[int], Source]] = {
    "rain": rain,
    "sea": sea,
    "stream": stream,
    "wind": wind,
    "hearth": hearth,
    "brown": brown,
    "drone": drone,
    "night": night,
}
BED_NAMES: tuple[str, ...] = (*BEDS, NO_BED)
"""Every bed that can be asked for by name, `none` among them."""
