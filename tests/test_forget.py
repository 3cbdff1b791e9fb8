"""Forgetting a client: all of theirs goes, and nothing of anybody else's."""

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.batch_report import Outcome, write_reports
from generator.cli import main
from generator.desk import HandoutWish, open_desk
from generator.errors import OutputError, ProfileError
from generator.forget import forget
from generator.handout import make_handout
from generator.library import Library
from generator.plan.profile import Profile
from generator.programmes import make_programme
from generator.render import Track, render_track
from generator.request import Request

Files = Callable[[Path], Sequence[str]]


@pytest.fixture
def make(library: Library, spoken: list[str]) -> Callable[..., Track]:
    def build(code: str = "", *, private: bool = False, output: str | None = None) -> Track:
        request = Request(
            "tiny", Profile(code=code, kind="tree", label="an old oak"), minutes=0.7, private=private
        )
        return render_track(request, library, output=output)

    return build


def test_a_clients_files_and_clips_go_and_all_others_stay(
    make: Callable[..., Track], library: Library, files_in: Files
) -> None:
    make_handout(make("Q7").path, open_desk(HandoutWish(), library))
    make("Q70")
    make("q8")
    make()
    (library.output / "Q7.zip").write_bytes(b"PK")
    (library.output / "pack-Q7.zip").write_bytes(b"PK")
    (library.output / "pack-Q70.zip").write_bytes(b"PK")
    (library.output / "notes-Q7.odt").write_text("mine", encoding="utf-8")
    others = {path for path in files_in(library.output) if "Q7" not in path or "Q70" in path}

    gone = forget("Q7", library)

    assert set(files_in(library.output)) == others | {"notes-Q7.odt"}
    assert gone.counts == {
        "track": 1, "recipe": 1, "transcript": 1, "caption file": 1, "page": 1, "zip": 2, "spoken clip": 1,
    }  # fmt: skip
    assert not (library.cache / "codes" / "Q7").exists()
    assert files_in(library.cache / "codes" / "Q70")
    assert files_in(library.cache / "shared")


def test_private_tracks_and_those_of_any_name_are_known_by_their_recipes(
    make: Callable[..., Track], library: Library, files_in: Files, tmp_path: Path
) -> None:
    make("Q7", private=True)
    elsewhere = tmp_path / "elsewhere"
    make("Q7", output=str(elsewhere / "steady.mp3"))
    (elsewhere / "steady.jpg").write_bytes(b"cover")
    make("Q8", output=str(elsewhere / "other.mp3"))

    gone = forget("Q7", library, [elsewhere])

    assert files_in(library.output) == []
    assert files_in(elsewhere) == ["other.mp3", "other.recipe.toml", "other.txt", "other.vtt"]
    assert gone.counts["track"] == 2
    assert gone.counts["other file"] == 1


def test_a_code_that_looks_like_a_situation_takes_no_other_track(
    make: Callable[..., Track], library: Library, files_in: Files
) -> None:
    make()
    before = files_in(library.output)

    assert forget("session", library).counts == {}
    assert files_in(library.output) == before


def test_what_is_left_of_a_track_without_its_recipe_goes_by_its_name(
    library: Library, files_in: Files
) -> None:
    library.output.mkdir()
    for name in ("tiny-0.7-session-Q7.txt", "tiny-12-Q7-2.vtt", "tiny-0.7-session.txt", "letter-Q7.txt"):
        (library.output / name).write_text("x", encoding="utf-8")

    forget("Q7", library)

    assert files_in(library.output) == ["letter-Q7.txt", "tiny-0.7-session.txt"]


