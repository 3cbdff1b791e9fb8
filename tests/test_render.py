"""The whole way in one process: what is spoken again and what is not, what is replaced."""

import dataclasses
import os
import shutil
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
import soundfile

from generator.deliver.publish import sidecar
from generator.deliver.recipe import read_recipe
from generator.errors import Cancelled, ChoiceError, OutputError
from generator.library import Library
from generator.plan.profile import Profile
from generator.progress import Progress
from generator.render import plan_track, render_again, render_track
from generator.request import Request
from generator.sound.loudness import LoudnessMeter

Files = Callable[[Path], Sequence[str]]


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder of this test's own, to be looked at."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def tiny(**choices: object) -> Request:
    return Request("tiny", Profile(**choices), minutes=0.7)  # type: ignore[arg-type]


def test_the_second_render_speaks_nothing(library: Library, spoken: list[str]) -> None:
    render_track(tiny(), library)
    assert spoken
    spoken.clear()

    render_track(tiny(), library)

    assert spoken == []


def test_one_changed_word_speaks_one_sentence(library: Library, spoken: list[str]) -> None:
    render_track(tiny(code="Q7", label="an old oak", kind="tree"), library)
    spoken.clear()

    render_track(tiny(code="Q7", label="an old elm", kind="tree"), library)

    assert spoken == ["Somewhere near is an old elm."]


def test_plan_and_track_share_their_clips(library: Library, spoken: list[str]) -> None:
    timeline, _ = plan_track(tiny(), library)
    spoken.clear()

    track = render_track(tiny(), library)

    assert spoken == []
    assert track.timeline == timeline


def test_another_voice_or_pace_speaks_anew(library: Library, spoken: list[str]) -> None:
    render_track(tiny(), library)
    spoken.clear()

    render_track(dataclasses.replace(tiny(pace=125.0), minutes=None), library)

    assert len(spoken) >= 3


def test_the_same_recipe_replaces_its_file_and_another_gets_a_number(
    library: Library, spoken: list[str], files_in: Files
) -> None:
    first = render_track(tiny(), library)
    again = render_track(tiny(), library)
    other = render_track(dataclasses.replace(tiny(), seed=5), library)
    third = render_track(tiny(label="an oak", kind="tree"), library)
    other_again = render_track(dataclasses.replace(tiny(), seed=5), library)

    assert first.path == again.path
    assert [track.path.name for track in (first, other, third)] == [
        "tiny-0.7-session.mp3",
        "tiny-0.7-session-2.mp3",
        "tiny-0.7-session-3.mp3",
    ]
    assert other_again.path == other.path
    assert len(files_in(library.output)) == 12


def test_somebody_elses_file_is_never_replaced(library: Library, spoken: list[str]) -> None:
    library.output.mkdir()
    theirs = library.output / "tiny-0.7-session.mp3"
    theirs.write_bytes(b"theirs")

    track = render_track(tiny(), library)

    assert track.path.name == "tiny-0.7-session-2.mp3"
    assert theirs.read_bytes() == b"theirs"


def test_a_code_and_a_title_stand_in_the_name(library: Library, spoken: list[str]) -> None:
    track = render_track(dataclasses.replace(tiny(code="Q7"), title="Steady, company!"), library)

    assert track.path.name == "steady-company-0.7-session-Q7.mp3"


def test_the_same_request_gives_the_same_bytes(library: Library, spoken: list[str]) -> None:
    first = render_track(tiny(), library)
    before = {path: path.read_bytes() for path in (first.path, *first.sidecars)}

    render_track(tiny(), library)

    assert {path: path.read_bytes() for path in before} == before


def test_a_recipe_makes_the_same_bytes_again_beside_itself(
    library: Library, spoken: list[str], tmp_path: Path
) -> None:
    track = render_track(dataclasses.replace(tiny(name="Ann", code="Q7"), seed=3), library)
    before = {path: path.read_bytes() for path in (track.path, *track.sidecars)}
    recipe = next(path for path in track.sidecars if path.name.endswith(".recipe.toml"))

    again = render_again(recipe, library)
    elsewhere = render_again(recipe, library, output=str(tmp_path / "other"))

    assert again.path == track.path
    assert {path: path.read_bytes() for path in before} == before
    assert elsewhere.path.read_bytes() == before[track.path]


