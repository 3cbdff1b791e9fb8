"""Where the command `innerally` begins: ready for Ctrl-C before anything else is imported."""

import signal
import sys
from types import FrameType
from typing import NoReturn

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def main() -> None:
    """Run the command line; Ctrl-C and a polite kill end it alike, with everything tidied up."""
    for number in _SIGNALS:
        signal.signal(number, _interrupt)
    try:
        from generator.cli import main as command_line

        command_line()
    except KeyboardInterrupt:
        sys.exit(130)


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not disturb the tidying up
    raise KeyboardInterrupt
