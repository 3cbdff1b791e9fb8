"""The desk that pages are made at: the clinic's details, support lines and words, read and checked before anything is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from generator.deliver.leaflet import Look
from generator.errors import Location, ProfileError
from generator.library import Library
from generator.plan.clinic import Clinic
from generator.plan.handout_words import HandoutWords
from generator.plan.safety import Locale

LARGEST_LOGO = 10_000_000
"""Bytes; a larger picture is no logo."""
OLD_LINES = (
    "The support lines on this page were looked up on {day}, over a year ago. Look them up again before you hand it out;"
    " `innerally doctor` says how."
)
LETTER_LANGUAGES = ("en-US", "en-CA")
"""Languages of countries that print on Letter paper."""


@dataclass(frozen=True, slots=True)
class HandoutWish:
    """What somebody asks for on the page."""

    settings: Mapping[str, object] = field(default_factory=dict)
    """Keys of `clinic.toml`, laid over the file."""
    name: bool = False
    """Print the listener's name."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that a page needs beside its track, read and checked."""

    wish: HandoutWish
    clinic: Clinic
    logo: bytes
    locale: Locale
    words: HandoutWords
    notes: tuple[str, ...] = ()
    """What whoever prints should know."""

    @property
    def look(self) -> Look:
        """How the page is to look."""
        usual = "letter" if self.locale.language in LETTER_LANGUAGES else "a4"
        return Look(self.clinic.paper or usual, self.clinic.large_print, self.locale.language)


def open_desk(wish: HandoutWish, library: Library, today: date | None = None) -> Desk:
    """Read and check what a page needs, before anything is made.

    Args:
        wish: What is asked for.
        library: Where the clinic's details, support lines and words are.
        today: The day to count the age of the support lines from; the present one if None.

    Raises:
        ProfileError: The clinic's details or an option are to be mended.
        ScriptError: Support lines or words are broken.
    """
    clinic, locale = library.clinic(wish.settings), library.locale()
    old = locale.is_old(today or datetime.now(UTC).date())
    notes = (OLD_LINES.format(day=locale.as_of.isoformat()),) if old else ()
    return Desk(wish, clinic, _logo(clinic, library), locale, library.handout_words(), notes)


def _logo(clinic: Clinic, library: Library) -> bytes:
    if not clinic.logo:
        return b""
    from generator.deliver.logo import is_picture

    path = library.own / Path(clinic.logo).expanduser()
    where = Location(str(path))
    try:
        content = path.read_bytes() if path.stat().st_size <= LARGEST_LOGO else b""
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ProfileError(
            f"The logo cannot be read: {reason}.", "Check its path in clinic.toml.", where=where
        ) from error
    if not is_picture(content):
        raise ProfileError(
            "The logo is no picture that can be printed.",
            "Give a PNG or JPEG file of at most 10 MB.",
            where=where,
        )
    return content
