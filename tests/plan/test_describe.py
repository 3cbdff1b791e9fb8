"""A timeline as text: the plan, its events as data, and the transcript."""

import json

from hypothesis import given, settings

from generator.plan.describe import events, plan_text, transcript
from generator.plan.layout import Guidance, Layout
from generator.plan.timeline import Timeline
from tests.strategies import PACED, lengths, script_of, script_texts

SMALL = "# Arriving\n\nHello there. Sit down. [beat] Rest.\n\n[bell]\n\n# Breathing\n\n{}Bye now."


def placed(text: str) -> Timeline:
    return Layout(lengths, PACED).place(script_of(text).cues)


def test_a_plan_reads_line_by_line() -> None:
    assert plan_text(placed(SMALL.format(""))) == (
        "00:00.000  # Arriving\n"
        "00:00.000    4.000  head\n"
        "00:04.000    0.660  speech  Hello there.\n"
        "00:05.522    0.660  speech  Sit down.\n"
        "00:06.182    2.500  pause  beat\n"
        "00:08.682    0.400  speech  Rest.\n"
        "00:09.082    1.700  pause  paragraph\n"
        "00:10.782    0.000  bell\n"
        "\n"
        "00:15.782  # Breathing\n"
        "00:15.782    0.660  speech  Bye now.\n"
        "00:16.442   10.000  tail\n"
        "00:26.442           end\n"
    )


def test_a_transcript_has_chapters_paragraphs_counts_and_longer_quiets() -> None:
    text = SMALL.format("[breathe ramp]\n\nFollow the tones.\n\n[breathe fade 1 cycle]\n\n")
    assert transcript(placed(text)) == (
        "Arriving\n--------\n\n"
        "Hello there. Sit down.\n\n"
        "(quiet, 2 seconds)\n\n"
        "Rest.\n\n"
        "Breathing\n---------\n\n"
        "In, two, three, out, two, three, four.\n\n"
        "In, two, three, out, two, three, four, five.\n\n"
        "In, two, three, four, out, two, three, four, five, six.\n\n"
        "Follow the tones.\n\n"
        "Bye now.\n"
    )


@settings(max_examples=25, deadline=None)
@given(script_texts())
def test_events_are_in_order_and_plain_data(text: str) -> None:
    timeline = Layout(lengths, PACED).place(script_of(text).cues)
    found = events(timeline)
    data = json.loads(json.dumps([event.as_json() for event in found]))

    assert [event.start for event in found] == sorted(event.start for event in found)
    assert [item["text"] for item in data if item["kind"] == "speech"] == [
        said.utterance.text for said in timeline.spoken
    ]
    assert all(set(item) >= {"kind", "start", "seconds"} for item in data)
    assert {item["title"] for item in data if item["kind"] == "chapter"} == {
        m.title for m in timeline.chapters
    }
    assert sum(item["kind"] == "pause" for item in data) == len(timeline.silences)


def test_chapters_fill_the_track() -> None:
    timeline = placed(SMALL.format(""))
    chapters = [event for event in events(timeline) if event.kind == "chapter"]
    assert sum(event.length for event in chapters) == timeline.length


def test_a_track_without_chapters_has_a_plan() -> None:
    timeline = Layout(lengths, Guidance(None, 110)).place(script_of("Hello.").cues)
    assert plan_text(timeline).startswith("00:00.000    4.000  head\n")
