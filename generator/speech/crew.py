"""Calling an engine: several sentences at once where that is quicker, each bounded in time, each tried twice."""

import itertools
import os
import queue
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from generator.errors import EngineError, InnerAllyError
from generator.plan.cues import Utterance
from generator.plan.voice import Voice
from generator.sound.clip import Mono
from generator.speech.engine import EngineFactory, Speech, SpeechEngine
from generator.speech.wording import Unspeakable
from generator.units import Seconds

MOST_LANES = 4
TRIES = 2
LONG_SPEECH: Seconds = 15.0
"""A sentence that is longer than this, by its estimate, is given more time in proportion."""
_GLANCE: Seconds = 0.1  # waits are cut up so finely that Ctrl-C gets through on every system
_PARTING: Seconds = 1.0
"""Longest that a call under way is waited for when nobody wants it any more."""
_THREAD = "innerally-voice"
_LOUDEST = 0.99
_FAINTEST = 0.001
_MOST_OFFSET = 0.02


@dataclass(frozen=True, slots=True)
class Job:
    """One utterance to be spoken."""

    utterance: Utterance
    speed: float
    """Engine speed."""
    left: int = TRIES
    """How often it may be tried."""


@dataclass(frozen=True, slots=True)
class _Call:
    """A job that a thread of its own is busy with."""

    job: Job
    end: float
    """When it is late, by the monotonic clock."""
    limit: Seconds
    thread: threading.Thread


_Outcome = tuple[int, Speech | None, Exception | None]
"""Number of the call, and what came of it."""


class Crew:
    """One engine at a time, spoken with from as many threads as it likes, and a fresh one after it has failed.

    Args:
        factory: Opens the engine.
        voice: Who speaks.
        time_limit: Longest that an utterance of ordinary length may take.
    """

    def __init__(self, factory: EngineFactory, voice: Voice, time_limit: Seconds) -> None:
        self._factory = factory
        self._voice = voice
        self._time_limit = time_limit
        self.engine: SpeechEngine = factory()
        self._numbers = itertools.count()
        self._running: dict[int, _Call] = {}
        self._outcomes: queue.SimpleQueue[_Outcome] = queue.SimpleQueue()

    def speak(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Mono, int]]:
        """Each job, and those that were begun, with its samples and their rate, as they get ready.

        Nothing is begun ahead of the lanes there are.

        Raises:
            EngineError: An utterance could not be spoken, twice in a row.
        """
        waiting = deque(jobs)
        lanes = min(MOST_LANES, os.cpu_count() or 1) if self.engine.together else 1
        while waiting or self._running:
            while waiting and len(self._running) < lanes:
                self.begin(waiting.popleft())
            job, outcome = self._next()
            try:
                speech = _speech_of(outcome)
            except Unspeakable:
                raise
            except EngineError:
                if job.left <= 1:
                    raise
                self.engine.close()
                self.engine = self._factory()
                waiting.appendleft(Job(job.utterance, job.speed, job.left - 1))
                continue
            yield job, speech.samples, speech.rate

    def close(self) -> None:
        """Close the engine, once a call under way has ended: it may only just have begun to open the engine."""
        end = time.monotonic() + _PARTING
        for call in self._running.values():
            call.thread.join(max(0.0, end - time.monotonic()))
        self.engine.close()

    def begin(self, job: Job) -> None:
        """Begin with a job; `speak` tells what comes of it."""
        number, engine, voice, outcomes = next(self._numbers), self.engine, self._voice, self._outcomes

        def run() -> None:
            try:
                outcomes.put((number, engine.synthesize(job.utterance, voice, job.speed), None))
            except Exception as error:  # noqa: BLE001 - carried over to the thread that waits
                outcomes.put((number, None, error))

        expected = voice.estimate(job.utterance.text, job.speed)
        limit = self._time_limit * max(1.0, expected / LONG_SPEECH)
        # A hung library has no off switch: its thread is left behind when it is late.
        thread = threading.Thread(target=run, name=_THREAD, daemon=True)
        self._running[number] = _Call(job, time.monotonic() + limit, limit, thread)
        thread.start()

    def _next(self) -> tuple[Job, Speech | Exception | None]:
        """The first call that ends, well or not."""
        while True:
            try:
                number, speech, error = self._outcomes.get(timeout=self._patience())
            except queue.Empty:
                if late := self._late():
                    return late
                continue
            call = self._running.pop(number, None)
            if call is not None:  # else it was given up for late
                return call.job, error or speech

    def _patience(self) -> Seconds:
        soonest = min(call.end for call in self._running.values())
        return min(max(soonest - time.monotonic(), 0.001), _GLANCE)

    def _late(self) -> tuple[Job, Exception] | None:
        now = time.monotonic()
        for number, call in self._running.items():
            if now >= call.end:
                del self._running[number]
                return call.job, EngineError(
                    f"The voice took longer than {call.limit:g} seconds over one sentence.",
                    "Try again, or choose another voice.",
                )
        return None


def still_speaking() -> bool:
    """Whether a voice is still at work somewhere, finished or not with what anybody waits for."""
    return any(thread.name == _THREAD for thread in threading.enumerate())


def _speech_of(outcome: Speech | Exception | None) -> Speech:
    """What was spoken, once it is a sound that can be played.

    Raises:
        EngineError: It is not, or the call failed in a way of its own.
    """
    if isinstance(outcome, InnerAllyError):
        raise outcome
    if outcome is None or isinstance(outcome, Exception):
        # Its type alone: a foreign message may hold the words.
        raise EngineError(f"The voice failed ({type(outcome).__name__}).", "Choose another voice.") from None
    return Speech(_sound(outcome), outcome.rate)


def _sound(speech: Speech) -> Mono:
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
