"""Beds of water: rain, the sea, a stream.

Drops and bubbles sound as K. van den Doel's model has it ("Physically based models for liquid sounds", 2005): a bubble of
radius r rings at 3/r Hertz (Minnaert), dies away at 0.13/r + 0.0072·r^-1.5 a second, and rises in pitch as it nears the
surface. Surf on a beach has two broad peaks, at 100–500 Hz and at 1–7 kHz (Melville and others, Acoustical Society of
America, 1996), and its loudness follows the waves, which come every 5 to 12 seconds.
"""

import math
from dataclasses import dataclass

import numpy as np

from generator.sound.bed_layers import (
    Drift,
    Drops,
    Scatter,
    Spectrum,
    Swaying,
    Together,
    Weave,
    hump,
    low_end,
    noise,
    onto_circle,
    to_level,
)
from generator.sound.envelope import Curve, between, edges
from generator.sound.source import Block, Mono, Source, random_for
from generator.units import RATE, Samples, to_samples


def rain(seed: int) -> Source:
    """Gentle rain: a soft broad hiss, a patter of small drops in it, and now and then a nearer one."""

    def colour(hertz: Spectrum) -> Spectrum:
        body = np.maximum(hertz, 250.0) ** -0.42
        return low_end(hertz, 160.0) * body / (1.0 + (hertz / 6_500.0) ** 4) ** 0.5

    store = noise(seed, "rain", colour)
    random = random_for(seed, "patter")
    ticks = [_tick(random) for _ in range(120)]
    onto_circle(Scatter(ticks, 75.0, 0.28)(random, range(len(store))), store)
    to_level(store)
    near = [_bubble(float(random.uniform(0.002, 0.0055)), 0.12) for _ in range(24)]
    return Drops(Weave(store, seed, "rain"), seed, "near drops", Scatter(near, 2.5, 0.17))


def stream(seed: int) -> Source:
    """A small stream over stones: the rush of the water, and bubbles of every size in it, some of them near."""

    def colour(hertz: Spectrum) -> Spectrum:
        humps = 0.8 * hump(hertz, 520.0, 0.9) + 0.30 * hump(hertz, 1_900.0, 1.1)
        return np.asarray(low_end(hertz, 200.0) * (humps + 0.10 * hump(hertz, 5_000.0, 0.8)))

    store = noise(seed, "stream", colour)
    random = random_for(seed, "babble")
    small = [_bubble(r, 0.10) for r in 0.0021 * np.exp(np.clip(random.normal(0.0, 0.4, 120), -1.3, 1.3))]
    onto_circle(Scatter(small, 110.0, 0.20, spread=0.8, loudest=3.0)(random, range(len(store))), store)
    to_level(store)
    large = [_gurgle(random) for _ in range(30)]
    rush = Swaying(Weave(store, seed, "stream"), Drift(seed, "stream sway", (5.3, 2.3, 1.1, 0.5)), 1.0)
    return Drops(rush, seed, "gurgles", Scatter(large, 5.0, 0.10, spread=0.55))


def sea(seed: int) -> Source:
    """Small waves on a beach: each gathers with a low rush, breaks, and hisses away as foam over the sand."""
    waves = _Waves(seed)
    rush = noise(seed, "sea rush", lambda hertz: low_end(hertz, 70.0) * hump(hertz, 240.0, 0.95))
    crash = noise(seed, "sea crash", lambda hertz: low_end(hertz, 200.0) * hump(hertz, 800.0, 1.2))
    foam = noise(seed, "sea foam", lambda hertz: low_end(hertz, 700.0) * hump(hertz, 3_200.0, 0.95))
    return Together(
        (
            (_Surf(Weave(rush, seed, "sea rush"), waves, _Shape(2.6, 3.6, 0.30)), 0.75),
            (_Surf(Weave(crash, seed, "sea crash"), waves, _Shape(1.5, 2.2, 0.20, late=0.7)), 0.50),
            (_Surf(Weave(foam, seed, "sea foam"), waves, _Shape(1.3, 3.4, 0.16, late=1.5)), 0.32),
        )
    )


