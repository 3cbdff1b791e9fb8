"""What is kept for whoever comes to the same place."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from generator.sound.memory import Memory


def test_what_is_kept_is_not_made_again_and_the_oldest_goes_first() -> None:
    memory: Memory[int, list[int]] = Memory(2)
    made = []

    def make(key: int) -> list[int]:
        made.append(key)
        return [key]

    assert [memory.get(key, partial(make, key)) for key in (1, 2, 1, 3, 2, 1)] == [
        [1],
        [2],
        [1],
        [3],
        [2],
        [1],
    ]
    assert made == [1, 2, 3, 1]


def test_several_threads_get_what_belongs_to_their_place() -> None:
    memory: Memory[int, int] = Memory(3)
    keys = [key % 7 for key in range(20_000)]
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda key: memory.get(key, lambda: key * key), keys))

    assert found == [key * key for key in keys]
