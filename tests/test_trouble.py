"""What goes wrong with speech ends in plain words and the right exit code: no track, no other voice, no traceback."""

import functools
import json
import os
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from generator import delivering, speaking
from generator.cli import main
from generator.errors import EngineError
from generator.plan.cues import Utterance
from generator.plan.voice import Voice
from generator.speech import synthesis, system
from generator.speech.engine import Speech
from generator.speech.worker import Worker
from tests.speech.tiny_models import write_kokoro, write_piper

Files = Callable[[Path], Sequence[str]]


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def assert_told(done: Result, code: int, out: Path, *words: str) -> None:
    assert done.exit_code == code, done.output
    assert done.stdout == ""
    assert [word for word in words if word not in done.stderr] == []
    assert "Traceback" not in done.stderr
    assert not out.exists()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.mark.parametrize("name", ["...", "🙂", "—", "🙂 🌊"])
def test_a_name_without_a_word_is_a_value_to_mend(home: Path, out: Path, name: str) -> None:
    done = run("render", "tiny", "--name", name, "--output", out)

    assert_told(done, 3, out, "listener.name", "no word that could be said")


@pytest.mark.engine
@pytest.mark.parametrize("voice", ["heart", "system", "joe"])
def test_another_alphabet_is_refused_by_its_words_and_no_other_voice_tries(
    home: Path, out: Path, voice: str
) -> None:
    done = run("render", "tiny", "--voice", voice, "--name", "Ольга", "--output", out)

    assert_told(done, 4, out, "cannot say 'Ольга'", "[say]")


@pytest.mark.engine
def test_another_alphabet_is_said_as_the_say_table_tells(home: Path, out: Path) -> None:
    done = run(
        "render", "tiny", "--name", "Ольга", "--set", "say.Ольга=OL-ga", "--minutes", 0.7, "--output", out
    )

    assert done.exit_code == 0, done.output


@pytest.mark.engine
@pytest.mark.parametrize(
    "damage",
    [
        lambda _data: b"",
        lambda _data: b"no model",
        lambda data: data[:500],
        lambda data: data.replace(b"size", b"\xfb\xfb\xfb\xfb", 1),
    ],
    ids=["empty", "something else", "cut short", "altered"],
)
@pytest.mark.parametrize(
    ("voice", "model"), [("en_GB-tiny", "en_GB-tiny.onnx"), ("af_tiny", "kokoro-tiny.onnx")]
)
def test_a_corrupt_model_is_named_and_leaves_nothing(
    home: Path, out: Path, voice: str, model: str, damage: Callable[[bytes], bytes]
) -> None:
    write_piper(home / "voices")
    write_kokoro(home / "voices")
    path = home / "voices" / model
    path.write_bytes(damage(path.read_bytes()))

    done = run("render", "tiny", "--voice", voice, "--output", out)

    assert_told(
        done, 4, out, f"'{model}' could not be loaded", "damaged", f"fresh copy of it into {path.parent}"
    )


@pytest.mark.engine
@pytest.mark.parametrize("settings", ["{", "[]", "{}", '{"audio": 7}'])
def test_corrupt_settings_of_a_piper_voice_are_named(home: Path, out: Path, settings: str) -> None:
    write_piper(home / "voices")
    (home / "voices" / "en_GB-tiny.onnx.json").write_text(settings)

    done = run("render", "tiny", "--voice", "en_GB-tiny", "--output", out)

    assert_told(done, 4, out, "'en_GB-tiny.onnx.json' are not those of a Piper voice")


@pytest.mark.engine
def test_a_corrupt_style_is_no_voice(home: Path, out: Path) -> None:
    write_kokoro(home / "voices")
    (home / "voices" / "af_tiny.bin").write_bytes(b"short")

    assert_told(
        run("render", "tiny", "--voice", "af_tiny", "--output", out), 2, out, "Did you mean 'bf_tiny'"
    )


@pytest.mark.engine
@pytest.mark.parametrize("missing", ["en_GB-tiny.onnx", "kokoro-tiny.onnx", "af_tiny.bin"])
def test_a_missing_file_is_listed_with_what_mends_it(home: Path, missing: str) -> None:
    write_piper(home / "voices")
    write_kokoro(home / "voices", styles=("af_tiny", "af_heart"))
    (home / "voices" / missing).unlink()

    found = {item["name"]: item for item in json.loads(run("voices", "--json").stdout)}

    assert found["en_GB-tiny"]["ready"] == (missing != "en_GB-tiny.onnx")
    assert found["kokoro"]["ready"] == (missing != "kokoro-tiny.onnx")
    assert ("af_tiny" in found) == (missing != "af_tiny.bin")
    if missing == "en_GB-tiny.onnx":
        assert "Put en_GB-tiny.onnx beside" in found["en_GB-tiny"]["problems"][0]
    if missing == "kokoro-tiny.onnx":
        assert f"into {home / 'voices'}" in found["kokoro"]["problems"][0]


