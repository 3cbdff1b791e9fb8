"""The kinds of image: the shipped file, and how a broken one is told."""

import re
from pathlib import Path

import pytest

from generator.errors import Location, ScriptError
from generator.plan.choices import KINDS, SENSES
from generator.plan.kinds import CHOSEN_KIND, OPEN_KIND, read_kinds

SHIPPED = (Path(__file__).parents[2] / "scripts" / "words" / "kinds.toml").read_text("utf-8")


def test_every_kind_can_be_chosen_and_has_something_to_sense_or_leaves_it_to_the_listener() -> None:
    kinds = read_kinds(SHIPPED, "kinds.toml")

    assert set(kinds) == {*KINDS, OPEN_KIND, CHOSEN_KIND}
    assert {name for name, kind in kinds.items() if kind.human} == {"human", "older-you", "figure"}
    assert {name for name, kind in kinds.items() if not kind.label} == {"figure"}
    assert all(kind.senses for name, kind in kinds.items() if name != "figure")


def test_no_touch_leaves_each_kind_but_the_unformed_ones_something() -> None:
    kinds = read_kinds(SHIPPED, "kinds.toml")
    without_touch = {name for name, kind in kinds.items() if not set(kind.senses) - {"touch"}}
    assert without_touch == {"presence", "figure", OPEN_KIND, CHOSEN_KIND}


def test_every_phrase_fits_after_there_may_be() -> None:
    for kind in read_kinds(SHIPPED, "kinds.toml").values():
        for phrases in kind.senses.values():
            for phrase in phrases:
                assert not re.search(r"[.!?\[\]{}<>#*_]|\s\s|^\s|\s$|^[A-Z]", phrase), phrase
        assert set(kind.senses) <= set(SENSES)


@pytest.mark.parametrize(
    ("good", "bad", "told"),
    [
        ("[tree]", "[trea]", "'tre"),
        ("[tree]\n", "[tree\n", "cannot be read"),
        ("[tree]\n", "x = " + "[" * 4000 + "\n[tree]\n", "cannot be read"),
        ('pronoun = "it"', 'pronoun = "xe"', "pronoun or label"),
        ('label = "an old tree"', "label = 3", "pronoun or label"),
        ('smell = ["sap and earth", ', 'smell = [3, ', "lists of words"),
        ('sound = ["leaves stirring in a breeze", "the creak of an old branch", "a bird somewhere near the top"]', 'sound = "leaves"', "lists of words"),
    ],
)  # fmt: skip
def test_a_broken_file_is_told(good: str, bad: str, told: str) -> None:
    assert good in SHIPPED
    with pytest.raises(ScriptError, match=re.escape(told)) as caught:
        read_kinds(SHIPPED.replace(good, bad, 1), "kinds.toml")
    assert caught.value.where == Location("kinds.toml")


def test_a_kind_that_is_no_table_is_told() -> None:
    before, _, after = SHIPPED.partition("[tree]")
    text = "tree = 3\n" + before + after[after.index("\n[") :]
    with pytest.raises(ScriptError, match=re.escape("[tree] should be a table")):
        read_kinds(text, "kinds.toml")
    names = "\n".join(f"{name} = 3" for name in (*KINDS, OPEN_KIND, CHOSEN_KIND))
    with pytest.raises(ScriptError, match="should be a table"):
        read_kinds(names, "kinds.toml")
