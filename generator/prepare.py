"""From a request to scripts that can be laid out: everything that is decided before a word is spoken."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from generator.errors import ChoiceError, LengthError, ProfileError, SafetyHold, did_you_mean
from generator.fitting import likely
from generator.forms import (
    RECORDABLE_SEED,
    Asked,
    guidance_of,
    in_situation,
    neutral,
    render_form,
    render_recorded,
)
from generator.lacking import fallback_of, sayable
from generator.library import DEFAULT_VOICE, Library
from generator.plan.choices import BEDS, LENGTHS, LEVELS, NO_BED, RECORDABLE
from generator.plan.harsh import harsh_notes
from generator.plan.layout import TAIL
from generator.plan.pauses import Form
from generator.plan.personal import breath_pattern
from generator.plan.practice import Practice
from generator.plan.profile import Profile
from generator.plan.ride import LONGEST, SHORTEST, pick_parts, pool_for
from generator.plan.safety import Verdict
from generator.plan.situations import COMMUTE, MOST_UNDER, SESSION, Situation, situation_named
from generator.plan.voice import Voice
from generator.request import Candidate, Facts, Prepared, Request
from generator.units import Samples, Seconds, to_samples, to_seconds

DEFAULT_BED = "rain"
VoicePicker = Callable[[str, Library], Voice]


def prepare(request: Request, library: Library, pick_voice: VoicePicker) -> Prepared:
    """Decide everything that can be decided without speaking.

    Args:
        request: What is asked for.
        library: Where scripts and voices are.
        pick_voice: Finds a voice by its name.

    Raises:
        ChoiceError: An unknown practice, voice or preset, or a level that the practice does not have.
        ProfileError: Choices that contradict each other.
        SafetyHold: Typed words hint at present danger.
        ScriptError: A script is broken.
        LengthError: No form can come near the length.
    """
    practice = library.practice(request.practice)
    level, notes = _level(request, practice, library)
    notes += tuple(harsh_notes(request.profile, library.harsh()))
    situation = situation_for(request, practice)
    _check_options(request.profile, practice)
    notes += _bed_notes(request.profile, situation)
    profile = in_situation(request.profile, situation)
    if request.edition == RECORDABLE:
        request = replace(request, profile=neutral(request.profile, practice), seed=RECORDABLE_SEED)
        profile = neutral(profile, practice)
    pattern = breath_pattern(profile, level)
    voice = pick_voice(profile.voice or DEFAULT_VOICE, library)
    fallback, about_fallback = fallback_of(profile, voice, lambda name: pick_voice(name, library))
    notes += about_fallback
    if voice.lines is not None:
        request = replace(request, seed=RECORDABLE_SEED)  # the wording that was recorded
    pace = profile.pace or situation.pace
    facts = Facts(
        practice.id, request.title or practice.title, practice.aim, practice.carry_on, situation.name, level
    )
    forms = _forms(request, practice, level, situation)
    ride = _ride_target(request, forms) if practice.joins else 0
    target = ride or (None if request.minutes is None else to_samples(request.minutes * 60))
    book = library.book()
    candidates = []
    for name, usual, parts in _cuts(forms, practice, request, level, library):
        form = Form(name, level, passenger=situation.eyes_open)
        asked = Asked(
            practice,
            form,
            situation,
            profile,
            request.seed,
            parts=parts,
            recordable=request.edition == RECORDABLE,
        )
        made = (
            render_form(asked, book)
            if voice.lines is None
            else render_recorded(asked, book, voice.lines.__contains__)
        )
        guidance = guidance_of(profile, situation, form, pattern, pace, ride=ride)
        kept = made.rendered.sites.without(made.rendered.text)
        files = tuple((part, library.digest_of(part)) for part in made.rendered.parts)
        joined = tuple(part.id for part in parts)
        candidates.append(Candidate(form, usual, kept, files, joined, made.script, guidance))
    prepared = Prepared(
        request,
        facts,
        situation,
        voice,
        pace,
        voice.speed(pace),
        pattern,
        tuple(candidates),
        target,
        notes,
        fallback,
    )
    prepared = replace(prepared, candidates=sayable(prepared))
    return replace(prepared, candidates=likely(prepared))


def _level(request: Request, practice: Practice, library: Library) -> tuple[str, tuple[str, ...]]:
    level = request.profile.level or practice.asked_level
    notes: tuple[str, ...] = ()
    locale = library.locale()
    verdict = locale.verdict((*request.profile.typed(), request.title))
    passed = request.clinician and request.reviewed
    if verdict is Verdict.DANGER:
        if not passed:
            raise locale.hold()
        notes += (
            "Some words hint at present danger. Made all the same, since a clinician has reviewed them.",
        )
    elif verdict is Verdict.PAST_HURT and not passed and level != LEVELS[0]:
        level = LEVELS[0]
        if level not in practice.lengths:
            raise SafetyHold(
                f"Some words speak of being hurt in the past, and '{practice.id}' goes nearer to pain than such words"
                " should be taken alone.",
                "Something steadier: innerally render sense-anchor. A clinician can choose otherwise with"
                " --clinician --reviewed.",
            )
        notes += (
            "Some words speak of being hurt in the past, so this track keeps to the gentlest level."
            " A clinician can choose otherwise with --clinician --reviewed.",
        )
    if "clinic" in (level, practice.level) and not request.clinician:
        raise ChoiceError(
            f"'{practice.id}' at level clinic is made with a clinician only.",
            "Choose another level or practice, or add --clinician if you are one.",
        )
    return level, notes


def _bed_notes(profile: Profile, situation: Situation) -> tuple[str, ...]:
    """What a noisy place asks of the bed.

    Raises:
        ProfileError: No bed was wanted where players would then cut the pauses.
    """
    if not situation.noisy:
        return ()
    if profile.bed == NO_BED:
        raise ProfileError(
            f"A track for --for {situation.name} needs a bed: players that skip silence would cut its pauses.",
            f"Leave --bed away, or choose one: {', '.join(BEDS)}.",
        )
    if profile.bed_level is not None and profile.bed_level > MOST_UNDER:
        return (
            f"The bed lies {MOST_UNDER:g} LU under the voice rather than {profile.bed_level:g}, so that players"
            " which skip silence leave the pauses whole.",
        )
    return ()


def situation_for(request: Request, practice: Practice) -> Situation:
    """The situation asked for, or the practice's usual one.

    Raises:
        ChoiceError: There is no such situation, or the practice is not made for it.
    """
    usual = SESSION if SESSION in practice.situations else practice.situations[0]
    situation = situation_named(request.situation or usual)
    if situation.name not in practice.situations:
        fits = ", ".join(practice.situations)
        raise ChoiceError(
            f"'{practice.id}' is not made for {situation.name}.",
            f"It is made for: {fits}. Choose another practice.",
        )
    return situation


def _check_options(profile: Profile, practice: Practice) -> None:
    for option in profile.options:
        if option not in practice.options:
            raise ProfileError(
                f"'{practice.id}' has no words for the option {option}.",
                f"It can do: {', '.join(practice.options) or 'none'}.",
            )


def _forms(request: Request, practice: Practice, level: str, situation: Situation) -> dict[str, Seconds]:
    longer = to_seconds(situation.tail.ideal - TAIL.ideal)  # a longer tail comes on top
    forms = {name: usual + longer for name, usual in practice.lengths_at(level).items()}
    if situation.name == COMMUTE:
        forms = {name: usual for name, usual in forms.items() if name in practice.commute_forms}
    if request.length is not None:
        if request.length not in LENGTHS:
            raise ChoiceError(
                f"There is no length '{request.length[:40]}'.", did_you_mean(request.length[:40], LENGTHS)
            )
        if request.length not in forms:
            raise LengthError(
                f"'{practice.id}' has no {request.length} form at level {level}.",
                f"It has: {', '.join(forms)}.",
            )
        return {request.length: forms[request.length]}
    if request.minutes is None:
        name = "standard" if "standard" in forms else next(iter(forms))
        return {name: forms[name]}
    return forms


def _cuts(
    forms: dict[str, Seconds], practice: Practice, request: Request, level: str, library: Library
) -> Iterator[tuple[str, Seconds, tuple[Practice, ...]]]:
    """Each form with its usual length and, for a ride, the practices that it may hold."""
    if not practice.joins:
        for name, usual in forms.items():
            yield name, usual, ()
        return
    named = [library.practice(part) for part in request.profile.parts]
    options = request.profile.options
    for part in named:
        if part not in pool_for([part], level, options):
            raise ChoiceError(
                f"'{part.id}' cannot be a part of a ride at level {level} with these options.",
                "Choose another with --part, or none, and the ride chooses.",
            )
    pool = pool_for(tuple(library.practices().values()), level, options)
    length = request.minutes * 60 if request.minutes else next(iter(forms.values()))
    for name in forms:
        if named:
            yield name, length, tuple(named)
        else:
            for parts in pick_parts(pool, name, level, length, request.seed):
                yield name, length, parts


def _ride_target(request: Request, forms: dict[str, Seconds]) -> Samples:
    """The length of a ride: always an exact one, since its quiet end is a tenth of it.

    Raises:
        LengthError: Shorter or longer than a ride may be.
    """
    minutes = request.minutes or next(iter(forms.values())) / 60
    if not SHORTEST <= minutes <= LONGEST:
        raise LengthError(
            f"A ride lasts from {SHORTEST:g} to {LONGEST:g} minutes, but {minutes:g} was asked for.",
            "For less, choose one practice; for more, make two rides.",
        )
    return to_samples(minutes * 60)
