"""Profiles: every key, every limit, all mistakes at once, and nothing but a profile or a profile error."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import ChoiceError, Location, ProfileError
from generator.plan.choices import DISTANCES, KINDS, LEVELS, OPTIONS, PRONOUNS, QUALITIES
from generator.plan.profile import Profile, parse_toml, profile_text, put, read_profile, with_settings
from tests.strategies import typed_words

WHOLE = """
[listener]
name = "Siobhan"
level = "steady"
options = ["no-touch", "eyes-open"]
struggle = "self-criticism"
code = "Q7"
[image]
kind = "tree"
label = "an old yew tree"
pronoun = "it"
qualities = ["wisdom", "strength", "warmth"]
distance = "across"
words = "You can rest here."
[image.senses]
sight = "dark green needles"
sound = "wind"
touch = "bark"
smell = "sap"
[breathing]
preset = "soothing-4-6"
tempo = 1.1
tones = false
[sound]
bed = "sea"
bed_level = -22
bell = false
[voice]
name = "heart"
pace = 105
[say]
Siobhan = "shi-VAWN"
[fields]
recipient = "my brother"
busy = true
"""


def read(text: str, settings: list[str] | None = None) -> Profile:
    return read_profile(with_settings(parse_toml(text, "me.toml"), settings or []), text=text, file="me.toml")


def refused(text: str, settings: list[str] | None = None) -> str:
    with pytest.raises(ProfileError) as caught:
        read(text, settings)
    return str(caught.value)


EXPECTED: dict[str, object] = {
    "name": "Siobhan", "level": "steady", "options": ("no-touch", "eyes-open"), "struggle": "self-criticism", "code": "Q7",
    "kind": "tree", "label": "an old yew tree", "pronoun": "it", "qualities": ("wisdom", "strength", "warmth"),
    "distance": "across", "words": "You can rest here.",
    "senses": {"sight": "dark green needles", "sound": "wind", "touch": "bark", "smell": "sap"},
    "preset": "soothing-4-6", "tempo": 1.1, "tones": False, "bed": "sea", "bed_level": 22.0, "bell": False,
    "voice": "heart", "pace": 105.0, "say": {"Siobhan": "shi-VAWN"}, "fields": {"recipient": "my brother", "busy": True},
}  # fmt: skip


def test_every_key_of_a_profile_is_read() -> None:
    assert read(WHOLE) == Profile(**EXPECTED)  # type: ignore[arg-type]


def test_an_empty_profile_chooses_nothing() -> None:
    assert read("") == Profile()


@pytest.mark.parametrize(
    ("setting", "attribute", "value"),
    [
        ("listener.name=Sam", "name", "Sam"),
        ("listener.level=first", "level", "first"),
        ("listener.options=no-touch,no-gaze", "options", ("no-touch", "no-gaze")),
        ('listener.options=["no-touch"]', "options", ("no-touch",)),
        ("listener.options=no-touch", "options", ("no-touch",)),
        ("listener.struggle=anger, mostly", "struggle", "anger, mostly"),
        ("listener.code=Q-7", "code", "Q-7"),
        ("image.kind=Tree", "kind", "tree"),
        ("image.label=an old yew, by the = sign", "label", "an old yew, by the = sign"),
        ('image.label="an old yew"', "label", '"an old yew"'),
        ("image.label=true", "label", "true"),
        ("image.pronoun=none", "pronoun", "none"),
        ("image.qualities=courage", "qualities", ("strength",)),
        ("image.distance=far", "distance", "far"),
        ("image.words=Rest, now. And now.", "words", "Rest, now. And now."),
        ("image.senses.sight=grey light", "senses", {"sight": "grey light"}),
        ("breathing.preset=own-pace", "preset", "own-pace"),
        ("breathing.tempo=0.9", "tempo", 0.9),
        ("breathing.tempo=1", "tempo", 1.0),
        ("breathing.tones=false", "tones", False),
        ("sound.bed=rain", "bed", "rain"),
        ("sound.bed=/home/me/a, b.wav", "bed", "/home/me/a, b.wav"),
        ("sound.bed_level=-24", "bed_level", 24.0),
        ("sound.bell=true", "bell", True),
        ("voice.name=system", "voice", "system"),
        ("voice.pace=100", "pace", 100.0),
        ("say.Siobhan=/ʃəvˈɔːn/", "say", {"Siobhan": "/ʃəvˈɔːn/"}),
        ("fields.recipient=my brother", "fields", {"recipient": "my brother"}),
        ("fields.busy=true", "fields", {"busy": True}),
        ("fields.number=7", "fields", {"number": "7"}),
    ],
)
def test_a_setting_reaches_each_key(setting: str, attribute: str, value: object) -> None:
    assert getattr(read("", [setting]), attribute) == value


def test_settings_are_laid_over_a_file_and_leave_its_tables_alone() -> None:
    raw = parse_toml(WHOLE, "me.toml")
    before = copy.deepcopy(raw)
    profile = read_profile(
        with_settings(raw, ["listener.name=Sam", "image.senses.sight=grey", "say.Sam=SAM"])
    )

    assert profile.name == "Sam"
    assert profile.senses == {"sight": "grey", "sound": "wind", "touch": "bark", "smell": "sap"}
    assert profile.say == {"Siobhan": "shi-VAWN", "Sam": "SAM"}
    assert raw == before


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("image.lable=x", "Did you mean 'image.label'"),
        ("sond.bed=rain", "Did you mean 'sound.bed"),
        ("name=Sam", "is not a setting"),
        ("listener.name", "is not a setting"),
        ("=", "is not a setting"),
        ("listener=x", "is not a setting"),
        ("image.senses=x", "No profile has a key 'image.senses'"),
        ("image.senses.taste=x", "Did you mean"),
    ],
)
def test_a_setting_for_nothing_is_told_with_near_names(setting: str, told: str) -> None:
    with pytest.raises(ChoiceError) as caught:
        with_settings({}, [setting])
    assert told in str(caught.value)


MISTAKEN = """[listener]
naem = "Sam"
level = "stedy"
options = ["no-tuch"]
code = "../../etc"
[image]
kind = "badger"
qualities = "wisdom"
[image.senses]
taste = "salt"
[breathing]
tempo = 3
tones = "yes"
[lister]
name = 1
[voice]
pace = true
"""


def test_all_mistakes_are_told_at_once_with_their_lines_and_near_names() -> None:
    told = refused(MISTAKEN)

    assert told.startswith("me.toml: 11 things need mending:\n")
    for line in (
        "  line 2: [listener] has no key 'naem'. Did you mean 'name'?",
        "  line 3: listener.level 'stedy' is not one we know. Did you mean 'steady'?",
        "  line 4: listener.options 'no-tuch' is not one we know. Did you mean 'no-touch'",
        "  line 5: listener.code should be up to 24 letters",
        "  line 7: image.kind 'badger' is not one we know.",
        "  line 8: image.qualities should be a list",
        "  line 10: [image.senses] has no key 'taste'.",
        "  line 12: breathing.tempo is 3, but goes from 0.8 to 1.2.",
        "  line 13: breathing.tones should be true or false.",
        "  line 14: There is no table [lister]. Did you mean 'listener'?",
        "  line 17: voice.pace should be a number.",
    ):
        assert line in told


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[listener]\n\nlevel = 3", 3),
        ("\n[ listener ]\nlevel = 3", 3),
        ("listener.level = 3", 1),
        ("[image]\nsenses.sight = 3", None),
        ('["listener"]\n"level" = 3', 2),
        ("listener = {level = 3}", None),
        ("[image]\nkind = 'tree'\n[image.senses]\nsight = 3", 4),
        ("\nlistener = 3", 2),
        ("[say]\nSam = 3", 2),
        ("[fields]\na = [1]", 2),
    ],
)
def test_a_single_mistake_stands_at_its_line(text: str, line: int | None) -> None:
    with pytest.raises(ProfileError) as caught:
        read(text)
    assert caught.value.where == Location("me.toml", line)


@pytest.mark.parametrize(
    "setting",
    [
        f"listener.name={'x' * 61}", "listener.name=a b c d e f g", f"listener.struggle={'w ' * 25}", f"listener.code={'x' * 25}",
        "listener.code=a b", "listener.code=-a", "listener.code=", f"image.label={'w ' * 15}", f"image.words={'w ' * 61}",
        f"image.senses.sight={'w ' * 21}", "breathing.tempo=0.79", "breathing.tempo=1.21", "breathing.tempo=nan",
        "breathing.tempo=inf", f"breathing.tempo={'9' * 400}", f"breathing.tempo={'9' * 5000}", "breathing.tempo=fast",
        "sound.bed_level=5", "sound.bed_level=41", "sound.bed= ", f"sound.bed={'x' * 1001}", "voice.pace=79", "voice.pace=141",
        "breathing.tones=1", "listener.name=a\ue000b", "listener.name=\U000f0001", "listener.name=\U00100000", "listener.name=a\x00b",
        "listener.name=a\x7fb", "listener.name=a\udcffb", "listener.name=…", "listener.name=🙂", "image.words=!!!",
        "image.label=nobody", "image.label=No one at all", "image.label=nothing", f"fields.a={'w ' * 601}", f"say.Sam={'x' * 81}",
        f"listener.options={'[' * 3000}",
    ],
)  # fmt: skip
def test_what_is_out_of_range_or_cannot_be_said_is_refused(setting: str) -> None:
    told = refused("", [setting])
    assert len(told) < 400


@pytest.mark.parametrize(
    ("setting", "attribute", "value"),
    [
        (f"listener.name={'x' * 60}", "name", "x" * 60),
        ("listener.name=  Sam \n  Hill ", "name", "Sam Hill"),
        ("listener.name=Zoë 🙂", "name", "Zoë 🙂"),
        ("listener.name=שלום", "name", "שלום"),
        ("listener.name=", "name", ""),
        ("breathing.tempo=0.8", "tempo", 0.8),
        ("breathing.tempo=1.2", "tempo", 1.2),
        ("sound.bed_level=6", "bed_level", 6.0),
        ("sound.bed_level=40", "bed_level", 40.0),
        ("voice.pace=80", "pace", 80.0),
        ("voice.pace=140", "pace", 140.0),
        ("image.label=a nobody hill", "label", "a nobody hill"),
    ],
)
def test_what_is_just_in_range_is_taken(setting: str, attribute: str, value: object) -> None:
    assert getattr(read("", [setting]), attribute) == value


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("listener.level", LEVELS),
        ("image.kind", KINDS),
        ("image.pronoun", (*PRONOUNS, "none")),
        ("image.distance", DISTANCES),
        ("listener.options", OPTIONS),
        ("image.qualities", QUALITIES),
    ],
)
def test_every_word_that_can_be_chosen_is_taken(key: str, words: tuple[str, ...]) -> None:
    for word in words:
        read("", [f"{key}={word}"])


@pytest.mark.parametrize(
    ("alias", "quality"),
    [
        ("courage", "strength"),
        ("Kindness", "warmth"),
        ("non-judgment", "non-judgement"),
        ("empathy", "understanding"),
    ],
)
def test_a_quality_can_be_called_by_its_other_name(alias: str, quality: str) -> None:
    assert read(f'[image]\nqualities = ["{alias}", "{quality}"]').qualities == (quality,)


def test_an_empty_sense_is_as_good_as_none() -> None:
    assert read('[image.senses]\nsight = ""').senses == {}


@pytest.mark.parametrize(
    ("raw", "told"),
    [(b"\xff\xfe\x00", "UTF-8"), ("[listener]\nname = 'ü'".encode("latin-1"), "UTF-8")],
)
def test_a_file_that_is_no_text_is_told(raw: bytes, told: str) -> None:
    with pytest.raises(ProfileError, match=told) as caught:
        profile_text(raw, "me.toml")
    assert caught.value.where == Location("me.toml")


def test_a_byte_order_mark_is_no_matter() -> None:
    assert read(profile_text(b"\xef\xbb\xbf[listener]\nname = 'Sam'", "me.toml")).name == "Sam"


@pytest.mark.parametrize(
    ("text", "line"),
    [("[listener]\nname = Sam", 2), ("a", 1), ("[listener]\n[listener]", 2), ("\n\n= 3", 3)],
)
def test_a_line_that_is_no_toml_is_named(text: str, line: int) -> None:
    with pytest.raises(ProfileError, match="cannot be read") as caught:
        parse_toml(text, "me.toml")
    assert caught.value.where == Location("me.toml", line)


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a = " + "9" * 5000])
def test_toml_that_overstrains_the_reader_is_a_profile_error(text: str) -> None:
    with pytest.raises(ProfileError):
        parse_toml(text, "me.toml")


def test_everything_typed_is_known_as_typed() -> None:
    typed = read(WHOLE).typed()
    assert set(typed) == {
        "Siobhan", "self-criticism", "an old yew tree", "You can rest here.", "dark green needles", "wind", "bark", "sap",
        "shi-VAWN", "my brother",
    }  # fmt: skip


def profile_or_error(make: Any) -> None:
    try:
        found = make()
    except (ProfileError, ChoiceError) as error:
        told = str(error)
        assert told
    else:
        assert isinstance(found, Profile)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_a_profile_or_a_profile_error(raw: bytes) -> None:
    profile_or_error(lambda: read(profile_text(raw, "me.toml")))


_values = st.recursive(
    st.one_of(
        st.text(max_size=20), st.booleans(), st.integers(), st.floats(), st.dates(), st.sampled_from([10**400, -(10**400)])
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=5,
)  # fmt: skip
_keys = st.one_of(
    st.text(max_size=6),
    st.sampled_from(["listener", "image", "image.senses", "breathing", "sound", "voice", "say", "fields", "senses",
                     "name", "level", "options", "code", "kind", "label", "qualities", "words", "tempo", "tones", "bed", "bed_level", "pace"]),
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(_keys, st.one_of(_values, st.dictionaries(_keys, _values, max_size=4)), max_size=4))
def test_any_tables_are_a_profile_or_a_profile_error(raw: dict[str, object]) -> None:
    profile_or_error(lambda: read_profile(raw))


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(
        ["listener.name", "image.label", "say.x", "fields.y", "sound.bed", "breathing.tempo", "x.y"]
    ),
    typed_words,
)
def test_any_setting_is_a_profile_or_an_error_of_ours(key: str, words: str) -> None:
    profile_or_error(lambda: read("", [f"{key}={words}"]))


def test_a_key_is_put_even_where_something_else_stood() -> None:
    raw: dict[str, object] = {"image": "x"}
    put(raw, "image.senses", "sight", "grey")
    assert raw == {"image": {"senses": {"sight": "grey"}}}
