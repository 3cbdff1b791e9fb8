"""Templates: sandboxed, strict, the same for the same seed, and every fault a script error with its place."""

import re

import pytest

from generator.errors import Location, ScriptError
from generator.plan.marks import Sites, guard
from generator.plan.template import Draw
from tests.strategies import rendered


def plain(sources: dict[str, str] | str, seed: int = 1, **values: object) -> str:
    found = rendered({"a.md": sources} if isinstance(sources, str) else sources, values, seed)
    return Sites.without(found.text).strip()


FAULTS = [
    ("{{ nope }}", 1, "'nope' is undefined"),
    ("\n{{ image.nope }}", 2, "has no attribute 'nope'"),
    ("\n\n{% if nope %}{% endif %}", 3, "'nope' is undefined"),
    ("{{ 1 + }}", 1, "unexpected 'end of print statement'"),
    ("{% if x %}", 1, "end of template"),
    ("\n{% flurb %}", 2, "unknown tag 'flurb'"),
    ("\n{% or %}", 2, "unknown tag 'or'"),
    ("{% oneof %}a{% or %}b", 1, "endoneof"),
    ("\n{% oneof if false %}a{% or if false %}b{% endoneof %}", 2, "None of the wordings here fits"),
    ("\n{% include 'gone.md' %}", 2, "no script part 'gone.md'"),
    ("\n{% include '../../etc/passwd' %}", 2, "no script part"),
    ("\n{{ 1 / 0 }}", 2, "division by zero"),
    ("\n{{ 'a' + 1 }}", 2, "cannot be worked out"),
    ("\n{{ image.get() }}", 2, "cannot be worked out"),
    ("\n{{ 1 | nofilter }}", 2, "No filter named 'nofilter'"),
    ("{{ range(10000000) }}", 1, "Range too big"),
    ("{{ 10 ** 10000 }}", None, "Exceeds the limit"),
    ("\n{% include 'a.md' %}", 2, "too tangled"),
    ("\n{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", 2, "too tangled"),
    ("{{ " + "(" * 300 + "1" + ")" * 300 + " }}", None, "too tangled"),
    ("{% for i in [1] %}" * 60 + "x" + "{% endfor %}" * 60, None, "too tangled"),
    ("{% for i in range(90000) %}and so on {% endfor %}", None, "grows without end"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "told"), FAULTS, ids=[told for _, _, told in FAULTS])
def test_each_fault_is_a_script_error_with_its_place(text: str, line: int | None, told: str) -> None:
    with pytest.raises(ScriptError, match=re.escape(told)) as caught:
        plain(text, image={})

    assert caught.value.where == Location("scripts/a.md", line)


ESCAPES = [
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ thing.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ self._TemplateReference__context }}",
    "{{ '{0.__class__}'.format(thing) }}",
    "{{ '{a.__class__}'.format_map({'a': thing}) }}",
    "{{ thing | attr('__class__') }}",
    "{{ thing['__class__'] }}",
    "{{ items.append(1) }}",
    "{{ items.clear() }}",
    "{{ table.update({'a': 1}) }}",
    "{{ thing.__setattr__('a', 1) }}",
    "{{ lipsum() }}",
    "{{ [1, 2] | random }}",
    "{% import 'os' as os %}",
]


@pytest.mark.parametrize("text", ESCAPES)
def test_the_way_out_of_the_sandbox_is_shut(text: str) -> None:
    items, table = [0], {"b": 2}
    with pytest.raises(ScriptError):
        plain(text, thing=Draw("1"), items=items, table=table)
    assert items == [0]
    assert table == {"b": 2}


@pytest.mark.parametrize(
    "text",
    [
        "{% include n %}",
        "{{ {}[n] }}",
        "{{ [1][n] }}",
        "{{ n.nope }}",
        "{{ n + 1 }}",
        "{{ n | int / 0 }}",
        "{{ n() }}",
    ],
)
def test_an_error_never_repeats_what_somebody_typed(text: str) -> None:
    with pytest.raises(ScriptError) as caught:
        plain(text, n=guard("Samira Jane"))

    assert "Samira" not in str(caught.value)
    assert "Jane" not in str(caught.value)


CHOICE = "{% oneof %}one{% or %}two{% or %}three{% or %}four{% endoneof %}"


def test_the_same_seed_makes_the_same_choice() -> None:
    assert plain(CHOICE, seed=5) == plain(CHOICE, seed=5)


def test_seeds_spread_over_all_the_wordings() -> None:
    assert {plain(CHOICE, seed=seed) for seed in range(40)} == {"one", "two", "three", "four"}


def test_a_second_pass_takes_another_wording_until_all_were_taken() -> None:
    twice = "{% for i in range(8) %}" + CHOICE + " {% endfor %}"
    said = plain(twice, seed=3).split()

    assert set(said[:4]) == set(said[4:]) == {"one", "two", "three", "four"}


def test_choices_at_different_places_do_not_hang_together() -> None:
    pairs = {plain(f"{CHOICE}\n{CHOICE}", seed=seed) for seed in range(60)}
    assert len(pairs) > 8


def test_a_wording_with_a_condition_is_only_drawn_when_it_fits() -> None:
    text = "{% oneof %}any{% or if kind == 'tree' %}tree{% or if kind == 'sea' %}sea{% endoneof %}"

    assert {plain(text, seed=seed, kind="tree") for seed in range(30)} == {"any", "tree"}
    assert {plain(text, seed=seed, kind="sea") for seed in range(30)} == {"any", "sea"}
    assert {plain(text, seed=seed, kind="fog") for seed in range(30)} == {"any"}


def test_a_wording_can_stand_in_another_and_in_a_macro() -> None:
    text = "{% macro m() %}{% oneof %}a{% or %}{% oneof %}b{% or %}c{% endoneof %}{% endoneof %}{% endmacro %}{{ m() }}"
    assert {plain(text, seed=seed) for seed in range(30)} == {"a", "b", "c"}


def test_the_first_letter_becomes_a_capital_through_marks() -> None:
    said = plain("{{ n | capfirst }} {{ 'x' | capfirst }}", n=guard("an old yew"))
    assert said.startswith("\ue100An old yew")
    assert said.endswith(" X")


def test_the_files_that_words_come_from_are_known() -> None:
    sources = {
        "a.md": "+++\nid = 'a'\n+++\nHello.\n{% include 'parts/b.md' %}{% if false %}{% include 'c.md' %}{% endif %}",
        "parts/b.md": "And so on.",
        "c.md": "Never.",
    }
    found = rendered(sources, {})
    assert found.parts == ("scripts/a.md", "scripts/parts/b.md")
    assert "id =" not in found.text


def test_front_matter_without_an_end_is_left_as_it_is() -> None:
    assert plain("+++\nHello.") == "Hello."
