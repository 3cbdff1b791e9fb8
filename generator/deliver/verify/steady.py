"""Evenness: do voice and bed keep their loudness from the beginning to the end, and is the bed the planned one everywhere?

Loudness and distance of a whole track hide a minute that is too loud, and a bed that ends early. So each utterance is held
against the others, and each few seconds of the bed against the whole of it.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from generator.deliver.verify.level import ALIKE, AROUND_SPEECH
from generator.deliver.verify.listening import Heard
from generator.deliver.verify.recorded import Recorded
from generator.deliver.verify.report import Finding, Place, failed, passed, skipped
from generator.deliver.verify.words import ASTRAY, Likeness, Spans
from generator.plan.timeline import Timeline
from generator.sound.audible import HOP
from generator.units import Decibels, Samples, gain, to_samples

VOICE_WITHIN: Decibels = 2.0
"""How much louder or softer than the others an utterance may be, each held against its plan: coding at 64 kb/s, and the
limiter of a dense voice, came to 1.0."""
BED_WITHIN: Decibels = 1.0
"""The same for a stretch of the bed: tracks measured came to 0.1."""
STRETCH: Samples = to_samples(2.5)
"""Time without words that is looked at as one."""
AUDIBLE: Decibels = -70.0
"""RMS in dB of full scale under which nothing of a bed is measured: the ends of its fades."""


def steady_findings(
    recorded: Recorded,
    heard: Heard,
    alike: Sequence[Likeness | None],
    lift: Decibels,
    astray: Spans,
    *,
    bed_known: bool,
) -> list[Finding]:
    """Hold the parts of a track against each other.

    Args:
        recorded: What was planned.
        heard: The file.
        alike: As `words.likenesses` tells; empty where the voice could not be told from the bed.
        lift: What the whole mix was moved by, in dB.
        astray: Stretches in which a breathing sound is where it should not be.
        bed_known: Whether there is a bed, and it is the planned one.
    """
    voices, voice_off = _voices(recorded, alike)
    beds, bed_off = _beds(recorded.timeline, heard, lift, astray) if bed_known else ([], None)
    wrong = sorted((*voices, *beds), key=lambda place: place.at)
    if wrong:
        return [failed("steady", "it does not keep its loudness, or its bed, as planned", wrong)]
    told = [
        f"the {name} within {off:.1f} dB"
        for name, off in (("voice", voice_off), ("bed", bed_off))
        if off is not None
    ]
    if not told:
        return [skipped("steady", "neither the voice's loudness nor the bed's can be measured")]
    return [passed("steady", f"as loud as planned all the way: {', '.join(told)}")]


def _voices(recorded: Recorded, alike: Sequence[Likeness | None]) -> tuple[list[Place], Decibels | None]:
    """Utterances that stand out from the others, and the largest difference of any; None if none can be measured.

    Those that do not sound as planned are told elsewhere.
    """
    if not alike:
        return [], None
    measured = [
        (said.start, like.louder)
        for said, like in zip(recorded.timeline.spoken, alike, strict=True)
        if like is not None and like.astray <= ASTRAY
    ]
    if not measured:
        return [], None
    usual = float(np.median([louder for _, louder in measured]))
    wrong = [
        Place(start, f"the voice is {_difference(louder - usual)} than elsewhere")
        for start, louder in measured
        if abs(louder - usual) > VOICE_WITHIN
    ]
    return wrong, max(abs(louder - usual) for _, louder in measured)


def _beds(line: Timeline, heard: Heard, lift: Decibels, astray: Spans) -> tuple[list[Place], Decibels | None]:
    """Stretches in which the bed is not the planned one or stands out, and the largest difference; None as above."""
    both = heard.file_bed - gain(lift) * heard.bed_led
    rest = heard.left(0.0, gain(lift))
    wrong: list[Place] = []
    measured: list[tuple[Samples, Decibels]] = []
    for hops in _stretches(_clear(line, len(rest), astray)):
        at = int(hops[0]) * HOP
        own, found, shared = (float(power[hops].sum()) for power in (heard.bed, rest, both))
        if own * gain(lift) ** 2 < gain(AUDIBLE) ** 2 * len(hops):
            continue
        if shared < ALIKE * math.sqrt(own * max(found, 1e-12)):
            wrong.append(Place(at, "the bed is not there, or another one"))
        else:
            measured.append((at, 20.0 * math.log10(shared / own)))
    usual = float(np.median([level for _, level in measured])) if measured else 0.0
    wrong += [
        Place(at, f"the bed is {_difference(level - usual)} than elsewhere")
        for at, level in measured
        if abs(level - usual) > BED_WITHIN
    ]
    return wrong, max((abs(level - usual) for _, level in measured), default=None)


def _clear(line: Timeline, count: int, astray: Spans) -> NDArray[np.intp]:
    """Hops in which nobody speaks and no breathing sound is astray."""
    clear = np.ones(count, dtype=bool)
    for start, end in (
        *((said.start - AROUND_SPEECH, said.end + AROUND_SPEECH) for said in line.spoken),
        *astray,
    ):
        clear[max(0, start // HOP) : max(0, -(-end // HOP))] = False
    clear[line.length // HOP :] = False
    return np.flatnonzero(clear)


def _stretches(hops: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """The hops in portions of `STRETCH`, the last one shorter."""
    return np.split(hops, np.arange(STRETCH // HOP, len(hops), STRETCH // HOP)) if len(hops) else []


def _difference(off: Decibels) -> str:
    return f"{abs(off):.1f} dB {'louder' if off > 0 else 'softer'}"
