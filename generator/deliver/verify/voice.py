"""The voice: is every utterance there, and is every pause between them as long as planned?

No recogniser and no voice is needed. What is left of the file once bed, tones and bells are taken out is the voice, and the
recipe tells from where to where each utterance can be heard, and how it rises and falls there (`words.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from generator.deliver.verify.level import seconds
from generator.deliver.verify.recorded import Recorded
from generator.deliver.verify.report import Finding, Place, failed, passed, skipped
from generator.deliver.verify.words import Likeness, Spans, words_finding
from generator.sound.audible import HOP, UNDER_SPEECH, smoothed
from generator.sound.stems import SPEECH
from generator.units import Decibels, Samples, gain, to_samples

PAUSE_WITHIN: Samples = to_samples(0.060)
SHORTEST_PAUSE: Samples = to_samples(0.2)
"""A gap between two utterances counts as a pause from here on: counts follow each other faster."""
PRESENT: Decibels = 12.0
"""How far the loudest fifth of a second of an utterance may lie under the speech's usual loudness, in dB."""
_LOUDEST = 40
"""Hops in a fifth of a second."""
_LEVELS = (1.0, 10.0**-0.2, 10.0**0.2)
"""Levels of silence that are tried, 2 dB either way: coding moves a soft edge, and the nearest counts."""
_EDGE: Samples = PAUSE_WITHIN // 3
"""So far into a pause its edges are looked for at the voice's own level, whatever leads the breath."""
_CODED = 1.25
"""Share of a breathing sound's power, planned, that may be left of it in a pause: where nothing else sounds, a variable bit rate
leaves out much of a soft sea, and what is left once the planned one is taken out is as loud as that (0.5 dB over it at most)."""
_LOOK: Samples = to_samples(0.6)
"""How far into its neighbours a pause is looked for."""


