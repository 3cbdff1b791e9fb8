"""One family of errors: what is wrong, where, how to mend it, and the exit code it ends in.

Nothing below the command line prints. It raises one of these, and the two faces (command line, later the
studio) show the same sentences. Exit codes are part of the command line's contract (see README).
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file that a person can open and look at."""

    file: str
    """Path or template name, as the user knows it."""
    line: int | None = None
    """Line number, counted from 1; None when the whole file is meant."""

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


class InnerAllyError(Exception):
    """Base of every error that a user may see.

    Args:
        what: One plain sentence that names the value and the rule it breaks.
        mend: One plain sentence that says what to do.
        where: The file and line at fault, if there is one.
    """

    exit_code: ClassVar[int] = 3

    def __init__(self, what: str, mend: str = "", *, where: Location | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend
        self.where = where

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return place + self.what + (f" {self.mend}" if self.mend else "")


class ChoiceError(InnerAllyError):
    """A word on the command line that names nothing we have: practice, voice, quality, preset."""

    exit_code = 2


class ProfileError(InnerAllyError):
    """A profile, or a value given in its place, that has to be mended."""


class ScriptError(InnerAllyError):
    """A script that breaks the script language, or asks for a value that is not there."""


class LengthError(InnerAllyError):
    """A length that the practice cannot have."""


class SafetyHold(InnerAllyError):  # noqa: N818 - it is a pause for care, not a fault
    """Typed words hint at present danger, so no personal track is made (practice rule R9)."""


class SoundFileError(InnerAllyError):
    """A sound file of the listener's that cannot be read."""


class RecordingError(InnerAllyError):
    """A recording in somebody's own voice that cannot be used as it is, or lines that it lacks."""


class BatchError(InnerAllyError):
    """A table of clients that has to be mended."""


class RecipeError(InnerAllyError):
    """A recipe that cannot be read, or that no longer holds what the track was made from."""


class EngineError(InnerAllyError):
    """A speech engine that failed, died or ran out of time."""

    exit_code = 4


class OutputError(InnerAllyError):
    """A file or folder that could not be written."""

    exit_code = 5


class Cancelled(InnerAllyError):  # noqa: N818 - the listener's own wish, not a fault
    """The listener stopped the work; nothing was written."""

    exit_code = 130

    def __init__(self) -> None:
        super().__init__("Stopped. Nothing was written.")


def came_of_stopping(error: BaseException | None) -> bool:
    """Whether an error is what became of a Ctrl-C or a polite kill, somewhere down the chain of its causes.

    A library that is stopped where it does not expect it can fail over it in a way of its own.
    """
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A sentence that offers near names, or else lists all of them.

    Args:
        word: What was typed.
        known: The names that would have been right.
        otherwise: What to say in place of the list, where that would be too long to read.
    """
    names = sorted(known)
    lowered = {name.lower(): name for name in names}
    near = [lowered[match] for match in difflib.get_close_matches(word.lower(), lowered, n=2, cutoff=0.55)]
    if near:
        return f"Did you mean {' or '.join(repr(name) for name in near)}?"
    return otherwise or (f"Choose from: {', '.join(names)}." if names else "")
