"""A recipe says all that a track was made from, reads back to the same, and with --private tells nobody who for."""

import dataclasses
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.deliver.recipe import (
    Recipe,
    Result,
    breathing_name,
    identity_in,
    keyed,
    read_recipe,
    recipe_text,
)
from generator.errors import RecipeError
from generator.plan.describe import Event
from generator.plan.profile import Profile

SECRET = bytes(range(32))
PROFILE = Profile(
    name="Zebulonia",
    level="steady",
    options=("no-touch",),
    struggle="the marmalade argument",
    code="Q7",
    kind="tree",
    label="a crooked quillfeather",
    qualities=("wisdom",),
    words="hush, periwinkle",
    senses={"smell": "turpentine"},
    tempo=1.1,
    bed="/home/zebulonia/rain.wav",
    bed_level=24.0,
    say={"Zebulonia": "zeb-YOO-lonia"},
    fields={"recipient": "cousin Ottoline", "aloud": True},
)
TYPED = ("zebul", "marmalade", "quillfeather", "periwinkle", "turpentine", "ottoline")
RECIPE = Recipe(
    practice="tiny",
    title="A tiny stop",
    given_title="",
    aim="Stop.",
    carry_on="Look up.",
    situation="session",
    level="steady",
    length="brief",
    samples=1_764_000,
    seed=3,
    voice="heart",
    pace=110.0,
    breathing="soothing-4-6",
    bed="/home/zebulonia/rain.wav",
    profile=PROFILE,
    text="# Here\n\nHello, Zebulonia. [beat]\n",
    said={"Zebulonia": "zeb-YOO-lonia", "wind down": "/wˈaɪnd dˈaʊn/"},
    parts=({"kind": "package", "name": "numpy", "version": "2.0"},),
)
RESULT = Result(
    loudness=-18.012,
    true_peak=-1.53,
    gain=5.25,
    events=(Event("chapter", 0, 1_764_000, "Here"), Event("speech", 0, 44_100, "Hello, Zebulonia.")),
    personal=(False, True),
)


def changed(**fields: object) -> Recipe:
    return dataclasses.replace(RECIPE, **fields)  # type: ignore[arg-type]


def test_a_recipe_reads_back_to_what_was_written() -> None:
    text = recipe_text(RECIPE, RESULT, SECRET)

    assert read_recipe(text, "x.recipe.toml") == RECIPE
    assert identity_in(text) == RECIPE.identity(SECRET)


def test_a_recipe_of_a_program_that_wrote_no_sounds_leaves_them_to_the_lists() -> None:
    text = recipe_text(changed(said=None), RESULT, SECRET)
    assert read_recipe(text, "x.recipe.toml").said is None


def test_a_sound_that_no_list_may_hold_is_refused() -> None:
    text = recipe_text(changed(said={"Zebulonia": ""}), RESULT, SECRET)
    with pytest.raises(RecipeError):
        read_recipe(text, "x.recipe.toml")


words = st.text("aé'’[]{}\"\\#=中🌳", max_size=10).map(lambda rest: f"Bo{rest}")


@given(
    st.builds(
        Profile,
        name=words,
        label=words,
        senses=st.dictionaries(st.sampled_from(["sight", "sound"]), words),
        fields=st.dictionaries(words, words | st.booleans()),
        tempo=st.floats(0.8, 1.2),
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=200),
)
def test_any_words_survive_the_way_through_the_file(profile: Profile, text: str) -> None:
    recipe = changed(profile=profile, text=text)

    assert read_recipe(recipe_text(recipe, RESULT, SECRET), "x") == recipe


def test_it_tells_what_the_track_measured_and_its_timeline() -> None:
    told = tomllib.loads(recipe_text(RECIPE, RESULT, SECRET))

    assert told["track"]["loudness"] == -18.01
    assert told["track"]["true_peak"] == -1.53
    assert told["timeline"][1] == {
        "kind": "speech",
        "start": 0.0,
        "seconds": 1.0,
        "text": "Hello, Zebulonia.",
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seed", 4),
        ("pace", 100.0),
        ("bed", "brown"),
        ("text", "# Here\n"),
        ("profile", Profile()),
        ("private", True),
    ],
)
def test_whatever_the_track_depends_on_is_in_its_identity(field: str, value: object) -> None:
    assert changed(**{field: value}).identity(SECRET) != RECIPE.identity(SECRET)


