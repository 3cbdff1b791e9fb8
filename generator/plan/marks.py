"""Invisible marks in rendered text: where a line came from, and which words somebody typed.

Personal values are disarmed as they enter a template: characters that the script language could obey become
private-use code points, which only the parser turns back, into plain characters and never into cues. Marks of
origin are planted in literal template text, so that errors point at file and line through includes and macros.
Neither can be typed: values that hold private-use characters are refused when a profile is read.
"""

import re

from generator.errors import Location

_ARMED = frozenset('[]{}#<>*_`|\\~^()+=/@$%&"')
_DISARMED_BASE = 0xE000
_PERSONAL_OPEN, _PERSONAL_CLOSE = "\ue100", "\ue101"
_SITE_BASE, _SITE_END = 0xF0000, 0xFFFFD

PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
"""Characters that no typed value may hold."""
_PERSONAL_QUOTED = re.compile(r"(?:\ue100|\\ue100).*?(?:\ue101|\\ue101|$)", re.DOTALL)
_SITE = re.compile("[\U000f0000-\U000ffffd]")
_DISARM = {ord(c): chr(_DISARMED_BASE + ord(c)) for c in _ARMED}
_REARM = {code: chr(code - _DISARMED_BASE) for code in (ord(v) for v in _DISARM.values())}
_MARKS_AHEAD = re.compile("^(?:[\ue100\ue101\U000f0000-\U000ffffd]|\\s)*")


def guard(value: str) -> str:
    """A typed value made safe to stand in a template: disarmed, on one line, and known as personal."""
    return _PERSONAL_OPEN + " ".join(value.split()).translate(_DISARM) + _PERSONAL_CLOSE


def is_personal(text: str) -> bool:
    """Whether a typed value stands in the text."""
    return _PERSONAL_OPEN in text


def plain(text: str) -> str:
    """The text with every mark taken out and disarmed characters turned back."""
    return _SITE.sub("", text).replace(_PERSONAL_OPEN, "").replace(_PERSONAL_CLOSE, "").translate(_REARM)


def reveal(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Plain text, and the half-open character ranges of it that somebody typed.

    Where a template has cut a typed value so that its marks no longer pair, all of the text counts as typed.
    """
    out: list[str] = []
    spans: list[tuple[int, int]] = []
    start: int | None = None
    paired = True
    for character in text:
        if character == _PERSONAL_OPEN:
            paired = paired and start is None
            start = len(out)
        elif character == _PERSONAL_CLOSE:
            paired = paired and start is not None
            if start is not None and len(out) > start:
                spans.append((start, len(out)))
            start = None
        else:
            out.append(character)
    if not paired or start is not None:
        spans = [(0, len(out))]
    return "".join(out).translate(_REARM), tuple(spans)


def without_personal(text: str) -> str:
    """The text of a message with every typed value in it, as it is or as `repr` writes it, left out."""
    return _PERSONAL_QUOTED.sub("…", text)


def capital_first(text: str) -> str:
    """The text with its first visible character made a capital."""
    match = _MARKS_AHEAD.match(text)
    ahead = match.end() if match else 0
    return text[:ahead] + text[ahead : ahead + 1].upper() + text[ahead + 1 :]


class Sites:
    """The places in template files that marks of origin stand for."""

    def __init__(self) -> None:
        self._places: list[Location] = []
        self._numbers: dict[Location, int] = {}

    def mark(self, place: Location) -> str:
        """The invisible character that stands for a place."""
        number = self._numbers.get(place)
        if number is None:
            number = self._numbers[place] = len(self._places)
            self._places.append(place)
        return chr(min(_SITE_BASE + number, _SITE_END))

    def strip(self, line: str) -> tuple[str, Location | None]:
        """The line without marks of origin, and the place that its first mark stands for."""
        match = _SITE.search(line)
        if match is None:
            return line, None
        number = ord(match.group()) - _SITE_BASE
        place = self._places[number] if number < len(self._places) else None
        return _SITE.sub("", line), place

    def files(self, text: str) -> tuple[str, ...]:
        """The files that the marks of origin in a text stand for, in order of name."""
        numbers = {ord(mark) - _SITE_BASE for mark in _SITE.findall(text)}
        return tuple(sorted({self._places[number].file for number in numbers if number < len(self._places)}))

    @staticmethod
    def without(text: str) -> str:
        """The text without its marks of origin; typed words stay disarmed and known as such."""
        return _SITE.sub("", text)
