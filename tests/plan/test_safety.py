"""The safety gate (rule R9): what it holds, what it lets by, and what it says. It is a courtesy, no assessment."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import Location, SafetyHold, ScriptError
from generator.plan.profile import Profile
from generator.plan.safety import Locale, Verdict, read_locale

LOCALES = Path(__file__).parents[2] / "scripts" / "locales"
FILES = sorted(LOCALES.glob("*.toml"))
GB = (LOCALES / "en-GB.toml").read_text("utf-8")

DANGER = [
    "I want to die", "i WANT to DIE", "she says she wants to die", "I wanna die", "ready to die", "I'm going to die tonight",
    "thoughts of suicide", "feeling suicidal", "my suicide plan", "unaliving... I mean unalive", "kill myself", "killing myself",
    "end my life", "ending it all", "I want to end it all", "end this life", "take my own life", "taking my life",
    "I wish I was dead", "I wish I were dead", "I wish I’d never been born", "I'd rather be dead", "better off dead",
    "they would be better off without me", "I don't want to live", "I do not want to live any more", "I dont want to be here anymore",
    "I don’t want to wake up", "no reason to live", "there is nothing to live for", "no point going on", "I can't go on",
    "self-harm", "self harming again", "selfharm", "hurting myself", "I cut myself", "cutting my arms", "I've started cutting again",
    "burning myself with cigarettes", "starving myself", "an overdose", "overdosing on pills", "take all my pills", "hang myself",
    "jump off a bridge", "jump in front of a train",
    "my husband hits me", "he beats me", "my dad punches me", "my partner who strangles me", "he is hurting me", "they threaten me",
    "she keeps threatening me", "my ex stalks me", "being abused", "I am being raped", "my daughter is being beaten",
    "I'm getting beaten at home", "an abusive relationship", "scared to go home", "afraid of my husband", "terrified of him",
    "he is going to kill me", "not safe at home", "I don't feel safe at home", "he won't let me leave", "makes me have sex",
    "kill my wife", "going to hurt them",
]  # fmt: skip

STRANGELY_WRITTEN = [
    "ki\u200bll myself", "kill\u200bmyself", "k\u00adill my\u00adself", "KILL  MYSELF", "kill\tmyself", "kill-myself", "“kill myself”",
    "kíll mysélf", "𝐤𝐢𝐥𝐥 𝐦𝐲𝐬𝐞𝐥𝐟", "ｋｉｌｌ ｍｙｓｅｌｆ", "don’t want to live", "don´t want to live", "don`t want to live",
    "dont want to live", "kill, myself", "self–harm", "self_harm", "I want to die.", "…I want to die…", "(kill myself)",
]  # fmt: skip

PAST = [
    "I was abused as a child", "I've been raped", "I was beaten", "childhood abuse", "sexual abuse", "past abuse", "domestic violence",
    "a survivor of incest", "my abuser", "flashbacks at night", "he used to hit me", "they hit me when I was small", "PTSD",
    "my trauma", "childhood trauma", "sexually abused by an uncle", "a violent father", "groomed by a teacher", "after the rape",
    "an abusive childhood",
]  # fmt: skip

HARMLESS = [
    "killing time", "a killer whale", "dressed to kill", "painkillers", "skilled hands", "the kill switch",
    "my feet are killing me", "the suspense is killing me", "this job is killing me", "my knees are hurting me",
    "I cut the hedge myself", "I cut myself some slack", "cutting myself off from friends", "I burn myself out at work",
    "he beats eggs", "my heart beats", "he beats me at chess", "she hits the drum", "a hit song", "the whip is beaten flat",
    "dying to see the sea", "I'm dying of laughter", "die Katze", "a diet", "the dye", "a die-cast car", "old soldiers never die",
    "the wind will die down", "my mother is going to die", "my dog died", "grief for my father's death", "afraid of death",
    "a dead tree", "the dead of night", "deadlines", "dead-ends at work",
    "the end of my working life", "an end to all this noise", "my whole life", "life after work", "this life of mine",
    "a raped field", "a field of rape in flower", "rapeseed", "grapes", "a drapery",
    "an overdose of sunshine", "insecticide", "harmless", "harm reduction work", "unharmed", "myself", "being hard on myself",
    "I beat myself up about things", "I hurt a friend", "my hurt feelings", "hurting less each day",
    "scared of heights", "afraid of going home to an empty flat", "frightened of dogs",
    "safe at home", "home, safe and sound", "a safe place", "he leaves me calm", "they love me", "nobody hits me any more than usual at golf",
    "I want to live by the sea", "I cut myself shaving last week", "I want to wake up early", "I go on and on",
    "self-criticism", "self-care", "shame", "an old yew tree", "gran's armchair", "Sam", "",
]  # fmt: skip

HELD_THOUGH_PERHAPS_HARMLESS = [
    "I don't want to live in fear of emails", "scared of him leaving", "my brother's suicide", "suicide prevention is my job",
    "a stray dog that someone is going to kill: him", "I hurt myself running",
]  # fmt: skip
"""A list of phrases cannot tell these from the others; the hold is kind, and a clinician can pass it."""


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def locale(request: pytest.FixtureRequest) -> Locale:
    path: Path = request.param
    return read_locale(path.read_text("utf-8"), str(path))


@pytest.mark.parametrize("words", DANGER)
def test_a_hint_at_present_danger_is_seen(words: str) -> None:
    assert read_locale(GB, "x").verdict([words]) is Verdict.DANGER


@pytest.mark.parametrize("words", STRANGELY_WRITTEN)
def test_it_is_seen_through_invisible_characters_capitals_and_curly_quotes(words: str) -> None:
    assert read_locale(GB, "x").verdict([words]) is Verdict.DANGER


@pytest.mark.parametrize("words", PAST)
def test_a_mention_of_past_hurt_is_seen_and_is_no_danger(words: str) -> None:
    assert read_locale(GB, "x").verdict([words]) is Verdict.PAST_HURT


@pytest.mark.parametrize("words", HARMLESS)
def test_harmless_words_pass(words: str) -> None:
    assert read_locale(GB, "x").verdict([words]) is Verdict.CLEAR


@pytest.mark.parametrize("words", HELD_THOUGH_PERHAPS_HARMLESS)
def test_some_harmless_words_are_held_and_we_know_it(words: str) -> None:
    assert read_locale(GB, "x").verdict([words]) is Verdict.DANGER


def test_a_harmless_turn_of_phrase_hides_nothing_beside_it(locale: Locale) -> None:
    assert locale.verdict(["I cut myself some slack and want to die"]) is Verdict.DANGER
    assert locale.verdict(["my feet are killing me, and he is hurting me"]) is Verdict.DANGER
    assert locale.verdict(["I burn myself out", "I was abused"]) is Verdict.PAST_HURT


def test_the_graver_verdict_wins_and_values_are_not_read_into_each_other(locale: Locale) -> None:
    assert locale.verdict(["I was abused", "I want to die"]) is Verdict.DANGER
    assert locale.verdict(["the end of all I want", "to die for"]) is Verdict.CLEAR
    assert locale.verdict(["I want to. Die Katze"]) is Verdict.CLEAR
    assert locale.verdict([]) is Verdict.CLEAR


def test_it_reads_every_field_that_holds_words(locale: Locale) -> None:
    words = "I want to die"
    for profile in (
        Profile(name=words), Profile(struggle=words), Profile(label=words), Profile(words=words), Profile(senses={"sight": words}),
        Profile(say={words: "x"}), Profile(say={"x": words}), Profile(fields={"recipient": words}),
    ):  # fmt: skip
        assert locale.verdict(profile.typed()) is Verdict.DANGER


def test_the_hold_is_kind_names_the_lines_and_repeats_nothing(locale: Locale) -> None:
    hold = locale.hold()
    told = str(hold)

    assert isinstance(hold, SafetyHold)
    assert hold.exit_code == 3
    assert "people can, now" in told
    assert "sense-anchor" in told
    assert all(line.name in told and line.contact in told for line in locale.lines)
    assert hold.where is None
    assert not re.search(
        r"suicid(?!e & crisis)|kill|die\b|harm", told.lower().replace("988 suicide & crisis", "")
    )


@given(st.text(max_size=60))
def test_any_words_get_a_verdict(words: str) -> None:
    assert read_locale(GB, "x").verdict([words]) in Verdict


def test_every_country_has_the_same_watch_words_and_its_own_lines() -> None:
    tables = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in FILES}
    read = {path.stem: read_locale(path.read_text("utf-8"), path.name) for path in FILES}

    assert {"en-GB", "en-US"} <= set(tables)
    assert all(table["watch"] == tables["en-GB"]["watch"] for table in tables.values())
    assert all(locale.language == name for name, locale in read.items())
    assert len({tuple(line.contact for line in locale.lines) for locale in read.values()}) == len(read)
    assert "999" in str(read["en-GB"].hold())
    assert "988" in str(read["en-US"].hold())
    assert all("no assessment" in path.read_text("utf-8") for path in FILES)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ('language = "en-GB"', ""),
        ("as_of = 2026-11-22", 'as_of = "last week"'),
        ("[help]", "[hlep]"),
        ('    "suicid*",', "    7,"),
        ('    "suicid*",', '    "(suicid*",'),
        ('    "suicid*",', '    "",'),
        ("danger = [", "dangr = ["),
        ("[watch]", "[watch]\nx = " + "[" * 4000),
        ("offer =", "offr ="),
        ('name = "Shout", ', ""),
    ],
)
def test_a_broken_file_is_told(good: str, bad: str) -> None:
    assert good in GB
    with pytest.raises(ScriptError, match="support lines cannot be read") as caught:
        read_locale(GB.replace(good, bad, 1), "en-GB.toml")
    assert caught.value.where == Location("en-GB.toml")


def test_a_file_without_lines_to_turn_to_is_refused() -> None:
    start, end = GB.index("lines = ["), GB.index("offer =")
    with pytest.raises(ScriptError, match="must not be empty"):
        read_locale(f"{GB[:start]}lines = []\n{GB[end:]}", "en-GB.toml")


def test_a_file_may_do_without_harmless_phrases() -> None:
    locale = read_locale(GB[: GB.index("# Common turns")], "x")
    assert locale.harmless == ()
    assert locale.verdict(["I cut myself some slack"]) is Verdict.DANGER
