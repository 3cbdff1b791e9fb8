"""From a request to scripts that can be laid out: everything that is decided before a word is spoken."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from generator.errors import ChoiceError, LengthError, ProfileError, SafetyHold, did_you_mean
from generator.forms import Asked, guidance_of, in_situation, render_form
from generator.library import DEFAULT_VOICE, Library
from generator.plan.breathing import BreathPattern
from generator.plan.choices import LENGTHS, LEVELS
from generator.plan.cues import Script, Utterance
from generator.plan.layout import Guidance, Lengths, utterances_of
from generator.plan.pauses import Form
from generator.plan.personal import breath_pattern
from generator.plan.practice import Practice
from generator.plan.profile import Profile
from generator.plan.safety import Verdict
from generator.plan.schedule import Solution, length_range, natural, schedule
from generator.plan.situations import COMMUTE, SESSION, Situation, situation_named
from generator.plan.voice import Voice
from generator.units import Samples, Seconds, spoken_length, to_samples, to_seconds

DEFAULT_BED = "rain"
ESTIMATE_MARGIN = 0.10
"""How far a real voice may stray from its estimate before a length is refused unspoken."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for; command line, batch and studio all say it with this."""

    practice: str
    profile: Profile
    minutes: float | None = None
    """Wanted length, met exactly; None for the usual length of the form."""
    length: str | None = None
    """brief, standard or long; None leaves it to `minutes`, else standard."""
    situation: str = SESSION
    seed: int = 1
    title: str = ""
    """Takes the practice's place in title and file name."""
    clinician: bool = False
    reviewed: bool = False
    private: bool = False
    """Keep the listener's words out of everything but the sound."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a finished track tells about itself."""

    practice: str
    title: str
    aim: str
    carry_on: str
    situation: str
    level: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One form of the practice, rendered and parsed."""

    form: Form
    usual: Seconds
    """Usual length of the form."""
    text: str
    """The rendered script, its marks of origin and of typed words still in it."""
    parts: tuple[tuple[str, str], ...]
    """Script files that the words come from, with their SHA-256."""
    script: Script
    guidance: Guidance

    def utterances(self) -> tuple[Utterance, ...]:
        """Every distinct utterance that any length of this form may need."""
        return utterances_of(self.script.cues, self.guidance)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request with everything decided but the timing."""

    request: Request
    facts: Facts
    situation: Situation
    voice: Voice
    pace: float
    speed: float
    """Engine speed that follows from the pace."""
    pattern: BreathPattern | None
    candidates: tuple[Candidate, ...]
    """Forms that may have the length; the likeliest first."""
    target: Samples | None
    """The length asked for, if one was."""
    notes: tuple[str, ...]
    """What the listener should know about how the wish was taken."""

    @property
    def estimated(self) -> Lengths:
        """Lengths of utterances from the voice's figures, without speaking; each is worked out once."""
        return cache(lambda utterance: to_samples(self.voice.estimate(utterance.text, self.speed)))


@dataclass(frozen=True, slots=True)
class Chosen:
    """The form and timeline that a length led to."""

    candidate: Candidate
    solution: Solution


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
    situation = _situation(request, practice)
    _check_options(request.profile, practice)
    profile = in_situation(request.profile, situation)
    pattern = breath_pattern(profile, level)
    voice = pick_voice(profile.voice or DEFAULT_VOICE, library)
    pace = profile.pace or situation.pace
    facts = Facts(
        practice.id, request.title or practice.title, practice.aim, practice.carry_on, situation.name, level
    )
    forms = _forms(request, practice, level)
    book = library.book()
    candidates = []
    for name, usual in forms.items():
        form = Form(name, level)
        made = render_form(Asked(practice, form, situation, profile, request.seed), book)
        guidance = guidance_of(profile, situation, form, pattern, pace)
        kept = made.rendered.sites.without(made.rendered.text)
        parts = tuple((part, library.digest_of(part)) for part in made.rendered.parts)
        candidates.append(Candidate(form, usual, kept, parts, made.script, guidance))
    target = None if request.minutes is None else to_samples(request.minutes * 60)
    prepared = Prepared(
        request, facts, situation, voice, pace, voice.speed(pace), pattern, tuple(candidates), target, notes
    )
    return replace(prepared, candidates=_likely(prepared))


