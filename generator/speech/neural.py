"""The embedded voice: hibari-tts, whose weights come inside its package; nothing is ever downloaded here."""

import functools
import hashlib
import importlib.metadata
import importlib.util
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np

from generator.errors import EngineError
from generator.plan.cues import Utterance
from generator.plan.voice import Voice
from generator.sound.clip import Mono
from generator.speech.engine import InstalledVoice, Speech
from generator.speech.pronunciation import from_ipa, from_respelling, is_ipa, to_ipa
from generator.speech.wording import plain, require_speakable, stretches

os.environ["ORT_DISABLE_TELEMETRY"] = (
    "1"  # onnxruntime reads it when it is first imported, and would else keep an id
)

_PACKAGES = {"hibari": "hibari-tts", "onnxruntime": "onnxruntime"}
_OWNER = re.compile(r"['’]s\b")
_REINSTALL = "run: python -m pip install --force-reinstall hibari-tts==0.2.1"


class _Model(Protocol):
    """What we use of `hibari.Hibari`."""

    sample_rate: int

    def phonemize(self, text: str) -> list[str]: ...

    def __call__(self, text: str, speed: float, seed: int) -> Mono: ...


class NeuralEngine:
    """Speaks with hibari-tts. One thread and a fixed seed: the same words give the same samples."""

    name = "neural"

    def __init__(self) -> None:
        self._models: dict[str, _Model] = {}

    def problems(self) -> tuple[str, ...]:
        """Why it cannot speak here, each with the command that mends it."""
        missing = tuple(
            f"The package {package} is not installed; run: python -m pip install {package}"
            for module, package in _PACKAGES.items()
            if importlib.util.find_spec(module) is None
        )
        if missing:
            return missing
        try:
            _model_file("heart")
        except (EngineError, OSError) as error:
            return (str(error),)
        return ()

    def fingerprint(self, voice: Voice) -> str:
        """Library versions and the model's digest.

        Raises:
            EngineError: The voice's model is not here.
        """
        versions = "; ".join(f"{name} {importlib.metadata.version(name)}" for name in _PACKAGES.values())
        return f"{versions}; seed 0; model {_digest(_model_file(voice.id))}"

    def installed(self) -> tuple[InstalledVoice, ...]:
        """The voices whose models are on this computer."""
        from hibari.voices import VOICES

        return tuple(
            InstalledVoice(voice_id, voice_id.capitalize(), facts["language"], facts["gender"])
            for voice_id, facts in VOICES.items()
            if _has_model(voice_id)
        )

    def synthesize(self, utterance: Utterance, voice: Voice, speed: float) -> Speech:
        """Say the words once.

        Raises:
            EngineError: The voice has no letters for them, or the library failed.
        """
        require_speakable(utterance, voice.language)
        model = self._model(voice.id)
        text = _in_its_syntax(utterance, lambda word: "".join(model.phonemize(word)))
        try:
            samples = model(text, speed=speed, seed=0)
        except Exception as error:  # noqa: BLE001 - foreign code; its message may hold the words, so it stays out
            raise EngineError(
                f"The embedded voice failed ({type(error).__name__}).", f"If it happens again, {_REINSTALL}"
            ) from None
        return Speech(np.asarray(samples, np.float32), model.sample_rate)

    def reading(self, utterance: Utterance, voice: Voice) -> str:
        """How it says the words, as IPA between slashes.

        Raises:
            EngineError: The voice has no letters for them.
        """
        require_speakable(utterance, voice.language)
        model = self._model(voice.id)
        text = _in_its_syntax(utterance, lambda word: "".join(model.phonemize(word)))
        return f"/{to_ipa(' '.join(model.phonemize(text)))}/"

    def close(self) -> None:
        """Let go of the models."""
        self._models.clear()

    def _model(self, voice_id: str) -> _Model:
        if voice_id not in self._models:
            _model_file(voice_id)
            try:
                from hibari import Hibari

                self._models[voice_id] = Hibari(voice=voice_id, threads=1)
            except Exception as error:
                raise EngineError(
                    f"The embedded voice could not be loaded ({type(error).__name__}).",
                    f"To mend it, {_REINSTALL}",
                ) from error
        return self._models[voice_id]


def _in_its_syntax(utterance: Utterance, phonemes: Callable[[str], str]) -> str:
    """The text with its pronunciations as `[word](/signs/)`, which nothing else in it can look like.

    `plain` leaves no square bracket in what was typed, and the signs are of the voice's own alphabet.
    """
    parts: list[str] = []
    signs = ""
    for text, sound in stretches(utterance):
        if sound:
            signs = from_ipa(sound) if is_ipa(sound) else from_respelling(sound, phonemes)
            parts.append(f"[name](/{signs}/)")
        elif signs and (owner := _OWNER.match(text)):
            parts[-1] = f"[name](/{signs}{_owners_ending(signs)}/)"
            parts.append(plain(text[owner.end() :]))
        else:
            parts.append(plain(text))
    return "".join(parts).strip()


def _owners_ending(signs: str) -> str:
    """How 's sounds after these signs: left to itself, the library would say an s each time."""
    if signs[-1] in "szʃʒʧʤ":
        return "ᵻz"
    return "s" if signs[-1] in "ptkfθ" else "z"


def _model_file(voice_id: str) -> Path:
    """Where a voice's model is.

    Raises:
        EngineError: There is no such voice, or its model is not on this computer.
    """
    try:
        from hibari.voices import voice_path

        path = Path(voice_path(voice_id, download_missing=False))
    except ValueError:
        raise EngineError(
            f"The embedded engine has no voice '{voice_id}'.", "Run: innerally voices"
        ) from None
    except FileNotFoundError:
        path = Path()
    except ImportError as error:
        raise EngineError("The embedded voice's package is missing.", f"To mend it, {_REINSTALL}") from error
    if not path.is_file():
        raise EngineError(
            f"The model of the voice '{voice_id}' is not on this computer.", f"To mend it, {_REINSTALL}"
        )
    return path


def _has_model(voice_id: str) -> bool:
    try:
        return _model_file(voice_id).is_file()
    except EngineError:
        return False


@functools.cache
def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
