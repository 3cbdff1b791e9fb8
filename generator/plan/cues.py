"""Cues: the instructions of a rendered script, as values that know the line they come from."""

from dataclasses import dataclass
from enum import Enum

from generator.errors import Location
from generator.units import Seconds


@dataclass(frozen=True, slots=True)
class Said:
    """How a stretch of an utterance is to be said, for an engine's adapter to write in its own syntax."""

    start: int
    """First character of the stretch in the utterance's text."""
    end: int
    """One past its last character."""
    sound: str
    """A respelling ("shi-VAWN"), or IPA between slashes ("/ʃəvˈɔːn/")."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words for one call of a speech engine: a sentence, or one count of a breath."""

    text: str
    """Plain words as the transcript shows them; never markup."""
    said: tuple[Said, ...] = ()
    """Pronunciations, in order, never overlapping."""
    personal: bool = False
    """True when a value that somebody typed is in it: such a clip is never kept in the shared cache."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading: a chapter of the finished track."""

    title: str
    where: Location
    passage: int | None = None
    """Index of the optional passage that the cue belongs to; None when it is always said."""


@dataclass(frozen=True, slots=True)
class Say:
    """One sentence."""

    utterance: Utterance
    paragraph: int
    """Number of its paragraph in the script, from 0."""
    opens: bool
    """True for the first sentence of its paragraph."""
    closes: bool
    """True for the last sentence of its paragraph."""
    where: Location
    passage: int | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence of the voice, which may flex between a floor and a ceiling."""

    name: str
    """Its name in the script language ("settle"); "pause" for a numbered one."""
    floor: Seconds
    ideal: Seconds
    ceiling: Seconds
    where: Location
    passage: int | None = None


class Breathing(Enum):
    """What a `[breathe …]` cue asks for."""

    RAMP = "ramp"
    """The way in: counted first cycle of each step and of the preset, the rest in tones."""
    CYCLES = "cycles"
    """Whole cycles in tones alone."""
    FADE = "fade"
    """Whole cycles over which the tones fade to nothing."""


@dataclass(frozen=True, slots=True)
class Breathe:
    """Breathing with the tones, in whole cycles."""

    kind: Breathing
    least: int
    """Fewest cycles the solver may choose (0 for a ramp, which has its own steps)."""
    ideal: int
    most: int
    where: Location
    passage: int | None = None


@dataclass(frozen=True, slots=True)
class Bell:
    """One soft bell."""

    where: Location
    passage: int | None = None


Cue = Chapter | Say | Pause | Breathe | Bell


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a script that is said only if there is room for it."""

    priority: int
    """1 is the first to be let in."""
    where: Location


@dataclass(frozen=True, slots=True)
class Shown:
    """A claim that a paragraph fulfils one of the practice's Must tokens."""

    token: str
    paragraph: int
    where: Location


@dataclass(frozen=True, slots=True)
class Script:
    """A rendered script, parsed: what is to be said and done, in order."""

    cues: tuple[Cue, ...]
    passages: tuple[Passage, ...]
    shown: tuple[Shown, ...]

    def with_passages(self, chosen: frozenset[int]) -> tuple[Cue, ...]:
        """The cues that are said when just these optional passages are in (indices of `passages`)."""
        return tuple(cue for cue in self.cues if cue.passage is None or cue.passage in chosen)
