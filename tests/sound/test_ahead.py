"""Blocks made ahead by a thread: the same ones, and nothing left behind when either side stops."""

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from generator.sound.ahead import DEPTH, ahead, side_by_side
from generator.sound.source import Block


def numbered(count: int, made: list[int] | None = None) -> Iterator[Block]:
    for number in range(count):
        if made is not None:
            made.append(number)
        yield np.full((2, 1), number, dtype=np.float32)


def mixing() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "mixing"]


@pytest.mark.parametrize("count", [0, 1, DEPTH, 5 * DEPTH])
def test_all_blocks_come_in_order(count: int) -> None:
    assert [int(block[0, 0]) for block in ahead(numbered(count))] == list(range(count))
    assert not mixing()


def test_what_the_source_raises_is_raised_to_the_eater() -> None:
    def broken() -> Iterator[Block]:
        yield from numbered(2)
        raise KeyError("gone")

    blocks = ahead(broken())

    assert len([next(blocks), next(blocks)]) == 2
    with pytest.raises(KeyError, match="gone"):
        next(blocks)
    assert not mixing()


def test_no_more_is_made_than_may_wait_and_an_eater_may_stop() -> None:
    made: list[int] = []
    blocks = ahead(numbered(1_000, made))
    next(blocks)
    blocks.close()

    assert len(made) <= DEPTH + 3
    assert not mixing()


def measuring() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("measuring")]


def test_pieces_are_worked_on_two_at_a_time_and_come_back_in_order() -> None:
    both = threading.Barrier(2)

    def work(number: int) -> int:
        both.wait(30.0)  # goes on only once another is worked on as well
        return number * number

    assert list(side_by_side(work, range(8))) == [number * number for number in range(8)]
    assert not measuring()


def test_when_a_piece_fails_or_nobody_wants_the_rest_the_threads_end() -> None:
    def work(number: int) -> int:
        if number == 3:
            raise KeyError("gone")
        return number

    results = side_by_side(work, range(1_000))
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(KeyError, match="gone"):
        next(results)
    assert not measuring()
    some = side_by_side(work, range(10, 20))
    assert next(some) == 10
    some.close()
    assert not measuring()
