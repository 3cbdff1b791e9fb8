"""Soothing rhythm breathing as numbers: presets, their limits, and the gentle way in.

Figures: the guide's section 4 (in 4–5 counts, a tiny rest, out 6–7, out longer than in; the eases and the
one-count steps of the ramp are house rules). One count is one second at tempo 1.0.
"""

from dataclasses import dataclass

from generator.errors import ChoiceError, ProfileError, did_you_mean
from generator.units import Seconds

SHORTEST_CYCLE: Seconds = 7.0
LONGEST_CYCLE: Seconds = 13.0
LONGEST_TOP: Seconds = 1.0
OWN_PACE = "own-pace"
SLOWEST_TEMPO, FASTEST_TEMPO = 1.2, 0.8


@dataclass(frozen=True, slots=True)
class BreathPattern:
    """One breath in counts, and the length of a count."""

    name: str
    in_counts: int
    top: Seconds
    """Tiny rest after the in-breath, 0 to 1 s; tempo does not change it."""
    out_counts: int
    count: Seconds = 1.0
    """Length of one count: the tempo (1.2 is slower)."""

    @property
    def inhale(self) -> Seconds:
        """Length of the in-breath."""
        return self.in_counts * self.count

    @property
    def exhale(self) -> Seconds:
        """Length of the out-breath."""
        return self.out_counts * self.count

    @property
    def cycle(self) -> Seconds:
        """Length of one whole breath."""
        return self.inhale + self.top + self.exhale


EASE_3_4 = BreathPattern("ease-3-4", 3, 0.0, 4)
EASE_3_5 = BreathPattern("ease-3-5", 3, 0.0, 5)
SOOTHING_4_6 = BreathPattern("soothing-4-6", 4, 1.0, 6)

PRESETS: dict[str, BreathPattern] = {
    pattern.name: pattern
    for pattern in (
        EASE_3_5,
        SOOTHING_4_6,
        BreathPattern("soothing-4-7", 4, 1.0, 7),
        BreathPattern("soothing-5-6", 5, 1.0, 6),
        BreathPattern("soothing-5-7", 5, 1.0, 7),
    )
}
"""Patterns a listener may choose; `ease-3-4` is only ever a step on the way in."""


def pattern_named(name: str, tempo: float = 1.0) -> BreathPattern:
    """A preset at a tempo.

    Args:
        name: One of `PRESETS`.
        tempo: Factor on the in- and the out-breath, 0.8 to 1.2 (1.2 is slower).

    Raises:
        ChoiceError: No preset has this name.
        ProfileError: The tempo, or the cycle it makes, leaves the safe range of 7 to 13 seconds.
    """
    if name not in PRESETS:
        hint = (
            "It is only a step on the way in; 'ease-3-5' is the gentlest preset."
            if name == EASE_3_4.name
            else did_you_mean(name, [*PRESETS, OWN_PACE])
        )
        raise ChoiceError(f"There is no breathing preset '{name}'.", hint)
    pattern = at_tempo(PRESETS[name], tempo)
    if not SHORTEST_CYCLE <= pattern.cycle <= LONGEST_CYCLE:
        raise ProfileError(
            f"Breathing '{name}' at tempo {tempo:g} makes a breath of {pattern.cycle:.1f} seconds,"
            f" outside the gentle range of {SHORTEST_CYCLE:.0f} to {LONGEST_CYCLE:.0f}.",
            "Choose a tempo nearer to 1, or another preset.",
        )
    return pattern


def at_tempo(pattern: BreathPattern, tempo: float) -> BreathPattern:
    """The pattern with its counts stretched by `tempo` (0.8 to 1.2).

    Raises:
        ProfileError: The tempo is outside the dial.
    """
    if not FASTEST_TEMPO <= tempo <= SLOWEST_TEMPO:
        raise ProfileError(
            f"The breathing tempo is {tempo:g}, but the dial goes from {FASTEST_TEMPO} to {SLOWEST_TEMPO}.",
            "1.0 is the plain pace, 1.2 is slower.",
        )
    return BreathPattern(pattern.name, pattern.in_counts, pattern.top, pattern.out_counts, tempo)


def ramp_to(pattern: BreathPattern) -> tuple[BreathPattern, ...]:
    """The steps that lead to `pattern`, itself not among them; no count moves by more than one a step.

    The steps keep the pattern's tempo as far as their own cycles stay within the gentle range.
    """
    steps = [EASE_3_4] if pattern.name == EASE_3_5.name else [EASE_3_4, EASE_3_5]
    if pattern.name not in {EASE_3_5.name, SOOTHING_4_6.name}:
        steps.append(SOOTHING_4_6)
    return tuple(at_tempo(step, max(pattern.count, SHORTEST_CYCLE / step.cycle)) for step in steps)
