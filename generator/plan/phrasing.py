"""Where a sentence may breathe: its commas and other breaks, and how long the voice rests at each."""

import re
from dataclasses import dataclass

from generator.units import Seconds

SOUND = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
"""A word."""
_VOWELS = re.compile(r"[aeiouyà-ÿ]+")
_BREAK = re.compile(r"[,;:.?!…—–]+[\"'’”)]*(?=\s)|(?<=\s)[—–](?=\s)")


@dataclass(frozen=True, slots=True)
class Pauses:
    """How long a voice rests inside a sentence, in seconds; 0 leaves the engine's own pause as it is."""

    comma: Seconds = 0.0
    clause: Seconds = 0.0
    """At a semicolon, a colon or a dash."""
    ellipsis: Seconds = 0.0
    stop: Seconds = 0.0
    """At a full stop inside an utterance, such as that of a quoted sentence."""

    def at(self, mark: str) -> Seconds:
        """The rest that these signs ask for."""
        if "…" in mark or "..." in mark:
            return self.ellipsis
        if any(sign in mark for sign in ".?!"):
            return self.stop
        return self.comma if "," in mark else self.clause


@dataclass(frozen=True, slots=True)
class Break:
    """A place in a sentence where the voice may rest."""

    share: float
    """How much of the sentence's sound lies before it, 0 to 1."""
    pause: Seconds
    """Wanted length of the rest."""


def breaks_in(text: str) -> tuple[str, ...]:
    """The signs of each break inside a sentence, in order; its end is none."""
    return tuple(match[0] for match in _BREAK.finditer(text.strip()))


def breaks(text: str, pauses: Pauses) -> tuple[Break, ...]:
    """The breaks inside a sentence, placed by how much there is to say before them.

    Args:
        text: One utterance.
        pauses: The voice's.
    """
    text = text.strip()
    whole = weight(text)
    if not whole:
        return ()
    return tuple(
        Break(weight(text[: match.start()]) / whole, pauses.at(match[0])) for match in _BREAK.finditer(text)
    )


def weight(text: str) -> float:
    """How long words take, against each other: letters, and syllables for twice as much."""
    return sum(len(word) + 2.0 * syllables(word) for word in SOUND.findall(text.lower()))


def syllables(word: str) -> int:
    """About how many syllables a word has, by its groups of vowels."""
    groups = len(_VOWELS.findall(word))
    silent = word.endswith("e") and not word.endswith("le")
    return max(1, groups - 1 if silent else groups)
