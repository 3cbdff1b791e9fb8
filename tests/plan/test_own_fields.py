"""A practice's own fields: separate thoughts, sentences of a letter, phrases, and what is refused."""

from dataclasses import replace

import pytest

from generator.errors import ProfileError
from generator.plan.marks import plain
from generator.plan.own_fields import Typed, own_fields
from generator.plan.practice import FieldSpec
from tests.plan.shipped import PRACTICES

PRACTICE = replace(
    PRACTICES["sense-anchor"],
    fields={
        "thoughts": FieldSpec("lines", "", "", count=(2, 3), longest=5),
        "letter": FieldSpec("letter", "", ""),
        "whom": FieldSpec("text", "somebody", ""),
        "line": FieldSpec("words", "", ""),
        "who": FieldSpec("choice", "me", "", ("me", "you")),
        "more": FieldSpec("flag", False, ""),
    },
)


def field(name: str, value: Typed) -> object:
    found = own_fields({name: value}, PRACTICE)[name]
    return tuple(map(plain, found)) if isinstance(found, tuple) else plain(str(found))


def test_nothing_typed_leaves_the_defaults() -> None:
    assert own_fields({"else": "of another practice"}, PRACTICE) == {
        "thoughts": (), "letter": (), "whom": "somebody", "line": "", "who": "me", "more": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    "typed", ["it is hard; I can wait", ("it is hard", "I can wait."), "It is hard. I can wait."]
)
def test_thoughts_come_apart_at_semicolons_sentences_or_in_a_list(typed: Typed) -> None:
    assert field("thoughts", typed) == ("It is hard.", "I can wait.")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("One.", "holds 1, but should hold 2 to 3"),
        ("One; two; three; four", "holds 4"),
        ("One; two three four five six seven", "6 words in its line 2, and 5 is the most"),
    ],
)
def test_too_many_too_few_or_too_long_thoughts_are_told(typed: str, told: str) -> None:
    with pytest.raises(ProfileError, match=told):
        field("thoughts", typed)


def test_a_letter_is_spoken_sentence_by_sentence_and_word_for_word() -> None:
    letter = "Dear Dr. Sam, hello. Is it late? It is not! [pause 9s] {{ x }}"
    assert field("letter", letter) == (
        "Dear Dr. Sam, hello.",
        "Is it late?",
        "It is not!",
        "[pause 9s] {{ x }}.",
    )


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("more", "yes", "true or false"),
        ("who", True, "should be words"),
        ("who", "they", "one of: me, you"),
        ("whom", "word " * 61, "longer than 60 words"),
    ],
)
def test_a_value_of_the_wrong_kind_is_told(name: str, typed: Typed, told: str) -> None:
    with pytest.raises(ProfileError, match=told):
        field(name, typed)
