"""What somebody asks for, and the request once everything but the timing is decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from generator.plan.breathing import BreathPattern
from generator.plan.choices import PERSONAL
from generator.plan.cues import Script, Utterance
from generator.plan.layout import Guidance, utterances_of
from generator.plan.pacing import Lengths
from generator.plan.pauses import Form
from generator.plan.profile import Profile
from generator.plan.schedule import Solution
from generator.plan.situations import Situation
from generator.plan.voice import BOTH, COMPUTER, PERSON, Voice
from generator.units import Samples, Seconds, to_samples


@dataclass(frozen=True, slots=True)
class AlbumPlace:
    """A track's place among others that belong together."""

    album: str
    number: int
    """From 1."""
    of: int
    """How many tracks there are."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for; command line, batch and studio all say it with this."""

    practice: str
    profile: Profile
    minutes: float | None = None
    """Wanted length, met exactly; None for the usual length of the form."""
    length: str | None = None
    """brief, standard or long; None leaves it to `minutes`, else standard."""
    situation: str = ""
    """session, commute or bedtime; empty for the practice's usual one."""
    edition: str = PERSONAL
    seed: int = 1
    title: str = ""
    """Takes the practice's place in title and file name."""
    clinician: bool = False
    reviewed: bool = False
    place: AlbumPlace | None = None
    """Where the track stands in a programme; None for one of its own."""
    private: bool = False
    """Keep the listener's words out of everything but the sound."""
    format: str | None = None
    """mp3, flac or wav; None for what the file's ending says, else mp3."""
    bitrate: int | None = None
    """Constant bit rate of an MP3 in kb/s; None for the situation's usual one."""
    lyrics: bool = False
    """Carry the words inside the file, for players that show them."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a finished track tells about itself."""

    practice: str
    title: str
    aim: str
    carry_on: str
    situation: str
    level: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One form of the practice, rendered and parsed."""

    form: Form
    usual: Seconds
    """Usual length of the form."""
    text: str
    """The rendered script, its marks of origin and of typed words still in it."""
    parts: tuple[tuple[str, str], ...]
    """Script files that the words come from, with their SHA-256."""
    joined: tuple[str, ...]
    """Practices of a ride, in order, by id; none for every other track."""
    script: Script
    guidance: Guidance

    def utterances(self) -> tuple[Utterance, ...]:
        """Every distinct utterance that any length of this form may need."""
        return utterances_of(self.script.cues, self.guidance)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request with everything decided but the timing."""

    request: Request
    facts: Facts
    situation: Situation
    voice: Voice
    pace: float
    speed: float
    """Engine speed that follows from the pace."""
    pattern: BreathPattern | None
    candidates: tuple[Candidate, ...]
    """Forms that may have the length; the likeliest first."""
    target: Samples | None
    """The length asked for, if one was."""
    notes: tuple[str, ...]
    """What the listener should know about how the wish was taken."""
    fallback: Voice | None = None
    """Who says what a recorded voice lacks; None for nobody."""

    def speaker(self, text: str) -> tuple[Voice, float]:
        """Who says these words, and at which engine speed."""
        if self.fallback is None or self.voice.can_say(text):
            return self.voice, self.speed
        return self.fallback, self.fallback.speed(self.pace)

    def speakers(self, texts: Iterable[str]) -> str:
        """Whether a person, a computer or both say these words: one of `SPEAKERS`."""
        persons = {self.speaker(text)[0].lines is not None for text in texts}
        return BOTH if len(persons) == 2 else PERSON if True in persons else COMPUTER

    @property
    def estimated(self) -> Lengths:
        """Lengths of utterances from the voices' figures, without speaking; each is worked out once."""

        def length(utterance: Utterance) -> Samples:
            voice, speed = self.speaker(utterance.text)
            return to_samples(voice.estimate(utterance.text, speed))

        return cache(length)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The form and timeline that a length led to."""

    candidate: Candidate
    solution: Solution
