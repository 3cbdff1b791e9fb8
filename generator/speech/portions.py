"""Very long sentences, which most engines cannot take in one go: cut where they breathe, joined again."""

import re
from collections.abc import Sequence

import numpy as np

from generator.sound.clip import Mono, trim
from generator.units import Seconds

_PIECE = re.compile(r"(?:\[\[.*?\]\]|\[name\]\(/.*?/\)|\S)+")
"""A word with what clings to it; signs in an engine's own syntax stay whole, blanks inside them too."""
_BREATHS = (",", ";", ":", ".", "?", "!", "…", "–", "—")
_JOINT: Seconds = 0.2


def portions(text: str, most: int) -> tuple[str, ...]:
    """A text in portions of at most so many characters: cut after a comma in the last half, or else after a word.

    Args:
        text: In an engine's own syntax.
        most: Characters; a single word that is longer stays whole.
    """
    found: list[str] = []
    words: list[str] = []
    length = 0
    for word in _PIECE.findall(text):
        if words and length + 1 + len(word) > most:
            kept = _up_to_a_breath(words)
            found.append(" ".join(words[:kept]))
            words = words[kept:]
        words.append(word)
        length = len(" ".join(words))
    return (*found, " ".join(words)) if words else tuple(found)


def joined(parts: Sequence[Mono], rate: int) -> Mono:
    """Spoken portions as one sound, with a short breath between them.

    Args:
        parts: float32, shape (frames,) each.
        rate: Frames a second.
    """
    if len(parts) == 1:
        return parts[0]
    gap = np.zeros(round(_JOINT * rate), np.float32)
    pieces = [piece for part in parts for piece in (trim(part, rate), gap)]
    return np.concatenate(pieces[:-1]) if pieces else np.zeros(0, np.float32)


def _up_to_a_breath(words: Sequence[str]) -> int:
    for count in range(len(words), len(words) // 2, -1):
        if words[count - 1].endswith(_BREATHS):
            return count
    return len(words)
