"""The command line's contract, through real processes: exit codes, what goes where, plain words for every wrong word."""

import json
import subprocess
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import main

Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]
Files = Callable[[Path], Sequence[str]]
COMMANDS = (
    "render",
    "plan",
    "practices",
    "voices",
    "doctor",
    "check",
    "import",
    "say",
    "batch",
    "verify",
    "cache",
)


def assert_plain(done: Done, code: int, *words: str) -> None:
    """The exit code, nothing on stdout, the words in a message for people, and no traceback."""
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    for word in words:
        assert word in done.stderr
    assert "Traceback" not in done.stderr
    assert 'File "' not in done.stderr


@pytest.fixture
def inside(home: Path) -> Run:
    """Run the command line inside this process: for the many cases where only its words matter."""

    def run(*words: object) -> Done:
        given = [str(word) for word in words]
        result = CliRunner().invoke(main, given)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Done(given, result.exit_code, result.stdout, result.stderr)

    return run


def test_the_path_alone_stands_on_stdout_and_progress_on_stderr(
    innerally: Run, warm_home: Path, tmp_path: Path, files_in: Files
) -> None:
    out = tmp_path / "out"

    done = innerally("render", "tiny", "--output", out, env={"INNERALLY_HOME": str(warm_home)})

    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{out / 'tiny-1-session.mp3'}\n"
    assert "%" in done.stderr
    assert "left" in done.stderr
    stem = "tiny-1-session"
    assert files_in(out) == [f"{stem}{ending}" for ending in (".mp3", ".recipe.toml", ".txt", ".vtt")]


def test_json_is_one_document_that_tells_what_was_made(
    innerally: Run, warm_home: Path, tmp_path: Path
) -> None:
    wanted = tmp_path / "o" / "mine.mp3"

    done = innerally(
        "render", "tiny", "--minutes", 0.7, "--output", wanted, "--json",
        env={"INNERALLY_HOME": str(warm_home)},
    )  # fmt: skip

    told = json.loads(done.stdout)
    assert told["path"] == str(wanted)
    assert told["seconds"] == pytest.approx(42.0, abs=0.001)
    assert told["lufs"] == pytest.approx(-18.0, abs=0.5)
    assert [chapter["title"] for chapter in told["chapters"]] == ["Here", "Onwards"]
    assert sorted(Path(path).name for path in told["sidecars"]) == [
        "mine.recipe.toml",
        "mine.txt",
        "mine.vtt",
    ]
    assert all(Path(path).is_file() for path in (told["path"], *told["sidecars"]))


def test_an_estimated_plan_lists_every_event_in_order_and_makes_nothing(
    inside: Run, home: Path, files_in: Files
) -> None:
    done = inside("plan", "soothing-breath", "--minutes", 5, "--estimate", "--json")

    document = json.loads(done.stdout)
    events = document["events"]
    assert document["seconds"] == pytest.approx(300.0)
    assert all({"kind", "start", "seconds"} <= set(event) for event in events)
    assert [event["start"] for event in events] == sorted(event["start"] for event in events)
    assert {"chapter", "speech", "pause", "inhale", "top", "exhale"} <= {event["kind"] for event in events}
    speech = [event for event in events if event["kind"] == "speech"]
    assert all(event["text"].strip() for event in speech)
    assert all(one["start"] + one["seconds"] <= two["start"] + 0.002 for one, two in pairwise(speech))
    assert files_in(home) == ["scripts/tiny.md"]


def test_a_plan_for_people_has_a_line_for_each_event(inside: Run, home: Path) -> None:
    done = inside("plan", "tiny", "--estimate")

    assert done.stdout.startswith("00:00.000  # Here\n")
    assert "speech  This is a tiny stop.\n" in done.stdout
    assert done.stdout.endswith("01:00.000           end\n")


@pytest.mark.engine
def test_a_spoken_plan_is_the_timeline_of_the_track(innerally: Run, warm_home: Path, tmp_path: Path) -> None:
    env = {"INNERALLY_HOME": str(warm_home)}
    planned = json.loads(innerally("plan", "tiny", "--json", env=env).stdout)
    track = json.loads(innerally("render", "tiny", "--output", tmp_path / "out", "--json", env=env).stdout)

    chapters = [event for event in planned["events"] if event["kind"] == "chapter"]
    assert planned["seconds"] == track["seconds"]
    assert [(item["title"], item["start"]) for item in chapters] == [
        (item["title"], item["start"]) for item in track["chapters"]
    ]


def test_practices_lists_lengths_for_each_level_and_the_fields(innerally: Run) -> None:
    found = {item["id"]: item for item in json.loads(innerally("practices", "--json").stdout)}

    assert {"soothing-breath", "compassionate-other"} <= set(found)
    breath = found["soothing-breath"]
    assert set(breath) >= {"id", "title", "flow", "level", "situations", "lengths", "fields"}
    assert breath["lengths"]["steady"] == {"brief": 2, "standard": 4, "long": 8}
    listed = innerally("practices").stdout
    assert all(item["id"] in listed and item["title"] in listed for item in found.values())


