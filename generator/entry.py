"""Where the command `innerally` begins: ready for Ctrl-C before anything else is imported."""

import contextlib
import os
import signal
import sys
import time
from types import FrameType
from typing import NoReturn

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_TIDYING = 5.0
"""Seconds in which a second Ctrl-C must not disturb the tidying up.

Later ones count again: Python drops an exception that is raised in a destructor, and with it a first Ctrl-C.
"""
_told: float | None = None
"""When the last signal that counted came, in seconds of the monotonic clock."""


class Stopped(KeyboardInterrupt):
    """Ctrl-C or a polite kill.

    A class of its own, since Python ends itself by SIGINT, whatever the exit code, once a plain KeyboardInterrupt
    has passed through an `exec`, as it does in many an import.
    """


def main() -> None:
    """Run the command line; Ctrl-C and a polite kill end it alike, with everything tidied up."""
    for number in _SIGNALS:
        signal.signal(number, _interrupt)
    try:
        from generator.cli import main as command_line

        command_line()
    except (KeyboardInterrupt, Exception) as error:
        from generator.errors import came_of_stopping

        if not came_of_stopping(error):
            raise
        _leave(130)
    except SystemExit as done:
        _leave(done.code)


def _leave(code: str | int | None) -> NoReturn:
    """End the process, at once where a voice is still at work in a thread that was given up.

    Python waits for no such thread; but when it comes back from a native library while Python is being taken
    down, the library aborts the whole process, and the exit code is lost.
    """
    crew = sys.modules.get("generator.speech.crew")  # not loaded: nothing was spoken
    if crew is not None and crew.still_speaking():
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(code if isinstance(code, int) else int(code is not None))
    sys.exit(code)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    global _told  # noqa: PLW0603 - a signal handler has nowhere else to remember it
    now = time.monotonic()
    if _told is not None and now - _told < _TIDYING:
        return
    _told = now
    raise Stopped
