"""The script language: rendered text into cues, with file and line in every error.

The language itself is described in scripts/README.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from generator.errors import Location, ScriptError, did_you_mean
from generator.plan.cues import (
    Bell,
    Breathe,
    Breathing,
    Chapter,
    Cue,
    Passage,
    Pause,
    Say,
    Script,
    Shown,
)
from generator.plan.lexicon import Lexicon
from generator.plan.marks import Sites, is_personal, plain, reveal
from generator.plan.pauses import Form, named_pause, numbered_pause, own_breaths, writing_pause
from generator.plan.sentences import utterances

CUE_WORDS = (
    "beat", "bell", "breathe", "dwell", "end", "feel", "form", "if", "pause", "settle", "shows", "write",
)  # fmt: skip

_CUE = re.compile(r"\[([^\[\]]*)\]")
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*(s|sec|secs|seconds?|min|mins|minutes?)")
_CYCLES = re.compile(r"(\d{1,4})(?:-(\d{1,4}))? cycles?(?:, best (\d{1,4}))?")
_IF_ROOM = re.compile(r"if room (\d{1,2})")
_NOT_A_SCRIPT = (
    (re.compile(r"^(?:[-*+•]|\d{1,2}[.)])\s"), "a list"),
    (re.compile(r"^(?:>|\||```|~~~|={3,}|-{3,})"), "Markdown that nobody can hear"),
    (re.compile(r"[*_`]"), "emphasis or code marks"),
    (re.compile(r"</?[A-Za-z!]"), "HTML"),
    (re.compile(r"\]\(|https?://"), "a link"),
)


@dataclass(slots=True)
class _Paragraph:
    """Lines of prose and cues that belong together, while they are being read."""

    lines: list[tuple[str, Location]] = field(default_factory=list)


class _Reader:
    """Reads one rendered script, line by line."""

    def __init__(self, sites: Sites, form: Form, lexicon: Lexicon, file: str) -> None:
        self._sites = sites
        self._form = form
        self._lexicon = lexicon
        self._where = Location(file)
        self._paragraph = _Paragraph()
        self._number = 0
        self._room: int | None = None
        self.cues: list[Cue] = []
        self.passages: list[Passage] = []
        self.shown: list[Shown] = []

    def read(self, text: str) -> None:
        for raw in text.split("\n"):
            line, place = self._sites.strip(raw)
            if place is not None:
                self._where = place
            self._line(line.strip())
        self._close_paragraph()
        if self._room is not None:
            raise ScriptError(
                "An optional passage is never closed.",
                "Write [end room] on a line of its own where it ends.",
                where=self.passages[self._room].where,
            )

    def _line(self, line: str) -> None:
        if not line:
            self._close_paragraph()
        elif line.startswith("#"):
            self._close_paragraph()
            self._heading(line)
        elif (match := _CUE.fullmatch(line)) and match.group(1).split()[:1] in (["if"], ["end"]):
            self._close_paragraph()
            self._fence(match.group(1))
        else:
            for pattern, name in _NOT_A_SCRIPT:
                if pattern.search(line):
                    raise ScriptError(
                        f"This line has {name}, but a script is only headings, paragraphs and cues.",
                        "Write it as plain sentences.",
                        where=self._where,
                    )
            self._paragraph.lines.append((line, self._where))

    def _heading(self, line: str) -> None:
        title = line[1:].strip()
        if not line.startswith("# ") or not title:
            raise ScriptError(
                "A chapter heading is one '#', a blank and its title.",
                "Write '# Arriving'.",
                where=self._where,
            )
        if is_personal(title):
            raise ScriptError(
                "A chapter title holds words that the listener typed, and players would show them.",
                "Keep chapter titles the same for everyone.",
                where=self._where,
            )
        if re.search(r"[\[\]{}<>*_`]", title):
            raise ScriptError(
                "A chapter title holds a cue or Markdown.",
                "Keep titles to plain words, with cues on the next line.",
                where=self._where,
            )
        self.cues.append(Chapter(plain(title), self._where, self._room))

    def _fence(self, words: str) -> None:
        _refuse_typed(words, self._where)
        if match := _IF_ROOM.fullmatch(words):
            if self._room is not None:
                raise ScriptError(
                    "An optional passage begins inside another.", "Close the first one.", where=self._where
                )
            self._room = len(self.passages)
            self.passages.append(Passage(int(match.group(1)), self._where))
        elif words == "end room":
            if self._room is None:
                raise ScriptError(
                    "[end room] has no [if room N] before it.", "Take it out.", where=self._where
                )
            self._room = None
        else:
            raise ScriptError(
                f"There is no cue [{plain(words)}].", "Write [if room 1] and [end room].", where=self._where
            )

    def _close_paragraph(self) -> None:
        lines, self._paragraph = self._paragraph.lines, _Paragraph()
        if not lines:
            return
        spoken = list(self._pieces(lines))
        says = [index for index, piece in enumerate(spoken) if isinstance(piece, Say)]
        for order, index in enumerate(says):
            say = spoken[index]
            assert isinstance(say, Say)  # noqa: S101 - narrows for the type checker
            spoken[index] = Say(
                say.utterance, self._number, order == 0, order == len(says) - 1, say.where, self._room
            )
        tokens = [piece for piece in spoken if isinstance(piece, Shown)]
        if tokens and not says:
            raise ScriptError(
                "[shows …] stands in a paragraph that says nothing.",
                "Put it inside the paragraph that shows it.",
                where=tokens[0].where,
            )
        self.shown.extend(tokens)
        self.cues.extend(piece for piece in spoken if not isinstance(piece, Shown))
        if says:
            self._number += 1

    def _pieces(self, lines: list[tuple[str, Location]]) -> Iterator[Cue | Shown]:
        text, places = "", []
        for line, where in lines:
            text += " " if text else ""
            places.append((len(text), where))
            text += line
        position = 0
        for match in _CUE.finditer(text):
            yield from self._prose(text[position : match.start()], position, places)
            place = _place_at(match.start(), places)
            _refuse_typed(match.group(1), place)
            yield from self._cue(plain(match.group(1)).strip(), place)
            position = match.end()
        yield from self._prose(text[position:], position, places)

    def _prose(self, text: str, offset: int, places: list[tuple[int, Location]]) -> Iterator[Say]:
        if not text.strip():
            return
        where = _place_at(offset + len(text) - len(text.lstrip()), places)
        if stray := re.search(r"[\[\]{}<>#]", text):
            raise ScriptError(
                f"A stray '{stray.group()}' stands in the words.",
                "Cues are written [like this]; everything else is read aloud.",
                where=where,
            )
        words, personal = reveal(text)
        if not any(character.isalnum() for character in words):
            raise ScriptError(
                "There is nothing to say here.", "Take the punctuation out, or write words.", where=where
            )
        for start, utterance in utterances(words, personal, self._lexicon):
            if any(character.isalnum() for character in utterance.text):
                yield Say(
                    utterance,
                    self._number,
                    opens=False,
                    closes=False,
                    where=_place_at(offset + start, places),
                )

    def _cue(self, words: str, where: Location) -> Iterator[Cue | Shown]:
        name, _, rest = words.partition(" ")
        rest = rest.strip()
        match name:
            case "beat" | "settle" | "form" | "feel" | "dwell" if not rest:
                yield named_pause(name, self._form, where, self._room)
            case "pause":
                yield numbered_pause(_seconds(words, rest, where), self._form, where, self._room)
            case "write":
                yield writing_pause(_seconds(words, rest, where), where, self._room)
            case "bell" if not rest:
                yield Bell(where, self._room)
            case "breathe":
                yield self._breathing(rest, where)
            case "shows" if rest:
                yield from (Shown(token, self._number, where) for token in rest.split())
            case _:
                raise ScriptError(
                    f"There is no cue [{words[:60]}].",
                    did_you_mean(re.split(r"[\s:]", words)[0], CUE_WORDS),
                    where=where,
                )

    def _breathing(self, rest: str, where: Location) -> Cue:
        if match := re.fullmatch(r"own (\d{1,4}) breaths?", rest):
            return own_breaths(int(match.group(1)), self._form, where, self._room)
        if rest == "ramp":
            return Breathe(Breathing.RAMP, 0, 0, 0, where, self._room)
        fading = rest.startswith("fade ")
        match = _CYCLES.fullmatch(rest.removeprefix("fade "))
        if match is None:
            raise ScriptError(
                f"There is no cue [breathe {rest[:40]}].",
                "Write [breathe ramp], [breathe 4-12 cycles], [breathe fade 3 cycles]"
                " or [breathe own 2 breaths].",
                where=where,
            )
        least = int(match.group(1))
        most = int(match.group(2) or least)
        ideal = int(match.group(3) or (least + most) // 2)
        if not 1 <= least <= ideal <= most <= 400:
            raise ScriptError(
                f"The cycles of [breathe {rest}] are out of order.",
                "Write the fewest first, and a best number between the two.",
                where=where,
            )
        kind = Breathing.FADE if fading else Breathing.CYCLES
        return Breathe(kind, least, ideal, most, where, self._room)


def parse(
    text: str, sites: Sites, *, form: Form, lexicon: Lexicon | None = None, file: str = "script"
) -> Script:
    """Read a rendered script.

    Args:
        text: What `Templates.render` gave, with its marks.
        sites: The places that its marks of origin stand for.
        form: Length form and level, which decide what the named pauses mean.
        lexicon: How words are said.
        file: What to name in errors for lines without a mark.

    Raises:
        ScriptError: A line breaks the script language; the message names file and line.
    """
    reader = _Reader(sites, form, lexicon or Lexicon(), file)
    reader.read(text)
    if not any(isinstance(cue, Say) for cue in reader.cues):
        raise ScriptError("The script says nothing.", "Write at least one sentence.", where=Location(file))
    _check_breathing(reader.cues)
    return Script(tuple(reader.cues), tuple(reader.passages), tuple(reader.shown))


def _check_breathing(cues: list[Cue]) -> None:
    """Tones begin with a ramp, are never left running, and hold no pauses (quiet there is counted in breaths)."""
    running: Cue | None = None
    for cue in cues:
        fault = _breathing_fault(cue, running)
        if fault:
            raise ScriptError(*fault, where=cue.where)
        if isinstance(cue, Breathe):
            running = {Breathing.RAMP: cue, Breathing.CYCLES: running, Breathing.FADE: None}[cue.kind]
    if running is not None:
        raise ScriptError(
            "The tones never hand over.", "Write [breathe fade 3 cycles] where they end.", where=running.where
        )


def _breathing_fault(cue: Cue, running: Cue | None) -> tuple[str, str] | None:
    match cue:
        case Breathe(kind=Breathing.RAMP) if running is not None:
            return "The tones begin again before they have faded.", "Write [breathe fade 3 cycles] first."
        case Breathe(kind=Breathing.CYCLES | Breathing.FADE) if running is None:
            return "Breathing cycles stand before [breathe ramp].", "Begin with the ramp."
        case Breathe() if running is not None and _apart(running, cue):
            return (
                "The tones begin in an optional passage and end outside it, or the other way round.",
                "Keep [breathe ramp] and the fade together.",
            )
        case Pause() | Bell() if running is not None:
            return (
                "A pause or bell stands between [breathe ramp] and the fade.",
                "While the tones run, give quiet in whole breaths: [breathe 2 cycles].",
            )
        case _:
            return None


def _refuse_typed(cue: str, where: Location) -> None:
    if is_personal(cue):
        raise ScriptError(
            "A cue holds words that the listener typed, and typed words are never obeyed.",
            "Write the cue out.",
            where=where,
        )


def _apart(ramp: Cue, cue: Breathe) -> bool:
    """Whether one could be left out without the other."""
    return cue.passage != ramp.passage and (ramp.passage is not None or cue.kind is Breathing.FADE)


def _seconds(words: str, rest: str, where: Location) -> float:
    match = _LENGTH.fullmatch(rest)
    if match is None:
        raise ScriptError(
            f"[{words[:60]}] has no length that can be read.",
            "Write [pause 8s] or [write 2min].",
            where=where,
        )
    seconds = float(match.group(1)) * (60 if match.group(2).startswith("m") else 1)
    if not 0 < seconds <= 600:
        raise ScriptError(
            f"[{words[:60]}] is not between 0 and 600 seconds.", "Choose a shorter pause.", where=where
        )
    return seconds


def _place_at(position: int, places: list[tuple[int, Location]]) -> Location:
    return next(where for start, where in reversed(places) if start <= max(position, 0))
