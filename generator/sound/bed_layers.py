"""What beds are made of: circular noise, slow swaying, and drops that fall anew in each second."""

from collections.abc import Callable

import numpy as np

from generator.sound.envelope import Curve, between
from generator.sound.source import Block, Source, random_for
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
        return self._source.block(start, stop) * level.astype(np.float32)[:, None]


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


class Drops:
    """Single sounds that fall by chance, placed anew for each second of the track.

    Args:
        seed: The track's seed.
        layer: Name of the layer.
        kinds: The sounds to draw from, each of shape (frames,).
        a_second: How many fall in a second, on average.
        level: Factor on a middling one.
    """

    _CELL: Samples = RATE
    _KEPT = 6
    """Seconds kept in memory: a block and its neighbours."""

    def __init__(self, seed: int, layer: str, kinds: list[Curve], *, a_second: float, level: float) -> None:
        self._seed, self._layer = seed, layer
        self._kinds, self._a_second, self._level = kinds, a_second, level
        self._reach = max(len(kind) for kind in kinds)
        self._cells: dict[int, Block] = {}

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop`, shape (stop - start, 2)."""
        sound = np.zeros((stop - start, 2), dtype=np.float32)
        for number in range(max(0, (start - self._reach) // self._CELL), -(-stop // self._CELL)):
            cell, begin = self._cell(number), number * self._CELL
            left, right = max(start, begin), min(stop, begin + len(cell))
            if left < right:
                sound[left - start : right - start] += cell[left - begin : right - begin]
        return sound

    def _cell(self, number: int) -> Block:
        """The drops that fall in one second, ringing on past its end."""
        if number not in self._cells:
            random = random_for(self._seed, self._layer, number)
            count = int(random.poisson(self._a_second))
            while len(self._cells) >= self._KEPT:
                del self._cells[next(iter(self._cells))]
            self._cells[number] = scattered(random, self._kinds, count, self._CELL, self._level)
        return self._cells[number]


def scattered(
    random: np.random.Generator, kinds: list[Curve], count: int, frames: Samples, level: float
) -> Block:
    """Sounds that begin somewhere in `frames`, near or far, left or right, and ring on past the end.

    Args:
        random: Where chance comes from.
        kinds: The sounds to draw from, each of shape (frames,).
        count: How many fall.
        frames: Length of the stretch in which they begin.
        level: Factor on a middling one.

    Returns:
        Shape (frames + longest kind, 2).
    """
    sound = np.zeros((frames + max(len(kind) for kind in kinds), 2), dtype=np.float32)
    for _ in range(count):
        kind = kinds[int(random.integers(len(kinds)))]
        place = int(random.integers(frames))
        near = min(float(random.lognormal(0.0, 0.5)), 2.2)  # none so near that it startles
        angle = float(random.uniform(0.15, 0.85)) * np.pi / 2.0
        pan = np.array([np.cos(angle), np.sin(angle)]) * (level * near)
        sound[place : place + len(kind)] += kind[:, None] * pan
    return sound


def onto_circle(sound: Block, frames: Samples) -> Block:
    """The sound on a circle of `frames`: what rings on past the end rings on at the beginning."""
    around = sound[:frames].copy()
    around[: len(sound) - frames] += sound[frames:]
    return around
