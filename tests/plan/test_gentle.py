"""The limits of a breath, as the finished timeline is held to them."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from generator.plan.breathing import PRESETS, pattern_named
from generator.plan.gentle import assert_gentle
from generator.plan.layout import Guidance, Layout
from generator.plan.timeline import Breath, Phase
from generator.units import RATE
from tests.strategies import lengths, script_of

LED = "Hello.\n\n[breathe ramp]\n\n[breathe 2-4 cycles]\n\n[breathe fade 3 cycles]\n\nBye."


def breaths(
    seconds: tuple[float, float, float] = (4, 1, 6), gap: float = 0.0, fade: float = 1.0
) -> list[Breath]:
    found, start = [], 0
    for number in range(2):
        for phase, length in zip(Phase, seconds, strict=True):
            if length:
                found.append(Breath(start, round(length * RATE), phase, number, (fade, fade)))
                start += round(length * RATE)
        start += round(gap * RATE)
    return found


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("tempo", [0.9, 1.0, 1.05])
def test_every_preset_is_laid_out_gently(name: str, tempo: float) -> None:
    if name == "soothing-5-7" and tempo > 1:
        tempo = 1.0
    pattern = pattern_named(name, tempo)
    assert_gentle(Layout(lengths, Guidance(pattern, 110)).place(script_of(LED).cues).breaths)


@pytest.mark.parametrize(
    "seconds",
    [(4, 1, 6), (3, 0, 4), (5, 1, 7), (4.8, 1, 7.2)],
    ids=["usual", "shortest", "longest", "slower"],
)
def test_gentle_breaths_pass(seconds: tuple[float, float, float]) -> None:
    assert_gentle(breaths(seconds))


@pytest.mark.parametrize(
    "seconds",
    [(5, 0, 5), (5, 1, 4), (3, 0, 3.9), (5.1, 1, 7.2), (4, 1.1, 6)],
    ids=["even", "longer in than out", "too short", "too long", "a hold at the top"],
)
def test_any_other_breath_is_refused(seconds: tuple[float, float, float]) -> None:
    with pytest.raises(AssertionError, match="not gentle"):
        assert_gentle(breaths(seconds))


def test_a_hold_after_the_out_breath_is_refused_unless_the_sounds_have_faded() -> None:
    with pytest.raises(AssertionError, match="hold after"):
        assert_gentle(breaths(gap=0.5))
    assert_gentle(breaths(gap=30.0, fade=0.0))


@pytest.mark.parametrize(
    "broken",
    [
        lambda found: found[1:],
        lambda found: [found[0], replace(found[1], start=found[1].start + 10), *found[2:]],
        lambda found: [found[2], *found[:2]],
    ],
    ids=["no in-breath", "a gap within", "out of order"],
)
def test_a_breath_has_all_its_phases_in_a_row(broken: Callable[[list[Breath]], list[Breath]]) -> None:
    with pytest.raises(AssertionError):
        assert_gentle(broken(breaths()[:3]))
