"""Questions that lead to a first track and to a profile: what is kept, what is refused, and a true terminal."""

import os
import select
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.errors import LengthError, ProfileError, SafetyHold
from generator.first import (
    PROFILE,
    answered,
    check_length,
    first_request,
    keep_answers,
    open_answers,
    own_request,
    sentences_of,
)
from generator.library import Library, open_library
from generator.plan.choices import BEDS, DISTANCES, KINDS, LEVELS, NO_BED, OPTIONS, QUALITIES
from generator.plan.profile import read_profile
from generator.plan.questions import FIRST, MOODS, NO_BREATH, QUESTIONS, Question


def question(key: str) -> Question:
    return next(item for item in QUESTIONS if item.key == key)


@pytest.mark.parametrize("mood", MOODS, ids=lambda mood: mood.practice)
def test_every_mood_leads_to_a_practice_of_the_first_level_that_can_have_its_length(mood: object) -> None:
    library = open_library()
    request = first_request(mood, mood.minutes, "heart")  # type: ignore[arg-type, attr-defined]

    assert request.profile.level == FIRST
    assert check_length(request, library) == pytest.approx(mood.minutes * 60, abs=0.01)  # type: ignore[attr-defined]


def test_being_hard_on_oneself_leads_to_the_friend() -> None:
    assert MOODS[0].practice == "friend-voice"


def test_an_impossible_length_says_what_can_be_had() -> None:
    with pytest.raises(LengthError, match="can last from"):
        check_length(first_request(MOODS[1], 99, "heart"), open_library())


def test_every_answer_on_offer_can_be_used(library: Library) -> None:
    for item in QUESTIONS:
        for _, value in item.answers:
            answered({}, item, [value] if item.several else value, library)
    assert {value for _, value in question("image.kind").answers} == set(KINDS)
    assert {value for _, value in question("image.qualities").answers} == set(QUALITIES)
    assert {value for _, value in question("sound.bed").answers} == {*BEDS, NO_BED}
    assert {value for _, value in question("image.distance").answers} <= set(DISTANCES)
    assert {value for _, value in question("listener.level").answers} <= set(LEVELS)
    assert NO_BREATH in OPTIONS


def test_images_that_are_no_people_come_first() -> None:
    kinds = [value for _, value in question("image.kind").answers]
    assert kinds[-3:] == ["human", "older-you", "figure"]


def test_answers_become_a_profile_and_come_back(library: Library, home: Path) -> None:
    raw = answered({}, question("listener.name"), "Zoë", library)
    raw = answered(raw, question("image.qualities"), ["wisdom", "patience"], library)
    raw = answered(raw, question("breathing.preset"), NO_BREATH, library)
    keep_answers(raw, home / PROFILE)

    profile = read_profile(open_answers(home / PROFILE))
    assert (profile.name, profile.qualities, profile.options) == ("Zoë", ("wisdom", "patience"), (NO_BREATH,))
    assert open_answers(home / "none.toml") == {}


def test_a_broken_file_of_answers_is_told_and_left_alone(home: Path) -> None:
    (home / PROFILE).write_text("name = [", "utf-8")
    with pytest.raises(ProfileError, match="kept from last time"):
        open_answers(home / PROFILE)
    assert (home / PROFILE).read_text("utf-8") == "name = ["


def test_an_answer_that_cannot_be_used_says_why_and_changes_nothing(library: Library) -> None:
    raw = answered({}, question("listener.name"), "Ann", library)
    with pytest.raises(ProfileError, match="too long"):
        answered(raw, question("listener.name"), "word " * 30, library)
    assert read_profile(raw).name == "Ann"


def test_words_of_danger_are_never_kept(library: Library) -> None:
    with pytest.raises(SafetyHold):
        answered({}, question("image.words"), "I want to die", library)


def test_sentences_can_be_read_before_anything_is_made() -> None:
    request = own_request({"listener": {"name": "Ann"}}, MOODS[1], 2)
    sentences = sentences_of(request, open_library())

    assert request.profile.level == FIRST
    assert any("Ann" in sentence.text and sentence.own for sentence in sentences)
    assert not any(len(sentence.text.split()) == 1 for sentence in sentences)


STOP = "\x03"
"""Ctrl-C."""
Converse = Callable[[list[str], list[tuple[str, str]]], tuple[int, str]]


@pytest.fixture
def converse(home: Path) -> Converse:
    """Talk to a command in a true terminal: wait for words, then type."""
    if sys.platform == "win32":
        pytest.skip("there is no pseudo-terminal on Windows")
    import pty

    def talk(words: list[str], turns: list[tuple[str, str]]) -> tuple[int, str]:
        child, terminal = pty.fork()
        if child == 0:
            os.execve(  # noqa: S606
                sys.executable,
                [sys.executable, "-m", "generator", *words],
                {**os.environ, "INNERALLY_HOME": str(home), "TERM": "dumb"},
            )
        heard = _conversation(terminal, list(turns))
        _, status = os.waitpid(child, 0)
        os.close(terminal)
        return os.waitstatus_to_exitcode(status), heard

    return talk


def _conversation(terminal: int, waiting: list[tuple[str, str]]) -> str:
    """All that is heard, each turn typed once its words have come."""
    heard, unread, typed = "", "", ""
    while True:
        if not select.select([terminal], [], [], 2.0)[0]:
            if typed == STOP:
                os.write(
                    terminal, STOP.encode()
                )  # Python misses a signal that comes just before it waits for keys
            continue
        try:
            data = os.read(terminal, 4096).decode("utf-8", "replace")
        except OSError:  # the other end has closed
            return heard
        if not data:
            return heard
        heard, unread = heard + data, unread + data
        if waiting and waiting[0][0] in unread:
            unread = unread.partition(waiting[0][0])[2]
            typed = waiting.pop(0)[1]
            os.write(terminal, typed.encode())


@pytest.mark.engine
def test_three_questions_in_a_terminal_make_a_track(converse: Converse, home: Path) -> None:
    code, heard = converse(
        [],
        [("A number [6]", "2\n"), ("minutes do you have", "1.87\n"), ("h to hear them first", "1\n")],
    )

    assert code == 0, heard
    track = Path(heard.partition("Your track is ")[2].partition("To hear it")[0].replace("\r\n", "").strip())
    made = list(track.parent.glob(f"{track.stem}.*"))
    try:
        assert track in made
        assert "on a phone" in heard
    finally:
        for path in made:
            path.unlink()


def test_stopping_half_way_keeps_the_answers_and_the_next_time_goes_on(
    converse: Converse, home: Path
) -> None:
    code, heard = converse(["new"], [("call you?", "Ann\n"), ("said?", "\n"), ("practised like this", STOP)])

    assert code == 130
    assert "goes on from there" in heard
    assert tomllib.loads((home / PROFILE).read_text("utf-8")) == {"listener": {"name": "Ann"}}

    code, heard = converse(["new"], [("call you?", STOP)])
    assert "[Ann]" in heard


def test_words_of_danger_end_the_questions_with_help_lines_and_keep_nothing(
    converse: Converse, home: Path
) -> None:
    code, heard = converse(["new"], [("call you?", "I want to die\n")])

    assert code == 3
    assert "116 123" in heard
    assert not (home / PROFILE).exists()