def test_a_recipe_outlives_a_change_of_its_script(library: Library, spoken: list[str]) -> None:
    track = render_track(tiny(), library)
    before = track.path.read_bytes()
    script = library.scripts[0] / "tiny.md"
    script.write_text(script.read_text(encoding="utf-8").replace("tiny stop", "great halt"), encoding="utf-8")

    again = render_again(next(p for p in track.sidecars if p.suffix == ".toml"), library)

    assert again.path.read_bytes() == before


def test_a_recipe_says_words_as_it_did_whatever_becomes_of_the_clinics_list(
    library: Library, spoken: list[str]
) -> None:
    words = library.voices[0] / "say.toml"
    words.parent.mkdir(parents=True, exist_ok=True)
    words.write_text('Tiny = "TEE-nee"\nUnheard = "un-HURD"\n', encoding="utf-8")
    track = render_track(tiny(), library)
    before = track.path.read_bytes()
    recipe = sidecar(track.path, ".recipe.toml")
    told = read_recipe(recipe.read_text(encoding="utf-8"), recipe.name)
    spoken.clear()

    words.write_text('tiny = "TOO-nee"\nstop = "STAHP"\n', encoding="utf-8")
    again = render_again(recipe, library)

    assert told.said is not None
    assert {word.lower(): sound for word, sound in told.said.items()}["tiny"] == "TEE-nee"
    assert "un-HURD" not in told.said.values(), (
        "words of the list that are not said here stay out of the recipe"
    )
    assert spoken == [], "the clips of the first time are those of the second"
    assert again.path.read_bytes() == before


def test_a_private_recipe_holds_no_word_of_the_clinics_list(library: Library, spoken: list[str]) -> None:
    words = library.voices[0] / "say.toml"
    words.parent.mkdir(parents=True, exist_ok=True)
    words.write_text('Tiny = "TEE-nee"\n', encoding="utf-8")

    track = render_track(dataclasses.replace(tiny(), private=True), library)

    assert "TEE-nee" not in sidecar(track.path, ".recipe.toml").read_text(encoding="utf-8")


@pytest.mark.engine
def test_the_embedded_voice_gives_the_same_bytes_twice(library: Library, tmp_path: Path) -> None:
    tracks = []
    for number in range(2):
        fresh = dataclasses.replace(
            library, cache=tmp_path / f"cache{number}", output=tmp_path / f"out{number}"
        )
        tracks.append(render_track(tiny(), fresh).path.read_bytes())

    assert tracks[0] == tracks[1]


def test_progress_never_falls_and_ends_at_one(library: Library, spoken: list[str]) -> None:
    told: list[Progress] = []

    render_track(tiny(), library, on_progress=told.append)

    fractions = [progress.fraction for progress in told]
    assert fractions == sorted(fractions)
    assert fractions[0] == 0.0
    assert fractions[-1] == pytest.approx(1.0)
    assert [*dict.fromkeys(progress.stage for progress in told)] == ["speaking", "measuring", "writing"]


@pytest.mark.parametrize("when", [0.0, 0.2, 0.4, 0.6, 0.9, 1.0])
def test_a_callback_can_cancel_at_any_time_and_nothing_is_left(
    library: Library, spoken: list[str], when: float
) -> None:
    def stop(progress: Progress) -> None:
        if progress.fraction >= when:
            raise Cancelled

    with pytest.raises(Cancelled):
        render_track(tiny(), library, on_progress=stop)

    assert not library.output.exists()


def test_a_cancelled_render_leaves_the_finished_track_of_before(
    library: Library, spoken: list[str], files_in: Files
) -> None:
    track = render_track(tiny(), library)
    before = {path: path.read_bytes() for path in (track.path, *track.sidecars)}

    def stop(progress: Progress) -> None:
        if progress.stage == "writing":
            raise Cancelled

    with pytest.raises(Cancelled):
        render_track(tiny(), library, on_progress=stop)

    assert {path: path.read_bytes() for path in before} == before
    assert len(files_in(library.output)) == len(before)


