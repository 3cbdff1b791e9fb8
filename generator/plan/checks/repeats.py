"""Rules on sameness: neighbours that begin alike, and sentences that come twice."""

from collections.abc import Iterator
from itertools import pairwise

from generator.plan.checks.rules import Rules
from generator.plan.checks.track import Finding, Paragraph, Track, bare_words, error, warning
from generator.plan.sentences import words_in

SAME_START = 3
"""Words that neighbouring paragraphs may not share at their head."""
SHORTEST_REPEAT = 6
"""Words of a sentence that may not come twice; shorter ones are a refrain."""
ANNOUNCED = "g-silence"
MEANT = frozenset({"each-twice", "line-repeat", "verbatim", "three-wishes", "wish"})
"""Tokens of paragraphs whose words are meant to come again."""


def check_repeats(track: Track, rules: Rules) -> Iterator[Finding]:  # noqa: ARG001 - one shape for all rules
    """No two neighbours begin alike, and nothing is said twice."""
    yield from _openings(track)
    yield from _sentences(track)


def _openings(track: Track) -> Iterator[Finding]:
    for selection in (frozenset[int](), frozenset(range(len(track.script.passages)))):
        for before, after in pairwise(track.said_in(selection)):
            start = _start(after)
            if start and start == _start(before) and not (before.tokens | after.tokens) & MEANT:
                shown = "" if after.personal or before.personal else f" ('{' '.join(start)} …')"
                yield error(
                    "same-opening",
                    after.where,
                    f"This paragraph begins with the same three words as the one before it{shown}."
                    " Begin it another way.",
                )


def _start(paragraph: Paragraph) -> tuple[str, ...]:
    words = bare_words(paragraph.says[0].utterance.text).split()[:SAME_START]
    return tuple(words) if len(words) == SAME_START else ()


def _sentences(track: Track) -> Iterator[Finding]:
    heard: set[str] = set()
    quoted = [
        bare_words(spec.default) for spec in track.practice.fields.values() if isinstance(spec.default, str)
    ]
    refrains = [words for words in quoted if " " in words]
    for paragraph in track.paragraphs:
        if paragraph.tokens & MEANT:
            continue
        for say in paragraph.says:
            said = bare_words(say.utterance.text)
            meant = say.utterance.personal or any(words in said for words in refrains)
            if said in heard and not meant and words_in(say.utterance.text) >= SHORTEST_REPEAT:
                give = warning if ANNOUNCED in paragraph.tokens else error
                yield give(
                    "same-sentence", say.where, "This sentence has been said before in this track. Vary it."
                )
            heard.add(said)
