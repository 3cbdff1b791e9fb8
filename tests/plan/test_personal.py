"""One listener's choices as the names that scripts may use."""

import re
from pathlib import Path

import pytest

from generator.errors import ChoiceError, ProfileError
from generator.plan.choices import KINDS, OPTIONS, PILLARS, QUALITIES
from generator.plan.kinds import read_kinds
from generator.plan.marks import is_personal, plain
from generator.plan.pauses import Form
from generator.plan.personal import (
    Image,
    Occasion,
    Words,
    breath_pattern,
    image_words,
    listener_words,
    script_values,
)
from generator.plan.practice import read_practice
from generator.plan.profile import Profile
from generator.plan.struggles import read_struggles
from tests.plan.test_practice import GOOD

KINDS_FILE = Path(__file__).parents[2] / "scripts" / "words" / "kinds.toml"
ALL_KINDS = read_kinds(KINDS_FILE.read_text("utf-8"), "kinds.toml")
STRUGGLES = read_struggles(KINDS_FILE.with_name("struggles.toml").read_text("utf-8"), "struggles.toml")
WORDS = Words(ALL_KINDS, STRUGGLES)
PRACTICE = read_practice(GOOD, "x")
STEADY = Form("standard", "steady")


def image(profile: Profile, form: Form = STEADY, seed: int = 1) -> Image:
    return image_words(profile, form, ALL_KINDS, seed)


def values(profile: Profile) -> dict[str, object]:
    occasion = Occasion(PRACTICE, STEADY, "session", breath_pattern(profile, "steady"))
    return script_values(profile, occasion, WORDS, 1)


def test_typed_words_are_guarded_and_ours_are_not() -> None:
    own = image(Profile(kind="tree", label="a yew", words="Rest.", senses={"sight": "green"}))
    ours = image(Profile(kind="tree"))

    assert all(map(is_personal, (own.a, own.the, own.short, own.words, own.senses[0].phrase)))
    assert not any(map(is_personal, (ours.a, ours.the, ours.short, ours.words, ours.senses[0].phrase)))
    assert plain(own.the) == "the yew"


def test_without_a_choice_the_kind_is_left_open() -> None:
    found = image(Profile())
    assert (found.kind, found.chosen, found.a, found.the) == (
        "open",
        False,
        "a kind presence",
        "the kind presence",
    )


@pytest.mark.parametrize(
    ("profile", "forms"),
    [
        (Profile(kind="tree"), ("it", "it", "its", "itself")),
        (Profile(kind="human"), ("they", "them", "their", "themselves")),
        (Profile(kind="tree", pronoun="she"), ("she", "her", "her", "herself")),
        (Profile(kind="animal", label="two old horses"), ("they", "them", "their", "themselves")),
        (Profile(kind="tree", label="an oak", pronoun="none"), ("the oak", "the oak", "the oak's", "the oak")),
        (Profile(label="the twins", pronoun="none"), ("the twins", "the twins", "the twins'", "the twins")),
        (Profile(kind="sea", pronoun="none"), ("the wide, slow sea", "the wide, slow sea", "the wide, slow sea's", "the wide, slow sea")),
    ],
)  # fmt: skip
def test_pronouns_follow_the_choice_the_kind_and_the_number(profile: Profile, forms: tuple[str, ...]) -> None:
    found = image(profile)
    assert tuple(map(plain, (found.it, found.them, found.its, found.itself))) == forms


def test_a_figure_needs_the_listeners_own_name_for_it() -> None:
    with pytest.raises(ProfileError, match="needs your own name") as caught:
        image(Profile(kind="figure"))
    assert "image.label" in caught.value.mend
    assert plain(image(Profile(kind="figure", label="my gran")).the) == "your gran"


@pytest.mark.parametrize("kind", ["human", "older-you", "figure"])
def test_no_human_bars_people(kind: str) -> None:
    with pytest.raises(ProfileError, match="no-human"):
        image(Profile(kind=kind, label="someone", options=("no-human",)))


