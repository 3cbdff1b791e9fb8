"""The transcript: what is said under its chapters, the quiets, and how to listen safely."""

from generator.deliver.transcript import SAFE_LISTENING, transcript_text
from generator.plan.cues import Utterance
from generator.plan.timeline import COUNTS, ChapterMark, Silence, Spoken, Timeline
from generator.units import RATE


def said(start: float, text: str, paragraph: int) -> Spoken:
    return Spoken(round(start * RATE), RATE, Utterance(text), paragraph)


TIMELINE = Timeline(
    length=90 * RATE,
    head=RATE,
    tail=RATE,
    spoken=(
        said(1, "Welcome.", 0),
        said(3, "Sit down.", 0),
        said(10, "In", COUNTS),
        said(11, "two", COUNTS),
        said(12, "Out", COUNTS),
        said(13, "two", COUNTS),
        said(20, "Go gently.", 1),
    ),
    silences=(Silence(4 * RATE, 5 * RATE, "settle"), Silence(15 * RATE, RATE, "paragraph")),
    breaths=(),
    bells=(),
    chapters=(ChapterMark(0, "Arriving"), ChapterMark(18 * RATE, "Coming back")),
)
TEXT = transcript_text(TIMELINE, title="A stop", aim="Rest.", carry_on="Look up.", voice="Heart")


def test_it_reads_as_a_page() -> None:
    expected = """\
A stop
======

Rest.
90 seconds, spoken by Heart.

Arriving
--------

Welcome. Sit down.

(quiet, 5 seconds)

In, two, out, two.

Coming back
-----------

Go gently.

Afterwards
----------

Look up.

Safe listening
--------------
"""
    assert TEXT.startswith(expected)


def test_it_says_how_to_listen_safely_and_that_the_voice_is_made() -> None:
    for note in SAFE_LISTENING:
        assert f"- {note}\n" in TEXT
    assert "never while driving" in TEXT
    assert "not therapy" in TEXT
    assert "synthetic voice" in TEXT


def test_it_ends_with_one_line_end() -> None:
    assert TEXT.endswith("\n")
    assert not TEXT.endswith("\n\n")
    assert "\r" not in TEXT
