"""Printed pages from the command line: beside the track, with one call or two, and plain words when something is wrong."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main

Run = Callable[..., Result]
Files = Callable[[Path], Sequence[str]]


@pytest.fixture
def run(home: Path, spoken: list[str]) -> Run:
    """Run the command line inside this process, with hums for a voice."""

    def one(*words: object) -> Result:
        return CliRunner().invoke(main, [str(word) for word in words])

    return one


def test_render_prints_the_page_too_when_asked(run: Run, tmp_path: Path, files_in: Files) -> None:
    done = run(
        "render", "tiny", "--minutes", 0.7, "--handout", "--weeks", 4, "--output", tmp_path / "o", "--json"
    )

    told = json.loads(done.stdout)
    assert done.exit_code == 0, done.stderr
    assert [name for name in files_in(tmp_path / "o") if name.endswith(".pdf")] == ["tiny-0.7-session.pdf"]
    assert str(tmp_path / "o" / "tiny-0.7-session.pdf") in told["sidecars"]


def test_handout_prints_the_path_of_the_page(run: Run, tmp_path: Path) -> None:
    track = tmp_path / "o" / "mine.mp3"
    run("render", "tiny", "--minutes", 0.7, "--output", track)

    plain = run("handout", track, "--large-print")
    told = json.loads(run("handout", track, "--json").stdout)

    assert plain.exit_code == 0, plain.stderr
    assert plain.stdout == f"{tmp_path / 'o' / 'mine.large-print.pdf'}\n"
    assert told["path"] == str(tmp_path / "o" / "mine.pdf")
    assert told["pages"] == 2


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["render", "tiny", "--paper", "a4"], 2, "Add --handout."),
        (["render", "tiny", "--handout", "--weeks", "9"], 3, "weeks should be 1 or 4"),
        (["render", "tiny", "--handout", "--name-on-handout"], 3, "no name was given"),
        (["handout", "nothing.mp3"], 3, "There is no track"),
    ],
)
def test_wrong_words_about_pages_are_told_plainly(
    run: Run, tmp_path: Path, words: list[str], code: int, said: str
) -> None:
    done = run(*words, *(["--output", str(tmp_path / "o")] if words[0] == "render" else []))

    assert done.exit_code == code
    assert said in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "o").exists()


def test_wrong_page_options_are_told_before_anything_is_spoken(
    run: Run, spoken: list[str], tmp_path: Path
) -> None:
    (tmp_path / "home" / "clinic.toml").write_text('logo = "gone.png"', encoding="utf-8")

    done = run("render", "tiny", "--handout", "--output", tmp_path / "o")

    assert done.exit_code == 3
    assert "The logo cannot be read" in done.stderr
    assert spoken == []
    assert not (tmp_path / "o").exists()