def voice_findings(
    recorded: Recorded,
    voice: NDArray[np.float64],
    lift: Decibels,
    alike: Sequence[Likeness | None],
    breaths: tuple[Spans, NDArray[np.float64]],
) -> list[Finding]:
    """Look for every utterance and every pause.

    Args:
        recorded: What was planned.
        voice: Mean square of the voice in each hop.
        lift: What the whole mix was moved by, in dB.
        alike: As `words.likenesses` tells; empty where the bed is not the planned one, and so cannot be told from a voice.
        breaths: Stretches in which a breathing sound is where it should not be, so that it cannot be told from a voice; and
            the mean square of the planned ones in each hop.
    """
    spoken = recorded.timeline.spoken
    if not spoken:
        return [passed("speech", "nobody speaks, as planned")]
    least = gain(SPEECH + lift - PRESENT) ** 2
    lost = [
        Place(said.start, "nobody speaks here")
        for said in spoken
        if _loudest(voice[said.start // HOP : -(-said.end // HOP)]) < least
    ]
    speech = (
        failed("speech", f"{len(lost)} of {len(spoken)} utterances are missing", lost)
        if lost
        else passed("speech", f"all {len(spoken)} utterances are there")
    )
    if not alike:
        reason = "the bed is not the planned one, so it cannot be told from a soft voice"
        return [speech, skipped("words", reason), skipped("pauses", reason)]
    words = words_finding(recorded, alike, {place.at for place in lost})
    return [speech, words, _pauses(recorded, voice, gain(SPEECH + lift - UNDER_SPEECH) ** 2, breaths)]


def _loudest(hops: NDArray[np.float64]) -> float:
    """Mean of the loudest fifth of a second."""
    count = min(_LOUDEST, len(hops))
    return float(np.partition(hops, len(hops) - count)[len(hops) - count :].mean()) if count else 0.0


def _pauses(
    recorded: Recorded,
    voice: NDArray[np.float64],
    level: float,
    breaths: tuple[Spans, NDArray[np.float64]],
) -> Finding:
    astray, led = breaths
    quiets = [smoothed(voice) <= level * factor for factor in _LEVELS]
    coded = smoothed(voice) <= _CODED * smoothed(led)
    wrong: list[Place] = []
    hidden: list[Place] = []
    off: list[Samples] = []
    for (before, said), (after, following) in pairwise(
        zip(recorded.heard, recorded.timeline.spoken, strict=True)
    ):
        if following.start - said.end < SHORTEST_PAUSE:
            continue
        if before is None or after is None:
            hidden.append(Place(said.end, "the recipe does not tell where the voice can be heard"))
            continue
        if any(start < after[0] and before[1] < end for start, end in astray):
            hidden.append(Place(said.end, "a breathing sound is astray here"))
            continue
        bounds, planned = (before[0] // HOP, after[1] // HOP), (before[1], after[0])
        found = [span for quiet in quiets if (span := _silence(quiet, coded, bounds, planned))]
        if not found:
            wrong.append(Place(said.end, "there is sound in the pause"))
            continue
        best = min(
            (_Off(span[0] - planned[0], span[1] - planned[1]) for span in found), key=lambda it: it.most
        )
        if best.most > PAUSE_WITHIN:
            wrong.append(Place(said.end, best.told()))
        else:
            off.append(best.most)
    return _told(off, wrong, hidden)


@dataclass(frozen=True, slots=True)
class _Off:
    """How far a pause is from the planned one."""

    start: Samples
    """How much later it begins."""
    end: Samples
    """How much later it ends."""

    @property
    def longer(self) -> Samples:
        """How much longer it is."""
        return self.end - self.start

    @property
    def most(self) -> Samples:
        """The largest of the differences."""
        return max(abs(self.start), abs(self.end), abs(self.longer))

    def told(self) -> str:
        """The difference in words."""
        if abs(self.longer) > PAUSE_WITHIN:
            return f"{seconds(abs(self.longer))} {'longer' if self.longer > 0 else 'shorter'} than planned"
        later = max(self.start, self.end, key=abs)
        return f"{seconds(abs(later))} {'late' if later > 0 else 'early'}"


def _silence(
    quiet: NDArray[np.bool_],
    coded: NDArray[np.bool_],
    bounds: tuple[int, int],
    planned: tuple[Samples, Samples],
) -> tuple[Samples, Samples] | None:
    """The quiet that holds the middle of the planned one, in frames; None if something sounds there.

    Clear of the pause's edges, what coding left of a breathing sound counts as quiet as well.
    """
    middle = (planned[0] + planned[1]) // 2 // HOP
    first = max(bounds[0], (planned[0] - _LOOK) // HOP, 0)
    last = min(bounds[1], (planned[1] + _LOOK) // HOP, len(quiet))
    if not first <= middle < last:
        return None
    still = quiet[first:last].copy()
    inner = slice(
        (planned[0] + PAUSE_WITHIN) // HOP - first, max(0, (planned[1] - PAUSE_WITHIN) // HOP - first)
    )
    still[inner] |= coded[first:last][inner]
    if not still[middle - first]:
        return None
    loud = np.flatnonzero(~still) + first
    start = int(loud[loud < middle].max(initial=first - 1)) + 1
    end = int(loud[loud > middle].min(initial=last))
    return start * HOP, end * HOP


def _told(off: Sequence[Samples], wrong: list[Place], hidden: list[Place]) -> Finding:
    count = len(off) + len(wrong) + len(hidden)
    if wrong:
        return failed("pauses", f"{len(wrong)} of {count} pauses are not as planned", wrong)
    unseen = f"; {len(hidden)} not measurable" if hidden else ""
    if not off:
        return (
            skipped("pauses", f"none of {count} can be measured", hidden)
            if count
            else passed("pauses", "none planned")
        )
    return passed("pauses", f"{len(off)} of {count} as planned, within {seconds(max(off))}{unseen}")
