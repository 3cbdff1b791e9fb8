"""Batches: checked before anything is made, resumed, one failure alone, a report and an archive for each client."""

import csv
import json
import zipfile
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import Any

import pytest

from generator.batch import make, run_batch
from generator.batch_report import FAILED, HELD, KEPT, MADE, STOPPED, BatchReport
from generator.clients import USUAL, Batch, plan_batch
from generator.deliver.publish import RECIPE, sidecar
from generator.desk import HandoutWish
from generator.errors import BatchError, EngineError, OutputError
from generator.library import Library
from generator.progress import Progress
from generator.render import render_track

TABLE = "code,practice,minutes,listener.name,seed\nQ7,tiny,0.7,Ann,1\nQ7,tiny,0.8,Ann,1\nR2,tiny,0.7,Ben,1\n"


class Here(Executor):
    """An executor that works at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - as executors do
            future.set_exception(error)
        return future


def planned(library: Library, table: str | bytes = TABLE, **usual: Any) -> Batch:
    file = library.output.parent / "clients.csv"
    file.write_bytes(table.encode() if isinstance(table, str) else table)
    return plan_batch(str(file), library, output=str(library.output), usual=replace(USUAL, **usual))


def done(library: Library, table: str | bytes = TABLE, **usual: Any) -> BatchReport:
    return run_batch(planned(library, table, **usual), library, Here())


def statuses(report: BatchReport) -> list[str]:
    return [outcome.status for outcome in report.outcomes]


def made(library: Library) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in library.output.rglob("*.mp3")}


def test_every_row_becomes_a_track_in_its_clients_folder_under_a_quiet_title(library: Library) -> None:
    report = done(library)

    assert statuses(report) == [MADE] * 3
    assert report.good
    assert sorted(path.relative_to(library.output).as_posix() for path in library.output.rglob("*.mp3")) == [
        "Q7/a-stop-0.7-session-Q7.mp3", "Q7/a-stop-0.8-session-Q7.mp3", "R2/a-stop-0.7-session-R2.mp3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "table",
    [
        b"\xef\xbb\xbf" + TABLE.encode(),
        TABLE.encode("utf-16"),
        TABLE.replace("Ben", "Zoë").encode("cp1252"),
        TABLE.replace(",", ";").replace("0.7", "0,7").encode(),
        TABLE.replace("\n", "\r\n").encode(),
    ],
)
def test_a_table_may_come_from_any_spreadsheet(library: Library, table: bytes) -> None:
    assert len(planned(library, table).tasks) == 3


def test_a_second_run_makes_nothing_again_and_a_changed_row_alone(library: Library) -> None:
    done(library)
    before = made(library)

    assert statuses(done(library)) == [KEPT] * 3
    assert statuses(done(library, TABLE.replace("Ben", "Bob"))) == [KEPT, KEPT, MADE]
    assert {name: before[name] == data for name, data in made(library).items()} == {
        "a-stop-0.7-session-Q7.mp3": True, "a-stop-0.8-session-Q7.mp3": True, "a-stop-0.7-session-R2.mp3": False,
    }  # fmt: skip


@pytest.mark.parametrize("gone", [".mp3", RECIPE])
def test_a_track_that_is_not_whole_is_made_again(library: Library, gone: str) -> None:
    done(library)
    path = library.output / "Q7" / "a-stop-0.8-session-Q7.mp3"
    before = path.read_bytes()
    (path if gone == ".mp3" else sidecar(path, RECIPE)).unlink()

    assert statuses(done(library)) == [KEPT, MADE, KEPT]
    assert path.read_bytes() == before


def test_what_a_killed_process_left_is_swept_away(library: Library) -> None:
    left = library.output / "Q7" / ".innerally-abc"
    left.mkdir(parents=True)
    (left / "track").write_bytes(b"half")

    done(library)

    assert not left.exists()


def test_a_sentence_that_many_share_is_spoken_once(library: Library, spoken: list[str]) -> None:
    done(library)
    assert len(spoken) == len(set(spoken))


def test_one_failure_never_stops_the_rest(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:

    def failing(request: Any, *args: Any, **more: Any) -> Any:
        if request.profile.name == "Ben":
            raise EngineError("The voice failed.", "Try again.")
        return render_track(request, *args, **more)

    monkeypatch.setattr("generator.batch.render_track", failing)
    report = done(library)

    assert statuses(report) == [MADE, MADE, FAILED]
    assert not report.good
    assert report.outcomes[2].message == "The voice failed. Try again."


def test_a_worker_that_dies_costs_its_track_alone(library: Library) -> None:
    class Dying(Here):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            future: Future[Any] = Future()
            future.set_exception(RuntimeError("a worker died"))
            return future if "R2" in str(args) else super().submit(fn, *args, **kwargs)

    report = run_batch(planned(library), library, Dying())
    assert statuses(report) == [MADE, MADE, FAILED]


def test_a_row_with_words_of_danger_is_held_and_the_others_are_made(library: Library) -> None:
    table = TABLE.replace("Ben", "I want to die")
    report = done(library, table)

    assert statuses(report) == [MADE, MADE, HELD]
    assert "die" not in json.dumps(report.as_json())
    assert statuses(done(library, table, clinician=True, reviewed=True)) == [KEPT, KEPT, MADE]


def test_stopping_keeps_what_is_finished_and_reports_the_rest(library: Library) -> None:
    def stop(progress: Progress) -> None:
        if progress.stage.startswith("2 of"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(planned(library), library, Here(), on_progress=stop)

    rows = json.loads((library.output / "report.json").read_text("utf-8"))
    assert [row["status"] for row in rows].count(STOPPED) >= 1
    assert done(library).good


def test_a_raised_flag_stops_a_track_and_leaves_nothing_of_it(library: Library) -> None:
    class Raised:
        def is_set(self) -> bool:
            return True

    outcome = make(planned(library).tasks[0], library, Raised())

    assert outcome.status == STOPPED
    assert made(library) == {}


def test_the_report_tells_every_row_for_people_and_programs(library: Library) -> None:
    report = done(library)
    rows = json.loads((library.output / "report.json").read_text("utf-8"))
    with (library.output / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))

    assert [row["row"] for row in rows] == [2, 3, 4]
    assert [row["file"] for row in table] == [row["file"] for row in rows]
    assert all((library.output / row["file"]).is_file() for row in rows)
    assert report.summary() == "3 rows: 3 made."


def test_a_cell_of_the_report_is_never_a_formula() -> None:
    from generator.batch_report import _as_cell

    assert [_as_cell(value) for value in ("=1+1", "+1", "-1", "@x", "plain", 3, None)] == [
        "'=1+1", "'+1", "'-1", "'@x", "plain", 3, "",
    ]  # fmt: skip


def test_each_client_has_one_archive_without_the_recipes(library: Library) -> None:
    done(library)
    with zipfile.ZipFile(library.output / "Q7.zip") as archive:
        names = sorted(archive.namelist())

    assert names == sorted(
        f"a-stop-{minutes}-session-Q7{ending}"
        for minutes in ("0.7", "0.8")
        for ending in (".mp3", ".txt", ".vtt")
    )
    assert (library.output / "R2.zip").is_file()


def test_a_page_goes_with_every_track_and_into_the_archive_where_it_is_wanted(library: Library) -> None:
    done(library)
    file = str(library.output.parent / "clients.csv")
    batch = plan_batch(file, library, output=str(library.output), page=HandoutWish())

    assert statuses(run_batch(batch, library, Here())) == [KEPT] * 3
    assert len(list(library.output.rglob("*.pdf"))) == 3
    with zipfile.ZipFile(library.output / "R2.zip") as archive:
        assert "a-stop-0.7-session-R2.pdf" in archive.namelist()


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (TABLE.replace("0.8", "0.7"), "row 3: it would make the same file as row 2"),
        (TABLE.replace("R2,tiny", "R2,tinny"), "row 4, practice: There is no practice 'tinny'. Did you mean 'tiny'"),
        (TABLE.replace("0.8", "40"), "row 3, minutes: 'tiny' at level first can last"),
        (TABLE.replace("0.8", "soon"), "row 3, minutes: it should be a number from 0.1 to 120"),
        (TABLE.replace("seed", "profile").replace(",1\n", ",none.toml\n"), "row 2, profile: this file cannot be read"),
        (TABLE.replace("seed", "for").replace(",1\n", ",bus\n"), "row 2, for: it should be one of: session, commute, bedtime"),
    ],
)  # fmt: skip
def test_every_row_is_checked_before_the_first_is_made(library: Library, table: str, told: str) -> None:
    with pytest.raises(BatchError) as caught:
        planned(library, table)

    assert told in str(caught.value)
    assert made(library) == {}


def test_a_profile_file_lies_beside_the_table_and_cells_stand_over_it(library: Library) -> None:
    (library.output.parent / "usual.toml").write_text(
        '[listener]\nname = "Zed"\n[image]\nkind = "tree"\n', "utf-8"
    )
    batch = planned(library, "code,practice,minutes,profile,name\nQ7,tiny,0.7,usual.toml,Ann\n")

    profile = batch.tasks[0].request.profile
    assert (profile.name, profile.kind, profile.code) == ("Ann", "tree", "Q7")


def test_too_little_room_is_told_before_anything_is_made(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage:
        free = 1000

    monkeypatch.setattr("generator.deliver.publish.shutil.disk_usage", lambda _folder: Usage)
    with pytest.raises(OutputError, match="are free"):
        planned(library)
