"""The length solver: exact to the sample, and only what may flex flexes."""

from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generator.plan.breathing import BreathPattern, pattern_named
from generator.plan.cues import Utterance
from generator.plan.layout import HEAD, TAIL, Guidance
from generator.plan.pacing import QUICKEST
from generator.plan.schedule import length_range, natural, schedule
from generator.plan.sentences import words_in
from generator.plan.timeline import Timeline
from generator.units import to_samples, to_seconds
from tests.plan.invariants import assert_sound
from tests.strategies import PACED, STEADY, lengths, patterns, script_of, script_texts

STILL = Guidance(None, 110)


@settings(max_examples=60, deadline=None)
@given(script_texts(), patterns(), st.booleans(), st.floats(0, 1))
def test_any_length_between_shortest_and_longest_is_met_to_the_sample(
    text: str, pattern: BreathPattern, brief: bool, share: float
) -> None:
    script = script_of(text)
    guidance = Guidance(pattern, 110, brief=brief)
    shortest, longest = length_range(script, lengths, guidance)
    target = shortest + round((longest - shortest) * share)

    solution = schedule(script, lengths, guidance, target)

    if solution is None:  # only ever in a gap that no choice of optional passages reaches across
        assert script.passages
        assume(False)
    assert solution is not None
    assert solution.timeline.length == target
    assert 0 <= solution.strain <= 1
    assert_sound(script, solution, guidance)


@settings(max_examples=25, deadline=None)
@given(script_texts(), patterns(), st.integers(1, 10**6))
def test_a_length_outside_the_range_has_no_solution(text: str, pattern: BreathPattern, off: int) -> None:
    script, guidance = script_of(text), Guidance(pattern, 110)
    shortest, longest = length_range(script, lengths, guidance)

    assert schedule(script, lengths, guidance, shortest - off) is None
    assert schedule(script, lengths, guidance, longest + off) is None


@settings(max_examples=25, deadline=None)
@given(script_texts(), patterns())
def test_the_natural_length_lies_in_the_range_and_holds_every_promise(
    text: str, pattern: BreathPattern
) -> None:
    script, guidance = script_of(text), Guidance(pattern, 110)
    solution = natural(script, lengths, guidance)
    shortest, longest = length_range(script, lengths, guidance)

    assert shortest <= solution.timeline.length <= longest
    assert solution.passages == frozenset(range(len(script.passages)))
    assert_sound(script, solution, guidance)


TIGHT = "[breathe ramp]\n[breathe 4-12 cycles]\n[breathe fade 3 cycles]\nBye."


def test_every_length_is_found_where_the_pauses_can_barely_make_up_half_a_breath() -> None:
    script, guidance = script_of(TIGHT), Guidance(pattern_named("soothing-5-7"), 110)
    shortest, longest = length_range(script, lengths, guidance)

    for target in range(shortest, longest + 1, to_samples(0.35)):
        solution = schedule(script, lengths, guidance, target)
        assert solution is not None
        assert solution.timeline.length == target


def test_clips_do_not_flex_and_a_short_length_hurries_a_paragraph_up_to_the_quickest_pace_and_no_further() -> (
    None
):
    script = script_of(
        "One small thing to hear now. And here is another small one.\n\n[pause 20s]\n\nBye now."
    )
    shortest, longest = length_range(script, lengths, STILL)
    paces = []
    for target in (shortest, longest):
        solution = schedule(script, lengths, STILL, target)
        assert solution is not None
        spoken = solution.timeline.spoken[:2]
        words = sum(words_in(said.utterance.text) for said in spoken)
        paces.append(60 * words / to_seconds(spoken[-1].end - spoken[0].start))
        assert [said.length for said in spoken] == [lengths(said.utterance) for said in spoken]

    assert paces == pytest.approx([QUICKEST, STILL.pace], rel=0.001)


def test_the_shortest_and_longest_track_stand_at_the_limits_of_every_pause() -> None:
    script = script_of("Hello there.\n\n[pause 10s]\n\nGoodbye.")
    spoken = lengths(Utterance("Hello there.")) + lengths(Utterance("Goodbye."))

    shortest, longest = length_range(script, lengths, STILL)

    assert shortest == spoken + HEAD.floor + TAIL.floor + to_samples(7)
    assert longest == spoken + HEAD.ceiling + TAIL.ceiling + to_samples(15)


