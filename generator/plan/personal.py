"""One listener's choices as the names that scripts may use (listed in scripts/README.md)."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from generator.errors import ProfileError
from generator.plan.breathing import OWN_PACE, SOOTHING_4_6, BreathPattern, pattern_named
from generator.plan.choices import DISTANCES, OPTIONS, PILLARS, PRONOUNS, QUALITIES, SENSES
from generator.plan.kinds import CHOSEN_KIND, OPEN_KIND, Kind
from generator.plan.labels import label_forms, turned_round
from generator.plan.layout import NUMBERS
from generator.plan.own_fields import guarded, own_fields, phrase, sentences
from generator.plan.pauses import Form
from generator.plan.practice import Practice
from generator.plan.profile import Profile
from generator.plan.situations import BEDTIME, COMMUTE, situation_named
from generator.plan.struggles import Struggle, struggle_named

SENSES_OFFERED = 2
FARTHEST_OF_FIRST = DISTANCES[:2]
"""Distances that level `first` and the option no-closeness keep to."""


@dataclass(frozen=True, slots=True)
class Sense:
    """Something to sense of the image."""

    sense: str
    phrase: str
    own: bool
    """True for the listener's own words."""


@dataclass(frozen=True, slots=True)
class Image:
    """The compassionate image, in the forms that sentences need; typed words are guarded."""

    kind: str
    chosen: bool
    human: bool
    plural: bool
    a: str
    the: str
    short: str
    it: str
    them: str
    its: str
    itself: str
    senses: tuple[Sense, ...]
    qualities: tuple[str, ...]
    added: tuple[str, ...]
    distance: str
    words: str
    to_me: str
    """What it does for the listener, one of `IMAGE_TO_ME`; empty where nothing was chosen, or what is barred was."""
    to_image: str
    """What the listener does with it, one of `ME_TO_IMAGE`; empty likewise."""
    speaks: str
    """How it lets itself be understood, one of `SPEAKS`; empty likewise."""


@dataclass(frozen=True, slots=True)
class ClinicianWords:
    """What a clinician added, to be spoken word for word as theirs."""

    message: str
    support_contact: str


@dataclass(frozen=True, slots=True)
class BreathWords:
    """How the track leads the breath, in words."""

    paced: bool
    tones: bool
    in_counts: str
    out_counts: str


@dataclass(frozen=True, slots=True)
class ListenerWords:
    """Who is spoken to."""

    name: str
    struggle: str
    """What is hard, as a noun phrase: gently named where it is one that we know, else in the listener's words."""
    their_struggle: str
    """The same where somebody else has it; empty where the listener's own words would not fit there."""
    familiar: bool
    """True for a listener who has heard the notices often, and wants them short."""


class OptionWords:
    """The listener's options as flags: `options.no_breath`."""

    def __init__(self, options: tuple[str, ...]) -> None:
        for option in OPTIONS:
            setattr(self, option.replace("-", "_"), option in options)


def breath_pattern(profile: Profile, level: str) -> BreathPattern | None:
    """The breathing that leads a track; None for own pace and with the option no-breath.

    At level `first` own pace is the default; elsewhere `soothing-4-6` (guide, section 4).

    Args:
        profile: The listener's choices.
        level: The level that the track runs at.

    Raises:
        ChoiceError: No preset has the name.
        ProfileError: The tempo leaves the safe range.
    """
    if "no-breath" in profile.options:
        return None
    preset = profile.preset or (OWN_PACE if level == "first" else SOOTHING_4_6.name)
    return None if preset == OWN_PACE else pattern_named(preset, profile.tempo)


@dataclass(frozen=True, slots=True)
class Words:
    """Word lists that personal sentences are made from (`scripts/words/`)."""

    kinds: Mapping[str, Kind]
    """What each kind of image offers."""
    struggles: tuple[Struggle, ...]


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is played, and where."""

    practice: Practice
    form: Form
    situation: str
    pattern: BreathPattern | None
    """The breathing that leads; None for own pace and for no breath words at all."""
    whole: bool = True
    """False for a practice inside a ride, which has one arrival and one return for all."""
    parts: tuple[Practice, ...] = ()
    """The practices of a ride, in order."""
    recordable: bool = False
    """True for the edition that is recorded once: its image is whichever the listener has chosen."""


@dataclass(frozen=True, slots=True)
class Part:
    """A practice inside a ride, as the ride's script sees it."""

    practice: Practice
    template: str
    fields: Mapping[str, object]
    """The practice's own fields."""


