"""What may be made shorter or longer to meet a length."""

from dataclasses import dataclass

from generator.units import Samples, Seconds, to_samples


@dataclass(frozen=True, slots=True)
class Flex:
    """A stretch that may be made shorter or longer."""

    floor: Samples
    ideal: Samples
    ceiling: Samples

    @staticmethod
    def of(floor: Seconds, ideal: Seconds, ceiling: Seconds) -> "Flex":
        """From seconds."""
        return Flex(to_samples(floor), to_samples(ideal), to_samples(ceiling))

    def at_least(self, other: "Flex") -> "Flex":
        """This stretch, nowhere shorter than another."""
        return Flex(
            max(self.floor, other.floor), max(self.ideal, other.ideal), max(self.ceiling, other.ceiling)
        )


@dataclass(frozen=True, slots=True)
class CycleFlex:
    """A run of whole breaths whose number may be chosen."""

    cycle: Samples
    least: int
    ideal: int
    most: int
