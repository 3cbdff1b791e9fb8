"""The length solver: a script, the lengths of its utterances and a wanted length become a timeline.

Only pauses, whole breath cycles and optional passages flex. Optional passages are let in by their priority, then
the number of cycles is chosen, then what is left is spread over the pauses and the bed's head and tail, each in
proportion to how far it may move. The result is exact to the sample, or there is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from generator.plan.choices import LEAST, LESS, USUAL
from generator.plan.cues import Cue, Script
from generator.plan.flex import CycleFlex, Flex
from generator.plan.gentle import assert_gentle
from generator.plan.layout import Guidance, Layout
from generator.plan.pacing import Lengths
from generator.plan.timeline import Timeline
from generator.units import Samples


@dataclass(frozen=True, slots=True)
class Solution:
    """A timeline, and how hard the solver had to pull for it."""

    timeline: Timeline
    strain: float
    """0 when every pause and cycle has its ideal, towards 1 where all are at their limits."""
    passages: frozenset[int]
    """Optional passages that are in, as indices of the script's."""


@dataclass(frozen=True, slots=True)
class _Room:
    """What one choice of optional passages leaves to play with."""

    passages: frozenset[int]
    cues: tuple[Cue, ...]
    pauses: tuple[Flex, ...]
    cycles: tuple[CycleFlex, ...]
    ideal: Samples
    """Length with every pause and cycle at its ideal."""

    @property
    def shortest(self) -> Samples:
        return (
            self.ideal
            - sum(flex.ideal - flex.floor for flex in self.pauses)
            - sum((flex.ideal - flex.least) * flex.cycle for flex in self.cycles)
        )

    @property
    def longest(self) -> Samples:
        return (
            self.ideal
            + sum(flex.ceiling - flex.ideal for flex in self.pauses)
            + sum((flex.most - flex.ideal) * flex.cycle for flex in self.cycles)
        )


def length_range(script: Script, lengths: Lengths, guidance: Guidance) -> tuple[Samples, Samples]:
    """The shortest and the longest track that this script can make."""
    rooms = _rooms(script, lengths, guidance)
    return min(room.shortest for room in rooms), max(room.longest for room in rooms)


def natural(script: Script, lengths: Lengths, guidance: Guidance) -> Solution:
    """The script with every pause and cycle at its ideal and all optional passages in."""
    room = _rooms(script, lengths, guidance)[-1]
    timeline = Layout(lengths, guidance).place(room.cues)
    assert_gentle(timeline.breaths)
    return Solution(timeline, 0.0, room.passages)


def schedule(script: Script, lengths: Lengths, guidance: Guidance, target: Samples) -> Solution | None:
    """Lay a script out in exactly `target` samples.

    Args:
        script: The parsed script of one length form.
        lengths: Length of each utterance's clip.
        guidance: How breath and pace are led.
        target: Wanted length.

    Returns:
        The solution with the least strain (or, for a listener who wants less said, with fewer passages), or None
        where this form cannot have the length.
    """
    fits = [fit for room in _rooms(script, lengths, guidance) if (fit := _fit(room, target)) is not None]
    if not fits:
        return None
    best = _chosen(fits, guidance.talk)
    timeline = Layout(lengths, guidance, best.pauses, best.counts).place(best.room.cues)
    assert timeline.length == target  # noqa: S101 - the walk is linear in its choices
    assert_gentle(timeline.breaths)
    return Solution(timeline, best.strain, best.room.passages)


def _rooms(script: Script, lengths: Lengths, guidance: Guidance) -> list[_Room]:
    """One room for each number of optional passages let in, from none to all."""
    by_priority = sorted(
        range(len(script.passages)), key=lambda index: (script.passages[index].priority, index)
    )
    rooms = []
    for count in range(len(by_priority) + 1):
        passages = frozenset(by_priority[:count])
        cues = script.with_passages(passages)
        layout = Layout(lengths, guidance)
        timeline = layout.place(cues)
        rooms.append(_Room(passages, cues, tuple(layout.pauses), tuple(layout.cycles), timeline.length))
    return rooms