def test_a_clients_programme_goes_with_its_playlist_step_plan_and_folder(
    library: Library, home: Path, spoken: list[str], files_in: Files
) -> None:
    (home / "scripts" / "programmes").mkdir()
    (home / "scripts" / "programmes" / "one.toml").write_text(
        'title = "One"\nabout = "A stop."\n[[step]]\nweek = 1\npractice = "tiny"\nlevel = "first"\nminutes = 0.7\n',
        encoding="utf-8",
    )
    desk = open_desk(HandoutWish(), library)
    for code in ("Q7", "Q8"):
        make_programme(library.programme("one"), Request("", Profile(code=code)), desk, library)

    gone = forget("Q7", library)

    assert [path.name for path in library.output.iterdir()] == ["one-Q8"]
    assert "step-plan.pdf" in files_in(library.output / "one-Q8")
    assert gone.counts["playlist"] == gone.counts["page"] == 1


def rows_of(folder: Path) -> list[str]:
    with (folder / "report.csv").open(encoding="utf-8-sig", newline="") as report:
        return [row["code"] for row in csv.DictReader(report)]


def test_a_clients_lines_go_from_the_batchs_report_and_the_last_takes_it_along(library: Library) -> None:
    folder = library.output / "march"
    folder.mkdir(parents=True)
    write_reports(
        folder, tuple(Outcome(row, code, "tiny", "made") for row, code in enumerate(("Q7", "Q8", "Q7"), 2))
    )

    gone = forget("Q7", library)

    assert gone.line() == "Removed of Q7: 2 lines of a report."
    assert rows_of(folder) == ["Q8"]
    assert [row["code"] for row in json.loads((folder / "report.json").read_text(encoding="utf-8"))] == ["Q8"]

    assert forget("Q8", library).counts == {"line of a report": 1}
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("text", ["", "[1]", '[{"code": "Q7"}]', '{"code": "Q7"}', "[" * 100_000])
def test_a_report_that_is_not_ours_stays_as_it_is(library: Library, text: str) -> None:
    library.output.mkdir(parents=True, exist_ok=True)
    (library.output / "report.json").write_text(text, encoding="utf-8")

    assert forget("Q7", library).counts == {}
    assert (library.output / "report.json").read_text(encoding="utf-8") == text


@pytest.mark.parametrize("code", ["../Q7", "..", "", "Q7/x", "Q 7", "/etc", "Q7*", "a" * 25])
def test_a_code_that_is_none_is_refused(library: Library, code: str) -> None:
    with pytest.raises(ProfileError, match="A code should be"):
        forget(code, library)


def test_a_folder_that_is_not_there_is_told(library: Library, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="There is no folder"):
        forget("Q7", library, [tmp_path / "nowhere"])


def test_a_linked_folder_of_clips_is_unlinked_and_not_emptied(
    library: Library, tmp_path: Path, files_in: Files
) -> None:
    away = tmp_path / "away"
    away.mkdir()
    (away / "mine.clip").write_bytes(b"x")
    (library.cache / "codes").mkdir(parents=True)
    (library.cache / "codes" / "Q7").symlink_to(away)

    assert forget("Q7", library).counts == {}

    assert files_in(away) == ["mine.clip"]
    assert not (library.cache / "codes" / "Q7").is_symlink()


def test_a_file_that_cannot_be_removed_is_told(
    make: Callable[..., Track], library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    make("Q7")

    def stuck(path: Path, *, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "unlink", stuck)
    with pytest.raises(OutputError, match="Not everything of Q7 could be removed"):
        forget("Q7", library)


def test_the_command_says_what_it_removed_and_asks_nothing(
    home: Path, make: Callable[..., Track], tmp_path: Path
) -> None:
    made = make("Q7", output=str(tmp_path / "o"))

    done = CliRunner().invoke(main, ["forget", "Q7", "--folder", str(tmp_path / "o")])
    again = CliRunner().invoke(main, ["forget", "Q7"])
    wrong = CliRunner().invoke(main, ["forget", "../Q7"])

    assert done.exit_code == 0, done.stderr
    assert "Removed of Q7: 1 track, 1 recipe, 1 transcript, 1 caption file, 1 spoken clip." in done.stdout
    assert not made.path.exists()
    assert again.stdout.startswith("Nothing of Q7 was found.")
    assert wrong.exit_code == 3
    assert "A code should be up to 24 letters" in wrong.stderr
