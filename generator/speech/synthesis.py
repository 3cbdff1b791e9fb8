"""Speaking a script: each utterance once, none that is already in the store, every call bounded in time."""

from collections.abc import Callable, Iterable

from generator.plan.cues import Utterance
from generator.plan.voice import Voice
from generator.sound.clip import Mono, StoredClip, at_rate
from generator.sound.voicing import manner, voiced
from generator.speech.cache import ClipStore, Saying
from generator.speech.crew import Crew, Job
from generator.speech.engine import EngineFactory
from generator.units import RATE, Seconds

TIME_LIMIT: Seconds = 60.0
"""Longest that one utterance may take; the slowest engine we have needs a few seconds, and some to get ready."""

OnProgress = Callable[[int, int], None]
"""Told how many of how many utterances are ready; may raise `Cancelled`."""


def speak_all(  # noqa: PLR0913 - all but the first by name
    utterances: Iterable[Utterance],
    *,
    voice: Voice,
    speed: float,
    engine_factory: EngineFactory,
    store: ClipStore,
    on_progress: OnProgress | None = None,
    time_limit: Seconds = TIME_LIMIT,
) -> dict[Utterance, StoredClip]:
    """The clip of every utterance, trimmed and warmed; what the store lacks is spoken, and nothing else.

    Args:
        utterances: In any order, repeats and all.
        voice: Who speaks.
        speed: The voice's engine speed, from `voice.speed(pace)`.
        engine_factory: Opens the voice's engine; called again after a failure.
        store: Where clips are kept.
        on_progress: Called before the first utterance and after each.
        time_limit: Longest that one utterance of ordinary length may take.

    Returns:
        In the order in which the utterances first came.

    Raises:
        EngineError: An utterance could not be spoken, twice in a row.
        OutputError: A clip could not be written.
    """
    distinct = tuple(dict.fromkeys(utterances))
    clips: dict[Utterance, StoredClip] = {}
    tell = on_progress or _say_nothing
    tell(0, len(distinct))
    crew = Crew(engine_factory, voice, time_limit)
    try:
        fingerprint = f"{crew.engine.fingerprint(voice)}; {manner(voice)}"
        missing: list[Job] = []
        for utterance in distinct:
            job = Job(utterance, voice.speed_for(utterance.text, speed))
            clip = store.find(Saying(utterance, voice.id, fingerprint, job.speed))
            if clip is None:
                missing.append(job)
                if len(missing) == 1:
                    crew.begin(job)  # the engine gets ready while the other clips are looked for
            else:
                clips[utterance] = clip
                tell(len(clips), len(distinct))
        for job, samples, rate in crew.speak(missing[1:]):
            saying = Saying(job.utterance, voice.id, fingerprint, job.speed)
            # Kept as the mix takes it: it is read more often than spoken.
            ready = at_rate(voiced(samples, rate, job.utterance.text, voice), rate)
            clips[job.utterance] = store.keep(saying, ready, RATE)
            tell(len(clips), len(distinct))
    finally:
        crew.close()
    return {utterance: clips[utterance] for utterance in distinct}


def speak_once(
    utterance: Utterance, *, voice: Voice, speed: float, engine_factory: EngineFactory
) -> tuple[Mono, int]:
    """One utterance's clip, kept nowhere, with its frames a second.

    Raises:
        EngineError: It could not be spoken, twice in a row.
    """
    crew = Crew(engine_factory, voice, TIME_LIMIT)
    try:
        job = Job(utterance, voice.speed_for(utterance.text, speed))
        _, samples, rate = next(iter(crew.speak([job])))
    finally:
        crew.close()
    return voiced(samples, rate, utterance.text, voice), rate


def _say_nothing(_done: int, _total: int) -> None:
    pass
