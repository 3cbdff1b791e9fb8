"""A listener's name for their image, in the grammatical forms that sentences need."""

import re
from dataclasses import dataclass

_ARTICLE = re.compile(r"^(an?|the|my|our|your|his|her|their|some|one|two|three)\s+", re.IGNORECASE)
_TURNED = {"my": "your", "our": "your"}
_OWNED = {"your", "his", "her", "their"}
_COUNTED = {"two", "three", "some"}
_TRAILING = re.compile(
    r"\s+(?:,|that|which|who|whose|where|when|with|without|in|on|by|of|from|under|at|near|beside|behind|above|"
    r"below|inside|outside|across|over|made|standing|sitting|lying)\b.*$",
    re.IGNORECASE,
)
_OPEN_VOWEL = re.compile(
    r"^(?:[ai]|e(?!u)|o(?!ne\b|nce\b)|u(?!ni|se|su|ti|ro|k)|hon(?:est|our)|hour|heir)", re.IGNORECASE
)
_MY = re.compile(r"\b(my|our|myself|mine)\b", re.IGNORECASE)
_MY_TURNED = {"my": "your", "our": "your", "myself": "yourself", "mine": "yours"}


@dataclass(frozen=True, slots=True)
class Label:
    """Forms of a label, all in lower case at the start unless they are names."""

    a: str
    """As it is first met: "an old yew tree"."""
    the: str
    """As it is known after that: "the old yew tree"."""
    short: str
    """The same without what trails behind: "the old yew tree" for "an old yew tree by the church"."""
    plural: bool
    """True for "two old horses" and the like."""


def label_forms(words: str) -> Label:
    """Work out the forms of a label.

    An article is changed as English wants it; "my" is turned round, since the track says "you"; a label that
    begins with a capital and has no article is a name and stays as it is.

    Args:
        words: What was typed, on one line, such as "an old yew tree" or "my gran's armchair" or "Bramble".
    """
    tidy = " ".join(words.split()).strip(" .,;:!?")
    match = _ARTICLE.match(tidy)
    if match is None:
        if tidy[:1].isupper():
            name = _turn_round(tidy)
            return Label(name, name, _shorten(name), plural=False)
        rest = _turn_round(tidy)
        return Label(f"{article(rest)} {rest}", f"the {rest}", f"the {_shorten(rest)}", plural=False)
    lead = match.group(1).lower()
    rest = _turn_round(tidy[match.end() :])
    lead = _TURNED.get(lead, lead)
    if lead in _OWNED:
        return Label(f"{lead} {rest}", f"{lead} {rest}", f"{lead} {_shorten(rest)}", plural=False)
    if lead in _COUNTED:
        known = rest if lead == "some" else f"{lead} {rest}"
        return Label(f"{lead} {rest}", f"the {known}", f"the {_shorten(known)}", plural=lead != "some")
    first = f"the {rest}" if lead == "the" else f"{article(rest)} {rest}"
    return Label(first, f"the {rest}", f"the {_shorten(rest)}", plural=False)


def article(words: str) -> str:
    """The article that the words take as they are spoken: a or an."""
    return "an" if _OPEN_VOWEL.match(words) else "a"


def _shorten(words: str) -> str:
    return _TRAILING.sub("", words).rstrip(" ,") or words


def _turn_round(words: str) -> str:
    """Turns "my" inside a label into "your", since the track speaks to the listener."""

    def turned(match: re.Match[str]) -> str:
        word = _MY_TURNED[match.group().lower()]
        return word.capitalize() if match.group()[0].isupper() else word

    return _MY.sub(turned, words)
