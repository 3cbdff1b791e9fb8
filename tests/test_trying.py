"""Voices side by side: each speaks the same passage, equally loud, into a file that any player opens."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyloudnorm
import pytest
import soundfile
from click.testing import CliRunner, Result

from generator import trying
from generator.cli import main
from generator.errors import Cancelled, ChoiceError, EngineError
from generator.library import Library
from generator.plan.cues import Utterance
from generator.plan.voice import Voice
from generator.progress import Progress, ignore
from generator.speech.engine import Speech
from generator.trying import ready_voices, try_voices
from tests.speech.tiny_models import write_kokoro, write_piper

Files = Callable[[Path], Sequence[str]]


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def loudness_of(path: Path) -> float:
    samples, rate = soundfile.read(path)
    return float(pyloudnorm.Meter(rate).integrated_loudness(samples))


@pytest.mark.engine
def test_every_kind_of_voice_speaks_the_passage_equally_loud(
    library: Library, home: Path, files_in: Files
) -> None:
    write_piper(home / "voices")
    write_kokoro(home / "voices", styles=("bf_tiny",))

    trials = try_voices(["heart", "system", "joe", "en_GB-tiny", "bf_tiny"], library, ignore)

    assert [trial.problem for trial in trials] == [""] * 5
    assert files_in(library.output) == sorted(
        f"voice-{name}.mp3" for name in ("heart", "system", "joe", "en_GB-tiny", "bf_tiny")
    )
    for trial in trials:
        assert trial.path is not None
        assert loudness_of(trial.path) == pytest.approx(-18.0, abs=0.6)
        samples, rate = soundfile.read(trial.path)
        assert 30 < len(samples) / rate < 80
        assert np.abs(samples).max() < 0.9


@pytest.mark.engine
def test_the_command_prints_the_path_alone(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.cli.voices.open_here", lambda: library)

    done = run("voices", "try", "heart")

    assert done.exit_code == 0, done.output
    assert done.stdout == f"{library.output / 'voice-heart.mp3'}\n"
    assert (library.output / "voice-heart.mp3").is_file()


@pytest.mark.engine
def test_all_that_can_speak_here_are_tried_and_no_others(library: Library, home: Path) -> None:
    write_piper(home / "voices")
    ready = ready_voices(library)

    assert {"heart", "system", "joe", "en_GB-tiny"} <= set(ready)
    assert not {"emma", "kokoro"} & set(ready)


def test_a_voice_that_fails_is_told_of_and_the_others_speak(
    library: Library, spoken: list[str], counting_engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trying, "open_engine", lambda _name, _folders: counting_engine(spoken))
    whole = counting_engine.synthesize

    def fail_for_joe(engine: object, utterance: Utterance, voice: Voice, speed: float) -> Speech:
        if voice.name == "joe":
            raise EngineError("It has a cold.", "Wait a week.")
        speech: Speech = whole(engine, utterance, voice, speed)
        return speech

    monkeypatch.setattr(counting_engine, "synthesize", fail_for_joe)

    joe, heart = try_voices(["joe", "heart"], library, ignore)

    assert (joe.path, joe.problem) == (None, "It has a cold. Wait a week.")
    assert heart.path is not None


def test_a_failure_ends_in_its_exit_code_and_json_tells_of_all(
    home: Path, spoken: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        trying,
        "try_voices",
        lambda names, _library, _show: tuple(
            trying.Trial(name, None if name == "emma" else Path("x.mp3"), "") for name in names
        ),
    )

    assert run("voices", "try", "emma").exit_code == 4
    done = run("voices", "try", "heart", "--json")
    assert json.loads(done.stdout) == [{"voice": "heart", "path": "x.mp3", "problem": ""}]


def test_an_unknown_voice_is_a_wrong_word_and_leaves_nothing(library: Library, files_in: Files) -> None:
    with pytest.raises(ChoiceError, match="Did you mean 'heart'"):
        try_voices(["hart"], library, ignore)

    assert not library.output.exists()


def test_stopping_leaves_nothing(
    library: Library, spoken: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(progress: Progress) -> None:
        if progress.fraction > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        try_voices(["heart"], library, stop)

    assert not library.output.exists()
