"""Other people's texts made tidy: one kind of line end, blank and quotation mark; no tags, nothing invisible."""

import html
import re
import unicodedata

from generator.plan.foreign_pauses import BREAK, with_plain_pauses

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028]")
_SYMBOL_BULLETS = re.compile("[\uf0a7\uf0b7\uf0d8]")
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_NOT_SPEECH = re.compile(r"<!--.{0,500}?-->|<[?!][^<>]{0,500}>", re.DOTALL)
_DIVISION = re.compile(r"</?(?:speak|p|div|h[1-6])\b[^<>]{0,200}>|<br\b[^<>]{0,50}>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:s|w|prosody|emphasis|voice|lang|sub|say-as|phoneme|audio|mark|b|i|u|em|strong|span)\b[^<>]{0,200}>",
    re.IGNORECASE,
)


def tidy(text: str) -> str:
    """The text with one kind of line end, pauses of SSML as `[pause Ns]`, and paragraphs in place of tags."""
    text = _SYMBOL_BULLETS.sub("•", _LINE_ENDS.sub("\n", text)).replace("\u2029", "\n\n")
    text = _visible(text)
    marked_up = any(tag.search(text) for tag in (_DIVISION, _TAG, BREAK))
    text = with_plain_pauses(text)
    if marked_up:
        text = html.unescape(_TAG.sub("", _DIVISION.sub("\n\n", _NOT_SPEECH.sub(" ", text))))
    return _visible(text)


def _visible(text: str) -> str:
    """Straight quotes; a blank for blanks of every kind and for private signs, nothing for invisible ones."""
    return "".join(map(_shown, text.translate(_QUOTES)))


def _shown(character: str) -> str:
    match unicodedata.category(character):
        case "Cf":
            return ""
        case "Zs" | "Cc" | "Cs" | "Co" if character != "\n":
            return " "
        case _:
            return character
