"""Fitting forms to a length: which can have it, which has it most easily, and what to say when none can."""

import math
from dataclasses import replace

from generator.errors import LengthError
from generator.plan.choices import LEAST, USUAL
from generator.plan.pacing import Lengths
from generator.plan.schedule import length_range, natural, schedule
from generator.plan.sentences import words_in
from generator.request import Candidate, Chosen, Prepared
from generator.units import Samples, spoken_length, to_samples, to_seconds

ESTIMATE_MARGIN = 0.10
"""How far a real voice may stray from its estimate before a length is refused unspoken."""


def likely(prepared: Prepared) -> tuple[Candidate, ...]:
    """The forms in the order in which they fit the asked length, by the voice's estimate.

    For a listener who wants the least said, those with the fewest words come first.

    Raises:
        LengthError: Even an estimate widened by a tenth either way leaves the length out of reach.
    """
    target = prepared.target
    if target is None:
        return prepared.candidates
    lengths = prepared.estimated
    ranked: list[tuple[float, int, Candidate]] = []
    for order, candidate in enumerate(prepared.candidates):
        least = candidate.guidance.talk == LEAST
        guidance = candidate.guidance if least else replace(candidate.guidance, talk=USUAL)
        solution = schedule(candidate.script, lengths, guidance, target)
        if solution is not None:
            words = sum(words_in(said.utterance.text) for said in solution.timeline.spoken)
            ranked.append((words if least else solution.strain, order, candidate))
            continue
        shortest, longest = length_range(candidate.script, lengths, candidate.guidance)
        if shortest * (1 - ESTIMATE_MARGIN) <= target <= longest * (1 + ESTIMATE_MARGIN):
            ranked.append((math.inf, order, candidate))
    if not ranked:
        raise refusal(prepared, prepared.candidates, prepared.estimated)
    return tuple(candidate for _, _, candidate in sorted(ranked, key=lambda item: item[:2]))


def choose(prepared: Prepared, candidate: Candidate, lengths: Lengths) -> Chosen | None:
    """Lay one form out: in exactly the asked length, or, with none asked, as near to its usual one as it comes.

    Returns:
        None where this form cannot have the length.
    """
    target = prepared.target
    if target is None:
        shortest, longest = length_range(candidate.script, lengths, candidate.guidance)
        target = min(max(to_samples(candidate.usual), shortest), longest)
        solution = schedule(candidate.script, lengths, candidate.guidance, target)
        return Chosen(candidate, solution or natural(candidate.script, lengths, candidate.guidance))
    solution = schedule(candidate.script, lengths, candidate.guidance, target)
    return Chosen(candidate, solution) if solution else None


def estimate(prepared: Prepared) -> Chosen:
    """The plan as the voice's figures give it, unspoken.

    Raises:
        LengthError: The estimate cannot have the length (a real voice may still just do).
    """
    lengths = prepared.estimated
    for candidate in prepared.candidates:
        chosen = choose(prepared, candidate, lengths)
        if chosen is not None:
            return chosen
    raise refusal(prepared, prepared.candidates, lengths)


def refusal(prepared: Prepared, candidates: tuple[Candidate, ...], lengths: Lengths) -> LengthError:
    """Says which lengths these forms can have."""
    ranges = sorted(length_range(item.script, lengths, item.guidance) for item in candidates)
    target = prepared.target or 0
    shortest, longest = ranges[0][0], max(longest for _, longest in ranges)
    asked = spoken_length(to_seconds(target))
    forms = " or ".join(item.form.length for item in candidates)
    subject = f"'{prepared.facts.practice}' at level {prepared.facts.level}"
    if len(candidates) == 1 and prepared.request.length:
        subject += f" in its {forms} form"
    reach = f"from {_up(shortest)} to {_down(longest)} with this voice and these choices"
    if shortest <= target <= longest:
        below = max((high for _, high in ranges if high < target), default=shortest)
        above = min((low for low, _ in ranges if low > target), default=longest)
        reach += f", and near this length {_down(below)} or {_up(above)}"
    return LengthError(
        f"{subject} can last {reach}, but {asked} was asked for.", "Choose --minutes within that range."
    )


def _up(length: Samples) -> str:
    return spoken_length(-(-to_seconds(length) // 1))


def _down(length: Samples) -> str:
    return spoken_length(to_seconds(length) // 1)
