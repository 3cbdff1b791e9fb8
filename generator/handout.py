"""The printed page that goes with a track: for the command line, and for any other face of the program."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from generator.deliver.leaflet import Leaflet, Look, Section, Step
from generator.deliver.made import MadeTrack, read_made
from generator.deliver.publish import (
    HANDOUT,
    HANDOUT_LARGE,
    RECIPE,
    check_name,
    publish,
    sidecar,
    staging,
    writable_folder,
)
from generator.errors import Location, ProfileError, RecipeError
from generator.library import Library
from generator.plan.clinic import Clinic
from generator.plan.describe import Event
from generator.plan.handout_words import HandoutWords
from generator.plan.profile import Profile
from generator.plan.read_aloud import Block, read_aloud
from generator.plan.safety import Locale
from generator.units import Seconds, spoken_length, to_seconds

LARGEST_LOGO = 10_000_000
"""Bytes; a larger picture is no logo."""
OLD_LINES = (
    "The support lines on this page were looked up on {day}, over a year ago. Look them up again before you hand it out;"
    " `innerally doctor` says how."
)
LETTER_LANGUAGES = ("en-US", "en-CA")
"""Languages of countries that print on Letter paper."""


@dataclass(frozen=True, slots=True)
class HandoutWish:
    """What somebody asks for on the page."""

    settings: Mapping[str, object] = field(default_factory=dict)
    """Keys of `clinic.toml`, laid over the file."""
    name: bool = False
    """Print the listener's name."""


@dataclass(frozen=True, slots=True)
class Handout:
    """A finished page."""

    path: Path
    pages: int
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The result as plain data."""
        return {"path": str(self.path), "pages": self.pages, "notes": list(self.notes)}


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that a page needs beside its track, read and checked."""

    wish: HandoutWish
    clinic: Clinic
    logo: bytes
    locale: Locale
    words: HandoutWords
    notes: tuple[str, ...] = ()
    """What whoever prints should know."""

    @property
    def look(self) -> Look:
        """How the page is to look."""
        usual = "letter" if self.locale.language in LETTER_LANGUAGES else "a4"
        return Look(self.clinic.paper or usual, self.clinic.large_print, self.locale.language)


def open_desk(wish: HandoutWish, library: Library, today: date | None = None) -> Desk:
    """Read and check what a page needs, before anything is made.

    Args:
        wish: What is asked for.
        library: Where the clinic's details, support lines and words are.
        today: The day to count the age of the support lines from; the present one if None.

    Raises:
        ProfileError: The clinic's details or an option are to be mended.
        ScriptError: Support lines or words are broken.
    """
    clinic, locale = library.clinic(wish.settings), library.locale()
    old = locale.is_old(today or datetime.now(UTC).date())
    notes = (OLD_LINES.format(day=locale.as_of.isoformat()),) if old else ()
    return Desk(wish, clinic, _logo(clinic, library), locale, library.handout_words(), notes)


def make_handout(track: Path, desk: Desk, *, output: str | None = None) -> Handout:
    """Print a track's page as PDF, beside the track unless told otherwise.

    Args:
        track: The MP3; its recipe has to lie beside it.
        desk: What the page needs beside it, from `open_desk`.
        output: A folder, or a file ending in ``.pdf``.

    Raises:
        RecipeError: There is no track, or no recipe beside it.
        ProfileError: The logo is no picture, or there is no name to print.
        OutputError: It cannot be written.
    """
    made, size = _made(track)
    ending = HANDOUT_LARGE if desk.clinic.large_print else HANDOUT
    return write_leaflet(leaflet_of(made, size, desk), sidecar(track, ending), output, desk)


