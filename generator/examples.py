"""Each line as the default voice says it, for a recording to be compared with; nothing of it is kept."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from generator.errors import ChoiceError, EngineError, ProfileError
from generator.library import DEFAULT_VOICE, Library
from generator.plan.cues import Say, Utterance
from generator.sound.clip import Mono, resampled, trim
from generator.speech.crew import Crew, Job
from generator.speech.engine import open_engine
from generator.speech.synthesis import TIME_LIMIT
from generator.speech.wording import Unspeakable
from generator.voices import voice_named

_SPEED = 0.85
"""Engine speed; near that at which people read to others."""


@dataclass(frozen=True, slots=True)
class Examples:
    """What a recording is compared with."""

    lines: tuple[Mono | None, ...]
    """Each line at `RATE`; None for one that the voice cannot say."""
    others: tuple[Mono, ...]
    """Sentences that are none of the lines."""


def examples_of(
    lines: Sequence[Utterance], library: Library, on_share: Callable[[float], None]
) -> Examples | None:
    """The lines in the default voice.

    Args:
        lines: What was to be read.
        library: Where voices are.
        on_share: Told how much of it is spoken, 0 to 1; it may raise to stop.

    Returns:
        None where the voice cannot speak here: a recording is then read without.
    """
    try:
        voice = voice_named(DEFAULT_VOICE, library)
        others = [cue.utterance for cue in library.passage().cues if isinstance(cue, Say)]
        wanted = [*lines, *(item for item in others if item not in lines)]
        said: list[Mono | None] = []
        with closing(Crew(partial(open_engine, voice.engine, library.voices), voice, TIME_LIMIT)) as crew:
            if crew.engine.problems(voice):
                return None
            for number, utterance in enumerate(wanted):
                on_share(number / len(wanted))
                said.append(_said(crew, Job(utterance, voice.speed_for(utterance.text, _SPEED))))
    except (ChoiceError, EngineError, ProfileError):
        return None
    return Examples(tuple(said[: len(lines)]), tuple(item for item in said[len(lines) :] if item is not None))


def _said(crew: Crew, job: Job) -> Mono | None:
    try:
        _, samples, rate = next(iter(crew.speak([job])))
    except Unspeakable:
        return None
    return resampled(trim(samples, rate), rate)
