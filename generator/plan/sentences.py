"""Prose into sentences: one sentence is one utterance, so that one changed word re-speaks one sentence."""

import re

from generator.plan.cues import Said, Utterance

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
    text: str, personal: tuple[tuple[int, int], ...], lexicon: dict[str, str]
) -> list[tuple[int, Utterance]]:
    """The sentences of a stretch of prose as utterances, each with its first character's position.

    Args:
        text: Plain prose of one paragraph.
        personal: Half-open character ranges that somebody typed.
        lexicon: How words are said, by the word in lower case; applied to whole words in any case.
    """
    found = []
    for start, end in sentence_ranges(text):
        sentence = text[start:end]
        typed = any(first < end and last > start for first, last in personal)
        found.append((start, Utterance(sentence, pronounced(sentence, lexicon), typed)))
    return found


def pronounced(sentence: str, lexicon: dict[str, str]) -> tuple[Said, ...]:
    """The spans of a sentence that the lexicon says how to say, longest entries first."""
    spans: list[Said] = []
    for word in sorted(lexicon, key=len, reverse=True):
        pattern = re.compile(rf"(?<![\w]){re.escape(word)}(?![\w])", re.IGNORECASE)
        for match in pattern.finditer(sentence):
            if not any(span.start < match.end() and match.start() < span.end for span in spans):
                spans.append(Said(match.start(), match.end(), lexicon[word]))
    return tuple(sorted(spans, key=lambda span: span.start))
