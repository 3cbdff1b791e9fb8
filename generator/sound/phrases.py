"""Rests inside a clip: the voice's own short silences at commas and the like, lengthened.

The sentence is spoken whole, so its melody stays whole. Cut at its commas and spoken in pieces, each piece would
begin anew, two semitones too high (voices/README.md has the figures).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from generator.plan.phrasing import Break
from generator.sound.clip import Mono
from generator.units import Decibels, Seconds, gain

_STEP: Seconds = 0.005
_QUIET: Decibels = -32.0
"""What lies this far under the loud parts of a clip counts as silence: a comma, or a stop such as t."""
_SHORTEST: Seconds = 0.05
_REST: Seconds = 0.09
"""A silence this long may be a rest; a shorter one belongs to a consonant."""
_MOST_LONGER = 2.5
"""A rest is drawn out at most so many times: where the voice all but reads on, it goes on doing so."""
_ASTRAY: Seconds = 0.3
"""How far a break may well be from where its words let one expect it."""
_MISSING = -0.3
"""Worth of leaving a break without a rest; a silence that is worth less is not taken for one."""
_EDGE: Seconds = 0.003

Run = tuple[int, int]
"""First frame and length of a silence."""


def lengthened(samples: Mono, rate: int, wanted: Sequence[Break]) -> Mono:
    """The clip with longer rests at its breaks.

    Args:
        samples: A trimmed clip, float32, shape (frames,).
        rate: Frames a second.
        wanted: The sentence's breaks, in order.

    Returns:
        A new array. Silence is added in the middle of silences that the voice made itself, and nowhere else: a
        break that the voice reads over stays as it is, and so does a rest that is long enough.
    """
    rests = rests_at(samples, rate, wanted)
    pieces: list[Mono] = []
    reached = 0
    for rest, item in zip(rests, wanted, strict=True):
        if rest is None:
            continue
        start, length = rest
        longer = round(min(item.pause * rate, length * _MOST_LONGER)) - length
        if longer > 0:
            middle = start + length // 2
            pieces += [_softened(samples[reached:middle], rate), np.zeros(longer, np.float32)]
            reached = middle
    return np.concatenate([*pieces, _softened(samples[reached:], rate)]) if pieces else samples.copy()


def rests_at(samples: Mono, rate: int, wanted: Sequence[Break]) -> list[Run | None]:
    """The voice's own silence at each break, as (first frame, length); None where it reads on.

    Of all ways to give the breaks silences in order, the one whose silences are longest and nearest to where the
    words before them let one expect them.
    """
    if not wanted:
        return []
    silences = _silences(samples, rate)
    runs = [run for run in silences if run[1] >= _REST * rate]
    sounding = (len(samples) - sum(length for _, length in silences)) / rate
    before = [
        (start - sum(length for first, length in silences if first < start)) / rate for start, _ in runs
    ]
    worths = np.array(
        [
            [
                6.0 * min(length / rate, 0.4) - ((at - item.share * sounding) / _ASTRAY) ** 2
                for at, (_, length) in zip(before, runs, strict=True)
            ]
            for item in wanted
        ]
    ).reshape(len(wanted), len(runs))
    return [None if place is None else runs[place] for place in _best_in_order(worths)]


def _best_in_order(worths: NDArray[np.float64]) -> list[int | None]:
    """A column for each row, rising, with the greatest sum; a row may go without for `_MISSING`."""
    rows, columns = worths.shape
    best = np.zeros((rows + 1, columns + 1))
    for row in range(rows - 1, -1, -1):
        best[row, columns] = best[row + 1, columns] + _MISSING
        for column in range(columns - 1, -1, -1):
            best[row, column] = max(
                best[row + 1, column] + _MISSING,
                best[row, column + 1],
                best[row + 1, column + 1] + worths[row, column],
            )
    chosen: list[int | None] = []
    column = 0
    for row in range(rows):
        while column < columns and best[row, column] == best[row, column + 1]:
            column += 1
        if column < columns and best[row, column] == best[row + 1, column + 1] + worths[row, column]:
            chosen.append(column)
            column += 1
        else:
            chosen.append(None)
    return chosen


def _silences(samples: Mono, rate: int) -> list[Run]:
    """All silences inside the clip, those of consonants too."""
    step = max(1, round(_STEP * rate))
    count = len(samples) // step
    if not count:
        return []
    level = np.sqrt(np.mean(samples[: count * step].reshape(count, step).astype(np.float64) ** 2, axis=1))
    quiet = level < np.percentile(level, 95) * gain(_QUIET)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], quiet, [False]])))
    found = ((int(first) * step, int(last - first) * step) for first, last in edges.reshape(-1, 2))
    return [
        (start, length)
        for start, length in found
        if start > 0 and start + length < count * step and length >= _SHORTEST * rate
    ]


def _softened(samples: Mono, rate: int) -> Mono:
    """A piece whose cut edges begin and end at nothing; those of a trimmed clip do so already."""
    piece = samples.copy()
    edge = min(round(_EDGE * rate), len(piece) // 2)
    if edge:
        rise = np.linspace(0.0, 1.0, edge, dtype=np.float32)
        piece[:edge] *= rise
        piece[len(piece) - edge :] *= rise[::-1]
    return piece