def test_a_corrupt_cache_is_spoken_again_and_the_track_is_the_same(
    home: Path, out: Path, spoken: list[str]
) -> None:
    first = Path(run("render", "tiny", "--output", out).stdout.strip()).read_bytes()
    clips = sorted(home.rglob("*.clip"))
    for number, clip in enumerate(clips):
        clip.write_bytes(
            (b"", b"nonsense", clip.read_bytes()[:-4], clip.read_bytes()[:-1] + b"x")[number % 4]
        )
    spoken.clear()

    done = run("render", "tiny", "--output", out)

    assert done.exit_code == 0, done.output
    assert len(spoken) == len(clips) > 2
    assert Path(done.stdout.strip()).read_bytes() == first


def test_one_changed_word_re_speaks_one_sentence(home: Path, out: Path, spoken: list[str]) -> None:
    run("render", "tiny", "--output", out)
    practice = home / "scripts" / "tiny.md"
    practice.write_text(practice.read_text("utf-8").replace("Go gently.", "Go softly."), encoding="utf-8")
    spoken.clear()

    assert run("render", "tiny", "--output", out).exit_code == 0
    assert spoken == ["Go softly."]


@pytest.mark.parametrize("trouble", ["fails", "hangs", "breaks"])
def test_an_engine_in_trouble_is_asked_twice_then_told_and_no_other_speaks(
    home: Path,
    out: Path,
    spoken: list[str],
    counting_engine: Any,
    monkeypatch: pytest.MonkeyPatch,
    trouble: str,
) -> None:
    freed = threading.Event()
    opened: list[str] = []

    def open_one(name: str, _folders: object = ()) -> object:
        opened.append(name)
        return counting_engine(spoken)

    def in_trouble(_self: object, utterance: Utterance, _voice: Voice, _speed: float) -> Speech:
        spoken.append(utterance.text)
        if trouble == "hangs":
            freed.wait(60)
        raise EngineError("It stumbled.", "Rest.") if trouble == "fails" else RuntimeError("of its own")

    for module in (speaking, delivering):
        monkeypatch.setattr(module, "open_engine", open_one)
    monkeypatch.setattr(counting_engine, "synthesize", in_trouble)
    monkeypatch.setattr(
        synthesis.speak_all,
        "__kwdefaults__",
        {**(synthesis.speak_all.__kwdefaults__ or {}), "time_limit": 0.3},
    )

    done = run("render", "tiny", "--output", out)
    freed.set()

    told = {"fails": "It stumbled. Rest.", "hangs": "longer than 0.3 seconds", "breaks": "The voice failed"}
    assert_told(done, 4, out, told[trouble])
    assert len(spoken) == 2
    assert len(set(spoken)) == 1
    assert set(opened) == {"neural"}


@pytest.mark.engine
def test_the_cache_command_tells_the_size_and_clears(home: Path, out: Path, spoken: list[str]) -> None:
    run("render", "tiny", "--name", "Sam", "--code", "Q7", "--output", out)
    size = json.loads(run("cache", "--json").stdout)
    told = run("cache").stdout
    cleared = run("cache", "--clear")

    assert (size["clips"], size["personal"], size["codes"]) == (4, 1, 1)
    assert size["bytes"] > 0
    assert "4 spoken clips" in told
    assert "1 of them hold clients' own words, under 1 codes" in told
    assert run("cache", "--size").stdout.startswith("0 spoken clips, 0.0 MB of at most 2000 MB")
    assert cleared.stdout.startswith("Removed 4 spoken clips")
    assert list(home.rglob("*.clip")) == []
    assert (home / "cache" / "secret").is_file()


@pytest.mark.engine
@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the way the worker starts elsewhere is untried"
)
@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        ("os.abort()", "stopped in the middle of its work"),
        ("time.sleep(600)", "did not answer within 0.5 seconds and was stopped"),
        ("raise RuntimeError", "The system's voice failed: RuntimeError"),
    ],
    ids=["dies", "hangs", "fails"],
)
def test_a_system_voice_in_trouble_is_started_twice_then_told(
    home: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: str, told: str
) -> None:
    """The true worker process, with a speech library in it that goes wrong."""
    starts = tmp_path / "starts"
    library = tmp_path / "library" / "pyttsx3"
    library.mkdir(parents=True)
    (library / "drivers").mkdir()
    (library / "drivers" / "__init__.py").write_text("")
    (library / "drivers" / "espeak.py").write_text("class EspeakDriver: pass\n")
    (library / "drivers" / "_espeak.py").write_text(
        "AUDIO_OUTPUT_RETRIEVAL = 1\ndef Initialize(*_given): return 22050\n"
    )
    (library / "__init__.py").write_text(
        "import os, time\n"
        "class Engine:\n"
        "    def getProperty(self, name): return [] if name == 'voices' else 'default'\n"
        "    def setProperty(self, name, value): pass\n"
        "    def connect(self, name, call): pass\n"
        "    def save_to_file(self, text, path): pass\n"
        f"    def runAndWait(self): {trouble}\n"
        "def init(driver):\n"
        f"    open({str(starts)!r}, 'a').write('started ')\n"
        "    return Engine()\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{library.parent}{os.pathsep}{os.environ['PYTHONPATH']}")
    monkeypatch.setattr(system, "Worker", functools.partial(Worker, limit=0.5))

    done = run("render", "tiny", "--voice", "system", "--output", out)

    assert_told(done, 4, out, told)
    assert starts.read_text() == "started started "
