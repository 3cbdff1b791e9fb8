"""How a voice's sound is treated, as its voice file says it; every part can be switched off by a 0."""

from dataclasses import dataclass

from generator.units import Decibels, Seconds

ROOM_TAIL: Seconds = 0.12
"""How long a room rings on after the last sound of a clip."""


@dataclass(frozen=True, slots=True)
class Warmth:
    """A gentle treatment of a voice. It changes the colour of a clip, never its loudness."""

    body: Decibels = 0.0
    """How far the low end is lifted, 0 to 6 dB."""
    soften: Decibels = 0.0
    """The most that is taken off a sharp s, 0 to 12 dB."""
    even: float = 0.0
    """How much of what stands out within a sentence is held back, 0 (nothing) to 0.8 (four fifths of it, in dB)."""
    room: float = 0.0
    """Amplitude of a small room around the voice, against the voice itself, 0 to 0.3."""

    @property
    def tail(self) -> Seconds:
        """What it adds to the length of a sentence's clip."""
        return ROOM_TAIL if self.room else 0.0


LIMITS: dict[str, tuple[float, str]] = {
    "body": (6.0, "of dB from 0 to 6"),
    "soften": (12.0, "of dB from 0 to 12"),
    "even": (0.8, "from 0 to 0.8"),
    "room": (0.3, "from 0 to 0.3"),
}
"""The most of each part, and how its range is told."""