@dataclass(frozen=True, slots=True)
class _Fit:
    """The choices with which a room has the wanted length."""

    room: _Room
    strain: float
    pauses: list[Samples]
    counts: list[int]


def _fit(room: _Room, target: Samples) -> _Fit | None:
    if not room.shortest <= target <= room.longest:
        return None
    counts, rest = _choose_cycles(room, target)
    pull = _pull(room.pauses, rest)
    if pull is None:
        return None
    return _Fit(room, _strain(room.cycles, counts, pull), _spread(room.pauses, pull, rest), counts)


def _chosen(fits: Sequence[_Fit], talk: str) -> _Fit:
    """The fit to take: the easiest one, or one with fewer passages whose place quiet takes.

    Args:
        fits: At least one, in order of the passages in them, fewest first.
        talk: How much is to be said, one of `GUIDANCE`.
    """
    easiest = min(range(len(fits)), key=lambda at: fits[at].strain)
    return fits[{USUAL: easiest, LESS: easiest // 2, LEAST: 0}[talk]]


def _choose_cycles(room: _Room, target: Samples) -> tuple[list[int], Samples]:
    """How often each run of cycles goes round, and what is left for the pauses (negative: to take from them).

    Cycles are added or taken one by one (always in one direction), where they stand nearest to their ideal, while
    the pauses alone could not make up the rest, or while it brings the length nearer and leaves them able to.
    """
    counts = [flex.ideal for flex in room.cycles]
    rest = target - room.ideal
    slack = sum(flex.ceiling - flex.ideal for flex in room.pauses)
    give = sum(flex.ideal - flex.floor for flex in room.pauses)
    step = 1 if rest > 0 else -1
    while True:
        open_runs = [index for index, flex in enumerate(room.cycles) if _may_move(flex, counts[index], step)]
        if not open_runs:
            break
        index = min(open_runs, key=lambda at: (_fill(room.cycles[at], counts[at], step), at))
        change = step * room.cycles[index].cycle
        nearer = -give <= rest - change <= slack and abs(rest - change) < abs(rest)
        needed = not -give <= rest <= slack
        if not (nearer or needed):
            break
        counts[index] += step
        rest -= change
    return counts, rest


def _may_move(flex: CycleFlex, count: int, step: int) -> bool:
    return count < flex.most if step > 0 else count > flex.least


def _fill(flex: CycleFlex, count: int, step: int) -> float:
    """How far a run already is on its way from its ideal to its limit in the direction of `step`."""
    room = flex.most - flex.ideal if step > 0 else flex.ideal - flex.least
    return (count - flex.ideal) * step / room if room else 0.0


def _pull(pauses: Sequence[Flex], rest: Samples) -> float | None:
    """How far, from -1 (all floors) to 1 (all ceilings), the pauses must move to take up `rest`."""
    room = (
        sum(flex.ceiling - flex.ideal for flex in pauses)
        if rest > 0
        else sum(flex.ideal - flex.floor for flex in pauses)
    )
    if rest == 0:
        return 0.0
    if room < abs(rest):
        return None
    return rest / room


def _spread(pauses: Sequence[Flex], pull: float, rest: Samples) -> list[Samples]:
    """Pauses moved by `pull`, rounded so that they take up exactly `rest`."""
    chosen: list[Samples] = []
    wanted = 0.0
    given = 0
    for flex in pauses:
        wanted += pull * ((flex.ceiling - flex.ideal) if pull > 0 else (flex.ideal - flex.floor))
        change = round(wanted) - given
        given += change
        chosen.append(flex.ideal + change)
    if pauses:
        chosen[-1] += rest - given
    return chosen


def _strain(cycles: Sequence[CycleFlex], counts: Sequence[int], pull: float) -> float:
    """Mean of the pauses' pull and of how far the cycles stand from their ideal."""
    fills = [
        abs(_fill(flex, count, 1 if count >= flex.ideal else -1))
        for flex, count in zip(cycles, counts, strict=True)
        if flex.most > flex.least
    ]
    return (abs(pull) + (sum(fills) / len(fills) if fills else 0.0)) / 2
