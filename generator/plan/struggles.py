"""Gentle names for struggles, so that a track never repeats a hard word back at the listener."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass

from generator.errors import Location, ScriptError
from generator.plan.phrases import any_of, bare

_BEFORE = re.compile(r"^(?:(?:my|the|an?|some|this|feeling|feelings|of)\s+)+")


@dataclass(frozen=True, slots=True)
class Struggle:
    """One kind of trouble, by the words that people use for it."""

    name: str
    said: re.Pattern[str]
    """What somebody may type for it, and no more than that."""
    yours: str
    """A noun phrase for the listener's own: "the part that is hard on you"."""
    theirs: str
    """The same where somebody else has the trouble: "a part that is hard on them"."""


def read_struggles(text: str, file: str) -> tuple[Struggle, ...]:
    """Read words/struggles.toml.

    Raises:
        ScriptError: It is no TOML, or an entry lacks something.
    """
    where = Location(file)
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ScriptError(f"The names of struggles cannot be read: {error}.", where=where) from error
    found = []
    for name, table in data.items():
        said = table.get("said") if isinstance(table, dict) else None
        known = any_of(tuple(map(str, said))) if isinstance(said, list) else None
        if known is None or not all(isinstance(table.get(key), str) for key in ("yours", "theirs")):
            raise ScriptError(f"[{name}] needs 'said', 'yours' and 'theirs'.", where=where)
        found.append(Struggle(name, known, table["yours"], table["theirs"]))
    return tuple(found)


def struggle_named(words: str, struggles: Sequence[Struggle]) -> Struggle | None:
    """The struggle that these typed words name and nothing else; None for words of the listener's own."""
    plain = _BEFORE.sub("", bare(words))
    return next((item for item in struggles if item.said.fullmatch(plain)), None)