def test_what_a_pause_gives_is_in_proportion_to_its_room() -> None:
    script = script_of("Hello there.\n\n[pause 10s]\n\nAnd on.\n\n[pause 30s]\n\nGoodbye.")
    ideal = natural(script, lengths, STILL).timeline.length
    solution = schedule(script, lengths, STILL, ideal + to_samples(5))
    assert solution is not None

    small, large = (quiet.length for quiet in solution.timeline.silences)

    assert (large - to_samples(30)) == pytest.approx(3 * (small - to_samples(10)), abs=3)
    assert solution.timeline.head > HEAD.ideal
    assert solution.timeline.tail > TAIL.ideal


def test_on_the_way_to_sleep_pauses_grow_from_the_middle_on_within_their_limits() -> None:
    script = script_of("\n\n".join(f"Hello {number}. [pause 8s]" for number in range(20)))
    drowsy = Guidance(None, 110, easing=0.5)
    even, slower = (natural(script, lengths, guidance).timeline.silences for guidance in (STILL, drowsy))
    named = [quiet.length for quiet in slower if quiet.name != "paragraph"]

    assert named[:10] == [quiet.length for quiet in even if quiet.name != "paragraph"][:10]
    assert all(one < other for one, other in pairwise(named[10:]))
    assert to_samples(9.6) < named[-1] <= to_samples(10)  # half way from 8 s to its ceiling of 12 s
    assert length_range(script, lengths, drowsy) == length_range(script, lengths, STILL)

    wish = natural(script, lengths, STILL).timeline.length  # as long as if nothing grew: the early ones give
    met = schedule(script, lengths, drowsy, wish)
    assert met is not None
    assert met.timeline.length == wish
    pauses = [quiet.length for quiet in met.timeline.silences if quiet.name != "paragraph"]
    assert pauses[-1] > pauses[0] + to_samples(1)


def _chosen(text: str, seconds: float) -> frozenset[int]:
    solution = schedule(script_of(text), lengths, STILL, to_samples(seconds))
    assert solution is not None
    return solution.passages


ROOMS = """Hello there.

[pause 30s]

[if room 2]

The second one to come in.

[pause 60s]

[end room]

[if room 1]

The first one to come in.

[pause 60s]

[end room]

Goodbye."""


@pytest.mark.parametrize(
    ("seconds", "passages"),
    [(45, set()), (110, {1}), (175, {0, 1})],
)
def test_optional_passages_are_let_in_by_their_priority_as_room_grows(
    seconds: float, passages: set[int]
) -> None:
    assert _chosen(ROOMS, seconds) == passages


def test_a_gap_between_two_choices_of_passages_has_no_solution() -> None:
    script = script_of("Hello there.\n\n[if room 1]\n\nOn.\n\n[pause 300s]\n\n[end room]\n\nBye.")
    shortest, longest = length_range(script, lengths, STILL)
    halfway = to_samples(100)

    assert shortest < halfway < longest
    assert schedule(script, lengths, STILL, halfway) is None


def _cycles(timeline: Timeline) -> int:
    return len({breath.cycle for breath in timeline.breaths})


def test_whole_breaths_are_added_before_pauses_are_strained() -> None:
    script = script_of(
        "Hello.\n\n[breathe ramp]\n\n[breathe 2-40 cycles, best 10]\n\n[breathe fade 3 cycles]\n\nBye."
    )
    ideal = natural(script, lengths, PACED).timeline
    longer = schedule(script, lengths, PACED, ideal.length + to_samples(110))
    assert longer is not None

    assert _cycles(longer.timeline) >= _cycles(ideal) + 9
    assert longer.timeline.tail - TAIL.ideal < to_samples(5)


def test_the_solution_with_the_least_strain_is_taken() -> None:
    script = script_of(ROOMS)
    for passages in (frozenset[int](), frozenset({1}), frozenset({0, 1})):
        cues = script.with_passages(passages)
        assert cues
    ideal = natural(script, lengths, STILL)
    solution = schedule(script, lengths, STILL, ideal.timeline.length)
    assert solution is not None
    assert solution.strain == 0
    assert solution.timeline == ideal.timeline


def test_the_same_request_gives_the_same_timeline() -> None:
    script = script_of(ROOMS, STEADY)
    first, second = (schedule(script, lengths, STILL, to_samples(120)) for _ in range(2))
    assert first == second


@settings(max_examples=15, deadline=None)
@given(script_texts(), patterns())
def test_a_longer_wish_never_gives_fewer_words(text: str, pattern: BreathPattern) -> None:
    script, guidance = script_of(text), Guidance(pattern, 110)
    shortest, longest = length_range(script, lengths, guidance)
    ends = [schedule(script, lengths, guidance, target) for target in (shortest, longest)]

    said = [len(solution.timeline.spoken) for solution in ends if solution]

    assert len(said) == 2
    assert all(fewer <= more for fewer, more in pairwise(said))
