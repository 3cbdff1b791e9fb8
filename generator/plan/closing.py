"""How a track's words come to rest: its last paragraph is said a little more slowly, and a little softer."""

from itertools import takewhile

from generator.plan.timeline import COUNTS, Timeline
from generator.units import Decibels, Samples

SLOWER = 0.96
"""The last paragraph's pace, as a share of the track's; the quiet between its sentences makes it."""
SOFTER: Decibels = 1.2
"""How much softer it is, in dB: heard as a fall, and still within 3 LU of the sentence before it."""


def closing_from(timeline: Timeline) -> Samples:
    """First frame of the last paragraph's words; the timeline's end where there is no other paragraph before it."""
    spoken = timeline.spoken
    if not spoken or spoken[-1].paragraph == COUNTS:
        return timeline.length
    last = list(takewhile(lambda said: said.paragraph == spoken[-1].paragraph, reversed(spoken)))
    return last[-1].start if len(last) < len(spoken) else timeline.length
