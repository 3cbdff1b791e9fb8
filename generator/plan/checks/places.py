"""Rules of situations and options: passengers, bedtime, and what a listener has chosen to do without."""

import re
from collections.abc import Iterator

from generator.plan.checks.rules import Rules
from generator.plan.checks.tokens import NOTICE
from generator.plan.checks.track import Finding, Paragraph, Track, bare_words, error
from generator.plan.cues import Bell, Breathe
from generator.plan.situations import BEDTIME, COMMUTE

EYES_OPEN, NO_BREATH = "eyes-open", "no-breath"
EVEN_IN_NOTICES = frozenset({"option-no-breath", "option-eyes-open", "commute-words"})
"""Rules that notices (whom to talk to, where this is for) are not let off from."""


def check_places(track: Track, rules: Rules) -> Iterator[Finding]:
    """What must not be heard on a bus, in bed, or by somebody who has asked to do without it."""
    if track.situation.name == COMMUTE:
        yield from _commute(track, rules)
    if track.situation.name == BEDTIME:
        yield from _bedtime(track, rules)
    if track.situation.name in (COMMUTE, BEDTIME):
        yield from _bells(track)
    yield from _options(track, rules)


def _commute(track: Track, rules: Rules) -> Iterator[Finding]:
    for place in track.showing("g-place"):
        if not rules.situations["passenger"].search(place.bare):
            yield error(
                "commute-passenger", place.where, "Nobody hears that this is for passengers only. Say so."
            )
    yield from _heard(track, rules, rules.situations["commute"], "commute-words", "is not for a passenger")


def _bedtime(track: Track, rules: Rules) -> Iterator[Finding]:
    rests = track.showing("g-rest")
    if not rests:
        return
    for item in track.paragraphs:
        tokens = {token for token in item.tokens if token.startswith(NOTICE)}
        match = rules.situations["bedtime_task"].search(item.bare)
        if match and item.number > rests[0].number and not tokens:
            yield error(
                "bedtime-task",
                item.where,
                f"'{match.group()}' gives the listener something to think of after the rest has begun."
                " Name the one kind thing near the start.",
            )


def _bells(track: Track) -> Iterator[Finding]:
    for cue in track.script.cues:
        if isinstance(cue, Bell):
            yield error(
                "bell",
                cue.where,
                f"A bell has no place at {track.situation.name}. Leave it out there.",
            )


def _options(track: Track, rules: Rules) -> Iterator[Finding]:
    for option in track.options:
        if option == EYES_OPEN:
            yield from _heard(
                track, rules, rules.closing_eyes, "option-eyes-open", "closes eyes that stay open"
            )
        elif option in rules.options:
            fault = f"is heard though the option {option} is set"
            yield from _heard(track, rules, rules.options[option], f"option-{option}", fault)
    if NO_BREATH in track.options:
        for cue in track.script.cues:
            if isinstance(cue, Breathe):
                yield error(
                    "option-no-breath",
                    cue.where,
                    f"Breathing tones run though the option {NO_BREATH} is set.",
                )


def _heard(track: Track, rules: Rules, pattern: re.Pattern[str], rule: str, fault: str) -> Iterator[Finding]:
    for item in track.paragraphs:
        if _is_notice(item) and rule not in EVEN_IN_NOTICES:
            continue
        for say in item.says:
            said = rules.harmless.sub(" . ", bare_words(say.utterance.text))
            if not say.utterance.personal and (match := pattern.search(said)):
                yield error(rule, say.where, f"'{match.group()}' {fault}. Say something else there.")


def _is_notice(paragraph: Paragraph) -> bool:
    return any(token.startswith(NOTICE) for token in paragraph.tokens)
