"""The checker's rules on single tracks: what they catch, what they let by, and how they weigh it."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import ScriptError
from generator.plan.checker import check
from generator.plan.checks.conditions import holds, must_when
from generator.plan.checks.rules import Rules, read_rules
from generator.plan.checks.silence import quiets
from generator.plan.checks.track import Severity, Track
from generator.plan.checks.wording import check_wording
from generator.plan.layout import TAIL, Guidance
from generator.plan.marks import Sites, guard
from generator.plan.pauses import Form
from generator.plan.phrases import any_of, bare, phrase_pattern
from generator.plan.practice import Practice, read_practice
from generator.plan.script import parse
from generator.plan.situations import SITUATIONS

RULES_FILE = Path(__file__).parents[2] / "scripts" / "words" / "rules.toml"
RULES = read_rules(RULES_FILE.read_text("utf-8"), "rules.toml")
PRACTICE = read_practice((Path(__file__).parents[1] / "checker" / "good.md").read_text("utf-8"), "good.md")


LONG = "A " + " ".join(f"word{number}" for number in range(25))


def track_of(
    text: str,
    *,
    practice: Practice = PRACTICE,
    level: str = "steady",
    form: str = "standard",
    situation: str = "session",
    options: tuple[str, ...] = (),
    whole: bool = False,
) -> Track:
    place = SITUATIONS[situation]
    shape = Form(form, level)
    return Track(
        practice=practice,
        file="scripts/x.md",
        form=shape,
        usual=420.0,
        situation=place,
        options=options,
        script=parse(text, Sites(), form=shape),
        guidance=Guidance(None, place.pace, shape.brief, bells=place.bells, tail=TAIL),
        asked={},
        whole=whole,
    )


def wording_of(text: str, practice: Practice = PRACTICE) -> set[str]:
    return {finding.rule for finding in check_wording(track_of(text, practice=practice), RULES)}


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("You must sit still.", "barred"), ("You should try again.", "barred"), ("You have to want it.", "barred"),
        ("Just relax now.", "barred"), ("Simply let go.", "barred"), ("Calm down a little.", "barred"),
        ("Empty your mind of it.", "barred"), ("You will feel better.", "barred"), ("You'll feel warm.", "barred"),
        ("Let it all go.", "barred"), ("Here you are completely safe.", "barred"), ("Learn to love yourself.", "barred"),
        ("It's all in your head.", "barred"), ("That is black-and-white thinking.", "barred"), ("Go deeper and deeper.", "barred"),
        ("A flood of warmth comes.", "barred"), ("It may explode.", "barred"), ("Find the perfect spot.", "barred"),
        ("This can fix it.", "barred"), ("You deserve kindness.", "barred"), ("I care about you.", "barred"),
        ("I know exactly how you feel.", "barred"), ("Be at ease in your non-judgement.", "barred"),
        ("Scientists know why.", "claim"), ("It heals.", "claim"), ("One in ten per cent feel it.", "claim"),
        ("Relax your hands.", "command"), ("Breathe deeply.", "command"), ("Focus on the tree.", "command"),
        ("Close your eyes.", "command"), ("The neighbor waves.", "spelling"), ("Find its center.", "spelling"),
        ("How lovely!", "exclamation"), ("It is a apple.", "slip"), ("It is is here.", "slip"), ("Here is None.", "slip"),
        (LONG + " more.", "sentence-length"),
    ],
)  # fmt: skip
def test_one_fault_of_wording_is_named(sentence: str, rule: str) -> None:
    assert rule in wording_of(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "You don't have to do anything.", "Should you drift, come back.", "Nothing here needs fixing.",
        "There is nothing to fix.", "It doesn't have to be perfect.", "Nobody is perfect.", "Let your shoulders relax a notch.",
        "The rest is for anyone you have to thank.", "That is perfectly ordinary.", "Close your eyes, or lower them.",
        "Your eyes can be shut or open.", "None of it is urgent.", "The cats that that man fed had had enough.",
        "A one-eyed cat and an hour of sun.", "Be strong enough to stay.", LONG + ".",
    ],
)  # fmt: skip
def test_kind_turns_of_phrase_are_let_by(sentence: str) -> None:
    assert wording_of(sentence) - {"sentence-average"} == set()


def test_a_practice_bars_its_own_words_and_no_other_practice_does() -> None:
    assert wording_of("Block it out.") == set()
    here = Practice(**{name: getattr(PRACTICE, name) for name in PRACTICE.__slots__} | {"id": "sense-anchor"})
    assert wording_of("Block it out.", here) == {"barred-here"}


def test_typed_words_are_not_blamed_for_their_length_or_repeated_in_a_finding() -> None:
    typed = guard("Gwendolen the the " + "very " * 30)
    found = check(track_of(f"Hello {typed} here."), RULES)

    assert not {"sentence-length", "slip"} & {finding.rule for finding in found}
    assert not [finding for finding in found if "Gwendolen" in finding.message]


def test_two_hedges_in_three_sentences_are_a_warning_and_in_four_they_are_none() -> None:
    near = "Perhaps it rains. It is dry here. Maybe it stops."
    far = "Perhaps it rains. It is dry here. The roof holds. Maybe it stops."
    warned = [finding for finding in check_wording(track_of(near), RULES) if finding.rule == "hedges"]

    assert [finding.severity for finding in warned] == [Severity.WARNING]
    assert "hedges" not in wording_of(far)


def ceilings(text: str, **surroundings: str) -> list[float]:
    track = track_of(text, **surroundings)  # type: ignore[arg-type]
    return [round(quiet.ceiling, 2) for quiet in quiets(track, frozenset(), RULES)]


def test_pauses_in_a_row_add_up_and_a_bell_that_rings_parts_them() -> None:
    assert ceilings("One. [settle] [beat]\n\n[pause 10s]\n\nTwo.") == [28.0]
    assert ceilings("One. [settle]\n\n[bell]\n\n[settle]\n\nTwo.") == [10.0, 15.0]
    assert ceilings("One. [settle]\n\n[bell]\n\n[settle]\n\nTwo.", situation="commute") == [20.0]
    assert ceilings("One. [feel] Two. [feel]", level="first") == [30.0, 30.0]


def test_a_passage_left_out_joins_the_quiets_around_it() -> None:
    track = track_of("One. [settle]\n\n[if room 1]\nTwo.\n[end room]\n\n[settle]\n\nThree.")

    assert [[quiet.ceiling for quiet in quiets(track, chosen, RULES)] for chosen in track.selections()] == [
        [20.0],
        [10.0, 10.0],
    ]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("One. [feel] Two.", {"silence-unannounced"}),
        ("Quiet comes, and the voice returns. [shows g-silence] [feel] Two.", set()),
        ("Two. [feel] Quiet comes, and the voice returns. [shows g-silence]", {"silence-unannounced"}),
        ("Quiet comes, and the voice returns. [shows g-silence]\n\nTwo. [pause 40s] Three.", {"silence-own-word"}),
        ("Quiet comes, and the voice returns. [shows g-silence] [pause 40s] Three.", set()),
        ("Look at it. [write 60s] Three.", {"silence-own-word"}),
        ("Write one line. [write 60s] Three.", set()),
    ],
)  # fmt: skip
def test_long_quiet_is_told_before_it_comes(text: str, rules: set[str]) -> None:
    found = check(track_of(text, whole=True), RULES)

    assert {finding.rule for finding in found if finding.rule.startswith("silence")} == rules


def test_findings_know_their_line() -> None:
    sites = Sites()
    from generator.errors import Location

    text = "\n".join(
        f"{sites.mark(Location('scripts/x.md', at))}{line}"
        for at, line in enumerate(("Fine.", "", "Calm down now."), 1)
    )
    form = Form("standard", "steady")
    track = track_of("x y.")
    marked = Track(
        **{name: getattr(track, name) for name in track.__slots__ if name not in ("script", "paragraphs")},
        script=parse(text, sites, form=form),
    )

    assert [str(finding.where) for finding in check_wording(marked, RULES)] == ["scripts/x.md:3"]


@given(st.text(st.characters(blacklist_categories=("Cs", "Co", "Cc")), max_size=80))
def test_any_words_can_be_checked(words: str) -> None:
    check(track_of(f"Hello. {guard(words)} And more."), RULES)


def test_every_token_of_the_scripts_has_words_of_its_own() -> None:
    scripts = RULES_FILE.parents[1]
    shown = {
        token
        for path in scripts.rglob("*.md")
        if path.name[0].islower()
        for tokens in re.findall(r"\[shows ([^\]{}]+)\]", path.read_text("utf-8"))
        for token in tokens.split()
    }

    assert len(shown) > 100
    assert shown <= set(RULES.tokens)


def test_a_token_with_several_groups_needs_one_of_each() -> None:
    test = RULES.tokens["g-mixed"]

    assert all(pattern.search("it may feel odd and that makes sense") for pattern in test)
    assert not all(pattern.search("it may feel odd") for pattern in test)


@pytest.mark.parametrize(
    "text",
    ["", "[style]", "as_of = 1", "x = [", "[style]\nhedges = 3"],
)
def test_broken_word_lists_are_told_with_their_file(text: str) -> None:
    with pytest.raises(ScriptError, match=r"rules\.toml: The checker's word lists cannot be read"):
        read_rules(text, "rules.toml")


def test_an_unknown_option_in_the_word_lists_is_refused() -> None:
    text = RULES_FILE.read_text("utf-8").replace("no-gaze = ", "no-such-thing = ")

    with pytest.raises(ScriptError, match="no-such-thing"):
        read_rules(text, "rules.toml")


@pytest.mark.parametrize(
    ("expression", "truth"),
    [
        ("not brief", True), ("brief", False), ("level != 'first'", True), ("level == 'first' or brief", False),
        ("situation in ['session', 'commute']", True),
    ],
)  # fmt: skip
def test_conditions_are_read_as_scripts_read_them(expression: str, truth: bool) -> None:
    assert holds(expression, {"brief": False, "level": "steady", "situation": "session"}) is truth


@pytest.mark.parametrize("expression", ["no_such_name", "brief and", "().__class__.__mro__ ~ 'x'"])
def test_a_condition_that_makes_no_sense_is_an_error_of_ours(expression: str) -> None:
    with pytest.raises(ScriptError):
        holds(expression, {"brief": False})


def test_a_script_can_set_conditions_for_its_own_tokens() -> None:
    front = '+++\nid = "x"\n[must_when]\ncost = "not brief"\n+++\nHello.\n'

    assert must_when(front) == {"cost": "not brief"}
    assert must_when("+++\nid = 'x'\n+++\nHello.") == {}


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("let go", "Let go.", True), ("let go", "let it go", False), ("driv*", "the Driver", True), ("fix(|ed)", "fixed", True),
        ("fix(|ed)", "fixing", False), ("_ thing", "one thing", True), ("don't", "dont", True), ("eat", "great", False),
        ("café", "CAFE", True),
    ],
)  # fmt: skip
def test_phrases_are_whole_words_whatever_their_dress(phrase: str, text: str, found: bool) -> None:
    assert bool(phrase_pattern(phrase).search(bare(text))) is found
    joined = any_of((phrase, "another one"))
    assert joined is not None
    assert bool(joined.search(bare(text))) is found


def test_no_phrases_make_no_pattern() -> None:
    assert any_of(()) is None


def test_reading_age_grows_with_length_of_words_and_sentences() -> None:
    pytest.importorskip("pyphen")
    from generator.plan.checks.reading import reading_age

    plain = reading_age(["The cat sat on the mat.", "It was warm in the sun."])
    learned = reading_age(
        ["Considerable institutional responsibility necessitates administrative deliberation."]
    )

    assert plain < 8 < 12 < learned
    assert reading_age([]) == 0


def test_rules_are_one_for_all_checks() -> None:
    assert isinstance(RULES, Rules)
    assert RULES.style.longest_sentence == 26
