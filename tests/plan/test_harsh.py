"""Notes on words that may wound: they say where, repeat nothing, and change nothing."""

import re

import pytest

from generator.errors import Location, ScriptError
from generator.plan.harsh import harsh_notes, read_harsh
from generator.plan.profile import Profile
from tests.plan.shipped import LIBRARY


def notes(**words: object) -> list[str]:
    return list(harsh_notes(Profile(**words), LIBRARY.harsh()))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "sentence",
    [
        "You must try harder.", "Just relax.", "That was silly.", "It could be worse!", "Don’t be so sensitive.",
        "You don't deserve this.", "Stop worrying.", "I was disappointed.", "Pull yourself together.",
    ],
)  # fmt: skip
def test_a_harsh_line_is_noted_by_its_place_alone(sentence: str) -> None:
    (note,) = notes(message=f"Hello there. {sentence}")

    assert note.startswith("Sentence 2 of clinician.message")
    assert not set(re.findall(r"\w{6,}", sentence.lower())) & set(re.findall(r"\w+", note.lower()))


@pytest.mark.parametrize(
    "sentence",
    [
        "You don't have to do anything.",
        "Rest when you can.",
        "Take the week a day at a time.",
        "I am glad you came.",
    ],
)
def test_a_kind_line_is_not(sentence: str) -> None:
    assert notes(message=sentence, words=sentence, fields={"letter_text": sentence}) == []


def test_letters_thoughts_and_the_images_words_are_read_as_well() -> None:
    found = notes(
        words="Snap out of it.",
        fields={"alt_thoughts": ("It is hard.", "Others have it worse."), "speaker": "self"},
    )
    assert [note.partition(" may")[0] for note in found] == [
        "Sentence 1 of image.words",
        "Sentence 1 of fields.alt_thoughts, line 2,",
    ]


@pytest.mark.parametrize("text", ["", "phrases = []", "phrases = 3", "phrases = [", 'phrases = ["(a"]'])
def test_a_broken_list_is_told(text: str) -> None:
    with pytest.raises(ScriptError, match="harsh turns of phrase") as caught:
        read_harsh(text, "harsh.toml")
    assert caught.value.where == Location("harsh.toml")
