"""Breathing presets: the guide's figures, and limits that no tempo gets past."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import ChoiceError, ProfileError
from generator.plan.breathing import EASE_3_4, PRESETS, BreathPattern, at_tempo, pattern_named, ramp_to
from tests.strategies import patterns

FIGURES = [
    ("ease-3-5", 3, 0, 5, 8),
    ("soothing-4-6", 4, 1, 6, 11),
    ("soothing-4-7", 4, 1, 7, 12),
    ("soothing-5-6", 5, 1, 6, 12),
    ("soothing-5-7", 5, 1, 7, 13),
]


@pytest.mark.parametrize(("name", "inhale", "top", "exhale", "cycle"), FIGURES)
def test_a_preset_has_the_guides_figures(
    name: str, inhale: float, top: float, exhale: float, cycle: float
) -> None:
    pattern = pattern_named(name)
    assert (pattern.inhale, pattern.top, pattern.exhale, pattern.cycle) == (inhale, top, exhale, cycle)


def test_there_are_no_other_presets() -> None:
    assert list(PRESETS) == [name for name, *_ in FIGURES]


@given(st.sampled_from(sorted(PRESETS)), st.floats(allow_nan=True))
def test_any_tempo_makes_a_gentle_breath_or_is_refused(name: str, tempo: float) -> None:
    try:
        pattern = pattern_named(name, tempo)
    except ProfileError:
        preset = PRESETS[name]
        cycle = preset.top + (preset.in_counts + preset.out_counts) * tempo
        assert not (0.8 <= tempo <= 1.2 and 7.001 <= cycle <= 12.999)
    else:
        assert 7 <= pattern.cycle <= 13
        assert 0.8 <= tempo <= 1.2
        assert pattern.exhale > pattern.inhale
        assert pattern.top == PRESETS[name].top


def test_tempo_makes_in_and_out_longer_but_not_the_top() -> None:
    slow = pattern_named("soothing-4-6", 1.2)
    assert (slow.inhale, slow.top, slow.exhale) == pytest.approx((4.8, 1.0, 7.2))


@given(patterns())
def test_every_step_on_the_way_in_is_gentle_too(pattern: BreathPattern) -> None:
    for step in ramp_to(pattern):
        assert 7 <= step.cycle <= 13
        assert step.exhale > step.inhale


@pytest.mark.parametrize(
    ("name", "steps"),
    [
        ("ease-3-5", ["ease-3-4"]),
        ("soothing-4-6", ["ease-3-4", "ease-3-5"]),
        ("soothing-5-7", ["ease-3-4", "ease-3-5", "soothing-4-6"]),
        ("soothing-4-7", ["ease-3-4", "ease-3-5", "soothing-4-6"]),
    ],
)
def test_slower_presets_pass_through_the_gentler_ones(name: str, steps: list[str]) -> None:
    assert [step.name for step in ramp_to(pattern_named(name))] == steps


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("soothing-4-8", "Did you mean 'soothing-4-"),
        ("box", "Choose from: ease-3-5, own-pace"),
        (EASE_3_4.name, "only a step on the way in"),
        ("", "no breathing preset ''"),
    ],
)
def test_an_unknown_preset_is_told_with_near_ones(name: str, told: str) -> None:
    with pytest.raises(ChoiceError) as caught:
        pattern_named(name)
    assert told in str(caught.value)


@pytest.mark.parametrize("tempo", [0.79, 1.21, 0, -1, float("nan"), float("inf")])
def test_a_tempo_off_the_dial_is_refused(tempo: float) -> None:
    with pytest.raises(ProfileError, match=r"dial goes from 0\.8 to 1\.2"):
        at_tempo(EASE_3_4, tempo)
