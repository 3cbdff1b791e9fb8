"""A practice's front matter: what it says, and how its mistakes are told."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import ChoiceError, Location, ScriptError
from generator.plan.practice import FieldSpec, Practice, read_practice

GOOD = """+++
id = "sense-anchor"
title = "A steady thing"
quiet_title = "Steady minutes"
aim = "Rest on something steady."
flow = "self"
level = "steady"
situations = ["session"]
options = ["no-breath"]
carry_on = "Look once, today."
must = ["eyes-open-ok"]

[lengths.steady]
brief = 2
standard = 6.5

[lengths.deeper]
long = 20

[fields.object]
kind = "text"
default = "something in front of you"
about = "what the eyes can rest on"

[fields.sense]
kind = "choice"
choices = ["sight", "sound"]
default = "sight"

[fields.loud]
kind = "flag"
+++

Hello.
"""


def read(text: str = GOOD) -> Practice:
    return read_practice(text, "scripts/sense-anchor.md")


def test_everything_in_the_front_matter_is_read() -> None:
    practice = read()

    assert (practice.id, practice.title, practice.flow) == ("sense-anchor", "A steady thing", "self")
    assert practice.asked_level == practice.level == "steady"
    assert practice.lengths == {"steady": {"brief": 120, "standard": 390}, "deeper": {"long": 1200}}
    assert practice.fields == {
        "object": FieldSpec("text", "something in front of you", "what the eyes can rest on"),
        "sense": FieldSpec("choice", "sight", "", ("sight", "sound")),
        "loud": FieldSpec("flag", default=False, about=""),
    }
    assert practice.must == ("eyes-open-ok",)


def test_a_practice_may_run_at_another_level_than_it_begins_at() -> None:
    text = GOOD.replace('level = "steady"', 'level = "first"\nasked_level = "steady"', 1)
    assert (read(text).level, read(text).asked_level) == ("first", "steady")


@pytest.mark.parametrize(
    ("level", "forms"),
    [("steady", {"brief", "standard"}), ("deeper", {"long"}), ("clinic", {"long"})],
)
def test_a_level_without_lengths_takes_those_of_the_level_below(level: str, forms: set[str]) -> None:
    assert set(read().lengths_at(level)) == forms


def test_a_level_below_the_first_one_it_is_made_for_is_refused() -> None:
    with pytest.raises(ChoiceError, match="begins at level steady, and first was asked for"):
        read().lengths_at("first")


def test_a_practice_whose_own_level_has_no_lengths_says_so() -> None:
    with pytest.raises(ChoiceError, match="has no form for level steady"):
        read(GOOD.replace("[lengths.steady]", "[lengths.clinic]")).lengths_at("steady")


MISTAKES = [
    ("+++\n", "", "no front matter"),
    ('id = "sense-anchor"', "id = ", "not TOML"),
    ('id = "sense-anchor"', "id = " + "[" * 4000, "not TOML"),
    ('id = "sense-anchor"', "id = " + "9" * 5000, "not TOML"),
    ('id = "sense-anchor"', "id = 3", "needs 'id'"),
    ('title = "A steady thing"', 'title = " "', "needs 'title'"),
    ('aim = "Rest on something steady."', 'aims = "x"', "unknown key 'aims'. Did you mean 'aim'"),
    ('flow = "self"', 'flow = "sideways"', "'flow' in the front matter is 'sideways'"),
    ('level = "steady"', 'level = "stedy"', "Did you mean 'steady'"),
    ('options = ["no-breath"]', 'options = ["no-breth"]', "holds 'no-breth'. Did you mean 'no-breath'"),
    ('options = ["no-breath"]', 'options = "no-breath"', "'options' in the front matter is a list"),
    ('situations = ["session"]', 'situations = ["bath"]', "holds 'bath'"),
    ('must = ["eyes-open-ok"]', "must = [1]", "'must' in the front matter is a list"),
    ("[lengths.steady]", "[lengths.stedy]", "no level with forms"),
    ("brief = 2", 'brief = "2"', "has 'brief'"),
    ("brief = 2", "brief = true", "has 'brief'"),
    ("brief = 2", "brief = 0", "has 'brief'"),
    ("brief = 2", "brief = -3", "has 'brief'"),
    ("brief = 2", "brief = nan", "has 'brief'"),
    ("brief = 2", "brief = inf", "has 'brief'"),
    ("brief = 2", "short = 2", "has 'short'"),
    ('kind = "text"', 'kind = "number"', "[fields.object] needs a kind"),
    ('default = "something in front of you"', "default = 3", "[fields.object] needs a kind"),
    ('default = "sight"', 'default = "taste"', "[fields.sense] has a default that does not fit"),
    ('choices = ["sight", "sound"]', "choices = 5", "[fields.sense] needs a kind"),
    ('kind = "flag"', 'kind = "flag"\ndefault = "no"', "[fields.loud] has a default that does not fit"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("good", "bad", "told"), MISTAKES, ids=[f"{bad[:20]}-{told}" for _, bad, told in MISTAKES]
)
def test_each_mistake_is_told(good: str, bad: str, told: str) -> None:
    assert good in GOOD
    with pytest.raises(ScriptError, match=re.escape(told)) as caught:
        read(GOOD.replace(good, bad, 1))
    assert caught.value.where == Location("scripts/sense-anchor.md", 1)


@pytest.mark.parametrize("text", ["", "Hello.", "+++", "+++\nid = 'a'", "\n" + GOOD])
def test_a_file_without_front_matter_is_told(text: str) -> None:
    with pytest.raises(ScriptError, match="no front matter"):
        read(text)


@pytest.mark.parametrize("table", ["lengths = 3", "lengths = {}", "fields = 3"])
def test_a_table_that_is_none_is_told(table: str) -> None:
    head = GOOD[: GOOD.index("[lengths")] + (
        "" if "lengths" in table else "lengths = {steady = {brief = 2}}\n"
    )
    with pytest.raises(ScriptError):
        read(f"{head}{table}\n+++\nHello.")


@given(st.text(max_size=80))
def test_any_front_matter_is_a_practice_or_a_script_error(text: str) -> None:
    with pytest.raises(ScriptError):
        read(f"+++\n{text}\n+++\n")
