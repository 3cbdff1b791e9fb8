"""The embedded engine: hibari-tts, whose voice `heart` comes inside its package; nothing is ever downloaded here.

Its other voices lie in a voices folder once `innerally voices get` has fetched them.
"""

import functools
import importlib.metadata
import importlib.util
import json
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from generator.errors import EngineError
from generator.plan.cues import Utterance
from generator.plan.voice import Voice
from generator.sound.clip import Mono
from generator.speech.engine import InstalledVoice, Speech
from generator.speech.onnx_model import digest
from generator.speech.portions import joined, portions
from generator.speech.pronunciation import from_ipa, from_respelling, is_ipa, to_ipa
from generator.speech.wording import plain, require_speakable, stretches

_PACKAGES = {"hibari": "hibari-tts", "onnxruntime": "onnxruntime"}
_MOST_CHARACTERS = 600
"""The model's work grows with the square of a sentence."""
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
    together = False
    """Two sentences at once take as long as one after the other: most of the work is not the model's."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        self._folders = tuple(folders)
        self._models: dict[str, _Model] = {}

    def problems(self, voice: Voice) -> tuple[str, ...]:
        """Why this voice cannot speak here, each with the command that mends it."""
        if missing := missing_packages():
            return missing
        try:
            self._model_file(voice.id)
        except (EngineError, OSError) as error:
            return (str(error),)
        return ()

    def fingerprint(self, voice: Voice) -> str:
        """Library versions and the model's digest.

        Raises:
            EngineError: The voice's model is not here, or damaged.
        """
        versions = "; ".join(f"{name} {importlib.metadata.version(name)}" for name in _PACKAGES.values())
        return f"{versions}; seed 0; model {digest(self._model_file(voice.id))}"

    def installed(self) -> tuple[InstalledVoice, ...]:
        """The voices whose models are on this computer."""
        return tuple(
            InstalledVoice(voice_id, voice_id.capitalize(), facts["language"], facts["gender"])
            for voice_id, facts in registry().items()
            if self._has_model(voice_id)
        )

    def synthesize(self, utterance: Utterance, voice: Voice, speed: float) -> Speech:
        """Say the words once.

        Raises:
            EngineError: The voice has no letters for them, or the library failed.
        """
        require_speakable(utterance, voice.language)
        model = self._model(voice.id)
        text = in_its_syntax(utterance, lambda word: "".join(model.phonemize(word)))
        try:
            parts = [
                np.asarray(model(portion, speed=speed, seed=0), np.float32)
                for portion in portions(text, _MOST_CHARACTERS)
            ]
        except Exception as error:  # noqa: BLE001 - foreign code; its message may hold the words, so it stays out
            raise EngineError(
                f"The embedded voice failed ({type(error).__name__}).", f"If it happens again, {_REINSTALL}"
            ) from None
        return Speech(joined(parts, model.sample_rate), model.sample_rate)

    def reading(self, utterance: Utterance, voice: Voice) -> str:
        """How it says the words, as IPA between slashes.

        Raises:
            EngineError: The voice has no letters for them.
        """
        require_speakable(utterance, voice.language)
        model = self._model(voice.id)
        text = in_its_syntax(utterance, lambda word: "".join(model.phonemize(word)))
        return f"/{to_ipa(' '.join(model.phonemize(text)))}/"

    def close(self) -> None:
        """Let go of the models."""
        self._models.clear()

    def _model(self, voice_id: str) -> _Model:
        if voice_id not in self._models:
            path = self._model_file(voice_id)
            try:
                self._models[voice_id] = _loaded(voice_id, path)
            except Exception as error:
                raise EngineError(
                    f"The embedded voice could not be loaded ({type(error).__name__}).",
                    f"To mend it, {_REINSTALL}",
                ) from error
        return self._models[voice_id]

    def _model_file(self, voice_id: str) -> Path:
        """Where a voice's model is, once its digest is right.

        Raises:
            EngineError: There is no such voice, or its model is not on this computer, or damaged.
        """
        facts = registry().get(voice_id)
        if facts is None:
            raise EngineError(f"The embedded engine has no voice '{voice_id}'.", "Run: innerally voices")
        mend = (
            f"To mend it, {_REINSTALL}" if facts.get("bundled") else f"Run: innerally voices get {voice_id}"
        )
        for folder in [_package_folder()] if facts.get("bundled") else self._folders:
            path: Path = folder / facts["file"]
            if not path.is_file():
                continue
            if digest(path) != facts["sha256"]:
                raise EngineError(f"The model of the voice '{voice_id}' is damaged.", mend)
            return path
        raise EngineError(f"The model of the voice '{voice_id}' is not on this computer.", mend)

    def _has_model(self, voice_id: str) -> bool:
        try:
            return self._model_file(voice_id).is_file()
        except (EngineError, OSError):
            return False


def _loaded(voice_id: str, path: Path) -> _Model:
    """The voice; its dictionary is read beside its model, for a track in which one word is new mostly waits for these two."""
    from hibari import Hibari
    from hibari.g2p import G2P

    with ThreadPoolExecutor(1) as aside:
        dictionary = aside.submit(G2P, british=registry()[voice_id]["british"])

        def phonemes(sentence: str) -> str:
            return str(dictionary.result()(sentence))

        # With the file named, the library looks for none by itself, least of all on the network.
        model: _Model = Hibari(voice=voice_id, model=str(path), threads=1, g2p=phonemes)
    return model


def in_its_syntax(utterance: Utterance, phonemes: Callable[[str], str]) -> str:
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


def missing_packages() -> tuple[str, ...]:
    """Packages of the embedded engine that are not installed, each with the command that mends it."""
    return tuple(
        f"The package {package} is not installed; run: python -m pip install {package}"
        for module, package in _PACKAGES.items()
        if importlib.util.find_spec(module) is None
    )


@functools.cache
def registry() -> dict[str, Mapping[str, Any]]:
    """The engine's voices by name, each with its language, gender, file, bytes and SHA-256.

    Read from the package's file: importing the package takes longer than finding all clips of a spoken track.

    Raises:
        EngineError: The package is missing or damaged.
    """
    try:
        found: dict[str, Mapping[str, Any]] = json.loads(
            (_package_folder() / "voices.json").read_text(encoding="utf-8")
        )
    except (ImportError, OSError, ValueError) as error:
        raise EngineError(
            "The embedded voice's package is missing or damaged.", f"To mend it, {_REINSTALL}"
        ) from error
    return found


def base_address() -> str:
    """Where the engine's other voices lie, as an address that a file's name is added to."""
    from hibari.voices import BASE_URL

    return str(BASE_URL)


def _package_folder() -> Path:
    """Where the package keeps its models.

    Raises:
        ImportError: There is no such package.
    """
    spec = importlib.util.find_spec("hibari")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError(name="hibari")
    return Path(spec.submodule_search_locations[0]) / "assets"
