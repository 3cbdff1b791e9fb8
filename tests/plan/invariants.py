"""What holds of every timeline, whatever the script and whatever the length."""

from itertools import groupby, pairwise

from generator.plan.cues import Breathe, Breathing, Pause, Say, Script
from generator.plan.layout import HEAD, PARAGRAPH, Guidance
from generator.plan.pacing import LONGEST_GAP
from generator.plan.schedule import Solution
from generator.plan.timeline import COUNTS, Breath, Phase, Spoken, Timeline
from generator.units import RATE, Samples, to_samples

_LONGEST_APART = to_samples(LONGEST_GAP + 0.5)
"""Quiet after a paragraph whose sentences stand as far apart as they may."""


def assert_sound(script: Script, solution: Solution, guidance: Guidance) -> None:
    """Every promise of the design about a solved timeline."""
    timeline = solution.timeline
    _assert_whole(timeline, guidance)
    _assert_nothing_overlaps(timeline)
    _assert_pauses_within_limits(script, solution, timeline)
    _assert_breathing_is_gentle(timeline, guidance)
    _assert_counts_on_their_beats(timeline)
    _assert_paragraphs_over_tones_begin_on_an_out_breath(timeline)
    _assert_cycles_within_their_range(script, solution, timeline)
    _assert_words_are_said_once_in_order(script, solution, timeline)


def cycles_of(timeline: Timeline) -> list[list[Breath]]:
    """The phases of each breath."""
    return [list(phases) for _, phases in groupby(timeline.breaths, key=lambda breath: breath.cycle)]


def _assert_whole(timeline: Timeline, guidance: Guidance) -> None:
    """Head, cues and tail fill the track; chapters climb from 0."""
    ends = [said.end for said in timeline.spoken]
    ends += [quiet.start + quiet.length for quiet in timeline.silences]
    ends += [breath.start + breath.length for breath in timeline.breaths]
    assert HEAD.floor <= timeline.head <= HEAD.ceiling
    assert guidance.tail.floor <= timeline.tail <= guidance.tail.ceiling
    assert max(ends) <= timeline.length - timeline.tail
    starts = [mark.start for mark in timeline.chapters]
    assert all(before < after for before, after in pairwise(starts))
    assert not starts or (starts[0] == 0 and starts[-1] < timeline.length - timeline.tail)


def _assert_nothing_overlaps(timeline: Timeline) -> None:
    """Speech never overlaps speech or a pause, breaths never overlap, and no pause stands in a breath."""
    for before, after in pairwise(timeline.spoken):
        assert before.end <= after.start
    for breath, following in pairwise(timeline.breaths):
        assert breath.start + breath.length <= following.start
    for quiet in timeline.silences:
        end = quiet.start + quiet.length
        assert not any(said.start < end and said.end > quiet.start for said in timeline.spoken)
        assert not any(b.start < end and b.start + b.length > quiet.start for b in timeline.breaths)


def _assert_pauses_within_limits(script: Script, solution: Solution, timeline: Timeline) -> None:
    """Each pause is the script's, between its floor and its ceiling."""
    cues = script.with_passages(solution.passages)
    wanted = [cue for cue in cues if isinstance(cue, Pause)]
    placed = [quiet for quiet in timeline.silences if quiet.name != "paragraph"]
    assert [quiet.name for quiet in placed] == [cue.name for cue in wanted]
    for cue, quiet in zip(wanted, placed, strict=True):
        most = max(to_samples(cue.ceiling), _LONGEST_APART)
        assert to_samples(cue.floor) <= quiet.length <= most
    for quiet in timeline.silences:
        if quiet.name == "paragraph":
            assert PARAGRAPH.floor <= quiet.length <= max(PARAGRAPH.ceiling, _LONGEST_APART)


def _assert_breathing_is_gentle(timeline: Timeline, guidance: Guidance) -> None:
    """Out longer than in, 7 to 13 s, top at most 1 s, breath follows breath, and no step over one count."""
    cycles = cycles_of(timeline)
    for phases in cycles:
        kinds = [breath.phase for breath in phases]
        assert kinds in ([Phase.INHALE, Phase.EXHALE], [Phase.INHALE, Phase.TOP, Phase.EXHALE])
        assert all(a.start + a.length == b.start for a, b in pairwise(phases))
        length = {breath.phase: breath.length for breath in phases}
        assert length[Phase.EXHALE] > length[Phase.INHALE]
        assert length.get(Phase.TOP, 0) <= RATE
        assert 7 * RATE - 2 <= sum(length.values()) <= 13 * RATE + 2  # each phase is rounded to a sample
    for before, after in pairwise(cycles):
        if before[-1].fade[1] > 0:
            assert before[-1].start + before[-1].length == after[0].start
    gains = [gain for breath in timeline.breaths for gain in breath.fade]
    assert all(0 <= later <= earlier <= 1 for earlier, later in pairwise(gains))
    if cycles:
        assert gains[0] == 1
        assert gains[-1] == 0
        assert guidance.pattern is not None
        _assert_steps_are_small(cycles, guidance)


