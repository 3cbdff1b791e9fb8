"""What was made lately, kept for whoever comes to the same place of the track."""

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memory(Generic[K, V]):
    """The last few things that were made, by their place; several threads may ask at once.

    Args:
        room: How many are kept; the oldest goes first.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._kept: dict[K, V] = {}
        self._keeping = threading.Lock()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """What is kept under this key, or else what `make` gives, which is kept from now on."""
        try:
            return self._kept[key]
        except KeyError:
            made = make()
        with self._keeping:
            while len(self._kept) >= self._room:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = made
        return made
