"""What a recipe tells about the track beside it, private ones too: what the printed page is made from."""

from dataclasses import dataclass, field
from typing import Any

from generator.deliver.formats import FORMATS, MP3
from generator.deliver.opened import opened
from generator.plan.choices import LENGTHS, LEVELS, NO_BED
from generator.plan.cues import Say
from generator.plan.describe import KINDS, Event
from generator.plan.marks import Sites
from generator.plan.pauses import Form
from generator.plan.profile import Profile, read_profile
from generator.plan.script import parse
from generator.plan.timeline import Timeline
from generator.plan.voice import COMPUTER, SPEAKERS
from generator.units import Samples, to_samples


@dataclass(frozen=True, slots=True)
class MadeTrack:
    """A finished track, as its recipe describes it."""

    title: str
    aim: str
    carry_on: str
    situation: str
    level: str
    samples: Samples
    events: tuple[Event, ...]
    """The timeline; in a private track, lines with typed words in them are digests."""
    private: bool
    timeline: Timeline
    bed: bool
    """Whether it has one."""
    format: str = MP3
    """One of `FORMATS`."""
    profile: Profile = field(default_factory=Profile)
    """What the listener chose; nothing of it for a private track."""
    personal: frozenset[str] = frozenset()
    """Sentences that hold typed words; none for a private track."""
    speakers: str = COMPUTER
    """Who reads the words: one of `SPEAKERS`."""


def read_made(text: str, file: str) -> MadeTrack:
    """Read a recipe for what it tells about its track.

    Raises:
        RecipeError: It is no recipe, of a later program, or damaged.
    """
    from generator.deliver.verify.recorded import recorded_in

    with opened(text, file) as data:
        track, recorded = data["track"], recorded_in(data, file)
        form = Form(_known(track["length"], LENGTHS), _known(track["level"], LEVELS))
        return MadeTrack(
            title=_line(track["title"]),
            aim=_line(track["aim"]),
            carry_on=_line(track["carry_on"]),
            situation=recorded.situation.name,
            level=form.level,
            samples=recorded.timeline.length,
            events=tuple(_event(entry) for entry in data["timeline"]),
            private=recorded.private,
            timeline=recorded.timeline,
            bed=recorded.bed != NO_BED,
            format=_known(track.get("format", MP3), FORMATS),
            speakers=_known(track.get("speakers", COMPUTER), SPEAKERS),
            profile=Profile() if recorded.private else read_profile(data["profile"], file=file),
            personal=frozenset()
            if recorded.private
            else _personal(_line(data["script"]["text"]), form, file),
        )


def _event(entry: dict[str, Any]) -> Event:
    kind = _known(entry["kind"], KINDS)
    text = entry.get("text") or entry.get("title") or entry.get("name") or ""
    return Event(kind, to_samples(entry["start"]), to_samples(entry["seconds"]), _line(text))


def _personal(text: str, form: Form, file: str) -> frozenset[str]:
    cues = parse(text, Sites(), form=form, file=file).cues
    return frozenset(cue.utterance.text for cue in cues if isinstance(cue, Say) and cue.utterance.personal)


def _line(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _known(value: object, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ValueError
    return str(value)
