"""Golden plans: the timeline of every shipped practice, form and level as text, so that a change shows what it moves.

They are laid out by a plain rule for the length of a sentence (no voice), with seed 1 and nothing chosen. To write
them anew: ``INNERALLY_UPDATE_GOLDEN=1 pytest tests/plan/test_golden.py``; then read the difference.
"""

import os
from pathlib import Path

import pytest

from generator.plan.describe import plan_text
from generator.plan.profile import Profile
from generator.plan.schedule import schedule
from generator.units import to_samples
from tests.plan.shipped import CUTS, ready
from tests.strategies import lengths

GOLDEN = Path(__file__).parents[1] / "golden"
UPDATE = os.environ.get("INNERALLY_UPDATE_GOLDEN") == "1"


def golden(name: str, level: str, form: str) -> Path:
    return GOLDEN / f"{name}.{form}.{level}.plan.txt"


@pytest.mark.parametrize(("name", "level", "form"), CUTS)
def test_the_plan_is_the_one_that_was_read(name: str, level: str, form: str) -> None:
    prepared = ready(name, Profile(level=level), length=form)
    cut = prepared.candidates[0]
    solution = schedule(cut.script, lengths, cut.guidance, to_samples(cut.usual))
    assert solution is not None
    plan = plan_text(solution.timeline)
    path = golden(name, level, form)
    if UPDATE:
        path.write_text(plan, encoding="utf-8", newline="\n")

    assert path.is_file(), "No golden plan yet: read the docstring of this file."
    assert plan == path.read_text("utf-8")


def test_no_golden_plan_is_left_of_a_practice_that_went() -> None:
    known = {golden(str(name), str(level), str(form)) for name, level, form in (cut.values for cut in CUTS)}
    assert set(GOLDEN.glob("*.plan.txt")) <= known
