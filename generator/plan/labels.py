"""A listener's name for their image, in the grammatical forms that sentences need."""

import re
import unicodedata
from dataclasses import dataclass

_LEAD = re.compile(
    r"^(?P<lead>a few|an?|the|my|our|some|several|one(?!\s+of\b)|two|three|four|five|six|seven|eight|nine|ten|\d+)"
    r"\s+(?=\S)",
    re.IGNORECASE,
)
_AS_IT_IS = re.compile(
    r"^(?:(?:your|his|its|their|this|that|both|all|each|every|another|whoever|whatever|anyone|anybody|anything|one of)"
    r"\b|(?:these|those|you and|yourself and)\b|(?:him|her|them|it|he|she|they|you|yourself)$|her\s)",
    re.IGNORECASE,
)
_OWNED = re.compile(r"^(?:your|his|her|its|their)\s+", re.IGNORECASE)
_ALWAYS_MANY = re.compile(r"^(?:both|all|these|those|them|they|you and|yourself and)\b", re.IGNORECASE)
_INDEFINITE = re.compile(r"^(someone|somebody|something|some one|some thing)\b", re.IGNORECASE)
_SELF = re.compile(r"^(?:you|yourself),?\s+(?:but\s+)?(?P<how>.+)$", re.IGNORECASE)
_PREPOSITIONS = (
    "who|whose|whom|which|that|where|when|with|without|in|on|by|of|from|under|at|near|next|beside|behind|above|"
    "below|inside|outside|across|over|among|around|between|through|against|along|like|as|called|named|to|for"
)
_TRAILING = re.compile(
    r"(?<!\bkind)(?<!\bsort)(?:\s+(?:standing|sitting|lying|resting|waiting|growing|sleeping|asleep|made))?"
    rf"\s+(?:{_PREPOSITIONS})(?![\w-]).*$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"(?<=\w)\s+you(?:'\w+)?\s+\w.*$", re.IGNORECASE)
_SENTENCE_CASE = re.compile(
    rf"^(?:[A-Z][a-z][a-z-]*|[A-Z]+|[A-Z]-[a-z]+) (?!(?:the|and|{_PREPOSITIONS})\b|[a-z]+ing\b)[a-z]"
)
_NEVER_LOWER = re.compile(
    r"[A-Z](?:[A-Z]|-)|(?:European|African|American|Asian|Indian|Irish|Scottish|English|British|Welsh|Spanish|Turkish|"
    r"Polish|Danish|Finnish|Swedish|Icelandic|Norwegian|French|German|Dutch|Greek|Roman|Celtic|Japanese|Chinese|"
    r"Persian|Arabian|Siberian|Alsatian|Dalmatian|Tibetan|Christmas)\b"
)
_KIN = re.compile(
    r"^(?:gran|granny|grandma|grandad|granddad|grandpa|nan|nana|nanny|mum|mummy|mam|mom|dad|daddy|auntie)"
    rf"(?:$|'s\b|,|\s+(?:and|{_PREPOSITIONS})\b)"
)

_VOWEL_SOUND = re.compile(
    r"(?:[ai]|e(?!u|we)|o(?!ne(?:\b|sie)|nce\b)|"
    r"u(?!ni(?!n[vt]|m|d)|s[eu]|su|t[ieo]|r[aiou]|k|bi|ga)|hon(?:est|our)|hour|heir|8|1[18](?!\d))",
    re.IGNORECASE,
)
_SPELT_VOWEL = re.compile(r"[AEFHILMNORSX](?:[A-Z]+\b|\b)")
_SPELT = re.compile(r"[A-Z](?:[A-Z]+\b|(?=-))")

_PERSON = re.compile(
    r"\b(?:(?P<am>[Ii] am|[Ii]'m)|(?P<was>[Ii] was)|(?P<word>[Mm]y|[Oo]ur|[Mm]yself|[Oo]urselves|[Mm]ine|[Oo]urs|[Mm]e|I|i|us|we))"
    r"(?![\w-])"
)
_TURNED = {
    "my": "your", "our": "your", "myself": "yourself", "ourselves": "yourselves", "mine": "yours", "ours": "yours",
    "me": "you", "i": "you", "us": "you", "we": "you",
}  # fmt: skip

_MANY = frozenset({"people", "men", "women", "children", "grandchildren", "mice", "geese", "oxen", "folk"})
_ONE_IN_S = frozenset(
    {"gas", "canvas", "atlas", "christmas", "lens", "chaos", "cosmos", "rhinoceros", "albatros", "moses"}
)
_UNCOUNTED = re.compile(
    r"(?:(?:sun|moon|star|day|candle|fire|lamp|torch)light|(?:sun|moon)shine|water|snow|sand|grass|moss|air|music|"
    r"honey|earth|ice|thunder|\w+ness)$",
    re.IGNORECASE,
)
_COUNTED_NESS = frozenset({"wilderness", "harness", "lioness", "baroness", "governess"})


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

    An article is changed as English wants it; "my" and "me" are turned round, since the track says "you"; a label
    that begins with a capital and has no article is a name and stays as it is ("Old yew tree" is none).

    Args:
        words: What was typed, on one line, such as "an old yew tree" or "my gran's armchair" or "Bramble".
    """
    tidy = _tidy(words)
    lead = _LEAD.match(tidy)
    if lead is not None and not _INDEFINITE.match(tidy):
        return _with_lead(lead.group("lead").lower(), turned_round(tidy[lead.end() :]))
    turned = turned_round(tidy)
    if _AS_IT_IS.match(turned):
        owned = _OWNED.match(turned)
        plural = bool(_ALWAYS_MANY.match(turned) or (owned and _is_many(turned)))
        return Label(turned, turned, _shorten(turned) if owned else turned, plural)
    if indefinite := _INDEFINITE.match(turned):
        known = f"this {indefinite.group().lower()}"
        return Label(turned, known, known, plural=False)
    if myself := _SELF.match(turned):
        return _of_self(turned, myself.group("how"))
    return _bare(turned)


def article(words: str) -> str:
    """The article that the words take as they are spoken: a or an."""
    bare = unicodedata.normalize("NFKD", words)
    vowel = _SPELT_VOWEL.match(bare) if _SPELT.match(bare) else _VOWEL_SOUND.match(bare)
    return "an" if vowel else "a"


def _tidy(words: str) -> str:
    tidy = " ".join(words.replace("’", "'").split()).strip(' .,;:!?"“”')
    if len(tidy) > 1 and tidy[0] in "'‘" and tidy[-1] == "'":
        tidy = tidy[1:-1].strip()
    return tidy.lower() if " " in tidy and tidy.isupper() else tidy


def _with_lead(lead: str, rest: str) -> Label:
    match lead:
        case "my" | "our":
            return Label(f"your {rest}", f"your {rest}", f"your {_shorten(rest)}", _is_many(rest))
        case "a" | "an" | "one" | "1":
            return Label(f"{article(rest)} {rest}", f"the {rest}", f"the {_shorten(rest)}", plural=False)
        case "the":
            return Label(f"the {rest}", f"the {rest}", f"the {_shorten(rest)}", _is_many(rest))
        case "some" | "several" | "a few":
            many = lead != "some" or _is_many(rest)
            return Label(f"{lead} {rest}", f"the {rest}", f"the {_shorten(rest)}", many)
        case _:
            known = f"{lead} {rest}"
            return Label(known, f"the {known}", f"the {_shorten(known)}", plural=True)


def _bare(words: str) -> Label:
    """A label that begins with neither article nor pronoun: a name, or a common noun."""
    if _KIN.match(words):
        words = words[0].upper() + words[1:]
    elif _SENTENCE_CASE.match(words):
        return _common(words if _NEVER_LOWER.match(words) else words[0].lower() + words[1:])
    if words[:1].isupper():
        return Label(words, words, _shorten(words), plural=False)
    return _common(words)


def _common(words: str) -> Label:
    """A label without an article: "old yew tree", "old friends", "warm sunlight"."""
    many = _is_many(words)
    head = _head(words)
    bare = many or (_UNCOUNTED.search(head) and head not in _COUNTED_NESS)
    first = words if bare else f"{article(words)} {words}"
    return Label(first, f"the {words}", f"the {_shorten(words)}", many)


def _of_self(words: str, how: str) -> Label:
    """A label for the listener's other self: "me, older", "me in ten years"."""
    if len(how.split()) <= 2 and not _TRAILING.search(f" {how}"):
        known = f"{how} you"
        return Label(f"{article(known)} {known}", f"the {known}", f"the {known}", plural=False)
    return Label(words, words, "the other you", plural=False)


def _shorten(words: str) -> str:
    return _CLAUSE.sub("", _TRAILING.sub("", words)).rstrip(" ,") or words


def _head(words: str) -> str:
    """The noun that the words turn on."""
    return (_shorten(words).split() or [""])[-1].lower().strip(",")


def _is_many(words: str) -> bool:
    head = _head(words)
    return head in _MANY or (len(head) > 2 and bool(re.search(r"[^sui']s$", head)) and head not in _ONE_IN_S)


def turned_round(words: str) -> str:
    """Turns "my" into "your", and so on, since the track speaks to the listener."""

    def turned(match: re.Match[str]) -> str:
        if match.group("am"):
            return "you're" if "'" in match.group() else "you are"
        if match.group("was"):
            return "you were"
        return _TURNED[match.group("word").lower()]

    return _PERSON.sub(turned, words)
