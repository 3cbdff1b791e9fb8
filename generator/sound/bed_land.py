"""Beds of air, fire and night: wind in leaves, a hearth, brown noise, a warm drone, a summer night.

Leaves rustle around 2–4 kHz, and louder and brighter as the wind grows (K. Bolin, "Prediction method for wind-induced
vegetation noise", 2009); wind drifts most at its slowest. A fire laps (low noise that flutters), hisses (in rare bursts) and
crackles (snaps of a few to 20 ms, in flurries), as A. Farnell takes it apart in "Designing Sound" (2010). A field cricket sings
at 4–5 kHz in chirps of three or four pulses, two or three chirps a second on a mild night (Dolbear's law).
"""

import math
from dataclasses import dataclass

import numpy as np

from generator.sound.bed_layers import (
    STORE,
    Drift,
    Drop,
    Drops,
    Scatter,
    Spectrum,
    Swaying,
    Together,
    Weave,
    hump,
    low_end,
    noise,
    to_level,
)
from generator.sound.envelope import edges
from generator.sound.source import Block, Mono, Source, random_for, weigh
from generator.units import RATE, to_samples


def brown(seed: int) -> Source:
    """Warm brown noise: falls by 6 dB an octave, without the rumble below."""

    def colour(hertz: Spectrum) -> Spectrum:
        return low_end(hertz, 90.0) / np.maximum(hertz, 90.0) / (1.0 + (hertz / 5_000.0) ** 2)

    return Swaying(
        Weave(noise(seed, "brown", colour), seed, "brown"), Drift(seed, "brown sway", (29.0, 11.0)), 0.3
    )


def wind(seed: int) -> Source:
    """Wind in leaves: a low breath that comes and goes, and leaves that follow it, brighter in a gust."""
    gusts = Drift(seed, "gusts", (11.0, 5.1, 2.3, 1.1))
    breath = noise(seed, "wind", lambda hertz: low_end(hertz, 90.0) * hump(hertz, 280.0, 1.25))
    leaves = noise(seed, "leaves", lambda hertz: low_end(hertz, 350.0) * hump(hertz, 2_300.0, 1.25))
    _flutter(leaves, seed, "leaves flutter", (0.31, 0.13, 0.06), 1.6)
    tips = noise(seed, "tips", lambda hertz: low_end(hertz, 1_500.0) * hump(hertz, 4_600.0, 0.7))
    _flutter(tips, seed, "tips flutter", (0.23, 0.09, 0.04), 2.4)
    return Together(
        (
            (Swaying(Weave(breath, seed, "wind"), gusts, 1.6), 0.62),
            (Swaying(Weave(leaves, seed, "leaves"), gusts, 2.3, delay=to_samples(0.25)), 0.55),
            (Swaying(Weave(tips, seed, "tips"), gusts, 3.0, delay=to_samples(0.35)), 0.16),
        )
    )


def hearth(seed: int) -> Source:
    """A fire in a hearth: flames that lap, a soft hiss, and crackles in flurries with a pop now and then."""
    flames = noise(seed, "flames", lambda hertz: low_end(hertz, 60.0) * hump(hertz, 150.0, 1.0))
    _flutter(flames, seed, "lapping", (0.9, 0.41, 0.19, 0.09), 2.2)
    hiss = noise(seed, "hiss", lambda hertz: low_end(hertz, 900.0) * hump(hertz, 3_000.0, 1.2))
    random = random_for(seed, "crackle")
    snaps = [_snap(random, (0.002, 0.009), (900.0, 4_200.0)) for _ in range(60)]
    pops = [_snap(random, (0.012, 0.030), (320.0, 1_300.0)) for _ in range(24)]
    blaze = Together(
        (
            (Swaying(Weave(flames, seed, "flames"), Drift(seed, "blaze", (7.0, 3.1, 1.3)), 1.3), 1.0),
            (Swaying(Weave(hiss, seed, "hiss"), Drift(seed, "hissing", (3.1, 1.3, 0.6)), 2.2), 0.05),
        )
    )
    crackling = Drops(blaze, seed, "snaps", _Flurries(Scatter(snaps, 14.0, 0.36, spread=0.9, loudest=3.0)))
    return Drops(crackling, seed, "pops", Scatter(pops, 0.55, 0.34, spread=0.5, loudest=1.8))


def drone(seed: int) -> Source:
    """A warm drone on A and E, each partial a hair wide, so that it never stands still and never comes round."""
    partials = (
        (110.0, 1.0), (164.8, 0.62), (220.0, 0.55), (329.6, 0.24), (440.0, 0.15), (494.0, 0.05), (659.3, 0.06), (880.0, 0.03),
    )  # fmt: skip

    def colour(hertz: Spectrum) -> Spectrum:
        lines = sum(
            level * np.exp(-0.5 * ((hertz - pitch) / (0.16 + 0.0009 * pitch)) ** 2)
            for pitch, level in partials
        )
        return np.asarray(lines + 0.0022 * low_end(hertz, 120.0) * hump(hertz, 300.0, 1.2))

    store = noise(seed, "drone", colour, side=0.5)
    slow = Weave(store, seed, "drone", to_samples(9.3), to_samples(3.7))
    return Swaying(slow, Drift(seed, "drone sway", (17.0, 8.3)), 0.5)


