"""A note on words that may wound: where a message, a letter or thoughts hold a harsh or belittling turn of phrase.

Such words are spoken as they stand, whoever wrote them; whoever makes the track is told where to look (practice guide
2, letter-heard: check harsh lines with the author, never rewrite).
"""

import re
import tomllib
from collections.abc import Iterator

from generator.errors import Location, ScriptError
from generator.plan.phrases import any_of, bare
from generator.plan.profile import Profile
from generator.plan.sentences import sentence_ranges


def read_harsh(text: str, file: str) -> re.Pattern[str]:
    """Read words/harsh.toml.

    Raises:
        ScriptError: It is no TOML, or holds no phrases.
    """
    try:
        phrases = tomllib.loads(text)["phrases"]
        pattern = any_of(tuple(map(str, phrases)))
    except (ValueError, KeyError, TypeError, RecursionError, re.error):
        pattern = None
    if pattern is None:
        raise ScriptError(
            "The harsh turns of phrase cannot be read.", "It needs a list 'phrases'.", where=Location(file)
        )
    return pattern


def harsh_notes(profile: Profile, harsh: re.Pattern[str]) -> Iterator[str]:
    """A note for each sentence that may wound, by its place and without its words.

    Args:
        profile: Whose words will be spoken.
        harsh: What to look for, as `read_harsh` gives it.
    """
    for key, text in _word_for_word(profile):
        for number, (first, last) in enumerate(sentence_ranges(text), 1):
            if harsh.search(bare(text[first:last])):
                yield (
                    f"Sentence {number} of {key} may sound harsh to somebody tender."
                    " It is spoken as it stands; hear it once with their ears."
                )


def _word_for_word(profile: Profile) -> Iterator[tuple[str, str]]:
    yield "clinician.message", profile.message
    yield "image.words", profile.words
    for name, value in profile.fields.items():
        if isinstance(value, str):
            yield f"fields.{name}", value
        elif isinstance(value, tuple):
            for number, line in enumerate(value, 1):
                yield f"fields.{name}, line {number},", line
