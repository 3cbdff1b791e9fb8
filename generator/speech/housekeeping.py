"""The cache's size: told, kept within its bound by forgetting what was longest unused, cleared when asked to."""

import contextlib
import fnmatch
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.errors import OutputError
from generator.units import Seconds

SHARED, CODES, FIGURES = "shared", "codes", "figures"
"""Folders in the cache: clips without personal words, those of each client's code, and figures of voices."""
BOUND = 2_000_000_000
"""Bytes of clips that are kept: about three hours of speech."""
_IN_USE: Seconds = 3600.0
"""A clip that was used this lately may be in a track that is being made right now."""
_FILLED = 0.9
"""Part of the bound that is left after forgetting, so that not every track has to."""


@dataclass(frozen=True, slots=True)
class CacheSize:
    """How much is kept."""

    clips: int
    size: int
    """Bytes."""
    personal: int
    """How many of the clips lie under clients' codes."""
    codes: int
    """How many codes have any."""

    def as_json(self) -> dict[str, int]:
        """The figures as plain data."""
        return {"clips": self.clips, "bytes": self.size, "personal": self.personal, "codes": self.codes}


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file of the cache."""

    path: Path
    size: int
    used: float
    """When it was last made or used, in seconds since 1970."""


def cache_size(cache: Path) -> CacheSize:
    """How much the cache holds.

    Args:
        cache: The cache's folder.
    """
    shared, personal = list(_clips(cache / SHARED)), list(_clips(cache / CODES))
    owners = {clip.path.relative_to(cache / CODES).parts[0] for clip in personal}
    size = sum(clip.size for clip in (*shared, *personal))
    return CacheSize(len(shared) + len(personal), size, len(personal), len(owners))


def keep_within(cache: Path, bound: int = BOUND, *, now: float | None = None) -> None:
    """Forget clips, the longest unused first, until the rest is within the bound.

    Clips in use stay, even where that is more than the bound. What a killed process left half written goes, too.
    Several processes may do this at once, and a file that cannot be removed is left for the next time.

    Args:
        cache: The cache's folder.
        bound: Bytes.
        now: The time, in seconds since 1970.
    """
    recent = (time.time() if now is None else now) - _IN_USE
    for place in (cache / SHARED, cache / CODES):
        for left in _files(place, ".clip-*.part"):
            if left.used < recent:
                _remove(left.path)
    clips = [*_clips(cache / SHARED), *_clips(cache / CODES)]
    size = sum(clip.size for clip in clips)
    if size <= bound:
        return
    for clip in sorted(clips, key=lambda clip: clip.used):
        if size <= _FILLED * bound or clip.used >= recent:
            break
        _remove(clip.path)
        size -= clip.size


def clear(cache: Path) -> CacheSize:
    """Forget every clip and everything that was measured; the installation's secret stays.

    Returns:
        What was there.

    Raises:
        OutputError: Something could not be removed.
    """
    before = cache_size(cache)
    for name in (SHARED, CODES, FIGURES):
        try:
            shutil.rmtree(cache / name)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise OutputError(
                f"Not everything in '{cache / name}' could be removed ({error.strerror}).",
                "Close what is using it, or remove that folder yourself.",
            ) from error
    return before


def _clips(folder: Path) -> Iterator[_Kept]:
    return _files(folder, "*.clip")


def _files(folder: Path, pattern: str) -> Iterator[_Kept]:
    for place, _, names in os.walk(folder):
        for name in fnmatch.filter(names, pattern):
            with contextlib.suppress(OSError):  # another process was quicker
                facts = (path := Path(place, name)).stat()
                yield _Kept(path, facts.st_size, max(facts.st_atime, facts.st_mtime))


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
