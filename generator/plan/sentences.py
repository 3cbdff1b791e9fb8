"""Prose into sentences: one sentence is one utterance, so that one changed word re-speaks one sentence."""

import re

from generator.plan.cues import Utterance
from generator.plan.lexicon import Lexicon

_ABBREVIATIONS = frozenset({"dr", "mr", "mrs", "ms", "st", "prof", "rev", "e.g", "i.e", "vs", "no"})
_END = re.compile(r"[.!?…]+[\"'’”)\]]*(?=\s|$)")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def words_in(text: str) -> int:
    """How many words a text has; a hyphenated word is one."""
    return len(_WORD.findall(text))


def sentence_ranges(text: str) -> list[tuple[int, int]]:
    """Half-open character ranges of the sentences of a paragraph, without the blanks between them."""
    ranges: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        before = text[start : match.start()].rsplit(None, 1)
        rest = text[match.end() :].lstrip()
        if before and match.group() == "." and before[-1].lower().lstrip("(\"'“‘") in _ABBREVIATIONS and rest:
            continue
        if rest and rest[0].islower():
            continue
        ranges.append((start, match.end()))
        start = match.end()
    ranges.append((start, len(text)))
    trimmed = []
    for first, last in ranges:
        piece = text[first:last]
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            trimmed.append((first + lead, first + len(piece.rstrip())))
    return trimmed


def utterances(
    text: str, personal: tuple[tuple[int, int], ...], lexicon: Lexicon
) -> list[tuple[int, Utterance]]:
    """The sentences of a stretch of prose as utterances, each with its first character's position.

    Args:
        text: Plain prose of one paragraph.
        personal: Half-open character ranges that somebody typed.
        lexicon: How words are said.
    """
    found = []
    for start, end in sentence_ranges(text):
        sentence = text[start:end]
        typed = any(first < end and last > start for first, last in personal)
        found.append((start, Utterance(sentence, lexicon.spans(sentence), typed)))
    return found
