"""A timeline as text: the plan a person reads, the events a program reads, and the transcript."""

from dataclasses import dataclass

from generator.plan.timeline import COUNTS, Timeline
from generator.units import Samples, timecode, to_seconds

KINDS = ("chapter", "head", "bell", "inhale", "top", "exhale", "speech", "pause", "tail")
"""Kinds of event, in the order in which those of one moment are told."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a plan."""

    kind: str
    """chapter, speech, pause, inhale, top, exhale, bell, head or tail."""
    start: Samples
    length: Samples
    text: str = ""
    """What is said, the chapter's title, or the pause's name."""
    soft: bool = False
    """Of a breath: whether its tones run softly."""
    fade: tuple[float, float] = (1.0, 1.0)
    """Of a breath: linear gain of its tones at its first and last frame."""

    def as_json(self, *, exact: bool = False) -> dict[str, object]:
        """The event as plain data, in seconds: to the millisecond, or so `exact` that each sample is told."""
        digits = 6 if exact else 3
        found: dict[str, object] = {
            "kind": self.kind,
            "start": round(to_seconds(self.start), digits),
            "seconds": round(to_seconds(self.length), digits),
        }
        if self.soft:
            found["soft"] = True
        if self.fade != (1.0, 1.0):
            found["fade"] = [round(level, 4) for level in self.fade]
        if self.kind == "speech":
            found["text"] = self.text
        elif self.kind == "chapter":
            found["title"] = self.text
        elif self.kind == "pause":
            found["name"] = self.text
        return found


def events(timeline: Timeline) -> tuple[Event, ...]:
    """Every chapter, utterance, pause, breath phase and bell, in order of start."""
    found = [Event("head", 0, timeline.head), Event("tail", timeline.length - timeline.tail, timeline.tail)]
    ends = [mark.start for mark in timeline.chapters[1:]] + [timeline.length]
    for mark, end in zip(timeline.chapters, ends, strict=False):
        found.append(Event("chapter", mark.start, end - mark.start, mark.title))
    found += [Event("speech", said.start, said.length, said.utterance.text) for said in timeline.spoken]
    found += [Event("pause", quiet.start, quiet.length, quiet.name) for quiet in timeline.silences]
    found += [
        Event(breath.phase.value, breath.start, breath.length, soft=breath.soft, fade=breath.fade)
        for breath in timeline.breaths
    ]
    found += [Event("bell", bell.start, 0) for bell in timeline.bells]
    return tuple(sorted(found, key=lambda event: (event.start, KINDS.index(event.kind))))


def plan_text(timeline: Timeline) -> str:
    """The plan as a person reads it: ``00:07.900    4.000  inhale``, a line an event."""
    lines = []
    for event in events(timeline):
        if event.kind == "chapter":
            lines.append(f"\n{timecode(event.start)}  # {event.text}")
        else:
            words = f"  {event.text}" if event.text else ""
            lines.append(
                f"{timecode(event.start)} {to_seconds(event.length):8.3f}  {event.kind}{words}".rstrip()
            )
    lines.append(f"{timecode(timeline.length)}           end")
    return "\n".join(lines).lstrip("\n") + "\n"


def transcript(timeline: Timeline) -> str:
    """What is said, by chapters and paragraphs, with the longer quiets in brackets."""
    blocks: list[str] = []
    paragraph: list[str] = []
    number: int | None = None
    spoken = iter(timeline.spoken)

    def close() -> None:
        if paragraph:
            counts = number == COUNTS
            blocks.append(", ".join(paragraph) + "." if counts else " ".join(paragraph))
            paragraph.clear()

    for event in events(timeline):
        match event.kind:
            case "chapter":
                close()
                blocks.append(f"{event.text}\n{'-' * len(event.text)}")
            case "speech":
                said = next(spoken)
                if said.paragraph != number or said.utterance.text == "In":
                    close()
                number = said.paragraph
                paragraph.append(
                    said.utterance.text.lower() if paragraph and number == COUNTS else event.text
                )
            case "pause" if event.text != "paragraph":
                close()
                blocks.append(f"({_quiet(to_seconds(event.length))})")
            case _:
                pass
    close()
    return "\n\n".join(blocks) + "\n"


def _quiet(seconds: float) -> str:
    whole = max(1, round(seconds))
    return f"quiet, {whole} second{'' if whole == 1 else 's'}"
