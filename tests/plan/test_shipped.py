"""Every shipped practice, in every cut it offers: it renders, parses, solves, and says what the guide asks of it."""

import itertools
import os
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from generator.plan.choices import KINDS, LENGTHS, OPTIONS, PRONOUNS, QUALITIES
from generator.plan.cues import Breathe, Breathing, Pause, Say
from generator.plan.practice import Practice
from generator.plan.profile import Profile
from generator.plan.schedule import length_range, schedule
from generator.plan.sentences import words_in
from generator.plan.timeline import Timeline
from generator.request import Prepared
from generator.units import Samples, to_samples, to_seconds
from tests.plan.invariants import assert_sound
from tests.plan.shipped import CUTS, PRACTICES, levels_of, ready

ALL = os.environ.get("INNERALLY_ALL") == "1"
"""Where everything is installed, every option, kind and preset is tried in every cut, and more seeds."""
LONGEST_SENTENCE = 26


NEVER_LONG = {"first"}
"""Levels without a long form (guide, section 3.5)."""
OWN_WORDS = {
    "tree": "an old yew by the church", "animal": "two big, slow horses", "mountain": "the hill behind our house", "sea": "my grandad's bay",
    "light": "a light like honey", "place": "a hut in the snow", "warmth": "an ember of warmth in my hands", "human": "someone kind",
    "older-you": "me, older", "figure": "Gran", "presence": "a hush that keeps watch",
}  # fmt: skip


def assert_well_said(prepared: Prepared) -> None:
    """No cue, gap or slip of a template is heard, and no sentence of ours is too long."""
    for candidate in prepared.candidates:
        for cue in candidate.script.cues:
            if isinstance(cue, Say):
                text = cue.utterance.text
                assert text[:1].isupper() or not text[:1].isalpha() or cue.utterance.personal, (
                    f"{cue.where}: {text}"
                )
                assert not re.search(
                    r"\bNone\b(?! (?:of|is|has|was|needs)\b)|Undefined|\s\s|[{}\[\]<>#_*|]|\s[,.;:?!]|\.\.(?!\.)|,[.,]",
                    text,
                ), f"{cue.where}: {text}"
                assert text.count("(") == text.count(")"), f"{cue.where}: {text}"
                assert not re.search(r"\b(\w+) \1\b", text.lower()), f"{cue.where}: {text}"
                assert not re.search(r"\ba [aeio]\w|\ban [bcdfgjklmnpqrstvwxz]\w", text), (
                    f"{cue.where}: {text}"
                )
                assert cue.utterance.personal or words_in(text) <= LONGEST_SENTENCE, f"{cue.where}: {text}"


def assert_solves(prepared: Prepared) -> Timeline:
    """The form can have its usual length, exactly, and the timeline holds every promise."""
    cut = prepared.candidates[0]
    solution = schedule(cut.script, prepared.estimated, cut.guidance, to_samples(cut.usual))
    assert solution is not None, _reach(prepared)
    assert_sound(cut.script, solution, cut.guidance)
    return solution.timeline


def _reach(prepared: Prepared) -> str:
    cut = prepared.candidates[0]
    reach = length_range(cut.script, prepared.estimated, cut.guidance)
    shortest, longest = (to_seconds(length) / 60 for length in reach)
    return f"usual {cut.usual / 60:g} min, but from {shortest:.2f} to {longest:.2f}"


@pytest.mark.parametrize(("name", "level", "form"), CUTS)
def test_each_cut_has_its_usual_length_is_well_said_and_shows_its_tokens(
    name: str, level: str, form: str
) -> None:
    for seed in range(1, 9 if ALL else 2):
        prepared = ready(name, Profile(level=level), length=form, seed=seed)
        assert_well_said(prepared)
        assert_shows_its_tokens(prepared, assert_solves(prepared))


def _options_for(name: str, level: str, form: str) -> Iterator[str]:
    """no-breath in every cut; each of the others in one cut of each practice at least."""
    practice = PRACTICES[name]
    cuts = [(at, cut) for at in levels_of(practice) for cut in practice.lengths_at(at)]
    for number, option in enumerate(option for option in OPTIONS if option in practice.options):
        if ALL or option == "no-breath" or number % len(cuts) == cuts.index((level, form)):
            yield option


