"""Speaking a script: each utterance once, none that is already in the store, every call bounded in time."""

import queue
import threading
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

import numpy as np

from generator.errors import EngineError, InnerAllyError
from generator.plan.cues import Utterance
from generator.plan.voice import Voice
from generator.sound.clip import Mono, StoredClip
from generator.sound.voicing import manner, voiced
from generator.speech.cache import ClipStore, Saying
from generator.speech.engine import EngineFactory, Speech, SpeechEngine
from generator.speech.wording import Unspeakable
from generator.units import Seconds

TIME_LIMIT: Seconds = 60.0
"""Longest that one utterance may take; the slowest engine we have needs less than one second."""
_GLANCE: Seconds = 0.1  # waits are cut up so finely that Ctrl-C gets through on every system
_LOUDEST = 0.99
_FAINTEST = 0.001
_MOST_OFFSET = 0.02

OnProgress = Callable[[int, int], None]
"""Told how many of how many utterances are ready; may raise `Cancelled`."""
T = TypeVar("T")


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
        time_limit: Longest that one utterance may take.

    Raises:
        EngineError: An utterance could not be spoken, twice in a row.
        OutputError: A clip could not be written.
    """
    distinct = tuple(dict.fromkeys(utterances))
    clips: dict[Utterance, StoredClip] = {}
    tell = on_progress or _say_nothing
    tell(0, len(distinct))
    speaker = _Speaker(engine_factory, time_limit)
    try:
        fingerprint = f"{speaker.engine.fingerprint(voice)}; {manner(voice)}"
        for utterance in distinct:
            own_speed = voice.speed_for(utterance.text, speed)
            saying = Saying(utterance, voice.id, fingerprint, own_speed)
            clips[utterance] = store.find(saying) or store.keep(
                saying, *speaker.say(utterance, voice, own_speed)
            )
            tell(len(clips), len(distinct))
    finally:
        speaker.engine.close()
    return clips


def speak_once(
    utterance: Utterance, *, voice: Voice, speed: float, engine_factory: EngineFactory
) -> tuple[Mono, int]:
    """One utterance's clip, kept nowhere, with its frames a second.

    Raises:
        EngineError: It could not be spoken, twice in a row.
    """
    speaker = _Speaker(engine_factory, TIME_LIMIT)
    try:
        return speaker.say(utterance, voice, voice.speed_for(utterance.text, speed))
    finally:
        speaker.engine.close()


def _say_nothing(_done: int, _total: int) -> None:
    pass


class _Speaker:
    """One engine at a time, and a fresh one after it has failed."""

    def __init__(self, engine_factory: EngineFactory, time_limit: Seconds) -> None:
        self._factory = engine_factory
        self._limit = time_limit
        self.engine: SpeechEngine = engine_factory()

    def say(self, utterance: Utterance, voice: Voice, speed: float) -> tuple[Mono, int]:
        try:
            return self._try(utterance, voice, speed)
        except Unspeakable:
            raise
        except EngineError:
            self.engine.close()
            self.engine = self._factory()
            return self._try(utterance, voice, speed)

    def _try(self, utterance: Utterance, voice: Voice, speed: float) -> tuple[Mono, int]:
        engine = self.engine
        speech = _within(self._limit, lambda: engine.synthesize(utterance, voice, speed))
        return voiced(_sound(speech), speech.rate, utterance.text, voice), speech.rate


def _within(limit: Seconds, call: Callable[[], T]) -> T:
    """The call's result; its thread is left behind when it is late, for a hung library has no off switch.

    Raises:
        EngineError: It was late, or failed in a way of its own.
    """
    outcomes: queue.SimpleQueue[tuple[T | None, Exception | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            outcomes.put((call(), None))
        except Exception as error:  # noqa: BLE001 - carried over to the thread that waits
            outcomes.put((None, error))

    threading.Thread(target=run, daemon=True).start()
    result, error = _first(outcomes, limit)
    if isinstance(error, InnerAllyError):
        raise error
    if error is not None or result is None:
        # From None: a foreign message may hold the words.
        raise EngineError(f"The voice failed ({type(error).__name__}).", "Choose another voice.") from None
    return result


def _first(outcomes: "queue.SimpleQueue[T]", limit: Seconds) -> T:
    end = time.monotonic() + limit
    while (left := end - time.monotonic()) > 0:
        try:
            return outcomes.get(timeout=min(left, _GLANCE))
        except queue.Empty:
            continue
    raise EngineError(
        f"The voice took longer than {limit:g} seconds over one sentence.",
        "Try again, or choose another voice.",
    )


def _sound(speech: Speech) -> Mono:
    """The samples, once they are a sound that can be played.

    Raises:
        EngineError: They are not.
    """
    samples = np.asarray(speech.samples, np.float32)
    fault = ""
    if samples.ndim != 1 or not np.isfinite(samples).all():
        fault = "broken sound"
    elif not len(samples) or float(np.abs(samples).max()) < _FAINTEST:
        fault = "silence"
    elif abs(float(samples.mean(dtype=np.float64))) > _MOST_OFFSET:
        fault = "sound that is off balance"
    if fault:
        raise EngineError(f"The voice gave {fault} instead of speech.", "Try again, or choose another voice.")
    peak = float(np.abs(samples).max())
    return samples * np.float32(_LOUDEST / peak) if peak > _LOUDEST else samples