def write_leaflet(leaflet: Leaflet, place: Path, output: str | None, desk: Desk) -> Handout:
    """Draw a leaflet and put it in its place.

    Args:
        leaflet: What is printed.
        place: Where it goes unless told otherwise.
        output: A folder, or a file ending in ``.pdf``.
        desk: Where its logo comes from, for messages.

    Raises:
        ProfileError: The logo is no picture.
        OutputError: It cannot be written.
    """
    from generator.deliver.handout import handout_pdf

    if output is not None:
        given = Path(output).expanduser()
        place = given if output.lower().endswith(HANDOUT) else given / place.name
    with writable_folder(place.parent):
        check_name(place)
        try:
            pdf, pages, unprintable = handout_pdf(leaflet)
        except ProfileError as error:
            raise ProfileError(error.what, error.mend, where=Location(desk.clinic.logo)) from error
        with staging(place.parent) as staged:
            (staged / "handout").write_bytes(pdf)
            publish({staged / "handout": place})
    missing = (f"The typeface has no letter for: {unprintable}",) if unprintable else ()
    return Handout(place, pages, (*desk.notes, *missing))


def leaflet_of(made: MadeTrack, size: int, desk: Desk) -> Leaflet:
    """What stands on a track's page.

    Args:
        made: The track, as its recipe tells it.
        size: Of the MP3, in bytes.
        desk: What the page needs beside it.

    Raises:
        ProfileError: The name is wanted, and there is none.
    """
    words, seconds, private = desk.words, to_seconds(made.samples), made.private
    weeks = words.line("page", "week" if desk.clinic.weeks == 1 else "weeks")
    label = f"({made.format.upper()}, {size / 1e6:.1f} MB, {max(1, round(seconds / 60))} min)"
    notes = ["private"] if private else ["record"] + (["personal"] if made.personal else [])
    return base_leaflet(
        desk,
        title=made.title,
        facts=f"{label} · {words.line('level', made.level)}",
        label=label,
        intro=(
            Section(words.line("headings", "what"), (made.aim,)),
            Section(words.line("headings", "when"), (words.line("when", made.situation),)),
            Section(words.line("headings", "how_often"), (words.line("how_often", "track", weeks=weeks),)),
            Section(words.line("headings", "afterwards"), (made.carry_on,)),
        ),
        listener=listener_on(desk, made.profile, private=private),
        code=made.profile.code,
        contact=made.profile.support_contact,
        review=made.profile.review,
        body=Body(
            log_weeks=desk.clinic.weeks,
            events=made.events,
            samples=made.samples,
            share=_share(made.events, seconds, words),
            script_note=tuple(words.line("script", note) for note in notes),
            script=() if private else _script(made, desk),
        ),
    )


@dataclass(frozen=True, slots=True)
class Body:
    """What differs between a track's page and a step plan."""

    log_weeks: int = 0
    steps: tuple[Step, ...] = ()
    playing: Section | None = None
    events: Sequence[Event] = ()
    samples: int = 0
    share: str = ""
    script_note: tuple[str, ...] = ()
    script: tuple[Block, ...] = ()


def base_leaflet(  # noqa: PLR0913 - each is one line of the page
    desk: Desk,
    *,
    title: str,
    facts: str,
    label: str,
    intro: tuple[Section, ...],
    listener: str,
    code: str,
    contact: str,
    review: str,
    body: Body,
) -> Leaflet:
    """A leaflet with what stands on every one: safe listening, where to turn, the clinic.

    Args:
        desk: Clinic, support lines and words.
        title: Its title.
        facts: The line under the title.
        label: What stands under the QR code beside the call to open it.
        intro: What, when and how often.
        listener: Whom it is for; empty for nobody.
        code: A clinic's code for the client.
        contact: Whom to turn to, where a profile names somebody.
        review: Day of the next look, where a profile names one.
        body: What else it holds.
    """
    words, clinic, locale = desk.words, desk.clinic, desk.locale
    whom = (contact or clinic.contact).rstrip(" .")
    talk = words.line("too_much", "talk_to", whom=whom) if whom else words.line("too_much", "talk")
    day = str(desk.wish.settings.get("review") or review or clinic.review)
    return Leaflet(
        look=desk.look,
        words=words,
        title=title,
        facts=facts,
        clinic=clinic.name,
        logo=desk.logo,
        review=words.line("page", "review", day=words.date(date.fromisoformat(day))) if day else "",
        listener=listener,
        code=code,
        link=clinic.link,
        label=f"{words.line('page', 'scan')}\n{label}".strip(),
        intro=intro,
        safe=Section(
            words.line("headings", "safe"), points=(*words.list("safe", "lines"), words.line("safe", "voice"))
        ),
        too_much=Section(
            words.line("headings", "too_much"), (" ".join((*words.list("too_much", "lines"), talk)),)
        ),
        help_intro=words.line("too_much", "help"),
        help_lines=locale.lines,
        help_checked=words.line("too_much", "checked", month=words.date(locale.as_of, month_only=True)),
        log_weeks=body.log_weeks,
        steps=body.steps,
        playing=body.playing,
        events=body.events,
        samples=body.samples,
        share=body.share,
        script_note=body.script_note,
        script=body.script,
    )


