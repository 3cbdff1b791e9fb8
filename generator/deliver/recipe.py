"""Recipes: everything that a track was made from, as TOML beside it, so that it can be made again.

A recipe holds the script as it was rendered, so a script that has changed since does not change the track. With
`--private`, the listener's words stand in it only as keyed digests, and it can no longer be rendered.
"""

import copy
import hashlib
import hmac
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import tomli_w

from generator.deliver.formats import FORMATS, MP3
from generator.deliver.opened import FORMAT, opened
from generator.errors import Location, ProfileError, RecipeError
from generator.plan.breathing import OWN_PACE
from generator.plan.choices import EDITIONS, LENGTHS, LEVELS, PERSONAL, SITUATIONS
from generator.plan.describe import Event
from generator.plan.lexicon_file import sounds_in
from generator.plan.profile import Profile, Raw, profile_tables, read_profile
from generator.plan.schema import OPEN_TABLES
from generator.plan.voice import COMPUTER, SPEAKERS
from generator.units import to_seconds

if TYPE_CHECKING:
    from generator.sound.audible import Trace


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a track was made from."""

    practice: str
    title: str
    given_title: str
    """The title that took the practice's place; empty if none did."""
    aim: str
    carry_on: str
    situation: str
    level: str
    length: str
    """brief, standard or long."""
    samples: int
    """Length of the track in frames."""
    seed: int
    voice: str
    pace: float
    breathing: str
    """Preset, or own-pace; with no-breath in the profile, nothing leads the breath."""
    bed: str
    profile: Profile
    text: str
    """The rendered script with its marks of typed words."""
    parts: Sequence[Mapping[str, str]]
    """What else went into it: script files with digests, packages with versions, the engine's fingerprint."""
    said: Mapping[str, str] | None = None
    """How words of the script were said, by any list; None where an earlier program did not write it down."""
    private: bool = False
    reviewed: bool = False
    """A clinician has read words that the safety gate would hold."""
    joined: Sequence[str] = ()
    """Practices of a ride, in order, by id; none for every other track."""
    edition: str = PERSONAL
    album: str = ""
    """The programme that the track belongs to; empty for none."""
    number: int = 0
    """Its place there, from 1; 0 for none."""
    of: int = 0
    """How many tracks the programme has."""
    format: str = MP3
    bitrate: int | None = None
    """Constant bit rate that was asked for, in kb/s; None for the situation's usual one."""
    lyrics: bool = False
    wish: str = ""
    """A keyed digest of what was asked for, by which a batch knows the track again."""
    speakers: str = COMPUTER
    """One of `SPEAKERS`."""

    def identity(self, secret: bytes) -> str:
        """A keyed digest of all that the track's sound depends on, the machine's packages aside."""
        plain = {
            item.name: getattr(self, item.name)
            for item in fields(self)
            if item.name not in ("parts", "wish", "speakers")
        }
        plain["profile"] = profile_tables(self.profile)
        plain["said"] = dict(self.said or {})
        return keyed(secret, json.dumps(plain, sort_keys=True))


@dataclass(frozen=True, slots=True)
class Result:
    """What the finished track measured, for the recipe to tell."""

    loudness: float
    """LUFS."""
    true_peak: float
    """dBTP."""
    gain: float
    """What mastering moved the whole mix by, in dB."""
    events: Sequence[Event]
    personal: Sequence[bool]
    """For each event, whether typed words stand in it."""
    heard: "Sequence[Trace]" = ()
    """What each utterance leaves in the track."""


_TYPED = {
    "listener": {"name", "struggle", "code"},
    "image": {"label", "words", "senses"},
    "sound": {"bed"},
    "clinician": {"message", "support_contact"},
}
"""Keys of a profile that hold typed words, a client's code, or a path that may tell a name."""


def keyed(secret: bytes, text: str) -> str:
    """A digest that nobody without the installation's secret can test guesses against."""
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


def recipe_text(recipe: Recipe, result: Result, secret: bytes) -> str:
    """The recipe as TOML.

    Args:
        recipe: What the track was made from.
        result: What it measured, and its timeline.
        secret: The installation's secret.
    """
    profile = profile_tables(recipe.profile)
    text = recipe.text
    events = [event.as_json(exact=True) for event in result.events]
    _add_heard(events, result, private=recipe.private)
    if recipe.private:
        profile = _digested(profile, secret)
        text = ""
        for event, personal in zip(events, result.personal, strict=True):
            if personal:
                event["text"] = keyed(secret, str(event["text"]))
    document = {
        "recipe": {
            "format": FORMAT,
            "identity": recipe.identity(secret),
            "wish": recipe.wish,
            "private": recipe.private,
            "reviewed": recipe.reviewed,
        },
        "track": {
            "practice": recipe.practice,
            "title": recipe.title,
            "given_title": recipe.given_title,
            "aim": recipe.aim,
            "carry_on": recipe.carry_on,
            "situation": recipe.situation,
            "level": recipe.level,
            "length": recipe.length,
            "samples": recipe.samples,
            "joined": list(recipe.joined),
            "edition": recipe.edition,
            "album": recipe.album,
            "number": recipe.number,
            "of": recipe.of,
            "format": recipe.format,
            **({"bitrate": recipe.bitrate} if recipe.bitrate else {}),
            "lyrics": recipe.lyrics,
            "seed": recipe.seed,
            "voice": recipe.voice,
            "speakers": recipe.speakers,
            "pace": recipe.pace,
            "breathing": recipe.breathing,
            "bed": keyed(secret, recipe.bed) if recipe.private and _typed_bed(recipe.bed) else recipe.bed,
            "loudness": round(result.loudness, 2),
            "true_peak": round(result.true_peak, 2),
            "gain": round(result.gain, 3),
        },
        "profile": profile,
        "script": {"text": text},
        **({} if recipe.said is None or recipe.private else {"said": dict(recipe.said)}),
        "parts": [dict(part) for part in recipe.parts],
        "timeline": events,
    }
    return tomli_w.dumps(document, multiline_strings=True)


