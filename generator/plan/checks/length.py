"""The rule on length: each form can have the length that its entry names, by the voice's estimate."""

from collections.abc import Iterator

from generator.plan.checks.rules import Rules
from generator.plan.checks.track import Finding, Track, error, warning
from generator.plan.layout import TAIL
from generator.plan.schedule import length_range, schedule
from generator.plan.situations import BEDTIME
from generator.units import spoken_length, to_samples, to_seconds


def check_length(track: Track, rules: Rules) -> Iterator[Finding]:  # noqa: ARG001 - one shape for all rules
    """The usual length can be solved."""
    if track.lengths is None:
        return
    situation = track.situation
    wanted = to_samples(track.usual) + situation.tail.ideal - TAIL.ideal  # a longer tail comes on top
    shortest, longest = length_range(track.script, track.lengths, track.guidance)
    if shortest <= wanted <= longest and schedule(track.script, track.lengths, track.guidance, wanted):
        return
    reach = f"from {spoken_length(to_seconds(shortest))} to {spoken_length(to_seconds(longest))}"
    give = warning if situation.name == BEDTIME else error  # nobody looks at the clock in bed
    yield give(
        "length",
        track.whole_file,
        f"The {track.form.length} form at level {track.form.level} should last {spoken_length(to_seconds(wanted))} ({situation.name}),"
        f" but can last {reach}. Change its words, pauses or optional passages.",
    )
