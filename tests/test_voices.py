"""Choosing a voice: by file, by what lies in the voices folder, by the system's own; measured once where it must be."""

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from generator.errors import ChoiceError
from generator.library import Library
from generator.plan.cues import Say, Utterance
from generator.speech import measuring
from generator.speech.crew import Crew
from generator.voices import list_voices, pick_voice, voice_named
from tests.speech.tiny_models import SECONDS_A_SIGN, write_kokoro, write_piper

pytestmark = pytest.mark.engine


@pytest.fixture
def furnished(library: Library, home: Path) -> Library:
    """A library with tiny voices in the user's own folder."""
    write_piper(home / "voices")
    write_kokoro(home / "voices")
    return library


@pytest.fixture
def measurings(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The speeds at which a voice was heard for its figures."""
    heard: list[float] = []
    whole = measuring._heard

    def note(crew: Crew, sentences: Sequence[Utterance], speed: float) -> tuple[float, float]:
        heard.append(speed)
        return whole(crew, sentences, speed)

    monkeypatch.setattr(measuring, "_heard", note)
    return heard


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def figures_in(library: Library) -> list[Path]:
    return sorted((library.cache / "figures").glob("*"))


def test_a_voice_in_the_users_folder_is_listed_by_its_files_name(furnished: Library) -> None:
    found = {entry.name: entry for entry in list_voices(furnished)}

    assert found["en_GB-tiny"].engine == "piper"
    assert found["en_GB-tiny"].language == "en-GB"
    assert found["bf_tiny"].engine == "kokoro"
    assert (found["bf_tiny"].language, found["bf_tiny"].gender) == ("en-GB", "female")
    assert [entry.name for entry in found.values()].count("en_US-joe-medium") == 0
    assert all(not found[name].problems for name in ("en_GB-tiny", "bf_tiny", "af_tiny", "joe"))


def test_an_unknown_voice_is_answered_with_a_near_name_of_a_file_too(furnished: Library) -> None:
    with pytest.raises(ChoiceError, match="Did you mean 'en_GB-tiny'"):
        pick_voice("en_GB-tyni", furnished)


def test_a_voice_without_figures_is_measured_once_and_they_are_its_own(
    furnished: Library, measurings: list[float]
) -> None:
    voice = pick_voice("af_tiny", furnished)
    again = pick_voice("af_tiny", furnished)

    assert again == voice
    assert voice.measured
    assert measurings == [0.7, 0.85, 1.0]
    assert len(figures_in(furnished)) == 1
    # The hum's length is that of its signs, divided by the speed.
    sentences = [cue.utterance for cue in furnished.passage().cues if isinstance(cue, Say)]
    speeds, rates = zip(*voice.rates, strict=True)
    assert speeds == (0.7, 0.85, 1.0)
    assert rates[0] / rates[2] == pytest.approx(0.7, abs=0.02)
    longest = max(sentences, key=lambda item: len(item.text))
    assert 0.5 < voice.estimate(longest.text, 1.0) / (SECONDS_A_SIGN * len(longest.text)) < 1.5
    assert -20 < voice.loudness < -10


def test_two_voices_of_one_engine_have_figures_of_their_own(furnished: Library) -> None:
    loud, soft = pick_voice("af_tiny", furnished), pick_voice("bf_tiny", furnished)

    assert loud.loudness - soft.loudness == pytest.approx(1.94, abs=0.1)  # 0.8 of the amplitude
    assert len(figures_in(furnished)) == 2


@pytest.mark.parametrize("broken", ["", "{", "[]", "{}", '{"loudness": "x"}',
    '{"loudness": -20, "sentence": 0.2, "rates": [[1, 2]]}',
    '{"loudness": NaN, "sentence": 0.2, "rates": [[0.7, 150], [1, 200]]}'])  # fmt: skip
def test_broken_figures_are_measured_again(furnished: Library, measurings: list[float], broken: str) -> None:
    voice = pick_voice("af_tiny", furnished)
    (file,) = figures_in(furnished)
    file.write_text(broken)

    assert pick_voice("af_tiny", furnished) == voice
    assert len(measurings) == 6


def test_another_model_under_the_same_name_is_measured_anew(
    furnished: Library, home: Path, measurings: list[float]
) -> None:
    pick_voice("af_tiny", furnished)
    write_kokoro(home / "voices", styles=("bf_other", "af_tiny"))

    pick_voice("af_tiny", furnished)

    assert len(measurings) == 6


def test_figures_that_cannot_be_kept_last_for_this_run(furnished: Library, measurings: list[float]) -> None:
    furnished.cache.mkdir(parents=True, exist_ok=True)
    (furnished.cache / "figures").write_text("in the way")

    assert pick_voice("af_tiny", furnished).measured
    assert len(measurings) == 3


def test_an_estimate_needs_no_voice(furnished: Library, measurings: list[float]) -> None:
    done = run("plan", "tiny", "--voice", "af_tiny", "--estimate")

    assert done.exit_code == 0, done.output
    assert measurings == []
    assert not voice_named("af_tiny", furnished).measured


def test_a_voice_file_gives_a_dropped_voice_its_figures(
    furnished: Library, home: Path, measurings: list[float]
) -> None:
    (home / "voices" / "mine.toml").write_text(
        'title = "Mine"\nengine = "piper"\nid = "en_GB-tiny"\nlanguage = "en-GB"\ngender = "female"\n'
        'about = "A hum."\nlicence = "ours"\ndeterministic = true\nloudness = -12\n'
        "[pace]\nrates = [[0.7, 140], [1.0, 200]]\nalone = 0.8\n"
        "[estimate]\nsentence = 0.1\nletter = 0.05\nsyllable = 0.05\ncomma = 0.1\n"
    )

    assert pick_voice("mine", furnished).loudness == -12
    assert measurings == []
    assert [entry.name for entry in list_voices(furnished) if entry.engine == "piper"] == ["joe", "mine"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="espeak-ng's own voices")
def test_one_of_the_systems_voices_is_measured_too(library: Library, measurings: list[float]) -> None:
    voice = pick_voice("system:gmw/en-us", library)

    assert voice.measured
    assert voice.id == "gmw/en-us"
    assert len(measurings) == 3


def test_a_track_is_made_with_a_voice_from_the_users_folder(furnished: Library, tmp_path: Path) -> None:
    done = run("render", "tiny", "--voice", "en_GB-tiny", "--minutes", 0.7, "--output", tmp_path / "out")

    assert done.exit_code == 0, done.output
    again = run("render", tmp_path / "out" / "tiny-0.7-session.recipe.toml")
    assert again.exit_code == 0, again.output
