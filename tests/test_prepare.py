"""From a request to scripts that can be laid out: levels, lengths, options, the safety gate, and kind refusals."""

import re
from pathlib import Path
from typing import Any

import pytest

from generator.errors import ChoiceError, LengthError, ProfileError, SafetyHold, ScriptError
from generator.fitting import choose, estimate
from generator.library import Library, open_library
from generator.plan.cues import Say
from generator.plan.profile import Profile
from generator.plan.schedule import length_range
from generator.plan.voice import Voice
from generator.prepare import prepare
from generator.request import Chosen, Prepared, Request
from generator.units import to_samples, to_seconds

SHIPPED = Path(__file__).parents[1] / "scripts"
HEAD = """+++
id = "small"
title = "A small thing"
quiet_title = "Quiet minutes"
aim = "Rest."
flow = "none"
level = "{level}"
asked_level = "{asked}"
situations = ["session", "bedtime"]
options = ["no-breath"]
carry_on = "Look up once."
must = []
{lengths}
[fields.recipient]
kind = "text"
+++
"""
STEADY_LENGTHS = "[lengths.steady]\nbrief = 1\nstandard = 2\nlong = 4\n"
BOTH = "[lengths.first]\nbrief = 1\nstandard = 2\n" + STEADY_LENGTHS
WORDS = """
# Arriving

Hello{% if listener.name %}, {{ listener.name }}{% endif %}. {{ image.short | capfirst }} is {{ length }} and {{ level }}. [settle]

{% if not brief %}
{% for again in range(8 if long else 3) %}

Rest here for a while. [pause 25s]
{% endfor %}
{% endif %}

[if room 1]

There is room for a little more. [pause 8s]

[end room]

Bye now.
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    own = tmp_path / "scripts"
    own.mkdir()
    write(own, "steady", "steady", STEADY_LENGTHS)
    (own / "words").symlink_to(SHIPPED / "words")
    (own / "locales").symlink_to(SHIPPED / "locales")
    return Library((own,), (SHIPPED.parent / "voices",), tmp_path / "cache", tmp_path / "output")


def write(folder: Path, level: str, asked: str, lengths: str = BOTH, words: str = WORDS) -> None:
    head = HEAD.format(level=level, asked=asked, lengths=lengths)
    (folder / "small.md").write_text(head + words, encoding="utf-8")


def heart(name: str, library: Library) -> Voice:
    return library.voice(name)


def ready(library: Library, profile: Profile | None = None, **wish: object) -> Prepared:
    request = Request("small", profile or Profile(), **wish)  # type: ignore[arg-type]
    return prepare(request, library, heart)


def spoken(chosen: Chosen) -> str:
    return " ".join(said.utterance.text for said in chosen.solution.timeline.spoken)


def test_without_a_wish_it_is_the_standard_form_at_its_usual_length(library: Library) -> None:
    chosen = estimate(ready(library))
    assert chosen.candidate.form.length == "standard"
    assert chosen.solution.timeline.length == to_samples(120)


@pytest.mark.parametrize(("minutes", "form"), [(0.5, "brief"), (1.5, "standard"), (3.5, "long")])
def test_minutes_choose_the_form_and_are_met_exactly(library: Library, minutes: float, form: str) -> None:
    chosen = estimate(ready(library, minutes=minutes))
    assert chosen.candidate.form.length == form
    assert chosen.solution.timeline.length == to_samples(minutes * 60)


@pytest.mark.parametrize("minutes", [0.05, 30])
def test_a_length_far_out_of_reach_is_refused_before_speech_and_names_the_reach(
    library: Library, minutes: float
) -> None:
    with pytest.raises(LengthError, match=r"can last from (.+) to (.+) with this voice") as caught:
        ready(library, minutes=minutes)
    assert "--minutes" in caught.value.mend
    assert caught.value.exit_code == 3


def test_the_lengths_that_a_refusal_names_can_be_had(library: Library) -> None:
    prepared = ready(library)
    with pytest.raises(LengthError) as caught:
        ready(library, minutes=30)
    told = re.search(r"from (\d+) seconds to (\d+) min (\d+) s", caught.value.what)
    assert told is not None
    shortest, minutes, seconds = map(int, told.groups())
    for length in (shortest, minutes * 60 + seconds):
        assert estimate(ready(library, minutes=length / 60)).solution.timeline.length == to_samples(length)
    assert prepared.candidates


def test_a_length_just_beyond_the_estimate_waits_for_the_real_voice(library: Library) -> None:
    form = ready(library, length="brief")
    longest = max(_range(form)) / 60
    near = ready(library, length="brief", minutes=longest * 1.05)

    assert choose(near, near.candidates[0], near.estimated) is None
    with pytest.raises(LengthError):
        estimate(near)
    with pytest.raises(LengthError, match="in its brief form"):
        ready(library, length="brief", minutes=longest * 1.12)


def _range(prepared: Prepared) -> tuple[float, float]:
    only = prepared.candidates[0]
    shortest, longest = length_range(only.script, prepared.estimated, only.guidance)
    return to_seconds(shortest), to_seconds(longest)


def test_a_gap_between_two_forms_names_the_nearest_lengths(library: Library) -> None:
    folder = library.scripts[0]
    write(folder, "first", "first", "[lengths.first]\nbrief = 1\nstandard = 9\n",
          "\nHello.\n\n{% if not brief %}\n[pause 25s]\n" + "\nOn. [pause 25s]\n" * 20 + "{% endif %}\nBye.\n")  # fmt: skip
    with pytest.raises(LengthError, match="near this length"):
        ready(library, minutes=2)


@pytest.mark.parametrize(
    ("wish", "error", "told"),
    [
        ({"length": "short"}, ChoiceError, "no length 'short'"),
        ({"situation": "commuting"}, ChoiceError, "Did you mean 'commute'"),
        ({"situation": "commute"}, ChoiceError, "not made for commute"),
    ],
)
def test_a_wrong_word_is_told(
    library: Library, wish: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=re.escape(told)):
        ready(library, **wish)


def test_an_unknown_practice_voice_or_preset_is_told(library: Library) -> None:
    with pytest.raises(ChoiceError, match="Did you mean 'small'"):
        prepare(Request("smal", Profile()), library, heart)
    with pytest.raises(ChoiceError, match="Did you mean 'heart'"):
        ready(library, Profile(voice="hart"))
    with pytest.raises(ChoiceError, match="no breathing preset"):
        ready(library, Profile(preset="soothing-9-9"))


def test_a_form_that_a_level_does_not_have_is_told(library: Library) -> None:
    write(library.scripts[0], "first", "first")
    with pytest.raises(LengthError, match="no long form at level first") as caught:
        ready(library, length="long")
    assert "brief, standard" in caught.value.mend


def test_an_option_without_words_for_it_is_told(library: Library) -> None:
    ready(library, Profile(options=("no-breath",)))
    with pytest.raises(ProfileError, match="no words for the option no-gaze"):
        ready(library, Profile(options=("no-breath", "no-gaze")))


@pytest.mark.parametrize(
    ("asked", "profile", "level"),
    [("first", Profile(), "first"), ("steady", Profile(), "steady"), ("steady", Profile(level="first"), "first"), ("first", Profile(level="deeper"), "deeper")],
)  # fmt: skip
def test_the_level_is_the_profiles_or_else_the_practices(
    library: Library, asked: str, profile: Profile, level: str
) -> None:
    write(library.scripts[0], "first", asked)
    prepared = ready(library, profile)
    assert prepared.facts.level == level
    assert f"and {level}." in spoken(estimate(prepared))


def test_the_clinic_level_needs_a_clinician(library: Library) -> None:
    with pytest.raises(ChoiceError, match="with a clinician only"):
        ready(library, Profile(level="clinic"))
    assert ready(library, Profile(level="clinic"), clinician=True).facts.level == "clinic"


def test_words_of_present_danger_make_no_track_and_repeat_nothing(library: Library) -> None:
    with pytest.raises(SafetyHold) as caught:
        ready(library, Profile(name="Zebedee", struggle="I want to die"))
    assert "Zebedee" not in str(caught.value)
    assert "want to die" not in str(caught.value)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("place", ["label", "words", "name"])
def test_danger_is_seen_wherever_it_is_typed(library: Library, place: str) -> None:
    with pytest.raises(SafetyHold):
        ready(library, Profile(**{place: "kill myself"}))  # type: ignore[arg-type]
    with pytest.raises(SafetyHold):
        ready(library, title="kill myself")
    with pytest.raises(SafetyHold):
        ready(library, Profile(struggle="kill myself"), clinician=True)


def test_a_reviewing_clinician_may_go_on_and_is_told(library: Library) -> None:
    prepared = ready(library, Profile(struggle="kill myself"), clinician=True, reviewed=True)
    assert "present danger" in prepared.notes[0]
    assert "kill" not in prepared.notes[0]


def test_words_of_past_hurt_keep_to_the_gentlest_level_without_refusal(library: Library) -> None:
    write(library.scripts[0], "first", "steady")
    prepared = ready(library, Profile(struggle="I was abused as a child"))

    assert prepared.facts.level == "first"
    assert "gentlest level" in prepared.notes[0]
    assert "abused" not in prepared.notes[0]
    reviewed = ready(library, Profile(struggle="I was abused as a child"), clinician=True, reviewed=True)
    assert reviewed.facts.level == "steady"
    assert reviewed.notes == ()


def test_every_utterance_that_any_length_needs_is_known_before_speech(library: Library) -> None:
    prepared = ready(library)
    known = set(prepared.candidates[0].utterances())
    for minutes in (1.5, 2, 2.2):
        said = estimate(ready(library, minutes=minutes, length="standard")).solution.timeline.spoken
        assert {item.utterance for item in said} <= known


def test_the_same_request_is_the_same_plan_and_another_seed_another_one() -> None:
    library = open_library()

    def plan(seed: int) -> tuple[str, ...]:
        request = Request("soothing-breath", Profile(name="Sam"), seed=seed)
        spoken = estimate(prepare(request, library, heart)).solution.timeline.spoken
        return tuple(item.utterance.text for item in spoken)

    assert plan(1) == plan(1)
    assert len({plan(seed) for seed in range(1, 6)}) == 5


def test_the_parts_that_words_come_from_are_named() -> None:
    prepared = prepare(Request("soothing-breath", Profile()), open_library(), heart)
    digests = dict(prepared.candidates[0].parts)
    assert len(digests["scripts/soothing-breath.md"]) == 64
    assert any(part.startswith("scripts/partials/") for part in digests)


def test_kept_text_still_knows_typed_words_but_not_where_lines_came_from(library: Library) -> None:
    text = ready(library, Profile(name="Sam")).candidates[0].text
    assert "\ue100Sam\ue101" in text
    assert not re.search("[\U000f0000-\U000ffffd]", text)


def test_bedtime_slows_the_pace_and_rings_no_bell(library: Library) -> None:
    asleep, awake = ready(library, situation="bedtime"), ready(library)
    assert asleep.pace < awake.pace
    assert not asleep.candidates[0].guidance.bells
    assert ready(library, Profile(pace=90), situation="bedtime").pace == 90


def test_a_broken_script_is_told_with_its_line(library: Library) -> None:
    write(library.scripts[0], "first", "first", words="\nHello.\n\n[pauze 3s]\n")
    with pytest.raises(ScriptError, match="Did you mean 'pause'") as caught:
        ready(library)
    assert caught.value.where is not None
    assert caught.value.where.file == "scripts/small.md"
    lines = (library.scripts[0] / "small.md").read_text("utf-8").splitlines()
    assert lines[(caught.value.where.line or 0) - 1] == "[pauze 3s]"


def test_how_a_name_is_said_reaches_its_utterances(library: Library) -> None:
    prepared = ready(library, Profile(name="Siobhan", say={"Siobhan": "shi-VAWN"}))
    says = [cue for cue in prepared.candidates[0].script.cues if isinstance(cue, Say)]
    assert says[0].utterance.said[0].sound == "shi-VAWN"


def test_a_track_for_the_bus_wants_a_bed_that_is_not_too_soft() -> None:
    def wish(profile: Profile) -> Prepared:
        return prepare(Request("sense-anchor", profile, situation="commute"), open_library(), heart)

    with pytest.raises(ProfileError, match="needs a bed") as caught:
        wish(Profile(bed="none"))
    assert caught.value.exit_code == 3
    assert "rain" in caught.value.mend
    assert any("20 LU" in note for note in wish(Profile(bed_level=30.0)).notes)
    assert not any("LU" in note for note in wish(Profile(bed_level=18.0)).notes)
