"""The ride: its parts, its length to the sample, its one arrival and its quiet end."""

import pytest

from generator.errors import ChoiceError, LengthError
from generator.fitting import estimate
from generator.plan.choices import LEVELS
from generator.plan.cues import Say
from generator.plan.profile import Profile
from generator.plan.ride import BEGINNERS, LONGEST, QUIET_END, SHORTEST, pick_parts, pool_for, quiet_end
from generator.request import Prepared
from generator.units import to_samples, to_seconds
from tests.plan.shipped import PRACTICES, ready

ALL = tuple(PRACTICES.values())


def ride(minutes: float, **chosen: object) -> Prepared:
    return ready("ride", Profile(**chosen), minutes=minutes)  # type: ignore[arg-type]


def test_the_pool_holds_only_what_passengers_may_hear_at_that_level() -> None:
    pool = pool_for(ALL, "first", ())

    assert {"sense-anchor", "settle-notice"} <= {item.id for item in pool}
    assert all("commute" in item.situations and item.level == "first" and not item.joins for item in pool)
    assert len(pool) < len(pool_for(ALL, "steady", ()))


def test_a_part_without_words_for_an_option_is_left_out() -> None:
    with_all = pool_for(ALL, "steady", ())
    without = pool_for(ALL, "steady", ("no-memory",))
    assert {item.id for item in with_all} - {item.id for item in without} == {
        item.id for item in with_all if "no-memory" not in item.options
    }


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("minutes", [6, 15, 40])
def test_a_ride_begins_with_something_steady_and_says_nothing_twice(minutes: int, seed: int) -> None:
    parts = next(pick_parts(pool_for(ALL, "steady", ()), "brief", "steady", minutes * 60.0, seed))
    assert parts[0].id in BEGINNERS
    assert len({item.id for item in parts}) == len(parts)


def test_another_seed_makes_another_ride() -> None:
    pool = pool_for(ALL, "steady", ())
    rides = {
        tuple(item.id for item in next(pick_parts(pool, "brief", "steady", 1200.0, seed)))
        for seed in range(8)
    }
    assert len(rides) > 3


@pytest.mark.parametrize("level", LEVELS[:2])
@pytest.mark.parametrize("minutes", [SHORTEST, 7, 12, 18, 25, 33, 47, LONGEST])
def test_a_ride_lasts_as_long_as_the_journey_and_ends_without_words(minutes: float, level: str) -> None:
    timeline = estimate(ride(minutes, level=level)).solution.timeline
    quiet = to_seconds(timeline.length - timeline.spoken[-1].end) / (minutes * 60)

    assert timeline.length == to_samples(minutes * 60)
    assert QUIET_END[0] - 0.001 <= quiet <= QUIET_END[2] + 0.03


@pytest.mark.parametrize("minutes", [4.9, 61])
def test_too_short_and_too_long_journeys_are_refused_kindly(minutes: float) -> None:
    with pytest.raises(LengthError, match="A ride lasts from 5 to 60 minutes"):
        ride(minutes)


def test_the_notices_stand_once_however_many_parts_there_are() -> None:
    prepared = ride(25)
    cut = prepared.candidates[0]
    shown = [shown.token for shown in cut.script.shown]

    assert len(cut.joined) >= 3
    for notice in ("g-place", "g-choice", "g-return", "g-aftercare", "g-wander"):
        assert shown.count(notice) == 1, notice


def test_the_listener_may_name_the_parts() -> None:
    prepared = ride(12, parts=("sense-anchor", "all-living-things"))
    text = " ".join(cue.utterance.text for cue in prepared.candidates[0].script.cues if isinstance(cue, Say))

    assert {cut.joined for cut in prepared.candidates} == {("sense-anchor", "all-living-things")}
    assert "living" in text


@pytest.mark.parametrize("part", ["compassionate-letter", "meet-critic", "ride"])
def test_what_no_passenger_should_hear_is_no_part(part: str) -> None:
    with pytest.raises(ChoiceError, match=f"'{part}' cannot be a part of a ride"):
        ride(12, parts=(part,))


def test_the_quiet_end_is_a_tenth() -> None:
    end = quiet_end(to_samples(600))
    assert to_seconds(end.ideal) == 60
    assert end.floor < end.ideal < end.ceiling
