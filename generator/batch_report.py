"""What became of a batch: a report for people and programs, and one archive a client."""

import csv
import io
import json
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.deliver.publish import CAPTIONS, HANDOUT, HANDOUT_LARGE, TRANSCRIPT, publish, sidecar, staging
from generator.units import Seconds

MADE, KEPT, HELD, FAILED, STOPPED = "made", "kept", "held", "failed", "stopped"
_TOLD = {
    MADE: "made", KEPT: "there already", HELD: "held for a clinician to read", FAILED: "failed", STOPPED: "not made yet",
}  # fmt: skip
REPORT, ARCHIVE = "report", ".zip"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row."""

    row: int
    code: str
    practice: str
    status: str
    """made, kept, held, failed or stopped."""
    path: Path | None = None
    seconds: Seconds = 0.0
    loudness: float | None = None
    """LUFS; None for a track that was there already."""
    message: str = ""

    def as_json(self, folder: Path) -> dict[str, object]:
        """For the report; paths are given from the batch's folder."""
        return {
            "row": self.row,
            "code": self.code,
            "practice": self.practice,
            "status": self.status,
            "file": self.path.relative_to(folder).as_posix() if self.path else "",
            "seconds": round(self.seconds, 1),
            "lufs": None if self.loudness is None else round(self.loudness, 1),
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What became of every row."""

    folder: Path
    outcomes: tuple[Outcome, ...]
    files: tuple[Path, ...]
    """The reports and archives."""

    @property
    def good(self) -> bool:
        """Whether every track is there."""
        return all(outcome.status in (MADE, KEPT) for outcome in self.outcomes)

    def summary(self) -> str:
        """How many rows ended in which way, in one sentence."""
        counts = Counter(outcome.status for outcome in self.outcomes)
        told = [f"{counts[status]} {words}" for status, words in _TOLD.items() if counts[status]]
        return f"{len(self.outcomes)} rows: {', '.join(told)}."

    def as_json(self) -> list[dict[str, object]]:
        """Every row in order."""
        return [outcome.as_json(self.folder) for outcome in self.outcomes]


def write_reports(folder: Path, outcomes: tuple[Outcome, ...]) -> tuple[Path, Path]:
    """The report as JSON and as CSV; a cell that a spreadsheet would take for a formula is marked as text."""
    rows = [outcome.as_json(folder) for outcome in outcomes]
    return _write(folder, rows)


def strike(folder: Path, code: str) -> int:
    """Take a client's lines out of a folder's report; a report without any line left is removed.

    Args:
        folder: Where a batch was made; one without a report of ours stays as it is.
        code: The client's code.

    Returns:
        How many lines were taken out.

    Raises:
        OutputError: The report cannot be written.
    """
    rows = _read(folder / f"{REPORT}.json")
    kept = [row for row in rows if row["code"] != code]
    if kept and len(kept) < len(rows):
        _write(folder, kept)
    elif not kept and rows:
        for ending in (".json", ".csv"):
            (folder / f"{REPORT}{ending}").unlink(missing_ok=True)
    return len(rows) - len(kept)


def _read(path: Path) -> list[dict[str, object]]:
    """The rows of a report of ours; none of any other file of its name."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    ours = set(Outcome(0, "", "", "").as_json(path.parent))
    if not isinstance(rows, list) or not all(isinstance(row, dict) and set(row) == ours for row in rows):
        return []
    return rows


def _write(folder: Path, rows: list[dict[str, object]]) -> tuple[Path, Path]:
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, fieldnames=list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({key: _as_cell(value) for key, value in row.items()} for row in rows)
    places = folder / f"{REPORT}.json", folder / f"{REPORT}.csv"
    with staging(folder) as staged:
        (staged / "json").write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        (staged / "csv").write_text(table.getvalue(), encoding="utf-8-sig", newline="")
        publish({staged / "json": places[0], staged / "csv": places[1]})
    return places


def _as_cell(value: object) -> object:
    text = "" if value is None else value
    return f"'{text}" if isinstance(text, str) and text.startswith(_FORMULA) else text


def write_archives(folder: Path, outcomes: tuple[Outcome, ...]) -> Iterator[Path]:
    """One archive a client: tracks, handouts, transcripts and captions, without the recipes, which are the clinic's."""
    paths: dict[str, list[Path]] = {}
    for outcome in outcomes:
        if outcome.path is not None:
            paths.setdefault(outcome.code, []).append(outcome.path)
    for code, tracks in paths.items():
        place = folder / f"{code}{ARCHIVE}"
        with staging(folder) as staged:
            with zipfile.ZipFile(staged / "zip", "w") as archive:
                for track in tracks:
                    for path in (
                        track,
                        *(
                            sidecar(track, ending)
                            for ending in (TRANSCRIPT, CAPTIONS, HANDOUT, HANDOUT_LARGE)
                        ),
                    ):
                        if path.is_file():
                            packing = zipfile.ZIP_STORED if path == track else zipfile.ZIP_DEFLATED
                            info = zipfile.ZipInfo(path.name, _EPOCH)
                            info.compress_type = packing
                            with path.open("rb") as source, archive.open(info, "w") as target:
                                shutil.copyfileobj(source, target)
            publish({staged / "zip": place})
        yield place
