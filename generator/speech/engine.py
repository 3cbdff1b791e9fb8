"""What every speech engine is: one utterance in, one raw sound out; no pauses, no files, no mixing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from generator.errors import ChoiceError, did_you_mean
from generator.plan.cues import Utterance
from generator.plan.voice import ENGINES, Voice
from generator.sound.clip import Mono

ENGINE_NAMES = ENGINES


@dataclass(frozen=True, slots=True)
class Speech:
    """What an engine said, as it said it: its own rate, its own silence at the edges."""

    samples: Mono
    """float32, shape (frames,)."""
    rate: int
    """Frames a second."""


@dataclass(frozen=True, slots=True)
class InstalledVoice:
    """A voice that an engine found on this computer."""

    id: str
    """The engine's own name for it."""
    title: str
    language: str
    """Language tag, such as en-GB; empty when the engine doesn't tell."""
    gender: str
    """Empty when the engine doesn't tell."""


class SpeechEngine(Protocol):
    """The seam between us and a speech library; opening one is cheap, it loads when first asked to speak."""

    @property
    def name(self) -> str:
        """One of `ENGINE_NAMES`."""

    @property
    def together(self) -> bool:
        """True when several threads may speak with it at once, and that is quicker."""

    def problems(self, voice: Voice) -> tuple[str, ...]:
        """Why this voice of it cannot speak here, each with the command that mends it; empty when ready.

        Cheap, and never raises.
        """

    def fingerprint(self, voice: Voice) -> str:
        """What the samples depend on beside words, voice id and speed: library, version, model.

        Raises:
            EngineError: The engine does not have this voice.
        """

    def installed(self) -> tuple[InstalledVoice, ...]:
        """The voices it finds here, those among them that lack a part (`problems` tells of it).

        Raises:
            EngineError: It cannot be asked.
        """

    def synthesize(self, utterance: Utterance, voice: Voice, speed: float) -> Speech:
        """Say the words once.

        Args:
            utterance: Plain words; nothing in them is obeyed as markup.
            voice: One of this engine's.
            speed: 1 is the voice's own.

        Raises:
            EngineError: It could not, and why, in plain words without repeating the utterance.
        """

    def close(self) -> None:
        """Let go of processes and temporary files; closing twice is fine, so is speaking again."""


@runtime_checkable
class ReadsAloud(Protocol):
    """An engine that can also tell how it says words; those that read by themselves in the dark leave this out."""

    def reading(self, utterance: Utterance, voice: Voice) -> str:
        """How it says the words: IPA between slashes, or the plain letters that it is given to read.

        Raises:
            EngineError: The voice has no letters for them.
        """


EngineFactory = Callable[[], SpeechEngine]


def open_engine(name: str, folders: Sequence[Path] = ()) -> SpeechEngine:
    """An engine by its name; its library is imported when it is first needed.

    Args:
        name: One of `ENGINE_NAMES`.
        folders: Folders of voices, the user's own first: where voices lie that did not come with a package.

    Raises:
        ChoiceError: There is no such engine.
    """
    match name:
        case "neural":
            from generator.speech.neural import NeuralEngine

            return NeuralEngine(folders)
        case "piper":
            from generator.speech.piper import PiperEngine

            return PiperEngine(folders)
        case "kokoro":
            from generator.speech.kokoro import KokoroEngine

            return KokoroEngine(folders)
        case "recorded":
            from generator.speech.recorded import RecordedEngine

            return RecordedEngine(folders)
        case "system":
            from generator.speech.system import SystemEngine

            return SystemEngine()
        case _:
            raise ChoiceError(f"There is no speech engine '{name}'.", did_you_mean(name, ENGINE_NAMES))


def installed_voice(name: str, pattern: Voice) -> Voice:
    """One of the voices installed on this computer.

    Args:
        name: `system:ID`, where ID is one that `installed` lists.
        pattern: The voice file of that engine, whose figures it takes over.

    Raises:
        ChoiceError: No such voice is installed.
        EngineError: The engine cannot be asked.
    """
    engine_name, _, voice_id = name.partition(":")
    engine = open_engine(engine_name)
    try:
        found = {voice.id: voice for voice in engine.installed()}
    finally:
        engine.close()
    if voice_id not in found:
        raise ChoiceError(
            f"There is no voice '{name}' on this computer.",
            did_you_mean(voice_id, found) if found else "It has no voices installed.",
        )
    voice = found[voice_id]
    return pattern.as_installed(voice_id, title=voice.title, language=voice.language, gender=voice.gender)
