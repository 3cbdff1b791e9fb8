"""Work in several threads, since numpy and the encoders let the interpreter run beside them."""

import os
import queue
import threading
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")
DEPTH = 4
"""Blocks that wait at most, so that memory stays small however slow the eater is."""
_MOST = 6
"""Threads at most: each holds a little of the track."""


def ahead(source: Iterable[T]) -> Generator[T, None, None]:
    """The same blocks in the same order, made by a thread of their own.

    Whatever the source raises is raised here; when the eater stops early, the thread stops as well.

    Args:
        source: Where the blocks come from; only the new thread touches it.
    """
    maker = _Maker(source)
    maker.start()
    try:
        while (block := maker.waiting.get()) is not None:
            yield block
    finally:
        maker.stopped.set()
        maker.join()
    if maker.error is not None:
        raise maker.error


def side_by_side(work: Callable[[T], R], pieces: Iterable[T]) -> Generator[R, None, None]:
    """What becomes of each piece, in order; as many are worked on at once as there are processors.

    Closing it ends the threads: nothing is begun any more, and what is under way is waited for.

    Args:
        work: What is done to a piece, by threads of its own; it must not mind another one beside it.
        pieces: As many as there are.
    """
    workers = min(max(os.cpu_count() or 1, 2), _MOST)
    with ThreadPoolExecutor(workers, thread_name_prefix="sound") as threads:
        try:
            yield from threads.map(work, pieces)
        finally:
            threads.shutdown(cancel_futures=True)


class _Maker(threading.Thread, Generic[T]):
    """Puts blocks into a queue until there are no more, or nobody wants them."""

    def __init__(self, source: Iterable[T]) -> None:
        super().__init__(name="mixing", daemon=True)
        self._source = source
        self.waiting: queue.Queue[T | None] = queue.Queue(DEPTH)
        self.stopped = threading.Event()
        self.error: BaseException | None = None

    def run(self) -> None:
        """Make the blocks."""
        try:
            for block in self._source:
                if not self._offered(block):
                    return
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that asked for the blocks
            self.error = error
        self._offered(None)

    def _offered(self, item: T | None) -> bool:
        """Whether somebody took it, or had room for it."""
        while not self.stopped.is_set():
            try:
                self.waiting.put(item, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False
