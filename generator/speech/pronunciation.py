"""How a word is said, from what people write ("shi-VAWN", or IPA) to the embedded voice's own alphabet."""

import re
from collections.abc import Callable

from generator.speech.wording import Unspeakable

_SIGNS = {
    "t͡ʃ": "ʧ", "d͡ʒ": "ʤ", "tʃ": "ʧ", "dʒ": "ʤ",
    "eɪ": "A", "aɪ": "I", "ɔɪ": "Y", "aʊ": "W", "oʊ": "O", "əʊ": "O",
    "ɪə": "ɪɹ", "eə": "ɛɹ", "ɛə": "ɛɹ", "ʊə": "ʊɹ", "ɜː": "ɜɹ", "ɝ": "ɜɹ", "ɚ": "əɹ",
    "ɒ": "ɑ", "e": "ɛ", "a": "æ", "o": "O", "y": "u", "ø": "ɜɹ", "œ": "ɜɹ", "ɯ": "u", "ɨ": "ɪ",
    "g": "ɡ", "r": "ɹ", "ʁ": "ɹ", "ɾ": "T", "x": "k", "χ": "k", "ç": "h", "ɫ": "l", "ɬ": "l",
    "ɲ": "nj", "ʎ": "lj", "ʋ": "v", "β": "v", "ɥ": "w", "ʔ": "t",
    "'": "ˈ", "’": "ˈ", ",": "ˌ", ":": "", "ː": "", ".": "", "‿": "", "ʰ": "",
    "\u0303": "", "\u032f": "", "\u0329": "", "\u0361": "",
}  # fmt: skip
"""IPA as dictionaries print it, and what the voice's alphabet has for it, or comes nearest to."""
_KNOWN = frozenset("AIOTWYbdfhijklmnpstuvwzæðŋɐɑɔəɛɜɡɪɹʃʊʌʒʤʧθᵊᵻˈˌ ")
"""The signs that the embedded American voice was taught."""
_WRITTEN = re.compile("|".join(re.escape(key) for key in sorted(_SIGNS, key=len, reverse=True)))
_VOWEL = "AIOWYæɐɑɔəɛɜɪiuʊʌᵊᵻ"
_STRESS_BEFORE_ONSET = re.compile(rf"([ˈˌ])([^{_VOWEL}ˈˌ ]*)([{_VOWEL}])")


def is_ipa(sound: str) -> bool:
    """True for IPA, which is written between slashes; anything else is a respelling."""
    return len(sound) > 2 and sound[0] == "/" and sound[-1] == "/"


def from_ipa(sound: str) -> str:
    """IPA in the voice's alphabet, which has one sign a diphthong, and stress right before its vowel.

    Args:
        sound: IPA between slashes.

    Raises:
        Unspeakable: It has signs that are not IPA, or none at all.
    """
    signs = _WRITTEN.sub(lambda match: _SIGNS[match[0]], sound[1:-1].strip()).replace("ɹɹ", "ɹ")
    unknown = [sign for sign in dict.fromkeys(signs) if sign not in _KNOWN]
    if unknown or not re.search(f"[{_VOWEL}]", signs):
        fault = (
            f"has signs that the voice doesn't know: {''.join(unknown)[:20]}" if unknown else "has no vowel"
        )
        raise Unspeakable(f"A pronunciation {fault}.", "Write it the easy way instead, such as shi-VAWN.")
    return _stressed(signs)


def from_respelling(sound: str, phonemes: Callable[[str], str]) -> str:
    """A respelling in the voice's alphabet: syllables between hyphens, the stressed one in capitals.

    Args:
        sound: For example "shi-VAWN" or "NEEV".
        phonemes: The voice's own reading of a word.

    Raises:
        Unspeakable: There is nothing in it to say.
    """
    words = []
    for word in sound.split():
        syllables = [part for part in re.split(r"[^\w'’]+", word) if part]
        if not syllables:
            continue
        stressed = [part for part in syllables if part.isupper()] if len(syllables) > 1 else syllables
        spoken = []
        for part in syllables:
            signs = phonemes(part.lower()).translate(dict.fromkeys(map(ord, 'ˈˌ .,;:?!—…"“”()')))
            spoken.append(_stressed(signs) if part in stressed else signs)
        words.append("".join(spoken) if stressed else _stressed("".join(spoken)))
    if not words:
        raise Unspeakable(
            "A pronunciation in the [say] table has nothing in it to say.", "Write it such as shi-VAWN."
        )
    return " ".join(words)


def _stressed(signs: str) -> str:
    """With a main stress, before a vowel: where it was written, or else on the first."""
    if "ˈ" not in signs:
        signs = "ˈ" + signs
    return _STRESS_BEFORE_ONSET.sub(r"\2\1\3", signs)
