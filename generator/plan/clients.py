"""A table of clients: one row a track, each cell a key of a profile or of a request, with all mistakes told at once."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from generator.errors import BatchError, InnerAllyError, Location, did_you_mean
from generator.plan.profile import Raw, read_profile, with_settings
from generator.plan.schema import OPEN_TABLES, SCHEMA

CODE, PRACTICE, MINUTES = "code", "practice", "minutes"
NEEDED = (CODE, PRACTICE)
WISHES = (CODE, PRACTICE, MINUTES, "length", "for", "title", "seed", "profile", "edition")
"""Columns that are no keys of a profile."""
SHORT = {
    "name": "listener.name", "level": "listener.level", "options": "listener.options", "option": "listener.options",
    "voice": "voice.name", "pace": "voice.pace", "bed": "sound.bed", "breathing": "breathing.preset",
    "quality": "image.qualities", "qualities": "image.qualities", "situation": "for",
}  # fmt: skip
"""Names that the command line has for keys of a profile."""
MOST_ROWS = 10_000
MOST_CELL = 10_000
"""Characters."""
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Row:
    """One track that is wanted."""

    number: int
    """As a spreadsheet counts: the header is row 1."""
    wishes: Mapping[str, str]
    """Filled cells of the columns in `WISHES`."""
    settings: Mapping[str, str]
    """Filled cells of the columns that are keys of a profile, by `table.key`."""

    def over(self, raw: Raw) -> Raw:
        """A profile's tables with this row's keys laid over them."""
        return with_settings(raw, [f"{key}={value}" for key, value in self.settings.items()])


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to mend in the table."""

    row: int
    column: str
    """Empty for the row as a whole."""
    what: str

    def __str__(self) -> str:
        return f"row {self.row}{f', {self.column}' if self.column else ''}: {self.what}"


def read_rows(text: str, file: str) -> tuple[Row, ...]:
    """The rows of a table, each cell checked by itself.

    Args:
        text: The table: a line of column names, then one row a track; commas, semicolons, tabs or bars between cells.
        file: Its name for messages.

    Raises:
        BatchError: Columns or cells have to be mended; all of them are told.
    """
    records = list(_records(text, file))
    if not records:
        raise BatchError(
            "This table is empty.",
            "Its first line needs the columns code and practice.",
            where=Location(file),
        )
    columns = _columns(records[0][1], file)
    if len(records) - 1 > MOST_ROWS:
        raise BatchError(
            f"This table has {len(records) - 1} rows, and {MOST_ROWS} is the most.",
            "Divide it into several.",
            where=Location(file),
        )
    rows, mistakes = [], []
    for number, cells in records[1:]:
        row, found = _row(number, cells, columns)
        rows.append(row)
        mistakes += found
    if not rows:
        raise BatchError(
            "This table has column names and no rows.", "Write one row for each track.", where=Location(file)
        )
    tell(mistakes, file)
    return tuple(rows)


def tell(mistakes: Iterable[Mistake], file: str) -> None:
    """Raise one error for all mistakes, if there are any.

    Raises:
        BatchError: There are.
    """
    found = sorted(mistakes, key=lambda mistake: mistake.row)
    if found:
        count = "One thing needs" if len(found) == 1 else f"{len(found)} things need"
        lines = "\n".join(f"  {mistake}" for mistake in found)
        raise BatchError(f"{count} mending, and nothing was made:\n{lines}", where=Location(file))


def _records(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of every record that holds something."""
    header = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=header.count)
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            if any(cell.strip() for cell in cells):
                yield number, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise BatchError(
            f"This table cannot be read near its line {reader.line_num} ({error}).",
            "Check that every quotation mark has its partner.",
            where=Location(file, reader.line_num),
        ) from error


def _columns(names: list[str], file: str) -> list[str]:
    """What each column is a key of."""
    known = _known()
    columns, mistakes = [], []
    for name in names:
        plain = SHORT.get(name.lower(), name if name.startswith(OPEN_TABLES) else name.lower())
        if not name:
            mistakes.append(Mistake(1, "", "a column has no name. Name it, or take it out."))
        elif plain not in known and not _is_open(plain):
            mistakes.append(
                Mistake(1, name[:40], f"there is no such column. {did_you_mean(plain[:60], known)}")
            )
        elif plain in columns:
            mistakes.append(Mistake(1, name[:40], "this column is there twice. Take one out."))
        columns.append(plain)
    mistakes += [
        Mistake(1, name, "this column is missing. Every row needs it.")
        for name in NEEDED
        if name not in columns
    ]
    tell(mistakes, file)
    return columns


def _known() -> list[str]:
    keys = [f"{table}.{key}" for table, content in SCHEMA.items() for key in content]
    return [*WISHES, *(key for key in keys if key != "listener.code"), *SHORT]


def _is_open(column: str) -> bool:
    table, _, key = column.partition(".")
    return table in OPEN_TABLES and bool(key)


def _row(number: int, cells: list[str], columns: list[str]) -> tuple[Row, list[Mistake]]:
    mistakes = []
    if len(cells) > len(columns):
        mistakes.append(
            Mistake(
                number,
                "",
                f"it has {len(cells)} cells for {len(columns)} columns. Put cells with commas in quotes.",
            )
        )
    filled = {column: cell for column, cell in zip(columns, cells, strict=False) if cell}
    mistakes += [Mistake(number, name, "it is empty.") for name in NEEDED if name not in filled]
    wishes = {key: value for key, value in filled.items() if key in WISHES}
    settings = {key: value for key, value in filled.items() if key not in WISHES}
    if CODE in wishes:
        settings = {"listener.code": wishes[CODE], **settings}
    for key, value in settings.items():
        if what := _fault(key, value):
            mistakes.append(Mistake(number, CODE if key == "listener.code" else key, what))
    return Row(number, wishes, settings), mistakes


def _fault(key: str, value: str) -> str:
    """What is wrong with one cell; empty for nothing."""
    if len(value) > MOST_CELL:
        return f"it holds {len(value)} characters, and {MOST_CELL} is the most."
    try:
        read_profile(with_settings({}, [f"{key}={value}"]))
    except InnerAllyError as error:
        return re.sub(rf"^{re.escape(key)} ", "", " ".join(f"{error.what} {error.mend}".split()))
    return ""
