"""What the rules look at: one rendered script with its surroundings, and the findings they give."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from generator.errors import Location
from generator.plan.cues import Cue, Say, Script
from generator.plan.layout import Guidance
from generator.plan.pacing import Lengths
from generator.plan.pauses import Form
from generator.plan.phrases import bare
from generator.plan.practice import Practice
from generator.plan.situations import Situation
from generator.units import Seconds


class Severity(Enum):
    """How much a finding weighs."""

    ERROR = "error"
    """Not to be heard by anybody."""
    WARNING = "warning"
    """Worth a second look by a person."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend."""

    rule: str
    severity: Severity
    where: Location
    message: str
    """What is wrong and how to mend it; never words that somebody typed."""


def error(rule: str, where: Location, message: str) -> Finding:
    """A finding that must be mended."""
    return Finding(rule, Severity.ERROR, where, message)


def warning(rule: str, where: Location, message: str) -> Finding:
    """A finding that a person should look at."""
    return Finding(rule, Severity.WARNING, where, message)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What is said between two blank lines."""

    number: int
    says: tuple[Say, ...]
    tokens: frozenset[str]

    @property
    def where(self) -> Location:
        """Where it begins."""
        return self.says[0].where

    @property
    def passage(self) -> int | None:
        """The optional passage that it belongs to."""
        return self.says[0].passage

    @property
    def bare(self) -> str:
        """Its words, laid bare; sentences are kept apart by a full stop."""
        return " . ".join(bare_words(say.utterance.text) for say in self.says)

    @property
    def personal(self) -> bool:
        """Whether somebody typed a part of it."""
        return any(say.utterance.personal for say in self.says)


@dataclass(frozen=True, slots=True)
class Track:
    """One rendered script, and what it was rendered for."""

    practice: Practice
    file: str
    """The script's file, as errors name it."""
    form: Form
    usual: Seconds
    """Usual length of the form."""
    situation: Situation
    options: tuple[str, ...]
    script: Script
    guidance: Guidance
    asked: Mapping[str, bool]
    """For each token with a condition, whether it is asked of this track."""
    whole: bool = True
    """False inside a ride, where arrival and return are said once for all practices."""
    lengths: Lengths | None = None
    """Lengths of utterances as the voice estimates them; None leaves the track's length alone."""
    paragraphs: tuple[Paragraph, ...] = field(init=False)
    """All of them, optional ones too."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "paragraphs", _paragraphs(self.script))

    def selections(self) -> tuple[frozenset[int], ...]:
        """The optional passages that are in, from none to all, as they are let in."""
        passages = self.script.passages
        order = sorted(range(len(passages)), key=lambda index: (passages[index].priority, index))
        return tuple(frozenset(order[:count]) for count in range(len(order) + 1))

    def said_in(self, selection: frozenset[int]) -> tuple[Paragraph, ...]:
        """The paragraphs that are said when just these passages are in."""
        return tuple(item for item in self.paragraphs if item.passage is None or item.passage in selection)

    def cues_in(self, selection: frozenset[int]) -> tuple[Cue, ...]:
        """The cues that are followed when just these passages are in."""
        return self.script.with_passages(selection)

    def showing(self, token: str) -> tuple[Paragraph, ...]:
        """The paragraphs that claim a token."""
        return tuple(item for item in self.paragraphs if token in item.tokens)

    @property
    def whole_file(self) -> Location:
        """The place of what concerns the script as a whole."""
        return Location(self.file, 1)


def _paragraphs(script: Script) -> tuple[Paragraph, ...]:
    says: dict[int, list[Say]] = {}
    for cue in script.cues:
        if isinstance(cue, Say):
            says.setdefault(cue.paragraph, []).append(cue)
    tokens: dict[int, set[str]] = {}
    for shown in script.shown:
        tokens.setdefault(shown.paragraph, set()).add(shown.token)
    return tuple(
        Paragraph(number, tuple(spoken), frozenset(tokens.get(number, ())))
        for number, spoken in sorted(says.items())
    )


@lru_cache(maxsize=100_000)
def bare_words(sentence: str) -> str:
    """A sentence laid bare; the same sentence comes back in many variants of a script."""
    return bare(sentence)
