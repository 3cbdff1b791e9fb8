"""Rules on single sentences: barred wording, length, hedges, commands, spelling, slips of a template."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from generator.errors import Location
from generator.plan.checks.rules import Rules
from generator.plan.checks.track import Finding, Severity, Track, bare_words, error, warning
from generator.plan.cues import Say
from generator.plan.sentences import words_in
from generator.plan.situations import BEDTIME

_SLIPS = (
    (re.compile(r"\bNone\b(?! (?:of|is|has|was|needs|comes|came)\b)|\bUndefined\b"), "has an empty value in it"),
    (re.compile(r"\s\s|\s[,.;:?!]|\.\.(?!\.)|,[.,;]|[{}\[\]<>#_*|]"), "has stray blanks or signs"),
    (re.compile(r"\b(?!had\b|that\b)(\w+) \1\b", re.IGNORECASE), "says a word twice over"),
    (re.compile(r"\b[Aa] [aeio]\w(?!e[- ])|\b[Aa]n [bcdfgjklmnpqrstvwxz]\w"), "has 'a' where 'an' belongs, or the other way round"),
)  # fmt: skip
_HEDGED_STRETCH = 3
NOWHERE = Location("")
"""Findings on a sentence are kept for the next time it is met, wherever that is."""


def check_wording(track: Track, rules: Rules) -> Iterator[Finding]:
    """What single sentences may and may not be."""
    for paragraph in track.paragraphs:
        for say in paragraph.says:
            yield from _of(say, track.practice.id, rules)
        if track.situation.name != BEDTIME and _closes_eyes_unasked(paragraph.bare, rules):
            yield error(
                "command",
                paragraph.where,
                "This tells everybody to close their eyes. Offer another way: 'or lower them'.",
            )
    yield from _hedges(track, rules)
    yield from _average(track, rules)


def _closes_eyes_unasked(said: str, rules: Rules) -> bool:
    return bool(rules.closing_eyes.search(said)) and not rules.alternatives.search(said)


def _of(say: Say, practice: str, rules: Rules) -> Iterator[Finding]:
    utterance = say.utterance
    for rule, severity, message in _faults(utterance.text, practice, rules):
        if rule in ("sentence-length", "slip") and utterance.personal:
            continue
        yield Finding(rule, severity, say.where, message)


@lru_cache(maxsize=100_000)
def _faults(text: str, practice: str, rules: Rules) -> tuple[tuple[str, Severity, str], ...]:
    """Rule, severity and message of everything wrong with one sentence."""
    return tuple(
        (item.rule, item.severity, item.message) for item in _sentence_findings(text, practice, rules)
    )


def _sentence_findings(text: str, practice: str, rules: Rules) -> Iterator[Finding]:
    said = bare_words(text)
    yield from _phrases(rules.harmless.sub(" . ", said), practice, rules)
    for word in said.split():
        if word in rules.spelling:
            yield error("spelling", NOWHERE, f"'{word}' is spelt '{rules.spelling[word]}' here.")
    if "!" in text:
        yield error("exclamation", NOWHERE, "An exclamation mark startles. End with a full stop.")
    count, most = words_in(text), rules.style.longest_sentence
    if count > most:
        yield error(
            "sentence-length",
            NOWHERE,
            f"A sentence of {count} words is too long to follow by ear (at most {most}). Make two of it.",
        )
    for pattern, name in _SLIPS:
        if pattern.search(text):
            yield error("slip", NOWHERE, f"This sentence {name}. Look at the template around it.")


def _phrases(said: str, practice: str, rules: Rules) -> Iterator[Finding]:
    here = rules.barred_here.get(practice)
    if match := rules.barred.search(said):
        yield error("barred", NOWHERE, f"'{match.group()}' is barred everywhere. Say it another way.")
    elif here and (match := here.search(said)):
        yield error(
            "barred-here", NOWHERE, f"'{match.group()}' is barred in this practice. Find other words."
        )
    if match := rules.claims.search(said):
        yield error("claim", NOWHERE, f"'{match.group()}' sounds like a claim of cure or proof. Take it out.")
    if match := rules.commands.match(said):
        yield error("command", NOWHERE, f"'{match.group()}' is an order. Make it an invitation, or show how.")


def _hedges(track: Track, rules: Rules) -> Iterator[Finding]:
    says = [say for paragraph in track.paragraphs for say in paragraph.says]
    hedged = [
        index for index, say in enumerate(says) if rules.style.hedges.search(bare_words(say.utterance.text))
    ]
    for before, after in pairwise(hedged):
        if after - before < _HEDGED_STRETCH:
            yield warning(
                "hedges",
                says[after].where,
                "This is the second hedge ('you might', 'perhaps' …) in three sentences."
                " Turn one into a plain gentle imperative.",
            )


def _average(track: Track, rules: Rules) -> Iterator[Finding]:
    counts = [words_in(say.utterance.text) for paragraph in track.paragraphs for say in paragraph.says]
    mean = sum(counts) / len(counts)
    if mean > rules.style.longest_average:
        yield warning(
            "sentence-average",
            track.whole_file,
            f"Sentences have {mean:.0f} words on average, and 14 are easier to follow. Break some up.",
        )
