"""The system's own voices, by pyttsx3 in a worker process.

Linux speaks with espeak-ng (the system's, or the copy that came with us), Windows with SAPI 5, macOS with
NSSpeechSynthesizer. Only Linux has been tried; `system_worker` says what was read about the other two. They
take plain words only: a pronunciation is said from its respelling. IPA is turned into plain letters for espeak-ng;
the voices of the other two know many a name themselves, and the word is left to them.
"""

import ctypes
import functools
import importlib.metadata
import importlib.util
import platform
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np

from generator.errors import EngineError
from generator.plan.cues import Utterance
from generator.plan.voice import Voice
from generator.speech import system_worker
from generator.speech.engine import InstalledVoice, Speech
from generator.speech.portions import joined, portions
from generator.speech.pronunciation import from_ipa, is_ipa
from generator.speech.respelling import spelled
from generator.speech.wording import plain, require_speakable, stretches
from generator.speech.worker import Worker

NATURAL_RATE = 150
"""What the drivers call words a minute at speed 1; the voice's file says what that really gives."""
SLOWEST_RATE = 80
"""espeak-ng goes no slower, and doesn't say so."""
_MOST_CHARACTERS = 1000
"""The driver's buffer grows with the square of a text."""


class SystemEngine:
    """Speaks with the voices that the operating system has."""

    name = "system"
    together = False

    def __init__(self) -> None:
        self._worker = Worker([sys.executable, "-P", str(Path(system_worker.__file__))])
        self._folder: Path | None = None

    def problems(self, voice: Voice) -> tuple[str, ...]:  # noqa: ARG002 - which voices there are, the system tells
        """Why it cannot speak here, each with the command that mends it."""
        return self._missing()

    def _missing(self) -> tuple[str, ...]:
        if importlib.util.find_spec("pyttsx3") is None:
            return ("The package pyttsx3 is not installed; run: python -m pip install pyttsx3",)
        if sys.platform.startswith("linux") and not _espeak_version():
            return ("espeak-ng was not found; run: python -m pip install espeakng-loader",)
        return ()

    def fingerprint(self, voice: Voice) -> str:  # noqa: ARG002 - its id is in every key already
        """Library versions, or the system's where they cannot be had; the rest is the voice's id."""
        library = (
            f"espeak-ng {_espeak_version()}" if sys.platform.startswith("linux") else platform.platform()
        )
        try:
            return f"pyttsx3 {importlib.metadata.version('pyttsx3')}; {library}"
        except importlib.metadata.PackageNotFoundError as error:
            raise EngineError(
                "The package pyttsx3 is not installed.", "Run: python -m pip install pyttsx3"
            ) from error

    def installed(self) -> tuple[InstalledVoice, ...]:
        """The voices that the system offers.

        Raises:
            EngineError: The worker did not start.
        """
        voices = self._greeting().get("voices")
        return tuple(
            InstalledVoice(str(voice[0]), str(voice[1]), str(voice[2]), str(voice[3]).lower())
            for voice in (voices if isinstance(voices, list) else [])
        )

    def synthesize(self, utterance: Utterance, voice: Voice, speed: float) -> Speech:
        """Say the words once.

        Raises:
            EngineError: The system's voice failed, died or was late.
        """
        require_speakable(utterance, voice.language)
        self._greeting()
        rate = max(SLOWEST_RATE, round(NATURAL_RATE * speed))
        spoken = [
            self._say(text, rate, voice.id) for text in portions(_in_plain_words(utterance), _MOST_CHARACTERS)
        ]
        return Speech(joined([part.samples for part in spoken], spoken[0].rate), spoken[0].rate)

    def _say(self, text: str, rate: int, voice_id: str) -> Speech:
        out = self._private_folder() / "spoken.wav"
        job = {"text": text, "out": str(out), "rate": rate, "voice": voice_id}
        try:
            answer = self._worker.ask(job)
            if answer.get("ok") is not True:
                raise EngineError(
                    f"The system's voice failed: {answer.get('error')}.", "Run: innerally voices"
                )
            return _read(out)
        finally:
            out.unlink(missing_ok=True)

    def reading(self, utterance: Utterance, voice: Voice) -> str:
        """The plain letters that it is given to read.

        Raises:
            EngineError: The voice has no letters for the words.
        """
        require_speakable(utterance, voice.language)
        return _in_plain_words(utterance)

    def close(self) -> None:
        """End the worker and remove its temporary folder."""
        self._worker.close()
        folder, self._folder = self._folder, None
        if folder:
            shutil.rmtree(folder, ignore_errors=True)

    def _greeting(self) -> "dict[str, object]":
        if problems := self._missing():
            raise EngineError(" ".join(problems))
        greeting = dict(self._worker.greeting())
        if greeting.get("ready") is not True:
            self._worker.close()
            raise EngineError(
                f"The system's voices could not be loaded ({greeting.get('error')}).",
                "Run: innerally doctor",
            )
        return greeting

    def _private_folder(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="innerally-voice-"))
        return self._folder


def _in_plain_words(utterance: Utterance) -> str:
    parts = []
    for text, sound in stretches(utterance):
        # Ordinary words lose by it (espeak-ng would stress "content" wrongly): only names, which are single words.
        if sound and is_ipa(sound) and " " not in text and sys.platform.startswith("linux"):
            parts.append(spelled(from_ipa(sound)))
        elif sound and not is_ipa(sound):
            # Hyphens and capitals help people; the voice would spell capitals out.
            parts.append(plain(sound).replace("-", "").lower())
        else:
            parts.append(plain(text))
    return "".join(parts).strip()


def _read(path: Path) -> Speech:
    """The worker's file: WAV, or AIFF from macOS."""
    import soundfile

    try:
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (OSError, soundfile.LibsndfileError) as error:
        raise EngineError(
            "The system's voice wrote a file that cannot be read.", "Choose another voice."
        ) from error
    return Speech(np.ascontiguousarray(samples.mean(axis=1, dtype=np.float32)), int(rate))


@functools.cache
def _espeak_version() -> str:
    """Version of the espeak-ng that the worker will load; empty when there is none."""
    try:
        library = ctypes.CDLL("libespeak-ng.so.1")
    except OSError:
        try:
            import espeakng_loader

            library = ctypes.CDLL(espeakng_loader.get_library_path())
        except (ImportError, OSError):
            return ""
    library.espeak_Info.restype = ctypes.c_char_p
    version = library.espeak_Info(None)
    return version.decode("ascii", "replace") if isinstance(version, bytes) else ""
