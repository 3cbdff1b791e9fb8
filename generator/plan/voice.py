"""Voices: what is known of each, and what follows from its figures: speed for a pace, length unspoken."""

import itertools
from dataclasses import dataclass, field, replace
from typing import TypedDict

from generator.errors import ProfileError
from generator.plan.phrasing import SOUND, Pauses, breaks_in, syllables
from generator.plan.recorded_lines import RecordedLines
from generator.plan.warmth import Warmth
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
_ENDINGS = ".?!…,;:"


class Figures(TypedDict):
    """What has to be measured of a voice."""

    loudness: float
    rates: tuple[tuple[float, float], ...]
    alone: float
    sentence: Seconds
    letter: Seconds
    syllable: Seconds
    comma: Seconds


GUESS: Figures = {
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
        **GUESS,
    )


def _interpolated(value: float, given: tuple[float, ...], wanted: tuple[float, ...]) -> float:
    """Straight lines between the points (`given` rising), held at both ends."""
    if value <= given[0]:
        return wanted[0]
    for (x0, x1), (y0, y1) in zip(itertools.pairwise(given), itertools.pairwise(wanted), strict=True):
        if value <= x1:
            return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
    return wanted[-1]
