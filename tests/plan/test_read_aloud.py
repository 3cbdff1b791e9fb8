"""A timeline as a script to read: paragraphs, counts, breaths and quiets as a person would say them."""

from generator.plan.describe import Event
from generator.plan.read_aloud import Between, Heading, Spoken, read_aloud
from generator.units import to_samples


def at(kind: str, start: float, seconds: float, text: str = "") -> Event:
    return Event(kind, to_samples(start), to_samples(seconds), text)


def test_sentences_join_until_a_pause_or_a_longer_gap() -> None:
    blocks = read_aloud(
        [
            at("chapter", 0, 60, "Arriving"),
            at("head", 0, 4),
            at("speech", 4, 2, "Here you are."),
            at("speech", 7, 2, "Sit down."),
            at("pause", 9, 1.5, "paragraph"),
            at("speech", 10.5, 2, "Look round."),
            at("pause", 12.5, 8, "settle"),
            at("speech", 20.5, 1, "Good."),
            at("speech", 30, 1, "Go gently."),
            at("bell", 31, 0),
            at("tail", 50, 10),
        ]
    )

    assert blocks == (
        Heading("Arriving", "0:00"),
        Spoken("Here you are. Sit down."),
        Spoken("Look round."),
        Between("quiet, 8 seconds"),
        Spoken("Good."),
        Spoken("Go gently."),
        Between("a soft bell"),
    )


def test_a_counted_breath_is_one_line_and_breaths_in_tones_are_counted() -> None:
    blocks = read_aloud(
        [
            at("speech", 0, 2, "Let it slow."),
            at("inhale", 3, 3),
            at("speech", 3, 0.5, "In"),
            at("speech", 4, 0.5, "two"),
            at("speech", 5, 0.5, "three"),
            at("exhale", 6, 4),
            *(at("speech", 6 + n, 0.5, word) for n, word in enumerate(("Out", "two", "three", "four"))),
            at("inhale", 10, 4),
            at("top", 14, 1),
            at("exhale", 15, 6),
            at("inhale", 21, 4),
            at("top", 25, 1),
            at("exhale", 26, 6),
            at("speech", 32, 1, "And rest."),
        ]
    )

    assert blocks == (
        Spoken("Let it slow."),
        Spoken("In, two, three. Out, two, three, four."),
        Between("2 breaths with the tones: 4 in, 1 still, 6 out"),
        Spoken("And rest."),
    )


def test_a_breath_that_is_spoken_over_is_not_told_as_quiet() -> None:
    blocks = read_aloud(
        [
            at("inhale", 0, 4),
            at("exhale", 4, 6),
            at("speech", 4, 2, "The tones run on."),
            at("speech", 7, 2, "Let them."),
            at("inhale", 10, 4),
            at("exhale", 14, 6),
            at("pause", 20, 5, "pause"),
        ]
    )

    assert blocks == (
        Spoken("The tones run on. Let them."),
        Between("1 breath with the tones: 4 in, 6 out"),
        Between("quiet, 5 seconds"),
    )
