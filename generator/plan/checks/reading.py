"""Reading age of a track, by the Flesch-Kincaid grade; pyphen's patterns count the syllables."""

from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from generator.plan.checks.rules import Rules
from generator.plan.checks.track import Finding, Track, bare_words, warning

SCHOOL_STARTS = 5
"""Years of age at grade 0."""


def check_reading_age(track: Track, rules: Rules) -> Iterator[Finding]:
    """Words that somebody tired can follow."""
    sentences = [say.utterance.text for paragraph in track.paragraphs for say in paragraph.says]
    try:
        age = reading_age(sentences)
    except ModuleNotFoundError:
        yield warning("reading-age", track.whole_file, "Not looked at: the library pyphen is not installed.")
        return
    if age > rules.style.reading_age:
        yield warning(
            "reading-age",
            track.whole_file,
            f"These words ask for a reading age of {age:.0f}; {rules.style.reading_age:.0f} is the most."
            " Use shorter words and sentences.",
        )


def reading_age(sentences: list[str]) -> float:
    """Years of age at which most people can follow these sentences (Kincaid and others, 1975).

    Raises:
        ModuleNotFoundError: The library that knows syllables is not there.
    """
    counted = [_counts(sentence) for sentence in sentences]
    words = sum(count for count, _ in counted)
    syllables = sum(count for _, count in counted)
    if not words:
        return 0.0
    grade = 0.39 * words / len(sentences) + 11.8 * syllables / words - 15.59
    return grade + SCHOOL_STARTS


@lru_cache(maxsize=100_000)
def _counts(sentence: str) -> tuple[int, int]:
    """Words and syllables of a sentence."""
    words = bare_words(sentence).split()
    return len(words), sum(map(_syllables, words))


@cache
def _breaks() -> Callable[[str], list[int]]:
    """Where a word may be broken, by British patterns; they come with the library."""
    import pyphen  # type: ignore[import-not-found, import-untyped, unused-ignore]

    positions: Callable[[str], list[int]] = pyphen.Pyphen(lang="en_GB", left=1, right=1).positions
    return positions


@lru_cache(maxsize=20_000)
def _syllables(word: str) -> int:
    return 1 + len(_breaks()(word))
