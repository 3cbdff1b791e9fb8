"""Options that several commands share, and the one request that they become."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from generator.errors import ChoiceError, ProfileError, did_you_mean

if TYPE_CHECKING:
    from generator.library import Library
    from generator.request import Request

Function = TypeVar("Function", bound=Callable[..., Any])


def track_options(function: Function) -> Function:
    """The options that say what a track is; `render` and `plan` share them."""
    options = (
        click.option("--profile", "profile_file", metavar="FILE.toml", help="A profile with a listener's choices."),
        click.option("--set", "settings", metavar="KEY=VALUE", multiple=True,
                     help='One profile key, such as image.label="an old yew".'),
        click.option("--quality", "qualities", metavar="QUALITY", multiple=True,
                     help="A quality of the image, such as wisdom; may be given again."),
        click.option("--name", metavar="TEXT", help="The listener's name, spoken once to three times."),
        click.option("--minutes", type=float, metavar="N", help="Length, met exactly."),
        click.option("--length", metavar="FORM", help="brief, standard (usual) or long."),
        click.option("--for", "situation", metavar="SITUATION", default=None,
                     help="Where it is heard: session (usual), commute (a passenger, eyes open) or bedtime."),
        click.option("--level", metavar="LEVEL", help="first, steady or deeper."),
        click.option("--option", "options", metavar="OPTION", multiple=True,
                     help="Something to do without, such as no-breath; may be given again."),
        click.option("--breathing", metavar="PRESET", help="Such as soothing-4-6, or own-pace."),
        click.option("--bed", metavar="NAME|FILE|none", help="Quiet sound under the voice: rain, sea, stream, wind, hearth, brown, drone, night, or a file of yours."),
        click.option("--bed-level", type=float, metavar="LU", help="How far the bed lies under the voice (usual: 22; for commute 20; where little is said, up to 24)."),
        click.option("--voice", metavar="NAME", help="A voice that `innerally voices` lists."),
        click.option("--fallback", metavar="VOICE", help="A voice that may say what a recorded --voice lacks."),
        click.option("--pace", type=float, metavar="WPM", help="Words a minute within paragraphs, 80 to 140 (usual: 110)."),
        click.option("--seed", type=click.IntRange(0, 2**31 - 1), metavar="N", help="Another number, other wordings."),
        click.option("--edition", metavar="EDITION",
                     help="recordable: one fixed wording without personal lines, to be recorded once; usual: personal."),
        click.option("--part", "parts", metavar="PRACTICE", multiple=True,
                     help="A practice that `render ride` should hold; may be given again, in order."),
        click.option("--title", metavar="TEXT", help="Takes the practice's place in title and file name."),
        click.option("--code", metavar="CODE", help="A clinic's code for the client; stands in the file name."),
        click.option("--clinician", is_flag=True, help="You are a clinician and answer for the choice."),
        click.option("--reviewed", is_flag=True, help="With --clinician: you have read the words that were held back."),
        click.option("--private", is_flag=True, help="Keep the listener's words out of everything but the sound."),
    )  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


def open_here() -> "Library":
    """The library of this installation."""
    from generator.library import open_library

    return open_library()


def request_of(practice: str, wish: dict[str, Any]) -> "Request":
    """What the options ask for, as the one request type that every face of the program uses."""
    from generator.plan.choices import (
        EDITIONS,
        LEVELS,
        OPTIONS,
        PERSONAL,
        QUALITIES,
        QUALITY_ALIASES,
        SITUATIONS,
    )
    from generator.plan.locks import hold_locks
    from generator.plan.profile import parse_toml, profile_text, put, read_profile, with_settings
    from generator.request import Request

    text, file = "", "the command line"
    if wish["profile_file"] is not None:
        file = wish["profile_file"]
        text = profile_text(_bytes_of(file), file)
    own = parse_toml(text, file)
    raw = with_settings(own, list(wish["settings"]))
    for table, key, value in (
        ("listener", "name", wish["name"]),
        ("listener", "level", _known(wish["level"], "level", LEVELS)),
        ("listener", "code", wish["code"]),
        ("listener", "options", [_known(item, "option", OPTIONS) for item in wish["options"]] or None),
        ("image", "qualities",
         [_known(item, "quality", QUALITIES, QUALITY_ALIASES) for item in wish["qualities"]] or None),
        ("breathing", "preset", wish["breathing"] and _preset(wish["breathing"])),
        ("sound", "bed", wish["bed"]),
        ("sound", "bed_level", wish["bed_level"]),
        ("voice", "name", wish["voice"]),
        ("voice", "fallback", wish["fallback"]),
        ("voice", "pace", wish["pace"]),
        ("ride", "parts", list(wish["parts"]) or None),
    ):  # fmt: skip
        if value is not None:
            put(raw, table, key, value)
    profile = read_profile(raw, text=text, file=file)
    if not wish["clinician"]:
        hold_locks(read_profile(own, text=text, file=file), profile)
    return Request(
        practice=practice,
        profile=profile,
        minutes=_minutes(wish["minutes"]),
        length=wish["length"],
        situation=_known(wish["situation"], "situation", SITUATIONS) or "",
        edition=_known(wish["edition"], "edition", EDITIONS) or PERSONAL,
        seed=1 if wish["seed"] is None else wish["seed"],
        title=_title(wish["title"]),
        clinician=wish["clinician"],
        reviewed=wish["reviewed"],
        private=wish["private"],
        format=wish.get("format_"),
        bitrate=wish.get("bitrate"),
        lyrics=wish.get("lyrics", False),
    )


def _known(
    word: str | None, kind: str, names: Sequence[str], aliases: dict[str, str] | None = None
) -> str | None:
    if word is None:
        return None
    plain = word.strip().lower()
    found = (aliases or {}).get(plain, plain)
    if found not in names:
        raise ChoiceError(f"There is no {kind} '{word[:60]}'.", did_you_mean(word[:60], names))
    return found


def _preset(word: str) -> str:
    from generator.plan.breathing import OWN_PACE, pattern_named

    if word != OWN_PACE:
        pattern_named(word)
    return word


def _minutes(minutes: float | None) -> float | None:
    if minutes is not None and not (math.isfinite(minutes) and minutes > 0):
        from generator.errors import LengthError

        raise LengthError(
            f"--minutes {minutes:g} is no length.", "`innerally practices` lists the usual ones."
        )
    return minutes


def _title(title: str | None) -> str:
    tidy = " ".join((title or "").split())
    if len(tidy) > 80 or not all(character.isprintable() for character in tidy):
        raise ProfileError(
            "--title holds more than 80 characters, or some that cannot be printed.", "Shorten it."
        )
    return tidy


def _bytes_of(file: str) -> bytes:
    from generator.errors import Location

    try:
        return Path(file).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ProfileError(
            f"The profile cannot be read: {reason}.", "Check its path.", where=Location(file)
        ) from error
