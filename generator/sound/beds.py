"""Beds: quiet sounds to lie under the voice, made from seeded noise, without an end; or the listener's own.

A bed is one function from a seed to a source, listed in `_MAKERS`. Its steady part is a pair of circular
loops whose lengths share no simple ratio, so their sum comes round only after hours; what the ear would know again,
such as a single drop, is placed anew for each second.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from generator.errors import ChoiceError, did_you_mean
from generator.sound.bed_layers import (
    LOOPS,
    Drops,
    Swaying,
    Together,
    low_end,
    noise,
    onto_circle,
    scattered,
)
from generator.sound.envelope import Curve, edges
from generator.sound.listener_bed import ListenerBed, open_listener_bed
from generator.sound.loudness import LoudnessMeter
from generator.sound.source import Block, Silence, Source, random_for
from generator.units import RATE, Decibels, to_samples

NO_BED = "none"


@dataclass(frozen=True, slots=True)
class SynthBed:
    """A bed made here."""

    source: Source
    loudness: Decibels
    """Its loudness in LUFS; -inf for no bed."""

    def block(self, start: int, stop: int) -> Block:
        """Frames `start` to `stop`, shape (stop - start, 2)."""
        return self.source.block(start, stop)

    def close(self) -> None:
        """Nothing to give back; here so that every bed can be closed alike."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_bed(choice: str, seed: int) -> SynthBed | ListenerBed:
    """The bed of this name, or of this sound file; close it (or use it in `with`) when the track is done.

    Args:
        choice: One of `BED_NAMES`, or the path of a file.
        seed: The track's seed: the same seed, the same drops.

    Raises:
        ChoiceError: It is neither a bed we have nor the look of a file's name.
        SoundFileError: The file cannot be a bed.
    """
    if choice in _MAKERS:
        return _made(choice, seed)
    path = Path(choice).expanduser()
    if path.suffix or len(path.parts) > 1 or path.exists():
        return open_listener_bed(path)
    raise ChoiceError(
        f"There is no bed called '{choice}'.",
        f"{did_you_mean(choice, BED_NAMES)} A sound file of your own can be the bed, too.",
    )


def _made(name: str, seed: int) -> SynthBed:
    """Make a bed and measure it."""
    source = _MAKERS[name](seed)
    meter = LoudnessMeter()
    meter.add(source.block(0, LOOPS[0] // 2))
    return SynthBed(source, meter.integrated())


def _brown(seed: int) -> Source:
    """Warm brown noise: falls by 6 dB an octave, without the rumble below."""

    def colour(hertz: Curve) -> Curve:
        return low_end(hertz, 90.0) / np.maximum(hertz, 90.0) / (1.0 + (hertz / 5_000.0) ** 2)

    return Swaying(noise(seed, "brown", colour), seed, "brown", depth=0.6)


def _rain(seed: int) -> Source:
    """Gentle rain: a soft broad hiss, a patter of small drops in it, and now and then a nearer one."""

    def colour(hertz: Curve) -> Curve:
        body = np.maximum(hertz, 250.0) ** -0.42
        return low_end(hertz, 160.0) * body / (1.0 + (hertz / 6_500.0) ** 4) ** 0.5

    body = noise(seed, "rain", colour)
    for number, frames in enumerate(LOOPS):
        random = random_for(seed, "patter", number)
        ticks = [_tick(random) for _ in range(40)]
        onto_circle(scattered(random, ticks, frames * 45 // RATE, range(frames), 0.28), body.loops[number])
    random = random_for(seed, "near drops")
    near = Drops(seed, "near drops", [_plink(random) for _ in range(24)], a_second=2.5, level=0.15)
    return Together((Swaying(body, seed, "rain", depth=1.6), near))


def _tick(random: np.random.Generator) -> Curve:
    """A small drop on a leaf: a few milliseconds of filtered noise."""
    frames = to_samples(float(random.uniform(0.004, 0.012)))
    hertz = float(np.exp(random.uniform(np.log(1_500.0), np.log(5_000.0))))
    time = np.arange(frames) / RATE
    tone = np.sin(2.0 * np.pi * hertz * time + random.uniform(0.0, 6.28)) + 0.5 * random.standard_normal(
        frames
    )
    return np.asarray(tone * np.exp(-time * 5.0 / time[-1]) * edges(frames, 12, frames // 3))


def _plink(random: np.random.Generator) -> Curve:
    """A drop into water: a bubble's tone that rises a little as it dies."""
    frames = to_samples(float(random.uniform(0.06, 0.12)))
    hertz = float(np.exp(random.uniform(np.log(550.0), np.log(1_600.0))))
    time = np.arange(frames) / RATE
    pitch = hertz * (1.0 + 0.25 * time / time[-1])
    tone = np.sin(2.0 * np.pi * np.cumsum(pitch) / RATE)
    return np.asarray(tone * np.exp(-time * 5.5 / time[-1]) * edges(frames, 60, frames // 3))


_MAKERS: dict[str, Callable[[int], Source]] = {
    "brown": _brown,
    "rain": _rain,
    NO_BED: lambda _seed: Silence(),
}
BED_NAMES: tuple[str, ...] = tuple(_MAKERS)
"""Every bed that can be asked for by name, `none` among them."""
