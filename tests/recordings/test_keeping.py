"""A recorded voice is whole or absent, whatever breaks while it is written."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from generator.errors import OutputError
from generator.speech import recorded_files
from generator.speech.engine import open_engine
from generator.speech.recorded import LineIndex, read_index
from generator.speech.recorded_files import NewLine, keep_lines
from tests.recordings.room import RATE

FilesIn = Callable[[Path], list[str]]


def line(text: str, pitch: float = 200.0) -> NewLine:
    time = np.arange(2 * RATE) / RATE
    return NewLine(text, (0.2 * np.sin(2 * np.pi * pitch * time)).astype(np.float32), personal=False)


def break_at(monkeypatch: pytest.MonkeyPatch, number: int, error: BaseException) -> None:
    """Let the writing of that file fail, counted from 1."""
    write, count = recorded_files._write, 0

    def failing(path: Path, data: bytes) -> None:
        nonlocal count
        count += 1
        if count == number:
            raise error
        write(path, data)

    monkeypatch.setattr(recorded_files, "_write", failing)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_new_voice_is_absent_when_its_writing_breaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files_in: FilesIn, number: int, error: BaseException
) -> None:
    break_at(monkeypatch, number, error)  # two clips, the index, the voice file

    with pytest.raises((OutputError, KeyboardInterrupt)):
        keep_lines("anna", [line("One."), line("Two.", 300.0)], LineIndex("salt"), tmp_path)

    assert files_in(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [1, 2])
def test_a_voice_stays_as_it_was_when_adding_to_it_breaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files_in: FilesIn, number: int
) -> None:
    keep_lines("anna", [line("One.")], LineIndex("salt"), tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in files_in(tmp_path)}
    break_at(monkeypatch, number, OSError(28, "No space left on device"))

    with pytest.raises(OutputError, match="No space left"):
        keep_lines("anna", [line("One.", 300.0)], read_index(tmp_path / "anna"), tmp_path)

    assert {name: (tmp_path / name).read_bytes() for name in files_in(tmp_path)} == before


def test_what_a_killed_run_left_is_no_voice_and_goes_with_the_next(tmp_path: Path, files_in: FilesIn) -> None:
    (tmp_path / ".part-anna-1234").mkdir()
    (tmp_path / ".part-anna-1234" / "lines.json").write_text("{", encoding="utf-8")
    keep_lines("bea", [line("One.")], LineIndex("salt"), tmp_path)
    (tmp_path / "bea.toml").unlink()  # killed between the folder and the voice file
    assert open_engine("recorded", [tmp_path]).installed() == ()

    keep_lines("anna", [line("One.")], LineIndex("salt"), tmp_path)
    keep_lines("bea", [line("Two.", 300.0)], read_index(tmp_path / "bea"), tmp_path)

    assert {voice.id for voice in open_engine("recorded", [tmp_path]).installed()} == {"anna", "bea"}
    assert len(read_index(tmp_path / "bea").lines) == 2
    assert not [name for name in files_in(tmp_path) if ".part-" in name]
