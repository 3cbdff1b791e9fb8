"""Trying a word: a small sound file without the word in its name, and how the voice read it."""

import json
import subprocess
import wave
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from generator.errors import ChoiceError
from generator.library import open_library
from generator.plan.voice import Voice
from generator.pronounce import Tried, pronounce, told

Run = Callable[..., subprocess.CompletedProcess[str]]
Files = Callable[[Path], Sequence[str]]


def heart() -> Voice:
    return open_library().voice("heart")


def seconds(path: Path) -> float:
    with wave.open(str(path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        assert file.getnchannels() == 1
        assert 3_000 < np.abs(samples.astype(int)).max() < 32_000
        return len(samples) / int(file.getframerate())


@pytest.mark.engine
def test_a_name_is_said_into_a_file_that_does_not_bear_it(
    home: Path, files_in: Files, innerally: Run
) -> None:
    done = innerally("say", "Aoife", "--output", home / "tries", env={"INNERALLY_HOME": str(home)})

    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{home / 'tries' / 'said.wav'}\n"
    assert "from a list of words: /ˈifə/" in done.stderr
    assert 0.3 < seconds(home / "tries" / "said.wav") < 1.2
    assert not [name for name in files_in(home) if "aoife" in name.lower()]


@pytest.mark.engine
def test_another_way_can_be_tried_beside_the_first(home: Path, tmp_path: Path) -> None:
    library = open_library()

    first = pronounce("Aoife", library, voice="heart", sound="EE-fa", output=str(tmp_path))
    second = pronounce("Aoife", library, voice="heart", sound="/ˈæfi/", output=str(tmp_path))

    assert (first.path.name, second.path.name) == ("said.wav", "said-2.wav")
    assert (first.reading, second.reading) == ("ˈifɑ", "ˈæfi")
    assert not first.listed
    assert first.path.read_bytes() != second.path.read_bytes()


@pytest.mark.engine
def test_the_users_own_list_comes_before_ours(home: Path, tmp_path: Path) -> None:
    (home / "voices").mkdir(exist_ok=True)
    (home / "voices" / "say.toml").write_text('Aoife = "AY-fee"\n', encoding="utf-8")
    library = open_library()

    tried = pronounce("Aoife's garden", library, voice="heart", output=str(tmp_path))

    assert tried.sound == "AY-fee"
    assert tried.listed
    assert tried.reading.startswith("ˈeɪfi")
    assert "say" not in library.voice_names()


@pytest.mark.engine
def test_the_systems_voice_says_a_respelling_and_leaves_ipa(home: Path, tmp_path: Path) -> None:
    library = open_library()
    system = library.voice("system")

    respelled = pronounce("Aoife", library, voice="system", sound="EE-fa", output=str(tmp_path))
    listed = pronounce("Aoife", library, voice="system", output=str(tmp_path / "listed.wav"))

    assert listed.path == tmp_path / "listed.wav"
    assert "as you wrote it: EE-fa" in told(respelled, system)
    assert "takes no IPA" in told(listed, system)
    assert seconds(respelled.path) > 0.2


@pytest.mark.parametrize("text", ["", "   ", "word " * 20])
def test_only_a_word_or_two_are_said(text: str, home: Path) -> None:
    with pytest.raises(ChoiceError, match="up to 80 letters"):
        pronounce(text, open_library(), voice="heart")


def test_what_is_told_names_no_word() -> None:
    tried = Tried(Path("said.wav"), "", listed=False, reading="zˈɛb")

    assert told(tried, heart()) == "Heart said this in its own way: /zˈɛb/."


def test_a_broken_list_of_ones_own_is_told_with_its_line(home: Path, innerally: Run) -> None:
    (home / "voices").mkdir(exist_ok=True)
    (home / "voices" / "say.toml").write_text('Niamh = "NEEV"\nAoife = EE\n', encoding="utf-8")

    done = innerally("say", "Aoife", env={"INNERALLY_HOME": str(home)})

    assert done.returncode != 0
    assert "voices/say.toml:2" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.engine
def test_json_tells_path_and_reading(home: Path, tmp_path: Path, innerally: Run) -> None:
    done = innerally("say", "Aoife", "--json", "--output", tmp_path, env={"INNERALLY_HOME": str(home)})

    assert json.loads(done.stdout) == {
        "path": str(tmp_path / "said.wav"),
        "as": "/ˈiːfə/",
        "listed": True,
        "reading": "ˈifə",
    }
