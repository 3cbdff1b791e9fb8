"""Words as engines get them: nothing typed is obeyed, nothing unspeakable is dropped in silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import EngineError
from generator.plan.cues import Said, Utterance
from generator.speech.wording import Unspeakable, plain, require_speakable, stretches


def test_stretches_give_back_the_text_with_its_pronunciations() -> None:
    utterance = Utterance("Welcome, Siobhan. Rest.", (Said(9, 16, "shi-VAWN"),))

    assert list(stretches(utterance)) == [("Welcome, ", ""), ("Siobhan", "shi-VAWN"), (". Rest.", "")]


@given(st.text(max_size=30), st.data())
def test_stretches_lose_nothing(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    said = tuple(Said(a, b, "x") for a, b in zip(cuts[::2], cuts[1::2], strict=False))

    assert "".join(part for part, _ in stretches(Utterance(text, said))) == text


@pytest.mark.parametrize(
    ("typed", "given_to_the_engine"),
    [
        ("Hello [x](/y/) there", "Hello x ( y ) there"),
        ("{{ name }} and {% if %}", " name and % if % "),
        ("*soft* _now_ # yes", " soft now yes"),
        ("<break time='9s'/>rest", " break time='9s' rest"),
        ("[[slnc 5000]] rest", " slnc 5000 rest"),
        ("and/or 1/2 of it", "and or 1/2 of it"),
        ("rest 🙂 here 👩‍👩‍👧", "rest here "),
        ("line\none\ttwo\x00three", "line one two three"),
        ("don't “wait” – rest…", "don't “wait” – rest…"),
        ("Zoë, naïve, Łukasz, Nguyễn", "Zoë, naïve, Łukasz, Nguyễn"),
    ],
)
def test_what_an_engine_might_obey_is_taken_out(typed: str, given_to_the_engine: str) -> None:
    assert plain(typed) == given_to_the_engine


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("4-7-8 breathing", "4, 7, 8 breathing"),
        ("4–7–8", "4, 7, 8"),
        ("2-3 breaths", "2 to 3 breaths"),
        ("10 - 15 minutes", "10 to 15 minutes"),
        ("on 2026-11-22", "on 2026-11-22"),
        ("a well-worn path", "a well-worn path"),
        ("COVID-19", "COVID-19"),
    ],
)
def test_hyphens_between_small_numbers_are_read_as_people_mean_them(typed: str, read: str) -> None:
    assert plain(typed) == read


@given(st.text())
def test_no_markup_is_left_in_any_text(text: str) -> None:
    assert not set(plain(text)) & set("[]{}<>|\\^~`*_#\n\r\t")


@given(st.text(alphabet="abc é,.'?!-1 "))
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    "text", ["Привет, my dear old friend", "你好 my dear old friend", "ʃəvˈɔn my dear old friend"]
)
def test_other_alphabets_are_refused_without_repeating_the_sentence(text: str) -> None:
    with pytest.raises(Unspeakable) as caught:
        require_speakable(Utterance(text, personal=True), "en-US")

    told = str(caught.value)
    assert "dear" not in told
    assert f"'{text.split()[0].strip(',')}'" in told
    assert isinstance(caught.value, EngineError)


def test_each_word_in_another_alphabet_is_named_once() -> None:
    with pytest.raises(Unspeakable, match="cannot say 'Привет', 'Ольга': it reads Latin letters only"):
        require_speakable(Utterance("Привет, dear Ольга. Привет, «Ольга»!"), "en-GB")


def test_no_more_than_twenty_characters_of_a_word_are_named() -> None:
    letters = "".join(map(chr, range(0x0410, 0x0450)))

    with pytest.raises(Unspeakable) as caught:
        require_speakable(Utterance(letters), "en-GB")

    assert letters[:20] in str(caught.value)
    assert letters[20] not in caught.value.what


@pytest.mark.parametrize("text", ["", "   ", "...", "🙂", "[ ]", "—"])
def test_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(Unspeakable, match="no words to say"):
        require_speakable(Utterance(text), "en-US")


def test_a_name_in_another_alphabet_may_say_how_it_sounds() -> None:
    require_speakable(Utterance("Hello, Юлия.", (Said(7, 11, "YOO-lee-ya"),)), "en-US")
    require_speakable(Utterance("Юлия", (Said(0, 4, "YOO-lee-ya"),)), "en-US")


def test_a_voice_of_another_language_keeps_its_own_alphabet() -> None:
    require_speakable(Utterance("Привет"), "ru")
