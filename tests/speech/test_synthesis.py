"""Speaking a script: only what is missing, bounded in time, and never another voice in silence."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from generator.errors import Cancelled, EngineError, Location
from generator.plan.cues import Utterance
from generator.plan.voice import Voice
from generator.plan.voice_file import read_voice
from generator.plan.warmth import Warmth
from generator.sound.clip import Mono, StoredClip, write_clip
from generator.sound.voicing import voiced
from generator.speech.cache import ClipStore
from generator.speech.engine import InstalledVoice, Speech, open_engine
from generator.speech.synthesis import speak_all
from generator.speech.wording import Unspeakable
from generator.units import RATE

VOICES = Path(__file__).parents[2] / "voices"
heart = replace(
    read_voice((VOICES / "heart.toml").read_text("utf-8"), "heart", Location("voices/heart.toml")),
    warmth=Warmth(),
)
WELCOME, IN, TWO = Utterance("Welcome."), Utterance("In"), Utterance("two")
SCRIPT = (WELCOME, IN, TWO, IN, TWO, WELCOME)


def hum(frames: int = 12_000) -> Mono:
    return (0.3 * np.sin(np.arange(frames) / 10)).astype(np.float32)


@dataclass
class FakeEngine:
    """Hums; each call may be told to do something else."""

    act: Callable[[int], Speech] = lambda call: Speech(hum(), 24_000)
    spoken: list[tuple[str, float]] = field(default_factory=list)
    closed: int = 0
    opened: int = 0
    name: str = "fake"
    together: bool = False

    def open(self) -> "FakeEngine":
        self.opened += 1
        return self

    def problems(self, voice: Voice) -> tuple[str, ...]:
        return ()

    def fingerprint(self, voice: Voice) -> str:
        return "fake 1"

    def installed(self) -> tuple[InstalledVoice, ...]:
        return ()

    def synthesize(self, utterance: Utterance, voice: Voice, speed: float) -> Speech:
        self.spoken.append((utterance.text, speed))
        return self.act(len(self.spoken))

    def close(self) -> None:
        self.closed += 1


def speak(
    engine: FakeEngine, folder: Path, *utterances: Utterance, time_limit: float = 20.0
) -> dict[Utterance, StoredClip]:
    with ClipStore(folder, None, b"s" * 32) as store:
        return speak_all(
            utterances or SCRIPT,
            voice=heart,
            speed=0.7,
            engine_factory=engine.open,
            store=store,
            time_limit=time_limit,
        )


def test_each_distinct_utterance_is_spoken_once(tmp_path: Path) -> None:
    engine = FakeEngine()

    clips = speak(engine, tmp_path)

    assert list(clips) == [WELCOME, IN, TWO]
    assert [text for text, _ in engine.spoken] == ["Welcome.", "In", "two"]
    assert all(clip.read().shape == (clip.length,) for clip in clips.values())
    assert engine.closed >= 1


def test_a_second_run_speaks_nothing_and_gets_the_same_clips(tmp_path: Path) -> None:
    first = speak(FakeEngine(), tmp_path)
    engine = FakeEngine()

    assert speak(engine, tmp_path) == first
    assert engine.spoken == []


def test_only_what_is_missing_is_spoken(tmp_path: Path) -> None:
    clips = speak(FakeEngine(), tmp_path)
    clips[TWO].path.write_bytes(b"damaged")
    engine = FakeEngine()

    again = speak(engine, tmp_path)

    assert [text for text, _ in engine.spoken] == ["two"]
    assert again == clips


def test_counts_are_spoken_no_slower_than_their_beat_allows(tmp_path: Path) -> None:
    engine = FakeEngine()

    speak(engine, tmp_path)

    assert dict(engine.spoken) == {"Welcome.": 0.7, "In": heart.alone, "two": heart.alone}


def test_clips_are_kept_at_the_tracks_rate_as_the_engines_own_would_be_read(tmp_path: Path) -> None:
    (clip,) = speak(FakeEngine(), tmp_path, WELCOME).values()
    as_spoken = write_clip(tmp_path / "own.clip", voiced(hum(), 24_000, WELCOME.text, heart), 24_000)

    assert clip.rate == RATE
    assert clip.length == as_spoken.length
    np.testing.assert_array_equal(clip.read(), as_spoken.read())


def test_clips_are_trimmed(tmp_path: Path) -> None:
    silence = np.zeros(24_000, np.float32)
    engine = FakeEngine(lambda call: Speech(np.concatenate([silence, hum(24_000), silence]), 24_000))

    (clip,) = speak(engine, tmp_path, WELCOME).values()

    assert clip.length == pytest.approx(1.03 * RATE, abs=0.002 * RATE)


def test_progress_counts_every_utterance_also_those_from_the_store(tmp_path: Path) -> None:
    speak(FakeEngine(), tmp_path, IN)
    told: list[tuple[int, int]] = []
    with ClipStore(tmp_path, None, b"s" * 32) as store:
        speak_all(
            SCRIPT,
            voice=heart,
            speed=0.7,
            engine_factory=FakeEngine,
            store=store,
            on_progress=lambda done, total: told.append((done, total)),
        )

    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_cancelling_stops_at_once_and_closes_the_engine(tmp_path: Path) -> None:
    engine = FakeEngine()

    def cancel(done: int, _total: int) -> None:
        if done == 1:
            raise Cancelled

    with ClipStore(tmp_path, None, b"s" * 32) as store, pytest.raises(Cancelled):
        speak_all(SCRIPT, voice=heart, speed=0.7, engine_factory=engine.open, store=store, on_progress=cancel)

    assert len(engine.spoken) == 1
    assert engine.closed == 1


def test_one_failure_is_tried_again_with_a_fresh_engine(tmp_path: Path) -> None:
    def fail_once(call: int) -> Speech:
        if call == 1:
            raise EngineError("It stumbled.")
        return Speech(hum(), 24_000)

    engine = FakeEngine(fail_once)

    assert set(speak(engine, tmp_path)) == set(SCRIPT)
    assert [text for text, _ in engine.spoken] == ["Welcome.", "Welcome.", "In", "two"]
    assert engine.opened == 2


def test_two_failures_in_a_row_are_an_error_and_what_was_spoken_is_kept(tmp_path: Path) -> None:
    def fail_later(call: int) -> Speech:
        if call > 1:
            raise EngineError("It stumbled.")
        return Speech(hum(), 24_000)

    with pytest.raises(EngineError, match="stumbled"):
        speak(FakeEngine(fail_later), tmp_path)

    engine = FakeEngine()
    speak(engine, tmp_path)
    assert [text for text, _ in engine.spoken] == ["In", "two"]


def test_words_that_cannot_be_spoken_are_not_tried_twice(tmp_path: Path) -> None:
    def refuse(call: int) -> Speech:
        raise Unspeakable("No.")

    engine = FakeEngine(refuse)
    with pytest.raises(Unspeakable):
        speak(engine, tmp_path)

    assert len(engine.spoken) == 1


def test_a_foreign_error_becomes_ours_without_its_text(tmp_path: Path) -> None:
    def crash(call: int) -> Speech:
        raise RuntimeError("while saying 'about my mother'")

    with pytest.raises(EngineError) as caught:
        speak(FakeEngine(crash), tmp_path)

    assert "RuntimeError" in str(caught.value)
    assert "mother" not in str(caught.value)


def test_an_engine_that_hangs_is_left_behind(tmp_path: Path) -> None:
    freed = threading.Event()

    def hang(call: int) -> Speech:
        freed.wait(60)
        return Speech(hum(), 24_000)

    engine = FakeEngine(hang)
    started = time.monotonic()
    with pytest.raises(EngineError, match=r"longer than 0\.3 seconds"):
        speak(engine, tmp_path, time_limit=0.3)

    assert time.monotonic() - started < 5
    assert len(engine.spoken) == 2
    assert engine.closed == 2
    freed.set()


@pytest.mark.parametrize(
    ("samples", "fault"),
    [
        (np.zeros(0, np.float32), "silence"),
        (np.zeros(24_000, np.float32), "silence"),
        (np.full(24_000, np.nan, np.float32), "broken"),
        (np.append(hum(), np.float32(np.inf)), "broken"),
        (np.zeros((100, 2), np.float32), "broken"),
        (hum() + np.float32(0.2), "off balance"),
    ],
)
def test_what_is_no_sound_is_refused(tmp_path: Path, samples: Mono, fault: str) -> None:
    with pytest.raises(EngineError, match=fault):
        speak(FakeEngine(lambda call: Speech(samples, 24_000)), tmp_path)


def test_sound_over_full_scale_is_turned_down(tmp_path: Path) -> None:
    engine = FakeEngine(lambda call: Speech(4 * hum(), RATE))

    (clip,) = speak(engine, tmp_path, WELCOME).values()

    assert np.abs(clip.read()).max() == pytest.approx(0.99, abs=0.001)


def test_personal_words_are_kept_by_the_store_under_their_own_rule(tmp_path: Path) -> None:
    name = Utterance("Hello, Sam.", personal=True)
    with ClipStore(tmp_path / "shared", None, b"s" * 32) as store:
        clips = speak_all((WELCOME, name), voice=heart, speed=0.7, engine_factory=FakeEngine, store=store)
        assert clips[WELCOME].path.is_relative_to(tmp_path / "shared")
        assert not clips[name].path.is_relative_to(tmp_path / "shared")


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
def test_ctrl_c_gets_through_while_an_engine_hangs(tmp_path: Path) -> None:
    program = """
