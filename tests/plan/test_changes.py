"""Sentences that a listener put in their own words."""

from dataclasses import replace

from generator.plan.changes import with_changes
from generator.plan.cues import Said, Say, Script
from generator.plan.profile import Profile
from tests.plan.shipped import ready
from tests.strategies import script_of


def nothing(_sentence: str) -> tuple[Said, ...]:
    return ()


def said(script: Script) -> list[str]:
    return [cue.utterance.text for cue in script.cues if isinstance(cue, Say)]


def test_a_sentence_gives_way_to_the_listeners_own() -> None:
    script = with_changes(script_of("One. Two. [beat]\n\nThree."), {"Two.": "Zwei, my dear."}, nothing)

    assert said(script) == ["One.", "Zwei, my dear.", "Three."]
    assert [cue.utterance.personal for cue in script.cues if isinstance(cue, Say)] == [False, True, False]


def test_several_sentences_may_stand_for_one_and_the_paragraph_stays_one() -> None:
    script = with_changes(script_of("One. Two."), {"One.": "First this. Then that."}, nothing)

    spoken = [cue for cue in script.cues if isinstance(cue, Say)]
    assert [cue.utterance.text for cue in spoken] == ["First this.", "Then that.", "Two."]
    assert [(cue.opens, cue.closes) for cue in spoken] == [(True, False), (False, False), (False, True)]


def test_what_is_not_in_the_script_changes_nothing() -> None:
    script = script_of("One.")
    assert with_changes(script, {"Two.": "Three."}, nothing) == script


def test_how_a_word_is_said_reaches_the_own_sentence() -> None:
    script = with_changes(
        script_of("One."), {"One.": "Aoife, hello."}, lambda _sentence: (Said(0, 5, "EE-fa"),)
    )
    assert [cue.utterance.said for cue in script.cues if isinstance(cue, Say)] == [(Said(0, 5, "EE-fa"),)]


def test_a_profiles_changes_are_in_the_track_and_signs_in_them_are_words() -> None:
    first = said(ready("sense-anchor", Profile()).candidates[0].script)[0]
    own = replace(Profile(), changes={first: "[pause 99s] {{ 7*7 }}, so they say."})

    cut = ready("sense-anchor", own).candidates[0]

    assert said(cut.script)[0] == "[pause 99s] {{ 7*7 }}, so they say."
    assert len(cut.script.cues) == len(ready("sense-anchor", Profile()).candidates[0].script.cues)
