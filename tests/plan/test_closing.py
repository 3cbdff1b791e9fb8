"""How a track's words come to rest."""

import pytest

from generator.plan.closing import SLOWER, closing_from
from generator.plan.layout import Guidance, Layout
from generator.plan.sentences import words_in
from generator.plan.timeline import Timeline
from generator.units import to_seconds
from tests.strategies import PACED, lengths, script_of

PARAGRAPH = "Here is one calm sentence to hear. And here is another one."


def placed(text: str, guidance: Guidance | None = None) -> Timeline:
    return Layout(lengths, guidance or Guidance(None, 110)).place(script_of(text).cues)


def test_the_last_paragraph_is_a_little_slower_than_those_before_it() -> None:
    timeline = placed("\n\n".join([PARAGRAPH] * 3))
    paces = [
        60 * sum(words_in(said.utterance.text) for said in pair) / to_seconds(pair[1].end - pair[0].start)
        for pair in zip(timeline.spoken[::2], timeline.spoken[1::2], strict=True)
    ]

    assert paces == pytest.approx([110, 110, 110 * SLOWER], rel=0.001)
    assert 0.95 <= SLOWER <= 0.98


def test_the_closing_begins_with_the_last_paragraph_pauses_inside_it_and_all() -> None:
    timeline = placed(f"{PARAGRAPH}\n\nRest now. [settle] Rest.\n\n[settle]")
    assert closing_from(timeline) == timeline.spoken[2].start


def test_a_track_of_one_paragraph_has_no_closing() -> None:
    timeline = placed(PARAGRAPH)
    assert closing_from(timeline) == timeline.length


def test_counts_are_no_closing() -> None:
    counted = placed("Hello.\n\n[breathe ramp]\n\n[breathe fade 3 cycles]", PACED)

    assert closing_from(counted) == counted.length