@pytest.mark.engine
def test_voices_tells_what_can_speak_here(innerally: Run) -> None:
    found = {item["name"]: item for item in json.loads(innerally("voices", "--json").stdout)}

    assert found["heart"]["ready"] is True
    assert found["heart"]["problems"] == []
    assert "heart" in innerally("voices").stdout


@pytest.mark.engine
def test_doctor_names_the_folders_and_finds_the_voice(innerally: Run, home: Path) -> None:
    done = innerally("doctor")

    assert done.returncode == 0, done.stdout
    assert str(home / "scripts") in done.stdout
    assert "voice heart: ready" in done.stdout
    findings = json.loads(innerally("doctor", "--json").stdout)
    assert all({"subject", "finding", "good", "mend"} <= set(item) for item in findings)


def test_piped_and_without_arguments_it_prints_help(innerally: Run) -> None:
    done = innerally()

    assert "Usage:" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_help_and_has_its_own(inside: Run, name: str) -> None:
    assert f"  {name} " in inside("--help").stdout
    done = inside(name, "--help")

    assert done.returncode == 0
    assert "Usage:" in done.stdout


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (["rendr", "tiny"], "'render'"),
        (["render", "sothing-breath"], "'soothing-breath'"),
        (["plan", "compasionate-other", "--estimate"], "'compassionate-other'"),
        (["render", "soothing-breath", "--voice", "hart"], "'heart'"),
        (["render", "soothing-breath", "--option", "no-breth"], "'no-breath'"),
        (["render", "compassionate-other", "--quality", "wisdm"], "'wisdom'"),
        (["render", "soothing-breath", "--breathing", "soothing-4-8"], "'soothing-4-7'"),
        (["render", "soothing-breath", "--bed", "rian"], "'rain'"),
        (["render", "soothing-breath", "--length", "longg"], "'long'"),
        (["render", "soothing-breath", "--format", "falc"], "'flac'"),
        (["verify", "--jsno", "x.mp3"], "--json"),
        (["render", "soothing-breath", "--level", "stedy"], "'steady'"),
        (["render", "soothing-breath", "--set", "image.lable=yew"], "'image.label'"),
        (["render", "soothing-breath", "--minits", "4"], "--minutes"),
    ],
)
def test_a_wrong_word_gets_a_near_one_and_leaves_nothing(
    inside: Run, tmp_path: Path, files_in: Files, words: list[str], near: str
) -> None:
    out = tmp_path / "out"
    where = ["--output", str(out)] if words[0] == "render" else []

    assert_plain(inside(*words, *where), 2, "id you mean", near)
    assert not out.exists()


@pytest.mark.parametrize("word", ["--set", "--minutes", "--seed"])
def test_an_option_without_its_value_is_a_wrong_word(inside: Run, word: str) -> None:
    assert_plain(inside("render", "soothing-breath", word), 2)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'[listner]\nname = "Sam"\n', ["line 1" , "listner", "'listener'"]),
        (b'[image]\nkind = "tree"\nlable = "an oak"\n', ["mine.toml:3", "'label'"]),
        (b"[listener]\nname = 5\n", ["mine.toml:2", "listener.name", "words in quotes"]),
        (b'[listener]\noptions = "no-breath"\n', ["mine.toml:2", "should be a list"]),
        (b'[voice]\npace = "slow"\n', ["mine.toml:2", "should be a number"]),
        (b"[voice]\npace = 900\n", ["mine.toml:2", "80 to 140"]),
        (b"[image]\nlabel = [1\n", ["mine.toml", "cannot be read"]),
        (b"\xff\xfe\x00\x81", ["mine.toml", "not a text file"]),
        (b"[listner]\n[image]\nlable = 1\n", ["2 things need mending"]),
    ],
    ids=[
        "table typo", "key typo", "wrong type", "no list", "no number", "out of range", "no toml", "no text", "two",
    ],
)  # fmt: skip
def test_a_broken_profile_is_named_with_its_line_and_leaves_nothing(
    inside: Run, tmp_path: Path, content: bytes, words: list[str]
) -> None:
    profile = tmp_path / "mine.toml"
    profile.write_bytes(content)

    done = inside("render", "compassionate-other", "--profile", profile, "--output", tmp_path / "out")

    wanted = [word.replace("line 1", "mine.toml:1") for word in words]
    assert_plain(done, 3, *wanted)
    assert not (tmp_path / "out").exists()


def test_a_profile_that_is_not_there_is_named(inside: Run, tmp_path: Path) -> None:
    done = inside("render", "soothing-breath", "--profile", "gone.toml", "--output", tmp_path / "out")

    assert_plain(done, 3, "gone.toml", "No such file")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("minutes", ["1", "90"])
def test_an_impossible_length_says_the_shortest_and_the_longest_before_speaking(
    inside: Run, home: Path, files_in: Files, tmp_path: Path, minutes: str
) -> None:
    done = inside("render", "soothing-breath", "--minutes", minutes, "--output", tmp_path / "out")

    assert_plain(done, 3, "can last from", " to ", "--minutes")
    assert "left" not in done.stderr  # no progress bar: nothing was spoken
    assert not (tmp_path / "out").exists()
    assert files_in(home) == ["scripts/tiny.md"]


