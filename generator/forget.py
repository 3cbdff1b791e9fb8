"""Forgetting a client: everything that was made under one code, and nothing of anybody else's."""

import re
import shutil
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.batch_report import strike
from generator.deliver.formats import ENDINGS
from generator.deliver.playlist import PLAYLIST, files_of, identity_of
from generator.deliver.publish import HANDOUT, HANDOUT_LARGE, RECIPE, STEP_PLAN
from generator.deliver.recipe import keyed
from generator.errors import Location, OutputError, ProfileError
from generator.library import Library
from generator.plan.choices import SITUATIONS
from generator.plan.schema import Wrong, client_code
from generator.speech.cache import installation_secret
from generator.speech.housekeeping import CODES

KINDS = {
    **dict.fromkeys(ENDINGS, "track"), RECIPE: "recipe", ".txt": "transcript", ".vtt": "caption file", ".lrc": "caption file", HANDOUT: "page",
    ".zip": "zip", PLAYLIST: "playlist", ".clip": "spoken clip",
}  # fmt: skip
"""What a removed file is called, by its ending."""
OTHER, LINE = "other file", "line of a report"
_ORDER = (*dict.fromkeys(KINDS.values()), OTHER, LINE)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was removed."""

    code: str
    counts: dict[str, int]
    """How many of each kind."""
    folders: tuple[Path, ...]
    """Where was looked."""

    def as_json(self) -> dict[str, object]:
        """The result as plain data."""
        return {"code": self.code, "removed": self.counts, "looked_in": [str(path) for path in self.folders]}

    def line(self) -> str:
        """The result as one sentence."""
        if not self.counts:
            return f"Nothing of {self.code} was found."
        counted = [f"{count} {_several(kind, count)}" for kind, count in self.counts.items()]
        return f"Removed of {self.code}: {', '.join(counted)}."


def forget(code: str, library: Library, folders: Sequence[Path] = ()) -> Forgotten:
    """Remove everything that was made under a client's code.

    Args:
        code: The client's code.
        library: Its output folder and its cache are looked through.
        folders: More folders that tracks were sent to.

    Raises:
        ProfileError: No code looks like this.
        OutputError: A folder is not there, or something cannot be removed.
    """
    try:
        client_code(code)
    except Wrong as error:
        raise ProfileError(f"A code {error}.", "Give the code that the tracks were made with.") from error
    for folder in folders:
        if not folder.is_dir():
            raise OutputError(f"There is no folder '{folder}'.", "Check its path.")
    places = tuple(dict.fromkeys(place.resolve() for place in (library.output, *folders)))
    names = {code, keyed(installation_secret(library.cache), code)}
    doomed = [path for place in places for path in _made_under(place, code, names)]
    clips = library.cache / CODES / code
    spoken = () if clips.is_symlink() else clips.rglob("*.clip")
    counts = Counter(map(_kind, (*doomed, *spoken)))
    try:
        counts[LINE] = sum(strike(folder, code) for place in places for folder in _folders(place))
        _remove(doomed, clips, places)
    except OSError as error:
        raise OutputError(
            f"Not everything of {code} could be removed ({error.strerror}).",
            "Close what is using it, and run this again.",
            where=Location(str(error.filename)) if error.filename else None,
        ) from error
    return Forgotten(code, {kind: counts[kind] for kind in _ORDER if counts[kind]}, places)


def _remove(doomed: Sequence[Path], clips: Path, places: Sequence[Path]) -> None:
    for path in doomed:
        path.unlink(missing_ok=True)
    if clips.is_symlink():
        clips.unlink()
    elif clips.exists():
        shutil.rmtree(clips)
    for folder in sorted({path.parent for path in doomed}, reverse=True):
        if folder not in places and not any(folder.iterdir()):
            folder.rmdir()


def _made_under(place: Path, code: str, names: set[str]) -> list[Path]:
    """Files of this code's below a folder: by their recipe, or by their name where no recipe lies beside them."""
    found: list[Path] = []
    for folder in _folders(place):
        files = [path for path in folder.iterdir() if path.is_file()]
        owners = {
            path.name.removesuffix(RECIPE): _code_in(path) in names
            for path in files
            if path.name.endswith(RECIPE)
        }
        ours = [path for path in files if _belongs(path, owners, code)]
        found += ours + list(_gathering(files, {path.name for path in ours}))
    return found


def _folders(place: Path) -> list[Path]:
    below = (path for path in place.rglob("*") if path.is_dir() and not path.is_symlink())
    return [place, *below] if place.is_dir() else []


def _belongs(path: Path, owners: dict[str, bool], code: str) -> bool:
    if not path.name.endswith(tuple(KINDS)):
        return any(path.name.startswith(f"{stem}.") and own for stem, own in owners.items())
    stem = next(path.name.removesuffix(ending) for ending in _ENDINGS if path.name.endswith(ending))
    if stem in owners:
        return owners[stem]
    tail = rf"{re.escape(code)}(?:-\d+)?"
    if path.suffix == ".zip":
        return re.fullmatch(rf"(?:.+-)?{tail}", stem) is not None
    return re.fullmatch(rf".+-\d+(?:\.\d+)?(?:-(?:{'|'.join(SITUATIONS)}))?-{tail}", stem) is not None


_ENDINGS = (HANDOUT_LARGE, *KINDS)
"""Longer endings first."""


def _gathering(files: Sequence[Path], gone: set[str]) -> Iterator[Path]:
    """A programme's playlist and step plan, where its tracks go."""
    for path in files:
        if path.suffix != PLAYLIST or path.name in gone:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        if identity_of(text) and gone & set(files_of(text)):
            yield path
            yield from (
                file for file in files if file.name in (STEP_PLAN + HANDOUT, STEP_PLAN + HANDOUT_LARGE)
            )


def _code_in(recipe: Path) -> str:
    """The code in a recipe, or its digest in a private one; empty if there is none."""
    try:
        return str(tomllib.loads(recipe.read_text(encoding="utf-8"))["profile"]["listener"]["code"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _kind(path: Path) -> str:
    return next((kind for ending, kind in KINDS.items() if path.name.endswith(ending)), OTHER)


def _several(kind: str, count: int) -> str:
    if count == 1:
        return kind
    return kind.replace("line", "lines", 1) if kind == LINE else f"{kind}s"
