"""Lines of one length and one order are told apart by how they sound, whoever speaks; and what cannot be told is said."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from generator import examples as module
from generator.errors import EngineError, RecordingError
from generator.examples import examples_of
from generator.library import Library
from generator.plan.alignment import align
from generator.plan.cue_sheet import CueSheet
from generator.plan.cues import Utterance
from generator.plan.prices import Stretch
from generator.plan.profile import Profile
from generator.progress import ignore
from generator.recording import Wish, add_recording
from generator.request import Request
from generator.sheets import sheet_for_practice
from tests.recordings.room import RATE, Taping, spoken

WISH = Wish("anna")


@pytest.fixture
def sheet(library: Library) -> CueSheet:
    return sheet_for_practice(Request("time-out", Profile(), length="brief"), library)


def reading(path: Path, sheet: CueSheet, gone: Sequence[int]) -> Path:
    """All lines but those, one of them twice, with breaths and a cough, in a room that hums."""
    taping = Taping(3)
    taping.quiet()
    taping.cough()
    for line in sheet.lines:
        if line.number in gone:
            continue
        taping.quiet()
        if line.number % 5 == 0:
            taping.breath()
            taping.quiet(0.4, 0.9)
        if line.number == 6:
            taping.slip(spoken(line.text, 1))
            taping.quiet()
        taping.line(line.number, spoken(line.text))
    taping.quiet()
    soundfile.write(path, np.clip(taping.sound(hum=0.006, rumble=0.01), -1, 1), RATE)
    return path


@pytest.mark.engine
@pytest.mark.parametrize("gone", [(), (5, 13, 19), (5, 11, 19)])
def test_exactly_the_missing_lines_are_named(
    library: Library, sheet: CueSheet, tmp_path: Path, gone: tuple[int, ...]
) -> None:
    take = reading(tmp_path / "a.flac", sheet, gone)

    added = add_recording(take, sheet, replace(WISH, keep_good=True), library, ignore)

    assert [int(fault.split()[1].rstrip(",")) for fault in added.faults] == list(gone)
    assert set(added.kept) == {line.number for line in sheet.lines} - set(gone)


@pytest.mark.engine
def test_a_file_that_holds_another_line_is_told(library: Library, sheet: CueSheet, tmp_path: Path) -> None:
    files = tmp_path / "lines"
    files.mkdir()
    for line in sheet.lines[4:9]:
        said = spoken(sheet.lines[line.number].text if line.number == 6 else line.text)
        soundfile.write(files / f"{line.number}.wav", np.pad(said, RATE // 2), RATE)

    with pytest.raises(
        RecordingError, match=r"^1 line needs .*\n  Line 6.* sounds (more like line 7|like other words)"
    ):
        add_recording(files, sheet, replace(WISH, lines=(5, 6, 7, 8, 9)), library, ignore)


def test_without_the_default_voice_length_and_order_decide(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        together = False

        def problems(self, _voice: object) -> tuple[str, ...]:
            return ()

        def synthesize(self, *_args: object) -> None:
            raise EngineError("It is broken.")

        def close(self) -> None:
            pass

    lines = [Utterance("Feel your feet."), Utterance("Let the ground take your weight.")]
    monkeypatch.setattr(module, "open_engine", lambda *_args: Broken())

    assert examples_of(lines, library, lambda _share: None) is None


def test_lines_that_sound_alike_are_told_as_such() -> None:
    texts = ["Let the hand rest.", "Let the mind rest.", "Something else is said here, and it is longer."]
    takes = [Stretch(1.0, 2.0), Stretch(2.9, 2.0)]
    unlike = [[0.80, 1.1], [0.81, 1.1], [1.1, 0.75]]

    found = align(takes, texts, unlike=lambda line, first, size: unlike[line][first] if size == 1 else None)

    assert [place and place.first for place in found.lines] in ([0, None, 1], [None, 0, 1])
    assert set(found.instead) | {other for others in found.instead.values() for other in others} == {0, 1}


def test_the_last_take_of_a_line_counts() -> None:
    takes = [Stretch(1.0, 2.0), Stretch(1.1, 2.0), Stretch(1.0, 2.0)]
    unlike = [[0.75, 0.77, 1.0], [1.0, 1.0, 0.75]]

    found = align(
        takes,
        ["Let the hand rest.", "Let the mind wait."],
        unlike=lambda line, first, size: unlike[line][first] if size == 1 else None,
    )

    assert [place and place.first for place in found.lines] == [1, 2]
