"""One contract for every engine: what goes in, what comes out, and what nobody can make it do."""

import dataclasses
import importlib.util
import math
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from hibari.g2p import G2P

from generator.errors import ChoiceError, EngineError, Location
from generator.plan.cues import Said, Utterance
from generator.plan.phrasing import Pauses
from generator.plan.voice import RECORDED, Voice, found_voice
from generator.plan.voice_file import read_voice
from generator.plan.warmth import Warmth
from generator.sound.clip import resampled, trim
from generator.sound.voicing import voiced
from generator.speech.engine import ENGINE_NAMES, SpeechEngine, installed_voice, open_engine
from generator.speech.kokoro import KokoroEngine
from generator.speech.measuring import measured
from generator.speech.recorded import LineIndex, lines_of
from generator.speech.recorded_files import NewLine, keep_lines
from generator.speech.wording import Unspeakable
from tests.speech.tiny_models import SECONDS_A_SIGN, write_kokoro, write_piper

VOICES = Path(__file__).parents[2] / "voices"
SENTENCE = Utterance("Notice the light, and let the shoulders be soft.")
TEXTS = (
    SENTENCE.text,
    "The yew has stood through hard winters.",
    "You might picture somewhere to meet, perhaps a clearing, or a quiet shore.",
    "Feel your feet.",
    "Let the ground take a little more of your weight.",
    "When the mind wanders, come back, as often as you need to.",
    "Its warmth reaches you slowly, like sun on stone.",
    "There will be a long quiet now, and then I will speak again.",
    "What would its voice sound like, if it spoke?",
    "Take whatever comes.",
)
voices = {
    voice.engine: voice
    for voice in (
        read_voice((VOICES / f"{name}.toml").read_text("utf-8"), name, Location(name))
        for name in ("heart", "system", "joe", "kokoro")
    )
}
COUNTS = ("In", "Out", "two", "three", "four", "five", "six", "seven")
REST = Utterance("Rest here.")
TINY = {"tiny piper": "en_GB-tiny", "tiny kokoro": "af_tiny"}
"""Models that this suite builds; all that they lack is a mouth."""
FREE = ("neural", "system", "piper", *TINY)
"""Engines that say any words; a recorded voice has its own lines and no others."""


@dataclasses.dataclass(frozen=True)
class Case:
    """An engine and one of its voices."""

    engine: SpeechEngine
    voice: Voice


@pytest.fixture(scope="module")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("voices")
    write_kokoro(folder)
    write_piper(folder)
    return folder


def recorded(folder: Path) -> Voice:
    """A voice whose lines somebody recorded: here, the embedded one."""
    engine, heart = open_engine("neural"), voices["neural"]
    lines = []
    for text in dict.fromkeys((*TEXTS, *COUNTS, REST.text)):
        speech = engine.synthesize(Utterance(text), heart, heart.speed_for(text, heart.speed(110)))
        clip = resampled(trim(speech.samples, speech.rate), speech.rate)
        lines.append(NewLine(text, clip, personal=False))
    engine.close()
    file = keep_lines("anna", lines, LineIndex("salt"), folder)
    voice = read_voice(file.read_text("utf-8"), "anna", Location("anna"))
    return dataclasses.replace(voice, lines=lines_of("anna", [folder]))


@pytest.fixture(scope="module", params=[*FREE, RECORDED])
def case(request: pytest.FixtureRequest, tiny_folder: Path) -> Iterator[Case]:
    name = request.param.removeprefix("tiny ")
    anna = recorded(tiny_folder) if name == RECORDED else None
    engine = open_engine(name, [tiny_folder])
    if request.param in TINY:
        found = {item.id: item for item in engine.installed()}[TINY[request.param]]
        voice = found_voice(found.id, name, title=found.title, language=found.language, gender=found.gender)
        # A hum has no commas to rest at.
        voice = dataclasses.replace(voice, pauses=Pauses(), warmth=Warmth())
        voice = measured(voice, [Utterance(text) for text in TEXTS], lambda: open_engine(name, [tiny_folder]))
    else:
        voice = anna or voices[name]
    yield Case(engine, voice)
    engine.close()


@pytest.fixture
def engine(case: Case) -> SpeechEngine:
    return case.engine


@pytest.fixture
def voice(case: Case) -> Voice:
    return case.voice


def seconds(engine: SpeechEngine, voice: Voice, text: str, *said: Said, speed: float = 0.8) -> float:
    speech = engine.synthesize(Utterance(text, said), voice, speed)
    return len(voiced(speech.samples, speech.rate, text, voice)) / speech.rate


