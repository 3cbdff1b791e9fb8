"""The keys that a profile and a clinic's details may have, and what each may hold."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

from generator.errors import did_you_mean
from generator.plan.breathing import OWN_PACE, PRESETS
from generator.plan.choices import (
    BREATH_SOUNDS,
    DISTANCES,
    GUIDANCE,
    IMAGE_TO_ME,
    KINDS,
    LEVELS,
    LOCKS,
    ME_TO_IMAGE,
    OPTIONS,
    PRONOUNS,
    QUALITIES,
    QUALITY_ALIASES,
    SENSES,
    SPEAKS,
)
from generator.plan.marks import PRIVATE_USE
from generator.plan.sentences import words_in

Check = Callable[[object], object]


class Wrong(Exception):  # noqa: N818 - becomes a line of a ProfileError
    """What is wrong with one value."""


def _text(longest: int, words: int) -> Check:
    def check(value: object) -> str:
        if not isinstance(value, str):
            raise Wrong("should be words in quotes")
        tidy = " ".join(value.split())
        if not tidy.isprintable() and (
            PRIVATE_USE.search(tidy) or any(unicodedata.category(c) in ("Cc", "Cs") for c in tidy)
        ):
            raise Wrong("holds characters that cannot be printed or spoken")
        if tidy and not any(c.isalnum() for c in tidy):
            raise Wrong("holds no word that could be said")
        if len(tidy) > longest or words_in(tidy) > words:
            raise Wrong(f"is too long: at most {words} words and {longest} characters")
        return tidy

    return check


def _label(value: object) -> object:
    label = _LABEL(value)
    if _NOBODY.match(str(label)):
        raise Wrong("names nobody; leave it out, and whatever comes will do")
    return label


def _number(least: float, most: float, *, magnitude: bool = False) -> Check:
    def check(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Wrong("should be a number")
        number = abs(value) if magnitude else value
        if not least <= number <= most:
            raise Wrong(f"is {short(str(value))}, but goes from {least:g} to {most:g}")
        return float(number)

    return check


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise Wrong("should be true or false")
    return value


def _one_of(known: tuple[str, ...], aliases: Mapping[str, str] | None = None) -> Check:
    def check(value: object) -> str:
        if not isinstance(value, str):
            raise Wrong("should be a word in quotes")
        word = (aliases or {}).get(value.strip().lower(), value.strip().lower())
        if word not in known:
            raise Wrong(f"'{short(value)}' is not one we know. {did_you_mean(value[:60], known)}")
        return word

    return check


def _some_of(known: tuple[str, ...], aliases: Mapping[str, str] | None = None) -> Check:
    one = _one_of(known, aliases)

    def check(value: object) -> tuple[object, ...]:
        if not isinstance(value, list):
            raise Wrong('should be a list, such as ["one", "two"]')
        return tuple(dict.fromkeys(one(item) for item in value))

    return check


def client_code(value: object) -> str:
    """A clinic's code for a client, safe in a path.

    Raises:
        Wrong: It is none.
    """
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,23}", value):
        raise Wrong("should be up to 24 letters, digits, '-' and '_', such as \"Q7\"")
    return value


def _name_or_file(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 1000:
        raise Wrong("should be a name or a file, in quotes")
    return value.strip()


def _ids(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(
        isinstance(item, str) and re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", item) for item in value
    ):
        raise Wrong('should be a list of practices, such as ["sense-anchor", "flow-out"]')
    return tuple(dict.fromkeys(value))


def _day(value: object) -> str:
    try:
        return (value if isinstance(value, date) else date.fromisoformat(str(value))).isoformat()
    except ValueError:
        raise Wrong("should be a day, such as 2027-03-31") from None


def _weeks(value: object) -> int:
    if isinstance(value, bool) or value not in (1, 4):
        raise Wrong("should be 1 or 4")
    return 4 if value == 4 else 1


def _link(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"https?://[!-~]{3,300}", value):
        raise Wrong("should be a web address without spaces that begins with https://")
    return value


_LABEL = _text(100, 14)
_NOBODY = re.compile(r"(?:nobody|no[ -]?one|nothing|none)\b", re.IGNORECASE)

SCHEMA: dict[str, dict[str, tuple[str, Check]]] = {
    "listener": {
        "name": ("name", _text(60, 6)),
        "level": ("level", _one_of(LEVELS)),
        "options": ("options", _some_of(OPTIONS)),
        "struggle": ("struggle", _text(160, 24)),
        "familiar": ("familiar", _flag),
        "guidance": ("guidance", _one_of(GUIDANCE)),
        "code": ("code", client_code),
    },
    "image": {
        "kind": ("kind", _one_of(KINDS)),
        "label": ("label", _label),
        "pronoun": ("pronoun", _one_of((*PRONOUNS, "none"))),
        "qualities": ("qualities", _some_of(QUALITIES, QUALITY_ALIASES)),
        "distance": ("distance", _one_of(DISTANCES)),
        "to_me": ("to_me", _one_of(IMAGE_TO_ME)),
        "to_image": ("to_image", _one_of(ME_TO_IMAGE)),
        "speaks": ("speaks", _one_of(SPEAKS)),
        "words": ("words", _text(400, 60)),
    },
    "image.senses": {sense: (sense, _text(140, 20)) for sense in SENSES},
    "breathing": {
        "preset": ("preset", _one_of((*PRESETS, OWN_PACE))),
        "tempo": ("tempo", _number(0.8, 1.2)),
        "tones": ("tones", _flag),
        "sound": ("breath_sound", _one_of(BREATH_SOUNDS)),
    },
    "sound": {
        "bed": ("bed", _name_or_file),
        "bed_level": ("bed_level", _number(6, 40, magnitude=True)),
        "bell": ("bell", _flag),
    },
    "voice": {
        "name": ("voice", _name_or_file),
        "fallback": ("fallback", _name_or_file),
        "pace": ("pace", _number(80, 140)),
    },
    "ride": {"parts": ("parts", _ids)},
    "clinician": {
        "message": ("message", _text(1200, 120)),
        "support_contact": ("support_contact", _text(200, 30)),
        "review": ("review", _day),
        "locks": ("locks", _some_of(LOCKS)),
    },
}
OPEN_TABLES = ("say", "fields", "changes")
CLINIC: dict[str, Check] = {
    "name": _text(120, 20),
    "logo": _name_or_file,
    "contact": _text(200, 30),
    "link": _link,
    "review": _day,
    "paper": _one_of(("a4", "letter")),
    "weeks": _weeks,
    "large_print": _flag,
}
"""The keys of `clinic.toml`."""
SAY_WORD, SAY_SOUND = _text(40, 4), _text(80, 8)
OLD_SENTENCE, NEW_SENTENCE = _text(600, 120), _text(600, 60)
_FIELD = _text(4500, 600)


def field_value(value: object) -> str | bool | tuple[str, ...]:
    """What a field of a practice's own may hold: words, yes or no, or a list of words.

    Raises:
        Wrong: It is something else, or too long.
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        return tuple(str(_FIELD(item)) for item in value)
    return str(_FIELD(value))


def short(word: str) -> str:
    """The word as a message shows it: no more than 40 characters."""
    return word if len(word) <= 40 else word[:40] + "…"
