"""Every shipped practice, in every cut it offers: it renders, parses, solves, and says what the guide asks of it."""

import re
from collections.abc import Iterator
from functools import cache

import pytest

from generator.library import Library, open_library
from generator.plan.choices import KINDS, LENGTHS, LEVELS, OPTIONS, PRONOUNS, QUALITIES
from generator.plan.cues import Breathe, Breathing, Pause, Say
from generator.plan.practice import Practice
from generator.plan.profile import Profile
from generator.plan.schedule import length_range
from generator.plan.sentences import words_in
from generator.plan.voice import Voice
from generator.prepare import Chosen, Prepared, Request, choose, estimate, prepare
from generator.units import to_samples, to_seconds
from tests.plan.invariants import assert_sound

LONGEST_SENTENCE = 26
LIBRARY = open_library()
PRACTICES = LIBRARY.practices()
NEVER_LONG = {"first"}
"""Levels without a long form (guide, section 3.5)."""


def heart(name: str, library: Library) -> Voice:
    return library.voice(name)


def ready(name: str, profile: Profile, **wish: object) -> Prepared:
    request = Request(name, profile, clinician=True, **wish)  # type: ignore[arg-type]
    return prepare(request, LIBRARY, heart)


def levels_of(practice: Practice) -> Iterator[str]:
    """The levels that it has forms of its own for."""
    return (level for level in LEVELS if level in practice.lengths)


CUTS = [
    pytest.param(name, level, form, id=f"{name}-{level}-{form}")
    for name, practice in PRACTICES.items()
    for level in levels_of(practice)
    for form in LENGTHS
    if form in practice.lengths_at(level)
]
OWN_WORDS = {
    "tree": "an old yew by the church", "animal": "two big, slow horses", "mountain": "the hill behind our house", "sea": "my grandad's bay",
    "light": "a light like honey", "place": "a hut in the snow", "warmth": "an ember of warmth in my hands", "human": "someone kind",
    "older-you": "me, older", "figure": "Gran", "presence": "something that keeps watch",
}  # fmt: skip


def spoken(chosen: Chosen) -> list[str]:
    return [said.utterance.text for said in chosen.solution.timeline.spoken]


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
                    r"None|Undefined|\s\s|[{}\[\]<>#_*|]|\s[,.;:?!]|\.\.(?!\.)|,[.,]", text
                ), f"{cue.where}: {text}"
                assert text.count("(") == text.count(")"), f"{cue.where}: {text}"
                assert not re.search(r"\b(\w+) \1\b", text.lower()), f"{cue.where}: {text}"
                assert not re.search(r"\ba [aeio]\w|\ban [bcdfgjklmnpqrstvwxz]\w", text), (
                    f"{cue.where}: {text}"
                )
                assert cue.utterance.personal or words_in(text) <= LONGEST_SENTENCE, f"{cue.where}: {text}"


def assert_solves(prepared: Prepared) -> Chosen:
    """The form can have its usual length, exactly, and the timeline holds every promise."""
    candidate = prepared.candidates[0]
    chosen = estimate(prepared)
    assert chosen.solution.timeline.length == to_samples(candidate.usual), _reach(prepared)
    assert_sound(candidate.script, chosen.solution, candidate.guidance)
    return chosen


def _reach(prepared: Prepared) -> str:
    candidate = prepared.candidates[0]
    reach = length_range(candidate.script, prepared.estimated, candidate.guidance)
    shortest, longest = (to_seconds(length) / 60 for length in reach)
    return f"usual {candidate.usual / 60:g} min, but from {shortest:.2f} to {longest:.2f}"


@pytest.mark.parametrize(("name", "level", "form"), CUTS)
def test_each_cut_can_have_its_usual_length_and_is_well_said(name: str, level: str, form: str) -> None:
    for seed in (1, 2, 3):
        prepared = ready(name, Profile(level=level), length=form, seed=seed)
        assert_well_said(prepared)
        assert_solves(prepared)


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize(("name", "level", "form"), CUTS)
def test_each_option_has_words_in_each_cut(name: str, level: str, form: str, option: str) -> None:
    if option not in PRACTICES[name].options:
        pytest.skip(f"{name} has no words for {option}")
    prepared = ready(
        name, Profile(level=level, options=(option,), name="Samira"), length=form, seed=len(option)
    )
    assert_well_said(prepared)
    chosen = assert_solves(prepared)
    if option == "no-breath":
        assert not chosen.solution.timeline.breaths
        assert not re.search(r"\bbreath(?!less)", " ".join(spoken(chosen)).lower()), [
            text for text in spoken(chosen) if "breath" in text.lower()
        ]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_image_fits_its_words(kind: str) -> None:
    for number, (name, level, form) in enumerate(cut.values for cut in CUTS):
        label = OWN_WORDS[kind] if number % 2 or kind == "figure" else ""
        pronoun = [*PRONOUNS, "none", None][number % 6]
        profile = Profile(
            level=str(level), kind=kind, label=label, pronoun=pronoun, qualities=(QUALITIES[number % 11],)
        )
        prepared = ready(str(name), profile, length=form, seed=number)
        assert_well_said(prepared)


