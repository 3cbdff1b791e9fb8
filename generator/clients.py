"""Many clients in one table: a CSV with a row each, by code and never by name."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from generator.errors import InnerAllyError, Location, ProfileError, did_you_mean
from generator.plan.profile import Raw, profile_text, put, read_profile, with_settings
from generator.plan.schema import OPEN_TABLES, SCHEMA
from generator.request import Request

COLUMNS = ("code", "practice", "minutes")
"""Columns with a meaning of their own; every other one is a dotted profile key, such as image.label."""


@dataclass(frozen=True, slots=True)
class Client:
    """One row."""

    code: str
    line: int
    """Its line in the file."""
    request: Request


def read_clients(path: Path) -> tuple[Client, ...]:
    """The clients of a table.

    Args:
        path: A CSV file with the columns `code`, `practice`, perhaps `minutes`, and dotted profile keys.

    Raises:
        ProfileError: It cannot be read, or a row is wrong; the message names its line.
    """
    try:
        text = profile_text(path.read_bytes(), str(path))
    except OSError as error:
        raise ProfileError(
            f"The table cannot be read: {error.strerror}.", "Check its path.", where=Location(str(path))
        ) from error
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        columns = [name.strip() for name in reader.fieldnames or ()]
        reader.fieldnames = columns
        _check_columns(columns, path)
        clients = tuple(
            _client(row, Location(str(path), reader.line_num)) for row in reader if any(_cells(row).values())
        )
    except csv.Error as error:
        raise ProfileError(
            f"The table is no CSV that can be read ({error}).",
            "Save it from your spreadsheet as CSV (UTF-8) again.",
            where=Location(str(path), reader.line_num),
        ) from error
    if not clients:
        raise ProfileError("The table has no rows.", "Write one row a client.", where=Location(str(path)))
    return clients


def _check_columns(columns: list[str], path: Path) -> None:
    keys = [f"{table}.{key}" for table, entries in SCHEMA.items() for key in entries]
    for name in columns:
        table = name.rpartition(".")[0]
        if name not in COLUMNS and name not in keys and table not in OPEN_TABLES:
            raise ProfileError(
                f"There is no column '{name[:40]}'.",
                did_you_mean(
                    name[:60], (*COLUMNS, *keys), "Columns are code, practice, minutes and profile keys."
                ),
                where=Location(str(path), 1),
            )
    for name in COLUMNS[:2]:
        if name not in columns:
            raise ProfileError(
                f"The table lacks the column '{name}'.", "Add it.", where=Location(str(path), 1)
            )


def _cells(row: dict[str, str | list[str] | None]) -> dict[str, str]:
    return {key: value.strip() for key, value in row.items() if isinstance(value, str) and value.strip()}


def _client(row: dict[str, str | list[str] | None], where: Location) -> Client:
    cells = _cells(row)
    for name in COLUMNS[:2]:
        if name not in cells:
            raise ProfileError(f"This row has no {name}.", "Fill it in.", where=where)
    if None in row:
        raise ProfileError(
            "This row has more cells than there are columns.",
            "Put cells with commas between quotes.",
            where=where,
        )
    raw: Raw = {}
    try:
        minutes = float(cells["minutes"]) if "minutes" in cells else None
    except ValueError:
        raise ProfileError(
            f"'{cells['minutes'][:20]}' is no number of minutes.", "Write 8 or 12.5.", where=where
        ) from None
    try:
        settings = [f"{key}={value}" for key, value in cells.items() if key not in COLUMNS]
        raw = with_settings(raw, settings)
        put(raw, "listener", "code", cells["code"])
        profile = read_profile(raw, file=where.file)
    except InnerAllyError as error:
        raise ProfileError(error.what, error.mend, where=where) from error
    return Client(cells["code"], where.line or 0, Request(cells["practice"], profile, minutes=minutes))
