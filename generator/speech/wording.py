"""Words as an engine may be given them: plain, with nothing left in them that an engine would obey."""

import re
import unicodedata
from collections.abc import Iterator

from generator.errors import EngineError
from generator.plan.cues import Utterance


class Unspeakable(EngineError):  # noqa: N818 - no fault of the engine's: trying again changes nothing
    """Words that a voice has no sounds for."""


_PUNCTUATION = frozenset(".,;:?!'’‘\"“”()-–—…&%$£€@+=°")
_NUMBERS = re.compile(r"(?<![\w–-])\d{1,2}(?:\s?[-–]\s?\d{1,2})+\b(?![-–]?\d)")
_DASH = re.compile(r"\s?[-–]\s?")
_NAMED_AT_MOST = 20
_WORDS_NAMED = 5


def stretches(utterance: Utterance) -> Iterator[tuple[str, str]]:
    """The utterance's text in order, each stretch with the way to say it ("" when the engine decides)."""
    reached = 0
    for said in utterance.said:
        if said.start > reached:
            yield utterance.text[reached : said.start], ""
        yield utterance.text[said.start : said.end], said.sound
        reached = said.end
    if reached < len(utterance.text):
        yield utterance.text[reached:], ""


def plain(text: str) -> str:
    """Letters, digits and ordinary punctuation; all else (brackets, slashes, markup, emoji) becomes a space.

    Runs of small numbers are read as people mean them: "4-7-8" as three numbers, "2-3" as a range.
    """
    kept = "".join(
        character if _is_plain(character, before, after) else " "
        for before, character, after in _neighbours(unicodedata.normalize("NFC", text))
    )
    return re.sub(r"\s+", " ", _NUMBERS.sub(_numbers_apart, kept))


def has_words(text: str) -> bool:
    """True when there is a letter or a digit to say."""
    return any(character.isalnum() for character in text)


def require_speakable(utterance: Utterance, language: str) -> None:
    """Refuse words that a voice cannot read, rather than drop them in silence or spell them out.

    Args:
        utterance: The words; a stretch that says how it sounds may be written in any alphabet.
        language: The voice's language tag. English voices read Latin letters only; of others we don't judge.

    Raises:
        Unspeakable: Names the words at fault and nothing else of the sentence.
    """
    left = "".join(text for text, sound in stretches(utterance) if not sound)
    if language.lower().startswith("en"):
        outside = "".join(
            {character for character in left if unicodedata.category(character)[0] not in "LNM"}
        )
        words = [word.strip(outside) for word in left.split()]
        foreign = [word for word in dict.fromkeys(words) if any(map(_is_foreign, word))]
        if foreign:
            named = ", ".join(f"'{word[:_NAMED_AT_MOST]}'" for word in foreign[:_WORDS_NAMED])
            raise Unspeakable(
                f"This voice cannot say {named}: it reads Latin letters only.",
                "Write it in Latin letters, or say how it sounds in the profile's [say] table.",
            )
    if not has_words(plain(left)) and not any(sound for _, sound in stretches(utterance)):
        shown = "".join(dict.fromkeys(utterance.text.split()))[:_NAMED_AT_MOST]
        raise Unspeakable(
            f"There are no words to say in '{shown}'." if shown else "There are no words to say.",
            "Write at least one word.",
        )


def _neighbours(text: str) -> Iterator[tuple[str, str, str]]:
    return zip(" " + text[:-1], text, text[1:] + " ", strict=True) if text else iter(())


def _is_plain(character: str, before: str, after: str) -> bool:
    if character == "/":  # a fraction; anywhere else it could be markup
        return before.isdigit() and after.isdigit()
    return character in _PUNCTUATION or unicodedata.category(character)[0] in "LN" or _is_accent(character)


def _is_accent(character: str) -> bool:
    return unicodedata.combining(character) > 0


def _is_foreign(character: str) -> bool:
    if not character.isalpha():
        return False
    phonetic = "\u0250" <= character <= "\u02ff"  # letters of the IPA, which are no one's spelling
    return phonetic or not unicodedata.name(character, "").startswith(("LATIN ", "FEMININE ", "MASCULINE "))


def _numbers_apart(match: re.Match[str]) -> str:
    numbers = _DASH.split(match[0])
    return " to ".join(numbers) if len(numbers) == 2 else ", ".join(numbers)
