"""Whole programmes: a folder of numbered tracks, a playlist, a page; nothing beyond the listener's level."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import mutagen
import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from generator.cli import main
from generator.errors import Cancelled, ProfileError
from generator.handout import HandoutWish, open_desk
from generator.library import Library
from generator.plan.profile import Profile
from generator.programmes import MadeProgramme, make_programme
from generator.progress import OnProgress, Progress, ignore
from generator.request import Request

Files = Callable[[Path], Sequence[str]]
PROGRAMME = """\
title = "Two small weeks"
about = "A tiny stop, twice."

[[step]]
week = 1
practice = "tiny"
level = "first"
minutes = 0.7

[[step]]
week = 2
days = "Mon"
times = 1
practice = "tiny"
level = "first"
minutes = 0.7
familiar = true
guidance = "least"
"""


@pytest.fixture
def make(library: Library, home: Path, spoken: list[str]) -> Callable[..., MadeProgramme]:
    """Make the programme of two small weeks, or another, with hums for a voice."""
    (home / "scripts" / "programmes").mkdir()
    (home / "scripts" / "programmes" / "two.toml").write_text(PROGRAMME, encoding="utf-8")

    def build(
        name: str = "two", on_progress: OnProgress = ignore, output: str | None = None, **choices: Any
    ) -> MadeProgramme:
        base = Request("", Profile(**choices))
        desk = open_desk(HandoutWish({"link": "https://clinic.example/two"}), library)
        programme = library.programme(name)
        return make_programme(programme, base, desk, library, output=output, on_progress=on_progress)

    return build


def test_tracks_are_numbered_in_one_album_with_a_playlist_and_a_step_plan(
    make: Callable[..., MadeProgramme], library: Library, files_in: Files
) -> None:
    made = make(name="two", code="Q7")

    assert made.folder == library.output / "two-Q7"
    assert [name for name in files_in(made.folder) if name.endswith((".mp3", ".m3u8", ".pdf"))] == [
        "01-tiny-0.7-Q7.mp3", "02-tiny-0.7-Q7.mp3", "step-plan.pdf", "two.m3u8",
    ]  # fmt: skip
    tags: list[Any] = [mutagen.File(path) for path in made.tracks]
    assert [str(tag["TALB"]) for tag in tags] == ["Two small weeks"] * 2
    assert [str(tag["TRCK"]) for tag in tags] == ["1/2", "2/2"]
    assert [str(tag["TIT2"]) for tag in tags] == ["Week 1: A tiny stop", "Week 2, Mon: A tiny stop"]
    lines = made.playlist.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "#EXTM3U"
    assert lines[3:] == [
        "#EXTINF:42,Inner Ally - Week 1: A tiny stop", "01-tiny-0.7-Q7.mp3",
        "#EXTINF:42,Inner Ally - Week 2, Mon: A tiny stop", "02-tiny-0.7-Q7.mp3",
    ]  # fmt: skip
    assert made.seconds == pytest.approx(84)
    text = " ".join(PdfReader(made.step_plan).pages[0].extract_text().split())
    for part in ("Two small weeks", "(2 MP3,", "Week 1", "Week 2, Mon", "2 A tiny stop", "116 123", "Q7"):
        assert part in text


def test_a_programme_beyond_the_listeners_level_is_refused_unspoken(
    make: Callable[..., MadeProgramme], library: Library, spoken: list[str]
) -> None:
    with pytest.raises(ProfileError) as caught:
        make(name="eight-weeks", level="first")

    assert "level steady in week 3" in str(caught.value)
    assert "stays at level first" in str(caught.value)
    assert spoken == []
    assert not library.output.exists()


def test_a_step_that_cannot_be_made_is_named_before_anything_is_spoken(
    make: Callable[..., MadeProgramme], library: Library, spoken: list[str]
) -> None:
    with pytest.raises(ProfileError, match=r"Week 1, tiny: .*no-touch"):
        make(options=("no-touch",))

    assert spoken == []
    assert not library.output.exists()


def test_a_programme_that_was_stopped_goes_on_where_it_was(
    make: Callable[..., MadeProgramme], library: Library, files_in: Files
) -> None:
    def stop_in_the_second(progress: Progress) -> None:
        if progress.fraction > 0.6:
            raise Cancelled

    with pytest.raises(Cancelled):
        make(on_progress=stop_in_the_second)
    folder = library.output / "two"
    kept = (folder / "01-tiny-0.7.mp3").stat().st_mtime_ns
    assert "02" not in " ".join(files_in(folder))
    assert (folder / "two.m3u8").read_text(encoding="utf-8").count(".mp3") == 1

    made = make()

    assert made.folder == folder
    assert (folder / "01-tiny-0.7.mp3").stat().st_mtime_ns == kept
    assert len(made.tracks) == 2
    assert made.seconds == pytest.approx(84)


def test_somebody_elses_programme_is_left_alone(make: Callable[..., MadeProgramme]) -> None:
    first = make(name="two")
    other = make(label="an oak", kind="tree")
    again = make()

    assert other.folder.name == "two-2"
    assert again.folder == first.folder


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_the_command_alone_lists_programmes(home: Path) -> None:
    done = run("programme")

    assert done.exit_code == 0
    for part in ("four-first-weeks", "eight-weeks", "commuters-fortnight", "8 weeks, 16 tracks"):
        assert part in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["eight-week"], 2, "Did you mean 'eight-weeks'"),
        (["eight-weeks", "--minutes", "5"], 2, "lengths of 'eight-weeks' are part of it"),
        (["eight-weeks", "--for", "commute"], 2, "settles --for itself"),
        (["eight-weeks", "--level", "first"], 3, "stays at level first"),
    ],
)
def test_wrong_wishes_are_told_plainly(
    home: Path, spoken: list[str], words: list[str], code: int, said: str
) -> None:
    done = run("programme", *words)

    assert done.exit_code == code
    assert said in done.stderr
    assert spoken == []


def test_the_command_prints_the_folder(
    make: Callable[..., MadeProgramme], tmp_path: Path, files_in: Files
) -> None:
    done = run("programme", "two", "--output", tmp_path / "o", "--weeks", 4, "--name", "Siobhan")

    assert done.exit_code == 0, done.stderr
    assert done.stdout == f"{tmp_path / 'o'}\n"
    assert "step-plan.pdf" in files_in(tmp_path / "o")
    assert not any("iobhan" in name for name in files_in(tmp_path / "o"))
