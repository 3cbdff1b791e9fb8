"""Voice files: the TOML that tells of a voice what a person reads about it, and what was measured of it."""

import itertools
import math
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields

from generator.errors import Location, ProfileError, did_you_mean
from generator.plan.phrasing import Pauses
from generator.plan.voice import ENGINES, GUESS, USUAL_REACH, Figures, Voice
from generator.plan.warmth import LIMITS, Warmth
from generator.units import Seconds

LONGEST_PAUSE: Seconds = 2.0
"""The most that a voice file may ask for inside a sentence."""


def read_voice(text: str, name: str, where: Location) -> Voice:
    """A voice from the text of its file.

    Args:
        text: TOML.
        name: The name to choose it by.
        where: The file, for messages.

    Raises:
        ProfileError: All mistakes of the file together.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise ProfileError(
            f"This voice file is not valid TOML: {error}.",
            "Mend that line.",
            where=Location(where.file, int(line[1]) if line else None),
        ) from error
    reader = _Reader()
    voice = _voice(reader, table, name)
    if reader.mistakes:
        raise ProfileError(" ".join(reader.mistakes), "voices/README.md lists the keys.", where=where)
    return voice


class _Reader:
    """Takes values out of tables and keeps every mistake, so that a file is mended in one go."""

    def __init__(self) -> None:
        self.mistakes: list[str] = []

    def table(self, table: Mapping[str, object], key: str) -> Mapping[str, object]:
        value = table.get(key, {})
        if isinstance(value, dict):
            return value
        self.mistakes.append(f"'{key}' must be a table, written [{key}].")
        return {}

    def known(self, table: Mapping[str, object], keys: tuple[str, ...], prefix: str = "") -> None:
        for key in table:
            if key not in keys:
                self.mistakes.append(f"There is no voice key '{prefix}{key}'. {did_you_mean(key, keys)}")

    def text(self, table: Mapping[str, object], key: str) -> str:
        value = table.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.mistakes.append(f"'{key}' must be words between quotes.")
        return ""

    def flag(self, table: Mapping[str, object], key: str) -> bool:
        value = table.get(key)
        if not isinstance(value, bool):
            self.mistakes.append(f"'{key}' must be true or false.")
        return value is True

    def number(
        self, table: Mapping[str, object], key: str, fits: Callable[[float], bool], rule: str
    ) -> float:
        value = _number(table.get(key))
        if value is not None and fits(value):
            return value
        self.mistakes.append(f"'{key}' must be a number {rule}.")
        return 0.0

    def among(
        self, table: Mapping[str, object], prefix: str, most: Mapping[str, tuple[float, str]]
    ) -> dict[str, float]:
        """The numbers of a table of its own, each from 0 to its most; what is not there is left out."""
        self.known(table, tuple(most), prefix)
        found = {}
        for key in table:
            if key in most:
                top, rule = most[key]
                found[key] = self.number(table, key, _upto(top), rule)
        return found

    def rates(self, table: Mapping[str, object]) -> tuple[tuple[float, float], ...]:
        value = table.get("rates")
        pairs = tuple(_pair(item) for item in value) if isinstance(value, list) else ()
        good = tuple(pair for pair in pairs if pair is not None)
        ascending = all(a[0] < b[0] and a[1] < b[1] for a, b in itertools.pairwise(good))
        if len(good) < 2 or len(good) < len(pairs) or not ascending:
            self.mistakes.append(
                "'pace.rates' must be two or more pairs of speed and words a minute, both rising,"
                " such as [[0.65, 140], [1.0, 230]]."
            )
        return good


_KEYS = (
    "title", "engine", "id", "language", "gender", "about", "licence", "deterministic", "loudness",
    "pace", "estimate", "pauses", "warmth",
)  # fmt: skip
_PACE_KEYS = ("rates", "alone")
_ESTIMATE_KEYS = ("sentence", "letter", "syllable", "comma", "reach")
_PAUSES = {item.name: (LONGEST_PAUSE, f"of seconds from 0 to {LONGEST_PAUSE:g}") for item in fields(Pauses)}


def _voice(reader: _Reader, table: Mapping[str, object], name: str) -> Voice:
    pace, estimate = reader.table(table, "pace"), reader.table(table, "estimate")
    reader.known(table, _KEYS)
    reader.known(pace, _PACE_KEYS, "pace.")
    reader.known(estimate, _ESTIMATE_KEYS, "estimate.")
    engine = reader.text(table, "engine")
    if engine and engine not in ENGINES:
        reader.mistakes.append(f"There is no engine '{engine}'. {did_you_mean(engine, ENGINES)}")

    guessed = not {"loudness", "pace", "estimate"} & set(table)
    figures = GUESS if guessed else _figures(reader, table, pace, estimate)
    return Voice(
        name=name,
        title=reader.text(table, "title"),
        engine=engine,
        id=reader.text(table, "id"),
        language=reader.text(table, "language"),
        gender=reader.text(table, "gender"),
        about=reader.text(table, "about"),
        licence=reader.text(table, "licence"),
        deterministic=reader.flag(table, "deterministic"),
        measured=not guessed,
        **figures,
        reach=reader.number(
            {"reach": USUAL_REACH} | dict(estimate), "reach", lambda value: 0 <= value <= 1, "from 0 to 1"
        ),
        pauses=Pauses(**reader.among(reader.table(table, "pauses"), "pauses.", _PAUSES)),
        warmth=Warmth(**reader.among(reader.table(table, "warmth"), "warmth.", LIMITS)),
    )


def _figures(
    reader: _Reader, table: Mapping[str, object], pace: Mapping[str, object], estimate: Mapping[str, object]
) -> Figures:
    def length(key: str) -> Seconds:
        return reader.number(estimate, key, lambda value: 0 <= value <= 2, "of seconds from 0 to 2")

    return {
        "loudness": reader.number(
            table, "loudness", lambda value: -60 <= value <= 0, "of LUFS from -60 to 0"
        ),
        "rates": reader.rates(pace),
        "alone": reader.number(pace, "alone", lambda value: 0.3 <= value <= 2, "from 0.3 to 2"),
        "sentence": length("sentence"),
        "letter": length("letter"),
        "syllable": length("syllable"),
        "comma": length("comma"),
    }


def _upto(most: float) -> Callable[[float], bool]:
    return lambda value: 0 <= value <= most


def _number(value: object) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    return None


def _pair(value: object) -> tuple[float, float] | None:
    if not isinstance(value, list) or len(value) != 2:
        return None
    speed, rate = _number(value[0]), _number(value[1])
    return (speed, rate) if speed and rate and min(speed, rate) > 0 else None
