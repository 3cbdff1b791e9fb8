"""The checker's word lists: what scripts/words/rules.toml says, as patterns."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.errors import Location, ScriptError
from generator.plan.choices import OPTIONS
from generator.plan.phrases import any_of, bare
from generator.units import Seconds

_NEVER = re.compile(r"(?!)")

WordTest = tuple[re.Pattern[str], ...]
"""A paragraph passes when each of the patterns is found in its bare words."""


@dataclass(frozen=True, slots=True)
class Style:
    """How sentences should be."""

    longest_sentence: int
    """Words in one sentence, typed values aside."""
    longest_average: float
    """Words a sentence over a whole track."""
    reading_age: float
    """Years."""
    notices_share: float
    """Part of a track's words that the notices may take."""
    notices_most: float
    """Part from which they are an error."""
    hedges: re.Pattern[str]


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """Everything that scripts are held against."""

    style: Style
    barred: re.Pattern[str]
    claims: re.Pattern[str]
    harmless: re.Pattern[str]
    """Left out before barred wording is looked for."""
    barred_here: Mapping[str, re.Pattern[str]]
    """A practice's own barred wording, by its id."""
    commands: re.Pattern[str]
    """Looked for at the head of a sentence."""
    closing_eyes: re.Pattern[str]
    alternatives: re.Pattern[str]
    """What makes the closing of eyes a choice."""
    situations: Mapping[str, re.Pattern[str]]
    options: Mapping[str, re.Pattern[str]]
    """What may not be heard with an option, by its name."""
    spelling: Mapping[str, str]
    conditions: Mapping[str, str]
    """When a token is asked for, as an expression over the names that scripts use."""
    due: Mapping[str, frozenset[str]]
    """Groups of practices that a token is asked of, by the token."""
    order: Mapping[str, frozenset[str]]
    """Groups of tokens that the order of a track goes by."""
    limits: Mapping[str, Seconds]
    """Longest quiet of single practices."""
    tokens: Mapping[str, WordTest]


def read_rules(text: str, file: str) -> Rules:
    """Read words/rules.toml.

    Raises:
        ScriptError: Something in it is missing or of the wrong kind.
    """
    try:
        return _rules(tomllib.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, re.error) as error:
        raise ScriptError(
            f"The checker's word lists cannot be read: {error}.",
            "Compare the file with the one we ship.",
            where=Location(file),
        ) from error


def _rules(data: dict[str, Any]) -> Rules:
    style, barred, commands = data["style"], data["barred"], data["commands"]
    unknown = set(data["options"]) - set(OPTIONS)
    if unknown:
        raise ValueError(f"there is no option '{min(unknown)}'")
    return Rules(
        style=Style(
            longest_sentence=int(style["longest_sentence"]),
            longest_average=float(style["longest_average"]),
            reading_age=float(style["reading_age"]),
            notices_share=float(style["notices_share"]),
            notices_most=float(style["notices_most"]),
            hedges=_pattern(style["hedges"]),
        ),
        barred=_pattern(barred["everywhere"]),
        claims=_pattern(barred["claims"]),
        harmless=_pattern(barred["harmless"]),
        barred_here={name: _pattern(phrases) for name, phrases in barred["here"].items()},
        commands=_pattern(commands["phrases"]),
        closing_eyes=_pattern(commands["closing_eyes"]),
        alternatives=_pattern(commands["alternatives"]),
        situations={name: _pattern(phrases) for name, phrases in data["situations"].items()},
        options={name: _pattern(phrases) for name, phrases in data["options"].items()},
        spelling={bare(word): str(ours) for word, ours in data["spelling"].items()},
        conditions={token: str(expression) for token, expression in data["conditions"].items()},
        due={token: frozenset(_phrases(names)) for token, names in data["due"].items()},
        order={name: frozenset(_phrases(tokens)) for name, tokens in data["order"].items()},
        limits={name: float(seconds) for name, seconds in data["limits"].items()},
        tokens={token: _word_test(phrases) for token, phrases in data["tokens"].items()},
    )


def _word_test(phrases: object) -> WordTest:
    if isinstance(phrases, list) and phrases and all(isinstance(group, list) for group in phrases):
        return tuple(_pattern(group) for group in phrases)
    return (_pattern(phrases),)


def _pattern(phrases: object) -> re.Pattern[str]:
    return any_of(_phrases(phrases)) or _NEVER


def _phrases(phrases: object) -> tuple[str, ...]:
    if not isinstance(phrases, list) or not all(isinstance(item, str) and item.strip() for item in phrases):
        raise TypeError("a list of phrases must hold words in quotes")
    return tuple(phrases)
