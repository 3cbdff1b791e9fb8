"""Pronunciations: respellings and IPA in the embedded voice's alphabet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.speech.pronunciation import from_ipa, from_respelling, is_ipa, to_ipa
from generator.speech.wording import Unspeakable

READ = {"shi": "ʃˈi", "vawn": "vˈɔn.", "neev": "nˈiv", "ee": "ˈi", "fa": "fˈɑ", "anna": "ˈænə"}


@pytest.mark.parametrize(
    ("ipa", "signs"),
    [
        ("/ʃəvˈɔːn/", "ʃəvˈɔn"),
        ("/ʃɪˈvɔːn/", "ʃɪvˈɔn"),
        ("/ˈsɜːɹʃə/", "sˈɜɹʃə"),
        ("/ˈsɜːʃə/", "sˈɜɹʃə"),
        ("/niːv/", "nˈiv"),
        ("/ˈdʒoʊ.i/", "ʤˈOi"),
        ("/ˈmaɪkəl/", "mˈIkəl"),
        ("/ɡreɪs/", "ɡɹˈAs"),
        ("/gr'eis/", "ɡɹˈɛis"),
        ("/ˌænəˈliːz/", "ˌænəlˈiz"),
        ("/tʃɛn/", "ʧˈɛn"),
    ],
)
def test_ipa_is_written_in_the_voices_alphabet_with_stress_before_the_vowel(ipa: str, signs: str) -> None:
    assert from_ipa(ipa) == signs


@pytest.mark.parametrize("ipa", ["/Ω/", "/ʃv/", "/](x/", "//y//", "/ˈ/", "/ʃ)/"])
def test_what_is_no_ipa_is_refused(ipa: str) -> None:
    with pytest.raises(Unspeakable, match="shi-VAWN"):
        from_ipa(ipa)


@given(st.text(max_size=12))
def test_no_ipa_can_break_out_of_the_engines_syntax(text: str) -> None:
    try:
        signs = from_ipa(f"/{text}/")
    except Unspeakable:
        return
    assert not set(signs) & set("[]()/")


@pytest.mark.parametrize(
    ("respelling", "signs"),
    [
        ("shi-VAWN", "ʃivˈɔn"),
        ("NEEV", "nˈiv"),
        ("neev", "nˈiv"),
        ("EE-fa", "ˈifɑ"),
        ("shi-vawn", "ʃˈivɔn"),
        ("ANNA fa", "ˈænə fˈɑ"),
        ("[shi](/VAWN/)", "ʃivˈɔn"),
    ],
)
def test_a_respelling_is_stressed_on_its_capitals_and_nowhere_else(respelling: str, signs: str) -> None:
    assert from_respelling(respelling, lambda word: READ[word]) == signs


@pytest.mark.parametrize(
    ("respelling", "signs"),
    [
        ("AY-fee", "ˈAfi"),
        ("KEE-uh-ra", "kˈiəɹɑ"),
        ("OH-in", "ˈOɪn"),
        ("roh-SHEEN", "ɹOʃˈin"),
        ("KWEH", "kwˈɛ"),
        ("ahn-JEH-lee", "ɑnʤˈɛli"),
        ("VOY-chek", "vˈYʧɛk"),
        ("new-en", "nˈuɛn"),
        ("zhoh-OWN", "ʒOˈWn"),
        ("shuh-NEESE", "ʃənˈis"),
        ("GER-da", "ɡˈɜɹdɑ"),
        ("pet-er", "pˈɛtəɹ"),
    ],
)
def test_syllables_of_the_usual_kind_are_said_as_people_mean_them(respelling: str, signs: str) -> None:
    read = {"neese": "nˈis"}

    assert from_respelling(respelling, lambda word: read[word]) == signs


@pytest.mark.parametrize("respelling", ["", "-", "  ", "()"])
def test_an_empty_respelling_is_refused(respelling: str) -> None:
    with pytest.raises(Unspeakable):
        from_respelling(respelling, lambda word: READ[word])


def test_ipa_is_told_by_its_slashes() -> None:
    assert is_ipa("/niːv/")
    assert not is_ipa("NEEV")
    assert not is_ipa("/")
    assert not is_ipa("//")


@pytest.mark.parametrize("ipa", ["ʃəvˈɔn", "ˈeɪfi", "ʤˈO", "tʃˈɛn", "wˈaɪnd dˈaʊn", "bˈɔɪ"])
def test_what_a_voice_tells_of_its_reading_can_be_given_back_to_it(ipa: str) -> None:
    signs = from_ipa(f"/{ipa}/")

    assert from_ipa(f"/{to_ipa(signs + '.')}/") == signs
