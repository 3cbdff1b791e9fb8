"""Progress: a value that the work passes to a callback, and the bar that a terminal shows of it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a track is."""

    stage: str
    """What is being done, in a word or two: "speaking"."""
    fraction: float
    """How much of the whole track is done, 0 to 1, never falling."""
    note: str = ""
    """Something to say aloud once, such as what is going to be made."""


OnProgress = Callable[[Progress], None]
"""Told as the work goes on; it may raise to stop it."""


def ignore(progress: Progress) -> None:
    """A callback for those who do not look."""


@contextmanager
def bar() -> Iterator[OnProgress]:
    """A progress bar with the time left, on stderr; it shows itself at the first step."""
    from tqdm import tqdm

    shown: list[tqdm] = []
    steps = 1000

    def show(progress: Progress) -> None:
        if progress.note:
            tqdm.write(progress.note, file=sys.stderr)
        if not shown:
            shown.append(
                tqdm(
                    total=steps,
                    file=sys.stderr,
                    bar_format="{desc} {percentage:3.0f} % |{bar}| {elapsed}, {remaining} left",
                    mininterval=0.1 if sys.stderr.isatty() else 2.0,
                    leave=True,
                    dynamic_ncols=True,
                )
            )
        line = shown[0]
        line.set_description_str(f"{progress.stage:9}", refresh=False)
        line.update(min(steps, round(progress.fraction * steps)) - line.n)

    try:
        yield show
    finally:
        for line in shown:
            line.close()
