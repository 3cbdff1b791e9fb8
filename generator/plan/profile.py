"""A profile: what one listener chose, read from TOML and from `--set`, with all mistakes told at once."""

import copy
import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.errors import ChoiceError, Location, ProfileError, did_you_mean
from generator.plan.breathing import OWN_PACE, PRESETS
from generator.plan.choices import (
    DISTANCES,
    KINDS,
    LEVELS,
    OPTIONS,
    PRONOUNS,
    QUALITIES,
    QUALITY_ALIASES,
    SENSES,
)
from generator.plan.marks import PRIVATE_USE
from generator.plan.sentences import words_in

Raw = dict[str, object]


@dataclass(frozen=True, slots=True)
class Profile:
    """What a listener chose; None and empty mean that nothing was chosen."""

    name: str = ""
    level: str | None = None
    options: tuple[str, ...] = ()
    struggle: str = ""
    familiar: bool = False
    """Place and choice in one line, reasons on the page: for somebody who knows the practices well."""
    code: str = ""
    """A clinic's code for the client; the only thing of theirs that may stand in a path."""
    kind: str | None = None
    label: str = ""
    """The image in the listener's words: "an old yew tree"."""
    pronoun: str | None = None
    qualities: tuple[str, ...] = ()
    distance: str | None = None
    words: str = ""
    """A line or two that the image might say."""
    senses: Mapping[str, str] = field(default_factory=dict)
    preset: str | None = None
    tempo: float = 1.0
    tones: bool = True
    bed: str | None = None
    bed_level: float | None = None
    """LU under the voice, as a positive number."""
    bell: bool = True
    voice: str | None = None
    pace: float | None = None
    """Words a minute within paragraphs."""
    say: Mapping[str, str] = field(default_factory=dict)
    """How words are said, by the word as written."""
    fields: Mapping[str, str | bool] = field(default_factory=dict)
    """The practice's own fields."""

    def lexicon(self) -> dict[str, str]:
        """How words are said, by the word in lower case."""
        return {word.lower(): sound for word, sound in self.say.items()}

    def typed(self) -> tuple[str, ...]:
        """Everything in the listener's own words: what the safety gate reads, and what is never logged."""
        words = [self.name, self.struggle, self.label, self.words, *self.senses.values()]
        words += [word for word, _ in self.say.items()] + list(self.say.values())
        words += [value for value in self.fields.values() if isinstance(value, str)]
        return tuple(word for word in words if word)


Check = Callable[[object], object]


class _Wrong(Exception):  # noqa: N818 - becomes a line of a ProfileError
    """What is wrong with one value."""


def _text(longest: int, words: int) -> Check:
    def check(value: object) -> str:
        if not isinstance(value, str):
            raise _Wrong("should be words in quotes")
        tidy = " ".join(value.split())
        if PRIVATE_USE.search(tidy) or any(unicodedata.category(c) in ("Cc", "Cs") for c in tidy):
            raise _Wrong("holds characters that cannot be printed or spoken")
        if tidy and not any(c.isalnum() for c in tidy):
            raise _Wrong("holds no word that could be said")
        if len(tidy) > longest or words_in(tidy) > words:
            raise _Wrong(f"is too long: at most {words} words and {longest} characters")
        return tidy

    return check


def _label(value: object) -> object:
    label = _LABEL(value)
    if _NOBODY.match(str(label)):
        raise _Wrong("names nobody; leave it out, and whatever comes will do")
    return label


