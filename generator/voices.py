"""Choosing a voice by its name, and telling what can speak here."""

import contextlib
import hashlib
import json
import math
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.errors import ChoiceError, EngineError, InnerAllyError, did_you_mean
from generator.library import Library
from generator.plan.cues import Say, Utterance
from generator.plan.voice import ENGINES, Voice, found_voice
from generator.speech.engine import InstalledVoice, SpeechEngine, installed_voice, open_engine
from generator.speech.housekeeping import FIGURES

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
    """A voice by its name, with its figures: those of its file, or else those that were measured here.

    A voice without figures speaks a few sentences, once, to be measured.

    Raises:
        ChoiceError: There is none of this name.
        ProfileError: The voice file is broken.
        EngineError: The voice cannot be asked, or cannot speak.
    """
    voice = voice_named(name, library)
    if voice.measured:
        return voice
    file = _figures_file(voice, library)
    if known := _with_figures(voice, file):
        return known
    from generator.speech.measuring import measured

    heard = measured(voice, _sentences(library), lambda: open_engine(voice.engine, library.voices))
    _keep_figures(heard, file)
    return _with_figures(voice, file) or heard


def voice_named(name: str, library: Library) -> Voice:
    """A voice by its name, unheard: a voice file's, one that lies in a voices folder, or `system:ID`.

    Raises:
        ChoiceError: There is none of this name.
        ProfileError: The voice file is broken.
        EngineError: The system's voices cannot be asked.
    """
    files = library.voice_names()
    if name in files:
        return library.voice(name)
    stem, _, own = name.partition(":")
    if stem == SYSTEM and own:
        return installed_voice(name, library.voice(SYSTEM))
    found = {voice.name: voice for voice in _lying_about(library)}
    if name not in found:
        raise ChoiceError(f"There is no voice '{name[:60]}'.", did_you_mean(name[:60], {*files, *found}))
    return found[name]


def list_voices(library: Library) -> tuple[VoiceEntry, ...]:
    """Every voice file's voice, then those that lie in the voices folders, then the system's own."""
    entries = []
    known = set()
    with _engines(library) as engines:
        for name in library.voice_names():
            try:
                voice = library.voice(name)
            except InnerAllyError as error:
                entries.append(VoiceEntry(name, name, "", "", "", "", "", (str(error),)))
                continue
            known.add((voice.engine, voice.id))
            entries.append(_entry(voice, engines[voice.engine].problems(voice)))
        entries += [
            _entry(voice, engines[voice.engine].problems(voice))
            for voice in _lying_about(library)
            if (voice.engine, voice.id) not in known
        ]
        if SYSTEM in library.voice_names():
            pattern = library.voice(SYSTEM)
            entries += [_entry(voice, ()) for voice in _installed(engines[SYSTEM], pattern)]
    return tuple(entries)


@contextlib.contextmanager
def _engines(library: Library) -> Iterator[dict[str, SpeechEngine]]:
    engines = {name: open_engine(name, library.voices) for name in ENGINES}
    try:
        yield engines
    finally:
        for engine in engines.values():
            engine.close()


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


def _lying_about(library: Library) -> list[Voice]:
    """Voices that need no voice file: those of engines that tell what lies in the voices folders."""
    found = []
    for name in ENGINES:
        if name != SYSTEM:
            engine = open_engine(name, library.voices)
            with contextlib.suppress(EngineError):
                found += [_found(item, name) for item in engine.installed()]
    return found


def _found(item: InstalledVoice, engine: str) -> Voice:
    return found_voice(item.id, engine, title=item.title, language=item.language or "en", gender=item.gender)


def _installed(engine: SpeechEngine, pattern: Voice) -> list[Voice]:
    if engine.problems(pattern):
        return []
    try:
        found = engine.installed()
    except EngineError:
        return []
    return [
        pattern.as_installed(item.id, title=item.title, language=item.language, gender=item.gender)
        for item in found
        if not item.language or item.language.lower().startswith("en")
    ]


def _figures_file(voice: Voice, library: Library) -> Path:
    engine = open_engine(voice.engine, library.voices)
    try:
        facts = [1, engine.fingerprint(voice), voice.id, [item.text for item in _sentences(library)]]
    finally:
        engine.close()
    return library.cache / FIGURES / f"{hashlib.sha256(json.dumps(facts).encode()).hexdigest()}.json"


def _sentences(library: Library) -> tuple[Utterance, ...]:
    return tuple(cue.utterance for cue in library.passage().cues if isinstance(cue, Say))


def _with_figures(voice: Voice, file: Path) -> Voice | None:
    """The voice with the figures kept in a file; None where there are none, or broken ones."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        rates = tuple((float(speed), float(rate)) for speed, rate in kept["rates"])
        loudness, sentence = float(kept["loudness"]), float(kept["sentence"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
    figures = (loudness, sentence, *(figure for pair in rates for figure in pair))
    if len(rates) < 2 or sentence <= 0 or not all(map(math.isfinite, figures)):
        return None
    return voice.as_measured(loudness, rates, sentence / voice.sentence)


def _keep_figures(voice: Voice, file: Path) -> None:
    """Keep what was measured; where that cannot be, it is measured again the next time."""
    kept = {"loudness": voice.loudness, "rates": voice.rates, "sentence": voice.sentence}
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".figures-", dir=file.parent)
        part = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as text:
                json.dump(kept, text)
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
