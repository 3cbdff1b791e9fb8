"""One form of a practice, rendered and parsed: the one way in which template, profile and situation meet."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from generator.plan.breathing import BreathPattern
from generator.plan.cues import Script
from generator.plan.layout import Guidance
from generator.plan.pauses import Form
from generator.plan.personal import Occasion, Words, breath_pattern, script_values
from generator.plan.practice import Practice
from generator.plan.profile import Profile
from generator.plan.script import parse
from generator.plan.situations import Situation
from generator.plan.template import Rendered, Templates

EYES_OPEN = "eyes-open"


@dataclass(frozen=True, slots=True)
class Book:
    """What scripts are rendered from."""

    templates: Templates
    words: Words


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
    occasion = Occasion(asked.practice, asked.form, asked.situation.name, asked.pattern)
    values = {**script_values(asked.profile, occasion, book.words, asked.seed), "whole": asked.whole}
    rendered = book.templates.render(name, values, asked.seed)
    script = parse(
        rendered.text,
        rendered.sites,
        form=asked.form,
        lexicon=asked.profile.lexicon(),
        file=f"scripts/{name}",
    )
    return RenderedForm(rendered, script, values)


def guidance_of(
    profile: Profile, situation: Situation, form: Form, pattern: BreathPattern | None, pace: float
) -> Guidance:
    """How breath and pace are led, by what the listener chose and where they listen."""
    return Guidance(pattern, pace, form.brief, bells=profile.bell and situation.bells, tail=situation.tail)
