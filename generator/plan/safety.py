"""The safety gate (rule R9): what typed words hint at, and what is said then.

It reads the words of a dated, replaceable locale file. A list of phrases misses much and sometimes stops what is
harmless; it is a last courtesy, not an assessment, and the files say so.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from generator.errors import Location, SafetyHold, ScriptError
from generator.plan.phrases import phrase_pattern, readings

LINES_LAST = 366
"""Days after which support lines have to be looked up again."""


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
    harmless: tuple[re.Pattern[str], ...]
    """Turns of phrase that are left out before the others are looked for: "cut myself some slack"."""

    def is_old(self, today: date) -> bool:
        """Whether nobody has looked the lines up for more than a year."""
        return (today - self.as_of).days > LINES_LAST

    def verdict(self, typed: Iterable[str]) -> Verdict:
        """What the words that somebody typed call for; the graver of two."""
        texts = [self._without_harmless(reading) for text in typed for reading in readings(text)]
        if any(pattern.search(text) for pattern in self.danger for text in texts):
            return Verdict.DANGER
        if any(pattern.search(text) for pattern in self.past_hurt for text in texts):
            return Verdict.PAST_HURT
        return Verdict.CLEAR

    def _without_harmless(self, text: str) -> str:
        for pattern in self.harmless:
            text = pattern.sub(" . ", text)
        return text

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
    try:
        return _locale(tomllib.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, re.error) as error:
        raise ScriptError(
            f"The support lines cannot be read: {error}.",
            "Compare the file with the one we ship.",
            where=Location(file),
        ) from error


def _locale(data: dict[str, Any]) -> Locale:
    if not isinstance(data["as_of"], date):
        raise TypeError("'as_of' must be a date such as 2026-11-22")
    lines = tuple(
        HelpLine(str(line["name"]), str(line["contact"]), str(line.get("about", "")))
        for line in data["help"]["lines"]
    )
    if not lines:
        raise ValueError("'lines' must not be empty")
    watch = data["watch"]
    return Locale(
        language=str(data["language"]),
        as_of=data["as_of"],
        message=_phrases(data["help"]["message"], "message"),
        lines=lines,
        offer=str(data["help"]["offer"]),
        danger=tuple(map(phrase_pattern, _phrases(watch["danger"], "danger"))),
        past_hurt=tuple(map(phrase_pattern, _phrases(watch["past_hurt"], "past_hurt"))),
        harmless=tuple(map(phrase_pattern, _phrases(watch.get("harmless", []), "harmless"))),
    )


def _phrases(phrases: object, key: str) -> tuple[str, ...]:
    if not isinstance(phrases, list) or not all(isinstance(item, str) and item.strip() for item in phrases):
        raise TypeError(f"'{key}' must be a list of lines in quotes")
    return tuple(phrases)
