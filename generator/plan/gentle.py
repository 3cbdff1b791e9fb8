"""The limits of a led breath, held against the finished timeline: whatever was asked for, this is what will be heard."""

from collections.abc import Sequence
from itertools import groupby, pairwise

from generator.plan.breathing import LONGEST_CYCLE, LONGEST_TOP, SHORTEST_CYCLE
from generator.plan.timeline import Breath, Phase
from generator.units import Samples, to_samples

_ROUNDING: Samples = 2
"""Each phase is rounded to a sample, so a cycle may be off by this many."""


def assert_gentle(breaths: Sequence[Breath]) -> None:
    """Out longer than in, 7 to 13 s a cycle, a top of 1 s at most, and no hold after the out-breath (guide, section 4).

    Args:
        breaths: The phases of a timeline, in order of start.

    Raises:
        AssertionError: The layout has broken its promise: a bug, never something that a listener asked for.
    """
    cycles = [tuple(cycle) for _, cycle in groupby(breaths, lambda breath: breath.cycle)]
    for cycle in cycles:
        length = {breath.phase: breath.length for breath in cycle}
        whole = cycle[-1].start + cycle[-1].length - cycle[0].start
        if not (
            [breath.phase for breath in cycle] in ([*Phase], [Phase.INHALE, Phase.EXHALE])
            and all(one.start + one.length == other.start for one, other in pairwise(cycle))
            and length[Phase.EXHALE] > length[Phase.INHALE]
            and length.get(Phase.TOP, 0) <= to_samples(LONGEST_TOP)
            and to_samples(SHORTEST_CYCLE) - _ROUNDING <= whole <= to_samples(LONGEST_CYCLE) + _ROUNDING
        ):
            raise AssertionError(f"a breath that is not gentle: {cycle}")
    for before, after in pairwise(cycles):
        ends = before[-1].start + before[-1].length
        if before[-1].fade[1] > 0.0 and ends != after[0].start:
            raise AssertionError(f"a hold after the out-breath of {before}")
