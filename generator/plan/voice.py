"""Voices: what a voice file says, and what follows from its figures: speed for a pace, length unspoken."""

import itertools
import math
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TypedDict

from generator.errors import Location, ProfileError, did_you_mean
from generator.plan.phrasing import SOUND, Pauses, breaks_in, syllables
from generator.plan.recorded_lines import RecordedLines
from generator.plan.warmth import LIMITS, Warmth
from generator.units import Seconds

RECORDED = "recorded"
"""The engine of voices that people have recorded."""
ENGINES = ("neural", "system", "piper", "kokoro", RECORDED)
"""Engines a voice file may name."""
COMPUTER, PERSON, BOTH = "computer", "person", "both"
SPEAKERS = (COMPUTER, PERSON, BOTH)
"""Who reads the words of a track: everything that goes out with it says so (the guide's R17)."""
SLOWEST_PACE, FASTEST_PACE = 80.0, 140.0
SENTENCE_RATE = 1.4
"""Words a minute inside sentences for each one within paragraphs: gaps between sentences make up the rest."""

USUAL_REACH = 0.85
LONGEST_PAUSE: Seconds = 2.0
"""The most that a voice file may ask for inside a sentence."""
_ENDINGS = ".?!…,;:"


class _Figures(TypedDict):
    """What has to be measured of a voice."""

    loudness: float
    rates: tuple[tuple[float, float], ...]
    alone: float
    sentence: Seconds
    letter: Seconds
    syllable: Seconds
    comma: Seconds


