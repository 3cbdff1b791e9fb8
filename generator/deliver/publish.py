"""Putting finished files in their place: whole or not at all, and never over somebody's other track."""

import re
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from generator.deliver.formats import ENDINGS, said_size
from generator.errors import OutputError

_STAGING = ".innerally-"
"""How the names of folders begin that hold unfinished files."""
TRANSCRIPT, CAPTIONS, RECIPE = ".txt", ".vtt", ".recipe.toml"
HANDOUT, HANDOUT_LARGE = ".pdf", ".large-print.pdf"
STEP_PLAN = "step-plan"
"""Name of the printed page in a programme's folder."""


def file_stem(practice: str, title: str, minutes: float, situation: str, code: str) -> str:
    """Name of a track without its ending: never a name, a struggle or any other typed word but `title`.

    Args:
        practice: The practice's id.
        title: A title that takes its place, if one was given.
        minutes: Length.
        situation: session, commute or bedtime.
        code: A clinic's code for a client.
    """
    name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] if title else ""
    return "-".join(part for part in (name or practice, f"{minutes:.3g}", situation, code) if part)


def sidecar(track: Path, ending: str) -> Path:
    """A file beside a track: `.txt`, `.vtt`, `.recipe.toml`."""
    stem = track.stem if names_a_track(track.name) else track.name
    return track.with_name(stem + ending)


def names_a_track(output: str) -> bool:
    """Whether this is the name of a sound file of ours, and not of a folder."""
    return output.lower().endswith(ENDINGS)


@contextmanager
def writable_folder(folder: Path) -> Iterator[Path]:
    """A folder that can be written, made if need be, and taken away again if nothing came to lie in it.

    Raises:
        OutputError: It cannot be made or written.
    """
    made: list[Path] = []
    try:
        made = [parent for parent in (folder, *folder.parents) if not parent.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except (OSError, ValueError) as error:
        _remove_empty(made)
        raise OutputError(
            f"The folder '{_short(folder)}' cannot be written ({getattr(error, 'strerror', None) or error}).",
            "Choose another with --output.",
        ) from error
    try:
        yield folder
    finally:
        _remove_empty(made)


def check_room(folder: Path, size: int) -> None:
    """Make sure, before any work, that a track has room on the disk.

    Args:
        folder: Where it goes; it exists.
        size: Its size in bytes, about.

    Raises:
        OutputError: It has not.
    """
    free = shutil.disk_usage(folder).free
    if free < size:
        raise OutputError(
            f"The track needs about {said_size(size)}, but only {said_size(free)} are free in '{_short(folder)}'.",
            "Make room there, or choose another folder with --output.",
        )


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """A hidden folder inside `folder` for files that are not finished; whatever stays in it goes away.

    Raises:
        OutputError: It cannot be made.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=_STAGING, dir=folder, ignore_cleanup_errors=True) as name:
            yield Path(name)
    except OSError as error:
        raise OutputError(
            f"Nothing could be written to '{_short(folder)}' ({error.strerror or error}).",
            "Make room there, or choose another folder with --output.",
        ) from error


def sweep(folder: Path) -> None:
    """Take away what a process that was killed left unfinished in a folder."""
    for left in folder.glob(f"{_STAGING}*"):
        shutil.rmtree(left, ignore_errors=True)


def write_text(path: Path, text: str) -> None:
    """Write one text file, whole or not at all.

    Raises:
        OutputError: It cannot be written.
    """
    check_name(path)
    with writable_folder(path.parent) as folder, staging(folder) as staged:
        (staged / "text").write_text(text, encoding="utf-8", newline="\n")
        publish({staged / "text": path})


def words_beside(track: Path) -> list[Path]:
    """What lies beside an earlier track of this name and repeats its words: texts, and printed pages if it is ours."""
    endings = [TRANSCRIPT, CAPTIONS]
    if sidecar(track, RECIPE).exists():
        endings += [HANDOUT, HANDOUT_LARGE]
    return [place for ending in endings if (place := sidecar(track, ending)).is_file()]


def publish(files: Mapping[Path, Path], gone: Sequence[Path] = ()) -> None:
    """Move staged files to their places, all of them or, if one cannot be moved, none.

    Args:
        files: At least one; from staged file to place, in the same folder tree. Replaced files are gone.
        gone: Files beside them that have to go with the ones that are replaced.

    Raises:
        OutputError: A place cannot be written.
    """
    aside = next(iter(files)).parent
    with _uninterrupted():
        done: list[tuple[Path, Path | None]] = []
        wanted = Path()
        try:
            kept: Path | None
            for number, place in enumerate(gone):
                kept = aside / f"gone-{number}.before"
                place.replace(kept)
                done.append((place, kept))
            for staged, place in files.items():
                wanted, kept = place, None
                if place.exists():
                    kept = staged.with_name(staged.name + ".before")
                    place.replace(kept)
                done.append((place, kept))
                staged.replace(place)
        except OSError as error:
            for place, kept in reversed(done):
                place.unlink(missing_ok=True)
                if kept is not None:
                    kept.replace(place)
            raise OutputError(
                f"'{_short(wanted)}' could not be put in its place ({error.strerror or error}).",
                "Close programs that use the file, or choose another folder with --output.",
            ) from error


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Holds Ctrl-C back for the moment of moving files, and lets it through after."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked: list[int] = []

    def later(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    before = {number: signal.signal(number, later) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if asked:
        signal.raise_signal(asked[0])


def check_name(track: Path) -> None:
    """Make sure, before any work, that a file of this name could be put in its place.

    Raises:
        OutputError: It is a folder, or the system takes no such name.
    """
    try:
        if not track.is_dir():
            sidecar(track, RECIPE).exists()
            return
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputError(
            f"No file can be called '{_short(track)}' ({reason}).", "Choose another name with --output."
        ) from error
    raise OutputError(f"'{_short(track)}' is a folder.", "Name a file with --output.")


def _short(path: Path) -> str:
    text = str(path)
    return text if len(text) <= 200 else f"{text[:80]}…{text[-80:]}"


def _remove_empty(folders: list[Path]) -> None:
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()
