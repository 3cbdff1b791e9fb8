"""Invisible marks: typed words pass through disarmed and come out as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import Location
from generator.plan.marks import (
    PRIVATE_USE,
    Sites,
    capital_first,
    guard,
    is_personal,
    plain,
    reveal,
    without_personal,
)
from tests.strategies import HOSTILE, typed_words


@given(typed_words)
def test_guarded_words_come_back_on_one_line_and_known_as_typed(words: str) -> None:
    one_line = " ".join(words.split())
    text, spans = reveal(f"Hello {guard(words)}.")

    assert text == f"Hello {one_line}."
    assert spans == (((6, 6 + len(one_line)),) if one_line else ())
    assert plain(guard(words)) == one_line
    assert is_personal(guard(words))


@pytest.mark.parametrize("words", HOSTILE)
def test_guarded_words_hold_nothing_that_a_script_obeys(words: str) -> None:
    assert not set(guard(words)) & set("[]{}#<>*_`|\\\n")


@pytest.mark.parametrize(
    "cut", ["\ue100Sa", "m\ue101 here", "\ue101maS\ue100", "\ue100a\ue100b\ue101", "\ue101"]
)
def test_marks_that_do_not_pair_make_all_of_the_text_personal(cut: str) -> None:
    text, spans = reveal(f"Hello {cut}.")
    assert spans == ((0, len(text)),)


@given(st.text())
def test_revealed_text_never_holds_marks_of_ours(text: str) -> None:
    found, spans = reveal(text)
    assert "\ue100" not in found
    assert "\ue101" not in found
    assert all(0 <= start < end <= len(found) for start, end in spans) or not found


@pytest.mark.parametrize(
    ("text", "capital"),
    [("an oak", "An oak"), ("\ue100an oak\ue101", "\ue100An oak\ue101"), (" \U000f0001x", " \U000f0001X"), ("", ""), ("\ue100", "\ue100"), ("élan", "Élan"), ("7 oaks", "7 oaks")],
)  # fmt: skip
def test_the_first_visible_character_becomes_a_capital(text: str, capital: str) -> None:
    assert capital_first(text) == capital


def test_marks_of_origin_lead_back_to_their_places() -> None:
    sites = Sites()
    here, there = Location("scripts/a.md", 3), Location("scripts/b.md", 9)
    line = sites.mark(here) + "Hello " + sites.mark(there) + "there."

    assert sites.strip(line) == ("Hello there.", here)
    assert sites.files(line) == ("scripts/a.md", "scripts/b.md")
    assert sites.mark(here) == sites.mark(here) != sites.mark(there)
    assert Sites.without(line) == "Hello there."


def test_a_mark_that_stands_for_nothing_is_taken_out() -> None:
    sites, line = Sites(), "\U000f0123Hello."
    assert sites.strip(line) == ("Hello.", None)
    assert sites.files(line) == ()


def test_every_mark_is_among_the_characters_that_cannot_be_typed() -> None:
    for mark in (*guard("[#]"), Sites().mark(Location("x"))):
        assert PRIVATE_USE.match(mark)


@pytest.mark.parametrize(
    "message", [f"no {guard('Sam Hill')} here", f"no {guard('Sam Hill')!r} here", "no \ue100Sam Hill"]
)
def test_a_message_loses_what_somebody_typed(message: str) -> None:
    assert "Sam" not in without_personal(message)
    assert "Hill" not in without_personal(message)
    assert without_personal(message).startswith("no ")