@pytest.mark.parametrize(
    ("chosen", "all_of_them", "added"),
    [
        ((), PILLARS, ()),
        (("playfulness",), ("playfulness", *PILLARS), PILLARS),
        (
            ("warmth", "wisdom"),
            ("wisdom", "warmth", "strength", "non-judgement"),
            ("strength", "non-judgement"),
        ),
        (PILLARS, PILLARS, ()),
    ],
)
def test_the_four_pillars_are_added_to_the_qualities_chosen(
    chosen: tuple[str, ...], all_of_them: tuple[str, ...], added: tuple[str, ...]
) -> None:
    found = image(Profile(qualities=chosen))
    assert set(found.qualities) == set(all_of_them)
    assert len(found.qualities) == len(set(found.qualities))
    assert found.added == added


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "figure"])
def test_every_kind_offers_two_senses_where_it_has_them(kind: str) -> None:
    found = image(Profile(kind=kind))
    assert len(found.senses) == min(2, len(ALL_KINDS[kind].senses))
    assert len({sense.sense for sense in found.senses}) == len(found.senses)


def test_the_listeners_senses_come_before_ours_and_touch_only_where_it_is_welcome() -> None:
    own = Profile(kind="tree", senses={"touch": "bark", "smell": "sap"})
    assert [(sense.sense, plain(sense.phrase)) for sense in image(own).senses] == [
        ("touch", "bark"),
        ("smell", "sap"),
    ]

    without = image(Profile(kind="tree", senses={"touch": "bark"}, options=("no-touch",)))
    assert "touch" not in [sense.sense for sense in without.senses]
    assert len(without.senses) == 2


def test_senses_vary_with_the_seed_and_only_with_it() -> None:
    drawn = {image(Profile(kind="tree"), seed=seed).senses for seed in range(20)}
    assert len(drawn) > 3
    assert image(Profile(kind="tree"), seed=4) == image(Profile(kind="tree"), seed=4)


@pytest.mark.parametrize(
    ("distance", "level", "options", "kept"),
    [
        (None, "steady", (), "across"),
        ("beside", "steady", (), "beside"),
        ("touching", "steady", (), "touching"),
        ("touching", "steady", ("no-touch",), "beside"),
        ("touching", "steady", ("no-closeness",), "across"),
        ("near", "first", (), "across"),
        ("far", "first", (), "far"),
        ("far", "steady", ("no-closeness",), "far"),
    ],
)
def test_distance_keeps_to_what_level_and_options_allow(
    distance: str | None, level: str, options: tuple[str, ...], kept: str
) -> None:
    assert image(Profile(distance=distance, options=options), Form("standard", level)).distance == kept


@pytest.mark.parametrize(
    ("profile", "level", "name"),
    [
        (Profile(), "steady", "soothing-4-6"),
        (Profile(), "deeper", "soothing-4-6"),
        (Profile(), "first", None),
        (Profile(preset="ease-3-5"), "first", "ease-3-5"),
        (Profile(preset="own-pace"), "steady", None),
        (Profile(options=("no-breath",)), "steady", None),
        (Profile(preset="soothing-5-7", options=("no-breath",)), "steady", None),
    ],
)
def test_who_leads_the_breath(profile: Profile, level: str, name: str | None) -> None:
    pattern = breath_pattern(profile, level)
    assert (pattern.name if pattern else None) == name


def test_a_breath_out_of_range_is_refused() -> None:
    with pytest.raises(ProfileError, match="outside the gentle range"):
        breath_pattern(Profile(preset="soothing-5-7", tempo=1.2), "steady")
    with pytest.raises(ChoiceError, match="no breathing preset"):
        breath_pattern(Profile(preset="ease-3-4"), "steady")


def test_counts_are_said_as_words_and_only_when_paced() -> None:
    paced, own = values(Profile())["breath"], values(Profile(preset="own-pace"))["breath"]

    assert (getattr(paced, "in_counts", ""), getattr(paced, "out_counts", "")) == ("four", "six")
    assert (getattr(own, "paced", True), getattr(own, "tones", True), getattr(own, "in_counts", "x")) == (
        False,
        False,
        "",
    )
    assert getattr(values(Profile(tones=False))["breath"], "tones", True) is False


def test_every_option_is_a_flag() -> None:
    options = values(Profile(options=("no-touch",)))["options"]
    flags = {option: getattr(options, option.replace("-", "_")) for option in OPTIONS}
    assert flags == {option: option == "no-touch" for option in OPTIONS}