@pytest.mark.parametrize("preset", ["own-pace", "ease-3-5", "soothing-4-7", "soothing-5-7"])
@pytest.mark.parametrize(("name", "level", "form"), CUTS)
def test_each_breathing_fits_each_cut(name: str, level: str, form: str, preset: str) -> None:
    prepared = ready(name, Profile(level=level, preset=preset), length=form)
    chosen = assert_solves(prepared)
    assert bool(chosen.solution.timeline.breaths) <= (preset != "own-pace")


@pytest.mark.parametrize(
    ("name", "level"),
    [
        pytest.param(name, level, id=f"{name}-{level}")
        for name, item in PRACTICES.items()
        for level in levels_of(item)
    ],
)
def test_every_whole_minute_between_shortest_and_longest_can_be_had(name: str, level: str) -> None:
    forms = [form for form in LENGTHS if form in PRACTICES[name].lengths_at(level)]
    cuts = [ready(name, Profile(level=level), length=form) for form in forms]
    reach = [length_range(p.candidates[0].script, p.estimated, p.candidates[0].guidance) for p in cuts]
    shortest, longest = min(low for low, _ in reach), max(high for _, high in reach)
    refused = []
    for minutes in range(-(-shortest // to_samples(60)), longest // to_samples(60) + 1):
        try:
            assert choose_any(ready(name, Profile(level=level), minutes=minutes)), minutes
        except Exception:  # noqa: BLE001 - all minutes are tried before any is told
            refused.append(minutes)
    assert not refused, [f"{low / 2646000:.2f}-{high / 2646000:.2f}" for low, high in reach]


def choose_any(prepared: Prepared) -> bool:
    return any(choose(prepared, candidate, prepared.estimated) for candidate in prepared.candidates)


COMMON = {"g-choice", "g-wander", "g-return"}
IMAGERY = {"compassionate-other"}


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
        due -= {"image-to-me", "me-to-image"}
    if not paced and "in-count" in due:
        due = due - {"in-count", "out-count"} | {"own-pace-line"}
    return due


@pytest.mark.parametrize(("name", "level", "form"), CUTS)
def test_each_cut_shows_the_tokens_that_the_guide_asks_for(name: str, level: str, form: str) -> None:
    practice = PRACTICES[name]
    for seed in range(1, 6):
        prepared = ready(name, Profile(level=level), length=form, seed=seed)
        chosen = estimate(prepared)
        said = {item.paragraph for item in chosen.solution.timeline.spoken}
        shown = {item.token for item in chosen.candidate.script.shown if item.paragraph in said}
        due = tokens_due(practice, level, chosen.candidate.usual, paced=prepared.pattern is not None)
        if form != "brief" and "attention-can-move" in due or form == "brief":
            due -= {"attention-can-move"} if form == "brief" else set()

        assert due <= shown, due - shown


@cache
def _quiets(name: str, level: str, form: str) -> list[tuple[str, float]]:
    """Each quiet of a script with its ceiling in seconds: pauses, and breaths in tones alone."""
    prepared = ready(name, Profile(level=level), length=form)
    script, pattern = prepared.candidates[0].script, prepared.pattern
    quiets = []
    for cue in script.cues:
        if isinstance(cue, Pause) and cue.name != "write":
            quiets.append((f"{cue.where} {cue.name}", cue.ceiling))
        elif isinstance(cue, Breathe) and cue.kind is Breathing.CYCLES and pattern is not None:
            quiets.append((f"{cue.where} cycles", cue.most * pattern.cycle))
    return quiets


@pytest.mark.parametrize(("name", "level", "form"), [cut for cut in CUTS if "-first-" in str(cut.id)])
def test_no_quiet_passes_30_seconds_at_level_first(name: str, level: str, form: str) -> None:
    assert not [quiet for quiet in _quiets(name, level, form) if quiet[1] > 30]


@pytest.mark.parametrize(("name", "level", "form"), CUTS)
def test_quiet_is_announced_before_the_first_long_one(name: str, level: str, form: str) -> None:
    prepared = ready(name, Profile(level=level), length=form)
    script, pattern = prepared.candidates[0].script, prepared.pattern
    told = {item.paragraph for item in script.shown if item.token == "g-silence"}
    announced = False
    for cue in script.cues:
        match cue:
            case Say() if cue.paragraph in told and cue.passage is None:
                announced = True
            case Pause(ceiling=ceiling) if ceiling > 20:
                assert announced, f"{cue.where}: quiet of up to {ceiling:g} s"
            case Breathe(kind=Breathing.CYCLES) if pattern is not None and cue.most * pattern.cycle > 20:
                assert announced, f"{cue.where}: up to {cue.most} breaths in tones alone"
            case _:
                pass


def test_level_first_has_no_long_form() -> None:
    assert not [
        name
        for name, item in PRACTICES.items()
        for level in NEVER_LONG
        if "long" in item.lengths.get(level, {})
    ]
