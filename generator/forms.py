"""One form of a practice, rendered and parsed: the one way in which template, profile and situation meet."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from generator.plan.breathing import BreathPattern
from generator.plan.changes import with_changes
from generator.plan.cues import Script
from generator.plan.layout import Guidance
from generator.plan.lexicon import Lexicon
from generator.plan.marks import Sites
from generator.plan.pauses import Form
from generator.plan.personal import Occasion, Words, breath_pattern, script_values
from generator.plan.practice import Practice
from generator.plan.profile import Profile
from generator.plan.ride import quiet_end
from generator.plan.script import parse
from generator.plan.situations import Situation
from generator.plan.template import Rendered, Templates
from generator.plan.twins import Recorded, joined, sayable_changes
from generator.units import Samples

EYES_OPEN = "eyes-open"
RECORDABLE_SEED = 1
PERSONAL_KEYS = (
    "name", "struggle", "kind", "label", "pronoun", "qualities", "distance", "words", "to_me", "to_image", "speaks",
    "senses", "message", "support_contact", "changes",
)  # fmt: skip
"""Choices that make one listener's sentences differ from another's."""


@dataclass(frozen=True, slots=True)
class Book:
    """What scripts are rendered from."""

    templates: Templates
    words: Words
    lexicon: Lexicon
    """How words are said, whoever listens."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which form of which practice is rendered, for whom and where."""

    practice: Practice
    form: Form
    situation: Situation
    profile: Profile
    """What the listener chose, as `in_situation` gives it."""
    seed: int
    whole: bool = True
    """False for a practice inside a ride, which has one arrival and one return for all."""
    parts: tuple[Practice, ...] = ()
    """The practices of a ride, in order."""
    recordable: bool = False
    """True for the edition with one fixed wording, as `neutral` prepares it."""

    @property
    def pattern(self) -> BreathPattern | None:
        """The breathing that leads."""
        return breath_pattern(self.profile, self.form.level)


@dataclass(frozen=True, slots=True)
class RenderedForm:
    """A form as text and as cues."""

    rendered: Rendered
    script: Script
    values: Mapping[str, object]
    """What the template could speak of."""


def in_situation(profile: Profile, situation: Situation) -> Profile:
    """The profile with what the situation adds: a passenger's eyes stay open."""
    if situation.eyes_open and EYES_OPEN not in profile.options:
        return replace(profile, options=(*profile.options, EYES_OPEN))
    return profile


def neutral(profile: Profile, practice: Practice) -> Profile:
    """The profile without anything that only its listener could have said, for the recordable edition.

    What shapes a track stays: level, options, breathing, sound, and choices and switches among the practice's fields.
    """
    shaping = {
        name: value
        for name, value in profile.fields.items()
        if name in practice.fields and practice.fields[name].kind in ("choice", "flag")
    }
    usual = Profile()
    return replace(profile, fields=shaping, **{key: getattr(usual, key) for key in PERSONAL_KEYS})


def render_form(asked: Asked, book: Book, *, template: str = "") -> RenderedForm:
    """Fill the practice's template and read what comes out.

    Args:
        asked: Which form, for whom and where.
        book: What scripts are rendered from.
        template: Name of the template, where it is not the practice's own.

    Raises:
        ScriptError: The script is broken.
        ProfileError: The choices contradict each other.
    """
    name = template or f"{asked.practice.id}.md"
    occasion = Occasion(
        asked.practice,
        asked.form,
        asked.situation.name,
        asked.pattern,
        asked.whole,
        asked.parts,
        asked.recordable,
    )
    values = script_values(asked.profile, occasion, book.words, asked.seed)
    rendered = book.templates.render(name, values, asked.seed)
    lexicon = book.lexicon.over(asked.profile.say)
    script = parse(rendered.text, rendered.sites, form=asked.form, lexicon=lexicon, file=f"scripts/{name}")
    return RenderedForm(rendered, with_changes(script, asked.profile.changes, lexicon.spans), values)


def render_recorded(asked: Asked, book: Book, recorded: Recorded) -> RenderedForm:
    """The form as a recorded voice can say it: the recordable edition, with what is recorded of the listener's own lines.

    Args:
        asked: Which form, for whom and where; its seed is the recordable edition's.
        book: What scripts are rendered from.
        recorded: Which lines the voice has.

    Raises:
        ScriptError: The script is broken.
        ProfileError: The choices contradict each other.
    """
    shared = neutral(asked.profile, asked.practice)
    twin = render_form(replace(asked, profile=shared, recordable=True), book)
    if asked.recordable or shared == asked.profile:
        return twin
    own = render_form(asked, book)
    shared_text, own_text = (form.rendered.sites.without(form.rendered.text) for form in (twin, own))
    text = joined(shared_text, own_text, recorded)
    file = f"scripts/{asked.practice.id}.md"
    lexicon = book.lexicon.over(asked.profile.say)
    script = parse(text, Sites(), form=asked.form, lexicon=lexicon, file=file)
    script = with_changes(script, sayable_changes(asked.profile.changes, recorded), lexicon.spans)
    parts = tuple(sorted({*twin.rendered.parts, *own.rendered.parts}))
    return RenderedForm(Rendered(text, Sites(), parts), script, own.values)


def guidance_of(
    profile: Profile,
    situation: Situation,
    form: Form,
    pattern: BreathPattern | None,
    pace: float,
    *,
    ride: Samples = 0,
) -> Guidance:
    """How breath and pace are led, by what the listener chose and where they listen.

    Args:
        profile: The listener's choices.
        situation: Where they listen.
        form: Which form is played.
        pattern: The breathing that leads.
        pace: Words a minute within paragraphs.
        ride: Length of a ride, whose last tenth is quiet; 0 for every other track.
    """
    tail = quiet_end(ride) if ride else situation.tail
    bells = profile.bell and situation.bells
    return Guidance(
        pattern, pace, form.brief, bells=bells, tail=tail, talk=profile.guidance, easing=situation.easing
    )
