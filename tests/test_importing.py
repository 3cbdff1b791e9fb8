"""`innerally import`: a therapist's plain script becomes one that `plan` and `render` take, or a plain message says why not."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from generator.errors import ChoiceError, OutputError, ScriptError
from generator.importing import LARGEST, import_script
from generator.library import Library
from generator.plan.profile import Profile
from generator.render import render_track
from generator.request import Request

Files = Callable[[Path], Sequence[str]]

THEIRS = """\
THE LAKE

Sit down somewhere (5 secs) and look about you. [PAUSE:5]

Picture a lake, as still as glass…4s Nothing moves on it. (pause)

- There is a boat
- There is a jetty

COMING BACK

Hear the room again, [client's name], and come back “slowly”.
"""


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    path = tmp_path / "The Lake (final).txt"
    path.write_text(THEIRS, encoding="utf-8")
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_a_script_goes_all_the_way_to_a_track(
    theirs: Path, library: Library, spoken: list[str], files_in: Files
) -> None:
    imported = import_script(str(theirs), library)

    assert imported.path == library.scripts[0] / "the-lake-final.md"
    assert library.practices()["the-lake-final"].title == "THE LAKE"
    track = render_track(Request(imported.id, Profile()), library)
    assert sorted(spoken) == sorted(
        [
            "Sit down somewhere",
            "and look about you.",
            "Picture a lake, as still as glass…",
            "Nothing moves on it.",
            "There is a boat.",
            "There is a jetty.",
            'Hear the room again, (client\'s name), and come back "slowly".',
        ]
    )
    assert [mark.title for mark in track.timeline.chapters] == ["THE LAKE", "COMING BACK"]
    assert track.path.suffix == ".mp3"
    assert len(files_in(library.output)) == 4
    assert track.timeline.length / 48_000 <= 60


def test_the_estimate_is_the_length_that_plan_gives(theirs: Path, home: Path) -> None:
    told = json.loads(run("import", theirs, "--json").stdout)
    plan = json.loads(run("plan", told["id"], "--estimate", "--json").stdout)

    assert plan["seconds"] == pytest.approx(told["minutes"] * 60, abs=0.5)
    speech = [event["text"] for event in plan["events"] if event["kind"] == "speech"]
    assert len(speech) == told["sentences"] == 7
    assert told["pauses"] == 4
    assert told["chapters"] == ["THE LAKE", "COMING BACK"]
    assert told["asides"] == ["[client's name]"]
    assert {"g-choice", "g-return"} <= {
        remark["message"].split("'")[1] for remark in told["remarks"] if remark["rule"] == "token-missing"
    }
    assert set(told["remarks"][0]) >= {"rule", "line", "message"}


def test_the_command_says_where_it_is_how_long_it_is_and_what_the_guide_says(
    theirs: Path, home: Path
) -> None:
    done = run("import", theirs)

    lines = done.stdout.splitlines()
    assert done.exit_code == 0
    assert lines[0] == str(home / "scripts" / "the-lake-final.md")
    assert "7 sentences, 4 pauses, 2 chapters" in lines[1]
    assert "[client's name]" in lines[2]
    assert lines[3] == "Try it:  innerally render the-lake-final"
    assert any(line.startswith("  line ") and "g-choice" in line for line in lines[5:])
    assert (home / "scripts" / "the-lake-final.md").is_file()


def test_a_long_script_prints_no_endless_list_of_remarks(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("\n\n".join(f"Relax now, for the time number {n}!" for n in range(40)), encoding="utf-8")

    done = run("import", path)

    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) < 30
    assert "more: innerally check" in done.stdout


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_windows_and_other_encodings_are_read(encoding: str, tmp_path: Path, library: Library) -> None:
    path = tmp_path / "cafe.txt"
    path.write_bytes("It’s a café – quiet…\r\n\r\nSit (5 secs).\r\n".encode(encoding))

    text = import_script(str(path), library).path.read_text("utf-8")

    assert text.endswith("\n\nIt's a café – quiet…\n\nSit. [pause 5s]\n")


def refused(path: Path, library: Library) -> str:
    with pytest.raises(ScriptError) as caught:
        import_script(str(path), library)
    assert caught.value.exit_code == 3
    assert caught.value.mend
    assert sorted(item.name for item in library.scripts[0].iterdir()) == ["tiny.md"]
    return str(caught.value)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n\r\n", "is empty"),
        (b"(pause)\n\n[PAUSE:5]\n\n...2s\n", "no words"),
        (b"# Arriving\n\n# Ending\n", "no words"),
        (b"\x00\x01\x02\xff words", "not a plain text file"),
        (b"PK\x03\x04 word/document.xml", "Word"),
        (b"{\\rtf1 Sit down.}", "rich text"),
        (b"%PDF-1.7 Sit down.", "PDF"),
        (b"\r\n<!DOCTYPE html>\n<html><p>Sit down.</p></html>", "a web page"),
        (b'+++\nid = "x"\n+++\nSit down.', "of ours already"),
        (b"Sit. (pause 90 minutes) Rest. (pause 90 minutes)", "120 minutes is the most"),
        (b"x" * (LARGEST + 1), "0.5"),
    ],
)
def test_what_cannot_be_a_script_is_told_in_plain_words(
    raw: bytes, words: str, tmp_path: Path, library: Library
) -> None:
    path = tmp_path / "theirs.txt"
    path.write_bytes(raw)

    assert words in refused(path, library)


def test_the_command_ends_in_the_codes_of_its_errors_and_prints_no_result(theirs: Path, home: Path) -> None:
    theirs.write_text("(pause)", encoding="utf-8")
    silent = run("import", theirs)
    theirs.write_text("Sit down.", encoding="utf-8")
    misnamed = run("import", theirs, "--output", "My Lake.md")
    run("import", theirs)
    again = run("import", theirs)

    assert [done.exit_code for done in (silent, misnamed, again)] == [3, 2, 5]
    assert all(done.stdout == "" and "Traceback" not in done.stderr for done in (silent, misnamed, again))
    assert "no words to say" in silent.stderr


def test_a_file_of_ten_megabytes_is_not_even_read(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(10_000_000)

    assert "10.0 MB" in refused(path, library)


def test_a_file_that_is_not_there_or_is_a_folder_is_told(tmp_path: Path, library: Library) -> None:
    assert "No such file" in refused(tmp_path / "nothing.txt", library)
    assert "directory" in refused(tmp_path, library)


def test_a_paragraph_of_five_thousand_words_is_spoken_in_parts(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "breathless.txt"
    path.write_text("and then " * 2500, encoding="utf-8")

    imported = import_script(str(path), library)

    assert imported.sentences >= 5000 / 60
    assert imported.pauses == 0
    assert imported.minutes > 20


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("Café du Lac.txt", "cafe-du-lac"), ("2024.txt", "script-2024"), ("冥想.txt", "script"),
        (f"{'a long name ' * 9}.txt", "a-long-name-a-long-name-a-long-name-a-long-name-a-long-name"), ("noending", "noending"),
    ],
)  # fmt: skip
def test_any_file_name_gives_a_name_that_render_takes(
    file: str, name: str, tmp_path: Path, library: Library
) -> None:
    path = tmp_path / file
    path.write_text("Sit down.", encoding="utf-8")

    imported = import_script(str(path), library)

    assert imported.id == name
    assert library.practice(name).lengths["steady"]["standard"] > 0


def test_a_title_with_quotation_marks_and_braces_stays_a_title(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "t.txt"
    path.write_text('Title: "Lake" \\ {{ 7*7 }} + # x\n\nSit down.', encoding="utf-8")

    import_script(str(path), library)

    assert library.practice("t").title == '"Lake" (7 7) + x'


def test_an_older_script_is_replaced_only_when_asked(theirs: Path, library: Library) -> None:
    first = import_script(str(theirs), library)
    theirs.write_text("Sit down again.", encoding="utf-8")

    with pytest.raises(OutputError, match="--force"):
        import_script(str(theirs), library)
    assert "lake" in first.path.read_text("utf-8")
    import_script(str(theirs), library, force=True)
    assert first.path.read_text("utf-8").endswith("Sit down again.\n")


def test_a_practice_of_ours_is_not_shadowed_by_accident(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "Forgiveness.txt"
    path.write_text("Sit down.", encoding="utf-8")

    with pytest.raises(OutputError, match="practice of ours"):
        import_script(str(path), library)
    assert import_script(str(path), library, output=str(tmp_path)).path == tmp_path / "forgiveness.md"
    import_script(str(path), library, force=True)
    assert library.practice("forgiveness").title == "Forgiveness"


def test_it_goes_where_output_says(theirs: Path, tmp_path: Path, library: Library) -> None:
    folder = import_script(str(theirs), library, output=str(tmp_path / "new" / "folder"))
    file = import_script(str(theirs), library, output=str(tmp_path / "lake.md"))
    own = import_script(str(theirs), library, output=str(library.scripts[0] / "lake-2.md"))

    assert folder.path == tmp_path / "new" / "folder" / "the-lake-final.md"
    assert (file.path, file.id, file.found) == (tmp_path / "lake.md", "lake", False)
    assert own.found
    assert library.practice("lake-2").id == "lake-2"
    with pytest.raises(ChoiceError, match="no name for a script"):
        import_script(str(theirs), library, output=str(tmp_path / "My Lake.md"))


def test_a_place_that_cannot_be_written_leaves_nothing(
    theirs: Path, tmp_path: Path, library: Library, files_in: Files
) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file", encoding="utf-8")

    with pytest.raises(OutputError):
        import_script(str(theirs), library, output=str(blocked))
    with pytest.raises(OutputError):
        import_script(str(theirs), library, output=f"{tmp_path}/{'a' * 300}.md")
    assert [name for name in files_in(tmp_path) if name.endswith((".md", ".part"))] == [
        "home/scripts/tiny.md"
    ]


def test_the_imported_script_is_checked_like_any_other(theirs: Path, library: Library, home: Path) -> None:
    import_script(str(theirs), library)

    done = run("check", "the-lake-final", "--json")

    assert {finding["rule"] for finding in json.loads(done.stdout)["findings"]} >= {"token-missing"}
    assert "script" not in {finding["rule"] for finding in json.loads(done.stdout)["findings"]}
