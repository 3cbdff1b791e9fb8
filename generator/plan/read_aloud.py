"""A timeline as a script that a person can read along with, or record: words, and what happens between them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from generator.plan.describe import Event
from generator.plan.layout import NUMBERS
from generator.plan.pacing import LONGEST_GAP
from generator.units import Samples, clock, to_samples, to_seconds

_COUNTS = {"In", "Out", *NUMBERS}
_PHASES = ("inhale", "top", "exhale")
_NEW_PARAGRAPH = to_samples(LONGEST_GAP) + 1
"""A longer gap than any inside a paragraph begins a new one."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A chapter."""

    text: str
    at: str
    """When it begins, as minutes and seconds."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A paragraph that is said."""

    text: str


@dataclass(frozen=True, slots=True)
class Between:
    """What happens where nothing is said: quiet, breaths, a bell."""

    text: str


Block = Heading | Spoken | Between


def read_aloud(events: Sequence[Event]) -> tuple[Block, ...]:
    """The script of a track, with its true lengths.

    Args:
        events: The timeline, in order of start.
    """
    reader = _Reader()
    for event in events:
        reader.take(event)
    reader.close()
    return tuple(reader.blocks)


@dataclass(slots=True)
class _Breath:
    """One cycle on its way through the reader."""

    counted: bool = False
    spoken_over: bool = False
    ends: Samples = 0
    seconds: dict[str, int] = field(default_factory=dict)


class _Reader:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._sentences: list[str] = []
        self._counts: list[str] = []
        self._breaths: list[_Breath] = []
        self._ends: Samples = 0
        """Where the last sentence ended."""

    def take(self, event: Event) -> None:
        match event.kind:
            case "chapter":
                self.close()
                self.blocks.append(Heading(event.text, clock(to_seconds(event.start))))
            case "speech" if event.text in _COUNTS:
                self._count(event.text)
            case "speech":
                self._sentence(event)
            case "pause":
                self.close()
                if event.text != "paragraph":
                    self.blocks.append(Between(f"quiet, {_some(to_seconds(event.length))}"))
            case "bell":
                self.close()
                self.blocks.append(Between("a soft bell"))
            case phase if phase in _PHASES:
                self._phase(phase, event)
            case _:
                pass  # head and tail hold nothing to read

    def close(self) -> None:
        self._close_sentences()
        self._close_breaths()

    def _sentence(self, event: Event) -> None:
        if self._breaths and event.start < self._breaths[-1].ends:
            self._breaths[-1].spoken_over = True
        if event.start - self._ends >= _NEW_PARAGRAPH or self._counts or self._quiet_breaths():
            self.close()
        self._sentences.append(event.text)
        self._ends = event.start + event.length

    def _phase(self, phase: str, event: Event) -> None:
        if phase == "inhale":
            if self._breaths and self._breaths[-1].counted:
                self.close()
            self._breaths.append(_Breath())
        if self._breaths:
            self._breaths[-1].seconds[phase] = round(to_seconds(event.length))
            self._breaths[-1].ends = event.start + event.length

    def _count(self, word: str) -> None:
        if word == "In":
            self._close_sentences()
            if len(self._breaths) > 1:
                counted = self._breaths.pop()
                self._close_breaths()
                self._breaths.append(counted)
        if self._breaths:
            self._breaths[-1].counted = True
        self._counts.append(word)

    def _quiet_breaths(self) -> int:
        return sum(not breath.spoken_over and not breath.counted for breath in self._breaths)

    def _close_sentences(self) -> None:
        if self._sentences:
            self.blocks.append(Spoken(" ".join(self._sentences)))
            self._sentences.clear()

    def _close_breaths(self) -> None:
        if self._counts:
            at = self._counts.index("Out") if "Out" in self._counts else len(self._counts)
            halves = [", ".join(half) for half in (self._counts[:at], self._counts[at:]) if half]
            self.blocks.append(Spoken(". ".join(halves) + "."))
            self._counts.clear()
        quiet = [breath for breath in self._breaths if not breath.spoken_over and not breath.counted]
        if quiet:
            self.blocks.append(Between(_breaths(quiet)))
        self._breaths.clear()


def _breaths(breaths: Sequence[_Breath]) -> str:
    count, first = len(breaths), breaths[0].seconds
    top = f", {first['top']} still" if first.get("top") else ""
    each = f"{first.get('inhale', 0)} in{top}, {first.get('exhale', 0)} out"
    return f"{count} breath{'' if count == 1 else 's'} with the tones: {each}"


def _some(seconds: float) -> str:
    whole = max(1, round(seconds))
    return f"{whole} second{'' if whole == 1 else 's'}"