def night(seed: int) -> Source:
    """A mild night outdoors: still air, grass that stirs, and a few crickets some way off."""
    air = noise(seed, "night air", lambda hertz: low_end(hertz, 80.0) * hump(hertz, 220.0, 1.3))
    grass = noise(seed, "grass", lambda hertz: low_end(hertz, 600.0) * hump(hertz, 2_600.0, 1.3))
    meadow = Together(
        (
            (Swaying(Weave(air, seed, "night air"), Drift(seed, "night sway", (19.0, 8.1, 3.3)), 1.2), 0.8),
            (Swaying(Weave(grass, seed, "grass"), Drift(seed, "stirring", (9.1, 3.7)), 1.3), 0.08),
        )
    )
    return Drops(meadow, seed, "crickets", _Crickets(seed))


def _flutter(store: Block, seed: int, layer: str, seconds: tuple[float, ...], depth: float) -> None:
    """Make the level of a stored circle flutter quickly, in place, quietly enough at its seam."""
    drift = Drift(seed, layer, seconds)
    level = drift.levels(0, STORE, lambda value: 10.0 ** (depth / 20.0 * np.clip(value, -2.5, 2.5)))
    seam = edges(STORE, to_samples(0.2), to_samples(0.2)).astype(np.float32)
    weigh(store, 1.0 + (level - 1.0) * seam)
    to_level(store)


def _snap(random: np.random.Generator, lengths: tuple[float, float], pitches: tuple[float, float]) -> Mono:
    """One crackle: a burst of noise that falls as a square, with the ring of the wood in it."""
    frames = to_samples(float(random.uniform(*lengths)))
    time = np.arange(frames) / RATE
    hertz = float(np.exp(random.uniform(*np.log(pitches))))
    burst = random.standard_normal(frames)
    smooth = max(1, round(RATE / hertz / 4.0))
    burst = np.convolve(burst, np.hanning(smooth + 2), "same")
    burst = burst / np.abs(burst).max() + 0.7 * np.sin(2.0 * np.pi * hertz * time)
    return np.asarray(burst * (1.0 - time / time[-1]) ** 2 * edges(frames, 14, frames // 4), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class _Flurries:
    """Drops that come in flurries: most stretches of a second have few, and some have many."""

    scatter: Scatter

    def __call__(self, random: np.random.Generator, within: range) -> list[Drop]:
        """The drops that begin within these frames."""
        drops: list[Drop] = []
        for begin in range(within.start, within.stop, RATE // 2):
            busy = float(random.gamma(0.6, 1.0 / 0.6))  # mean 1, and far more uneven than chance alone
            part = self.scatter(random, range(begin, min(begin + RATE // 2, within.stop)))
            keep = min(len(part), int(random.binomial(len(part), min(1.0, busy / 2.0))))
            drops += part[:keep]
        return drops


@dataclass(frozen=True, slots=True)
class _Cricket:
    """One cricket, somewhere in the dark."""

    chirp: Mono
    every: float
    """Seconds from chirp to chirp."""
    left: float
    right: float


class _Crickets:
    """A few crickets that each sing in bouts, at a pace of their own."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        random = random_for(seed, "cricket")
        self._all = []
        for number in range(5):
            far = 0.085 * 0.78**number
            angle = float(random.uniform(0.1, 0.9)) * math.pi / 2.0
            self._all.append(
                _Cricket(
                    _chirp(
                        float(random.uniform(4_050.0, 4_700.0)),
                        float(random.uniform(24.0, 31.0)),
                        3 + number % 2,
                    ),
                    float(random.uniform(0.40, 0.56)),
                    far * math.cos(angle),
                    far * math.sin(angle),
                )
            )

    def __call__(self, random: np.random.Generator, within: range) -> list[Drop]:
        """The chirps that begin within these frames."""
        drops = []
        for number, cricket in enumerate(self._all):
            first = math.ceil(within.start / RATE / cricket.every)
            last = math.ceil(within.stop / RATE / cricket.every)
            places = np.arange(first, last, dtype=np.float64) * cricket.every
            if not len(places):
                continue
            mood = Drift(self._seed, f"mood {number}", (13.0, 5.3)).at(places)
            late = random.normal(0.0, 0.012, len(places))
            for place, wish, shift in zip(places, mood, late, strict=True):
                if wish > -0.2:
                    level = min(1.0, 0.4 + (wish + 0.2))
                    begin = max(within.start, to_samples(float(place + shift)))
                    drops.append(Drop(begin, cricket.chirp, cricket.left * level, cricket.right * level))
        return drops


def _chirp(hertz: float, pulses_a_second: float, pulses: int) -> Mono:
    """A chirp of a few pulses, each a little louder than the last."""
    frames = to_samples(pulses / pulses_a_second)
    time = np.arange(frames) / RATE
    within = time * pulses_a_second % 1.0
    pulse = np.sin(np.pi * np.minimum(within / 0.62, 1.0)) ** 1.5 * (within < 0.62)
    growing = 0.6 + 0.4 * time / time[-1]
    tone = np.sin(2.0 * np.pi * hertz * (time - 0.012 * time**2))
    return np.asarray(tone * pulse * growing * edges(frames, 40, 200), dtype=np.float32)
