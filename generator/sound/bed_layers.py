"""What beds are made of: circular noise, slow swaying, and drops that fall anew in each second."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from generator.sound.envelope import Curve, between
from generator.sound.source import Block, Source, random_for, weigh
from generator.units import RATE, Decibels, Samples

LOOPS: tuple[Samples, Samples] = (2**15 * 45, 2**6 * 3**8 * 5)
"""Lengths of the two loops, 33.4 s and 47.6 s: quick for the FFT, and together new for nearly seven hours."""
_SIDE = 0.6
"""How wide the noise is: its side under its middle, so that it holds together on one loudspeaker."""


class Loops:
    """Circular loops of different lengths, added.

    Args:
        loops: Each of shape (frames, 2), its end running on into its beginning.
    """

    def __init__(self, loops: tuple[Block, ...]) -> None:
        self.loops = loops
        """The loops themselves, so that more can be put onto them while a bed is being made."""

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop`, shape (stop - start, 2)."""
        sound = np.zeros((stop - start, 2), dtype=np.float32)
        for loop in self.loops:
            done = 0
            while done < len(sound):
                place = (start + done) % len(loop)
                piece = loop[place : place + len(sound) - done]
                sound[done : done + len(piece)] += piece
                done += len(piece)
        return sound


class Swaying:
    """A source whose level drifts slowly, as weather does.

    Args:
        source: What sways.
        seed: The track's seed.
        layer: Name of the layer, so that two layers sway apart.
        depth: How far it goes at most, in dB either way.
    """

    _HOP: Samples = 4_096
    _PERIODS = (13.7, 23.9, 41.3)
    """Seconds; no two share a simple ratio."""

    def __init__(self, source: Source, seed: int, layer: str, depth: Decibels) -> None:
        self._source = source
        self._depth = depth
        self._turns = random_for(seed, f"{layer} sway").uniform(0.0, 1.0, len(self._PERIODS))

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop`, shape (stop - start, 2)."""
        first, last = start // self._HOP, -(-stop // self._HOP)
        seconds = np.arange(first, last + 1) * (self._HOP / RATE)
        waves = [
            np.sin(2.0 * np.pi * (seconds / p + t)) for p, t in zip(self._PERIODS, self._turns, strict=True)
        ]
        points = np.float64(10.0) ** (self._depth / len(waves) / 20.0 * np.sum(waves, axis=0))
        level = between(points, self._HOP)[start - first * self._HOP : stop - first * self._HOP]
        sound = self._source.block(start, stop)
        weigh(sound, level.astype(np.float32))
        return sound


class Together:
    """Sources added."""

    def __init__(self, sources: tuple[Source, ...]) -> None:
        self._sources = sources

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop`, shape (stop - start, 2)."""
        sound = self._sources[0].block(start, stop)
        for source in self._sources[1:]:
            sound += source.block(start, stop)
        return sound


def noise(seed: int, layer: str, colour: Callable[[Curve], Curve]) -> Loops:
    """Endless noise of a colour, wide but mono-safe, near full scale 0.1.

    Made as a random spectrum brought back to time, which is circular by nature: no seam, no offset.

    Args:
        seed: The track's seed.
        layer: Name of the layer.
        colour: Amplitude over frequency in Hertz, up to any factor.
    """
    loops = []
    for number, frames in enumerate(LOOPS):
        random = random_for(seed, layer, number)
        shape = colour(np.arange(frames // 2 + 1, dtype=np.float64) * (RATE / frames))
        shape[0] = 0.0
        middle, side = (
            np.fft.irfft(
                shape * random.standard_normal((len(shape), 2)).view(np.complex128)[:, 0], frames
            ).astype(np.float32)
            for _ in range(2)
        )
        loop = np.stack([middle + _SIDE * side, middle - _SIDE * side], axis=1)
        loops.append(np.asarray(loop * np.float32(0.1 / np.sqrt(np.mean(loop**2))), dtype=np.float32))
    return Loops(tuple(loops))


def low_end(hertz: Curve, corner: float) -> Curve:
    """A gentle high-pass (12 dB an octave below `corner`), as amplitude over frequency."""
    ratio = (hertz / corner) ** 2
    return np.asarray(ratio / (1.0 + ratio))


@dataclass(frozen=True, slots=True)
class Drop:
    """One short sound in its place."""

    start: Samples
    sound: Curve
    """Shape (frames,)."""
    left: float
    right: float
    """Its level on either channel, linear."""

    def add_to(self, block: Block, first: Samples) -> None:
        """Add what of it falls into `block`, whose first frame is `first`."""
        begin, end = max(first, self.start), min(first + len(block), self.start + len(self.sound))
        if begin < end:
            piece = self.sound[begin - self.start : end - self.start]
            for channel, level in zip(block.T, (self.left, self.right), strict=True):
                channel[begin - first : end - first] += piece * level


class Drops:
    """Single sounds that fall by chance, placed anew for each stretch of the track.

    Args:
        seed: The track's seed.
        layer: Name of the layer.
        kinds: The sounds to draw from, each of shape (frames,) and no longer than a stretch.
        a_second: How many fall in a second, on average.
        level: Factor on a middling one.
    """

    _STRETCH: Samples = 4 * RATE
    _KEPT = 4
    """Stretches kept in memory."""

    def __init__(self, seed: int, layer: str, kinds: list[Curve], *, a_second: float, level: float) -> None:
        self._seed, self._layer = seed, layer
        self._kinds, self._a_second, self._level = kinds, a_second, level
        self._known: dict[int, list[Drop]] = {}

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop`, shape (stop - start, 2)."""
        sound = np.zeros((stop - start, 2), dtype=np.float32)
        # A drop of the stretch before may still be ringing.
        for number in range(max(0, start // self._STRETCH - 1), -(-stop // self._STRETCH)):
            for drop in self._stretch(number):
                drop.add_to(sound, start)
        return sound

    def _stretch(self, number: int) -> list[Drop]:
        """The drops that fall in one stretch."""
        if number not in self._known:
            random = random_for(self._seed, self._layer, number)
            count = int(random.poisson(self._a_second * self._STRETCH / RATE))
            begin = number * self._STRETCH
            while len(self._known) >= self._KEPT:
                del self._known[next(iter(self._known))]
            self._known[number] = scattered(
                random, self._kinds, count, range(begin, begin + self._STRETCH), self._level
            )
        return self._known[number]


def scattered(
    random: np.random.Generator, kinds: list[Curve], count: int, within: range, level: float
) -> list[Drop]:
    """Sounds that begin anywhere in a stretch, near or far, left or right.

    Args:
        random: Where chance comes from.
        kinds: The sounds to draw from, each of shape (frames,).
        count: How many fall.
        within: The frames in which they may begin.
        level: Factor on a middling one.
    """
    drops = []
    for _ in range(count):
        near = level * min(float(random.lognormal(0.0, 0.5)), 2.0)  # none so near that it startles
        angle = float(random.uniform(0.15, 0.85)) * math.pi / 2.0
        kind = kinds[int(random.integers(len(kinds)))]
        place = within[int(random.integers(len(within)))]
        drops.append(Drop(place, kind, near * math.cos(angle), near * math.sin(angle)))
    return drops


def onto_circle(drops: list[Drop], circle: Block) -> None:
    """Add drops to a circular loop: what rings on past its end rings on at its beginning."""
    for drop in drops:
        drop.add_to(circle, 0)
        drop.add_to(circle, len(circle))
