"""Prose into sentences, and how words in them are said."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.plan.lexicon import Lexicon
from generator.plan.sentences import sentence_ranges, utterances, words_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two! Three? Four…", ["One.", "Two!", "Three?", "Four…"]),
        ("No end", ["No end"]),
        ("  Blanks around.   And between.  ", ["Blanks around.", "And between."]),
        ("Dr. Green and Mrs. Brown. They wait.", ["Dr. Green and Mrs. Brown.", "They wait."]),
        ("So it was (Dr. Green said). Fine.", ["So it was (Dr. Green said).", "Fine."]),
        ("Count to no. Then stop.", ["Count to no. Then stop."]),
        ("It is 3.5 metres. Far enough.", ["It is 3.5 metres.", "Far enough."]),
        ("Wait... and then go on.", ["Wait... and then go on."]),
        ("“Here I am.” And stays.", ["“Here I am.”", "And stays."]),
        ("Really?! Yes.", ["Really?!", "Yes."]),
        ("", []),
        ("   ", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_ranges(text)] == found


@given(st.text("aB .!?…\"' Dr", max_size=60))
def test_no_letter_is_lost_and_none_is_said_twice(text: str) -> None:
    ranges = sentence_ranges(text)
    kept = "".join(text[start:end] for start, end in ranges)

    assert all(before[1] <= after[0] for before, after in pairwise(ranges))
    assert kept.replace(" ", "") == text.replace(" ", "")
    assert all(text[start:end] == text[start:end].strip() for start, end in ranges)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("One", 1),
        ("one-eyed cats don’t care", 4),
        ("4 and 6", 3),
        ("— … !", 0),
        ("Zoë née O'Brien", 3),
    ],
)
def test_words_are_counted_as_they_are_said(text: str, count: int) -> None:
    assert words_in(text) == count


def test_the_longest_entry_of_a_lexicon_wins_and_whole_words_only() -> None:
    text = "Ann Marie met Ann and Anna, ANN said."
    said = Lexicon({"ann": "an", "ann marie": "an-ma-REE"}).spans(text)

    assert [(text[span.start : span.end], span.sound) for span in said] == [
        ("Ann Marie", "an-ma-REE"),
        ("Ann", "an"),
        ("ANN", "an"),
    ]


def test_an_entry_is_plain_words_and_not_a_pattern() -> None:
    assert Lexicon({".*": "x", "(or": "or"}).spans("A cat (or two).")[0].sound == "or"


def test_only_sentences_that_typed_words_reach_into_are_personal() -> None:
    text = "Hello. An old yew waits. Bye."
    found = utterances(text, ((7, 17),), Lexicon())
    assert [utterance.personal for _, utterance in found] == [False, True, False]
    assert [text[start:].startswith(utterance.text) for start, utterance in found] == [True] * 3
