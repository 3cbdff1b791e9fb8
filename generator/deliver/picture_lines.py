"""The lines of a track's picture: which stretch of time each stands for, how high it is, and where chapters begin in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from generator.plan.timeline import ChapterMark, Timeline
from generator.units import Samples, to_samples, to_seconds

WIDTH = 560.0
"""Units across. On a page of A4 a letter is then 3 mm high, on a phone 2."""
_EDGE = 24.0
LEFT, RIGHT = _EDGE, WIDTH - _EDGE
_LINES = (30.0, 60.0, 90.0, 120.0, 150.0, 180.0, 240.0, 300.0, 360.0, 480.0, 600.0, 900.0)
"""Lengths that a line may have, in seconds."""
MOST_LINES, LARGE_LINES = 8, 2
"""The most lines of a picture on a page, and of one in large print across a page."""
LABEL, VOICE, BREATH, BED, AXIS = 15.0, 13.0, 26.0, 11.0, 21.0
"""Heights of a line's parts, from above: chapter names, voice, breath, bed, and the time."""
GAP = 4.0
_NO_LABEL = 5.0
"""Room above a line in which no chapter begins."""
_LETTER = 7.6
"""About how wide a letter of a chapter's name is, in a wide font."""
BESIDE = 4.0
"""From a chapter's mark to its name."""


@dataclass(frozen=True, slots=True)
class Label:
    """The name, or the number, of a chapter that begins in a line."""

    start: Samples
    words: str
    left: float
    right: float
    backwards: bool = False
    """True where it stands before its mark, at the end of a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One stretch of the track, as wide as the picture."""

    start: Samples
    end: Samples
    across: Samples
    """Frames that the whole width stands for."""
    led: bool
    """Whether the track has breaths, and so each line room for them."""
    labels: tuple[Label, ...] = ()

    @property
    def crowded(self) -> bool:
        """Whether names would meet each other or the edges."""
        inside = all(label.left >= LEFT for label in self.labels)
        return not inside or any(one.right > two.left for one, two in pairwise(self.labels))

    @property
    def names(self) -> float:
        """Height of the row for names."""
        return LABEL if self.labels else _NO_LABEL

    @property
    def height(self) -> float:
        """All of it."""
        return self.names + VOICE + self.breath + BED + 2 * GAP + AXIS

    @property
    def breath(self) -> float:
        """Height of the breaths."""
        return BREATH if self.led else 0.0

    def x(self, place: Samples) -> float:
        """Where a frame stands."""
        return LEFT + (RIGHT - LEFT) * (min(max(place, self.start), self.end) - self.start) / self.across


def line_length(timeline: Timeline, most: int) -> Samples:
    """The shortest length of a line with which the picture has no more than `most` of them."""
    seconds = to_seconds(timeline.length)
    fitting = (line for line in _LINES if seconds <= line * most)
    return to_samples(next(fitting, seconds / most))


def lines_of(timeline: Timeline, across: Samples) -> Iterator[Line]:
    """The track's lines in order, each standing for `across` frames, with the names of chapters."""
    for start in range(0, timeline.length, across):
        bare = Line(start, min(start + across, timeline.length), across, bool(timeline.breaths))
        yield replace(bare, labels=_names(bare, timeline.chapters))


def _names(line: Line, marks: Sequence[ChapterMark]) -> tuple[Label, ...]:
    """The names of the chapters that begin in a line: behind their marks, or before one near the edge."""
    labels = []
    for mark in marks:
        if line.start <= mark.start < line.end:
            x, wide = line.x(mark.start), _LETTER * len(mark.title) + 2 * BESIDE
            backwards = x + wide > RIGHT + _EDGE
            left = x - wide if backwards else x
            labels.append(Label(mark.start, mark.title, left, left + wide, backwards))
    return tuple(labels)


def numbers(line: Line, marks: Sequence[ChapterMark]) -> tuple[Label, ...]:
    """The numbers of the chapters that begin in a line, where their names would not have room."""
    return tuple(
        Label(mark.start, str(number), line.x(mark.start), line.x(mark.start))
        for number, mark in enumerate(marks, 1)
        if line.start <= mark.start < line.end
    )
