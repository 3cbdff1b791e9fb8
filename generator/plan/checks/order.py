"""Rules on the order of a track: place, choice and reason first; ground before pain; a way back at the end."""

from collections.abc import Iterator

from generator.plan.checks.rules import Rules
from generator.plan.checks.track import Finding, Paragraph, Track, error, warning
from generator.plan.situations import BEDTIME

REASON = "g-why"
RETURNS = ("g-return", "g-rest")


def check_order(track: Track, rules: Rules) -> Iterator[Finding]:
    """Where the parts of a whole track stand; inside a ride there is no order of its own."""
    yield from _ground_before_pain(track, rules)
    if not track.whole:
        return
    core = [item for item in track.paragraphs if _is_core(item, track, rules)]
    if core:
        yield from _before_core(track, core[0])
    yield from _after_core(track, rules)
    yield from _carry_on(track, rules)


def _is_core(paragraph: Paragraph, track: Track, rules: Rules) -> bool:
    own = paragraph.tokens & frozenset(track.practice.must)
    return bool(own - rules.order["early"] - rules.order["late"])


def _before_core(track: Track, core: Paragraph) -> Iterator[Finding]:
    for name, sense in (
        ("g-place", "the place"),
        ("g-choice", "the choice to stop"),
        (REASON, "the reason"),
    ):
        shown = track.showing(name)
        if shown and shown[0].number > core.number:
            give = warning if name == REASON and track.form.brief else error  # a brief track merges some
            yield give(
                "order-opening",
                shown[0].where,
                f"'{name}' ({sense}) comes after the practice has begun. Say it before.",
            )


def _ground_before_pain(track: Track, rules: Rules) -> Iterator[Finding]:
    tender = [item for item in track.paragraphs if item.tokens & rules.order["tender"]]
    if not tender:
        return
    ground = [item for item in track.paragraphs if item.tokens & rules.order["grounding"]]
    if not ground or ground[0].number > tender[0].number:
        yield error(
            "order-grounding",
            tender[0].where,
            "Something painful is met before the listener has found ground or a kind stance. Put those first.",
        )


def _after_core(track: Track, rules: Rules) -> Iterator[Finding]:
    returns = [item for item in track.paragraphs if item.tokens & frozenset(RETURNS)]
    if not returns:
        return
    own = frozenset(track.practice.must) - rules.order["late"] - rules.order["early"]
    late = [item for item in track.paragraphs if item.tokens & own and item.number > returns[0].number]
    if late:
        yield error(
            "order-return",
            late[0].where,
            "The practice goes on after the way back. Move the return behind it.",
        )
    for item in track.showing("g-aftercare"):
        core = [other for other in track.paragraphs if other.tokens & own and other.number > item.number]
        if core:
            yield error(
                "order-aftercare",
                item.where,
                "The aftercare comes before the practice is over. Move it to the end.",
            )
    if track.situation.name == BEDTIME and any("g-return" in item.tokens for item in returns):
        yield error(
            "bedtime-return",
            returns[0].where,
            "At bedtime a track ends in rest (g-rest), and this one wakes the listener (g-return).",
        )


def _carry_on(track: Track, rules: Rules) -> Iterator[Finding]:
    """One kind thing to do: near the end, or near the start at bedtime, or just before leaving the bus."""
    says = [item for item in track.paragraphs if item.passage is None]
    half = len(says) // 2
    part = says[:half] if track.situation.name == BEDTIME else says[-max(6, len(says) // 4) :]
    if not any(rules.situations["carry_on"].search(item.bare) for item in part):
        yield warning(
            "carry-on",
            track.whole_file,
            "No small kind thing to do is named near the"
            f" {'start (bedtime)' if track.situation.name == BEDTIME else 'end'}. Say one, for today.",
        )