def _add_heard(events: Sequence[dict[str, object]], result: Result, *, private: bool) -> None:
    """Tell of each utterance from when to when it is heard, in seconds from its start, and how it rises and falls.

    The shape of typed words is kept out of a private recipe: whoever guesses them could have them spoken and compare.
    """
    spoken = [
        (entry, event, private and personal)
        for entry, event, personal in zip(events, result.events, result.personal, strict=True)
        if event.kind == "speech" and result.heard
    ]
    for (entry, event, hidden), trace in zip(spoken, result.heard, strict=True):
        if trace.span is not None:
            entry["heard"] = [round(to_seconds(place - event.start), 4) for place in trace.span]
        if trace.shape and not hidden:
            entry["shape"] = trace.shape


def _typed_bed(bed: str) -> bool:
    """Whether it is a file of the listener's, whose path may tell a name, and not a bed of ours."""
    from generator.sound.beds import BED_NAMES

    return bed not in BED_NAMES


def open_profile(tables: Raw, file: str) -> Profile:
    """What a recipe's profile says besides typed words: choices from our own lists, and numbers.

    Raises:
        ProfileError: It is no profile.
    """
    kept: Raw = {}
    for table, entries in tables.items():
        if table in OPEN_TABLES or not isinstance(entries, dict):
            continue
        kept[table] = {key: value for key, value in entries.items() if key not in _TYPED.get(table, ())}
    return read_profile(kept, file=file)


def read_recipe(text: str, file: str) -> Recipe:
    """Read a recipe to make its track again.

    Raises:
        RecipeError: It is no recipe, of a later program, damaged, or private.
    """
    where = Location(file)
    with opened(text, file) as data:
        head, track = data["recipe"], data["track"]
        if head["private"]:
            raise RecipeError(
                "This recipe was made with --private, so the listener's words are not in it.",
                "Make the track anew from the profile.",
                where=where,
            )
        try:
            profile = read_profile(data["profile"], file=file)
        except ProfileError as error:
            raise RecipeError(
                f"The profile in this recipe cannot be used: {error.what}",
                "Make the track anew.",
                where=where,
            ) from error
        return Recipe(
            wish=str(head.get("wish", "")),
            practice=_id(track, "practice"),
            title=_text(track, "title"),
            given_title=_text(track, "given_title"),
            aim=_text(track, "aim"),
            carry_on=_text(track, "carry_on"),
            situation=_one_of(track, "situation", SITUATIONS),
            level=_one_of(track, "level", LEVELS),
            length=_one_of(track, "length", LENGTHS),
            samples=int(track["samples"]),
            seed=int(track["seed"]),
            voice=_text(track, "voice"),
            speakers=_one_of({"speakers": COMPUTER, **track}, "speakers", SPEAKERS),
            pace=float(track["pace"]),
            breathing=_text(track, "breathing"),
            bed=_text(track, "bed"),
            profile=profile,
            text=_text(data["script"], "text"),
            said=sounds_in(data["said"], where) if "said" in data else None,
            joined=tuple(map(str, track.get("joined", []))),
            album=str(track.get("album", "")),
            number=int(track.get("number", 0)),
            of=int(track.get("of", 0)),
            edition=_one_of({"edition": PERSONAL, **track}, "edition", EDITIONS),
            format=_one_of({"format": MP3, **track}, "format", FORMATS),
            bitrate=int(track["bitrate"]) if "bitrate" in track else None,
            lyrics=bool(track.get("lyrics", False)),
            parts=tuple(
                {str(key): str(value) for key, value in part.items()} for part in data.get("parts", [])
            ),
        )


def identity_in(text: str) -> str:
    """The identity that a recipe file tells; empty if it is no recipe."""
    try:
        return str(tomllib.loads(text)["recipe"]["identity"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError):
        return ""


def breathing_name(profile: Profile, pattern_name: str | None) -> str:
    """The breathing to write down: the preset that leads, or own pace."""
    return pattern_name or profile.preset or OWN_PACE


def _text(table: Mapping[str, object], key: str) -> str:
    value = table[key]
    if not isinstance(value, str):
        raise TypeError(key)
    return value


def _id(table: Mapping[str, object], key: str) -> str:
    value = _text(table, key)
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", value):
        raise ValueError(key)  # it becomes part of a file name
    return value


def _one_of(table: Mapping[str, object], key: str, known: tuple[str, ...]) -> str:
    value = _text(table, key)
    if value not in known:
        raise ValueError(key)
    return value


def _digested(profile: Raw, secret: bytes) -> Raw:
    """The profile with everything that was typed as digests; choices from our own lists stay."""
    hidden = copy.deepcopy(profile)
    for table, keys in _TYPED.items():
        place = hidden.get(table)
        if isinstance(place, dict):
            for key in keys & set(place):
                if (table, key) != ("sound", "bed") or _typed_bed(place[key]):
                    place[key] = keyed(secret, str(place[key]))
    for table in OPEN_TABLES:
        place = hidden.get(table)
        if isinstance(place, dict):
            hidden[table] = {
                f"field{number}": keyed(secret, f"{key}={value}")
                for number, (key, value) in enumerate(place.items(), 1)
            }
    return hidden
