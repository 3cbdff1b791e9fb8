"""What each kind of image offers: a usual label, a pronoun, and things to sense."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from generator.errors import Location, ScriptError
from generator.plan.choices import KINDS, PRONOUNS, SENSES

OPEN_KIND = "open"
"""The kind of a listener who has chosen none: whatever comes."""
CHOSEN_KIND = "chosen"
"""The neutral twin of every kind, in the recordable edition."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of image."""

    name: str
    label: str
    """Usual label with its article; empty where the listener must give one."""
    pronoun: str
    human: bool
    senses: Mapping[str, tuple[str, ...]]
    """For each sense, noun phrases that fit after "there may be"."""


def read_kinds(text: str, file: str) -> dict[str, Kind]:
    """Read words/kinds.toml.

    Raises:
        ScriptError: A kind is missing, unknown or incomplete.
    """
    where = Location(file)
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ScriptError(f"The kinds of image cannot be read: {error}.", where=where) from error
    names = {*KINDS, OPEN_KIND, CHOSEN_KIND}
    if set(data) != names:
        odd = sorted(set(data) ^ names)
        raise ScriptError(f"The kinds of image do not fit: '{odd[0]}' is missing or unknown.", where=where)
    found = {}
    for name, table in data.items():
        if not isinstance(table, dict) or not all(_are_phrases(table.get(sense, [])) for sense in SENSES):
            raise ScriptError(
                f"[{name}] should be a table, and its senses lists of words in quotes.", where=where
            )
        senses = {sense: tuple(table.get(sense, ())) for sense in SENSES}
        pronoun = table.get("pronoun", "it")
        if pronoun not in PRONOUNS or not isinstance(table.get("label", ""), str):
            raise ScriptError(f"[{name}] has a pronoun or label that we cannot use.", where=where)
        found[name] = Kind(
            name,
            table.get("label", ""),
            pronoun,
            bool(table.get("human", False)),
            {sense: phrases for sense, phrases in senses.items() if phrases},
        )
    return found


def _are_phrases(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value)
