"""A first track without homework, and a profile made by answering: the steps between questions and requests."""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

import tomli_w

from generator.deliver.publish import write_text
from generator.errors import Location, ProfileError
from generator.fitting import estimate
from generator.library import Library
from generator.plan.cues import Say
from generator.plan.profile import Profile, Raw, profile_tables, put, read_profile, with_settings
from generator.plan.questions import FIRST, NO_BREATH, Mood, Question
from generator.plan.safety import Verdict
from generator.prepare import prepare
from generator.request import Request
from generator.units import Seconds, to_seconds
from generator.voices import pick_voice

PROFILE = "me.toml"
"""The profile that the questions lead to, in the user's own folder."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a script that was asked for, in order."""

    text: str
    own: bool
    """True where the listener's own words stand in it."""


def first_request(mood: Mood, minutes: float, voice: str) -> Request:
    """The request for a first track: the gentlest level, and nothing that anybody typed."""
    return Request(
        mood.practice, Profile(level=FIRST, voice=voice), minutes=minutes, situation=mood.situation
    )


def check_length(request: Request, library: Library) -> Seconds:
    """How long the request would last; it can have that length as far as an estimate knows.

    Raises:
        LengthError: It cannot.
        InnerAllyError: Something else stands in the way.
    """
    return to_seconds(estimate(prepare(request, library, pick_voice)).solution.timeline.length)


def sentences_of(request: Request, library: Library) -> tuple[Sentence, ...]:
    """What the track of a request would say."""
    chosen = estimate(prepare(request, library, pick_voice))
    spoken = [item.utterance for item in chosen.solution.timeline.spoken]
    whole = {cue.utterance for cue in chosen.candidate.script.cues if isinstance(cue, Say)}
    return tuple(Sentence(item.text, item.personal) for item in spoken if item in whole)


def open_answers(path: Path) -> Raw:
    """The answers given so far; none where there is no such file yet.

    Raises:
        ProfileError: The file cannot be read.
    """
    if not path.exists():
        return {}
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise ProfileError(
            "The answers kept from last time cannot be read.",
            "Mend the file, or move it away.",
            where=Location(str(path)),
        ) from error
    read_profile(raw, file=str(path))
    return raw


def answered(raw: Raw, question: Question, value: str | list[str], library: Library) -> Raw:
    """The answers with one more; words that hint at present danger are never kept.

    Args:
        raw: The answers so far.
        question: What was asked.
        value: An answer's value, several values, or words.
        library: Whose locale reads the words.

    Raises:
        ProfileError: The answer cannot be used; it says why.
        SafetyHold: Words hint at present danger.
    """
    if question.key == "breathing.preset" and value == NO_BREATH:
        return _without_breath(raw)
    table, _, key = question.key.rpartition(".")
    if isinstance(value, list):
        more = with_settings(raw, [])
        put(more, table, key, value)
    else:
        more = with_settings(raw, [f"{question.key}={value}"])
    profile = read_profile(more, file=question.key)
    if not question.answers and library.locale().verdict(profile.typed()) is Verdict.DANGER:
        raise library.locale().hold()
    return more


def keep_answers(raw: Raw, path: Path) -> None:
    """Write the answers as a profile, whole or not at all.

    Raises:
        OutputError: It cannot be written.
    """
    tables = profile_tables(read_profile(raw))
    write_text(path, "# Made by `innerally new`; every line may be changed.\n" + tomli_w.dumps(tables))


def own_request(raw: Raw, mood: Mood, minutes: float) -> Request:
    """The request for a track of one's own."""
    profile = read_profile(raw)
    return Request(
        mood.practice,
        profile if profile.level else replace(profile, level=FIRST),
        minutes=minutes,
        situation=mood.situation,
    )


def _without_breath(raw: Raw) -> Raw:
    more = with_settings(raw, [])
    listener = more.get("listener")
    options = list(listener.get("options", [])) if isinstance(listener, dict) else []
    put(more, "listener", "options", list(dict.fromkeys([*options, NO_BREATH])))
    return more
