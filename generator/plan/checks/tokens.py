"""Rules on what a track has to show: its Must tokens, the tokens common to all, and the share of notices."""

import re
from collections.abc import Iterator

from generator.plan.checks.rules import Rules, WordTest
from generator.plan.checks.track import Finding, Paragraph, Track, bare_words, error, warning
from generator.plan.cues import Breathe, Breathing, Pause
from generator.plan.layout import steps_in
from generator.plan.sentences import words_in
from generator.plan.situations import BEDTIME, COMMUTE
from generator.units import Seconds

ANNOUNCED = "g-silence"
NOTICE = "g-"
"""How the names of notices begin."""
SHORT: Seconds = 180.0
"""Tracks under this length may leave place and reason to the page that goes with them."""
MERGED: Seconds = 420.0
"""Tracks under this length hardly have words enough to bear all notices lightly."""
WRITE_TOTAL = "write-total-300s"
LEAST_WRITING: Seconds = 300.0
ENCOURAGER = "encourager-longer"


def check_tokens(track: Track, rules: Rules) -> Iterator[Finding]:
    """Every token that is asked for is claimed by a paragraph, and the paragraph's words back it."""
    asked = asked_of(track, rules)
    for token in sorted(asked):
        yield from _shown(track, token, rules)
    for shown in track.script.shown:
        if shown.token not in rules.tokens:
            yield error(
                "unknown-token",
                shown.where,
                f"There is no token '{shown.token}'. Check its spelling, or add its words to words/rules.toml.",
            )
    if WRITE_TOTAL in asked:
        yield from _writing(track)
    if ENCOURAGER in asked:
        yield from _encourager(track)
    yield from _notices(track, rules)


def asked_of(track: Track, rules: Rules) -> frozenset[str]:
    """The tokens that this track has to show."""
    asked = set(track.practice.must) | set(_due_here(track, rules))
    if track.whole:
        asked |= _common(track, rules)
    return frozenset(token for token in asked if track.asked.get(token, True))


def _due_here(track: Track, rules: Rules) -> Iterator[str]:
    """What groups of practices owe wherever they are played."""
    practice = track.practice.id
    if practice in rules.due["own-pace-line"]:
        yield "own-pace-line"
    if not track.whole:
        return
    if practice in rules.due["g-enough"]:
        yield "g-enough"
    deep = track.form.level in ("deeper", "clinic")
    if deep or (track.practice.flow in ("in", "self") and practice not in rules.due["without-g-mixed"]):
        yield "g-mixed"
    if deep or (practice in rules.due["g-aftercare"] and track.form.level != "first"):
        yield "g-aftercare"


def _common(track: Track, rules: Rules) -> set[str]:  # noqa: ARG001 - read beside the others
    common = {"g-choice", "g-wander", "g-rest" if track.situation.name == BEDTIME else "g-return"}
    if track.usual >= SHORT:
        common |= {"g-place", "g-why"}
    return common


def _shown(track: Track, token: str, rules: Rules) -> Iterator[Finding]:
    tagged = track.showing(token)
    test = rules.tokens.get(token)
    if not tagged:
        yield error(
            "token-missing",
            track.whole_file,
            f"No paragraph shows '{token}'. Say it, and write [shows {token}] in the paragraph that does.",
        )
    elif test is not None and not _backs(tagged, test):
        yield error(
            "token-unbacked",
            tagged[0].where,
            f"This paragraph claims '{token}' but its words do not bear it out. Say it in words.",
        )
    elif all(item.passage is not None for item in tagged):
        yield warning(
            "token-optional",
            tagged[0].where,
            f"'{token}' is only shown in an optional passage, so short tracks leave it out."
            " Move it out of [if room].",
        )


def _backs(tagged: tuple[Paragraph, ...], test: WordTest) -> bool:
    text = " . ".join(item.bare for item in tagged)
    return any(item.personal for item in tagged) or all(pattern.search(text) for pattern in test)


def _writing(track: Track) -> Iterator[Finding]:
    prompts = [cue for cue in track.cues_in(frozenset()) if isinstance(cue, Pause) and cue.name == "write"]
    total = sum(cue.floor for cue in prompts)
    if total < LEAST_WRITING:
        yield error(
            "writing-time",
            prompts[0].where if prompts else track.whole_file,
            f"The time to write can shrink to {total:.0f} s in all, and {LEAST_WRITING:.0f} s is the least."
            " Give longer [write …] pauses.",
        )


def _encourager(track: Track) -> Iterator[Finding]:
    kind = sum(map(_words, track.showing(ENCOURAGER)))
    both = sum(_words(item) for item in track.showing("both-teachers") if ENCOURAGER not in item.tokens)
    if kind <= both / 2:
        yield error(
            ENCOURAGER,
            track.showing(ENCOURAGER)[0].where if kind else track.whole_file,
            "The encouraging teacher is heard for a shorter time than the sharp one. Give them more words.",
        )


def _words(paragraph: Paragraph) -> int:
    return sum(words_in(say.utterance.text) for say in paragraph.says)


def _notices(track: Track, rules: Rules) -> Iterator[Finding]:
    """The sentences that carry a notice, against all words of the track with everything optional in."""
    if not track.whole:
        return
    announced = track.showing(ANNOUNCED)[1:]  # long quiets have to be told one by one
    notices = sum(_noticed(item, rules) for item in track.paragraphs if item not in announced)
    words = sum(map(_words, track.paragraphs)) + _counted(track)
    share = notices / words
    if share > rules.style.notices_share:
        few_words = track.form.brief or track.usual < MERGED or track.situation.name == COMMUTE
        light = few_words or share <= rules.style.notices_most
        give = warning if light else error
        yield give(
            "notices",
            track.whole_file,
            f"Notices (the g- tokens) take {share:.0%} of the words, and"
            f" {rules.style.notices_share:.0%} is the most. Say them in fewer words, or say more of the practice.",
        )


def _counted(track: Track) -> int:
    """Words of the breaths that are counted aloud."""
    ramps = sum(isinstance(cue, Breathe) and cue.kind is Breathing.RAMP for cue in track.script.cues)
    if not ramps or track.guidance.pattern is None:
        return 0
    return ramps * sum(step.in_counts + step.out_counts for step, _, _ in steps_in(track.guidance))


def _noticed(paragraph: Paragraph, rules: Rules) -> int:
    """Words of the sentences that carry the paragraph's notices."""
    tests = [
        pattern
        for token in paragraph.tokens
        if token.startswith(NOTICE)
        for pattern in rules.tokens.get(token, ())
    ]
    if not tests:
        return 0
    return sum(words_in(say.utterance.text) for say in paragraph.says if _carries(say.utterance.text, tests))


def _carries(sentence: str, tests: list[re.Pattern[str]]) -> bool:
    said = bare_words(sentence)
    return any(pattern.search(said) for pattern in tests)
