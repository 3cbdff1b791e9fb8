"""Kokoro-82M: a model `kokoro*.onnx` and style vectors `NAME.bin` in a voices folder, read by the embedded engine.

The phonemes come from hibari-tts, whose voices learned from this model, so neither espeak nor anything else is
needed. A style vector's name tells accent and sex: `af` and `am` are American, `bf` and `bm` British.
"""

import importlib.metadata
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from generator.errors import EngineError
from generator.plan.cues import Utterance
from generator.plan.voice import Voice
from generator.sound.clip import Mono
from generator.speech.engine import InstalledVoice, Speech
from generator.speech.neural import in_its_syntax, missing_packages
from generator.speech.onnx_model import digest, open_model
from generator.speech.portions import joined, portions
from generator.speech.wording import require_speakable

RATE = 24_000
STYLE_WIDTH = 256
"""Numbers in each of a style's vectors, one vector for each length of a text in phonemes."""
MOST_SIGNS = 508
"""Phonemes that the model takes in one go, without the two at its edges."""
_HEADROOM = np.float32(0.5)
"""The model goes a little over full scale; by one constant, so that every clip keeps its level."""
_MOST_CHARACTERS = 350
_GENDERS = {"f": "female", "m": "male"}


@dataclass(frozen=True, slots=True)
class _Speaker:
    """One style, ready to speak."""

    session: Any
    style: npt.NDArray[np.float32]
    """Shape (lengths, `STYLE_WIDTH`)."""
    phonemes: Callable[[str], str]
    alphabet: dict[str, int]

    def say(self, text: str, speed: float) -> list[Mono]:
        """The sounds of a portion: one, or more where it has too many phonemes for one go."""
        signs = [self.alphabet[sign] for sign in self.phonemes(text) if sign in self.alphabet]
        if len(signs) > MOST_SIGNS and len(smaller := portions(text, len(text) // 2)) > 1:
            return [sound for portion in smaller for sound in self.say(portion, speed)]
        cuts = range(0, len(signs), MOST_SIGNS)
        return [self._run(signs[cut : cut + MOST_SIGNS], speed) for cut in cuts]

    def _run(self, signs: list[int], speed: float) -> Mono:
        names = [item.name for item in self.session.get_inputs()]
        row = min(len(signs), len(self.style)) - 1
        given = {
            names[0]: np.array([[0, *signs, 0]], np.int64),
            "style": self.style[row][None],
            "speed": np.array([speed], np.float32),
        }
        sound = np.asarray(self.session.run(None, given)[0], np.float32).ravel()
        return sound * _HEADROOM


class KokoroEngine:
    """Speaks with a Kokoro-82M model. Each sentence is computed on one thread, several at once if need be."""

    name = "kokoro"
    together = True

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        self._folders = tuple(folders)
        self._session: Any = None
        self._readers: dict[bool, Callable[[str], str]] = {}
        self._speakers: dict[str, _Speaker] = {}
        self._loading = threading.Lock()

    def problems(self, voice: Voice) -> tuple[str, ...]:
        """Why this voice cannot speak here, each with what mends it."""
        if missing := missing_packages():
            return missing
        found = []
        for look in (self._model, lambda: self._style(voice.id)):
            try:
                look()
            except EngineError as error:
                found.append(str(error))
        return tuple(found)

    def fingerprint(self, voice: Voice) -> str:
        """Library versions, and the digests of model and style.

        Raises:
            EngineError: One of them is not here.
        """
        versions = "; ".join(
            f"{name} {importlib.metadata.version(name)}" for name in ("hibari-tts", "onnxruntime")
        )
        return f"{versions}; model {digest(self._model())}; style {digest(self._style(voice.id))}"

    def installed(self) -> tuple[InstalledVoice, ...]:
        """Every style vector, whether or not the model is here, too."""
        names = {path.stem for folder in self._folders for path in folder.glob("*.bin") if _is_style(path)}
        return tuple(
            InstalledVoice(
                name,
                f"Kokoro {name.partition('_')[2].capitalize() or name}",
                "en-GB" if _is_british(name) else "en-US",
                _GENDERS.get(name[1:2], ""),
            )
            for name in sorted(names)
        )

    def synthesize(self, utterance: Utterance, voice: Voice, speed: float) -> Speech:
        """Say the words once.

        Raises:
            EngineError: The voice has no letters for them, a file is damaged, or the library failed.
        """
        require_speakable(utterance, voice.language)
        speaker = self._speaker(voice.id)
        text = in_its_syntax(utterance, speaker.phonemes)
        try:
            sounds = [
                sound for portion in portions(text, _MOST_CHARACTERS) for sound in speaker.say(portion, speed)
            ]
        except Exception as error:  # noqa: BLE001 - foreign code; its message may hold the words, so it stays out
            raise EngineError(
                f"The voice '{voice.name}' failed ({type(error).__name__}).",
                "Try again, or choose another voice.",
            ) from None
        return Speech(joined(sounds, RATE), RATE)

    def close(self) -> None:
        """Let go of the model."""
        self._speakers.clear()
        self._session = None

    def _speaker(self, voice_id: str) -> _Speaker:
        with self._loading:
            if voice_id not in self._speakers:
                self._speakers[voice_id] = self._load(voice_id)
            return self._speakers[voice_id]

    def _load(self, voice_id: str) -> _Speaker:
        model, style = self._model(), self._style(voice_id)
        if self._session is None:
            self._session = open_model(model, f"Put a fresh copy of it into {model.parent}.")
        vectors = np.fromfile(style, "<f4").astype(np.float32).reshape(-1, STYLE_WIDTH)
        if not np.isfinite(vectors).all():
            raise EngineError(
                f"The style '{style.name}' is damaged.", f"Put a fresh copy of it into {style.parent}."
            )
        return _Speaker(self._session, vectors, self._reader(british=_is_british(voice_id)), _alphabet())

    def _reader(self, *, british: bool) -> Callable[[str], str]:
        if british not in self._readers:
            from hibari.g2p import G2P

            self._readers[british] = G2P(british=british)
        return self._readers[british]

    def _model(self) -> Path:
        """The model's file: the first of its kind, the user's own folder first.

        Raises:
            EngineError: There is none.
        """
        for folder in self._folders:
            for path in sorted(folder.glob("kokoro*.onnx")):
                return path
        raise EngineError(
            "The Kokoro model is not on this computer.",
            f"Put kokoro-v1.0.int8.onnx into {self._own_folder()}; voices/README.md tells more.",
        )

    def _style(self, voice_id: str) -> Path:
        for folder in self._folders:
            path = folder / f"{voice_id}.bin"
            if path.is_file() and _is_style(path):
                return path
        raise EngineError(
            f"The Kokoro style '{voice_id}' is not on this computer.",
            f"Put {voice_id}.bin into {self._own_folder()}; voices/README.md tells more.",
        )

    def _own_folder(self) -> str:
        return str(self._folders[0]) if self._folders else "a voices folder"


def _is_style(path: Path) -> bool:
    size = path.stat().st_size
    return size > 0 and size % (4 * STYLE_WIDTH) == 0


def _is_british(name: str) -> bool:
    return name.startswith("b")


def _alphabet() -> dict[str, int]:
    import hibari

    path = Path(hibari.__file__).parent / "assets" / "vocab.json"
    found: dict[str, int] = json.loads(path.read_text(encoding="utf-8"))
    return found