def test_the_machines_packages_are_not_in_its_identity() -> None:
    assert changed(parts=()).identity(SECRET) == RECIPE.identity(SECRET)


def test_identities_of_two_installations_differ() -> None:
    assert RECIPE.identity(SECRET) != RECIPE.identity(bytes(32))
    assert keyed(SECRET, "Sam") != keyed(bytes(32), "Sam")


def test_a_private_recipe_holds_no_typed_word() -> None:
    text = recipe_text(changed(private=True), RESULT, SECRET)

    assert [word for word in TYPED if word in text.lower()] == []
    told = tomllib.loads(text)
    assert told["profile"]["image"]["kind"] == "tree"  # chosen from our own list
    assert told["profile"]["image"]["qualities"] == ["wisdom"]
    assert told["profile"]["listener"]["name"] == keyed(SECRET, "Zebulonia")
    assert told["timeline"][1]["text"] == keyed(SECRET, "Hello, Zebulonia.")


def test_a_private_recipe_cannot_be_made_again_and_says_why() -> None:
    with pytest.raises(RecipeError, match="--private") as caught:
        read_recipe(recipe_text(changed(private=True), RESULT, SECRET), "x.recipe.toml")
    assert "from the profile" in caught.value.mend


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[track]", "[trick]"),
        ("format = 1", "format = 99"),
        ("samples = 1764000", 'samples = "long"'),
        ('practice = "tiny"', "practice = 5"),
        ('name = "Zebulonia"', 'nome = "Zebulonia"'),
        ("[script]", "[script"),
    ],
)
def test_a_damaged_or_foreign_recipe_is_refused_in_plain_words(before: str, after: str) -> None:
    text = recipe_text(RECIPE, RESULT, SECRET)
    assert before in text

    with pytest.raises(RecipeError) as caught:
        read_recipe(text.replace(before, after), "mine.recipe.toml")

    assert "mine.recipe.toml" in str(caught.value)
    assert "Zebulonia" not in str(caught.value)


@given(st.text(max_size=300))
def test_any_text_is_a_recipe_or_our_error(text: str) -> None:
    with pytest.raises(RecipeError):
        read_recipe(text, "x")
    assert identity_in(text) == ""


@pytest.mark.parametrize("cut", range(0, 100, 7))
def test_a_recipe_cut_short_anywhere_is_refused(cut: int) -> None:
    text = recipe_text(RECIPE, RESULT, SECRET)
    end = text.index("[script]") * cut // 100

    with pytest.raises(RecipeError):
        read_recipe(text[:end], "x")


@pytest.mark.parametrize(
    "line",
    [
        'level = "nowhere"',
        'length = "endless"',
        "name = 5",
        'tempo = "slow"',
        "tempo = 5.0",
        'code = "../../elsewhere"',
        'qualities = ["rage"]',
    ],
)
def test_what_no_profile_may_say_no_recipe_may_say_either(line: str) -> None:
    lines = recipe_text(RECIPE, RESULT, SECRET).split("\n")
    key = line.partition(" =")[0]
    mended = [line if old.startswith(f"{key} = ") else old for old in lines]
    if key == "name":
        mended = [line if old == 'name = "Zebulonia"' else old for old in lines]
    if key == "qualities":
        start = lines.index("qualities = [")
        mended = [*lines[:start], line, *lines[start + 3 :]]
    assert mended != lines

    with pytest.raises(RecipeError):
        read_recipe("\n".join(mended), "x")


def test_breathing_is_named_by_what_leads() -> None:
    assert breathing_name(Profile(), "soothing-4-6") == "soothing-4-6"
    assert breathing_name(Profile(), None) == "own-pace"
    assert breathing_name(Profile(preset="own-pace"), None) == "own-pace"
