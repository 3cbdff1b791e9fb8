"""The safety gate (rule R9): what typed words hint at, and what is said then.

It reads the words of a dated, replaceable locale file. A list of phrases misses much and sometimes stops what is
harmless; it is a last courtesy, not an assessment, and the files say so.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from generator.errors import Location, SafetyHold, ScriptError


class Verdict(Enum):
    """What typed words call for."""

    CLEAR = "clear"
    PAST_HURT = "past hurt"
    """A mention of past abuse: the gentlest level, and no refusal."""
    DANGER = "danger"
    """A hint at present danger: no personal track, and people to turn to."""


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One place where people answer."""

    name: str
    contact: str
    about: str


@dataclass(frozen=True, slots=True)
class Locale:
    """Support lines and watch-words of one country."""

    language: str
    as_of: date
    """When the lines were last looked at."""
    message: tuple[str, ...]
    """What is said kindly before the lines."""
    lines: tuple[HelpLine, ...]
    offer: str
    """The ready track that is offered in place of a personal one."""
    danger: tuple[re.Pattern[str], ...]
    past_hurt: tuple[re.Pattern[str], ...]

    def verdict(self, typed: Iterable[str]) -> Verdict:
        """What the words that somebody typed call for; the graver of two."""
        texts = [_normal(text) for text in typed]
        joined = " . ".join(texts)
        if any(pattern.search(joined) for pattern in self.danger):
            return Verdict.DANGER
        if any(pattern.search(joined) for pattern in self.past_hurt):
            return Verdict.PAST_HURT
        return Verdict.CLEAR

    def hold(self) -> SafetyHold:
        """The kind refusal, with its support lines; it repeats nothing that was typed."""
        lines = [
            f"  {line.name}: {line.contact}" + (f" ({line.about})" if line.about else "")
            for line in self.lines
        ]
        return SafetyHold("\n".join([*self.message, *lines, self.offer]))


def read_locale(text: str, file: str) -> Locale:
    """Read a locale file.

    Raises:
        ScriptError: Something in it is missing or of the wrong kind.
    """
    where = Location(file)
    try:
        data = tomllib.loads(text)
        return Locale(
            language=str(data["language"]),
            as_of=data["as_of"],
            message=tuple(map(str, data["help"]["message"])),
            lines=tuple(
                HelpLine(str(line["name"]), str(line["contact"]), str(line.get("about", "")))
                for line in data["help"]["lines"]
            ),
            offer=str(data["help"]["offer"]),
            danger=tuple(_pattern(phrase) for phrase in data["watch"]["danger"]),
            past_hurt=tuple(_pattern(phrase) for phrase in data["watch"]["past_hurt"]),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise ScriptError(
            f"The support lines cannot be read: {error}.",
            "Compare the file with the one we ship.",
            where=where,
        ) from error


def _pattern(phrase: str) -> re.Pattern[str]:
    """A watch-phrase as a pattern of whole words: ``*`` ends a stem, ``(a|b)`` chooses, ``_`` is any one word."""
    words = []
    for word in _spaced(phrase, keep="*()|_").split():
        escaped = (
            re.escape(word)
            .replace(r"\*", r"\w*")
            .replace(r"\(", "(?:")
            .replace(r"\)", ")")
            .replace(r"\|", "|")
        )
        words.append(r"[\w']+" if word == "_" else escaped)
    return re.compile(r"(?<!\w)" + " ".join(words) + r"(?!\w)")


def _normal(text: str) -> str:
    return _spaced(text, keep=".")


def _spaced(text: str, keep: str) -> str:
    """Lower case, plain apostrophes, no invisible characters, other signs as single blanks."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("‘", "'")
    visible = "".join(c for c in folded if unicodedata.category(c) not in ("Cf", "Mn"))
    return " ".join("".join(c if c.isalnum() or c in "'" + keep else " " for c in visible).split())