def choose(prepared: Prepared, candidate: Candidate, lengths: Lengths) -> Chosen | None:
    """Lay one form out: in exactly the asked length, or, with none asked, as near to its usual one as it comes.

    Returns:
        None where this form cannot have the length.
    """
    target = prepared.target
    if target is None:
        shortest, longest = length_range(candidate.script, lengths, candidate.guidance)
        target = min(max(to_samples(candidate.usual), shortest), longest)
        solution = schedule(candidate.script, lengths, candidate.guidance, target)
        return Chosen(candidate, solution or natural(candidate.script, lengths, candidate.guidance))
    solution = schedule(candidate.script, lengths, candidate.guidance, target)
    return Chosen(candidate, solution) if solution else None


def estimate(prepared: Prepared) -> Chosen:
    """The plan as the voice's figures give it, unspoken.

    Raises:
        LengthError: The estimate cannot have the length (a real voice may still just do).
    """
    lengths = prepared.estimated
    for candidate in prepared.candidates:
        chosen = choose(prepared, candidate, lengths)
        if chosen is not None:
            return chosen
    raise refusal(prepared, prepared.candidates, lengths)


def refusal(prepared: Prepared, candidates: tuple[Candidate, ...], lengths: Lengths) -> LengthError:
    """Says which lengths these forms can have."""
    ranges = sorted(length_range(item.script, lengths, item.guidance) for item in candidates)
    target = prepared.target or 0
    shortest, longest = ranges[0][0], max(longest for _, longest in ranges)
    asked = spoken_length(to_seconds(target))
    forms = " or ".join(item.form.length for item in candidates)
    subject = f"'{prepared.facts.practice}' at level {prepared.facts.level}"
    if len(candidates) == 1 and prepared.request.length:
        subject += f" in its {forms} form"
    reach = f"from {_up(shortest)} to {_down(longest)} with this voice and these choices"
    if shortest <= target <= longest:
        below = max((high for _, high in ranges if high < target), default=shortest)
        above = min((low for low, _ in ranges if low > target), default=longest)
        reach += f", and near this length {_down(below)} or {_up(above)}"
    return LengthError(
        f"{subject} can last {reach}, but {asked} was asked for.", "Choose --minutes within that range."
    )


def _up(length: Samples) -> str:
    return spoken_length(-(-to_seconds(length) // 1))


def _down(length: Samples) -> str:
    return spoken_length(to_seconds(length) // 1)


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


def _situation(request: Request, practice: Practice) -> Situation:
    situation = situation_named(request.situation)
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


def _forms(request: Request, practice: Practice, level: str) -> dict[str, Seconds]:
    forms = dict(practice.lengths_at(level))
    if request.situation == COMMUTE:
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


def _likely(prepared: Prepared) -> tuple[Candidate, ...]:
    """The forms in the order in which they fit the asked length, by the voice's estimate.

    Raises:
        LengthError: Even an estimate widened by a tenth either way leaves the length out of reach.
    """
    target = prepared.target
    if target is None:
        return prepared.candidates
    lengths = prepared.estimated
    ranked: list[tuple[float, int, Candidate]] = []
    for order, candidate in enumerate(prepared.candidates):
        solution = schedule(candidate.script, lengths, candidate.guidance, target)
        if solution is not None:
            ranked.append((solution.strain, order, candidate))
            continue
        shortest, longest = length_range(candidate.script, lengths, candidate.guidance)
        if shortest * (1 - ESTIMATE_MARGIN) <= target <= longest * (1 + ESTIMATE_MARGIN):
            ranked.append((2.0, order, candidate))
    if not ranked:
        raise refusal(prepared, prepared.candidates, prepared.estimated)
    return tuple(candidate for _, _, candidate in sorted(ranked, key=lambda item: item[:2]))
