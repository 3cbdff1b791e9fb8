"""Phrases of whole words: how word lists are written, and how a text is laid bare to be held against them.

In a phrase ``*`` ends a stem, ``(a|b)`` chooses and ``_`` stands for any one word. Capitals, apostrophes, accents,
other signs and invisible characters make no difference.
"""

import re
import unicodedata

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´′＇"))


def phrase_pattern(phrase: str) -> re.Pattern[str]:
    """A phrase as a pattern for texts that went through `bare` or `readings`."""
    return re.compile(rf"(?<!\w){_body(phrase)}(?!\w)")


def any_of(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    """One pattern for several phrases; None where there are none."""
    if not phrases:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_body, phrases))})(?!\w)")


def bare(text: str, keep: str = "") -> str:
    """Lower case, no apostrophes, accents or invisible characters, other signs than `keep` as single blanks."""
    folded = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
    visible = "".join(c for c in folded if unicodedata.category(c) not in ("Cf", "Mn"))
    return " ".join("".join(c if c.isalnum() or c in keep else " " for c in visible).split())


def readings(text: str) -> tuple[str, str]:
    """The bare text, its full stops kept, with invisible characters left out, and with each as a blank."""
    blanked = "".join(" " if unicodedata.category(c) == "Cf" else c for c in text)
    return bare(text, keep="."), bare(blanked, keep=".")


def _body(phrase: str) -> str:
    words = []
    for word in bare(phrase, keep="*()|_").split():
        escaped = (
            re.escape(word)
            .replace(r"\*", r"\w*")
            .replace(r"\(", "(?:")
            .replace(r"\)", ")")
            .replace(r"\|", "|")
        )
        words.append(r"\w+" if word == "_" else escaped)
    return " ".join(words)