def _assert_steps_are_small(cycles: list[list[Breath]], guidance: Guidance) -> None:
    assert guidance.pattern is not None
    longest_count = to_samples(max(guidance.pattern.count, 1.0)) + 2
    for before, after in pairwise(cycles):
        was = {breath.phase: breath.length for breath in before}
        now = {breath.phase: breath.length for breath in after}
        for phase in Phase:
            assert abs(was.get(phase, 0) - now.get(phase, 0)) <= longest_count


def _assert_counts_on_their_beats(timeline: Timeline) -> None:
    """In a counted breath nothing else is said, and the first word of a phase stands on its start."""
    counts = [said for said in timeline.spoken if said.paragraph == COUNTS]
    for phases in cycles_of(timeline):
        start, end = phases[0].start, phases[-1].start + phases[-1].length
        inside = [said for said in timeline.spoken if said.start < end and said.end > start]
        if not any(said.paragraph == COUNTS for said in inside):
            continue
        assert all(said.paragraph == COUNTS for said in inside)
        for breath in phases:
            heard = [said for said in inside if breath.start <= said.start < breath.start + breath.length]
            _assert_on_beats(breath, heard)
            counts = [said for said in counts if said not in heard]
    assert not counts


def _assert_on_beats(breath: Breath, heard: list[Spoken]) -> None:
    if breath.phase is Phase.TOP:
        assert not heard
        return
    first = "In" if breath.phase is Phase.INHALE else "Out"
    numbers = ["two", "three", "four", "five", "six", "seven"][: len(heard) - 1]
    assert [said.utterance.text for said in heard] == [first, *numbers]
    for number, said in enumerate(heard):
        assert abs(said.start - (breath.start + breath.length * number / len(heard))) <= 2
        assert said.end <= breath.start + breath.length + 1


def _assert_paragraphs_over_tones_begin_on_an_out_breath(timeline: Timeline) -> None:
    outs = {breath.start for breath in timeline.breaths if breath.phase is Phase.EXHALE}
    seen: set[int] = set()
    for said in timeline.spoken:
        over = any(b.start <= said.start < b.start + b.length for b in timeline.breaths)
        if over and said.paragraph != COUNTS and said.paragraph not in seen:
            assert said.start in outs
        seen.add(said.paragraph)
    for breath in timeline.breaths:
        end = breath.start + breath.length
        said_here = any(
            s.start < end and s.end > breath.start and s.paragraph != COUNTS for s in timeline.spoken
        )
        assert breath.soft or not said_here
    softness = [breath.soft for breath in timeline.breaths]
    assert softness == sorted(softness)  # loud on the way in, soft ever after


def _assert_cycles_within_their_range(script: Script, solution: Solution, timeline: Timeline) -> None:
    """No fewer breaths in tones alone than the script asks for, and no more than it allows."""
    cues = [cue for cue in script.with_passages(solution.passages) if isinstance(cue, Breathe)]
    spoken_over = {
        breath.cycle
        for breath in timeline.breaths
        for said in timeline.spoken
        if breath.start < said.end and said.start < breath.start + breath.length
    }
    alone = len({breath.cycle for breath in timeline.breaths} - spoken_over)
    ramps = sum(cue.kind is Breathing.RAMP for cue in cues)
    least, most = sum(cue.least for cue in cues), sum(cue.most for cue in cues)
    assert (
        least + ramps <= alone <= most + 9 * ramps
    )  # up to three steps of two or three after the counted one


def _assert_words_are_said_once_in_order(script: Script, solution: Solution, timeline: Timeline) -> None:
    wanted = [cue.utterance for cue in script.with_passages(solution.passages) if isinstance(cue, Say)]
    assert [said.utterance for said in timeline.spoken if said.paragraph != COUNTS] == wanted


def quiet_before(timeline: Timeline, said: Spoken) -> Samples:
    """Time between an utterance and the one before it."""
    ends = [other.end for other in timeline.spoken if other.end <= said.start]
    return said.start - max(ends, default=0)
