"""Very long sentences are cut where they breathe, and no word is lost."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from generator.speech.portions import joined, portions

RATE = 24_000


@given(st.text(alphabet="ab ,.[]/()ə", max_size=200), st.integers(1, 60))
def test_no_word_is_lost_and_none_is_added(text: str, most: int) -> None:
    assert " ".join(portions(text, most)).split() == text.split()


def test_a_short_text_stays_whole() -> None:
    assert portions("Rest here, for a while.", 600) == ("Rest here, for a while.",)


def test_nothing_gives_no_portions() -> None:
    assert portions(" ", 600) == ()


def test_a_long_text_is_cut_after_a_comma_in_the_last_half() -> None:
    found = portions("one two three four five six, seven eight nine ten", 34)

    assert found == ("one two three four five six,", "seven eight nine ten")


def test_without_a_comma_it_is_cut_after_a_word() -> None:
    assert portions("aaaa bbbb cccc dddd", 10) == ("aaaa bbbb", "cccc dddd")


def test_signs_in_an_engines_own_syntax_stay_whole() -> None:
    assert portions("Hello [name](/mˈA lˈɪn/), rest here", 12) == (
        "Hello",
        "[name](/mˈA lˈɪn/),",
        "rest here",
    )
    assert portions("Hello [[meɪ lɪn]], rest", 10) == ("Hello", "[[meɪ lɪn]],", "rest")


def test_portions_are_joined_with_a_short_breath_and_without_their_own_silence() -> None:
    hum = (0.3 * np.sin(np.arange(RATE) / 10)).astype(np.float32)
    padded = np.concatenate([np.zeros(RATE, np.float32), hum, np.zeros(RATE, np.float32)])

    whole = joined([padded, padded], RATE)

    assert 2.2 < len(whole) / RATE < 2.3
    assert joined([padded], RATE) is padded
