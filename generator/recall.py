"""From a recipe back to a request that is decided: the script as it was rendered then, whatever became of it since."""

from dataclasses import replace

from generator.deliver.recipe import Recipe
from generator.forms import guidance_of
from generator.lacking import fallback_of, sayable
from generator.library import Library
from generator.plan.changes import with_changes
from generator.plan.lexicon import Lexicon
from generator.plan.marks import Sites
from generator.plan.pauses import Form
from generator.plan.personal import breath_pattern
from generator.plan.safety import Verdict
from generator.plan.script import parse
from generator.plan.situations import situation_named
from generator.plan.twins import sayable_changes
from generator.request import AlbumPlace, Candidate, Facts, Prepared, Request
from generator.units import to_seconds
from generator.voices import pick_voice


def recalled(recipe: Recipe, library: Library, file: str) -> Prepared:
    """What a recipe asks for, with nothing left to decide.

    Args:
        recipe: As `read_recipe` gives it.
        library: Where voices and support lines are.
        file: The recipe's name for messages.

    Raises:
        SafetyHold: Its words hint at present danger, and no clinician has read them.
        InnerAllyError: The script or the voice is not as it was.
    """
    locale = library.locale()
    if (
        not recipe.reviewed
        and locale.verdict((*recipe.profile.typed(), recipe.given_title)) is Verdict.DANGER
    ):
        raise locale.hold()
    situation = situation_named(recipe.situation)
    form = Form(recipe.length, recipe.level, passenger=situation.eyes_open)
    pattern = breath_pattern(recipe.profile, recipe.level)
    listed = library.lexicon().over(recipe.profile.say) if recipe.said is None else Lexicon(recipe.said)
    guidance = guidance_of(
        recipe.profile, situation, form, pattern, recipe.pace, ride=recipe.samples if recipe.joined else 0
    )
    voice = pick_voice(recipe.voice, library)
    fallback, _ = fallback_of(recipe.profile, voice, lambda name: pick_voice(name, library))
    changes = recipe.profile.changes
    if voice.lines is not None:
        changes = sayable_changes(changes, voice.lines.__contains__)
    script = with_changes(
        parse(recipe.text, Sites(), form=form, lexicon=listed, file=file), changes, listed.spans
    )
    parts = tuple((part["name"], part["sha256"]) for part in recipe.parts if part.get("kind") == "script")
    candidate = Candidate(
        form, to_seconds(recipe.samples), recipe.text, parts, tuple(recipe.joined), script, guidance
    )
    facts = Facts(recipe.practice, recipe.title, recipe.aim, recipe.carry_on, recipe.situation, recipe.level)
    request = Request(
        recipe.practice,
        recipe.profile,
        situation=recipe.situation,
        edition=recipe.edition,
        seed=recipe.seed,
        title=recipe.given_title,
        place=AlbumPlace(recipe.album, recipe.number, recipe.of) if recipe.album else None,
        clinician=recipe.reviewed,
        reviewed=recipe.reviewed,
        format=recipe.format,
        bitrate=recipe.bitrate,
        lyrics=recipe.lyrics,
    )
    prepared = Prepared(
        request,
        facts,
        situation,
        voice,
        recipe.pace,
        voice.speed(recipe.pace),
        pattern,
        (candidate,),
        recipe.samples,
        (),
        fallback,
    )
    return replace(prepared, candidates=sayable(prepared))
