"""A plain script that somebody wrote for reading aloud, read into headings, words and pauses.

Their words stay as they are, and in order. Only what is not spoken goes: marks of emphasis, bullets, numbering, tags.
Signs that our script language could obey never get through: brackets become round ones, the rest blanks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.plan.foreign_pauses import PLAIN, cues_for, quiet_in, quiet_line
from generator.plan.foreign_text import tidy
from generator.plan.sentences import sentence_ranges, words_in
from generator.units import Seconds

LONGEST_SENTENCE = 60
"""Words of a sentence that a voice is given at once; beyond, it loses its melody, and some engines stop."""
BREATHER: Seconds = 0.5
"""Quiet where a longer sentence is divided."""
WRAPPED = 50
"""Characters from which a line without an end goes on in the next one."""
HEADING_WORDS, HEADING_CHARACTERS = 8, 120
"""What a line in capitals, or in bold, may have at most and still be a heading; and any heading at all."""

_TITLE = re.compile(r"title\s*:\s*(.+)", re.IGNORECASE)
_MARKED = re.compile(r"#{1,6}\s+(.+?)[\s#]*|([=~-]{2,})\s*(.+?)\s*\2")
_BOLD = re.compile(r"(\*\*|__)([^*_]+)\1:?")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_DOTS = re.compile(r"(?:…|\.\s?){2,}|…")
_BULLET = re.compile(r"^(?:(?:[-=]{2,}|[-–—•·◦‣▪●○■+*>|✓➢]+(?=\s))\s*)+")
_NUMBERING = re.compile(r"^\(?\d{1,2}[.)]\s+(?=\D)")
_COUNTING = re.compile(r"^(\d{1,2})[.)]\s")
_EMPHASIS = re.compile(r"\*{1,3}(?=\S)([^*\n]{1,200}?)(?<=\S)\*{1,3}")
_INSIDE_A_WORD = re.compile(r"(?<=\w)[*`]+(?=\w)")
_SILENT_SIGNS = re.compile(r"[*`]")
_BLANK_SIGNS = re.compile(r"[_#|~^\\]|:?//")
_BRACKETED = re.compile(r"[(\[{<]([^()\[\]{}<>]{1,200})[)\]}>]")
_END = re.compile(r"[.,;:?!…]+")
_ROUND = str.maketrans("[]{}<>", "()()  ")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of theirs: a chapter of ours."""

    title: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of theirs."""

    pieces: tuple[str | Seconds, ...]
    """Words to be spoken, and seconds of quiet, in order."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """A script of theirs, understood."""

    title: str
    """As they gave it, or their first heading where no words come before it; else empty."""
    blocks: tuple[Heading | Passage, ...]
    asides: tuple[str, ...]
    """What stands in brackets but is no pause: it is spoken like all other words."""

    @property
    def pauses(self) -> int:
        """How many pauses they wrote."""
        return sum(
            isinstance(piece, float)
            for block in self.blocks
            if isinstance(block, Passage)
            for piece in block.pieces
        )

    @property
    def speaks(self) -> bool:
        """Whether there is a word to be said."""
        return any(isinstance(piece, str) for block in self.blocks for piece in getattr(block, "pieces", ()))

    def body(self) -> str:
        """The text as our script language writes it."""
        return "\n\n".join(map(_written, self.blocks)) + "\n"


def read_foreign(text: str) -> Foreign:
    """Understand a plain script.

    Args:
        text: The whole of it, in any of the forms that scripts/README.md names.
    """
    reader = _Reader(tidy(text))
    reader.read()
    return Foreign(reader.title, tuple(reader.blocks), tuple(reader.asides))


class _Reader:
    """Reads a tidy text, line by line."""

    def __init__(self, text: str) -> None:
        self._lines = [line.strip() for line in text.split("\n")]
        while self._lines and not self._lines[-1]:
            self._lines.pop()
        spoken = [index for index, line in enumerate(self._lines) if line]
        self._flat = bool(spoken) and all(self._lines[spoken[0] :])  # each line is a paragraph of its own
        self._capitals = not any(character.islower() for character in text)
        self._paragraph = ""
        self._last = ""
        self.title = ""
        self.blocks: list[Heading | Passage] = []
        self.asides: list[str] = []

    def read(self) -> None:
        for line in self._lines:
            self._line(line)
        self._close()

    def _line(self, line: str) -> None:
        if not any(character.isalnum() for character in line):
            self._without_words(line)
        elif not (self._begins(line) or self._is_heading(line)):
            quiet = quiet_line(line)
            self._words(line if quiet is None else f"[pause {quiet:g}s]")

    def _without_words(self, line: str) -> None:
        if _UNDERLINE.fullmatch(line) and self._paragraph and self._paragraph == _spoken_line(self._last):
            title, self._paragraph = self._paragraph, ""
            self._heading(title)
        elif _DOTS.fullmatch(line):
            self._words(f"[pause {PLAIN:g}s]")
        else:
            self._close()

    def _begins(self, line: str) -> bool:
        """Whether this is the line that names the script."""
        match = _TITLE.fullmatch(line)
        if match is None or self.title or self.blocks or self._paragraph:
            return False
        self.title = _as_title(match[1])
        return True

    def _is_heading(self, line: str) -> bool:
        if len(line) > HEADING_CHARACTERS:
            return False
        marked = _MARKED.fullmatch(line)
        title = (marked[1] or marked[3]) if marked else ""
        if not marked and not self._goes_on(line) and quiet_line(line.strip("*_")) is None:
            bold = _BOLD.fullmatch(line)
            if bold or self._shouts(line) or self._names_it(line):
                title = (bold[2] if bold else line).strip()
                if words_in(title) > HEADING_WORDS or title.endswith((".", "!", "?", "…", ",", ";")):
                    title = ""
        if (
            not any(character.isalnum() for character in title)
            or quiet_in(title.strip("()[]{}<>")) is not None
        ):
            return False
        self._heading(title)
        return True

    def _shouts(self, line: str) -> bool:
        letters = sum(character.isalpha() for character in line)
        stands_alone = self._flat or not self._paragraph
        return (
            line.isupper() and letters > 3 and stands_alone and not self._capitals and line[0] not in "([{<"
        )

    def _names_it(self, line: str) -> bool:
        """Whether the very first line is written as titles are: "Body Scan for the Evening"."""
        long = [word for word in re.findall(r"[^\W\d_]+", line) if len(word) > 3]
        first = not (self.title or self.blocks or self._paragraph)
        return first and len(long) > 1 and all(word[0].isupper() for word in long)

    def _heading(self, title: str) -> None:
        self._close()
        title = _as_title(title)
        if not self.title and not self.blocks:
            self.title = title
        self.blocks.append(Heading(title))

    def _goes_on(self, line: str) -> bool:
        """Whether the line is the rest of the one before, which was broken to fit a page."""
        if not self._paragraph or (not self._paragraph[-1].isalnum() and self._paragraph[-1] not in ",;'\""):
            return False
        return line[0].islower() or (len(self._last) >= WRAPPED and _BULLET.match(line) is None)

    def _words(self, line: str) -> None:
        if not self._goes_on(line):
            if self._flat:
                self._close()
            if self._paragraph and self._paragraph[-1].isalnum() and line[0] not in "([{<":
                self._paragraph += "."
            self._last = line
            line = _NUMBERING.sub("", _BULLET.sub("", line)) if line[0] != "[" else line
        self._last = line
        self._paragraph = f"{self._paragraph} {_spoken_line(line)}".strip()

    def _close(self) -> None:
        text, self._paragraph, self._last = self._paragraph, "", ""
        pieces = tuple(_with_full_stops(tuple(self._pieces(text))))
        if pieces:
            self.blocks.append(Passage(pieces))

    def _pieces(self, text: str) -> Iterator[str | Seconds]:
        start = 0
        for match in _BRACKETED.finditer(text):
            quiet = quiet_in(match[1])
            if quiet is None:
                if match[0][0] != "(" and any(character.isalnum() for character in match[1]):
                    self.asides.append(match[0])
                continue
            ahead = text[start : match.start()].rstrip()
            end = _END.match(text, match.end())
            if end and (ahead[-1:].isalnum() or ahead.endswith(tuple(")]}>"))):
                ahead += end[0]  # "softly (pause)." ends before its pause
            yield from _said(ahead, first=start == 0)
            yield float(quiet)
            start = end.end() if end else match.end()
        yield from _said(text[start:], first=start == 0)


def _spoken_line(line: str) -> str:
    """The line without marks of emphasis, a pause between stars in brackets."""
    line = _EMPHASIS.sub(lambda found: found[1] if quiet_in(found[1]) is None else f"[{found[1]}]", line)
    line = _SILENT_SIGNS.sub("", _INSIDE_A_WORD.sub(" ", line))
    return " ".join(_BLANK_SIGNS.sub(" ", line).split())


def _plain_words(text: str) -> str:
    """Words in which our script language finds nothing to obey."""
    text = re.sub(r"\(\s*\)", " ", re.sub(r"([()])\1+", r"\1", text.translate(_ROUND)))
    text = re.sub(r"-{2,}", " – ", re.sub(r"\.{2,}", "…", text))
    text = " ".join(text.split()).replace("( ", "(")
    return re.sub(r" ([,.;:?!…)])", r"\1", text)


def _as_title(text: str) -> str:
    return _plain_words(_spoken_line(text)).strip(" :=-–—~.")


def _said(text: str, *, first: bool) -> Iterator[str]:
    """The words between two pauses, a very long sentence divided."""
    words = _plain_words(text)
    words = _COUNTING.sub(r"\1, ", _BULLET.sub("", words)) if first else words.lstrip(".,;:?!…)-– ")
    if not any(character.isalnum() for character in words):
        return
    start = 0
    for begin, end in sentence_ranges(words):
        for cut in _cuts(words[begin:end]):
            yield words[start : begin + cut].strip()
            start = begin + cut
    yield words[start:].strip()


def _with_full_stops(pieces: tuple[str | Seconds, ...]) -> Iterator[str | Seconds]:
    """The pieces with a full stop where words end without one and nothing goes on in small letters."""
    following = ""
    ended: list[str | Seconds] = []
    for piece in reversed(pieces):
        if isinstance(piece, str):
            stops = piece[-1].isalnum() and not following[:1].islower()
            following = piece
            ended.append(f"{piece}." if stops else piece)
        else:
            ended.append(piece)
    return reversed(ended)


def _cuts(sentence: str) -> Iterator[int]:
    """Where a sentence is divided so that no part has more than `LONGEST_SENTENCE` words."""
    start, comma, words, since_comma = 0, 0, 0, 0
    for match in re.finditer(r"\S+", sentence):
        count = words_in(match[0])
        if words + count > LONGEST_SENTENCE:
            start, words = (comma, since_comma) if comma > start else (match.start(), 0)
            yield start
        words += count
        since_comma += count
        if match[0][-1] in ",;:–—":
            comma, since_comma = match.end(), 0


def _written(block: Heading | Passage) -> str:
    if isinstance(block, Heading):
        return f"# {block.title}"
    out: list[str] = []
    for index, piece in enumerate(block.pieces):
        if isinstance(piece, float):
            out.append(cues_for(piece))
            continue
        if index and isinstance(block.pieces[index - 1], str):
            out.append(cues_for(BREATHER))
        out.append(piece)
    return " ".join(filter(None, out))
