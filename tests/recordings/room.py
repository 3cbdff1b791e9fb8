"""A stand-in for a clinician at home with a phone: lines said by an engine, with breaths, coughs, slips, hum and a room."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from generator.library import open_library
from generator.plan.cues import Utterance
from generator.sound.clip import trim
from generator.speech.engine import open_engine

Sound = NDArray[np.float32]
RATE = 44_100


@dataclass
class Taping:
    """A recording as it grows, and where everything in it truly is."""

    seed: int = 1
    pieces: list[Sound] = field(default_factory=list)
    spans: dict[int, tuple[float, float]] = field(default_factory=dict)
    """Start and end in seconds of the last take of each line, by number."""

    def __post_init__(self) -> None:
        self.draw = np.random.default_rng(self.seed)

    @property
    def seconds(self) -> float:
        return sum(map(len, self.pieces)) / RATE

    def quiet(self, least: float = 1.2, most: float = 2.6) -> None:
        self.pieces.append(np.zeros(round(self.draw.uniform(least, most) * RATE), np.float32))

    def line(self, number: int, sound: Sound) -> None:
        start = self.seconds
        self.pieces.append(sound)
        self.spans[number] = (start, self.seconds)

    def slip(self, sound: Sound) -> None:
        """Something said that does not count."""
        self.pieces.append(sound)

    def breath(self) -> None:
        """Half a second and more of soft, high noise that swells and falls."""
        frames = round(self.draw.uniform(0.5, 1.0) * RATE)
        noise = np.diff(self.draw.normal(0, 1, frames + 1))
        self.pieces.append((0.012 * noise * np.sin(np.linspace(0, np.pi, frames))).astype(np.float32))

    def cough(self) -> None:
        """Two bursts of noise."""
        for _ in range(2):
            frames = round(0.14 * RATE)
            noise = np.convolve(self.draw.normal(0, 1, frames), np.ones(6) / 6, "same")
            self.pieces.append((0.4 * noise * np.exp(-np.linspace(0, 5, frames))).astype(np.float32))
            self.quiet(0.05, 0.06)

    def knock(self) -> None:
        time = np.arange(round(0.08 * RATE)) / RATE
        self.pieces.append((0.3 * np.sin(2 * np.pi * 130 * time) * np.exp(-70 * time)).astype(np.float32))

    def sound(self, *, hum: float = 0.0, rumble: float = 0.0, room: float = 0.0005) -> Sound:
        """All of it, with the room's own sound under it."""
        whole = np.concatenate(self.pieces).astype(np.float64)
        time = np.arange(len(whole)) / RATE
        whole += room * self.draw.normal(0, 1, len(whole))
        for overtone, share in ((1, 1.0), (2, 0.6), (3, 0.4), (5, 0.2)):
            whole += hum * share * np.sin(2 * np.pi * 50 * overtone * time + overtone)
        whole += rumble * np.sin(2 * np.pi * 22 * time)
        return whole.astype(np.float32)


def at_rate(sound: Sound, rate: int) -> Sound:
    """The sound at `RATE`, from another one."""
    import soxr

    found: Sound = soxr.resample(sound, rate, RATE).astype(np.float32)
    return found


CHANCES = (0.15, 0.10, 0.20, 0.10, 0.05)
"""How often a line is said twice, begun and broken off, and comes after a breath, a cough and a knock."""


def whole_reading(
    said: Sequence[Sound],
    again: Sequence[Sound],
    seed: int,
    *,
    missing: Sequence[int] = (),
    chances: Sequence[float] = CHANCES,
) -> Taping:
    """Every line once, some twice, one begun and broken off, with a breath or a cough here and there.

    Args:
        said: A take of each line.
        again: Another take of each, for those that are repeated.
        seed: Chooses what goes wrong where.
        missing: Numbers of lines that are left out.
        chances: As `CHANCES`.
    """
    twice, broken, breath, cough, knock = accumulate(chances)
    taping = Taping(seed)
    draw = np.random.default_rng([seed, 1])
    taping.quiet()
    taping.cough()
    for number, sound in enumerate(said, 1):
        if number in missing:
            continue
        taping.quiet()
        fate = draw.uniform()
        if fate < twice:
            taping.slip(again[number - 1])
            taping.quiet()
        elif fate < broken:
            taping.slip(sound[: len(sound) // 2])
            taping.quiet()
        elif fate < breath:
            taping.breath()
            taping.quiet(0.4, 0.9)
        elif fate < cough:
            taping.cough()
            taping.quiet(0.6, 1.0)
        elif fate < knock:
            taping.knock()
            taping.quiet(0.5, 1.0)
        taping.line(number, sound)
    taping.quiet()
    return taping


@cache
def spoken(text: str, seed: int = 0) -> Sound:
    """A line as the system's voice says it, which is nothing like the default one."""
    engine, voice = open_engine("system"), open_library().voice("system")
    try:
        speech = engine.synthesize(Utterance(text), voice, 0.95 if seed else 0.85)
    finally:
        engine.close()
    return at_rate(trim(speech.samples, speech.rate), speech.rate)
