"""Captions: every line in its time, and what is not said but heard."""

from generator.deliver.captions import Line, captions, spoken_lines
from generator.plan.cues import Utterance
from generator.plan.timeline import COUNTS, Breath, ChapterMark, Phase, Spoken, Struck, Timeline
from generator.units import RATE


def said(start: float, text: str, paragraph: int, seconds: float = 1.0) -> Spoken:
    return Spoken(round(start * RATE), round(seconds * RATE), Utterance(text), paragraph)


TIMELINE = Timeline(
    length=3_700 * RATE,
    head=RATE,
    tail=RATE,
    spoken=(
        said(1.0006, "Welcome to this long first sentence, which is more than a caption's line.", 0, 3),
        said(10, "In", COUNTS, 0.5),
        said(11, "two", COUNTS, 0.5),
        said(13, "Out", COUNTS, 0.5),
        said(14, "two", COUNTS, 0.5),
        said(20, "Fish & <chips> -->", 1),
        said(3_650, "Go gently.", 2),
    ),
    silences=(),
    breaths=(
        Breath(10 * RATE, 3 * RATE, Phase.INHALE, 0),
        Breath(13 * RATE, 4 * RATE, Phase.EXHALE, 0),
        Breath(24 * RATE, 4 * RATE, Phase.INHALE, 1),
        Breath(28 * RATE, RATE, Phase.TOP, 1),
        Breath(29 * RATE, 6 * RATE, Phase.EXHALE, 1),
    ),
    bells=(Struck(3_648 * RATE), Struck(3_699 * RATE)),
    chapters=(ChapterMark(0, "Here"),),
)


def test_counts_of_one_breath_are_one_line_and_sentences_are_their_own() -> None:
    lines = spoken_lines(TIMELINE)

    assert [line.text for line in lines[1:]] == ["In, two", "Out, two", "Fish & <chips> -->", "Go gently."]
    assert lines[1] == Line(10 * RATE, round(11.5 * RATE), "In, two")


def test_captions_read_as_web_captions() -> None:
    expected = """\
WEBVTT

00:00:01.001 --> 00:00:04.001
Welcome to this long first sentence, which
is more than a caption's line.

00:00:10.000 --> 00:00:11.500
In, two

00:00:13.000 --> 00:00:14.500
Out, two

00:00:20.000 --> 00:00:21.000
Fish &amp; &lt;chips&gt; --&gt;

00:00:24.000 --> 00:00:28.000
(breathing in)

00:00:29.000 --> 00:00:35.000
(breathing out)

01:00:48.000 --> 01:00:50.000
(a soft bell)

01:00:50.000 --> 01:00:51.000
Go gently.

01:01:39.000 --> 01:01:40.000
(a soft bell)
"""

    assert captions(TIMELINE) == expected


def test_without_tones_nothing_is_said_of_them() -> None:
    assert "breathing" not in captions(TIMELINE, tones=False)
