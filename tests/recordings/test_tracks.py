"""A recorded voice in every way that tracks are made: once, again, in a batch; and every page says whose voice it is."""

from collections.abc import Sequence
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from generator.batch import run_batch
from generator.batch_report import MADE, BatchReport
from generator.clients import plan_batch
from generator.deliver.publish import RECIPE, sidecar
from generator.deliver.recipe import read_recipe
from generator.desk import HandoutWish, open_desk
from generator.errors import BatchError, RecordingError
from generator.handout import make_handout
from generator.library import Library
from generator.plan.profile import Profile
from generator.render import Track, render_again, render_track
from generator.request import Request
from generator.sheets import sheet_for_practice
from generator.speech.recorded import LineIndex
from generator.speech.recorded_files import NewLine, keep_lines
from tests.recordings.test_recording import said

BRIEF = Request("tiny", Profile(voice="anna", bed="none"), length="brief")
HELPED = replace(BRIEF, profile=Profile(voice="anna", bed="none", fallback="heart"))


class Here(Executor):
    """Works at once, in this process."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def record(library: Library, *, without: Sequence[int] = ()) -> None:
    """A voice `anna` that has the brief form's lines."""
    sheet = sheet_for_practice(Request("tiny", Profile(), length="brief"), library)
    lines = [
        NewLine(line.text, said(line.text), personal=False)
        for line in sheet.lines
        if line.number not in without
    ]
    keep_lines("anna", lines, LineIndex("salt"), library.voices[0])


def speakers(track: Track) -> str:
    recipe = sidecar(track.path, RECIPE)
    return read_recipe(recipe.read_text("utf-8"), str(recipe)).speakers


def page(track: Track, library: Library) -> str:
    pdf = PdfReader(make_handout(track.path, open_desk(HandoutWish(), library)).path)
    return " ".join(" ".join(item.extract_text() for item in pdf.pages).split())


def transcript(track: Track) -> str:
    return track.path.with_suffix(".txt").read_text("utf-8")


def test_a_recipe_gives_the_same_bytes_again(library: Library, tmp_path: Path) -> None:
    record(library)
    track = render_track(BRIEF, library)

    again = render_again(sidecar(track.path, RECIPE), library, output=str(tmp_path / "again"))

    assert again.path.read_bytes() == track.path.read_bytes()


def test_a_recipe_whose_recordings_are_gone_is_told_and_nothing_is_written(
    library: Library, tmp_path: Path
) -> None:
    record(library)
    track = render_track(BRIEF, library)
    for clip in (library.voices[0] / "anna").glob("*.flac"):
        clip.write_bytes(b"")

    with pytest.raises(Exception, match="damaged or gone") as told:
        render_again(sidecar(track.path, RECIPE), _fresh(library, tmp_path), output=str(tmp_path / "again"))
    assert told.value.exit_code == 4  # type: ignore[attr-defined]
    assert not list((tmp_path / "again").glob("*"))


def _fresh(library: Library, folder: Path) -> Library:
    """The same without the clips of earlier tracks."""
    return replace(library, cache=folder / "cache")


def test_a_person_a_computer_and_both_are_told_apart_wherever_it_is_said(library: Library) -> None:
    record(library)
    person = render_track(BRIEF, library)
    assert speakers(person) == "person"
    assert "A person recorded these words." in transcript(person)
    assert "A person has recorded the words" in page(person, library)
    assert "omputer" not in page(person, library)
    assert "ynthetic" not in transcript(person)

    agreed = render_track(HELPED, library)  # every line is recorded, so nobody helped
    assert speakers(agreed) == "person"
    assert "ynthetic" not in transcript(agreed)

    computer = render_track(replace(BRIEF, profile=Profile(voice="heart", bed="none")), library)
    assert speakers(computer) == "computer"
    assert "A synthetic voice reads these words." in transcript(computer)
    assert "A computer voice reads the words." in page(computer, library)


def test_lines_of_another_voice_are_told_on_the_page(library: Library) -> None:
    record(library, without=(2,))
    with pytest.raises(RecordingError, match="1 line is not recorded"):
        render_track(BRIEF, library)

    both = render_track(HELPED, library)

    assert speakers(both) == "both"
    recipe = sidecar(both.path, RECIPE)
    parts = read_recipe(recipe.read_text("utf-8"), str(recipe)).parts
    assert [part["name"] for part in parts if part["kind"] == "voice"] == ["anna", "heart"]
    assert "a synthetic voice reads those that were not recorded" in transcript(both)
    assert "A computer voice reads the others." in page(both, library)


def batch(library: Library, table: str) -> BatchReport:
    file = library.output.parent / "clients.csv"
    file.write_text(table, encoding="utf-8")
    return run_batch(plan_batch(str(file), library, output=str(library.output)), library, Here())


def test_a_batch_speaks_with_a_recorded_voice(library: Library) -> None:
    record(library)

    report = batch(
        library,
        "code,practice,minutes,listener.name,voice.name\nQ7,tiny,0.5,Ann,anna\nR2,tiny,0.5,Ben,anna\n",
    )

    assert [outcome.status for outcome in report.outcomes] == [MADE, MADE]
    texts = [path.read_text("utf-8") for path in library.output.rglob("*.txt")]
    assert sum("A person recorded these words." in text for text in texts) == 2


def test_in_a_batch_an_unrecorded_line_is_named_before_anything_is_made_unless_a_fallback_is_agreed(
    library: Library,
) -> None:
    record(library, without=(2,))
    head = "code,practice,minutes,voice.name,voice.fallback\n"

    with pytest.raises(BatchError, match=r"row 2, .* 1 line is not recorded(.|\n)*Somewhere near is your"):
        batch(library, f"{head}Q7,tiny,0.5,anna,\nR2,tiny,0.5,anna,heart\n")
    assert not list(library.output.rglob("*.mp3"))

    report = batch(library, f"{head}Q7,tiny,0.5,anna,heart\nR2,tiny,0.5,anna,heart\n")
    assert [outcome.status for outcome in report.outcomes] == [MADE, MADE]