def test_every_name_that_scripts_may_use_is_there() -> None:
    readme = (KINDS_FILE.parents[1] / "README.md").read_text("utf-8")
    table = readme[readme.index("| name | what it holds |") : readme.index("`{{ image.short")]
    found = values(Profile())
    names = {name for line in table.splitlines()[2:] for name in re.findall(r"`([a-z][a-z_.]+)`", line.split("|")[1] if "|" in line else "")}  # fmt: skip

    names -= {"terse"}  # given by the script that brings a passage in
    assert len(names) > 20
    for name in names:
        place: object = found
        for part in name.split("."):
            place = place.get(part) if isinstance(place, dict) else getattr(place, part)
        assert place is not None, name


def test_fields_have_their_defaults_and_take_what_fits() -> None:
    assert values(Profile())["fields"] == {
        "object": "something in front of you",
        "sense": "sight",
        "loud": False,
    }
    fields = values(Profile(fields={"object": "a [mug]", "sense": "sound", "loud": True}))["fields"]
    assert isinstance(fields, dict)
    assert plain(fields["object"]) == "a [mug]"
    assert is_personal(fields["object"])
    assert (fields["sense"], fields["loud"]) == ("sound", True)


@pytest.mark.parametrize("fields", [{"sense": "taste"}, {"loud": "yes"}, {"object": True}])
def test_a_field_that_does_not_fit_is_refused(fields: dict[str, str | bool]) -> None:
    with pytest.raises(ProfileError, match=r"fields\.") as caught:
        values(Profile(fields=fields))
    assert "taste" not in str(caught.value)


def test_every_quality_has_its_words_in_a_partial() -> None:
    folder = KINDS_FILE.parents[1] / "partials" / "qualities"
    assert {path.stem for path in folder.glob("*.md")} == set(QUALITIES)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("my brother.", "your brother"),
        ("losing my keys", "losing your keys"),
        ("the late bus", "the late bus"),
    ],
)
def test_a_phrase_goes_on_inside_a_sentence_of_ours(typed: str, said: str) -> None:
    found = values(Profile(struggle=typed, fields={"object": typed}))
    fields = found["fields"]
    assert isinstance(fields, dict)
    assert plain(getattr(found["listener"], "struggle", "")) == plain(fields["object"]) == said


def test_a_phrase_that_no_sentence_could_hold_is_refused() -> None:
    with pytest.raises(ProfileError, match=r"fields\.object is longer than 60 words") as caught:
        values(Profile(fields={"object": "weary " * 61}))
    assert "weary" not in str(caught.value)


@pytest.mark.parametrize(
    ("typed", "said"), [("Rest now", "Rest now."), ("Rest. Will you?", "Rest. Will you?")]
)
def test_words_of_their_own_end_like_a_sentence_and_are_not_turned_round(typed: str, said: str) -> None:
    letter = read_practice(GOOD.replace('kind = "text"', 'kind = "words"'), "x")
    occasion = Occasion(letter, STEADY, "session", None)
    fields = script_values(Profile(fields={"object": typed}), occasion, WORDS, 1)["fields"]
    assert isinstance(fields, dict)
    assert plain(fields["object"]) == said


@pytest.mark.parametrize(
    ("typed", "yours", "theirs"),
    [
        ("self-criticism", "the part that is hard on you", "a part that is hard on them"),
        ("my inner critic", "the part that is hard on you", "a part that is hard on them"),
        ("Anxiety", "the worried part of you", "a worried part of them"),
        ("being on my own", "being on your own with it", "being on their own with it"),
        ("anxiety about the exam", "anxiety about the exam", "anxiety about the exam"),
        ("my job", "your job", ""),
        ("", "", ""),
    ],
)
def test_a_known_struggle_is_named_gently_and_any_other_in_the_listeners_words(
    typed: str, yours: str, theirs: str
) -> None:
    words = listener_words(Profile(struggle=typed), STRUGGLES)
    assert (plain(words.struggle), plain(words.their_struggle)) == (yours, theirs)
    assert is_personal(words.struggle) == bool(typed)
