"""A practice: what the front matter of its script says about it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeGuard

from generator.errors import ChoiceError, Location, ScriptError, did_you_mean
from generator.plan.choices import FLOWS, LENGTHS, LEVELS, OPTIONS, SITUATIONS
from generator.units import Seconds

FENCE = "+++"
"""Line that begins and ends the front matter."""
LONGEST_MINUTES = 120
"""Longest usual length that a practice may name."""

_KEYS = {
    "id", "title", "quiet_title", "aim", "flow", "level", "asked_level", "situations", "options", "carry_on", "must",
    "lengths", "fields", "commute_forms", "sources", "must_when", "joins",
}  # fmt: skip


FIELD_KINDS = ("text", "words", "lines", "letter", "choice", "flag")
"""A phrase inside a sentence of ours; words spoken as they stand; separate thoughts; sentences of a letter; one of
several; yes or no."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field of a practice's own, which a profile's `[fields]` may set."""

    kind: str
    """One of `FIELD_KINDS`."""
    default: str | bool
    about: str
    choices: tuple[str, ...] = ()
    count: tuple[int, int] = (1, 100)
    """Fewest and most thoughts that a field of the kind `lines` may hold."""
    longest: int = 60
    """Most words in one thought of a field of the kind `lines`."""


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice as its front matter describes it."""

    id: str
    title: str
    quiet_title: str
    """A name that says nothing about the listener, for a lock screen."""
    aim: str
    flow: str
    level: str
    """The level that it asks for."""
    asked_level: str
    """The level that it runs at when neither profile nor command names one."""
    situations: tuple[str, ...]
    """Where it may be listened to: session, commute, bedtime."""
    commute_forms: tuple[str, ...]
    """Forms that passengers may have; all of them where it says nothing."""
    sources: tuple[str, ...]
    """Where the practice comes from, by the marks that scripts/SOURCES.md explains."""
    options: tuple[str, ...]
    """Options that it has words for."""
    carry_on: str
    must: tuple[str, ...]
    lengths: Mapping[str, Mapping[str, Seconds]]
    """For each level, the usual length of each form, in seconds."""
    fields: Mapping[str, FieldSpec]
    joins: bool = False
    """True where it says no practice of its own but joins others into one track."""

    def lengths_at(self, level: str) -> Mapping[str, Seconds]:
        """Usual lengths of the forms at a level; a level without its own takes those of the one below it.

        Raises:
            ChoiceError: The practice is not made for this level.
        """
        if LEVELS.index(level) < LEVELS.index(self.level) and level not in self.lengths:
            raise ChoiceError(
                f"'{self.id}' begins at level {self.level}, and {level} was asked for.",
                f"Choose --level {self.level}, or another practice.",
            )
        for name in reversed(LEVELS[: LEVELS.index(level) + 1]):
            if name in self.lengths:
                return self.lengths[name]
        raise ChoiceError(f"'{self.id}' has no form for level {level}.", "Choose another level.")


def read_practice(text: str, file: str) -> Practice:
    """Read the front matter of a script.

    Args:
        text: The whole file.
        file: Its name for errors, such as ``scripts/soothing-breath.md``.

    Raises:
        ScriptError: There is no front matter, or something in it is missing, unknown or of the wrong kind.
    """
    where = Location(file, 1)
    lines = text.split("\n")
    end = next((at for at, line in enumerate(lines[1:], 1) if line.strip() == FENCE), None)
    if lines[0].strip() != FENCE or end is None:
        raise ScriptError(
            "The script has no front matter.", "Begin with +++, the practice's data, and +++.", where=where
        )
    try:
        data = tomllib.loads("\n".join(lines[1:end]))
    except (ValueError, RecursionError) as error:
        raise ScriptError(f"The front matter is not TOML: {error}.", where=where) from error
    unknown = sorted(set(data) - _KEYS)
    if unknown:
        raise ScriptError(
            f"The front matter has an unknown key '{unknown[0]}'.",
            did_you_mean(unknown[0], _KEYS),
            where=where,
        )
    reader = _FrontMatter(data, where)
    level = reader.choice("level", LEVELS)
    return Practice(
        id=reader.text("id"),
        title=reader.text("title"),
        quiet_title=reader.text("quiet_title"),
        aim=reader.text("aim"),
        flow=reader.choice("flow", FLOWS),
        level=level,
        asked_level=reader.choice("asked_level", LEVELS, level),
        situations=reader.choices("situations", SITUATIONS),
        commute_forms=reader.choices("commute_forms", LENGTHS) or LENGTHS,
        sources=reader.choices("sources", None),
        options=reader.choices("options", OPTIONS),
        carry_on=reader.text("carry_on"),
        must=reader.choices("must", None),
        lengths=reader.lengths(),
        fields=reader.fields(),
        joins=reader.flag("joins"),
    )


class _FrontMatter:
    def __init__(self, data: dict[str, object], where: Location) -> None:
        self._data = data
        self._where = where

    def _fail(self, what: str, mend: str = "") -> ScriptError:
        return ScriptError(what, mend, where=self._where)

    def text(self, key: str) -> str:
        value = self._data.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self._fail(f"The front matter needs '{key}', a line of text.")
        return value.strip()

    def choice(self, key: str, known: tuple[str, ...], default: str | None = None) -> str:
        if key not in self._data and default is not None:
            return default
        value = self.text(key)
        if value not in known:
            raise self._fail(f"'{key}' in the front matter is '{value}'.", did_you_mean(value, known))
        return value

    def choices(self, key: str, known: tuple[str, ...] | None) -> tuple[str, ...]:
        value = self._data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._fail(f"'{key}' in the front matter is a list of words.")
        for item in value:
            if known is not None and item not in known:
                raise self._fail(f"'{key}' in the front matter holds '{item}'.", did_you_mean(item, known))
        return tuple(value)

    def flag(self, key: str) -> bool:
        value = self._data.get(key, False)
        if not isinstance(value, bool):
            raise self._fail(f"'{key}' in the front matter is true or false.")
        return value

    def lengths(self) -> dict[str, dict[str, Seconds]]:
        table = self._data.get("lengths")
        if not isinstance(table, dict) or not table:
            raise self._fail("The front matter needs [lengths.LEVEL] with the minutes of each form.")
        found: dict[str, dict[str, Seconds]] = {}
        for level, forms in table.items():
            if level not in LEVELS or not isinstance(forms, dict) or not forms:
                raise self._fail(
                    f"[lengths.{level}] is no level with forms.", did_you_mean(str(level), LEVELS)
                )
            for form, minutes in forms.items():
                if form not in LENGTHS or not _is_minutes(minutes):
                    raise self._fail(
                        f"[lengths.{level}] has '{form}'.", "Write brief, standard or long, in minutes."
                    )
            found[level] = {form: float(forms[form]) * 60 for form in LENGTHS if form in forms}
        return found

    def fields(self) -> dict[str, FieldSpec]:
        table = self._data.get("fields", {})
        if not isinstance(table, dict):
            raise self._fail("'fields' in the front matter is a table.")
        found = {}
        for name, spec in table.items():
            kind = spec.get("kind", "text") if isinstance(spec, dict) else None
            default = spec.get("default", False if kind == "flag" else "") if isinstance(spec, dict) else None
            choices = spec.get("choices", []) if isinstance(spec, dict) else []
            if (
                kind not in FIELD_KINDS
                or not isinstance(default, str | bool)
                or not isinstance(choices, list)
            ):
                raise self._fail(f"[fields.{name}] needs a kind ({', '.join(FIELD_KINDS)}) and a default.")
            if isinstance(default, bool) != (kind == "flag") or (kind == "choice" and default not in choices):
                raise self._fail(f"[fields.{name}] has a default that does not fit its kind.")
            usual = FieldSpec(kind, default, str(spec.get("about", "")), tuple(map(str, choices)))
            count, longest = spec.get("count", list(usual.count)), spec.get("longest", usual.longest)
            if not (_are_whole(count) and len(count) == 2 and _are_whole([longest])):
                raise self._fail(
                    f"[fields.{name}] has a 'count' that is not [fewest, most], or a 'longest' that is no number."
                )
            found[name] = replace(usual, count=(count[0], count[1]), longest=longest)
        return found


def _are_whole(values: object) -> TypeGuard[list[int]]:
    return isinstance(values, list) and all(type(item) is int and item > 0 for item in values)


def _is_minutes(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= LONGEST_MINUTES