_GUESS: _Figures = {
    "loudness": -24.0,
    "rates": ((0.7, 165.0), (0.85, 195.0), (1.0, 225.0)),
    "alone": 0.8,
    "sentence": 0.2,
    "letter": 0.04,
    "syllable": 0.06,
    "comma": 0.2,
}
"""Near to most voices that we have met; nothing but planning without sound relies on it."""
_RESTS = Pauses(comma=0.55, clause=0.75, ellipsis=0.95, stop=0.9)
_MILD = Warmth(even=0.4, room=0.05)
"""What becomes a voice that nobody has listened to."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that can speak a script: what a person reads about it, and what was measured of it."""

    name: str
    """The name to choose it by: its file's stem, or `system:ID` for one of the system's own."""
    title: str
    engine: str
    """Name of the engine that speaks it, one of `ENGINES`."""
    id: str
    """The engine's own name for it; `default` is the engine's own choice."""
    language: str
    """Language tag, such as en-US."""
    gender: str
    about: str
    """One friendly sentence."""
    licence: str
    deterministic: bool
    """True when the same words give the same samples twice in one environment."""
    loudness: float
    """Loudness of its speech as the engine gives it, in LUFS: the one figure it is levelled by."""
    rates: tuple[tuple[float, float], ...]
    """Engine speed and words a minute inside sentences, both rising, as far as it stays natural both ways."""
    alone: float
    """Slowest engine speed for a word by itself (a count has one beat to be said in)."""
    sentence: Seconds
    """Part of a clip's length that each has, at speed 1; the next three add to it."""
    letter: Seconds
    """Length of a letter or digit at speed 1."""
    syllable: Seconds
    """Length of a syllable beyond its letters at speed 1."""
    comma: Seconds
    """Length of a comma, or another break inside a clip, at speed 1."""
    measured: bool = True
    """False while loudness, rates and lengths are a guess that the first speech corrects."""
    reach: float = USUAL_REACH
    """How far on the way to the wanted rest a break comes on average: some are read over."""
    pauses: Pauses = field(default_factory=Pauses)
    """How long it rests inside a sentence."""
    warmth: Warmth = field(default_factory=Warmth)
    """How its sound is treated."""
    lines: RecordedLines | None = None
    """All that a recorded voice can say; None for a voice that can say anything."""

    def can_say(self, text: str) -> bool:
        """Whether this voice has these words."""
        return self.lines is None or text in self.lines

    def speed(self, pace: float) -> float:
        """Engine speed for a pace; 1 is the voice's own.

        The engine is slowed only as far as the voice stays natural: gaps between sentences do the rest.

        Args:
            pace: Words a minute within paragraphs, 80 to 140.

        Raises:
            ProfileError: The pace is off the dial.
        """
        if not SLOWEST_PACE <= pace <= FASTEST_PACE:
            raise ProfileError(
                f"The voice's pace is {pace:g} words a minute,"
                f" but the dial goes from {SLOWEST_PACE:g} to {FASTEST_PACE:g}.",
                "110 is the usual one.",
            )
        speeds, rates = zip(*self.rates, strict=True)
        return round(_interpolated(SENTENCE_RATE * pace, rates, speeds), 3)

    def speed_for(self, text: str, speed: float) -> float:
        """The speed at which these words are spoken: a word by itself is never drawn out past its beat."""
        return max(speed, self.alone) if self.counted(text) else speed

    def counted(self, text: str) -> bool:
        """Whether this is a word by itself and no sentence: the count of a breath."""
        return len(SOUND.findall(text)) == 1 and not text.rstrip().endswith(tuple(_ENDINGS))

    def estimate(self, text: str, speed: float) -> Seconds:
        """Length of the trimmed clip of these words, without speaking them.

        Args:
            text: One utterance.
            speed: Engine speed, as `speed` gives it; a recording keeps its own.
        """
        if self.lines is not None and (recorded := self.lines.length(text)) is not None:
            return recorded
        words = SOUND.findall(text.lower())
        plain = (
            self.sentence
            + self.letter * sum(len(word) for word in words)
            + self.syllable * sum(syllables(word) for word in words)
        )
        speeds, rates = zip(*self.rates, strict=True)
        natural = _interpolated(1.0, speeds, rates)
        stretch = natural / _interpolated(self.speed_for(text, speed), speeds, rates)
        own = self.comma * stretch
        rests = (self.reach * max(self.pauses.at(mark) - own, 0.0) for mark in breaks_in(text))
        tail = 0.0 if self.counted(text) else self.warmth.tail
        return plain * stretch + sum(own + longer for longer in rests) + tail

    def as_installed(self, voice_id: str, *, title: str, language: str, gender: str) -> "Voice":
        """This voice file's figures, spoken by another of the same engine's voices."""
        return replace(
            self,
            name=f"{self.engine}:{voice_id}",
            id=voice_id,
            title=title,
            language=language or self.language,
            gender=gender,
            about=f"One of the voices installed on this computer: {title}.",
            measured=False,
        )

    def as_measured(self, loudness: float, rates: tuple[tuple[float, float], ...], stretch: float) -> "Voice":
        """This voice by what was heard of it.

        Args:
            loudness: LUFS, of its clips as the engine gives them.
            rates: Engine speed and words a minute inside sentences, both rising.
            stretch: What a clip's length at speed 1 is, divided by its estimate so far.
        """
        return replace(
            self,
            loudness=loudness,
            rates=rates,
            sentence=self.sentence * stretch,
            letter=self.letter * stretch,
            syllable=self.syllable * stretch,
            comma=self.comma * stretch,
            measured=True,
        )


def found_voice(voice_id: str, engine: str, *, title: str, language: str, gender: str) -> Voice:
    """A voice that lies in a voices folder without a voice file: its figures are yet to be measured.

    Args:
        voice_id: The engine's own name for it, and ours.
        engine: One of `ENGINES`.
        title: Its name for people.
        language: Language tag.
        gender: Empty when nobody tells.
    """
    return Voice(
        name=voice_id,
        title=title,
        engine=engine,
        id=voice_id,
        language=language,
        gender=gender,
        about=f"A {engine.capitalize()} voice from your voices folder.",
        licence="as its files say",
        deterministic=engine == "kokoro",
        measured=False,
        pauses=_RESTS,
        warmth=_MILD,
        **_GUESS,
    )


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
    figures = _GUESS if guessed else _figures(reader, table, pace, estimate)
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
) -> _Figures:
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


def _interpolated(value: float, given: tuple[float, ...], wanted: tuple[float, ...]) -> float:
    """Straight lines between the points (`given` rising), held at both ends."""
    if value <= given[0]:
        return wanted[0]
    for (x0, x1), (y0, y1) in zip(itertools.pairwise(given), itertools.pairwise(wanted), strict=True):
        if value <= x1:
            return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
    return wanted[-1]
