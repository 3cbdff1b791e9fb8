"""Choosing a voice by its name, and telling what can speak here."""

from dataclasses import dataclass

from generator.errors import EngineError, InnerAllyError
from generator.library import Library
from generator.plan.voice import ENGINES, Voice
from generator.speech.engine import installed_voice, open_engine

SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class VoiceEntry:
    """One line of the list of voices."""

    name: str
    title: str
    engine: str
    language: str
    gender: str
    about: str
    licence: str
    problems: tuple[str, ...]
    """Why it cannot speak here, each with the command that mends it; empty when it is ready."""

    def as_json(self) -> dict[str, object]:
        """The entry as plain data."""
        return {
            "name": self.name,
            "title": self.title,
            "engine": self.engine,
            "language": self.language,
            "gender": self.gender,
            "about": self.about,
            "licence": self.licence,
            "ready": not self.problems,
            "problems": list(self.problems),
        }


def pick_voice(name: str, library: Library) -> Voice:
    """A voice by its name: a voice file's, or `system:ID` for another of the system's voices.

    Raises:
        ChoiceError: There is none of this name.
        ProfileError: The voice file is broken.
        EngineError: The system's voices cannot be asked.
    """
    stem, _, own = name.partition(":")
    if stem == SYSTEM and own and name not in library.voice_names():
        return installed_voice(name, library.voice(SYSTEM))
    return library.voice(name)


def list_voices(library: Library) -> tuple[VoiceEntry, ...]:
    """Every voice file's voice, then the system's own."""
    problems = {name: _problems(name) for name in ENGINES}
    entries = []
    for name in library.voice_names():
        try:
            voice = library.voice(name)
        except InnerAllyError as error:
            entries.append(VoiceEntry(name, name, "", "", "", "", "", (str(error),)))
            continue
        entries.append(_entry(voice, problems[voice.engine]))
    if SYSTEM in library.voice_names() and not problems[SYSTEM]:
        entries += _installed(library.voice(SYSTEM))
    return tuple(entries)


def _entry(voice: Voice, problems: tuple[str, ...]) -> VoiceEntry:
    return VoiceEntry(
        voice.name,
        voice.title,
        voice.engine,
        voice.language,
        voice.gender,
        voice.about,
        voice.licence,
        problems,
    )


def _problems(engine_name: str) -> tuple[str, ...]:
    engine = open_engine(engine_name)
    try:
        return engine.problems()
    finally:
        engine.close()


def _installed(pattern: Voice) -> list[VoiceEntry]:
    engine = open_engine(SYSTEM)
    try:
        found = engine.installed()
    except EngineError:
        return []
    finally:
        engine.close()
    return [
        _entry(
            pattern.as_installed(item.id, title=item.title, language=item.language, gender=item.gender), ()
        )
        for item in found
        if not item.language or item.language.lower().startswith("en")
    ]
