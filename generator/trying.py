"""Hearing voices side by side: the same warm passage by each, equally loud, in files that any player opens."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.deliver.publish import publish, staging, writable_folder
from generator.errors import EngineError
from generator.library import Library
from generator.plan.flex import Flex
from generator.plan.layout import Guidance, utterances_of
from generator.plan.schedule import natural
from generator.plan.situations import SESSION, situation_named
from generator.progress import OnProgress, Progress
from generator.speaking import clip_store
from generator.speech.engine import open_engine
from generator.speech.synthesis import speak_all
from generator.voices import list_voices, pick_voice

TRYING = "trying"
ALBUM = "Inner Ally"
NO_BED = "none"
_TAIL = Flex.of(1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Trial:
    """One voice's passage, or why there is none."""

    name: str
    path: Path | None
    """The MP3; None where the voice failed."""
    problem: str = ""
    """Why it failed, and how to mend it."""

    def as_json(self) -> dict[str, str | None]:
        """The trial as plain data."""
        return {"voice": self.name, "path": str(self.path) if self.path else None, "problem": self.problem}


def ready_voices(library: Library) -> tuple[str, ...]:
    """Names of all voices that can speak here."""
    return tuple(entry.name for entry in list_voices(library) if not entry.problems)


def try_voices(names: Sequence[str], library: Library, on_progress: OnProgress) -> tuple[Trial, ...]:
    """Let each voice speak the passage, at the plain pace and the loudness of a session.

    A voice that fails is told of among the others; no other one speaks in its place.

    Args:
        names: Which voices.
        library: Where they lie, and the output folder that the files go to.
        on_progress: Told how far the work is; may raise to stop it.

    Raises:
        ChoiceError: There is no voice of such a name.
        OutputError: The output folder cannot be written.
    """
    trials = []
    with writable_folder(library.output):
        for number, name in enumerate(names):

            def show(part: float, number: int = number) -> None:
                on_progress(Progress(TRYING, (number + part) / len(names)))

            show(0.0)
            try:
                trials.append(Trial(name, _speak(name, library, show)))
            except EngineError as error:
                trials.append(Trial(name, None, str(error)))
        on_progress(Progress(TRYING, 1.0))
    return tuple(trials)


def _speak(name: str, library: Library, show: Callable[[float], None]) -> Path:
    from generator.deliver.encode import write_mp3
    from generator.deliver.tags import TrackInfo, id3
    from generator.sound.beds import open_bed
    from generator.sound.master import master
    from generator.sound.mix import Mix

    script, situation = library.passage(), situation_named(SESSION)
    voice = pick_voice(name, library)
    guidance = Guidance(None, situation.pace, bells=False, tail=_TAIL)
    with clip_store(library) as store, staging(library.output) as staged:
        clips = speak_all(
            utterances_of(script.cues, guidance),
            voice=voice,
            speed=voice.speed(situation.pace),
            engine_factory=lambda: open_engine(voice.engine, library.voices),
            store=store,
            on_progress=lambda done, total: show(0.9 * done / total),
        )
        timeline = natural(script, lambda utterance: clips[utterance].length, guidance).timeline
        mix = Mix(timeline, clips, voice_loudness=voice.loudness, bed=open_bed(NO_BED, seed=1), guide=None)
        mastered = master(mix, target=situation.loudness)
        tag = id3(TrackInfo(f"{timeline.chapters[0].title}: {voice.title}", ALBUM, timeline.length))
        with (staged / "voice").open("w+b") as file:
            write_mp3(file, mastered, tag)
        path = library.output / f"voice-{re.sub(r'[^A-Za-z0-9_.]+', '-', name)}.mp3"
        publish({staged / "voice": path})
    return path
