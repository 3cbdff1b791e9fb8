"""Where a sentence may breathe, and for how long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.plan.phrasing import Pauses, breaks, breaks_in, syllables

PAUSES = Pauses(comma=0.5, clause=0.65, ellipsis=0.9, stop=0.8)


@pytest.mark.parametrize(
    ("text", "pauses"),
    [
        ("Rest here.", []),
        ("Rest here, and wait.", [0.5]),
        ("Next: most people would; so would you.", [0.65, 0.65]),
        ("Wait … and see.", [0.9]),
        ("Wait... and see.", [0.9]),
        ("It says “Stay.” to you.", [0.8]),
        ("A hill – a high one – waits.", [0.65, 0.65]),
        ("It costs 1,000 well-worn steps at 10:30.", []),
        ("Rest here, ", []),
    ],
)
def test_a_break_asks_for_the_rest_of_its_sign(text: str, pauses: list[float]) -> None:
    assert [item.pause for item in breaks(text, PAUSES)] == pauses
    assert len(breaks_in(text)) == len(pauses)


def test_a_break_is_placed_by_what_there_is_to_say_before_it() -> None:
    (early,), (middle,) = breaks("Now, wait by the water.", PAUSES), breaks("Rest here, wait here.", PAUSES)

    assert early.share < 0.3
    assert middle.share == pytest.approx(0.5, abs=0.05)


@given(st.text(alphabet="ab ,.;:…—'\"!?", max_size=40))
def test_breaks_come_in_order_within_the_sentence(text: str) -> None:
    shares = [item.share for item in breaks(text, PAUSES)]

    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)


@pytest.mark.parametrize(
    ("word", "count"), [("yew", 1), ("gentle", 2), ("breathe", 1), ("compassion", 3), ("h", 1), ("naïve", 1)]
)
def test_syllables_are_counted_by_groups_of_vowels(word: str, count: int) -> None:
    assert syllables(word) == count
