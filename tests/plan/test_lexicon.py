"""How words are said: whole words in any case, possessives, accents, and lists laid over each other."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import Location, ProfileError
from generator.plan.lexicon import Lexicon
from generator.plan.lexicon_file import read_lexicon

WHERE = Location("voices/say.toml")


def said(sentence: str, *lists: dict[str, str]) -> list[tuple[str, str]]:
    return [(sentence[span.start : span.end], span.sound) for span in Lexicon(*lists).spans(sentence)]


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("Hello, Siobhan.", "Siobhan"),
        ("hello, siobhan.", "siobhan"),
        ("SIOBHAN waits.", "SIOBHAN"),
        ("Siobhan's breath.", "Siobhan"),
        ("Siobhan’s breath.", "Siobhan"),
        ("Siobhán waits.", "Siobhán"),
        (unicodedata.normalize("NFD", "Siobhán waits."), unicodedata.normalize("NFD", "Siobhán")),
        ("Anne-Siobhan waits.", "Siobhan"),
        ("“Siobhan”", "Siobhan"),
    ],
)
def test_a_word_is_known_in_any_case_with_any_accents_and_as_a_possessive(sentence: str, word: str) -> None:
    assert said(sentence, {"Siobhan": "shi-VAWN"}) == [(word, "shi-VAWN")]


@pytest.mark.parametrize("sentence", ["Siobhanna.", "Siobhans.", "ASiobhan.", "siob han", ""])
def test_parts_of_words_are_left_alone(sentence: str) -> None:
    assert said(sentence, {"Siobhan": "shi-VAWN"}) == []


@pytest.mark.parametrize(
    ("listed", "typed"),
    [("Łukasz", "Lukasz"), ("Søren", "Soren"), ("Zoë", "zoe"), ("Nguyễn", "Nguyen"), ("Özlem", "Ozlem"), ("Ayşe", "ayse"),
     ("Jose", "José"), ("İpek", "ipek"), ("Irmak", "ırmak")],
)  # fmt: skip
def test_one_spelling_stands_for_those_with_other_accents(listed: str, typed: str) -> None:
    assert said(f"Hello, {typed}.", {listed: "x"}) == [(typed, "x")]


def test_two_words_that_differ_in_accents_alone_stay_apart() -> None:
    names = {"Inés": "ee-NESS", "Inês": "ee-NESH"}

    assert said("Inés and Inês, and Ines.", names) == [("Inés", "ee-NESS"), ("Inês", "ee-NESH")]
    assert said("Ines.", names | {"Ines": "EYE-ness"}) == [("Ines", "EYE-ness")]


def test_the_longest_entry_wins_and_blanks_and_hyphens_are_alike() -> None:
    words = {"wind": "a", "wind down": "b", "O'Brien": "c"}

    assert said("Wind down, wind-down, wind  down; the wind.", words) == [
        ("Wind down", "b"),
        ("wind-down", "b"),
        ("wind  down", "b"),
        ("wind", "a"),
    ]
    assert said("O’Brien, O Brien", words) == [("O’Brien", "c")]
    assert said("wind, down", words) == [("wind", "a")]


def test_the_first_list_that_knows_a_word_decides() -> None:
    house, clinic, own = {"Zoë": "house", "Niamh": "house"}, {"zoe": "clinic"}, {"ZOE": "own"}

    assert said("Zoë and Niamh.", clinic, house) == [("Zoë", "clinic"), ("Niamh", "house")]
    assert [span.sound for span in Lexicon(clinic, house).over(own).spans("Zoë and Niamh.")] == [
        "own",
        "house",
    ]


@given(st.text(max_size=40), st.dictionaries(st.text(max_size=6), st.just("x"), max_size=5))
def test_stretches_are_in_order_apart_and_inside_the_sentence(sentence: str, words: dict[str, str]) -> None:
    spans = Lexicon(words).spans(sentence)

    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(0 <= span.start < span.end <= len(sentence) for span in spans)


def test_a_list_may_stand_in_tables_or_by_itself() -> None:
    text = 'Niamh = "NEEV"\n[say]\nSiobhan = "shi-VAWN"\n["our clients"]\n"Mary Ann" = "/ˈmɛɹiæn/"\n'

    assert read_lexicon(text, WHERE) == {"Niamh": "NEEV", "Siobhan": "shi-VAWN", "Mary Ann": "/ˈmɛɹiæn/"}


def test_a_line_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ProfileError) as caught:
        read_lexicon('Niamh = "NEEV"\nSiobhan = shi-VAWN\n', WHERE)

    assert caught.value.where == Location("voices/say.toml", 2)
    assert 'Siobhan = "shi-VAWN"' in str(caught.value)


def test_every_line_without_a_sound_is_named() -> None:
    with pytest.raises(ProfileError) as caught:
        read_lexicon('Niamh = 3\nOrla = " "\nAoife = "EE-fa"\n', WHERE)

    assert "'Niamh'" in str(caught.value)
    assert "'Orla'" in str(caught.value)
    assert "Aoife" not in str(caught.value)
