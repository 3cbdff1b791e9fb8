"""How words are said: lists laid over each other, applied to whole words in any case and with any accents."""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.plan.cues import Said, Utterance

_PART = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_UNACCENTED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ð": "d", "þ": "t", "ħ": "h", "æ": "ae", "œ": "oe", "ß": "ss"}
)

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of a list."""

    exact: Key
    """Its words in lower case, accents as written."""
    sound: str


@dataclass(frozen=True, slots=True)
class _Layer:
    """One list, by its words without accents."""

    entries: Mapping[Key, tuple[_Entry, ...]]
    longest: int
    """Most words that an entry has."""


class Lexicon:
    """Lists of how words are said; the first that knows a word decides.

    Args:
        *lists: Each gives the way to say a word, by the word as written: a respelling, or IPA between slashes.
    """

    def __init__(self, *lists: Mapping[str, str]) -> None:
        self._layers = tuple(_layer(one) for one in lists if one)

    def over(self, words: Mapping[str, str]) -> "Lexicon":
        """This lexicon with one more list before all others."""
        if not words:
            return self
        whole = Lexicon()
        whole._layers = (_layer(words), *self._layers)
        return whole

    def spans(self, sentence: str) -> tuple[Said, ...]:
        """The stretches of a sentence that a list says how to say, in order; the longest entry wins.

        A possessive keeps its ending outside ("Siobhan" of "Siobhan's"). A word written without its accents, or
        with others, is the word, unless a list has two that differ in nothing else.
        """
        parts = [(match.start(), match.end()) for match in _PART.finditer(sentence)]
        exact = [_lower(sentence[start:end]) for start, end in parts]
        plain = [_unaccented(word) for word in exact]
        joints = [_joint(sentence[before[1] : after[0]]) for before, after in itertools.pairwise(parts)]
        found: list[Said] = []
        place = 0
        while place < len(parts):
            known = self._at(place, exact, plain, joints)
            if known is None:
                place += 1
                continue
            count, sound = known
            found.append(Said(parts[place][0], parts[place + count - 1][1], sound))
            place += count
        return tuple(found)

    def _at(
        self, place: int, exact: list[str], plain: list[str], joints: list[str]
    ) -> tuple[int, str] | None:
        """Number of parts and sound of what is known to begin here."""
        for layer in self._layers:
            for count in range(min(layer.longest, len(exact) - place), 0, -1):
                stop = place + count
                entries = layer.entries.get(_key(plain[place:stop], joints[place : stop - 1]))
                if entries and (sound := _choose(entries, _key(exact[place:stop], joints[place : stop - 1]))):
                    return count, sound
        return None


def applied(utterances: Iterable[Utterance]) -> dict[str, str]:
    """What a lexicon said of these utterances: each stretch as written, and its sound."""
    return {item.text[said.start : said.end]: said.sound for item in utterances for said in item.said}


def _layer(words: Mapping[str, str]) -> _Layer:
    entries: dict[Key, tuple[_Entry, ...]] = {}
    longest = 0
    for word, sound in words.items():
        parts = list(_PART.finditer(word))
        if not parts:
            continue
        exact = [_lower(part[0]) for part in parts]
        joints = [_joint(word[before.end() : after.start()]) for before, after in itertools.pairwise(parts)]
        key = _key([_unaccented(part) for part in exact], joints)
        entries[key] = (*entries.get(key, ()), _Entry(_key(exact, joints), sound))
        longest = max(longest, len(parts))
    return _Layer(entries, longest)


def _choose(entries: tuple[_Entry, ...], exact: Key) -> str:
    """The entry with these very accents, or else the only one; empty when two are as good as each other."""
    for entry in entries:
        if entry.exact == exact:
            return entry.sound
    sounds = {entry.sound for entry in entries}
    return sounds.pop() if len(sounds) == 1 else ""


def _key(parts: list[str], joints: list[str]) -> Key:
    return (*parts, *joints)


def _joint(between: str) -> str:
    """What stands between two parts: blanks and hyphens are alike, and so are all apostrophes."""
    tidy = between.replace("’", "'")
    return " " if tidy.strip(" -\u2010\u2011") == "" else tidy


def _lower(word: str) -> str:
    return unicodedata.normalize("NFC", word).lower()


def _unaccented(word: str) -> str:
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFD", word)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).translate(_UNACCENTED)
