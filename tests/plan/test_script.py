"""The script language: what each cue means, and what every mistake is told as."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import Location, ScriptError
from generator.plan.cues import Bell, Breathe, Breathing, Chapter, Cue, Pause, Say, Script
from generator.plan.marks import Sites, guard
from generator.plan.pauses import Form
from generator.plan.script import CUE_WORDS, parse
from tests.strategies import BRIEF, FIRST, HOSTILE, LONG, STEADY, rendered, script_of, typed_words


def cue_of(words: str, form: Form = STEADY) -> Cue:
    """The first cue of `[words]` after a line of speech."""
    return next(
        cue for cue in script_of(f"Hello.\n\n[{words}]\n\nBye.", form).cues if not isinstance(cue, Say)
    )


def outcome(read: Callable[[], Script]) -> Script | ScriptError:
    """What reading came to; any other error goes through, and fails the test."""
    try:
        return read()
    except ScriptError as error:
        return error


def spoken(script: Script) -> list[str]:
    return [cue.utterance.text for cue in script.cues if isinstance(cue, Say)]


@pytest.mark.parametrize(
    ("words", "name", "floor", "ideal", "ceiling"),
    [
        ("beat", "beat", 2, 2.5, 3),
        ("settle", "settle", 6, 8, 10),
        ("form", "form", 20, 24, 30),
        ("feel", "feel", 20, 26, 40),
        ("pause 8s", "pause", 5.6, 8, 12),
        ("pause 8 s", "pause", 5.6, 8, 12),
        ("pause 1.5s", "pause", 1.05, 1.5, 2.25),
        ("pause 2min", "pause", 84, 120, 180),
        ("pause 60 seconds", "pause", 42, 60, 90),
        ("pause 1 minute", "pause", 42, 60, 90),
        ("write 2min", "write", 84, 120, 180),
        ("write 60s", "write", 60, 60, 90),
        ("breathe own 3 breaths", "breaths", 12, 15, 21),
        ("breathe own 1 breath", "breaths", 4, 5, 7),
    ],
)
def test_a_pause_has_floor_ideal_and_ceiling(
    words: str, name: str, floor: float, ideal: float, ceiling: float
) -> None:
    pause = cue_of(words)

    assert isinstance(pause, Pause)
    assert pause.name == name
    assert (pause.floor, pause.ideal, pause.ceiling) == pytest.approx((floor, ideal, ceiling))


@pytest.mark.parametrize("words", ["form", "feel"])
def test_the_brief_form_waits_12_to_15_seconds_for_an_image_or_a_feeling(words: str) -> None:
    pause = cue_of(words, BRIEF)
    assert isinstance(pause, Pause)
    assert (pause.floor, pause.ceiling) == (12, 15)


@pytest.mark.parametrize(
    "words", ["feel", "form", "pause 25s", "pause 30s", "breathe own 6 breaths", "settle"]
)
def test_no_pause_passes_30_seconds_at_level_first(words: str) -> None:
    pause = cue_of(words, FIRST)
    assert isinstance(pause, Pause)
    assert pause.floor <= pause.ideal <= pause.ceiling <= 30


def test_dwell_is_a_minute_and_more_in_the_long_form() -> None:
    pause = cue_of("dwell", LONG)
    assert isinstance(pause, Pause)
    assert (pause.floor, pause.ceiling) == (60, 90)


@pytest.mark.parametrize(
    ("words", "kind", "least", "ideal", "most"),
    [
        ("breathe 4 cycles", Breathing.CYCLES, 4, 4, 4),
        ("breathe 1 cycle", Breathing.CYCLES, 1, 1, 1),
        ("breathe 6-20 cycles", Breathing.CYCLES, 6, 13, 20),
        ("breathe 6-20 cycles, best 8", Breathing.CYCLES, 6, 8, 20),
    ],
)
def test_breathing_is_asked_for_in_whole_cycles(
    words: str, kind: Breathing, least: int, ideal: int, most: int
) -> None:
    script = script_of(f"Hello.\n\n[breathe ramp]\n\n[{words}]\n\n[breathe fade 2-4 cycles]")
    ramp, cycles, fade = (cue for cue in script.cues if isinstance(cue, Breathe))

    assert ramp.kind is Breathing.RAMP
    assert (cycles.kind, cycles.least, cycles.ideal, cycles.most) == (kind, least, ideal, most)
    assert (fade.kind, fade.least, fade.ideal, fade.most) == (Breathing.FADE, 2, 3, 4)


def test_a_paragraph_becomes_sentences_that_know_where_they_stand() -> None:
    script = script_of("# Arriving\n\nHello there. Sit down,\nand rest. [beat] Good.\n\nNext one.")
    chapter, *cues = script.cues
    says = [cue for cue in cues if isinstance(cue, Say)]

    assert isinstance(chapter, Chapter)
    assert chapter.title == "Arriving"
    assert [say.utterance.text for say in says] == [
        "Hello there.",
        "Sit down, and rest.",
        "Good.",
        "Next one.",
    ]
    assert [say.paragraph for say in says] == [0, 0, 0, 1]
    assert [say.opens for say in says] == [True, False, False, True]
    assert [say.closes for say in says] == [False, False, True, True]
    assert [say.where.line for say in says] == [3, 3, 4, 6]
    assert [type(cue) for cue in cues] == [Say, Say, Pause, Say, Say]


def test_a_paragraph_names_the_tokens_it_shows() -> None:
    script = script_of("First.\n\nMinds wander. [shows g-wander g-why]\n\n[bell]")

    assert [(shown.token, shown.paragraph) for shown in script.shown] == [("g-wander", 1), ("g-why", 1)]
    assert isinstance(script.cues[-1], Bell)


def test_what_stands_in_an_optional_passage_belongs_to_it() -> None:
    script = script_of(
        "Always.\n\n[if room 3]\n\n# Extra\n\nSometimes. [beat]\n\n[bell]\n\n[end room]\n\nAlways."
    )

    assert [passage.priority for passage in script.passages] == [3]
    assert [cue.passage for cue in script.cues] == [None, 0, 0, 0, 0, None]
    assert len(script.with_passages(frozenset())) == 2
    assert script.with_passages(frozenset({0})) == script.cues


FAULTS = [
    ("Hello.\n\n[pauze 8s]", 3, "no cue [pauze 8s]. Did you mean 'pause'?"),
    ("Hello.\n\n[PAUSE:5]", 3, "no cue [PAUSE:5]"),
    ("Hello.\n\n[bell loudly]", 3, "no cue [bell loudly]"),
    ("Hello.\n\n[beat 3]", 3, "no cue [beat 3]"),
    ("Hello.\n\n[]", 3, "no cue []"),
    ("Hello.\n\nSo. [shows]", 3, "no cue [shows]"),
    ("Hello.\n\n[shows g-why]", 3, "says nothing"),
    ("Hello.\n\n[pause]", 3, "no length"),
    ("Hello.\n\n[pause long]", 3, "no length"),
    ("Hello.\n\n[pause -8s]", 3, "no length"),
    ("Hello.\n\n[pause 0s]", 3, "not between 0 and 600"),
    ("Hello.\n\n[pause 11min]", 3, "not between 0 and 600"),
    ("Hello.\n\n[write 20s]", 3, "outside 60 to 180"),
    ("Hello.\n\n[write 4min]", 3, "outside 60 to 180"),
    ("Hello.\n\n[dwell]", 3, "long form only"),
    ("Hello.\n\n[breathe]", 3, "no cue [breathe ]"),
    ("Hello.\n\n[breathe deeply]", 3, "no cue [breathe deeply]"),
    ("Hello.\n\n[breathe own 0 breaths]", 3, "not between 1 and 12"),
    ("Hello.\n\n[breathe own 13 breaths]", 3, "not between 1 and 12"),
    ("Hello.\n\n[breathe 9-4 cycles]", 3, "out of order"),
    ("Hello.\n\n[breathe 0 cycles]", 3, "out of order"),
    ("Hello.\n\n[breathe 4-9 cycles, best 12]", 3, "out of order"),
    ("Hello.\n\n[breathe 4-900 cycles]", 3, "out of order"),
    (f"Hello.\n\n[breathe {'9' * 5000} cycles]", 3, "no cue [breathe 999"),
    ("Hello.\n\n[breathe 4 cycles]", 3, "stand before [breathe ramp]"),
    ("Hello.\n\n[breathe fade 3 cycles]", 3, "stand before [breathe ramp]"),
    ("Hello.\n\n[breathe ramp]\n\nBye.", 3, "never hand over"),
    ("Hello.\n\n[breathe ramp]\n\n[breathe ramp]", 5, "begin again"),
    ("Hello.\n\n[breathe ramp]\n\n[settle]\n\n[breathe fade 2 cycles]", 5, "pause or bell stands between"),
    ("Hello.\n\n[breathe ramp]\n\n[bell]\n\n[breathe fade 2 cycles]", 5, "pause or bell stands between"),
    ("Hello.\n\n[if room 1]\n[breathe ramp]\n[end room]\n[breathe fade 2 cycles]", 6, "optional passage"),
    ("Hello.\n\n[if room 1]\n\nSo.", 3, "never closed"),
    ("Hello.\n\n[if room 1]\n\n[if room 2]\n\nSo.", 5, "inside another"),
    ("Hello.\n\n[end room]", 3, "has no [if room N]"),
    ("Hello.\n\n[if room]", 3, "no cue [if room]"),
    ("Hello.\n\n[if it rains]", 3, "no cue [if it rains]"),
    ("Hello.\n\n[end]", 3, "no cue [end]"),
    ("Hello. [if room 1] So.", 1, "no cue [if room 1]"),
    ("Hello.\n\n## Deeper", 3, "one '#'"),
    ("Hello.\n\n#Deeper", 3, "one '#'"),
    ("Hello.\n\n#", 3, "one '#'"),
    ("Hello.\n\n# Deeper [beat]", 3, "cue or Markdown"),
    ("Hello.\n\n# *Deeper*", 3, "cue or Markdown"),
    ("Hello.\n\n- one\n- two", 3, "a list"),
    ("Hello.\n\n1. one", 3, "a list"),
    ("Hello.\n\n• one", 3, "a list"),
    ("Hello.\n\n> quoted", 3, "nobody can hear"),
    ("Hello.\n\n| a | b |", 3, "nobody can hear"),
    ("Hello.\n\n-----", 3, "nobody can hear"),
    ("Hello.\n\nThis is **bold**.", 3, "emphasis"),
    ("Hello.\n\nThis is _so_.", 3, "emphasis"),
    ("Hello.\n\nThis is `code`.", 3, "emphasis"),
    ("Hello.\n\nA <b>tag</b>.", 3, "HTML"),
    ("Hello.\n\n<!-- note -->", 3, "HTML"),
    ("Hello.\n\nA [link](page).", 3, "a link"),
    ("Hello.\n\nSee https://example.org now.", 3, "a link"),
    ("Hello.\n\nAn open [bracket.", 3, "stray '['"),
    ("Hello.\n\nA closed] bracket.", 3, "stray ']'"),
    ("Hello.\n\nSmaller < larger.", 3, "stray '<'"),
    ("Hello.\n\n...", 3, "nothing to say"),
    ("Hello. [beat] – [beat] So.", 1, "nothing to say"),
    ("[beat]", None, "says nothing"),
    ("", None, "says nothing"),
]


@pytest.mark.parametrize(
    ("text", "line", "told"), FAULTS, ids=[told + text[-12:] for text, _, told in FAULTS]
)
def test_each_mistake_is_told_with_its_file_and_line(text: str, line: int | None, told: str) -> None:
    with pytest.raises(ScriptError, match=re.escape(told)) as caught:
        script_of(text)

    assert caught.value.where == Location("scripts/a.md", line)
    assert len(str(caught.value)) < 260


@pytest.mark.parametrize("words", ["pause 31s", "breathe own 7 breaths", "dwell", "pause 2min"])
def test_a_silence_over_30_seconds_is_refused_at_level_first(words: str) -> None:
    with pytest.raises(ScriptError, match=r"first|between 1 and 6"):
        script_of(f"Hello.\n\n[{words}]", Form("standard", "first"))


PLACES = {
    "include": ({"a.md": "Hello.\n\n{% include 'b.md' %}", "b.md": "\nFine.\n\n[pauze 3s]"}, "b.md", 4),
    "macro": (
        {"a.md": "{% from 'b.md' import m with context %}\n\nHello.\n\n{{ m(3) }}", "b.md": "{% macro m(n) %}\nSo.\n[pauze {{ n }}s]\n{% endmacro %}"},
        "b.md",
        3,
    ),
    "loop": ({"a.md": "Hello.\n\n{% for n in [1, 2] %}\n\nRound {{ n }}.\n\n[pauze {{ n }}s]\n{% endfor %}"}, "a.md", 7),
    "oneof": ({"a.md": "Hello.\n{% oneof %}\n[pauze 1s]\n{% or %}\n[pauze 1s]\n{% endoneof %}"}, "a.md", None),
    "front matter": ({"a.md": "+++\nid = 'a'\n+++\n\nHello.\n\n[pauze 1s]"}, "a.md", 7),
    "after a value": ({"a.md": "Hello {{ name }},\nyou are welcome.\n[pauze 1s]"}, "a.md", 3),
}  # fmt: skip


@pytest.mark.parametrize("way", PLACES)
def test_a_mistake_is_found_through_includes_macros_loops_and_choices(way: str) -> None:
    sources, file, line = PLACES[way]
    text = rendered(sources, {"name": guard("Sam")})

    with pytest.raises(ScriptError, match="no cue") as caught:
        parse(text.text, text.sites, form=STEADY)

    assert caught.value.where is not None
    assert caught.value.where.file == f"scripts/{file}"
    assert caught.value.where.line in ({3, 5} if line is None else {line})


def letters(words: str) -> str:
    return "".join(character for character in words if character.isalnum())


def visible(words: str) -> str:
    return " ".join(words.split())


@pytest.mark.parametrize("words", HOSTILE)
def test_what_somebody_typed_is_spoken_as_plain_words(words: str) -> None:
    script = script_of("# Hello\n\nGood day, {{ w }}, and welcome.\n\nSecond.", w=guard(words))

    assert visible(words) in " ".join(spoken(script))
    assert [type(cue) for cue in script.cues if not isinstance(cue, Say)] == [Chapter]
    assert not script.passages
    assert not script.shown
    assert all(say.paragraph in (0, 1) for say in script.cues if isinstance(say, Say))


@settings(max_examples=80, deadline=None)
@given(typed_words)
def test_typed_words_are_never_obeyed(words: str) -> None:
    template = "First.\n\n{{ w }} begins, goes on {{ w }}, and ends {{ w }}.\n\n[beat]\n\nLast."
    script = script_of(template, w=guard(words))
    kinds = [type(cue) for cue in script.cues]
    said = " ".join(spoken(script))
    own = letters(words)

    assert letters(said) == f"First{own}beginsgoeson{own}andends{own}Last"
    assert [kind for kind in kinds if kind is not Say] == [Pause]
    assert {cue.paragraph for cue in script.cues if isinstance(cue, Say)} == {0, 1, 2}
    assert not re.search("[\ue000-\uf8ff\U000f0000-\U000ffffd]", said)


@settings(max_examples=80, deadline=None)
@given(typed_words)
def test_a_line_of_nothing_but_typed_words_is_spoken_or_refused(words: str) -> None:
    read = outcome(lambda: script_of("First.\n\n{{ w }}\n\nLast.", w=guard(words)))
    if isinstance(read, ScriptError):
        assert read.what == "There is nothing to say here."
        assert not any(character.isalnum() for character in words)
    else:
        assert all(isinstance(cue, Say) for cue in read.cues)
        assert all(cue.utterance.personal for cue in read.cues[1:-1] if isinstance(cue, Say))


def test_five_thousand_typed_words_are_read_in_sensible_time() -> None:
    script = script_of("{{ w }}", w=guard("and so on. " * 5000))
    assert len(" ".join(spoken(script)).split()) == 15_000


def test_only_the_sentences_that_hold_typed_words_are_personal() -> None:
    script = script_of(
        "Hello, {{ n }}. Sit down. Is {{ i }} here? It {{ x }}.\n\nNothing of yours. {{ n | capfirst }} again.",
        n=guard("sam"),
        i=guard("an old yew. By the church"),
        x="may be",
    )

    assert [(say.utterance.text, say.utterance.personal) for say in script.cues if isinstance(say, Say)] == [
        ("Hello, sam.", True),
        ("Sit down.", False),
        ("Is an old yew.", True),
        ("By the church here?", True),
        ("It may be.", False),
        ("Nothing of yours.", False),
        ("Sam again.", True),
    ]


@pytest.mark.parametrize(
    "filtered", ["n[:3]", "n[2:]", "n | reverse", "n | truncate(4)", "n | list | join(' ')", "n | upper"]
)
def test_a_typed_word_that_a_template_cuts_up_stays_personal(filtered: str) -> None:
    script = script_of(f"Hello, {{{{ {filtered} }}}}.", n=guard("Samira Jane"))
    assert all(cue.utterance.personal for cue in script.cues if isinstance(cue, Say))


@pytest.mark.parametrize("words", ["# {{ n }}", "# Meeting {{ n }} again", "# {{ n | upper }}"])
def test_a_heading_never_holds_typed_words(words: str) -> None:
    with pytest.raises(ScriptError, match="chapter title holds words that the listener typed") as caught:
        script_of(f"Hello.\n\n{words}", n=guard("Samira"))

    assert "Samira" not in str(caught.value)
    assert caught.value.where == Location("scripts/a.md", 3)


@pytest.mark.parametrize("cue", ["[pause {{ n }}s]", "[{{ n }}]", "[shows {{ n }}] Fine.", "[if {{ n }}]"])
def test_a_cue_never_holds_typed_words(cue: str) -> None:
    with pytest.raises(ScriptError) as caught:
        script_of(f"Hello.\n\n{cue}", n=guard("9876"))

    assert "9876" not in str(caught.value)


def test_how_a_word_is_said_travels_with_its_sentence() -> None:
    script = script_of("Hello, Siobhan. SIOBHAN's here.", lexicon={"siobhan": "shi-VAWN"})
    marked = [
        [(say.utterance.text[said.start : said.end], said.sound) for said in say.utterance.said]
        for say in script.cues
        if isinstance(say, Say)
    ]
    assert marked == [[("Siobhan", "shi-VAWN")], [("SIOBHAN", "shi-VAWN")]]


_pieces = st.sampled_from(
    [f"[{word}]" for word in CUE_WORDS]
    + [
        "[pause 3s]",
        "[breathe ramp]",
        "[breathe fade 2 cycles]",
        "[breathe 2-3 cycles]",
        "[if room 1]",
        "[end room]",
    ]
    + [
        "# A",
        "Words here.",
        "\n",
        "\n\n",
        "[",
        "]",
        "*",
        "#",
        "<",
        ">",
        " ",
        "…",
        "\ue100",
        "\ue101",
        "\U000f0000",
    ]
)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(_pieces, max_size=20).map("".join)))
def test_any_text_is_a_script_or_a_script_error(text: str) -> None:
    read = outcome(lambda: parse(text, Sites(), form=STEADY))
    if isinstance(read, ScriptError):
        assert read.what
        assert read.where is not None
    else:
        assert spoken(read)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                ["{{", "}}", "{%", "%}", "{#", "#}", "{{ n }}", "{% oneof %}", "{% or %}", "{% or if n %}", "{% endoneof %}",
                 "{% if n %}", "{% else %}", "{% endif %}", "{{ nope }}", "{% include 'a.md' %}", "{{ n | capfirst }}", "{{ 1/0 }}",
                 "{% for x in n %}", "{% endfor %}", "{{ loop.index }}", "+++\n", "\n", "Words. ", "[beat]", "{{ n.__class__ }}"]
            ),
            st.text(max_size=5),
        ),
        max_size=12,
    ).map("".join)
)  # fmt: skip
def test_any_template_is_a_script_or_a_script_error(text: str) -> None:
    read = outcome(lambda: script_of(text, n=guard("Sam")))
    if isinstance(read, ScriptError):
        assert "Sam" not in str(read)
    else:
        assert spoken(read)