def _made(track: Path) -> tuple[MadeTrack, int]:
    recipe = sidecar(track, RECIPE)
    try:
        size = track.stat().st_size
    except (OSError, ValueError) as error:
        raise RecipeError(
            f"There is no track '{track.name[:80]}' there.", "Give the path of an MP3 that Inner Ally made."
        ) from error
    try:
        return read_made(recipe.read_text(encoding="utf-8"), str(recipe)), size
    except (OSError, UnicodeDecodeError) as error:
        raise RecipeError(
            f"Beside this track lies no recipe that can be read ({recipe.name[:80]}).",
            "Put it back, or make the track again.",
            where=Location(str(track)),
        ) from error


def _logo(clinic: Clinic, library: Library) -> bytes:
    if not clinic.logo:
        return b""
    path = library.own / Path(clinic.logo).expanduser()
    try:
        size = path.stat().st_size
        if not 0 < size <= LARGEST_LOGO:
            what = "larger than 10 MB" if size else "an empty file"
            raise ProfileError(f"The logo is {what}.", "Give another picture.", where=Location(str(path)))
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ProfileError(
            f"The logo cannot be read: {reason}.", "Check its path in clinic.toml.", where=Location(str(path))
        ) from error


def listener_on(desk: Desk, profile: Profile, *, private: bool) -> str:
    """The name to print; empty where none is wanted.

    Raises:
        ProfileError: The name is wanted, and there is none.
    """
    if not desk.wish.name:
        return ""
    if private or not profile.name:
        why = "it is made to be private" if private else "no name was given for it"
        raise ProfileError(
            f"This track has no listener's name to print: {why}.", "Leave --name-on-handout out."
        )
    return profile.name


def _share(events: Sequence[Event], seconds: Seconds, words: HandoutWords) -> str:
    spoken = sum(to_seconds(event.length) for event in events if event.kind == "speech")
    return words.line("picture", "share", spoken=_roughly(spoken), whole=_roughly(seconds))


def _roughly(seconds: Seconds) -> str:
    return spoken_length(round(seconds / 60) * 60 if seconds >= 100 else round(seconds / 10) * 10)


def _script(made: MadeTrack, desk: Desk) -> tuple[Block, ...]:
    """The words of the track; the listener's name in them only if it is wanted."""
    name = "" if desk.wish.name else made.profile.name
    if not name:
        return read_aloud(made.events)
    blank = f"[{desk.words.line('script', 'your_name')}]"
    parts = "|".join(re.escape(part) for part in dict.fromkeys((name, *name.split())))
    pattern = re.compile(rf"(?<!\w)(?:{parts})(?!\w)", re.IGNORECASE)
    events = [
        Event(event.kind, event.start, event.length, pattern.sub(blank, event.text))
        if event.kind == "speech" and event.text in made.personal
        else event
        for event in made.events
    ]
    return read_aloud(events)
