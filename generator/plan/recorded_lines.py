"""The lines that somebody has recorded, by keys that tell nothing of the words."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from generator.units import Seconds


@dataclass(frozen=True, slots=True)
class RecordedLines:
    """What a recorded voice can say, and how long each line takes it."""

    salt: str
    """Goes into every key, so that nobody's name can be looked for in a folder of recordings."""
    lengths: Mapping[str, Seconds]
    """Length of each line's recording, by its key."""

    def key(self, text: str) -> str:
        """The key of a line: the same for the same words, however they are spaced."""
        return hashlib.sha256(f"{self.salt}\n{' '.join(text.split())}".encode()).hexdigest()

    def length(self, text: str) -> Seconds | None:
        """How long a line's recording is; None for a line that was never recorded."""
        return self.lengths.get(self.key(text))

    def __contains__(self, text: str) -> bool:
        return self.key(text) in self.lengths
