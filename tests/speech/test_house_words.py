"""The lists that come with the voices: sayable, out of the way of ordinary words, and needed."""

import re
from functools import cache
from typing import Any

import pytest

from generator.errors import Location
from generator.plan.cues import Say, Utterance
from generator.plan.lexicon import Lexicon
from generator.plan.lexicon_file import read_lexicon
from generator.plan.profile import Profile
from generator.speech.neural import NeuralEngine
from generator.speech.pronunciation import from_ipa, is_ipa
from tests.plan.shipped import LIBRARY, PRACTICES, ready

FOLDER = LIBRARY.voices[-1] / "lexicon"


def house(name: str) -> dict[str, str]:
    path = FOLDER / f"{name}.toml"
    return read_lexicon(path.read_text(encoding="utf-8"), Location(str(path)))


NAMES, WORDS = house("names"), house("words")


@cache
def reading(text: str) -> str:
    """The embedded voice's own signs for a text."""
    return " ".join(_model().phonemize(text))


@cache
def _model() -> Any:
    import hibari

    return hibari.Hibari(voice="heart", threads=1)


@pytest.mark.parametrize("name", ["names", "words"])
def test_every_entry_is_ipa_that_the_voice_has_signs_for(name: str) -> None:
    for word, sound in house(name).items():
        assert is_ipa(sound), word
        assert "ˈ" in from_ipa(sound), word


def test_there_are_names_of_many_origins() -> None:
    known = ["Aoife", "Saoirse", "Eilidh", "Siân", "Krzysztof", "Łukasz", "Rajesh", "Xin", "Nguyen", "Oluwaseun",
             "Chiamaka", "Ayşe", "Jakub", "Thabo", "João", "Zsófia"]  # fmt: skip

    assert len(NAMES) >= 300
    lexicon = Lexicon(NAMES)
    assert [name for name in known if not lexicon.spans(name)] == []


def test_no_name_stands_among_the_words_of_our_scripts() -> None:
    lexicon = Lexicon(NAMES)
    for name in PRACTICES:
        script = ready(name, Profile()).candidates[0].script
        for cue in script.cues:
            if isinstance(cue, Say):
                text = cue.utterance.text
                assert [text[span.start : span.end] for span in lexicon.spans(text)] == []


@pytest.mark.parametrize(
    "word", ["Can", "Said", "Will", "Rose", "Grace", "May", "An", "Long", "Sun", "Mind", "Art"]
)
def test_ordinary_words_are_no_names(word: str) -> None:
    assert Lexicon(NAMES).spans(f"{word} you rest, {word.lower()}?") == ()


@pytest.mark.engine
def test_every_name_on_the_list_is_one_that_the_voice_reads_in_another_way() -> None:
    needless = [
        name
        for name, sound in NAMES.items()
        if re.sub(r"[.ˌ ]", "", reading(name)) == re.sub(r"[ˌ ]", "", from_ipa(sound))
    ]

    assert needless == []


@pytest.mark.engine
@pytest.mark.parametrize(
    ("sentence", "signs"),
    [
        ("Let your eyes close.", "klˈOz"),
        ("Let the day wind down.", "wˈInd"),
        ("It is easy to get used to it.", "jˈust"),
        ("You might feel content.", "kəntˈɛnt"),
        ("Go back and read that one.", "ɹˈid"),
    ],
)
def test_words_said_in_two_ways_are_said_in_the_right_one(sentence: str, signs: str) -> None:
    assert signs not in reading(sentence)
    (first, *_) = LIBRARY.lexicon().spans(sentence)
    assert signs in from_ipa(first.sound)


@pytest.mark.engine
def test_the_embedded_voice_obeys_the_lists() -> None:
    voice = LIBRARY.voice("heart")
    text = "Siobhan, let your eyes close."
    engine = NeuralEngine()
    try:
        listed = engine.synthesize(Utterance(text, LIBRARY.lexicon().spans(text)), voice, 1.0)
        left = engine.synthesize(Utterance(text), voice, 1.0)
    finally:
        engine.close()

    assert len(listed.samples) != len(left.samples)