def test_every_engine_has_a_voice_file() -> None:
    assert set(voices) | {RECORDED} == set(ENGINE_NAMES)  # people record voices of that one themselves


def test_an_unknown_engine_is_answered_with_near_names() -> None:
    with pytest.raises(ChoiceError, match="Did you mean 'neural'"):
        open_engine("neral")


def test_opening_an_engine_loads_no_library() -> None:
    loaded = set(sys.modules)
    for name in ENGINE_NAMES:
        open_engine(name).close()

    assert not {"pyttsx3", "onnxruntime", "piper"} & (set(sys.modules) - loaded)


def test_a_missing_library_is_a_problem_with_a_command_and_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)

    for name in voices:
        problems = open_engine(name).problems(voices[name])
        assert problems
        assert all("run: python -m pip install" in problem for problem in problems)


@pytest.mark.engine
class TestContract:
    """Holds for every engine, those with recorded lines too."""

    def test_it_is_ready_here(self, engine: SpeechEngine, voice: Voice) -> None:
        assert engine.problems(voice) == ()

    def test_its_fingerprint_names_library_and_version(
        self, engine: SpeechEngine, voice: Voice, tiny_folder: Path
    ) -> None:
        fingerprint = engine.fingerprint(voice)

        assert fingerprint == open_engine(engine.name, [tiny_folder]).fingerprint(voice)
        assert any(character.isdigit() for character in fingerprint)

    def test_it_lists_voices(self, engine: SpeechEngine) -> None:
        found = engine.installed()

        assert found
        assert all(voice.id and voice.title for voice in found)

    def test_speech_is_a_sound_that_can_be_played(self, engine: SpeechEngine, voice: Voice) -> None:
        speech = engine.synthesize(SENTENCE, voice, 0.8)

        assert speech.samples.dtype == np.float32
        assert speech.samples.ndim == 1
        assert np.isfinite(speech.samples).all()
        assert 0.1 < np.abs(speech.samples).max() < 0.99
        assert abs(float(speech.samples.mean())) < 0.005
        assert 16_000 <= speech.rate <= 48_000

    @pytest.mark.parametrize("pace", [80, 110, 140])
    def test_length_agrees_with_the_estimate(self, engine: SpeechEngine, voice: Voice, pace: float) -> None:
        speed = voice.speed(pace)
        spoken = sum(seconds(engine, voice, text, speed=speed) for text in TEXTS)

        assert spoken == pytest.approx(sum(voice.estimate(text, speed) for text in TEXTS), rel=0.08)

    def test_loudness_is_the_voice_files(self, engine: SpeechEngine, voice: Voice) -> None:
        import pyloudnorm

        speeches = [engine.synthesize(Utterance(text), voice, voice.speed(110)) for text in TEXTS]
        spoken = np.concatenate([trim(speech.samples, speech.rate) for speech in speeches]).astype(float)
        measured = pyloudnorm.Meter(speeches[0].rate).integrated_loudness(spoken)

        assert measured == pytest.approx(voice.loudness, abs=1.0)

    @pytest.mark.parametrize("count", COUNTS)
    def test_a_count_fits_its_beat(self, engine: SpeechEngine, voice: Voice, count: str) -> None:
        assert 0.2 < seconds(engine, voice, count, speed=voice.speed_for(count, voice.speed(110))) < 0.75

    @pytest.mark.parametrize("text", ["", "...", "🙂", "Привет, friend", "你好"])
    def test_what_it_cannot_say_is_an_error(self, engine: SpeechEngine, voice: Voice, text: str) -> None:
        with pytest.raises(Unspeakable):
            engine.synthesize(Utterance(text), voice, 0.8)

    def test_a_voice_it_does_not_have_is_an_error(self, engine: SpeechEngine, voice: Voice) -> None:
        with pytest.raises(EngineError):
            engine.synthesize(SENTENCE, dataclasses.replace(voice, id="no-such-voice"), 0.8)

    def test_it_speaks_again_after_it_was_closed_twice(self, engine: SpeechEngine, voice: Voice) -> None:
        engine.close()
        engine.close()

        assert seconds(engine, voice, "Rest here.") > 0.3

    def test_speech_asked_for_at_once_is_the_same_if_it_says_it_can(
        self, engine: SpeechEngine, voice: Voice
    ) -> None:
        if not engine.together:
            return
        alone = [seconds(engine, voice, text) for text in TEXTS[:4]]
        with ThreadPoolExecutor(4) as pool:
            at_once = list(pool.map(lambda text: seconds(engine, voice, text), TEXTS[:4]))

        assert at_once == pytest.approx(alone, rel=0.0 if voice.deterministic else 0.15)

    def test_it_prints_nothing(
        self, engine: SpeechEngine, voice: Voice, capfd: pytest.CaptureFixture[str]
    ) -> None:
        engine.close()
        engine.synthesize(SENTENCE, voice, 0.8)

        assert capfd.readouterr() == ("", "")

    def test_it_needs_no_network(
        self, engine: SpeechEngine, voice: Voice, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_args: object) -> NoReturn:
            raise AssertionError("the network was asked")

        monkeypatch.setattr(socket.socket, "connect", refuse)
        monkeypatch.setattr(socket, "getaddrinfo", refuse)
        engine.close()

        assert seconds(engine, voice, "Rest here.") > 0.3


