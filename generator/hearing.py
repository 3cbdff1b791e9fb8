"""Hearing somebody's recording: which part of it says which line, by order, length and likeness."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.examples import Examples
from generator.plan.alignment import Alignment, Found, Unlike, align
from generator.plan.cue_sheet import Line
from generator.plan.prices import Stretch
from generator.sound.likeness import has_voice, said_again
from generator.sound.resemblance import WIDE, Resemblance
from generator.sound.takes import Span, Take
from generator.units import Seconds, to_seconds

_BETWEEN_FILES: Seconds = 2.0
_LONGEST_LINE_FILE: Seconds = 90.0
_RATHER, _RATHER_LIKE = 0.06, 0.08
"""What sounds so much more like another line, and no less like it than by the second as lines do, is another line."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A line in its take."""

    line: Line
    take: Take
    spans: tuple[Span, ...]
    found: Found
    rather: Line | None = None
    """Another line, if it sounds more like that one."""


@dataclass(slots=True)
class Heard:
    """What was found in a recording."""

    placed: list[Placed] = field(default_factory=list)
    missing: list[Line] = field(default_factory=list)
    instead: dict[int, tuple[Line, ...]] = field(default_factory=dict)
    """For a missing line's number, the lines of which one may be missing in its stead."""
    noises: int = 0
    earlier: int = 0


def by_number(takes: Sequence[Take], wanted: Sequence[Line]) -> dict[int, Line]:
    """The line of each take, where every file is named by a line's number; else none."""
    lines = {line.number: line for line in wanted}
    found: dict[int, Line] = {}
    for at, take in enumerate(takes):
        numbers = [int(part) for part in re.findall(r"\d+", Path(take.name).stem)]
        line = lines.get(numbers[-1]) if numbers else None
        if line is None or to_seconds(len(take.samples)) > _LONGEST_LINE_FILE:
            return {}
        found[at] = line
    numbered = {line.number for line in found.values()}
    return found if len(numbered) == len(found) else {}


class Ear:
    """Reads takes for lines.

    Args:
        takes: The recordings, in order.
        sheet: All lines of the cue sheet.
        examples: Those lines in another voice, to compare with; None for length and order alone.
    """

    def __init__(self, takes: Sequence[Take], sheet: Sequence[Line], examples: Examples | None) -> None:
        self._takes = takes
        self._sheet = sheet
        self._stretches = [_stretches(take) for take in takes]
        self._firsts = [0]
        for own in self._stretches:
            self._firsts.append(self._firsts[-1] + len(own))
        self._likeness = (
            Resemblance(
                (take.sound(span) for take in takes for span in take.spans),
                [item.voiced for own in self._stretches for item in own],
                examples.lines,
                examples.others,
                narrow=any(take.rate < 2 * WIDE for take in takes),
            )
            if examples
            else None
        )

    def each_alone(self, lines: dict[int, Line]) -> Heard:
        """One file for each line: every file is read for its own line.

        Args:
            lines: The line of each take.
        """
        heard = Heard()
        whole = self._whole(lines)
        for at, take in enumerate(self._takes):
            own, first = self._stretches[at], self._firsts[at]
            alignment = align(own, [lines[at].text], unlike=self._unlike([lines[at]], first), like=whole)
            places = [(take, span) for span in take.spans]
            self._note(heard, alignment, [lines[at]], places, first)
        return heard

    def all_together(self, wanted: Sequence[Line]) -> Heard:
        """Takes of several lines, one after the other."""
        stretches: list[Stretch] = []
        for own in self._stretches:
            if own:
                own[0] = Stretch(own[0].seconds, _BETWEEN_FILES, own[0].voiced, own[0].earlier)
            stretches += own
        places = [(take, span) for take in self._takes for span in take.spans]
        heard = Heard()
        alignment = align(stretches, [line.text for line in wanted], unlike=self._unlike(wanted, 0))
        self._note(heard, alignment, wanted, places, 0)
        return heard

    def _unlike(self, lines: Sequence[Line], first: int) -> Unlike | None:
        """Compares those lines with stretches counted from one of them."""
        likeness = self._likeness
        if likeness is None:
            return None
        numbers = {line.number: at for at, line in enumerate(self._sheet)}
        places = [numbers[line.number] for line in lines]
        return lambda line, at, size: likeness.unlike(places[line], first + at, size)

    def _whole(self, lines: dict[int, Line]) -> Alignment | None:
        """All files together, each taken as a whole, to learn the speaker's pace and likeness."""
        if len(self._takes) < 2:
            return None
        whole = [
            Stretch(sum(to_seconds(end - start) for start, end in take.spans), _BETWEEN_FILES)
            for take in self._takes
        ]
        ordered = [lines[at] for at in range(len(self._takes))]
        unlike = self._unlike(ordered, 0)

        def of_files(line: int, at: int, size: int) -> float | None:
            first, end = self._firsts[at], self._firsts[at + size]
            return unlike(line, first, end - first) if unlike and end > first else None

        return align(whole, [line.text for line in ordered], unlike=of_files)

    def _note(
        self,
        heard: Heard,
        alignment: Alignment,
        lines: Sequence[Line],
        places: Sequence[tuple[Take, Span]],
        first: int,
    ) -> None:
        for at, (line, found) in enumerate(zip(lines, alignment.lines, strict=True)):
            if found is None:
                heard.missing.append(line)
                if others := alignment.instead.get(at):
                    heard.instead[line.number] = tuple(lines[other] for other in others)
                continue
            own = places[found.first : found.last + 1]
            spans = tuple(span for _, span in own)
            heard.placed.append(
                Placed(line, own[0][0], spans, found, self._rather(found, first, alignment.alike))
            )
        stretches = [item for own in self._stretches for item in own][first:]
        voices = sum(stretches[at].voiced for at in alignment.left)
        heard.earlier += voices
        heard.noises += len(alignment.left) - voices

    def _rather(self, found: Found, first: int, alike: float) -> Line | None:
        """The line that a place sounds much more like than its own."""
        if self._likeness is None or found.unlike is None:
            return None
        size = found.last - found.first + 1
        others = [
            (unlike, line)
            for at, line in enumerate(self._sheet)
            if (unlike := self._likeness.unlike(at, first + found.first, size)) is not None
        ]
        unlike, line = min(others, key=lambda pair: pair[0])
        return line if unlike < min(found.unlike - _RATHER, alike + _RATHER_LIKE) else None


def _stretches(take: Take) -> list[Stretch]:
    sounds = [take.sound(span) for span in take.spans]
    voiced = [has_voice(sound) for sound in sounds]
    again = said_again(sounds, voiced)
    ends = [0, *(span[1] for span in take.spans)]
    return [
        Stretch(to_seconds(span[1] - span[0]), to_seconds(span[0] - end), voice, earlier)
        for span, end, voice, earlier in zip(take.spans, ends, voiced, again, strict=False)
    ]
