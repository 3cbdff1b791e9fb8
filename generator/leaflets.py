"""What stands on a printed page: a finished track, or a programme, in the words of the page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from generator.deliver.leaflet import Leaflet, Section, Step
from generator.deliver.made import MadeTrack
from generator.desk import Desk
from generator.errors import ProfileError
from generator.plan.describe import Event
from generator.plan.handout_words import HandoutWords
from generator.plan.profile import Profile
from generator.plan.read_aloud import Block, read_aloud
from generator.units import Seconds, spoken_length, to_seconds


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
            speakers=made.speakers,
            log_weeks=desk.clinic.weeks,
            picture=_picture(made, large=desk.clinic.large_print),
            share=_share(made.events, seconds, words),
            script_note=tuple(words.line("script", note) for note in notes),
            script=() if private else _script(made, desk),
        ),
    )


def _picture(made: MadeTrack, *, large: bool) -> str:
    from generator.deliver.picture import plan_picture
    from generator.deliver.picture_lines import LARGE_LINES, MOST_LINES
    from generator.plan.situations import situation_named
    from generator.sound.arrange import balance

    bed = balance(situation_named(made.situation), made.profile, made.timeline) if made.bed else None
    lines = LARGE_LINES if large else MOST_LINES
    return plan_picture(made.timeline, made.title, bed=bed, most_lines=lines)


@dataclass(frozen=True, slots=True)
class Body:
    """What differs between a track's page and a step plan."""

    speakers: str
    """One of `SPEAKERS`."""
    log_weeks: int = 0
    steps: tuple[Step, ...] = ()
    playing: Section | None = None
    picture: str = ""
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
            words.line("headings", "safe"),
            points=(*words.list("safe", "lines"), words.line("safe", body.speakers)),
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
        picture=body.picture,
        share=body.share,
        script_note=body.script_note,
        script=body.script,
    )


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