@dataclass(frozen=True, slots=True)
class _Waves:
    """When waves come, and how high they are: by groups, as swell does."""

    seed: int

    EVERY = 8.4
    """Seconds from one wave to the next, on average."""

    def near(self, begin: float, end: float) -> list[tuple[float, float]]:
        """Moment in seconds, and height around 1, of each wave that may be heard between these seconds."""
        found = []
        for number in range(math.floor(begin / self.EVERY) - 3, math.ceil(end / self.EVERY) + 3):
            late, height = random_for(self.seed, "waves", number + 10).uniform(-1.0, 1.0, 2)
            group = math.sin(2.0 * math.pi * number / 6.7 + self.seed % 7)
            found.append(((number + 0.27 * late) * self.EVERY, 1.0 + 0.22 * height + 0.18 * group))
        return found


@dataclass(frozen=True, slots=True)
class _Shape:
    """How one part of a wave grows and dies."""

    rise: float
    """Seconds over which it grows."""
    fall: float
    """Seconds over which it dies away."""
    rest: float
    """Level between waves, of a middling wave's 1: the next ones farther out."""
    late: float = 0.0
    """Seconds after the wave's moment at which it is loudest."""

    def __call__(self, seconds: Curve, moment: float) -> Curve:
        """Level of a wave of height 1 at these seconds."""
        since = seconds - moment - self.late
        return np.asarray(np.exp(-0.5 * (since / np.where(since < 0, self.rise / 1.6, self.fall / 1.4)) ** 2))


@dataclass(frozen=True, slots=True)
class _Surf:
    """Noise that comes in waves, each a little sooner on one side than on the other."""

    source: Source
    waves: _Waves
    shape: _Shape

    _HOP = 1_024
    _ACROSS = 0.22
    """Seconds that a wave takes from one ear to the other, at most."""

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop`, shape (stop - start, 2)."""
        sound = self.source.block(start, stop)
        first, last = start // self._HOP, -(-stop // self._HOP)
        seconds = np.arange(first, last + 1, dtype=np.float64) * (self._HOP / RATE)
        waves = self.waves.near(float(seconds[0]), float(seconds[-1]))
        for number, channel in enumerate(sound.T):
            points = np.full(len(seconds), self.shape.rest)
            for moment, height in waves:
                side = self._ACROSS * math.sin(moment) * (number - 0.5)
                points += height * self.shape(seconds, moment + side)
            level = between(points, self._HOP)[start - first * self._HOP :][: stop - start]
            np.multiply(channel, level.astype(np.float32), out=channel)
        return sound


_SPLASH = 0.5 * np.hanning(6)[1:-1] / np.linalg.norm(np.hanning(6)[1:-1])
"""What the noise of a small drop is smoothed with: it falls above 6 kHz as the hiss around it does."""


def _tick(random: np.random.Generator) -> Mono:
    """A small drop on a leaf: a few milliseconds of filtered noise."""
    frames = to_samples(float(random.uniform(0.004, 0.012)))
    hertz = 2_700.0 * 2.0 ** float(
        np.clip(random.normal(0.0, 0.5), -1.6, 1.6)
    )  # most near the middle: no edge is heard
    time = np.arange(frames) / RATE
    tone = np.sin(2.0 * np.pi * hertz * time + random.uniform(0.0, 6.28))
    tone += np.convolve(random.standard_normal(frames), _SPLASH, "same")
    return np.asarray(
        tone * np.exp(-time * 5.0 / time[-1]) * edges(frames, 12, frames // 3), dtype=np.float32
    )


def _bubble(radius: float, rising: float) -> Mono:
    """A bubble of this radius in metres; `rising` says how near to the surface it is, 0 (deep) to about 0.15."""
    fall = 0.13 / radius + 0.0072 * radius**-1.5
    frames = to_samples(min(5.5 / fall, 0.25))
    time = np.arange(frames) / RATE
    pitch = 3.0 / radius * (1.0 + rising * fall * time)
    tone = np.sin(2.0 * np.pi * np.cumsum(pitch) / RATE)
    return np.asarray(tone * np.exp(-fall * time) * edges(frames, 60, frames // 3), dtype=np.float32)


def _gurgle(random: np.random.Generator) -> Mono:
    """A few larger bubbles in quick succession, as water folds over a stone."""
    sound = np.zeros(to_samples(0.5), dtype=np.float32)
    place = 0
    for _ in range(int(random.integers(1, 5))):
        bubble = _bubble(
            float(np.exp(random.uniform(np.log(0.0032), np.log(0.0085)))), float(random.uniform(0.02, 0.14))
        )
        bubble = bubble[: len(sound) - place]
        sound[place : place + len(bubble)] += bubble * np.float32(random.uniform(0.5, 1.0))
        place += to_samples(float(random.uniform(0.03, 0.11)))
    return sound
