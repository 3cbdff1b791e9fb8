"""Several sentences at once: all of them, in order, none begun for nothing, each bounded in time and tried twice."""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from generator.errors import EngineError
from generator.plan.cues import Utterance
from generator.plan.voice import Voice, found_voice
from generator.speech import crew
from generator.speech.cache import ClipStore
from generator.speech.engine import InstalledVoice, Speech
from generator.speech.synthesis import speak_all

VOICE = found_voice("low", "piper", title="Low", language="en-GB", gender="")
SENTENCES = tuple(Utterance(f"Sentence number {number}, and no other.") for number in range(8))


@dataclass
class Together:
    """Hums, a length for each sentence; may be told to do something else first."""

    act: Callable[[str], object] = lambda _text: None
    together: bool = True
    name: str = "together"
    spoken: list[str] = field(default_factory=list)
    closed: int = 0

    def problems(self, voice: Voice) -> tuple[str, ...]:
        return ()

    def fingerprint(self, voice: Voice) -> str:
        return "together 1"

    def installed(self) -> tuple[InstalledVoice, ...]:
        return ()

    def synthesize(self, utterance: Utterance, voice: Voice, speed: float) -> Speech:
        self.spoken.append(utterance.text)
        self.act(utterance.text)
        frames = 2_000 * (2 + SENTENCES.index(utterance) if utterance in SENTENCES else 1)
        return Speech((0.3 * np.sin(np.arange(frames) / 10)).astype(np.float32), 24_000)

    def close(self) -> None:
        self.closed += 1


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def speak(engine: Together, folder: Path, *, time_limit: float = 20.0) -> dict[Utterance, int]:
    with ClipStore(folder, None, bytes(32)) as store:
        clips = speak_all(
            SENTENCES,
            voice=VOICE,
            speed=0.8,
            engine_factory=lambda: engine,
            store=store,
            time_limit=time_limit,
        )
        return {utterance: clip.frames for utterance, clip in clips.items()}


def test_two_speak_at_once_and_the_result_is_that_of_one_after_the_other(tmp_path: Path) -> None:
    pair = threading.Barrier(2, timeout=20)
    both = Together(lambda _text: pair.wait())

    at_once = speak(both, tmp_path / "a")

    assert list(at_once) == list(SENTENCES)
    assert list(at_once.items()) == list(speak(Together(together=False), tmp_path / "b").items())


def test_the_order_is_the_scripts_whichever_is_ready_first(tmp_path: Path) -> None:
    others = threading.Semaphore(0)

    def first_is_last(text: str) -> None:
        if text == SENTENCES[0].text:
            for _ in SENTENCES[1:]:
                assert others.acquire(timeout=20)
        else:
            others.release()

    assert list(speak(Together(first_is_last), tmp_path)) == list(SENTENCES)


def test_an_engine_that_cannot_is_asked_for_one_after_the_other(tmp_path: Path) -> None:
    busy = threading.Lock()

    def alone(_text: str) -> None:
        assert busy.acquire(blocking=False)
        busy.release()

    engine = Together(alone, together=False)
    speak(engine, tmp_path)

    assert engine.spoken == [sentence.text for sentence in SENTENCES]


def test_one_failure_among_many_is_tried_again_and_nothing_else_is(tmp_path: Path) -> None:
    failed = threading.Event()

    def stumble(text: str) -> None:
        if text == SENTENCES[3].text and not failed.is_set():
            failed.set()
            raise EngineError("It stumbled.")

    engine = Together(stumble)

    assert list(speak(engine, tmp_path)) == list(SENTENCES)
    assert sorted(engine.spoken) == sorted([*(item.text for item in SENTENCES), SENTENCES[3].text])


def test_one_that_hangs_twice_ends_it_and_the_rest_is_kept(tmp_path: Path) -> None:
    freed = threading.Event()
    engine = Together(lambda text: text == SENTENCES[7].text and freed.wait(60))

    with pytest.raises(EngineError, match=r"longer than 0\.5 seconds"):
        speak(engine, tmp_path, time_limit=0.5)
    freed.set()
    again = Together()
    speak(again, tmp_path)

    assert engine.spoken.count(SENTENCES[7].text) == 2
    assert again.spoken == [SENTENCES[7].text]


def test_a_long_sentence_is_given_more_time_in_proportion(tmp_path: Path) -> None:
    words = Utterance(" ".join(["and on it goes"] * 400))
    limits = VOICE.estimate(words.text, 0.8) / crew.LONG_SPEECH
    freed = threading.Event()
    engine = Together(lambda _text: freed.wait(60))

    with ClipStore(tmp_path, None, bytes(32)) as store, pytest.raises(EngineError) as caught:
        speak_all(
            [words], voice=VOICE, speed=0.8, engine_factory=lambda: engine, store=store, time_limit=0.01
        )
    freed.set()

    assert limits > 15
    assert f"longer than {0.01 * limits:g} seconds" in str(caught.value)


def test_what_a_call_opens_while_the_crew_is_closed_is_closed_as_well() -> None:
    """A worker process that starts a moment after Ctrl-C would otherwise outlive the command."""
    begun, told = threading.Event(), []

    def open_late(_text: str) -> None:
        begun.set()
        threading.Event().wait(0.2)
        told.append("opened")

    class Closing(Together):
        def close(self) -> None:
            told.append("closed")

    lane = crew.Crew(lambda: Closing(act=open_late), VOICE, 20.0)
    lane.begin(crew.Job(SENTENCES[0], 1.0))
    begun.wait(10.0)
    lane.close()

    assert told == ["opened", "closed"]
    assert not crew.still_speaking()