def script_values(profile: Profile, occasion: Occasion, words: Words, seed: int) -> dict[str, object]:
    """Everything a script may speak of.

    Args:
        profile: The listener's choices.
        occasion: What is played, and where.
        words: Word lists for images and struggles.
        seed: Chooses among the senses of a kind.

    Raises:
        ProfileError: The choices contradict each other, or a field is not one of the practice's.
    """
    form, situation, pattern = occasion.form, occasion.situation, occasion.pattern
    return {
        "length": form.length,
        "brief": form.brief,
        "long": form.length == "long",
        "level": form.level,
        "situation": situation,
        "bells": profile.bell and situation_named(situation).bells,
        "commute": situation == COMMUTE,
        "bedtime": situation == BEDTIME,
        "whole": occasion.whole,
        "heard": False,
        "parts": tuple(
            Part(item, f"{item.id}.md", own_fields(profile.fields, item)) for item in occasion.parts
        ),
        "options": OptionWords(profile.options),
        "listener": listener_words(profile, words.struggles),
        "breath": BreathWords(
            pattern is not None,
            pattern is not None and profile.tones,
            NUMBERS[pattern.in_counts - 1] if pattern else "",
            NUMBERS[pattern.out_counts - 1] if pattern else "",
        ),
        "clinician": ClinicianWords(sentences(profile.message), sentences(profile.support_contact)),
        "image": image_words(profile, form, words.kinds, seed, recordable=occasion.recordable),
        "fields": own_fields(profile.fields, occasion.practice),
        "practice": occasion.practice,
    }


def listener_words(profile: Profile, struggles: tuple[Struggle, ...]) -> ListenerWords:
    """The listener's name and what is hard for them, guarded."""
    known = struggle_named(profile.struggle, struggles) if profile.struggle else None
    if known is not None:
        yours, theirs = guarded(known.yours), guarded(known.theirs)
    else:
        yours = phrase(profile.struggle)
        theirs = "" if turned_round(profile.struggle) != profile.struggle else yours
    return ListenerWords(guarded(profile.name), yours, theirs, profile.familiar)


def image_words(
    profile: Profile, form: Form, kinds: Mapping[str, Kind], seed: int, *, recordable: bool = False
) -> Image:
    """The image's forms, senses, qualities and distance.

    Raises:
        ProfileError: The kind needs a label, or is a person though the option no-human is set.
    """
    chosen = recordable or bool(profile.kind or profile.label)
    kind = kinds[CHOSEN_KIND if recordable else profile.kind or OPEN_KIND]
    if kind.human and "no-human" in profile.options:
        raise ProfileError(
            f"The image is of the kind '{kind.name}', but the option no-human is set.",
            "Choose another kind, or take the option out.",
        )
    if not (profile.label or kind.label):
        raise ProfileError(
            f"An image of the kind '{kind.name}' needs your own name for it.", 'Add image.label = "…".'
        )
    label = label_forms(profile.label or kind.label)
    pronoun = profile.pronoun or ("they" if label.plural else kind.pronoun)
    own = bool(profile.label)
    a, the, short = (guarded(text) if own else text for text in (label.a, label.the, label.short))
    if pronoun == "none":
        it, them, its, itself = (
            short,
            short,
            guarded(_possessive(label.short)) if own else _possessive(short),
            short,
        )
    else:
        it, them, its, itself = PRONOUNS[pronoun]
    added = tuple(quality for quality in PILLARS if quality not in profile.qualities)
    return Image(
        kind=OPEN_KIND if recordable else kind.name,
        chosen=chosen,
        human=kind.human,
        plural=label.plural,
        a=a,
        the=the,
        short=short,
        it=it,
        them=them,
        its=its,
        itself=itself,
        senses=_senses(profile, kind, seed),
        qualities=(*sorted(profile.qualities, key=_pillars_first), *added) if profile.qualities else PILLARS,
        added=added if profile.qualities else (),
        distance=_distance(profile, form),
        words=guarded(profile.words),
        to_me=_allowed(profile.to_me, profile, form),
        to_image=_allowed(profile.to_image, profile, form),
        speaks=_allowed(profile.speaks, profile, form),
    )


def _pillars_first(quality: str) -> int:
    return QUALITIES.index(quality)


def _possessive(words: str) -> str:
    return words + ("'" if words.endswith("s") else "'s")


def _senses(profile: Profile, kind: Kind, seed: int) -> tuple[Sense, ...]:
    """The listener's own senses, filled up to two from the kind's; touch only where touch is welcome."""
    barred = {"touch"} if "no-touch" in profile.options else set()
    found = [
        Sense(sense, guarded(words), own=True)
        for sense, words in profile.senses.items()
        if sense not in barred
    ]
    draw = random.Random(f"{seed}:senses")  # noqa: S311 - variety, not secrecy
    for sense in SENSES:
        phrases = kind.senses.get(sense, ())
        if len(found) >= SENSES_OFFERED:
            break
        if sense not in barred and sense not in profile.senses and phrases:
            found.append(Sense(sense, draw.choice(phrases), own=False))
    return tuple(sorted(found, key=lambda item: SENSES.index(item.sense)))


def _distance(profile: Profile, form: Form) -> str:
    distance = profile.distance or "across"
    if (form.level == "first" or "no-closeness" in profile.options) and distance not in FARTHEST_OF_FIRST:
        return FARTHEST_OF_FIRST[-1]
    if distance == "touching" and "no-touch" in profile.options:
        return "beside"
    return distance


_LOOKS, _NEAR = frozenset({"looks", "look"}), frozenset({"come-nearer", "lean", "rest-in-its-shade"})


def _allowed(choice: str | None, profile: Profile, form: Form) -> str:
    """A choice of relation, unless options or level bar it: no gaze, nothing close."""
    far = form.level == "first" or "no-closeness" in profile.options
    barred = (_LOOKS if "no-gaze" in profile.options else frozenset()) | (_NEAR if far else frozenset())
    return "" if choice is None or choice in barred else choice
