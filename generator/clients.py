"""A table of clients into tracks to make: every row checked, and every mistake told, before a sound is made."""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator.batch_report import HELD, Outcome
from generator.deliver.formats import file_format, said_size
from generator.deliver.publish import check_room, file_stem, writable_folder
from generator.desk import HandoutWish, open_desk
from generator.errors import BatchError, InnerAllyError, LengthError, Location, SafetyHold
from generator.fitting import estimate
from generator.library import Library
from generator.plan.choices import EDITIONS, LENGTHS, PERSONAL, SITUATIONS
from generator.plan.clients import CODE, MINUTES, PRACTICE, Mistake, Row, read_rows, tell
from generator.plan.cues import Utterance
from generator.plan.locks import hold_locks
from generator.plan.profile import Profile, Raw, parse_toml, profile_text, read_profile
from generator.prepare import DEFAULT_BED, prepare
from generator.progress import OnProgress, Progress, ignore
from generator.request import Prepared, Request
from generator.speech.cache import installation_secret
from generator.texts import decoded
from generator.units import Seconds, spoken_length, to_samples, to_seconds
from generator.voices import pick_voice
from generator.wish import wish_of

USUAL = Request("", Profile())
"""What a row begins from."""


@dataclass(frozen=True, slots=True)
class Task:
    """One track to make."""

    row: int
    code: str
    request: Request
    path: Path
    wish: str
    """Digest of what is asked for, as the recipe of the finished track holds it."""
    seconds: Seconds
    """Planned length."""
    size: int
    """Bytes that it will take, at most."""
    page: HandoutWish | None = None
    """The printed page that goes with it, if one is wanted."""


Shared = dict[tuple[str, float], dict[Utterance, None]]
"""By voice and speed, sentences in which nothing is anybody's own."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A table that was read and found good."""

    folder: Path
    tasks: tuple[Task, ...]
    held: tuple[Outcome, ...]
    """Rows whose words hint at present danger: a clinician has to look at them."""
    shared: Shared = field(default_factory=dict, repr=False)

    @property
    def seconds(self) -> Seconds:
        """Sound in all."""
        return sum(task.seconds for task in self.tasks)

    @property
    def size(self) -> int:
        """Bytes in all, at most, archives included."""
        return 2 * sum(task.size for task in self.tasks)

    def about(self) -> str:
        """What is going to be made, in one sentence."""
        clients = len({task.code for task in self.tasks})
        free = shutil.disk_usage(_there(self.folder)).free
        return (
            f"{_count(len(self.tasks), 'track')} for {_count(clients, 'client')}: {spoken_length(self.seconds)} of sound,"
            f" up to {said_size(self.size)} with the archives ({said_size(free)} free)."
        )


def plan_batch(
    file: str,
    library: Library,
    *,
    output: str | None = None,
    usual: Request = USUAL,
    page: HandoutWish | None = None,
    on_progress: OnProgress = ignore,
) -> Batch:
    """Read a table and check every row of it, without making a sound.

    Args:
        file: Path of a CSV file.
        library: Folders to read from and write to.
        output: Where the clients' folders go; the library's output folder if None.
        usual: What every row begins from: who answers for it, private or not, format.
        page: The printed page that is wanted beside every track, if one is.
        on_progress: Told how many rows are checked.

    Raises:
        BatchError: Something has to be mended; every mistake is told with its row and column.
        OutputError: There is no room.
    """
    rows = read_rows(_text(file), file)
    if page is not None:
        open_desk(page, library)  # what is wrong with a clinic's details is told first
    folder = Path(output).expanduser() if output else library.output
    checking = _Checking(library.held(), folder, Path(file).parent, usual, page)
    for count, row in enumerate(rows, 1):
        checking.row(row)
        on_progress(Progress("checking", count / len(rows)))
    tell(checking.mistakes, file)
    batch = Batch(folder, tuple(checking.tasks), tuple(checking.held), checking.shared)
    with writable_folder(folder):
        check_room(folder, batch.size)
    return batch


def requests_of(file: str, library: Library) -> list[tuple[int, Request]]:
    """What each row of a table asks for, by its number; nothing is checked beyond the rows themselves.

    Args:
        file: Path of a CSV file.
        library: Where practices are.

    Raises:
        BatchError: Something has to be mended; every mistake is told with its row and column.
    """
    checking = _Checking(library, library.output, Path(file).parent, USUAL, None)
    found = [
        (row.number, request) for row in read_rows(_text(file), file) if (request := checking.asked(row))
    ]
    tell(checking.mistakes, file)
    return found


