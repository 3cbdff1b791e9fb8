"""The timeline: every cue of a track placed in time, in whole samples, before any sound exists."""

from dataclasses import dataclass
from enum import Enum

from generator.plan.cues import Utterance
from generator.units import Samples

COUNTS = -1
"""Stands in place of a paragraph's number for the counts of a breath."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """An utterance in its place."""

    start: Samples
    length: Samples
    utterance: Utterance
    paragraph: int
    """Number of its paragraph; `COUNTS` for the counts of a breath."""

    @property
    def end(self) -> Samples:
        """One past its last frame."""
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Silence:
    """A pause of the voice in its place."""

    start: Samples
    length: Samples
    name: str
    """Name in the script language, or "paragraph" for the breath between two paragraphs."""


class Phase(Enum):
    """A part of one breath."""

    INHALE = "inhale"
    TOP = "top"
    EXHALE = "exhale"


@dataclass(frozen=True, slots=True)
class Breath:
    """One phase of one breath in its place."""

    start: Samples
    length: Samples
    phase: Phase
    cycle: int
    """Number of its cycle in the track, from 0; phases of one cycle share it."""
    fade: tuple[float, float] = (1.0, 1.0)
    """Linear gain at its first and last frame: 1 to 1, but falling towards 0 where tones hand over."""
    soft: bool = False
    """True once the way in is over: tones then run softly, alone or under sentences."""


@dataclass(frozen=True, slots=True)
class Struck:
    """A bell in its place."""

    start: Samples


@dataclass(frozen=True, slots=True)
class ChapterMark:
    """A chapter's beginning."""

    start: Samples
    title: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """A whole track, placed. Each tuple is in order of start; speech never overlaps speech."""

    length: Samples
    head: Samples
    """Bed alone before the first cue."""
    tail: Samples
    """Bed alone after the last cue, in which it fades out."""
    spoken: tuple[Spoken, ...]
    silences: tuple[Silence, ...]
    breaths: tuple[Breath, ...]
    bells: tuple[Struck, ...]
    chapters: tuple[ChapterMark, ...]
    """The first starts at 0; strictly ascending."""

    @property
    def speech(self) -> Samples:
        """How long somebody speaks, in all."""
        return sum(said.length for said in self.spoken)
