"""The cue sheet: every line of a script to be read into a microphone, numbered, with the quiets between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from generator.plan.cues import Bell, Breathe, Breathing, Chapter, Cue, Pause, Say, Script, Utterance
from generator.plan.layout import Guidance, count_words, steps_in
from generator.plan.sentences import words_in
from generator.units import Seconds, spoken_length


@dataclass(frozen=True, slots=True)
class Line:
    """A line to be recorded once, however often it is said."""

    number: int
    """From 1, in the order of reading."""
    utterance: Utterance
    optional: bool = False
    """True where it is said only if there is room for it."""
    beat: Seconds = 0.0
    """Length of the beat that it has to fit, for the counts of a breath; 0 for a sentence."""
    codes: tuple[str, ...] = ()
    """Clients who hear it, by code; empty for a line that everybody hears."""

    @property
    def text(self) -> str:
        """What is read."""
        return self.utterance.text

    @property
    def words(self) -> int:
        """How many words it has."""
        return words_in(self.utterance.text)


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands between lines: a heading, or a note of what happens there."""

    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class CueSheet:
    """Lines to record, and what stands between them, in order."""

    title: str
    about: tuple[str, ...]
    """What the sheet is for, a sentence each."""
    rows: tuple[Line | Mark, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines alone."""
        return tuple(row for row in self.rows if isinstance(row, Line))


HOW_TO_RECORD = (
    "Read each line as you would to one person in the room, with your own rests inside it.",
    "Leave two quiet seconds after every line; the times below are put in for you.",
    "If a line goes wrong, be quiet for a moment and say the whole line again: the last take counts.",
    "One long take or several will do, or one file for each line with the line's number as its name.",
)
"""Printed on every sheet."""


def rows_of(script: Script, guidance: Guidance) -> tuple[Line | Mark, ...]:
    """Every line of a script with all its optional passages, each where it is said first.

    Args:
        script: The script, with all passages that any length of it may hold.
        guidance: How the breath is led; its counted words are lines like any others.
    """
    return tuple(_Sheet(guidance).rows(script.cues))


class _Sheet:
    """Numbers lines as they come, and never one twice."""

    def __init__(self, guidance: Guidance) -> None:
        self._guidance = guidance
        self._numbers: dict[str, int] = {}

    def rows(self, cues: Sequence[Cue]) -> Iterator[Line | Mark]:
        passage: int | None = None
        for cue in cues:
            if cue.passage != passage:
                passage = cue.passage
                yield Mark("Only if there is room:" if passage is not None else "Always:")
            match cue:
                case Chapter():
                    yield Mark(cue.title, heading=True)
                case Say():
                    yield self._line(cue.utterance, optional=passage is not None)
                case Pause():
                    yield Mark(f"[quiet, {cue.ideal:g} s]")
                case Bell():
                    yield Mark("[bell]")
                case Breathe():
                    yield from self._breathing(cue, optional=passage is not None)
                case _:
                    assert_never(cue)

    def _line(self, utterance: Utterance, *, optional: bool = False, beat: Seconds = 0.0) -> Line | Mark:
        if utterance.text in self._numbers:
            return Mark(f"[line {self._numbers[utterance.text]} again]")
        number = self._numbers[utterance.text] = len(self._numbers) + 1
        return Line(number, utterance, optional, beat)

    def _breathing(self, cue: Breathe, *, optional: bool) -> Iterator[Line | Mark]:
        if cue.kind is not Breathing.RAMP:
            yield Mark(f"[breathing, about {cue.ideal} breath{'' if cue.ideal == 1 else 's'}]")
            return
        yield Mark("[counted breaths: say each word by itself, briefly, with two quiet seconds after it]")
        for step, _, _ in steps_in(self._guidance):
            for word in (*count_words(step)[0], *count_words(step)[1]):
                row = self._line(word, optional=optional, beat=step.count)
                if isinstance(row, Line):
                    yield row
        yield Mark("[breathing]")


def sheet_text(sheet: CueSheet, recorded: Sequence[int] = ()) -> str:
    """A cue sheet to be printed or read from a screen.

    Args:
        sheet: The sheet.
        recorded: Numbers of lines that are recorded already.
    """
    lines = sheet.lines
    width = len(str(len(lines)))
    out = [sheet.title, "=" * len(sheet.title), "", *sheet.about, ""]
    out += [f"- {advice}" for advice in HOW_TO_RECORD]
    if recorded:
        left = [line.number for line in lines if line.number not in set(recorded)]
        out += ["", f"Still to record: {number_ranges(left)}." if left else "All of it is recorded."]
    for row in sheet.rows:
        if isinstance(row, Line):
            done = "  (recorded)" if row.number in set(recorded) else ""
            codes = f"  ({', '.join(row.codes)})" if row.codes else ""
            mark = "*" if row.optional else " "
            out.append(f"{row.number:>{width}}{mark} {row.text}{codes}{done}")
        elif row.heading:
            out += ["", row.text, "-" * len(row.text), ""]
        else:
            out.append(f"{'':>{width}}  {row.text}")
    return "\n".join(out) + "\n"


def reading_time(lines: Sequence[Line]) -> str:
    """About how long it takes to read these lines with two seconds after each, for people."""
    words = sum(line.words for line in lines)
    return spoken_length(60 * max(1, round((words / 130 * 60 + 2 * len(lines)) / 60)))


def number_ranges(numbers: Sequence[int]) -> str:
    """Line numbers as a person writes them: ``3, 7-9``."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def numbers_in(text: str) -> tuple[int, ...] | None:
    """The numbers that somebody wrote as ``3, 7-9``; None where it is something else."""
    found: list[int] = []
    for part in text.replace("–", "-").split(","):
        first, dash, last = part.strip().partition("-")
        if not first.strip().isdigit() or (dash and not last.strip().isdigit()):
            return None
        start, end = int(first), int(last) if dash else int(first)
        if not 1 <= start <= end <= 9999:
            return None
        found += range(start, end + 1)
    return tuple(dict.fromkeys(found))
