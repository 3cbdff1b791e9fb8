"""Files come to stand whole or not at all, in folders that go away again when nothing came of them."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.deliver.publish import (
    RECIPE,
    TRANSCRIPT,
    file_stem,
    publish,
    sidecar,
    staging,
    writable_folder,
)
from generator.errors import OutputError


def staged(folder: Path, **contents: str) -> dict[str, Path]:
    folder.mkdir(exist_ok=True)
    found = {}
    for name, content in contents.items():
        found[name] = folder / name
        found[name].write_text(content, encoding="utf-8")
    return found


@pytest.mark.parametrize(
    ("title", "minutes", "code", "stem"),
    [
        ("", 12, "", "tiny-12-session"),
        ("", 0.5, "", "tiny-0.5-session"),
        ("", 12.0, "Q7", "tiny-12-session-Q7"),
        ("Steady company", 8, "", "steady-company-8-session"),
        ("…", 8, "", "tiny-8-session"),
        ("../../etc/passwd", 8, "", "etc-passwd-8-session"),
    ],
)
def test_a_file_is_named_after_practice_minutes_situation_and_code(
    title: str, minutes: float, code: str, stem: str
) -> None:
    assert file_stem("tiny", title, minutes, "session", code) == stem


@given(st.text(max_size=200))
def test_no_title_leads_out_of_the_folder_or_to_a_name_that_no_disk_takes(title: str) -> None:
    stem = file_stem("tiny", title, 12, "session", "")

    assert Path(stem).name == stem
    assert not stem.startswith((".", "-"))
    assert len(stem.encode()) < 100
    assert stem.isascii()


def test_a_sidecar_stands_beside_its_track_with_an_ending_of_its_own() -> None:
    assert sidecar(Path("a/calm.mp3"), TRANSCRIPT) == Path("a/calm.txt")
    assert sidecar(Path("a/v1.5 calm.MP3"), RECIPE) == Path("a/v1.5 calm.recipe.toml")


def test_a_folder_is_made_and_stays_when_something_lies_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "deep"
    with writable_folder(folder):
        (folder / "track").write_text("sound", encoding="utf-8")

    assert (folder / "track").is_file()


def test_folders_that_were_made_for_nothing_are_taken_away_and_others_stay(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with writable_folder(tmp_path / "mine"):
        pass
    with writable_folder(tmp_path / "mine" / "new" / "deep"):
        pass

    assert (tmp_path / "mine").is_dir()
    assert list((tmp_path / "mine").iterdir()) == []


def test_a_folder_that_cannot_be_made_leaves_no_half_of_its_path(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")

    with pytest.raises(OutputError, match="cannot be written"), writable_folder(tmp_path / "file" / "below"):
        pass

    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("name", ["x" * 300, "a/" + "x" * 300])
def test_a_name_that_no_disk_takes_is_an_error_in_plain_words(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="cannot be written"), writable_folder(tmp_path / name):
        pass

    assert list(tmp_path.iterdir()) == []


def test_what_stays_in_the_staging_folder_goes_away_even_after_a_fault(tmp_path: Path) -> None:
    def work() -> None:
        with staging(tmp_path) as folder:
            (folder / "half").write_text("half", encoding="utf-8")
            assert folder.name.startswith(".")
            raise KeyError

    with pytest.raises(KeyError):
        work()

    assert list(tmp_path.iterdir()) == []


def test_published_files_replace_the_old_ones(tmp_path: Path) -> None:
    files = staged(tmp_path / "staged", track="new", recipe="new recipe")
    (tmp_path / "a.mp3").write_text("old", encoding="utf-8")

    publish({files["recipe"]: tmp_path / "a.recipe.toml", files["track"]: tmp_path / "a.mp3"})

    assert (tmp_path / "a.mp3").read_text(encoding="utf-8") == "new"
    assert (tmp_path / "a.recipe.toml").read_text(encoding="utf-8") == "new recipe"


def test_when_one_file_cannot_be_placed_none_is_and_the_old_ones_are_back(tmp_path: Path) -> None:
    files = staged(tmp_path / "staged", recipe="new recipe", transcript="new words", track="new")
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.recipe.toml").write_text("old recipe", encoding="utf-8")
    blocked = tmp_path / "gone" / "a.mp3"  # its folder was removed meanwhile

    with pytest.raises(OutputError, match="could not be put in its place"):
        publish(
            {
                files["recipe"]: out / "a.recipe.toml",
                files["transcript"]: out / "a.txt",
                files["track"]: blocked,
            }
        )

    assert [path.name for path in out.iterdir()] == ["a.recipe.toml"]
    assert (out / "a.recipe.toml").read_text(encoding="utf-8") == "old recipe"


def test_what_has_to_go_is_back_when_a_file_cannot_be_placed(tmp_path: Path) -> None:
    files = staged(tmp_path / "staged", track="new")
    words = tmp_path / "a.txt"
    words.write_text("old words", encoding="utf-8")

    with pytest.raises(OutputError):
        publish({files["track"]: tmp_path / "gone" / "a.mp3"}, [words])
    assert words.read_text(encoding="utf-8") == "old words"

    publish({files["track"]: tmp_path / "a.mp3"}, [words])
    assert not words.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
def test_ctrl_c_while_files_move_comes_through_after_all_of_them_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = staged(tmp_path / "staged", recipe="recipe", track="sound")
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        os.kill(os.getpid(), signal.SIGINT)
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)

    with pytest.raises(KeyboardInterrupt):
        publish({files["recipe"]: tmp_path / "a.recipe.toml", files["track"]: tmp_path / "a.mp3"})

    assert (tmp_path / "a.mp3").is_file()
    assert (tmp_path / "a.recipe.toml").is_file()
