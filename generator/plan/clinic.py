"""What a clinic puts on the pages that it hands out: from `clinic.toml` in the user's folder, or from options."""

from collections.abc import Mapping
from dataclasses import dataclass

from generator.errors import Location, ProfileError, did_you_mean
from generator.plan.schema import CLINIC, Wrong, short


@dataclass(frozen=True, slots=True)
class Clinic:
    """A clinic's details; every one may be left out."""

    name: str = ""
    logo: str = ""
    """A picture file; a path that is not whole counts from the folder of `clinic.toml`."""
    contact: str = ""
    """Whom to turn to, where a profile names nobody: "the clinic, 01632 960 960"."""
    link: str = ""
    """An address on the web, printed as a QR code."""
    review: str = ""
    """Day on which the page is to be looked at again, as YYYY-MM-DD."""
    paper: str = ""
    """a4 or letter; empty for what the language uses."""
    weeks: int = 1
    """Weeks that the practice log has room for: 1 or 4."""
    large_print: bool = False


def read_clinic(tables: Mapping[str, object], file: str) -> Clinic:
    """Check a clinic's details.

    Args:
        tables: Keys and values as they were written.
        file: Where they come from, for messages.

    Raises:
        ProfileError: A key is unknown, or a value is of a wrong kind.
    """
    values: dict[str, object] = {}
    for key, value in tables.items():
        if key not in CLINIC:
            raise ProfileError(
                f"A clinic's details have no key '{short(key)}'.",
                did_you_mean(key[:60], CLINIC),
                where=Location(file),
            )
        try:
            values[key] = CLINIC[key](value)
        except Wrong as error:
            raise ProfileError(f"{key} {error}.", where=Location(file)) from error
    return Clinic(**values)  # type: ignore[arg-type]
