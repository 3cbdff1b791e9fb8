"""Placing cues in time: gaps, counts, words over tones, chapters and bells."""

from itertools import pairwise

import pytest

from generator.errors import ProfileError, ScriptError
from generator.plan.breathing import PRESETS, pattern_named
from generator.plan.cues import Utterance
from generator.plan.layout import (
    BELL_ROOM,
    PARAGRAPH,
    Guidance,
    Layout,
    count_words,
    steps_in,
    utterances_of,
)
from generator.plan.pacing import LONGEST_GAP, SHORTEST_GAP
from generator.plan.sentences import words_in
from generator.plan.timeline import COUNTS, Phase, Timeline
from generator.units import Samples, to_samples, to_seconds
from tests.plan.invariants import cycles_of, quiet_before
from tests.strategies import PACED, lengths, script_of

STILL = Guidance(None, 110)
LED = "Hello.\n\n[breathe ramp]\n\n{}\n\n[breathe fade 3 cycles]\n\nBye."


def placed(text: str, guidance: Guidance = STILL) -> Timeline:
    return Layout(lengths, guidance).place(script_of(text).cues)


def led(middle: str, guidance: Guidance = PACED) -> Timeline:
    return placed(LED.format(middle), guidance)


@pytest.mark.parametrize("pace", [100, 110, 125, 140])
@pytest.mark.parametrize(
    "text",
    [
        "Here is a small quiet sentence. The next.",
        "One thing is here now. And then there are two. Then we have three of them.",
    ],
)
def test_a_paragraph_keeps_the_pace_from_its_first_word_to_its_last(pace: float, text: str) -> None:
    spoken = placed(text, Guidance(None, pace)).spoken
    words = sum(words_in(said.utterance.text) for said in spoken)

    assert 60 * words / to_seconds(spoken[-1].end - spoken[0].start) == pytest.approx(pace, rel=0.001)


@pytest.mark.parametrize(("pace", "gap"), [(170, SHORTEST_GAP), (40, LONGEST_GAP)])
def test_the_quiet_between_sentences_keeps_within_its_limits(pace: float, gap: float) -> None:
    first, second = placed("Here is a small quiet sentence. Next one.", Guidance(None, pace)).spoken

    assert second.start - first.end == to_samples(gap)


def test_every_gap_of_a_paragraph_is_the_same_and_a_short_sentence_has_as_much_quiet_as_a_long_one() -> None:
    spoken = placed("Rest. Here is a good deal more that may be said. Yes. Rest.").spoken
    assert len({after.start - before.end for before, after in pairwise(spoken)}) == 1


def test_a_named_pause_inside_a_paragraph_is_no_part_of_its_pace() -> None:
    whole = placed("Here is one sentence. Here is another.").spoken
    cut = placed("Here is one sentence. Here is another. [settle] Rest now.").spoken

    assert whole[1].start - whole[0].start == cut[1].start - cut[0].start


@pytest.mark.parametrize("after", ["", "[beat]\n\n", "[breathe own 1 breath]\n\n"])
def test_the_quiet_after_a_paragraph_is_longer_than_the_quiet_inside_it(after: str) -> None:
    first, second, third = placed(
        f"Here is one calm sentence. Here is another.\n\n{after}Rest.", Guidance(None, 80)
    ).spoken
    assert third.start - second.end > second.start - first.end


def test_paragraphs_are_set_apart_and_a_pause_stands_alone() -> None:
    timeline = placed("One thing. [beat] Another.\n\nThird.\n\n[settle]\n\nFourth.")

    assert [quiet.name for quiet in timeline.silences] == ["beat", "paragraph", "settle"]
    assert [quiet_before(timeline, said) for said in timeline.spoken[1:]] == [
        to_samples(2.5),
        PARAGRAPH.ideal,
        to_samples(8),
    ]


def test_the_first_chapter_begins_at_nought_and_empty_ones_are_dropped() -> None:
    timeline = placed("# One\n\nHello.\n\n# Two\n\n# Three\n\n[settle]\n\nBye.\n\n# Four")

    assert [(mark.start, mark.title) for mark in timeline.chapters] == [
        (0, "One"),
        (timeline.spoken[0].end, "Three"),
    ]


def test_a_chapter_begins_after_the_quiet_between_two_paragraphs() -> None:
    timeline = placed("# One\n\nHello.\n\n# Two\n\nBye.")
    assert timeline.chapters[1].start == timeline.spoken[1].start


def test_a_chapter_over_running_tones_begins_after_the_words_before_it() -> None:
    timeline = placed("# One\n\n" + LED.format("Words before it.\n\n# Two\n\nWords after it."), PACED)
    before, after = (said for said in timeline.spoken if "it" in said.utterance.text)

    assert before.end <= timeline.chapters[-1].start <= after.start


def test_a_bell_has_room_and_no_bells_leaves_the_rest_alone() -> None:
    ringing = placed("Hello.\n\n[bell]\n\nBye.")
    silent = placed("Hello.\n\n[bell]\n\nBye.", Guidance(None, 110, bells=False))

    assert ringing.spoken[1].start - ringing.bells[0].start == to_samples(BELL_ROOM)
    assert not silent.bells
    assert ringing.length - silent.length == to_samples(BELL_ROOM)


