"""The printed page that goes with a track: for the command line, and for any other face of the program."""

from dataclasses import dataclass
from pathlib import Path

from generator.deliver.leaflet import Leaflet
from generator.deliver.made import MadeTrack, read_made
from generator.deliver.publish import (
    HANDOUT,
    HANDOUT_LARGE,
    RECIPE,
    check_name,
    publish,
    sidecar,
    staging,
    writable_folder,
)
from generator.desk import Desk
from generator.errors import Location, RecipeError
from generator.leaflets import leaflet_of


@dataclass(frozen=True, slots=True)
class Handout:
    """A finished page."""

    path: Path
    pages: int
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The result as plain data."""
        return {"path": str(self.path), "pages": self.pages, "notes": list(self.notes)}


def make_handout(track: Path, desk: Desk, *, output: str | None = None) -> Handout:
    """Print a track's page as PDF, beside the track unless told otherwise.

    Args:
        track: The MP3; its recipe has to lie beside it.
        desk: What the page needs beside it, from `open_desk`.
        output: A folder, or a file ending in ``.pdf``.

    Raises:
        RecipeError: There is no track, or no recipe beside it.
        ProfileError: There is no name to print.
        OutputError: It cannot be written.
    """
    made, size = _made(track)
    ending = HANDOUT_LARGE if desk.clinic.large_print else HANDOUT
    return write_leaflet(leaflet_of(made, size, desk), sidecar(track, ending), output, desk)


def write_leaflet(leaflet: Leaflet, place: Path, output: str | None, desk: Desk) -> Handout:
    """Draw a leaflet and put it in its place.

    Args:
        leaflet: What is printed.
        place: Where it goes unless told otherwise.
        output: A folder, or a file ending in ``.pdf``.
        desk: Where it comes from, for its notes.

    Raises:
        OutputError: It cannot be written.
    """
    from generator.deliver.handout import handout_pdf

    if output is not None:
        given = Path(output).expanduser()
        place = given if output.lower().endswith(HANDOUT) else given / place.name
    with writable_folder(place.parent):
        check_name(place)
        pdf, pages, unprintable = handout_pdf(leaflet)
        with staging(place.parent) as staged:
            (staged / "handout").write_bytes(pdf)
            publish({staged / "handout": place})
    missing = (f"The typeface has no letter for: {unprintable}",) if unprintable else ()
    return Handout(place, pages, (*desk.notes, *missing))


def _made(track: Path) -> tuple[MadeTrack, int]:
    recipe = sidecar(track, RECIPE)
    try:
        size = track.stat().st_size
    except (OSError, ValueError) as error:
        raise RecipeError(
            f"There is no track '{track.name[:80]}' there.", "Give the path of an MP3 that Inner Ally made."
        ) from error
    try:
        return read_made(recipe.read_text(encoding="utf-8"), str(recipe)), size
    except (OSError, UnicodeDecodeError) as error:
        raise RecipeError(
            f"Beside this track lies no recipe that can be read ({recipe.name[:80]}).",
            "Put it back, or make the track again.",
            where=Location(str(track)),
        ) from error
