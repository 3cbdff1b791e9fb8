"""The words of the printed pages, from a file that a clinician may put their own in place of."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from generator.errors import Location, ScriptError
from generator.plan.voice import SPEAKERS

_LISTS = {("safe", "lines"), ("too_much", "lines"), ("log", "days"), ("page", "months"), ("playing", "lines")}
_KEYS = {
    "headings": (
        "what", "when", "how_often", "afterwards", "safe", "too_much", "log", "picture", "script", "steps", "playing",
    ),
    "when": ("session", "commute", "bedtime"),
    "how_often": ("track", "programme"),
    "level": ("first", "steady", "deeper", "clinic"),
    "safe": ("lines", *SPEAKERS),
    "too_much": ("lines", "talk", "talk_to", "help", "checked"),
    "page": ("review", "scan", "week", "weeks", "months"),
    "log": ("days", "day", "done", "week", "noticed", "kind_thing"),
    "picture": ("share",),
    "script": ("record", "private", "personal", "your_name"),
    "playing": ("lines",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class HandoutWords:
    """Every word of the printed pages that a track does not bring itself."""

    lines: Mapping[tuple[str, str], str]
    """Lines by table and key."""
    lists: Mapping[tuple[str, str], tuple[str, ...]]
    """Lists of lines by table and key."""

    def line(self, table: str, key: str, **values: str) -> str:
        """One line, with `{value}` in it put in."""
        text = self.lines[table, key]
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def date(self, day: date, *, month_only: bool = False) -> str:
        """A day as it is written: "31 March 2027", or "March 2027"."""
        month = f"{self.lists['page', 'months'][day.month - 1]} {day.year}"
        return month if month_only else f"{day.day} {month}"

    def list(self, table: str, key: str) -> tuple[str, ...]:
        """A list of lines."""
        return self.lists[table, key]


def read_handout_words(text: str, file: str) -> HandoutWords:
    """Read the file of words.

    Raises:
        ScriptError: It is no TOML, or something in it is missing.
    """
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ScriptError(f"This file is not TOML: {error}.", where=Location(file)) from error
    lines: dict[tuple[str, str], str] = {}
    lists: dict[tuple[str, str], tuple[str, ...]] = {}
    for table, keys in _KEYS.items():
        for key in keys:
            content = data.get(table)
            value = content.get(key) if isinstance(content, dict) else None
            if (table, key) in _LISTS and isinstance(value, list) and value and all(map(_is_text, value)):
                lists[table, key] = tuple(value)
            elif (table, key) not in _LISTS and isinstance(value, str):
                lines[table, key] = value
            else:
                kind = "a list of lines in quotes" if (table, key) in _LISTS else "a line in quotes"
                raise ScriptError(
                    f"[{table}] needs '{key}', {kind}.",
                    "Compare the file with the one we ship.",
                    where=Location(file),
                )
    for table, key, count in (("log", "days", 7), ("page", "months", 12)):
        if len(lists[table, key]) != count:
            raise ScriptError(f"[{table}] needs {count} '{key}'.", where=Location(file))
    return HandoutWords(lines, lists)


def _is_text(value: object) -> bool:
    return isinstance(value, str)
