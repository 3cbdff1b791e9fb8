"""Trying how a word is said: one small sound file, and how the voice reads it."""

import wave
from dataclasses import dataclass
from pathlib import Path

from generator.deliver.publish import publish, staging, writable_folder
from generator.errors import ChoiceError
from generator.library import Library
from generator.plan.cues import Said, Utterance
from generator.plan.voice import Voice
from generator.sound.clip import Mono
from generator.speech.engine import ReadsAloud, open_engine
from generator.speech.synthesis import speak_once
from generator.units import Decibels, gain
from generator.voices import pick_voice

MOST_LETTERS = 80
PACE = 110.0
LOUDNESS: Decibels = -18.0
"""Of the file, in LUFS, as far as its peaks let it."""
_PEAK = 0.9
ENDING = ".wav"
STEM = "said"
"""Name of the file: never the word itself, which may be somebody's name."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A word as it was said."""

    path: Path
    sound: str
    """The pronunciation that was asked for or listed; empty when the voice read the word by itself."""
    listed: bool
    """True when it comes from a list of words, ours or the user's own."""
    reading: str
    """The voice's own account of what it says: IPA between slashes, or the letters that it read; empty when it cannot tell."""

    def as_json(self) -> dict[str, object]:
        """The result as plain data."""
        return {"path": str(self.path), "as": self.sound, "listed": self.listed, "reading": self.reading}


def pronounce(
    text: str, library: Library, *, voice: str, sound: str = "", output: str | None = None
) -> Tried:
    """Say a word or two once, into a small WAV file.

    Args:
        text: What is said.
        library: Where voices, lists of words and the output folder are.
        voice: Name of the voice.
        sound: How to say all of it: a respelling, or IPA between slashes; empty for what the lists say.
        output: A folder, or a file ending in ``.wav``; the library's output folder if None.

    Raises:
        ChoiceError: There is nothing to say, or too much, or no such voice.
        EngineError: The voice cannot say it.
        OutputError: The file cannot be written.
    """
    tidy = " ".join(text.split())
    if not tidy or len(tidy) > MOST_LETTERS:
        raise ChoiceError(
            f"`innerally say` takes a word or a short sentence, up to {MOST_LETTERS} letters.",
            "Write it in quotes.",
        )
    sound = " ".join(sound.split())
    chosen = pick_voice(voice, library)
    said = (Said(0, len(tidy), sound),) if sound else library.lexicon().spans(tidy)
    utterance = Utterance(tidy, said, personal=True)
    factory = lambda: open_engine(chosen.engine)  # noqa: E731 - a factory, called again after a failure
    clip, rate = speak_once(utterance, voice=chosen, speed=chosen.speed(PACE), engine_factory=factory)
    reading = _reading(utterance, chosen)
    wanted = Path(output or library.output).expanduser()
    single = wanted.name.lower().endswith(ENDING)
    folder = wanted.parent if single else wanted
    with writable_folder(folder), staging(folder) as staged:
        path = wanted if single else _free(folder)
        _write(staged / "clip", _levelled(clip, chosen), rate)
        publish({staged / "clip": path})
    return Tried(path, sound or " ".join(item.sound for item in said), bool(said) and not sound, reading)


def told(tried: Tried, voice: Voice) -> str:
    """How it was said, in one sentence for people."""
    source = (
        "from a list of words" if tried.listed else "as you wrote it" if tried.sound else "in its own way"
    )
    how = tried.reading or tried.sound
    return f"{voice.title} said this {source}{f': {how}' if how else ''}."


def _reading(utterance: Utterance, voice: Voice) -> str:
    engine = open_engine(voice.engine)
    try:
        return engine.reading(utterance, voice) if isinstance(engine, ReadsAloud) else ""
    finally:
        engine.close()


def _levelled(clip: Mono, voice: Voice) -> Mono:
    peak = max(float(abs(clip).max(initial=0.0)), 1e-6)
    return clip * min(gain(LOUDNESS - voice.loudness), _PEAK / peak)


def _free(folder: Path) -> Path:
    """The first of ``said.wav``, ``said-2.wav`` … that is not there yet, so that tries can be compared."""
    number = 1
    while (path := folder / f"{STEM}{f'-{number}' if number > 1 else ''}{ENDING}").exists():
        number += 1
    return path


def _write(path: Path, clip: Mono, rate: int) -> None:
    with path.open("wb") as handle, wave.open(handle, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((clip * 32767.0).round().astype("<i2").tobytes())