@pytest.mark.parametrize(("name", "level", "form"), CUTS)
def test_each_option_has_words_of_its_own(name: str, level: str, form: str) -> None:
    for option in _options_for(name, level, form):
        wish = Profile(level=level, options=(option,), name="Samira")
        prepared = ready(name, wish, length=form, seed=len(option))
        assert_well_said(prepared)
        timeline = assert_solves(prepared)
        if option == "no-breath":
            texts = [said.utterance.text for said in timeline.spoken]
            assert not timeline.breaths
            assert not [
                text for text in texts if re.search(r"\bbreaths?\b|\bbreathe\b|your breathing", text.lower())
            ]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_image_fits_its_words(kind: str) -> None:
    for number, (name, level, form) in enumerate(cut.values for cut in CUTS):
        if not ALL and number % len(KINDS) != KINDS.index(kind):
            continue
        label = OWN_WORDS[kind] if number % 2 or kind == "figure" else ""
        pronoun = [*PRONOUNS, "none", None][number % 6]
        quality = QUALITIES[number % len(QUALITIES)]
        profile = Profile(level=str(level), kind=kind, label=label, pronoun=pronoun, qualities=(quality,))
        assert_well_said(ready(str(name), profile, length=form, seed=number))


PRESETS = ("own-pace", "ease-3-5", "soothing-4-7", "soothing-5-7")


@pytest.mark.parametrize(("name", "level", "form"), CUTS if ALL else CUTS[::4])
def test_other_breathing_fits_each_cut(name: str, level: str, form: str) -> None:
    preset = PRESETS[(len(name) + len(level) + len(form)) % len(PRESETS)]
    timeline = assert_solves(ready(name, Profile(level=level, preset=preset), length=form))
    assert bool(timeline.breaths) <= (preset != "own-pace")