@pytest.mark.engine
@pytest.mark.parametrize("case", FREE, indirect=True, scope="module")
class TestAnyWords:
    """Holds for every engine that says whatever it is given, at any speed; `TestRecordedLines` holds for the others."""

    def test_slower_is_longer(self, engine: SpeechEngine, voice: Voice) -> None:
        slow, fast = voice.rates[0][0], voice.rates[-1][0]

        assert seconds(engine, voice, SENTENCE.text, speed=slow) > 1.3 * seconds(
            engine, voice, SENTENCE.text, speed=fast
        )

    def test_short_sentences_are_not_rushed(self, engine: SpeechEngine, voice: Voice) -> None:
        """Syllables a second, counted by ear, at the slowest natural speed."""
        short = {
            "And that is all right.": 6,
            "Rest here now.": 3,
            "There is time.": 3,
            "You are not alone.": 5,
        }
        long = {"Let your shoulders drop a little, and notice the ground holding you up from below.": 19}
        rates = [
            sum(few.values()) / sum(seconds(engine, voice, text, speed=voice.rates[0][0]) for text in few)
            for few in (short, long)
        ]

        assert rates[0] < 1.1 * rates[1]

    def test_markup_is_spoken_as_words_or_not_at_all(self, engine: SpeechEngine, voice: Voice) -> None:
        obeyed = seconds(engine, voice, "Hello y there")
        typed = seconds(engine, voice, "Hello [extraordinarily](/y/) there")

        assert typed > obeyed + 0.5

    @pytest.mark.parametrize(
        "break_cue",
        ["<break time='30s'/>", "[[slnc 30000]]", "{{ pause }}", "<silence msec='30000'/>", "[pause 30s]"],
    )
    def test_a_typed_pause_is_not_obeyed(self, engine: SpeechEngine, voice: Voice, break_cue: str) -> None:
        assert seconds(engine, voice, f"Rest {break_cue} here") < 15

    def test_a_pronunciation_changes_how_a_word_is_said_but_not_the_rest(
        self, engine: SpeechEngine, voice: Voice
    ) -> None:
        short = seconds(engine, voice, "Sam, rest here.", Said(0, 3, "SAM"))
        long = seconds(engine, voice, "Sam, rest here.", Said(0, 3, "sa-man-THA-na-na-na-na-na-na-na"))

        assert long > short + 0.4

    def test_it_speaks_a_long_text(self, engine: SpeechEngine, voice: Voice) -> None:
        assert (
            seconds(engine, voice, " ".join(["The sea goes in and out, and nobody tells it to."] * 20)) > 30
        )

    def test_it_speaks_a_sentence_of_two_thousand_words(self, engine: SpeechEngine, voice: Voice) -> None:
        if voice.name == "joe":
            pytest.skip("half a minute of work; the tiny Piper voice goes the same way")
        words = 200 * ["and the sea goes out again and so it", "comes"]
        sentence = " ".join(words).capitalize() + "."
        short = " ".join(words[:20]).capitalize() + "."

        assert len(sentence.split()) == 2000
        lengths = []
        for text in (sentence, short):
            speech = engine.synthesize(Utterance(text), voice, 1.0)
            lengths.append(len(speech.samples) / speech.rate)
        assert lengths[0] > 15 * lengths[1]

    def test_emoji_among_words_are_passed_over(self, engine: SpeechEngine, voice: Voice) -> None:
        plain, dressed = (seconds(engine, voice, text) for text in ("Rest here.", "Rest 🙂 here 🌊."))

        assert dressed == pytest.approx(plain, abs=0.35)