@pytest.mark.parametrize("minutes", ["0", "-3", "nan", "inf"])
def test_a_length_that_is_none_is_refused(inside: Run, minutes: str) -> None:
    done = inside("render", "soothing-breath", f"--minutes={minutes}")

    assert_plain(done, 3, "--minutes", "is no length")


HOSTILE = (
    "Sam\n[pause 999s]",
    "[x](/y/)",
    "{{ 7*7 }}",
    "{% for x in range(9) %}",
    "# Heading",
    "</speak><break time='9s'/>",
    "{#",
    "\u202eSam",
    "[if room 1]",
)


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("key", ["listener.name", "listener.struggle", "image.label"])
def test_values_are_plain_words_and_never_cues_or_code(inside: Run, home: Path, key: str, value: str) -> None:

    plain = json.loads(inside("plan", "tiny", "--estimate", "--json").stdout)

    done = inside("plan", "tiny", "--estimate", "--json", "--set", f"{key}={value}")

    assert done.returncode in (0, 2, 3), done.stderr
    assert "Traceback" not in done.stderr
    if done.returncode == 0:
        events = json.loads(done.stdout)["events"]
        shape = [event["kind"] for event in events if event["kind"] in ("chapter", "pause", "bell")]
        usual = [event["kind"] for event in plain["events"] if event["kind"] in ("chapter", "pause", "bell")]
        assert shape.count("chapter") == usual.count("chapter")
        assert shape.count("bell") == usual.count("bell")
        assert all(event["seconds"] < 60 for event in events if event["kind"] == "pause")
        spoken = " ".join(event["text"] for event in events if event["kind"] == "speech")
        assert "49" not in spoken


def test_a_value_of_five_thousand_words_is_refused_without_repeating_it(inside: Run, tmp_path: Path) -> None:
    profile = tmp_path / "long.toml"
    profile.write_text(f'[image]\nlabel = "{"heron " * 5000}"\n', encoding="utf-8")

    done = inside("render", "compassionate-other", "--profile", profile, "--output", tmp_path / "out")

    assert_plain(done, 3, "long.toml:2", "too long")
    assert "heron" not in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("noise.wav", bytes(range(256)) * 40, "damaged, or not a sound file"),
        ("notes.txt", b"no sound at all", ""),
        ("empty.mp3", b"", ""),
        ("gone.flac", None, "no sound file"),
    ],
)
def test_an_unreadable_bed_is_named_and_leaves_nothing(
    inside: Run, home: Path, tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    bed = tmp_path / name
    if content is not None:
        bed.write_bytes(content)

    done = inside("render", "tiny", "--bed", bed, "--output", tmp_path / "out")

    assert_plain(done, 3, str(bed), words)
    assert not (tmp_path / "out").exists()


def test_held_words_bring_help_lines_and_no_track(
    innerally: Run, home: Path, tmp_path: Path, files_in: Files
) -> None:
    typed = "some days I want to die in Quillhaven"

    done = innerally("render", "tiny", "--set", f"listener.struggle={typed}", "--output", tmp_path / "out")

    assert_plain(done, 3, "116 123", "999", "sense-anchor")
    assert "Quillhaven" not in done.stderr
    assert "want to die" not in done.stderr
    assert not (tmp_path / "out").exists()
    assert files_in(home) == ["scripts/tiny.md"]


def test_a_clinician_who_has_reviewed_held_words_gets_a_note(inside: Run, home: Path) -> None:
    typed = ("--set", "listener.struggle=a friend who died by suicide")
    words = ("plan", "tiny", "--estimate", *typed)

    assert inside(*words).returncode == 3
    assert inside(*words, "--clinician").returncode == 3
    assert inside(*words, "--reviewed").returncode == 3
    done = inside(*words, "--clinician", "--reviewed")

    assert done.returncode == 0
    assert "Note:" in done.stderr
    assert "clinician has reviewed" in done.stderr


def test_past_hurt_leads_to_the_gentlest_level_and_no_refusal(inside: Run) -> None:
    words = ("plan", "soothing-breath", "--estimate", "--json")
    typed = ("--set", "listener.struggle=memories of childhood abuse")

    done = inside(*words, *typed)

    assert done.returncode == 0
    assert "gentlest level" in done.stderr
    kinds = {event["kind"] for event in json.loads(done.stdout)["events"]}
    assert "inhale" not in kinds  # level first breathes at its own pace


@pytest.mark.parametrize("title", ["x" * 81, "two\x07lines"])
def test_a_title_that_no_player_could_show_is_refused(inside: Run, title: str) -> None:
    done = inside("plan", "soothing-breath", "--estimate", "--title", title)

    assert_plain(done, 3, "--title")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["rendr", "tiny"], 2),
        (["render", "sothing-breath"], 2),
        (["render", "tiny", "--profile", "gone.toml"], 3),
        (["render", "tiny", "--output", "/dev/null/sub"], 5),
    ],
)
def test_exit_codes_reach_the_shell(innerally: Run, home: Path, words: list[str], code: int) -> None:
    assert_plain(innerally(*words), code)