@pytest.mark.parametrize("name", PRESETS)
def test_the_first_breath_of_each_step_is_counted_with_that_steps_numbers(name: str) -> None:
    guidance = Guidance(pattern_named(name), 110)
    timeline = led("[breathe 2 cycles]", guidance)
    counts = [said.utterance.text.lower() for said in timeline.spoken if said.paragraph == COUNTS]
    expected: list[str] = []
    for step, _, _ in steps_in(guidance):
        rising, falling = count_words(step)
        expected += [word.text.lower() for word in (*rising, *falling)]

    assert counts == expected
    assert steps_in(guidance)[-1][0] == guidance.pattern


def test_the_default_is_counted_in_four_and_out_six() -> None:
    rising, falling = count_words(pattern_named("soothing-4-6"))
    assert [word.text for word in rising] == ["In", "two", "three", "four"]
    assert [word.text for word in falling] == ["Out", "two", "three", "four", "five", "six"]


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("tempo", [0.875, 1.0])
def test_the_way_in_moves_by_one_count_at_most(name: str, tempo: float) -> None:
    steps = [step for step, _, _ in steps_in(Guidance(pattern_named(name, tempo), 110))]

    for before, after in pairwise(steps):
        assert abs(before.in_counts - after.in_counts) <= 1
        assert abs(before.out_counts - after.out_counts) <= 1
        assert abs(before.top - after.top) <= 1
    assert steps[0].name == "ease-3-4"


@pytest.mark.parametrize("name", PRESETS)
def test_the_brief_form_has_two_breaths_of_each_ease_and_never_the_preset(name: str) -> None:
    timeline = Layout(lengths, Guidance(pattern_named(name), 110, brief=True)).place(
        script_of("Hello.\n\n[breathe ramp]\n\n[breathe fade 1 cycle]\n\nBye.").cues
    )
    outs = [sum(b.length for b in phases if b.phase is Phase.EXHALE) for phases in cycles_of(timeline)]

    assert outs == [to_samples(4)] * 2 + [to_samples(5)] * 3  # the last is the fade
    assert all(len(phases) == 2 for phases in cycles_of(timeline))


def test_three_or_four_breaths_are_taken_on_each_step() -> None:
    layout = Layout(lengths, PACED)
    layout.place(script_of(LED.format("[breathe 2-8 cycles]")).cues)
    eases = layout.cycles[:2]

    assert [(flex.least, flex.most) for flex in eases] == [(2, 3), (2, 3)]  # beside the counted one


def test_words_over_tones_begin_on_out_breaths_and_whole_breaths_go_by() -> None:
    timeline = led(
        "[breathe 2 cycles]\n\nLet it carry you. It knows the way.\n\nAnd again.\n\n[breathe 2 cycles]"
    )
    first, second, third = (said for said in timeline.spoken if said.paragraph in (1, 2))
    outs = {breath.start for breath in timeline.breaths if breath.phase is Phase.EXHALE}
    spoken_over = {
        breath.cycle
        for breath in timeline.breaths
        for said in (first, second, third)
        if breath.start < said.end and said.start < breath.start + breath.length
    }

    assert first.start in outs
    assert third.start in outs
    assert second.start - first.end <= to_samples(LONGEST_GAP)
    assert third.start - second.end >= PARAGRAPH.floor
    assert len(spoken_over) == 2


def test_tones_are_soft_once_the_way_in_is_over() -> None:
    timeline = led("[breathe 2 cycles]\n\nLet it carry you.")
    way_in = sum(1 + least for _, least, _ in steps_in(PACED))
    assert [phases[0].soft for phases in cycles_of(timeline)] == [False] * way_in + [True] * 6


def test_the_tones_fade_to_nothing_breath_by_breath() -> None:
    timeline = led("[breathe 1 cycle]")
    *_, third, second, last = cycles_of(timeline)
    gains = [gain for phases in (third, second, last) for breath in phases for gain in breath.fade]

    assert gains == sorted(gains, reverse=True)
    assert gains[0] == 1
    assert gains[-1] == 0
    assert third[-1].fade[1] == pytest.approx(2 / 3)
    assert second[-1].fade[1] == pytest.approx(1 / 3)


def test_a_voice_too_slow_for_its_counts_is_told() -> None:
    def slow(_: Utterance) -> Samples:
        return to_samples(1.2)

    with pytest.raises(ProfileError, match="longer than a beat of 1 s to say 'in'"):
        Layout(slow, PACED).place(script_of(LED.format("")).cues)


def test_a_script_that_leads_the_breath_needs_a_listener_who_follows() -> None:
    with pytest.raises(ScriptError, match="own pace") as caught:
        placed(LED.format(""))
    assert caught.value.where is not None
    assert caught.value.where.line == 3


def test_every_utterance_is_named_once_with_the_counts_among_them() -> None:
    cues = script_of(LED.format("Hello.\n\nMore.")).cues
    texts = [utterance.text for utterance in utterances_of(cues, PACED)]

    assert texts[:4] == ["Hello.", "In", "two", "three"]
    assert texts[-2:] == ["More.", "Bye."]
    assert len(texts) == len(set(texts))
    assert {said.utterance.text for said in led("Hello.\n\nMore.").spoken} == set(texts)
    assert "In" not in [utterance.text for utterance in utterances_of(cues, STILL)]
