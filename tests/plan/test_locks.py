"""What a clinician has settled stays as it is."""

import pytest

from generator.errors import ChoiceError
from generator.plan.locks import hold_locks
from generator.plan.profile import Profile

SETTLED = Profile(level="first", options=("no-touch",), locks=("level",))


def test_what_is_not_locked_may_change() -> None:
    hold_locks(SETTLED, Profile(level="first", options=(), name="Ann", locks=("level",)))


def test_a_locked_choice_may_not() -> None:
    with pytest.raises(ChoiceError, match=r"has settled listener\.level"):
        hold_locks(SETTLED, Profile(level="steady", locks=("level",)))


def test_nor_may_the_lock() -> None:
    with pytest.raises(ChoiceError, match=r"clinician\.locks"):
        hold_locks(SETTLED, Profile(level="first"))
