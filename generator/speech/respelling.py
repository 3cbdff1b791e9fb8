"""From the signs of a pronunciation to plain letters, for a voice that takes nothing else.

Made for espeak-ng, by trial: of the 1,254 names in voices/lexicon/names.toml it says 763 with wrong consonants or a
wrong number of syllables when it reads them by itself, and 255 from these letters.
"""

_VOWELS = "AIOWYæɐɑɔəɛɜɪiuʊʌᵊᵻ"
_SHORT = "æɛɪʌʊ"
_PAIRS = {
    "ɜɹ": "er", "əɹ": "er", "ɑɹ": "ar", "ɔɹ": "or", "ɛɹ": "air", "ɪɹ": "eer", "ʊɹ": "oor", "ju": "yoo", "kw": "qu",
}  # fmt: skip
_LETTERS = {
    "A": "ay", "O": "oh", "W": "ow", "Y": "oy", "i": "ee", "ɪ": "i", "u": "oo", "ʊ": "u", "ɛ": "e", "æ": "a", "ɑ": "ah",
    "ɔ": "aw", "ʌ": "u", "ə": "er", "ɐ": "a", "ᵊ": "er", "ᵻ": "i",
    "ʃ": "sh", "ʒ": "zh", "ʧ": "ch", "ʤ": "j", "θ": "th", "ð": "th", "ŋ": "ng", "ɹ": "r", "j": "y", "ɡ": "g", "T": "t",
}  # fmt: skip
_FRONT = "ɛɪiᵻɜ"
"""Vowels before which a g would be read as in "gem"."""
_DOUBLED = "bdflmnpt"


def spelled(signs: str) -> str:
    """Letters that a voice reads about as these signs sound; stress is lost.

    Args:
        signs: One word in the embedded voice's alphabet, as `from_ipa` gives it.
    """
    signs = signs.translate(dict.fromkeys(map(ord, "ˈˌ ")))
    letters: list[str] = []
    place = 0
    while place < len(signs):
        pair = signs[place : place + 2]
        if pair in _PAIRS:
            letters.append(_PAIRS[pair])
            place += 2
            continue
        letters.append(_one(signs, place))
        place += 1
    return "".join(letters)


def _one(signs: str, place: int) -> str:
    sign, rest = signs[place], signs[place + 1 :]
    if sign == "I":
        return "y" if place and signs[place - 1] not in _VOWELS and rest else "eye"
    if sign == "ə" and not rest:
        return "a"
    if sign == "ɡ" and rest and rest[0] in _FRONT:
        return "gh"
    if sign == "s" and not rest and place:
        return "ss"
    between = place and rest and signs[place - 1] in _SHORT and rest[0] in _VOWELS
    if between and sign in _DOUBLED:
        return 2 * sign
    return _LETTERS.get(sign, sign)
