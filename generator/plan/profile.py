"""A profile: what one listener chose, read from TOML and from `--set`, with all mistakes told at once."""

import copy
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.errors import ChoiceError, Location, ProfileError, did_you_mean
from generator.plan.choices import BREATH_SOUNDS, USUAL
from generator.plan.schema import (
    NEW_SENTENCE,
    OLD_SENTENCE,
    OPEN_TABLES,
    SAY_SOUND,
    SAY_WORD,
    SCHEMA,
    Wrong,
    field_value,
    short,
)

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
    guidance: str = USUAL
    """How much is said in the same length, one of `GUIDANCE`."""
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
    to_me: str | None = None
    """What the image does for the listener."""
    to_image: str | None = None
    """What the listener does with the image."""
    speaks: str | None = None
    """How the image lets itself be understood."""
    senses: Mapping[str, str] = field(default_factory=dict)
    preset: str | None = None
    tempo: float = 1.0
    tones: bool = True
    breath_sound: str = BREATH_SOUNDS[0]
    """What leads the breath, one of `BREATH_SOUNDS`."""
    bed: str | None = None
    bed_level: float | None = None
    """LU under the voice, as a positive number."""
    bell: bool = True
    voice: str | None = None
    fallback: str | None = None
    """A voice that may say what a recorded voice lacks."""
    pace: float | None = None
    """Words a minute within paragraphs."""
    say: Mapping[str, str] = field(default_factory=dict)
    """How words are said, by the word as written."""
    fields: Mapping[str, str | bool | tuple[str, ...]] = field(default_factory=dict)
    """The practice's own fields."""
    parts: tuple[str, ...] = ()
    """Practices that the listener wants in a ride, in order, by id."""
    changes: Mapping[str, str] = field(default_factory=dict)
    """Sentences that the listener has put in their own words, by the sentence as the script has it."""
    message: str = ""
    """Words of a clinician's, spoken as theirs near the end."""
    support_contact: str = ""
    """Whom a clinician names for when it gets too much."""
    review: str = ""
    """Day on which the clinician looks at this profile again, as YYYY-MM-DD."""
    locks: tuple[str, ...] = ()
    """What the clinician has settled, and the command line may not change."""

    def typed(self) -> tuple[str, ...]:
        """Everything in the listener's own words: what the safety gate reads, and what is never logged."""
        words = [self.name, self.struggle, self.label, self.words, *self.senses.values()]
        words += [self.message, self.support_contact, *self.changes.values()]
        words += [word for word, _ in self.say.items()] + list(self.say.values())
        for value in self.fields.values():
            words += [value] if isinstance(value, str) else value if isinstance(value, tuple) else []
        return tuple(word for word in words if word)


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
                f"--set {short(path)} is not a setting.",
                "Write --set table.key=value, such as --set sound.bed=rain.",
            )
        if table not in (*SCHEMA, *OPEN_TABLES) or (table in SCHEMA and key not in SCHEMA[table]):
            known = [f"{name}.{item}" for name, keys in SCHEMA.items() for item in keys]
            raise ChoiceError(f"No profile has a key '{short(path)}'.", did_you_mean(path.strip(), known))
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
        if table not in SCHEMA and table not in OPEN_TABLES:
            near = did_you_mean(table[:60], [*SCHEMA, *OPEN_TABLES])
            self._wrong(f"There is no table [{short(table)}]. {near}", table)
        elif not isinstance(content, dict):
            self._wrong(f"[{table}] should be a table of its own, with its keys on the lines below.", table)
        elif table in OPEN_TABLES:
            self.values[table] = {}
            for key, value in content.items():
                self._open_entry(table, key, value)
        else:
            for key, value in content.items():
                self._entry(table, key, value)

    def _entry(self, table: str, key: str, value: object) -> None:
        if key not in SCHEMA[table]:
            near = did_you_mean(key[:60], SCHEMA[table])
            self._wrong(f"[{table}] has no key '{short(key)}'. {near}", table, key)
            return
        attribute, check = SCHEMA[table][key]
        try:
            good = check(value)
        except Wrong as error:
            self._wrong(f"{table}.{key} {error}", table, key)
            return
        if table != "image.senses":
            self.values[attribute] = good
        elif good:
            self.values.setdefault("senses", {})[attribute] = good

    def _open_entry(self, table: str, key: str, value: object) -> None:
        try:
            if table == "say":
                self.values[table][SAY_WORD(key)] = SAY_SOUND(value)
            elif table == "changes":
                self.values[table][OLD_SENTENCE(key)] = NEW_SENTENCE(value)
            else:
                self.values[table][key] = field_value(value)
        except Wrong as error:
            self._wrong(f"{table}.{short(key)} {error}", table, key)

    def _wrong(self, what: str, table: str, key: str = "") -> None:
        whole = what if what.endswith((".", "?")) else f"{what}."
        self.mistakes.append((whole, _line_of(self._text, table, key)))


def profile_tables(profile: Profile) -> Raw:
    """A profile as the tables that `read_profile` reads, without what was not chosen."""
    raw: Raw = {}
    usual = Profile()
    for table, keys in SCHEMA.items():
        for key, (attribute, _) in keys.items():
            value = profile.senses.get(key) if table == "image.senses" else getattr(profile, attribute)
            if value is not None and (table == "image.senses" or value != getattr(usual, attribute)):
                put(raw, table, key, list(value) if isinstance(value, tuple) else value)
    for table in OPEN_TABLES:
        for key, value in getattr(profile, table).items():
            put(raw, table, key, list(value) if isinstance(value, tuple) else value)
    return raw


def _as_error(mistakes: list[tuple[str, int | None]], file: str) -> ProfileError:
    if len(mistakes) == 1:
        what, line = mistakes[0]
        return ProfileError(what, where=Location(file, line))
    lines = [f"  line {line}: {what}" if line else f"  {what}" for what, line in mistakes]
    return ProfileError(f"{len(mistakes)} things need mending:\n" + "\n".join(lines), where=Location(file))


def _typed_value(table: str, key: str, value: str) -> object:
    """The value of a setting: as TOML where the key is not plain words, else the words as they stand."""
    if table in OPEN_TABLES:
        return {"true": True, "false": False}.get(value, value) if table == "fields" else value
    check = SCHEMA[table][key][1]
    try:
        check(value)
    except Wrong:
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