def _number(least: float, most: float, *, magnitude: bool = False) -> Check:
    def check(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _Wrong("should be a number")
        number = abs(value) if magnitude else value
        if not least <= number <= most:
            raise _Wrong(f"is {_short(str(value))}, but goes from {least:g} to {most:g}")
        return float(number)

    return check


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise _Wrong("should be true or false")
    return value


def _one_of(known: tuple[str, ...], aliases: Mapping[str, str] | None = None) -> Check:
    def check(value: object) -> str:
        if not isinstance(value, str):
            raise _Wrong("should be a word in quotes")
        word = (aliases or {}).get(value.strip().lower(), value.strip().lower())
        if word not in known:
            raise _Wrong(f"'{_short(value)}' is not one we know. {did_you_mean(value[:60], known)}")
        return word

    return check


def _some_of(known: tuple[str, ...], aliases: Mapping[str, str] | None = None) -> Check:
    one = _one_of(known, aliases)

    def check(value: object) -> tuple[object, ...]:
        if not isinstance(value, list):
            raise _Wrong('should be a list, such as ["one", "two"]')
        return tuple(dict.fromkeys(one(item) for item in value))

    return check


def _code(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,23}", value):
        raise _Wrong("should be up to 24 letters, digits, '-' and '_', such as \"Q7\"")
    return value


def _name_or_file(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 1000:
        raise _Wrong("should be a name or a file, in quotes")
    return value.strip()


_LABEL = _text(100, 14)
_NOBODY = re.compile(r"(?:nobody|no[ -]?one|nothing|none)\b", re.IGNORECASE)

_SCHEMA: dict[str, dict[str, tuple[str, Check]]] = {
    "listener": {
        "name": ("name", _text(60, 6)),
        "level": ("level", _one_of(LEVELS)),
        "options": ("options", _some_of(OPTIONS)),
        "struggle": ("struggle", _text(160, 24)),
        "familiar": ("familiar", _flag),
        "code": ("code", _code),
    },
    "image": {
        "kind": ("kind", _one_of(KINDS)),
        "label": ("label", _label),
        "pronoun": ("pronoun", _one_of((*PRONOUNS, "none"))),
        "qualities": ("qualities", _some_of(QUALITIES, QUALITY_ALIASES)),
        "distance": ("distance", _one_of(DISTANCES)),
        "words": ("words", _text(400, 60)),
    },
    "image.senses": {sense: (sense, _text(140, 20)) for sense in SENSES},
    "breathing": {
        "preset": ("preset", _one_of((*PRESETS, OWN_PACE))),
        "tempo": ("tempo", _number(0.8, 1.2)),
        "tones": ("tones", _flag),
    },
    "sound": {
        "bed": ("bed", _name_or_file),
        "bed_level": ("bed_level", _number(6, 40, magnitude=True)),
        "bell": ("bell", _flag),
    },
    "voice": {"name": ("voice", _name_or_file), "pace": ("pace", _number(80, 140))},
}
_OPEN_TABLES = ("say", "fields")
_SAY_WORD, _SAY_SOUND = _text(40, 4), _text(80, 8)
_FIELD = _text(4500, 600)


def profile_text(raw: bytes, file: str) -> str:
    """The text of a profile file.

    Raises:
        ProfileError: The bytes are no UTF-8 text.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProfileError(
            "This file is not a text file in UTF-8.",
            "Save it as plain text with UTF-8 encoding.",
            where=Location(file),
        ) from error


def parse_toml(text: str, file: str) -> Raw:
    """The tables of a profile's text, unchecked.

    Raises:
        ProfileError: The text is no TOML; the message names the line.
    """
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, a thousand brackets
        found = re.search(r"line (\d+)", str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1  # at the end of the document
        reason = re.sub(r" \(at .*\)$", "", str(error))
        raise ProfileError(
            f"This line cannot be read: {reason}.",
            "A line is a name, '=' and a value; words stand in quotes: label = \"an old yew tree\".",
            where=Location(file, line),
        ) from error


def with_settings(raw: Raw, settings: list[str]) -> Raw:
    """A profile's tables with `--set table.key=value` settings laid over them.

    Values are read as TOML where that fits the key (numbers, true and false, lists), else as plain words.

    Raises:
        ChoiceError: A setting without '=', or for a key that no profile has.
    """
    merged: Raw = copy.deepcopy(raw)
    for setting in settings:
        path, equals, value = setting.partition("=")
        table, _, key = path.strip().rpartition(".")
        if not equals or not table:
            raise ChoiceError(
                f"--set {_short(path)} is not a setting.",
                "Write --set table.key=value, such as --set sound.bed=rain.",
            )
        if table not in (*_SCHEMA, *_OPEN_TABLES) or (table in _SCHEMA and key not in _SCHEMA[table]):
            known = [f"{name}.{item}" for name, keys in _SCHEMA.items() for item in keys]
            raise ChoiceError(f"No profile has a key '{_short(path)}'.", did_you_mean(path.strip(), known))
        put(merged, table, key, _typed_value(table, key, value))
    return merged


def put(raw: Raw, table: str, key: str, value: object) -> None:
    """Set one key of a profile's tables, making the table if it is not there."""
    place = raw
    for part in table.split("."):
        below = place.setdefault(part, {})
        if not isinstance(below, dict):
            below = place[part] = {}
        place = below
    place[key] = value


def read_profile(raw: Raw, *, text: str = "", file: str = "profile") -> Profile:
    """Check a profile's tables.

    Args:
        raw: Tables as `parse_toml` gives them, settings laid over.
        text: The file's text, to find line numbers in.
        file: Its name for messages.

    Raises:
        ProfileError: Something is unknown, of a wrong kind or out of range; all mistakes are told at once.
    """
    tables = dict(raw)
    image = tables.get("image")
    if isinstance(image, dict) and "senses" in image:
        tables["image"] = {key: value for key, value in image.items() if key != "senses"}
        tables["image.senses"] = image["senses"]
    reader = _Tables(text)
    for table, content in tables.items():
        reader.table(table, content)
    if reader.mistakes:
        raise _as_error(reader.mistakes, file)
    return Profile(**reader.values)


class _Tables:
    """Takes checked values out of a profile's tables, and keeps every mistake."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.mistakes: list[tuple[str, int | None]] = []
        self.values: dict[str, Any] = {}

    def table(self, table: str, content: object) -> None:
        if table not in _SCHEMA and table not in _OPEN_TABLES:
            near = did_you_mean(table[:60], [*_SCHEMA, *_OPEN_TABLES])
            self._wrong(f"There is no table [{_short(table)}]. {near}", table)
        elif not isinstance(content, dict):
            self._wrong(f"[{table}] should be a table of its own, with its keys on the lines below.", table)
        elif table in _OPEN_TABLES:
            self.values[table] = {}
            for key, value in content.items():
                self._open_entry(table, key, value)
        else:
            for key, value in content.items():
                self._entry(table, key, value)

    def _entry(self, table: str, key: str, value: object) -> None:
        if key not in _SCHEMA[table]:
            near = did_you_mean(key[:60], _SCHEMA[table])
            self._wrong(f"[{table}] has no key '{_short(key)}'. {near}", table, key)
            return
        attribute, check = _SCHEMA[table][key]
        try:
            good = check(value)
        except _Wrong as error:
            self._wrong(f"{table}.{key} {error}", table, key)
            return
        if table != "image.senses":
            self.values[attribute] = good
        elif good:
            self.values.setdefault("senses", {})[attribute] = good

    def _open_entry(self, table: str, key: str, value: object) -> None:
        try:
            if table == "say":
                self.values[table][_SAY_WORD(key)] = _SAY_SOUND(value)
            else:
                self.values[table][key] = value if isinstance(value, bool) else _FIELD(value)
        except _Wrong as error:
            self._wrong(f"{table}.{_short(key)} {error}", table, key)

    def _wrong(self, what: str, table: str, key: str = "") -> None:
        whole = what if what.endswith((".", "?")) else f"{what}."
        self.mistakes.append((whole, _line_of(self._text, table, key)))


def profile_tables(profile: Profile) -> Raw:
    """A profile as the tables that `read_profile` reads, without what was not chosen."""
    raw: Raw = {}
    usual = Profile()
    for table, keys in _SCHEMA.items():
        for key, (attribute, _) in keys.items():
            value = profile.senses.get(key) if table == "image.senses" else getattr(profile, attribute)
            if value is not None and (table == "image.senses" or value != getattr(usual, attribute)):
                put(raw, table, key, list(value) if isinstance(value, tuple) else value)
    for table in _OPEN_TABLES:
        for key, value in getattr(profile, table).items():
            put(raw, table, key, value)
    return raw


def _as_error(mistakes: list[tuple[str, int | None]], file: str) -> ProfileError:
    if len(mistakes) == 1:
        what, line = mistakes[0]
        return ProfileError(what, where=Location(file, line))
    lines = [f"  line {line}: {what}" if line else f"  {what}" for what, line in mistakes]
    return ProfileError(f"{len(mistakes)} things need mending:\n" + "\n".join(lines), where=Location(file))


def _typed_value(table: str, key: str, value: str) -> object:
    """The value of a setting: as TOML where the key is not plain words, else the words as they stand."""
    if table in _OPEN_TABLES:
        return {"true": True, "false": False}.get(value, value) if table == "fields" else value
    check = _SCHEMA[table][key][1]
    try:
        check(value)
    except _Wrong:
        try:
            return tomllib.loads(f"value = {value}")["value"]
        except (ValueError, RecursionError):
            if "," in value or key in ("options", "qualities"):
                return [item.strip() for item in value.split(",") if item.strip()]
    return value


def _line_of(text: str, table: str, key: str) -> int | None:
    """The line of a table or of a key in it, found by reading the text again."""
    dotted = rf"{re.escape(table)}\s*\.\s*[\"']?{re.escape(key)}" if key else re.escape(table)
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        if head := re.match(r"\s*\[\s*([^\[\]]+?)\s*\]", line):
            inside = head.group(1).replace('"', "").replace(" ", "") == table
            if inside and not key:
                return number
        elif re.match(rf"\s*{dotted}[\"']?\s*[.=]", line) or (
            key and inside and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line)
        ):
            return number
    return None


def _short(word: str) -> str:
    return word if len(word) <= 40 else word[:40] + "…"
