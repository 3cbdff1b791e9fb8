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


_SPELLED_OUT = str.maketrans(
    {
        "A": "eɪ", "I": "aɪ", "O": "oʊ", "W": "aʊ", "Y": "ɔɪ", "T": "t", "ʧ": "tʃ", "ʤ": "dʒ",
        "ᵊ": "ə", "ᵻ": "ɪ",
    }
)  # fmt: skip


def to_ipa(signs: str) -> str:
    """The voice's alphabet as IPA that people know and `from_ipa` takes; sentence marks are left out."""
    return "".join(sign for sign in signs if sign in _KNOWN).strip().translate(_SPELLED_OUT)


_ONSETS = {
    "sh": "ʃ", "ch": "ʧ", "th": "θ", "dh": "ð", "zh": "ʒ", "ph": "f", "kh": "k", "wh": "w", "qu": "kw", "ck": "k",
    "ng": "ŋ", "j": "ʤ", "g": "ɡ", "c": "k", "q": "k", "r": "ɹ", "y": "j", "x": "ks",
    **{letter: letter for letter in "bdfhklmnpstvwz"},
}  # fmt: skip
_LONG = {
    "ay": "A", "ai": "A", "ee": "i", "oo": "u", "oh": "O", "oa": "O", "ah": "ɑ", "aa": "ɑ", "eh": "ɛ", "ih": "ɪ",
    "aw": "ɔ", "ow": "W", "ew": "u", "oy": "Y", "oi": "Y", "eye": "I", "igh": "I", "ar": "ɑɹ", "or": "ɔɹ", "air": "ɛɹ", "eer": "ɪɹ",
}  # fmt: skip
_OPEN = {"a": "ɑ", "e": "A", "i": "i", "o": "O", "u": "u"}
"""A vowel letter at the end of a syllable."""
_CLOSED = {"a": "æ", "e": "ɛ", "i": "ɪ", "o": "ɑ", "u": "ʌ"}
"""A vowel letter with consonants after it."""
_CONSONANT = "|".join(sorted(_ONSETS, key=len, reverse=True))
_SYLLABLE = re.compile(
    rf"(?P<onset>(?:{_CONSONANT})*)(?P<vowel>{'|'.join(sorted(_LONG, key=len, reverse=True))}|uh|er|ur|ir|[aeiou])"
    rf"(?P<coda>(?:(?!w|y|h|qu)(?:{_CONSONANT}))*)"
)
"""A syllable as respellings are usually written: one vowel sign between consonants."""


_NO_SOUND = dict.fromkeys(map(ord, 'ˈˌ .,;:?!—…"“”()'))


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
            strong = part in stressed
            signs = _by_rule(part.lower(), strong=strong) or phonemes(part.lower()).translate(_NO_SOUND)
            spoken.append(_stressed(signs) if strong else signs)
        words.append("".join(spoken) if stressed else _stressed("".join(spoken)))
    if not words:
        raise Unspeakable(
            "A pronunciation in the [say] table has nothing in it to say.", "Write it such as shi-VAWN."
        )
    return " ".join(words)


def _by_rule(syllable: str, *, strong: bool) -> str:
    """A syllable of the usual kind in the voice's alphabet; empty for any other, which the voice then reads.

    Left to itself the voice would read "ay" as "eye", and "kow" as it pleases.
    """
    match = _SYLLABLE.fullmatch(syllable)
    if match is None:
        return ""
    vowel, coda = match["vowel"], match["coda"]
    if vowel in ("er", "ur", "ir"):
        sound = "ɜɹ" if strong else "əɹ"
    elif vowel == "uh":
        sound = "ʌ" if strong else "ə"
    else:
        sound = _LONG.get(vowel) or (_CLOSED if coda else _OPEN)[vowel]
    return _sounds(match["onset"]) + sound + _sounds(coda)


def _sounds(letters: str) -> str:
    return "".join(_ONSETS[found] for found in re.findall(_CONSONANT, letters))


def _stressed(signs: str) -> str:
    """With a main stress, before a vowel: where it was written, or else on the first."""
    if "ˈ" not in signs:
        signs = "ˈ" + signs
    return _STRESS_BEFORE_ONSET.sub(r"\2\1\3", signs)