class _Checking:
    """Turns rows into tasks, and keeps every mistake."""

    def __init__(
        self, library: Library, folder: Path, beside: Path, usual: Request, page: HandoutWish | None
    ) -> None:
        self._library = library
        self._folder = folder
        self._beside = beside
        self._usual = usual
        self._page = page
        self._secret = installation_secret(library.cache)
        self._profiles: dict[str, Raw] = {}
        self._rows: dict[Path, int] = {}
        self.tasks: list[Task] = []
        self.held: list[Outcome] = []
        self.mistakes: list[Mistake] = []
        self.shared: Shared = {}

    def row(self, row: Row) -> None:
        try:
            request = self._request(row)
            prepared = prepare(request, self._library, pick_voice)
            seconds = to_seconds(estimate(prepared).solution.timeline.length)
        except SafetyHold as hold:
            self.held.append(
                Outcome(row.number, row.wishes[CODE], row.wishes[PRACTICE], HELD, message=_first_line(hold))
            )
        except _CellError as fault:
            self.mistakes.append(Mistake(row.number, fault.column, fault.what))
        except InnerAllyError as error:
            column = MINUTES if isinstance(error, LengthError) and MINUTES in row.wishes else PRACTICE
            self.mistakes.append(Mistake(row.number, column, f"{error.what} {error.mend}".strip()))
        else:
            self._add(row, prepared, seconds)

    def asked(self, row: Row) -> Request | None:
        """The row's request; None where one of its cells is wrong."""
        try:
            return self._request(row)
        except _CellError as fault:
            self.mistakes.append(Mistake(row.number, fault.column, fault.what))
        except InnerAllyError as error:
            self.mistakes.append(Mistake(row.number, PRACTICE, f"{error.what} {error.mend}".strip()))
        return None

    def _add(self, row: Row, prepared: Prepared, seconds: Seconds) -> None:
        request = prepared.request
        code = request.profile.code
        form = file_format(request.format, request.bitrate, prepared.situation.name, None)
        minutes = request.minutes or round(prepared.candidates[0].usual / 60, 1)
        stem = file_stem(request.practice, request.title, minutes, prepared.situation.name, code)
        path = self._folder / code / f"{stem}{form.ending}"
        if path in self._rows:
            self.mistakes.append(
                Mistake(
                    row.number,
                    "",
                    f"it would make the same file as row {self._rows[path]}. Give one of them another title.",
                )
            )
            return
        self._rows[path] = row.number
        size = form.size(to_samples(seconds), request.profile.bed or DEFAULT_BED)
        self.tasks.append(
            Task(
                row.number,
                code,
                request,
                path,
                wish_of(prepared, self._secret),
                seconds,
                size,
                self._page,
            )
        )
        spoken = self.shared.setdefault((prepared.voice.name, prepared.speed), {})
        spoken.update((item, None) for item in prepared.candidates[0].utterances() if not item.personal)

    def _request(self, row: Row) -> Request:
        wishes = row.wishes
        own = self._profile(wishes.get("profile"))
        profile = read_profile(row.over(own))
        if not self._usual.clinician:
            hold_locks(replace(read_profile(own), code=profile.code), profile)
        practice = self._library.practice(wishes[PRACTICE].lower())
        return replace(
            self._usual,
            practice=practice.id,
            profile=profile,
            minutes=_number(wishes, MINUTES, 0.1, 120.0),
            length=_among(wishes, "length", LENGTHS),
            situation=_among(wishes, "for", SITUATIONS) or "",
            edition=_among(wishes, "edition", EDITIONS) or PERSONAL,
            seed=int(_number(wishes, "seed", 0, 2**31 - 1) or 1),
            title=_title(wishes) or practice.quiet_title,
        )

    def _profile(self, name: str | None) -> Raw:
        if name is None:
            return {}
        if name not in self._profiles:
            try:
                raw = (self._beside / name).read_bytes()
                self._profiles[name] = parse_toml(profile_text(raw, name), name)
            except (OSError, ValueError) as error:
                raise _CellError(
                    "profile", f"this file cannot be read ({getattr(error, 'strerror', None) or error})."
                ) from error
        return self._profiles[name]


class _CellError(InnerAllyError):
    """One cell that is wrong."""

    def __init__(self, column: str, what: str) -> None:
        super().__init__(what)
        self.column = column


def _number(wishes: Mapping[str, str], column: str, least: float, most: float) -> float | None:
    if column not in wishes:
        return None
    try:
        number = float(wishes[column].replace(",", "."))
    except ValueError:
        number = -1.0
    if not least <= number <= most:
        raise _CellError(column, f"it should be a number from {least:g} to {most:g}.")
    return number


def _among(wishes: Mapping[str, str], column: str, known: Iterable[str]) -> str | None:
    word = wishes.get(column)
    if word is not None and word.lower() not in known:
        raise _CellError(column, f"it should be one of: {', '.join(known)}.")
    return word.lower() if word else None


def _title(wishes: Mapping[str, str]) -> str:
    title = " ".join(wishes.get("title", "").split())
    if len(title) > 80 or not title.isprintable():
        raise _CellError("title", "it holds more than 80 characters, or some that cannot be printed.")
    return title


def _text(file: str) -> str:
    where = Location(file)
    try:
        raw = Path(file).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BatchError(f"The table cannot be read: {reason}.", "Check its path.", where=where) from error
    text = decoded(raw)
    if text is None:
        raise BatchError(
            "This is not a table of plain text.", "In a spreadsheet, save it as CSV.", where=where
        )
    return text


def _first_line(hold: SafetyHold) -> str:
    return f"{hold.what.splitlines()[0]} A clinician has to look at this row first (--clinician --reviewed)."


def _there(folder: Path) -> Path:
    """The folder, or the nearest above it that exists."""
    return next(item for item in (folder.absolute(), *folder.absolute().parents) if item.exists())


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