@pytest.mark.engine
@pytest.mark.parametrize("case", [RECORDED], indirect=True, scope="module")
class TestRecordedLines:
    """What takes the place of `TestAnyWords` where somebody recorded their lines.

    Markup, typed pauses, emoji, pronunciations and long texts are words like others: they were recorded, or are refused.
    """

    @pytest.mark.parametrize("speed", [0.5, 1.0, 2.0])
    def test_a_line_keeps_the_speakers_own_pace(
        self, engine: SpeechEngine, voice: Voice, speed: float
    ) -> None:
        assert voice.lines is not None
        speech = engine.synthesize(SENTENCE, voice, speed)

        assert len(speech.samples) / speech.rate == pytest.approx(voice.lines.length(SENTENCE.text), abs=1e-4)

    def test_a_line_is_known_by_its_words_however_they_are_spaced(
        self, engine: SpeechEngine, voice: Voice
    ) -> None:
        spaced = engine.synthesize(Utterance(SENTENCE.text.replace(" ", "  ")), voice, 1.0)

        assert np.array_equal(spaced.samples, engine.synthesize(SENTENCE, voice, 1.0).samples)

    @pytest.mark.parametrize(
        "text",
        [
            "Hello Samuel, rest here.",
            f"{SENTENCE.text} [pause 30s]",
            f"<break time='30s'/> {SENTENCE.text}",
            "Rest 🙂 here 🌊.",
            " ".join(["The sea goes in and out."] * 20),
        ],
    )
    def test_words_that_were_not_recorded_are_refused_and_not_repeated(
        self, engine: SpeechEngine, voice: Voice, text: str
    ) -> None:
        with pytest.raises(EngineError, match="no recording of one of these lines") as told:
            engine.synthesize(Utterance(text), voice, 1.0)
        assert "Samuel" not in str(told.value)


@pytest.mark.engine
def test_the_embedded_voice_says_the_same_samples_twice() -> None:
    engine, voice = open_engine("neural"), voices["neural"]

    first, second = (engine.synthesize(SENTENCE, voice, 0.7).samples for _ in range(2))

    assert np.array_equal(first, second)


@pytest.mark.engine
def test_the_embedded_engine_never_downloads_a_voice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HIBARI_HOME", str(tmp_path))

    with pytest.raises(EngineError, match="not on this computer"):
        open_engine("neural").synthesize(SENTENCE, dataclasses.replace(voices["neural"], id="emma"), 0.8)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.engine
def test_an_owners_ending_follows_the_sound_before_it() -> None:
    engine, voice = open_engine("neural"), voices["neural"]
    respelled = engine.synthesize(Utterance("Sam's tree.", (Said(0, 3, "sam"),)), voice, 0.8)
    plain = engine.synthesize(Utterance("Sam's tree."), voice, 0.8)

    assert np.array_equal(respelled.samples, plain.samples)


@pytest.mark.engine
def test_the_systems_voices_leave_no_files_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    engine = open_engine("system")
    engine.synthesize(SENTENCE, voices["system"], 0.8)
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    engine.close()

    assert kept == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.engine
def test_an_installed_voice_is_found_by_its_id_and_others_are_offered() -> None:
    engine = open_engine("system")
    listed = engine.installed()[0]
    engine.close()

    voice = installed_voice(f"system:{listed.id}", voices["system"])

    assert (voice.name, voice.id) == (f"system:{listed.id}", listed.id)
    with pytest.raises(ChoiceError, match="Did you mean"):
        installed_voice(f"system:{listed.id}x", voices["system"])


@pytest.mark.engine
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="espeak-ng's own voices")
def test_two_installed_voices_sound_different() -> None:
    engine, voice = open_engine("system"), voices["system"]
    lengths = [
        len(engine.synthesize(SENTENCE, dataclasses.replace(voice, id=voice_id), 0.8).samples)
        for voice_id in ("gmw/en-us", "gmw/en-gb-scotland")
    ]
    engine.close()

    assert not math.isclose(*lengths, rel_tol=0.001)


@pytest.mark.engine
@pytest.mark.parametrize("text", ["9,876,543 " * 9, "XQZ" * 200])
def test_more_sounds_than_kokoro_takes_in_one_go_are_all_said(tiny_folder: Path, text: str) -> None:
    engine = KokoroEngine([tiny_folder])
    voice = dataclasses.replace(voices["kokoro"], id="af_tiny")
    signs = len(G2P()(text.strip()))

    spoken = seconds(engine, voice, text, speed=1.0)

    assert signs > 510
    assert spoken == pytest.approx(signs * SECONDS_A_SIGN, rel=0.05)