def test_a_cache_that_cannot_be_written_costs_time_and_never_a_track(
    library: Library, spoken: list[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    blocked = dataclasses.replace(library, cache=tmp_path / "file" / "cache")

    assert render_track(tiny(), blocked).path.is_file()


@pytest.mark.skipif(os.name == "nt", reason="POSIX paths")
@pytest.mark.parametrize("place", ["/dev/null/x", "/proc/x", "x" * 300, "x" * 300 + ".mp3"])
def test_an_output_that_cannot_be_written_is_told_before_anything_is_spoken(
    library: Library, spoken: list[str], tmp_path: Path, place: str
) -> None:
    with pytest.raises(OutputError):
        render_track(tiny(), library, output=place if place[0] == "/" else str(tmp_path / place))

    assert spoken == []


def test_a_track_that_would_replace_a_folder_is_refused_before_anything_is_spoken(
    library: Library, spoken: list[str], tmp_path: Path
) -> None:
    (tmp_path / "album.mp3").mkdir()

    with pytest.raises(OutputError, match="is a folder"):
        render_track(tiny(), library, output=str(tmp_path / "album.mp3"))

    assert spoken == []


@pytest.mark.parametrize("name", ["flac", "wav"])
def test_the_ending_or_the_word_chooses_the_format_and_the_bytes_are_the_same_again(
    library: Library, spoken: list[str], tmp_path: Path, name: str
) -> None:
    track = render_track(tiny(), library, output=str(tmp_path / f"one.{name}"))
    asked = render_track(dataclasses.replace(tiny(), format=name), library)
    again = render_again(sidecar(track.path, ".recipe.toml"), library)

    assert asked.path.name == f"tiny-0.7-session.{name}"
    assert again.path.suffix == f".{name}"
    assert track.path.read_bytes() == asked.path.read_bytes() == again.path.read_bytes()
    assert sidecar(track.path, ".vtt").read_text(encoding="utf-8").startswith("WEBVTT\n")


def test_a_track_for_the_bus_is_one_channel_at_its_own_loudness(
    library: Library, spoken: list[str], tmp_path: Path
) -> None:
    script = library.scripts[0] / "tiny.md"
    words = script.read_text(encoding="utf-8")
    script.write_text(
        words.replace(
            'situations = ["session"]',
            'situations = ["session", "commute"]\ncommute_forms = ["brief", "standard"]',
        ),
        encoding="utf-8",
    )

    track = render_track(
        dataclasses.replace(tiny(), situation="commute"), library, output=str(tmp_path / "c.wav")
    )

    sound, _ = soundfile.read(track.path, dtype="float32", always_2d=True)
    meter = LoudnessMeter(channels=1)
    meter.add(sound)
    assert sound.shape == (track.timeline.length, 1)
    assert meter.integrated() == pytest.approx(-14.0, abs=0.3)


@pytest.mark.parametrize("more", [{"private": True}, {"profile": Profile(code="Q7")}])
def test_words_are_never_carried_inside_a_private_file_or_a_clients(
    library: Library, spoken: list[str], more: dict[str, object]
) -> None:
    with pytest.raises(ChoiceError, match="Leave --lyrics out"):
        render_track(dataclasses.replace(tiny(), lyrics=True, **more), library)  # type: ignore[arg-type]

    assert spoken == []


def test_size_and_format_are_told_before_anything_is_spoken(library: Library, spoken: list[str]) -> None:
    told: list[tuple[str, int]] = []

    render_track(
        dataclasses.replace(tiny(), bitrate=64),
        library,
        on_progress=lambda progress: told.append((progress.note, len(spoken))) if progress.note else None,
    )

    assert told == [("42 seconds, about 0.4 MB (MP3, mono, 64 kb/s)", 0)]


def test_a_disk_without_room_is_told_before_anything_is_spoken(
    library: Library, spoken: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(".")
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage._replace(free=100_000))

    with pytest.raises(OutputError, match=r"needs about 0\.\d MB"):
        render_track(tiny(), library)

    assert spoken == []


def test_the_peak_that_is_told_is_that_of_the_file_that_was_written_in_the_end(
    library: Library, spoken: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wish = Request("tiny", Profile(), minutes=0.7, bitrate=96)
    peaks = iter((9.0, -1.5))  # the first file comes out far too high
    monkeypatch.setattr("generator.deliver.write.decoded_peak", lambda _path: next(peaks))

    track = render_track(wish, library)

    recipe = tomllib.loads(sidecar(track.path, ".recipe.toml").read_text(encoding="utf-8"))
    assert next(peaks, None) is None
    assert track.true_peak == pytest.approx(recipe["track"]["true_peak"], abs=0.006)
