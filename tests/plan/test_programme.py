"""Programmes: files that say what is wrong with them, and the ones we ship, whose guidance thins out."""

from dataclasses import replace
from itertools import pairwise

import pytest

from generator.errors import ScriptError
from generator.fitting import estimate
from generator.library import open_library
from generator.plan.choices import LEVELS
from generator.plan.profile import Profile
from generator.plan.programme import Programme, ProgrammeStep, read_programme
from generator.plan.sentences import words_in
from generator.prepare import prepare
from generator.request import Prepared, Request

STEP = '[[step]]\nweek = 1\npractice = "tiny"\nlevel = "first"\nminutes = 2\n'
HEAD = 'title = "Two steps"\nabout = "A little."\n'
SHIPPED = {item.name: item for item in open_library().programmes()}


def prepared(step: ProgrammeStep, minutes: float | None = None) -> Prepared:
    profile = Profile(level=step.level, familiar=step.familiar, guidance=step.guidance, parts=step.parts)
    request = Request(step.practice, profile, minutes=minutes or step.minutes, situation=step.situation)
    return prepare(request, open_library(), lambda name, library: library.voice(name))


def words_of(step: ProgrammeStep) -> int:
    timeline = estimate(prepared(step)).solution.timeline
    return sum(words_in(said.utterance.text) for said in timeline.spoken)


def test_a_programme_says_what_it_holds() -> None:
    read = read_programme(HEAD + STEP + 'guidance = "less"\ndays = "Mon"\ntimes = 1\n', "two", "two.toml")

    assert read == Programme(
        "two", "Two steps", "A little.",
        (ProgrammeStep(1, "tiny", "first", 2, days="Mon", times=1, guidance="less"),),
    )  # fmt: skip
    assert read.steps[0].when == "Week 1, Mon"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD, "needs steps"),
        (STEP, "needs 'title'"),
        (HEAD + STEP + "minute = 3\n", "Did you mean 'minutes'"),
        (HEAD + STEP.replace("first", "fist"), "one of first, steady, deeper"),
        (HEAD + STEP.replace("first", "clinic"), "one of first, steady, deeper"),
        (HEAD + STEP.replace("minutes = 2", "minutes = 0"), "from 0.5 to"),
        (HEAD + STEP.replace("week = 1", "week = 2") + STEP, "order of their weeks"),
        (HEAD + STEP + 'guidance = "none"\n', "usual, less, least"),
        (HEAD + STEP + "familiar = 1\n", "true or false"),
        (HEAD + STEP + "parts = [1]\n", "a list of words"),
        ("title = ", "not TOML"),
        (HEAD + "step = 3", "needs steps"),
    ],
)
def test_a_broken_programme_says_where(text: str, words: str) -> None:
    with pytest.raises(ScriptError) as caught:
        read_programme(text, "two", "scripts/programmes/two.toml")

    assert words in str(caught.value)
    assert str(caught.value).startswith("scripts/programmes/two.toml: ")


def test_three_programmes_come_along() -> None:
    assert set(SHIPPED) == {"four-first-weeks", "eight-weeks", "commuters-fortnight"}
    assert SHIPPED["eight-weeks"].weeks == 8
    assert SHIPPED["four-first-weeks"].weeks == 4
    assert SHIPPED["four-first-weeks"].highest_level.level == LEVELS[0]
    assert sum(step.times for step in SHIPPED["commuters-fortnight"].steps) == 10


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_programme_can_be_made_and_says_less_and_less_of_what_comes_back(name: str) -> None:
    steps = SHIPPED[name].steps
    spoken = {number: words_of(step) for number, step in enumerate(steps)}
    again = [
        (earlier, later)
        for earlier in spoken
        for later in spoken
        if earlier < later and same(steps[earlier]) == same(steps[later])
    ]

    assert again
    assert [(a, b) for a, b in again if spoken[a] <= spoken[b]] == []
    assert [step.level for step in steps] == sorted((step.level for step in steps), key=LEVELS.index)


def same(step: ProgrammeStep) -> tuple[object, ...]:
    return step.practice, step.parts, step.level, step.minutes


@pytest.mark.parametrize("minutes", [8, 10, 12, 20])
def test_a_commuters_rides_fit_rides_of_many_lengths(minutes: float) -> None:
    for step in SHIPPED["commuters-fortnight"].steps:
        assert estimate(prepared(step, minutes)).solution.timeline.length == minutes * 60 * 44_100


@pytest.mark.parametrize(
    ("practice", "level", "minutes"),
    [("sense-anchor", "first", 5), ("soothing-breath", "steady", 6), ("compassionate-self", "steady", 12)],
)
def test_less_guidance_is_fewer_words_in_the_same_time(practice: str, level: str, minutes: float) -> None:
    usual = ProgrammeStep(1, practice, level, minutes)
    counts = [words_of(replace(usual, guidance=word)) for word in ("usual", "less", "least")]

    assert all(more >= fewer for more, fewer in pairwise(counts)), counts
    assert counts[-1] < counts[0]
