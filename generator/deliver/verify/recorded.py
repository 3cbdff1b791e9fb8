"""What a recipe tells of its finished track, private ones too: the timeline, and how it was meant to sound."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import hexdigits
from typing import Any

from generator.deliver.formats import MP3, FileFormat, file_format
from generator.deliver.opened import opened
from generator.deliver.recipe import open_profile
from generator.plan.cues import Utterance
from generator.plan.profile import Profile
from generator.plan.situations import Situation, situation_named
from generator.plan.timeline import Breath, ChapterMark, Phase, Silence, Spoken, Struck, Timeline
from generator.units import Decibels, Samples, to_samples

TONE = "tone"
_LONGEST: Samples = to_samples(24 * 3600.0)
"""No track is this long; a recipe that says so is damaged."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A finished track as its recipe tells it."""

    title: str
    form: FileFormat
    """Kind of file, channels and bit rate."""
    timeline: Timeline
    """Words that were typed stand in it as digests where the track is private."""
    heard: tuple[tuple[Samples, Samples] | None, ...]
    """For each utterance, from where to where in the track its voice stands out of quiet; None if not told."""
    shapes: tuple[str, ...]
    """For each utterance, the rise and fall of its voice (`sound.audible.Trace`); empty if not told."""
    situation: Situation
    profile: Profile
    """Without what was typed."""
    bed: str
    """Its name or file; a digest where it was typed and the track is private."""
    bed_private: bool
    guide: str
    """What leads the breath: tone, or another sound."""
    seed: int
    loudness: Decibels
    """Integrated, in LUFS, as mastered."""
    gain: Decibels | None
    """What mastering moved the mix by; None in recipes from before it was told."""
    private: bool
    lyrics: bool
    versions: Mapping[str, str]
    """Packages that the track was made with."""


def read_recorded(text: str, file: str) -> Recorded:
    """Read a recipe for what its track should be.

    Raises:
        RecipeError: It is no recipe, of another version, or damaged.
    """
    with opened(text, file) as data:
        return recorded_in(data, file)


def recorded_in(data: Mapping[str, Any], file: str) -> Recorded:
    """The same from a recipe that is open (`deliver.opened`); it raises what `opened` makes plain."""
    track, private = data["track"], bool(data["recipe"]["private"])
    events = [dict(event) for event in data["timeline"]]
    bed = str(track["bed"])
    return Recorded(
        title=str(track["title"]),
        form=file_format(str(track.get("format", MP3)), track.get("bitrate"), str(track["situation"]), None),
        timeline=_timeline(events, int(track["samples"])),
        heard=tuple(_heard(event) for event in events if event["kind"] == "speech"),
        shapes=tuple(_shape(event) for event in events if event["kind"] == "speech"),
        situation=situation_named(str(track["situation"])),
        profile=open_profile(data["profile"], file),
        bed=bed,
        bed_private=private and len(bed) == 64,
        guide=str(data["profile"].get("breathing", {}).get("sound", TONE)),
        seed=int(track["seed"]),
        loudness=_level(track["loudness"]),
        gain=_level(track["gain"]) if "gain" in track else None,
        private=private,
        lyrics=bool(track.get("lyrics", False)),
        versions={
            str(part["name"]): str(part["version"])
            for part in data.get("parts", [])
            if part.get("kind") == "package"
        },
    )


def _timeline(events: Sequence[Mapping[str, Any]], length: Samples) -> Timeline:
    placed = [(event, to_samples(event["start"]), to_samples(event["seconds"])) for event in events]
    if not 0 < length <= _LONGEST or any(
        min(start, span) < 0 or start + span > length for _, start, span in placed
    ):
        raise ValueError(length)

    def of(*kinds: str) -> list[tuple[Mapping[str, Any], Samples, Samples]]:
        return [entry for entry in placed if entry[0]["kind"] in kinds]

    return Timeline(
        length,
        of("head")[0][2],
        of("tail")[0][2],
        tuple(
            Spoken(start, span, Utterance(str(event["text"])), number)
            for number, (event, start, span) in enumerate(of("speech"))
        ),
        tuple(Silence(start, span, str(event["name"])) for event, start, span in of("pause")),
        _breaths(of("inhale", "top", "exhale")),
        tuple(Struck(start) for _, start, _ in of("bell")),
        tuple(ChapterMark(start, str(event["title"])) for event, start, _ in of("chapter")),
    )


def _breaths(placed: Sequence[tuple[Mapping[str, Any], Samples, Samples]]) -> tuple[Breath, ...]:
    """The phases; a cycle ends with its out-breath."""
    breaths: list[Breath] = []
    cycle = 0
    for event, start, span in placed:
        if breaths and (event["kind"] == Phase.INHALE.value or breaths[-1].phase is Phase.EXHALE):
            cycle += 1
        first, last = event.get("fade", (1.0, 1.0))
        soft = bool(event.get("soft"))
        if not (0.0 <= first <= 1.0 and 0.0 <= last <= 1.0):
            raise ValueError(first, last)
        breaths.append(Breath(start, span, Phase(event["kind"]), cycle, (float(first), float(last)), soft))
    return tuple(breaths)


def _level(value: object) -> Decibels:
    if not isinstance(value, int | float) or not abs(value) < 1_000.0:
        raise TypeError
    return float(value)


def _heard(event: Mapping[str, Any]) -> tuple[Samples, Samples] | None:
    if "heard" not in event:
        return None
    start = to_samples(event["start"])
    first, last = event["heard"]
    return start + to_samples(first), start + to_samples(last)


def _shape(event: Mapping[str, Any]) -> str:
    shape = event.get("shape", "")
    if not isinstance(shape, str) or shape.strip(hexdigits):
        raise TypeError
    return shape
