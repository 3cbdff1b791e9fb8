"""What works on this machine, and how to mend what does not."""

import os
import platform
import shutil
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from generator.errors import InnerAllyError
from generator.library import CLINIC, DEFAULT_VOICE, Library
from generator.voices import list_voices

OPTIONAL = frozenset({"emma", "fable", "fenrir", "joe", "kokoro", "kore"})
"""Voices that we tell of but do not bring along."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    finding: str
    good: bool
    needed: bool = True
    """False for what the main job does not need."""
    mend: str = ""

    def as_json(self) -> dict[str, object]:
        """The finding as plain data."""
        return {
            "subject": self.subject,
            "finding": self.finding,
            "good": self.good,
            "needed": self.needed,
            "mend": self.mend,
        }


def examine(library: Library, today: date | None = None) -> tuple[Finding, ...]:
    """Look at everything that making a track, or a page for it, rests on.

    Args:
        library: Folders that are looked into.
        today: The day to count from; the present one if None.
    """
    return (
        Finding("Python", f"{platform.python_version()} on {platform.system()}", sys.version_info >= (3, 11)),
        *_voices(library),
        _practices(library),
        _folder("tracks go to", library.output),
        _folder("spoken clips are kept in", library.cache),
        _own("your own scripts", library.scripts[0]),
        _own("your own voices", library.voices[0]),
        _ffmpeg(),
        _support_lines(library, today or datetime.now(UTC).date()),
        _clinic(library),
    )


def _voices(library: Library) -> list[Finding]:
    found, elsewhere = [], []
    for entry in list_voices(library):
        if ":" in entry.name:
            continue
        if entry.problems and entry.engine and entry.name in OPTIONAL:
            elsewhere.append(entry.name)
            continue
        found.append(
            Finding(
                f"voice {entry.name}",
                "ready" if not entry.problems else "cannot speak here",
                not entry.problems,
                needed=entry.name == DEFAULT_VOICE,
                mend=" ".join(entry.problems),
            )
        )
    if elsewhere:
        finding = f"{', '.join(elsewhere)} cannot speak here yet; `innerally voices` tells what each needs"
        found.append(Finding("more voices", finding, good=True, needed=False))
    return found


def _practices(library: Library) -> Finding:
    try:
        count = len(library.practices())
    except InnerAllyError as error:
        return Finding("practices", "one of them cannot be read", good=False, mend=str(error))
    return Finding("practices", f"{count} ready", good=count > 0)


def _folder(subject: str, folder: Path) -> Finding:
    standing = next((path for path in (folder, *folder.parents) if path.exists()), folder)
    try:
        with tempfile.TemporaryFile(dir=standing):
            free = shutil.disk_usage(standing).free / 2**30
    except OSError as error:
        reason = error.strerror or str(error)
        return Finding(
            subject, f"{folder} ({reason})", good=False, mend="Give yourself the right to write there."
        )
    return Finding(
        subject, f"{folder} ({free:.0f} GB free)", good=free > 1, mend="" if free > 1 else "Make room."
    )


def _own(subject: str, folder: Path) -> Finding:
    count = len(list(folder.glob("*"))) if folder.is_dir() else 0
    return Finding(subject, f"{folder} ({count or 'nothing'} there)", good=True, needed=False)


def _ffmpeg() -> Finding:
    path = shutil.which("ffmpeg")
    if path:
        return Finding(
            "ffmpeg", "found: beds from m4a and other formats can be read", good=True, needed=False
        )
    return Finding(
        "ffmpeg",
        "not found: beds can be WAV, FLAC, OGG or MP3, but not m4a",
        good=False,
        needed=False,
        mend="Only if you need that: install ffmpeg from ffmpeg.org or your system's package manager.",
    )


def _support_lines(library: Library, today: date) -> Finding:
    try:
        locale = library.locale()
    except InnerAllyError as error:
        return Finding("support lines", "cannot be read", good=False, mend=str(error))
    return Finding(
        "support lines",
        f"{locale.language}, as of {locale.as_of.isoformat()}"
        + (
            f" (chosen by {os.environ['LANG']})"
            if locale.language != "en-GB" and "LANG" in os.environ
            else ""
        ),
        good=not locale.is_old(today),
        needed=False,
        mend=""
        if not locale.is_old(today)
        else f"They are over a year old. Look up every line, then write the day into {locale.language}.toml (as_of) in"
        f" {library.scripts[0] / 'locales'}.",
    )


def _clinic(library: Library) -> Finding:
    file = library.own / CLINIC
    if not file.is_file():
        return Finding("a clinic's details", f"none ({file})", good=True, needed=False)
    try:
        clinic = library.clinic({})
    except InnerAllyError as error:
        return Finding("a clinic's details", "cannot be used", good=False, needed=False, mend=str(error))
    return Finding("a clinic's details", f"{clinic.name or 'no name'} ({file})", good=True, needed=False)
