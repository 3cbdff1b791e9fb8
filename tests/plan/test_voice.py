"""Voice files: what they hold, how their mistakes are told, and what follows from their figures."""

import dataclasses
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import Location, ProfileError
from generator.plan.phrasing import Pauses
from generator.plan.voice import ENGINES, SENTENCE_RATE, Voice
from generator.plan.voice_file import read_voice
from generator.plan.warmth import Warmth

VOICES = Path(__file__).parents[2] / "voices"
WHERE = Location("voices/heart.toml")
HEART = (VOICES / "heart.toml").read_text("utf-8")
heart = read_voice(HEART, "heart", WHERE)

paces = st.floats(80, 140)
sentences = st.lists(
    st.sampled_from(["the", "old", "yew", "stands", "quietly,", "breathing,", "and", "waits"]), min_size=2
)


@pytest.mark.parametrize("path", sorted(VOICES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_packaged_voice_file_reads(path: Path) -> None:
    voice = read_voice(path.read_text("utf-8"), path.stem, Location(str(path)))

    assert voice.name == path.stem
    assert voice.engine in ENGINES
    assert voice.about.endswith(".")


def test_all_mistakes_of_a_file_are_told_together_with_near_names() -> None:
    text = HEART.replace("title =", "titel =").replace("-26.2", '"loud"').replace("[1.0, 241]", "[1.0, 2]")

    with pytest.raises(ProfileError) as caught:
        read_voice(text, "heart", WHERE)

    told = str(caught.value)
    assert told.startswith("voices/heart.toml: ")
    assert "'titel'" in told
    assert "Did you mean 'title'" in told
    assert "'loudness' must be a number" in told
    assert "'pace.rates'" in told


def test_an_unknown_engine_is_answered_with_a_near_one() -> None:
    with pytest.raises(ProfileError, match=r"no engine 'nueral'.*Did you mean 'neural'"):
        read_voice(HEART.replace('"neural"', '"nueral"'), "heart", WHERE)


def test_broken_toml_names_its_line() -> None:
    with pytest.raises(ProfileError) as caught:
        read_voice('title = "Heart"\nengine = \n', "heart", WHERE)

    assert caught.value.where == Location("voices/heart.toml", 2)


@pytest.mark.parametrize("value", ["nan", "inf", "true", '"-26"', "[]", "5"])
def test_a_loudness_that_is_no_level_is_refused(value: str) -> None:
    with pytest.raises(ProfileError, match="loudness"):
        read_voice(HEART.replace("-26.2", value), "heart", WHERE)


@given(st.text())
def test_any_text_is_a_voice_or_a_profile_error(text: str) -> None:
    try:
        voice = read_voice(text, "heart", WHERE)
    except ProfileError:
        return
    assert isinstance(voice, Voice)


@given(paces, paces)
def test_a_faster_pace_never_slows_the_engine(one: float, other: float) -> None:
    slower, faster = sorted((one, other))

    assert heart.speed(slower) <= heart.speed(faster)


@given(paces)
def test_the_engine_keeps_within_the_natural_range(pace: float) -> None:
    assert heart.rates[0][0] <= heart.speed(pace) <= heart.rates[-1][0]


def test_the_default_pace_gives_its_rate_inside_sentences() -> None:
    straight = dataclasses.replace(heart, rates=((0.5, 100.0), (1.0, 200.0)))

    assert straight.speed(110) == pytest.approx(SENTENCE_RATE * 110 / 200, abs=0.001)


@pytest.mark.parametrize("pace", [79.9, 140.1, 0, -110, float("nan"), float("inf")])
def test_a_pace_off_the_dial_is_refused(pace: float) -> None:
    with pytest.raises(ProfileError, match="80 to 140"):
        heart.speed(pace)


@given(sentences)
def test_more_words_take_longer(words: list[str]) -> None:
    assert heart.estimate(" ".join([*words, "now."]), 0.7) > heart.estimate(" ".join(words) + ".", 0.7)


@given(sentences)
def test_slower_speech_takes_longer(words: list[str]) -> None:
    text = " ".join(words) + "."

    assert heart.estimate(text, 0.65) > heart.estimate(text, 0.8) > heart.estimate(text, 1.0)


def test_a_comma_takes_time() -> None:
    plain, broken = heart.estimate("Rest here and wait.", 1.0), heart.estimate("Rest here, and wait.", 1.0)

    assert broken - plain == pytest.approx(heart.comma + heart.reach * (heart.pauses.comma - heart.comma))


def test_a_voice_without_rests_of_its_own_keeps_the_engines() -> None:
    plain = dataclasses.replace(heart, pauses=Pauses())
    longer = plain.estimate("Rest here, and wait.", 1.0) - plain.estimate("Rest here and wait.", 1.0)

    assert longer == pytest.approx(plain.comma)


def test_the_room_at_the_end_of_a_sentence_takes_time_and_that_of_a_count_does_not() -> None:
    dry = dataclasses.replace(heart, warmth=Warmth())

    assert heart.estimate("Rest.", 0.7) - dry.estimate("Rest.", 0.7) == pytest.approx(heart.warmth.tail)
    assert heart.estimate("two", 0.7) == dry.estimate("two", 0.7)


@pytest.mark.parametrize("table", ["pauses", "warmth"])
def test_rests_and_warmth_may_be_left_out_of_a_voice_file(table: str) -> None:
    bare = re.sub(rf"\[{table}\]\n(?:\w.*\n)+", "", HEART)

    assert getattr(read_voice(bare, "heart", WHERE), table) == {"pauses": Pauses(), "warmth": Warmth()}[table]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("body = 20", "'body' must be a number of dB from 0 to 6"),
        ("room = true", "'room' must be a number from 0 to 0.3"),
        ("bass = 2", "no voice key 'warmth.bass'"),
        ("even = -0.1", "'even' must be a number from 0 to 0.8"),
    ],
)
def test_a_treatment_beyond_gentle_is_refused(wrong: str, told: str) -> None:
    with pytest.raises(ProfileError, match=re.escape(told)):
        read_voice(re.sub(r"\[warmth\]\n(?:\w.*\n)+", f"[warmth]\n{wrong}\n", HEART), "heart", WHERE)


def test_a_rest_too_long_for_a_sentence_is_refused() -> None:
    with pytest.raises(ProfileError, match="'comma' must be a number of seconds from 0 to 2"):
        read_voice(HEART.replace("comma = 0.55", "comma = 5"), "heart", WHERE)


def test_a_count_is_not_drawn_out_past_its_beat_but_a_sentence_of_one_word_is() -> None:
    assert heart.speed_for("seven", 0.65) == heart.alone
    assert heart.speed_for("seven", 0.9) == 0.9
    assert heart.speed_for("Welcome.", 0.65) == 0.65
    assert heart.speed_for("Breathe in", 0.65) == 0.65
    assert heart.estimate("seven", 0.65) == heart.estimate("seven", heart.alone) < 0.75


def test_an_installed_voice_takes_over_the_figures() -> None:
    other = heart.as_installed("gmw/en-us", title="English (America)", language="en-us", gender="male")

    assert other.name == "neural:gmw/en-us"
    assert other.id == "gmw/en-us"
    assert other.rates == heart.rates
    assert heart.as_installed("x", title="X", language="", gender="").language == heart.language
