"""What a recipe tells about the track beside it, private ones too: what the printed page is made from."""

import tomllib
from dataclasses import dataclass, field
from typing import Any

from generator.deliver.formats import FORMATS, MP3
from generator.deliver.recipe import FORMAT
from generator.errors import InnerAllyError, Location, RecipeError
from generator.plan.choices import LENGTHS, LEVELS, SITUATIONS
from generator.plan.cues import Say
from generator.plan.describe import KINDS, Event
from generator.plan.marks import Sites
from generator.plan.pauses import Form
from generator.plan.profile import Profile, read_profile
from generator.plan.script import parse
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
    picture: str = ""
    """The track as SVG, without a word that is said; empty for none."""
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
    try:
        data = tomllib.loads(text)
        head, track = data["recipe"], data["track"]
        _check_format(head["format"], file)
        private = bool(head["private"])
        profile = Profile() if private else read_profile(data["profile"], file=file)
        form = Form(_known(track["length"], LENGTHS), _known(track["level"], LEVELS))
        return MadeTrack(
            title=_line(track["title"]),
            aim=_line(track["aim"]),
            carry_on=_line(track["carry_on"]),
            situation=_known(track["situation"], SITUATIONS),
            level=form.level,
            samples=int(track["samples"]),
            events=tuple(_event(entry) for entry in data["timeline"]),
            private=private,
            picture=_picture(text, file),
            format=_known(track.get("format", MP3), FORMATS),
            speakers=_known(track.get("speakers", COMPUTER), SPEAKERS),
            profile=profile,
            personal=frozenset() if private else _personal(_line(data["script"]["text"]), form, file),
        )
    except RecipeError:
        raise
    except (InnerAllyError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RecipeError(
            "This file is no recipe of Inner Ally's, or it is damaged.",
            "Use the .recipe.toml that lies beside a track.",
            where=Location(file),
        ) from error


def _check_format(number: object, file: str) -> None:
    if number != FORMAT:
        raise RecipeError(
            "This recipe was written by another version of Inner Ally.",
            "Update Inner Ally.",
            where=Location(file),
        )


def _picture(text: str, file: str) -> str:
    from generator.deliver.picture import plan_picture
    from generator.deliver.verify.recorded import read_recorded

    recorded = read_recorded(text, file)
    return plan_picture(recorded.timeline, recorded.title, bed=recorded.bed != "none")


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
