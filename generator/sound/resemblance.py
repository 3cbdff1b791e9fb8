"""How much a stretch of a recording sounds like a line, as another voice says it: words alike, whoever speaks.

Of each short spectrum only its level and its coarsest shape are kept (the first cosine terms on the mel scale, which
carry vowels and hiss but little of the speaker), with their change over time, each made even over all that a voice
said (cepstral mean and variance normalisation). The line is brought to the length of the stretch and both are laid
over each other by dynamic time warping in a band (Sakoe and Chiba 1978). What comes out is set against what the same
stretch differs by from other lines of about its length, so that 1 is a stranger, whatever the microphone or the room.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from generator.sound.clip import Mono
from generator.sound.spectra import cosines, mel_levels

WIDE, NARROW = 6_000.0, 3_600.0
"""Highest frequency that is compared in Hz; the second for recordings of a telephone's kind."""
LEAST_OTHERS = 4
"""Against fewer other lines nothing can be said."""
_KEPT = 5
_DEEPEST = 45.0 * np.log(10.0) / 10.0
"""Levels this far under the loudest, here as a natural logarithm, are silence."""
_OTHERS = 12
_BAND, _BAND_LEAST = 0.12, 2
"""How far the two may run ahead of each other: a share of their length, and frames."""
_EDGE = 2
"""So many frames at either end may belong to something else."""
_STAY, _SKIP = 0.3, 0.1
_TEMPO = 2.2
"""A line this many times longer or shorter than the stretch, at the speaker's tempo, is no candidate."""

Features = NDArray[np.float32]
"""One frame for two of the spectra, shape (frames, 2 × `_KEPT`)."""


class Resemblance:
    """Compares stretches of a recording with lines.

    Args:
        stretches: The recording's stretches of sound at `RATE`, in order.
        voiced: Which of them have a voice.
        lines: The lines as another voice says them, at `RATE`; None for one that it cannot say.
        others: Other sentences in that voice, to compare with when there are few lines.
        narrow: True for a recording of a telephone's kind.
    """

    def __init__(
        self,
        stretches: Iterable[Mono],
        voiced: Sequence[bool],
        lines: Sequence[Mono | None],
        others: Sequence[Mono] = (),
        *,
        narrow: bool = False,
    ) -> None:
        highest = NARROW if narrow else WIDE
        said = [sound for sound in lines if sound is not None]
        self._stretches = _even([_features(sound, highest) for sound in stretches], voiced)
        self._said = _even([_features(sound, highest) for sound in (*said, *others)])
        places = iter(range(len(said)))
        self._place = [None if sound is None else next(places) for sound in lines]
        self._lengths = np.array([len(item) for item in self._said], np.float64)
        heard = sum(len(item) for item, voice in zip(self._stretches, voiced, strict=True) if voice)
        own = self._lengths[: len(said)].sum()
        self._tempo = min(max(heard / own, 0.5), 2.0) if own else 1.0
        self._known: dict[tuple[int, int], NDArray[np.float64]] = {}

    def unlike(self, line: int, first: int, size: int) -> float | None:
        """How unlike a line a run of stretches is: 1 as other lines are, about 0.75 for the line itself.

        Args:
            line: Number of the line, from 0.
            first: First stretch of the run, from 0.
            size: How many stretches it has; the rests between them do not count.

        Returns:
            None where it cannot be told.
        """
        place = self._place[line]
        if place is None or len(self._said) <= LEAST_OTHERS:
            return None
        if (first, size) not in self._known:
            self._known[first, size] = self._compared(first, size)
        found = float(self._known[first, size][place])
        return found if np.isfinite(found) else None

    def _compared(self, first: int, size: int) -> NDArray[np.float64]:
        """What the run is to every line; not a number where the lengths are too far apart."""
        run = np.concatenate(self._stretches[first : first + size])
        away = np.abs(np.log(len(run) / (self._lengths * self._tempo)))
        nearest = np.argsort(away, kind="stable")[: _OTHERS + 1]
        compared = np.union1d(nearest, np.flatnonzero(away < np.log(_TEMPO)))
        gaps = _warped(run, np.stack([_at_length(self._said[at], len(run)) for at in compared]))
        usual = np.median(gaps[np.isin(compared, nearest)])
        found = np.full(len(self._said), np.nan)
        found[compared] = gaps / max(float(usual), 1e-6)
        return found


def _features(sound: Mono, highest: float) -> Features:
    levels = mel_levels(np.append(sound[:1], sound[1:] - np.float32(0.97) * sound[:-1]), highest)
    shape = np.maximum(levels, levels.max() - _DEEPEST) @ cosines(_KEPT)
    edged = np.pad(shape, ((1, 1), (0, 0)), "edge")
    both = np.hstack([shape, (edged[2:] - edged[:-2]) / 2.0]).astype(np.float32)
    return both if len(both) < 2 else (both[:-1:2] + both[1::2]) / np.float32(2.0)


def _even(features: Sequence[Features], voiced: Sequence[bool] = ()) -> list[Features]:
    """The features with mean 0 and deviation 1 over all speech."""
    speech = [item for item, voice in zip(features, voiced or (True,) * len(features), strict=True) if voice]
    if not speech:
        return list(features)
    every = np.concatenate(speech)
    middle, spread = every.mean(axis=0), np.maximum(every.std(axis=0), 1e-6)
    return [(item - middle) / spread for item in features]


def _at_length(features: Features, count: int) -> Features:
    """The same features brought to so many frames."""
    place = np.linspace(0.0, len(features) - 1.0, count)
    low = np.minimum(place.astype(np.int64), max(len(features) - 2, 0))
    share = (place - low)[:, None].astype(np.float32)
    return np.asarray(features[low] * (1 - share) + features[np.minimum(low + 1, len(features) - 1)] * share)


def _warped(run: Features, lines: NDArray[np.float32]) -> NDArray[np.float64]:
    """What the run differs by from each line, for each of its frames.

    Args:
        run: Shape (frames, features).
        lines: Lines of the same length, shape (lines, frames, features).
    """
    count = len(run)
    gaps = np.sum(run**2, axis=1)[None, :, None] + np.sum(lines**2, axis=2)[:, None, :]
    gaps = np.sqrt(np.maximum(gaps - 2.0 * run @ lines.transpose(0, 2, 1), 0.0))
    wide = int(_BAND * count) + _BAND_LEAST
    before = np.full(
        (len(lines), count + 2), np.inf, np.float32
    )  # two columns ahead of the first frame: nothing comes from there
    before[:, 2 : 2 + _EDGE] = gaps[:, 0, :_EDGE]
    for row in range(1, count):
        low, high = max(row - wide, 0), min(row + wide + 1, count)
        gap = gaps[:, row, low:high]
        # Each frame of the run goes on by none, one or two of the line's.
        stay, on, skip = (before[:, 2 + low - step : 2 + high - step] for step in (0, 1, 2))
        now = np.full_like(before, np.inf)
        now[:, 2 + low : 2 + high] = np.minimum(np.minimum(stay + _STAY * gap, on), skip + _SKIP * gap) + gap
        before = now
    return np.asarray(before[:, -_EDGE:].min(axis=1) / count)
