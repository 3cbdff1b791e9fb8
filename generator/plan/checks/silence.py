"""Rules on quiet, judged by its ceiling: announced before it comes, and never longer than a level bears."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from generator.errors import Location
from generator.plan.checks.rules import Rules
from generator.plan.checks.track import Finding, Paragraph, Track, bare_words, error, warning
from generator.plan.cues import Bell, Breathe, Breathing, Chapter, Cue, Pause, Say
from generator.plan.layout import BELL_ROOM, Guidance, steps_in
from generator.plan.pauses import FIRST_CEILING, PASSENGER_CEILING
from generator.plan.situations import COMMUTE
from generator.units import Seconds

ANNOUNCED = "g-silence"
UNANNOUNCED: Seconds = 20.0
"""Longest quiet that may come without a word about it."""
OWN_WORD: Seconds = 45.0
"""Quiet from which it has to be announced by itself."""
PAUSE_MOST = {"brief": 15.0, "standard": 60.0, "long": 90.0}
"""Longest [pause N] of each form: the longest named pause that it has, and room for a question."""
_ROUNDING: Seconds = 0.01


@dataclass(frozen=True, slots=True)
class Quiet:
    """A stretch without words."""

    ceiling: Seconds
    """As long as it can become."""
    silent: Seconds
    """As much of it as has no tones either."""
    writing: bool
    where: Location
    after: Paragraph | None
    """The paragraph just before it."""
    told: bool
    """Whether quiet stretches have been announced by then."""


def check_silence(track: Track, rules: Rules) -> Iterator[Finding]:
    """Every quiet stretch, whichever optional passages are in."""
    seen: set[tuple[str, Location]] = set()
    for selection in track.selections():
        for quiet in quiets(track, selection, rules):
            for finding in _of(quiet, track, rules):
                if (finding.rule, finding.where) not in seen:
                    seen.add((finding.rule, finding.where))
                    yield finding
    yield from _pauses(track)


def quiets(track: Track, selection: frozenset[int], rules: Rules) -> Iterator[Quiet]:
    """The quiet stretches between words; pauses in a row add up, and breathing in tones alone is quiet."""
    by_number = {item.number: item for item in track.paragraphs}
    before: Paragraph | None = None
    told = False
    pieces: list[_Piece] = []
    for cue in track.cues_in(selection):
        for piece in _pieces(cue, track.guidance):
            if piece is not None:
                pieces.append(piece)
                continue
            if pieces:
                yield _joined(pieces, before, told=told)
            pieces = []
        if isinstance(cue, Say):
            before = by_number[cue.paragraph]
            told = told or (ANNOUNCED in before.tokens and _tells(cue, rules))
    if pieces:
        yield _joined(pieces, before, told=told)


def _tells(say: Say, rules: Rules) -> bool:
    """Whether this sentence of an announcing paragraph speaks of quiet."""
    said = bare_words(say.utterance.text)
    return any(pattern.search(said) for pattern in rules.tokens.get(ANNOUNCED, ()))


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one cue adds to a quiet stretch."""

    length: Seconds
    tones: bool
    writing: bool
    where: Location


def _joined(pieces: list[_Piece], before: Paragraph | None, *, told: bool) -> Quiet:
    return Quiet(
        ceiling=sum(piece.length for piece in pieces),
        silent=sum(piece.length for piece in pieces if not piece.tones),
        writing=any(piece.writing for piece in pieces),
        where=pieces[0].where,
        after=before,
        told=told,
    )


def _pieces(cue: Cue, guidance: Guidance) -> Iterator[_Piece | None]:
    """The quiet that a cue makes at most; None where something is heard."""
    match cue:
        case Say():
            yield None
        case Pause():
            yield _Piece(cue.ceiling, tones=False, writing=cue.name == "write", where=cue.where)
        case Bell():
            if guidance.bells:  # it is heard, and dies away
                yield None
                yield _Piece(BELL_ROOM, tones=False, writing=False, where=cue.where)
        case Breathe():
            if guidance.pattern is not None:
                yield from _breaths(cue, guidance)
        case Chapter():
            return
        case _:
            assert_never(cue)


def _breaths(cue: Breathe, guidance: Guidance) -> Iterator[_Piece | None]:
    steps = steps_in(guidance)
    if cue.kind is Breathing.RAMP:
        for step, _, most in steps:
            yield None  # each step's first breath is counted aloud
            yield _Piece(most * step.cycle, tones=True, writing=False, where=cue.where)
    else:
        yield _Piece(cue.most * steps[-1][0].cycle, tones=True, writing=False, where=cue.where)


def _of(quiet: Quiet, track: Track, rules: Rules) -> Iterator[Finding]:
    most = quiet.ceiling - _ROUNDING
    for name, limit, length in _limits(quiet, track, rules):
        if length - _ROUNDING > limit:
            yield error(
                "silence-long",
                quiet.where,
                f"Quiet of up to {length:.0f} s, and {limit:.0f} s is the most {name}."
                " Shorten it, or say a line in between.",
            )
    if quiet.writing:
        if quiet.after is None or not (
            rules.situations["write_now"].search(quiet.after.bare) or ANNOUNCED in quiet.after.tokens
        ):
            yield error(
                "silence-own-word",
                quiet.where,
                "Time to write begins without a word about writing just before it. Say what the time is for.",
            )
        return
    if most > UNANNOUNCED and track.whole and not quiet.told:
        yield error(
            "silence-unannounced",
            quiet.where,
            f"Quiet of up to {quiet.ceiling:.0f} s comes before anybody said that it goes quiet and the voice returns."
            ' Put {% include "partials/silence.md" %} before it.',
        )
    if most > OWN_WORD and (quiet.after is None or ANNOUNCED not in quiet.after.tokens):
        yield error(
            "silence-own-word",
            quiet.where,
            f"Quiet of up to {quiet.ceiling:.0f} s needs a word of its own in the paragraph just before it."
            ' Put {% include "partials/long-quiet.md" %} there.',
        )


def _limits(quiet: Quiet, track: Track, rules: Rules) -> Iterator[tuple[str, Seconds, Seconds]]:
    """Whose limit it is, the limit, and what is held against it; tones keep a passenger company."""
    if track.form.level == "first" and not quiet.writing:
        yield "at level first", FIRST_CEILING, quiet.ceiling
    if track.situation.name == COMMUTE:
        yield "for passengers", PASSENGER_CEILING, quiet.silent
    if track.practice.id in rules.limits:
        yield "in this practice", rules.limits[track.practice.id], quiet.ceiling


def _pauses(track: Track) -> Iterator[Finding]:
    most = PAUSE_MOST[track.form.length]
    for cue in track.script.cues:
        if isinstance(cue, Pause) and cue.name == "pause" and cue.ideal > most:
            yield warning(
                "pause-range",
                cue.where,
                f"[pause {cue.ideal:g}s] is longer than any pause of the {track.form.length} form ({most:.0f} s)."
                " Shorten it there.",
            )
