"""What beds are made of: noise that never comes round, levels that drift, and small sounds that fall by chance.

Everything is a pure function of position: what is drawn by chance hangs on the seed, the layer and the number of a
stretch of time, never on what was played before.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from generator.sound.envelope import Curve, between, ease
from generator.sound.memory import Memory
from generator.sound.source import Block, Mono, Source, empty, random_for, weigh
from generator.units import RATE, Decibels, Samples

STORE: Samples = 2**20
"""Frames of noise that are kept and drawn from, 23.8 s: a length that the FFT is quick at."""
Spectrum = NDArray[np.float32]
"""A value for each frequency, or those frequencies in Hertz, shape (STORE // 2 + 1,)."""
SIDE = 0.6
"""How wide the noise is: its side under its middle, so that it holds together on one loudspeaker."""
_RMS = 0.1
"""Level that stored noise is brought to."""


@dataclass(frozen=True, slots=True)
class Weave:
    """Noise without an end: pieces from anywhere in a stored circle, each cross-faded into the next.

    The pieces come in no order, turned round in phase and swapped from left to right by chance, so no lag brings the same
    sound again. The two sides of a cross-fade have nothing in common, so with equal power its level stays level.
    """

    store: Block
    """A circular loop, its end running on into its beginning, shape (frames, 2)."""
    seed: int
    layer: str
    piece: Samples = 31 * RATE // 10
    """Frames from the beginning of one piece to that of the next."""
    fade: Samples = 7 * RATE // 10
    """Frames over which a piece fades in while the one before it fades out."""
    _known: dict[int, tuple[Samples, bool, bool]] = field(default_factory=dict)

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop`, shape (stop - start, 2)."""
        sound = empty(stop - start)
        for number in range(start // self.piece, -(-stop // self.piece)):
            begin = number * self.piece
            left, right = max(start, begin), min(stop, begin + self.piece)
            inside = sound[left - start : right - start]
            self._copy(inside, number, left - begin)
            faded = min(right, begin + self.fade) - left
            if faded > 0:
                falling, rising = (level[left - begin :][:faded] for level in _cross_fade(self.fade))
                ending = empty(faded)
                self._copy(ending, number - 1, left - begin + self.piece)
                weigh(ending, falling)
                weigh(inside[:faded], rising)
                inside[:faded] += ending
        return sound

    def _copy(self, into: Block, number: int, offset: Samples) -> None:
        """The frames of a piece from `offset` on."""
        if number not in self._known:
            random = random_for(self.seed, self.layer, number + 1)
            turned, swapped = random.random(2) < 0.5
            self._known[number] = int(random.integers(len(self.store))), bool(turned), bool(swapped)
        place, turned, swapped = self._known[number]
        done = 0
        while done < len(into):
            at = (place + offset + done) % len(self.store)
            found = self.store[at : at + len(into) - done]
            into[done : done + len(found)] = found[:, ::-1] if swapped else found
            done += len(found)
        if turned:
            np.negative(into, out=into)


@lru_cache(maxsize=4)
def _cross_fade(frames: Samples) -> tuple[Mono, Mono]:
    """Levels of what fades out and of what fades in, with equal power together, each of shape (frames,)."""
    part = (np.arange(frames) + 0.5) / frames * (math.pi / 2.0)
    return np.cos(part).astype(np.float32), np.sin(part).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Drift:
    """A slow value that wanders by chance around 0, with a standard deviation of about 1.

    Knots are drawn at each of several distances and joined by raised cosines; slower ones move it more, as with wind and
    fire, whose level fluctuations grow as the time they take.
    """

    seed: int
    layer: str
    seconds: tuple[float, ...]
    """Distances of the knots, slowest first."""
    _known: Memory[tuple[int, int], Curve] = field(default_factory=lambda: Memory(64))

    HOP = 2_048
    """Frames between two values that `levels` joins by straight lines."""
    _BATCH = 64
    """Knots drawn at a time."""

    def at(self, seconds: Curve) -> Curve:
        """The value at these seconds of the track (negative ones too), in ascending order."""
        total = np.zeros(len(seconds))
        weights = np.array([0.75**number for number in range(len(self.seconds))])
        weights /= np.sqrt(
            np.sum(weights**2) * 0.42
        )  # raised cosines between knots lose some of their variance
        for number, (period, weight) in enumerate(zip(self.seconds, weights, strict=True)):
            place = seconds / period + 0.37 * number + 10.0
            first = np.floor(place).astype(int)
            known = self._knots(number, int(first[0]), int(first[-1]) + 2)
            index = first - int(first[0])
            part = ease(place - first)
            total += weight * (known[index] * (1.0 - part) + known[index + 1] * part)
        return total

    def levels(self, start: Samples, stop: Samples, level: Callable[[Curve], Curve]) -> Mono:
        """A level for each frame, as `level` makes it of the value, shape (stop - start,)."""
        first, last = start // self.HOP, -(-stop // self.HOP)
        points = level(self.at(np.arange(first, last + 1, dtype=np.float64) * (self.HOP / RATE)))
        return between(points, self.HOP)[start - first * self.HOP :][: stop - start].astype(np.float32)

    def _knots(self, octave: int, first: int, stop: int) -> Curve:
        """Knots `first` to `stop` of one distance."""
        batches = range(first // self._BATCH, (stop - 1) // self._BATCH + 1)
        drawn = [self._batch(octave, batch) for batch in batches]
        joined = drawn[0] if len(drawn) == 1 else np.concatenate(drawn)
        return joined[first - batches[0] * self._BATCH :][: stop - first]

    def _batch(self, octave: int, batch: int) -> Curve:
        def drawn() -> Curve:
            return random_for(self.seed, self.layer, octave, batch).standard_normal(self._BATCH)

        return self._known.get((octave, batch), drawn)


@dataclass(frozen=True, slots=True)
class Swaying:
    """A source whose level drifts, as weather does."""

    source: Source
    drift: Drift
    depth: Decibels
    """How far it goes usually, in dB either way; never more than two and a half times that."""
    delay: Samples = 0
    """Frames by which it follows the drift."""

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop`, shape (stop - start, 2)."""
        sound = self.source.block(start, stop)
        weigh(sound, self.drift.levels(start - self.delay, stop - self.delay, self._level))
        return sound

    def _level(self, value: Curve) -> Curve:
        return np.asarray(10.0 ** (self.depth / 20.0 * np.clip(value, -2.5, 2.5)))


@dataclass(frozen=True, slots=True)
class Together:
    """Sources added, each at a level."""

    sources: Sequence[tuple[Source, float]]

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop`, of as many channels as the sources have."""
        parts = []
        for source, level in self.sources:
            part = source.block(start, stop)
            if level != 1.0:
                part *= np.float32(level)
            parts.append(part)
        for part in parts[1:]:
            np.add(parts[0], part, out=parts[0])
        return parts[0]


def noise(seed: int, layer: str, colour: Callable[[Spectrum], Spectrum], side: float = SIDE) -> Block:
    """A circle of noise of a colour, wide but mono-safe, shape (STORE, 2).

    Made as a random spectrum brought back to time, which is circular by nature: no seam, no offset.

    Args:
        seed: The track's seed.
        layer: Name of the layer.
        colour: Amplitude over frequency in Hertz, up to any factor.
        side: How wide it is, 0 (mono) to 1 (nothing in common between left and right).
    """
    random = random_for(seed, layer)
    shape = colour(np.arange(STORE // 2 + 1, dtype=np.float32) * np.float32(RATE / STORE))
    shape[0] = 0.0
    middle, across = (
        np.fft.irfft(
            shape * random.standard_normal((len(shape), 2), dtype=np.float32).view(np.complex64)[:, 0], STORE
        )
        for _ in range(2)
    )
    across *= side
    store = empty(STORE)
    np.add(middle, across, out=store[:, 0])
    np.subtract(middle, across, out=store[:, 1])
    to_level(store)
    return store


def to_level(store: Block) -> None:
    """Bring it to the level that stored noise has, in place."""
    rms = math.sqrt(sum(float(np.dot(channel, channel)) for channel in store.T) / store.size)
    store *= np.float32(_RMS / rms)


def low_end(hertz: Spectrum, corner: float) -> Spectrum:
    """A gentle high-pass (12 dB an octave below `corner`), as amplitude over frequency."""
    ratio = (hertz / corner) ** 2
    return np.asarray(ratio / (1.0 + ratio))


def hump(hertz: Spectrum, centre: float, octaves: float) -> Spectrum:
    """A broad peak, as amplitude over frequency: 4.3 dB down `octaves` away from its centre."""
    return np.asarray(np.exp(-0.5 * (np.log2(np.maximum(hertz, 1.0) / centre) / octaves) ** 2))


@dataclass(frozen=True, slots=True)
class Drop:
    """One short sound in its place."""

    start: Samples
    sound: Mono
    """Shape (frames,)."""
    left: float
    right: float
    """Its level on either channel, linear."""

    def add_to(self, block: Block, first: Samples) -> None:
        """Add what of it falls into `block`, whose first frame is `first`."""
        begin, end = max(first, self.start), min(first + len(block), self.start + len(self.sound))
        if begin < end:
            piece = self.sound[begin - self.start : end - self.start]
            block[begin - first : end - first, 0] += piece * np.float32(self.left)
            block[begin - first : end - first, 1] += piece * np.float32(self.right)


Falling = Callable[[np.random.Generator, range], list[Drop]]
"""Draws the drops that begin in a stretch of frames."""


@dataclass(frozen=True, slots=True)
class Drops:
    """A source onto which single sounds fall by chance, placed anew for each stretch; none is longer than a stretch."""

    under: Source
    seed: int
    layer: str
    falling: Falling
    _known: Memory[int, list[Drop]] = field(default_factory=lambda: Memory(16))

    STRETCH = 4 * RATE

    def block(self, start: Samples, stop: Samples) -> Block:
        """Frames `start` to `stop`, shape (stop - start, 2)."""
        sound = self.under.block(start, stop)
        # A drop of the stretch before may still be ringing.
        for number in range(max(0, start // self.STRETCH - 1), -(-stop // self.STRETCH)):
            for drop in self._stretch(number):
                if drop.start < stop and drop.start + len(drop.sound) > start:
                    drop.add_to(sound, start)
        return sound

    def _stretch(self, number: int) -> list[Drop]:
        """The drops that fall in one stretch."""

        def drawn() -> list[Drop]:
            begin = number * self.STRETCH
            random = random_for(self.seed, self.layer, number)
            return self.falling(random, range(begin, begin + self.STRETCH))

        return self._known.get(number, drawn)


@dataclass(frozen=True, slots=True)
class Scatter:
    """Sounds that begin anywhere in a stretch, near or far, left or right, as a Poisson process."""

    kinds: Sequence[Mono]
    """The sounds to draw from, each of shape (frames,)."""
    a_second: float
    """How many fall in a second, on average."""
    level: float
    """Factor on a middling one."""
    spread: float = 0.5
    """How much nearer or farther they fall: the deviation of the level's logarithm."""
    loudest: float = 2.0
    """None is nearer than this many times a middling one: nothing is to startle."""

    def __call__(self, random: np.random.Generator, within: range) -> list[Drop]:
        """The drops that begin within these frames."""
        return [
            self._one(random, within) for _ in range(int(random.poisson(self.a_second * len(within) / RATE)))
        ]

    def _one(self, random: np.random.Generator, within: range) -> Drop:
        near = self.level * min(float(random.lognormal(0.0, self.spread)), self.loudest)
        angle = float(random.uniform(0.15, 0.85)) * math.pi / 2.0
        kind = self.kinds[int(random.integers(len(self.kinds)))]
        place = within[int(random.integers(len(within)))]
        return Drop(place, kind, near * math.cos(angle), near * math.sin(angle))


def onto_circle(drops: list[Drop], circle: Block) -> None:
    """Add drops to a circular loop: what rings on past its end rings on at its beginning."""
    for drop in drops:
        drop.add_to(circle, 0)
        if drop.start + len(drop.sound) > len(circle):
            drop.add_to(circle, len(circle))
