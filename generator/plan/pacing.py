"""Pace: words a minute within a paragraph, and the quiet between its sentences that keeps it.

The pace of a paragraph is its words by the time from its first word to its last (guide, R16): the sentences, the rests
inside them, and the quiet between them. A named pause is not part of it; where one stands inside a paragraph, the
sentences before and after it are counted by themselves. The voice gives what it can (`Voice.speed`), and the quiet
between the sentences makes up the rest. A paragraph of one sentence has none, so it is as quick as the voice with its
rests; the quiet after it is what slows a listener down.
"""

from collections.abc import Callable, Iterator, Sequence

from generator.plan.cues import Cue, Say, Utterance
from generator.plan.flex import Flex
from generator.plan.sentences import words_in
from generator.units import Samples, Seconds, to_samples

Lengths = Callable[[Utterance], Samples]
"""Length of an utterance's clip: measured, or estimated from its words."""

SHORTEST_GAP: Seconds = 0.7
"""Least quiet between two sentences: a short one is heard before the next begins."""
HURRIED_GAP: Seconds = 0.45
"""The same where a short length is to be met."""
LONGEST_GAP: Seconds = 4.4
"""Most quiet between two sentences; the bed, too, holds still for no longer (`sound/ducking.py`)."""
QUICKEST = 140.0
"""Words a minute up to which a short length may hurry a paragraph: the quick end of the dial (`plan/voice.py`)."""
_APART: Seconds = 0.4
"""How much longer than the gaps of a paragraph the quiet after it is, so that it is heard as a whole."""

NO_GAP = Flex(0, 0, 0)


def stretches(cues: Sequence[Cue]) -> Iterator[tuple[Say, ...]]:
    """The sentences of each paragraph, in order; cut in two where another cue stands between them."""
    open_run: list[Say] = []
    for cue in cues:
        if open_run and not (isinstance(cue, Say) and cue.paragraph == open_run[-1].paragraph):
            yield tuple(open_run)
            open_run = []
        if isinstance(cue, Say):
            open_run.append(cue)
    if open_run:
        yield tuple(open_run)


def gap(sentences: Sequence[Say], lengths: Lengths, pace: float) -> Flex:
    """The quiet between any two of a paragraph's sentences.

    Args:
        sentences: As `stretches` gives them.
        lengths: Length of each clip, in frames.
        pace: Words a minute within paragraphs.

    Returns:
        At its ideal and its ceiling it keeps the pace, as far as `SHORTEST_GAP` and `LONGEST_GAP` let it; at its
        floor it makes the paragraph as quick as `QUICKEST`. `NO_GAP` for a single sentence.
    """
    if len(sentences) < 2:
        return NO_GAP
    words = sum(words_in(say.utterance.text) for say in sentences)
    said = sum(lengths(say.utterance) for say in sentences)

    def at(rate: float, shortest: Seconds) -> Samples:
        each = (to_samples(60 * words / rate) - said) // (len(sentences) - 1)
        return min(max(each, to_samples(shortest)), to_samples(LONGEST_GAP))

    ideal = at(pace, SHORTEST_GAP)
    return Flex(min(ideal, at(QUICKEST, HURRIED_GAP)), ideal, ideal)


def quiet_after(gap_before: Flex) -> Flex:
    """The least quiet after a paragraph whose sentences have this gap between them."""
    if gap_before == NO_GAP:
        return NO_GAP
    more = to_samples(_APART)
    return Flex(gap_before.floor, gap_before.ideal + more, gap_before.ceiling + more)
