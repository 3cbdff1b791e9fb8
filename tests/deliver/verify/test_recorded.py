"""What a recipe tells of its track: the very timeline, whatever was private in it, or a plain refusal."""

import dataclasses
import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.deliver.recipe import Recipe, Result, recipe_text
from generator.deliver.verify.recorded import read_recorded
from generator.errors import InnerAllyError, RecipeError
from generator.plan.cues import Utterance
from generator.plan.describe import events
from generator.plan.profile import Profile
from generator.plan.timeline import Breath, ChapterMark, Phase, Silence, Spoken, Struck, Timeline
from generator.sound.audible import Trace

SECRET = bytes(range(32))
TIMELINE = Timeline(
    length=1_764_001,
    head=44_101,
    tail=88_203,
    spoken=(
        Spoken(44_101, 66_667, Utterance("Hello, Zebulonia.", personal=True), 0),
        Spoken(200_003, 50_001, Utterance("Go."), 1),
    ),
    silences=(Silence(110_768, 89_235, "settle"),),
    breaths=(
        Breath(300_007, 132_301, Phase.INHALE, 0),
        Breath(432_308, 44_101, Phase.TOP, 0),
        Breath(476_409, 264_603, Phase.EXHALE, 0),
        Breath(741_012, 132_301, Phase.INHALE, 1, (0.5, 0.25), soft=True),
        Breath(873_313, 264_603, Phase.EXHALE, 1, (0.25, 0.0), soft=True),
    ),
    bells=(Struck(1_200_011),),
    chapters=(ChapterMark(0, "Here"), ChapterMark(1_200_011, "Onwards")),
)
PROFILE = Profile(
    name="Zebulonia", label="a quillfeather", kind="tree", bed="brown", bed_level=24.0, tones=True
)
RECIPE = Recipe(
    practice="tiny", title="A tiny stop", given_title="", aim="Stop.", carry_on="Look up.", situation="session",
    level="steady", length="brief", samples=TIMELINE.length, seed=3, voice="heart", pace=110.0, breathing="soothing-4-6",
    bed="brown", profile=PROFILE, text="# Here\n", parts=({"kind": "package", "name": "numpy", "version": "2.0"},),
)  # fmt: skip
HEARD = ((44_211, 100_000), None)
TRACES = (Trace(HEARD[0], "0a9f"), Trace(HEARD[1], "11"))


def written(recipe: Recipe = RECIPE) -> str:
    found = events(TIMELINE)
    personal = [event.text.startswith("Hello") for event in found]
    return recipe_text(recipe, Result(-18.0, -1.5, 5.25, found, personal, TRACES), SECRET)


def test_the_timeline_reads_back_to_the_sample() -> None:
    recorded = read_recorded(written(), "x")

    assert recorded.timeline.breaths == TIMELINE.breaths
    assert recorded.timeline.bells == TIMELINE.bells
    assert recorded.timeline.chapters == TIMELINE.chapters
    assert recorded.timeline.silences == TIMELINE.silences
    assert [(s.start, s.length, s.utterance.text) for s in recorded.timeline.spoken] == [
        (s.start, s.length, s.utterance.text) for s in TIMELINE.spoken
    ]
    assert (recorded.timeline.length, recorded.timeline.head, recorded.timeline.tail) == (
        1_764_001,
        44_101,
        88_203,
    )
    assert recorded.heard[1] is None
    assert recorded.heard[0] == pytest.approx(HEARD[0], abs=5)
    assert recorded.shapes == ("0a9f", "11")
    assert (recorded.gain, recorded.loudness, recorded.versions) == (5.25, -18.0, {"numpy": "2.0"})
    assert recorded.profile.bed_level == 24.0


def test_of_a_private_track_it_knows_our_own_bed_and_none_of_the_words() -> None:
    recorded = read_recorded(written(dataclasses.replace(RECIPE, private=True)), "x")

    assert recorded.private
    assert (recorded.bed, recorded.bed_private) == ("brown", False)
    assert not recorded.profile.name
    assert re.fullmatch("[0-9a-f]{64}", recorded.timeline.spoken[0].utterance.text)
    assert recorded.timeline.spoken[1].utterance.text == "Go."
    assert recorded.shapes == ("", "11")  # typed words could be guessed, spoken and compared


def test_a_private_tracks_own_sound_file_stays_a_digest() -> None:
    profile = dataclasses.replace(PROFILE, bed="/home/zebulonia/waves.wav")
    text = written(
        dataclasses.replace(RECIPE, private=True, bed="/home/zebulonia/waves.wav", profile=profile)
    )

    assert read_recorded(text, "x").bed_private
    assert "zebulonia" not in text.lower()


def test_a_recipe_from_before_these_things_were_told_still_reads() -> None:
    text = written()
    for key in ("gain", "heard", "shape", "lyrics", "format"):
        text = re.sub(rf"(?m)^{key} = (?!1$)(?:\[[^\]]*\]|.*)\n", "", text)

    recorded = read_recorded(text, "x")

    assert recorded.gain is None
    assert recorded.heard == (None, None)
    assert recorded.shapes == ("", "")
    assert not recorded.lyrics


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("samples = 1764001", "samples = 99999999999"),
        ("samples = 1764001", "samples = 1000"),
        ("gain = 5.25", "gain = nan"),
        ("loudness = -18.0", "loudness = inf"),
        ("seconds = 1.511723", "seconds = 1e400"),
        ('kind = "head"', 'kind = "start"'),
        ("[recipe]", "[recipes]"),
        ("0.25,", "7.5,"),
        ('"0a9f"', '"0a9z"'),
    ],
)
def test_a_damaged_recipe_is_refused_in_plain_words(old: str, new: str) -> None:
    assert old in written()

    with pytest.raises(RecipeError, match="damaged"):
        read_recorded(written().replace(old, new), "x.recipe.toml")


def test_a_later_programs_recipe_asks_for_an_update() -> None:
    with pytest.raises(RecipeError, match="Update Inner Ally"):
        read_recorded(written().replace("format = 1\n", "format = 2\n"), "x")


LINES = written().split("\n")


@given(
    st.integers(0, len(LINES) - 1),
    st.sampled_from(['"x"', "-1", "nan", "[]", "{}", "true", "0", "inf", "1e99", ""]),
)
def test_any_line_may_be_damaged(number: int, value: str) -> None:
    name, equals, _ = LINES[number].partition(" = ")
    changed = [*LINES[:number], f"{name}{equals}{value}", *LINES[number + 1 :]]
    try:
        recorded = read_recorded("\n".join(changed), "x")
    except InnerAllyError:
        return
    assert tomllib.loads("\n".join(changed))
    assert recorded.timeline.length > 0
