"""Cue sheets: what a clinician reads into a microphone, once for everybody, or the few lines that are a client's own."""

from dataclasses import replace
from pathlib import Path

from generator.clients import requests_of
from generator.errors import ChoiceError, InnerAllyError, Location, RecordingError
from generator.forms import RECORDABLE_SEED
from generator.library import Library
from generator.plan.choices import PERSONAL, RECORDABLE
from generator.plan.cue_sheet import CueSheet, Line, Mark, reading_time, rows_of
from generator.plan.cues import Utterance
from generator.plan.recorded_lines import RecordedLines
from generator.plan.twins import blocks
from generator.prepare import prepare
from generator.request import Candidate, Prepared, Request
from generator.voices import voice_named

TABLE = ".csv"
_MOST_CODES = 6


def sheet_of(subject: str, request: Request, library: Library) -> CueSheet:
    """The cue sheet of a practice, or of a table of clients when the subject is a CSV file.

    Args:
        subject: A practice, or the path of a CSV.
        request: What was asked for besides, for a practice.
        library: Where scripts are.

    Raises:
        InnerAllyError: As `prepare` and `requests_of` do.
    """
    if subject.lower().endswith(TABLE):
        return sheet_for_clients(Path(subject), library)
    return sheet_for_practice(request, library)


def sheet_for_practice(request: Request, library: Library) -> CueSheet:
    """Every line of the recordable edition of one form of a practice.

    Raises:
        InnerAllyError: As `prepare` does.
    """
    prepared = _prepared(request, library, RECORDABLE)
    candidate, facts = prepared.candidates[0], prepared.facts
    rows = rows_of(candidate.script, candidate.guidance)
    lines = [row for row in rows if isinstance(row, Line)]
    optional = any(line.optional for line in lines)
    about = (
        f"{facts.practice}, level {facts.level}, {candidate.form.length} form, for {facts.situation}:"
        f" {len(lines)} lines, about {reading_time(lines)} to read.",
        *(("Lines marked * are said only where there is room; record them too.",) if optional else ()),
    )
    return CueSheet(facts.title, about, rows)


def sheet_for_clients(path: Path, library: Library) -> CueSheet:
    """The lines that only some clients of a table hear, each once however many share it.

    Args:
        path: The table.
        library: Where scripts are.

    Raises:
        InnerAllyError: As `prepare` and `requests_of` do; errors name the table's line.
        RecordingError: No client of the table has a line of their own.
    """
    found: dict[str, tuple[Utterance, list[str], str]] = {}
    for row, request in requests_of(str(path), library):
        try:
            title, lines = _own_lines(request, library)
        except InnerAllyError as error:
            raise RecordingError(f"Row {row}: {error.what}", error.mend, where=Location(str(path))) from error
        for line in lines:
            codes = found.setdefault(line.text, (line, [], title))[1]
            if request.profile.code not in codes:
                codes.append(request.profile.code)
    if not found:
        raise RecordingError(
            "No client in this table hears a line that others do not.",
            "Record the practices themselves: innerally cue-sheet PRACTICE.",
            where=Location(str(path)),
        )
    rows: list[Line | Mark] = []
    heading = ""
    for number, (line, codes, title) in enumerate(found.values(), 1):
        if title != heading:
            heading = title
            rows.append(Mark(title, heading=True))
        told = tuple(codes) if len(codes) <= _MOST_CODES else (*codes[:_MOST_CODES], "and more")
        rows.append(Line(number, line, codes=told))
    lines_of_all = [row for row in rows if isinstance(row, Line)]
    about = (
        f"{len(lines_of_all)} lines of single clients, about {reading_time(lines_of_all)} to read;"
        " the codes say who hears them.",
    )
    return CueSheet("Lines of your clients' own", about, tuple(rows))


def recorded_numbers(sheet: CueSheet, known: RecordedLines | None) -> tuple[int, ...]:
    """Numbers of the lines that a recorded voice has already."""
    return tuple(line.number for line in sheet.lines if known is not None and line.text in known)


def recorded_lines(name: str | None, library: Library) -> RecordedLines | None:
    """What a recorded voice has; None for no voice, or one that does not exist yet.

    Raises:
        ChoiceError: The voice is one that speaks, not one that was recorded.
    """
    if name is None or name not in library.voice_names():
        return None
    voice = library.voice(name)
    if voice.lines is None:
        raise ChoiceError(
            f"The voice '{name}' is not a recorded one.",
            "Leave --voice out, or name one that you have recorded.",
        )
    return voice.lines


def _own_lines(request: Request, library: Library) -> tuple[str, list[Utterance]]:
    """The practice's title, and the lines of this client's that could stand in for neutral ones."""
    neutral = _prepared(request, library, RECORDABLE)
    ours = neutral.candidates[0]
    theirs = _same_form(_prepared(request, library, PERSONAL), ours)
    shared = {line.text for line in ours.utterances()}
    lines = [
        line
        for block in blocks(ours.text, theirs.text)
        if not block.same and block.fits
        for line in block.lines()
        if line.text not in shared
    ]
    return neutral.facts.title, lines


def _same_form(prepared: Prepared, wanted: Candidate) -> Candidate:
    same = [item for item in prepared.candidates if item.form == wanted.form and item.joined == wanted.joined]
    return same[0] if same else prepared.candidates[0]


def _prepared(request: Request, library: Library, edition: str) -> Prepared:
    profile = replace(request.profile, voice=None, fallback=None)
    return prepare(
        replace(request, edition=edition, seed=RECORDABLE_SEED, profile=profile), library, voice_named
    )