import sys, time
from pathlib import Path
from generator.errors import Location
from generator.plan.cues import Utterance
from generator.plan.voice_file import read_voice
from generator.speech.cache import ClipStore
from generator.speech.synthesis import speak_all

class Hanging:
    name = "hanging"
    together = False
    def fingerprint(self, voice): return "x"
    def close(self): print("closed", flush=True)
    def synthesize(self, utterance, voice, speed):
        print("speaking", flush=True)
        time.sleep(600)

voice = read_voice(Path(sys.argv[1]).read_text("utf-8"), "heart", Location("heart"))
with ClipStore(Path(sys.argv[2]), None, b"s" * 32) as store:
    try:
        speak_all([Utterance("Rest.")], voice=voice, speed=0.7, engine_factory=Hanging, store=store)
    except KeyboardInterrupt:
        print("stopped", flush=True)
"""
    import signal

    with subprocess.Popen(
        [sys.executable, "-c", program, str(VOICES / "heart.toml"), str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "speaking\n"
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=5)

    assert said == "closed\nstopped\n"
    assert process.returncode == 0


@pytest.mark.engine
@pytest.mark.parametrize("name", ["heart", "system"])
def test_a_script_is_spoken_with_a_real_voice_and_kept(tmp_path: Path, name: str) -> None:
    voice = read_voice((VOICES / f"{name}.toml").read_text("utf-8"), name, Location(name))

    def run() -> dict[Utterance, StoredClip]:
        with ClipStore(tmp_path, None, b"s" * 32) as store:
            return speak_all(
                SCRIPT,
                voice=voice,
                speed=voice.speed(110),
                engine_factory=lambda: open_engine(voice.engine),
                store=store,
            )

    clips = run()
    stamps = {clip.path: clip.path.stat().st_mtime_ns for clip in clips.values()}

    assert run() == clips
    assert {clip.path: clip.path.stat().st_mtime_ns for clip in clips.values()} == stamps
    assert all(0.2 * RATE < clip.length < 1.5 * RATE for clip in clips.values())
