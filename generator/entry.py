"""Where the command `innerally` begins: ready for Ctrl-C before anything else is imported."""

import signal
import sys
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


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
    except KeyboardInterrupt:
        sys.exit(130)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not disturb the tidying up
    raise Stopped