@pytest.mark.parametrize(
    ("name", "level"),
    [
        pytest.param(name, level, id=f"{name}-{level}")
        for name, item in PRACTICES.items()
        if not item.joins
        for level in levels_of(item)
    ],
)
def test_every_whole_minute_between_shortest_and_longest_can_be_had(name: str, level: str) -> None:
    forms = [form for form in LENGTHS if form in PRACTICES[name].lengths_at(level)]
    cuts = [ready(name, Profile(level=level), length=form) for form in forms]
    reach = [length_range(p.candidates[0].script, p.estimated, p.candidates[0].guidance) for p in cuts]
    minute = to_samples(60)
    shortest, longest = min(low for low, _ in reach), max(high for _, high in reach)
    refused = [
        number
        for number in range(-(-shortest // minute), longest // minute + 1)
        if not any(_fits(prepared, number * minute) for prepared in cuts)
    ]
    assert not refused, [f"{low / minute:.2f}-{high / minute:.2f} min" for low, high in reach]


def _fits(prepared: Prepared, target: Samples) -> bool:
    cut = prepared.candidates[0]
    return schedule(cut.script, prepared.estimated, cut.guidance, target) is not None


SILENCE = "g-silence"
COMMON = {"g-choice", "g-wander", "g-return"}
IMAGERY = {"compassionate-other"}
LEFT_OUT_OF_BRIEF = {
    "attention-can-move",
    "included",
    "cost",
    "worry-welcome",
    "kind-look-back",
    "line-repeat",
}
"""Tokens that the guide marks for the standard and the long form only."""
LONG_ONLY = {"liking-not-needed"}
NOT_AT_FIRST = {"image-to-me", "me-to-image", "line-repeat"}


def tokens_due(practice: Practice, level: str, usual: float, *, paced: bool) -> set[str]:
    """The tokens that the guide asks of a track (its sections 2.1 and 2.2)."""
    due = COMMON | set(practice.must)
    if usual >= 180:
        due |= {"g-place", "g-why"}
    if practice.flow == "in" or level == "deeper":
        due |= {"g-mixed"}
    if practice.id in IMAGERY:
        due |= {"g-enough"}
    if level == "first":
        due -= NOT_AT_FIRST
    if not paced and "in-count" in due:
        due = due - {"in-count", "out-count"} | {"own-pace-line"}
    return due


def assert_shows_its_tokens(prepared: Prepared, timeline: Timeline) -> None:
    practice, cut = PRACTICES[prepared.facts.practice], prepared.candidates[0]
    said = {item.paragraph for item in timeline.spoken}
    shown = {item.token for item in cut.script.shown if item.paragraph in said}
    usual, paced = cut.usual, prepared.pattern is not None
    due = tokens_due(practice, prepared.facts.level, usual, paced=paced)
    if cut.form.brief:
        due -= LEFT_OUT_OF_BRIEF
    if cut.form.length != "long":
        due -= LONG_ONLY

    assert due <= shown, f"{practice.id}: not shown: {sorted(due - shown)}"


def _quiets(prepared: Prepared) -> Iterator[tuple[Say | Pause | Breathe, float]]:
    """What is said and each quiet, with its ceiling in seconds: pauses, and breaths in tones alone."""
    pattern = prepared.pattern
    for cue in prepared.candidates[0].script.cues:
        match cue:
            case Say():
                yield cue, 0.0
            case Pause() if cue.name != "write":
                yield cue, cue.ceiling
            case Breathe(kind=Breathing.CYCLES) if pattern is not None:
                yield cue, cue.most * pattern.cycle
            case _:
                pass


@pytest.mark.parametrize(("name", "level", "form"), CUTS)
def test_long_quiet_is_announced_and_at_level_first_there_is_none(name: str, level: str, form: str) -> None:
    prepared = ready(name, Profile(level=level), length=form)
    told = {item.paragraph for item in prepared.candidates[0].script.shown if item.token == SILENCE}
    announced = False
    for cue, ceiling in _quiets(prepared):
        if isinstance(cue, Say):
            announced = announced or (cue.paragraph in told and cue.passage is None)
        assert announced or ceiling <= 20, f"{cue.where}: quiet of up to {ceiling:g} s, not announced"
        assert level != "first" or ceiling <= 30, f"{cue.where}: quiet of up to {ceiling:g} s at level first"


@pytest.mark.parametrize("name", ["compassionate-letter", "kind-journal", "build-my-image"])
def test_where_no_bell_is_struck_no_words_promise_one(name: str) -> None:
    """To write by, for one: the listener may want none."""
    promised = {True: 0, False: 0}
    for bell, form, seed in itertools.product(promised, ("brief", "standard"), range(1, 13)):
        fields = {"writing": True} if name == "build-my-image" else {}
        profile = Profile(level="steady", bell=bell, fields=fields)
        prepared = ready(name, profile, length=form, seed=seed)
        said = [spoken.text for spoken in prepared.candidates[0].utterances()]
        promised[bell] += len(re.findall(r"\bbells?\b", " ".join(said)))

    assert promised[True] > 0
    assert promised[False] == 0


def test_level_first_has_no_long_form() -> None:
    assert not [
        name
        for name, item in PRACTICES.items()
        for level in NEVER_LONG
        if "long" in item.lengths.get(level, {})
    ]


@pytest.mark.parametrize(
    ("name", "situation"), [(name, where) for name, item in PRACTICES.items() for where in item.situations]
)
def test_a_clinicians_message_is_said_once_as_it_was_written_and_told_as_theirs(
    name: str, situation: str
) -> None:
    theirs = Profile(
        message="The kettle sings for you. Write to me", support_contact="Elm House, on weekdays"
    )
    for level in levels_of(PRACTICES[name]):
        for cut in ready(name, replace(theirs, level=level), situation=situation).candidates:
            said = [cue.utterance.text for cue in cut.script.cues if isinstance(cue, Say)]
            assert said.count("The kettle sings for you.") == said.count("Write to me.") == 1
            assert "your clinician" in " ".join(said[: said.index("The kettle sings for you.")][-2:]).lower()
            assert said.count("Elm House, on weekdays.") == 1
