"""Length, loudness, its range, peak, the silence floor, and the bed: is it the planned one, and as far under the voice as planned?"""

import math

import numpy as np
from numpy.typing import NDArray

from generator.deliver.verify.listening import Heard
from generator.deliver.verify.recorded import Recorded
from generator.deliver.verify.report import Finding, Place, failed, judged, passed, skipped
from generator.plan.choices import NO_BED
from generator.plan.situations import LONGEST_FADES
from generator.plan.timeline import Timeline
from generator.sound.arrange import balance
from generator.sound.audible import HOP
from generator.sound.bells import LENGTH as BELL_LENGTH
from generator.sound.loudness import STEP, integrated, loudness_range
from generator.units import RATE, Decibels, Samples, decibels, gain, timecode, to_samples, to_seconds

LOUDNESS_WITHIN: Decibels = 0.5
"""LU that a track may lie from what its recipe says."""
CEILING: Decibels = -1.0
"""Highest true peak of a decoded file, in dBTP."""
GAP_WITHIN: Decibels = 1.0
"""LU that the distance of bed and voice may differ from the planned one."""
WCAG_GAP: Decibels = 20.0
"""LU that WCAG 1.4.7 asks for between speech and what lies under it."""
ALIKE = 0.6
"""Least correlation of the file's quiet with the planned bed: MP3 leaves 0.85 of rain, and other beds have 0."""
SIDES_ALIKE = 0.5
"""Least correlation of what left has over right with the planned one: 0.91 is left at 128 kb/s; where one channel is 3 dB softer,
the voice in the middle brings it to 0.4."""
CENTRED: Decibels = -20.0
"""How far what left has over right lies under the whole at least, in dB, where all is planned in the middle."""
FLOOR: Decibels = -60.0
"""RMS in dB of full scale that the bed never falls under for `FLOOR_TIME` between head and tail."""
FLOOR_TIME: Samples = to_samples(0.5)
CUT_UNDER: Decibels = -30.0
"""Sample peak in dB of full scale under which podcast players' "skip silence" takes `CUT_TIME` and more for silence."""
CUT_TIME: Samples = to_samples(0.1)
AROUND_SPEECH: Samples = to_samples(0.15)
AFTER_BREATH: Samples = to_samples(0.3)


def level_findings(recorded: Recorded, heard: Heard) -> list[Finding]:
    """Length, loudness and peak."""
    planned = recorded.timeline.length
    missing = heard.length - planned
    length = (
        passed("length", f"{timecode(planned)}, as planned to the sample")
        if not missing
        else failed(
            "length",
            f"{timecode(heard.length)}, {abs(missing)} samples {'more' if missing > 0 else 'less'} than planned",
        )
    )
    off = heard.loudness - recorded.loudness
    return [
        length,
        judged(
            "loudness",
            f"{heard.loudness:.1f} LUFS, made at {recorded.loudness:.1f}",
            good=abs(off) <= LOUDNESS_WITHIN,
        ),
        judged("peak", f"{heard.peak:.1f} dBTP, at most {CEILING:g}", good=heard.peak <= CEILING),
    ]


def floor_finding(recorded: Recorded, heard: Heard) -> Finding:
    """Does the bed ever vanish between its fades?"""
    if recorded.bed == NO_BED:
        return skipped("floor", "there is no bed, so the quiet between the words is silent")
    line = recorded.timeline
    hops = FLOOR_TIME // HOP
    first, last = line.head // HOP, min((line.length - line.tail) // HOP, len(heard.file))
    level = np.convolve(heard.file[first:last], np.full(hops, 1.0 / hops), mode="valid")
    low = np.flatnonzero(level < gain(FLOOR) ** 2)
    if not low.size:
        return passed("floor", f"the bed never falls under {FLOOR:g} dB for half a second")
    starts = low[np.flatnonzero(np.diff(low, prepend=-2 * hops) > hops)]
    return failed(
        "floor",
        f"the sound falls under {FLOOR:g} dB for half a second or more",
        [Place(int(first + start) * HOP, "silent") for start in starts],
    )


def cut_findings(recorded: Recorded, heard: Heard) -> list[Finding]:
    """For a noisy place: would a player that skips silence cut any of it?"""
    if not recorded.situation.noisy or recorded.bed == NO_BED:
        return []
    run = CUT_TIME // HOP
    first, last = (to_samples(fade) // HOP for fade in LONGEST_FADES)
    tops = heard.tops[first : len(heard.tops) - last]
    if len(tops) < run:
        return []
    loudest = np.lib.stride_tricks.sliding_window_view(tops, run).max(axis=1)
    low = np.flatnonzero(loudest < gain(CUT_UNDER))
    if not low.size:
        told = f"{CUT_UNDER:g} dB, the softest 100 ms come to {decibels(float(loudest.min())):.1f}"
        return [passed("skipping", f"no player would cut it as silence: over {told}")]
    starts = low[np.flatnonzero(np.diff(low, prepend=-2 * run) > run)]
    return [
        failed(
            "skipping",
            f"players that skip silence would cut it: under {CUT_UNDER:g} dB for 100 ms or more",
            [Place(int(first + start) * HOP, "too soft") for start in starts],
        )
    ]


def quiet_hops(timeline: Timeline, hops: int) -> NDArray[np.bool_]:
    """Hops in which the plan has nothing but the bed, shape (hops,)."""
    quiet = np.ones(hops, dtype=bool)
    spans = [(said.start - AROUND_SPEECH, said.end + AROUND_SPEECH) for said in timeline.spoken]
    spans += [(b.start, b.start + b.length + AFTER_BREATH) for b in timeline.breaths]
    spans += [(bell.start, bell.start + BELL_LENGTH) for bell in timeline.bells]
    for start, end in spans:
        quiet[max(0, start // HOP) : -(-end // HOP)] = False
    quiet[timeline.length // HOP :] = False
    return quiet


def bed_gain(recorded: Recorded, heard: Heard) -> tuple[float, float]:
    """Linear gain at which the planned bed lies in the file, and how alike they are there, -1 to 1."""
    quiet = quiet_hops(recorded.timeline, len(heard.file))
    own, both, file = heard.bed[quiet].sum(), heard.file_bed[quiet].sum(), heard.file[quiet].sum()
    if own <= 0.0 or file <= 0.0:
        return 0.0, 0.0
    return float(both / own), float(both / math.sqrt(own * file))


def bed_findings(recorded: Recorded, heard: Heard, found: tuple[float, float]) -> list[Finding]:
    """Is it the planned bed, and how far under the voice does it lie?

    Args:
        recorded: What was planned.
        heard: The file.
        found: As `bed_gain` tells.
    """
    if recorded.bed == NO_BED:
        return [passed("bed", "none, as planned")]
    if not heard.bed.any():
        return [
            skipped(
                "bed", "your own sound file is not at hand, so neither it nor its distance can be measured"
            )
        ]
    factor, alike = found
    if alike < ALIKE:
        odd = changed_packages(recorded)
        if odd:
            text = f"not the planned one, or {' and '.join(odd)} made it otherwise then"
            return [skipped("bed", text)]
        return [
            failed(
                "bed",
                f"it is not the planned one, or all lies earlier or later (likeness {alike:.2f}, at least {ALIKE:g} is usual)",
            )
        ]
    gap = _gap(recorded, heard, factor)
    planned = balance(recorded.situation, recorded.profile, recorded.timeline).bed_under
    return [
        passed("bed", f"the planned one (likeness {alike:.2f})"),
        judged(
            "gap",
            f"the bed lies {gap:.1f} LU under the voice, planned {round(planned, 1):g}",
            good=abs(gap - planned) <= GAP_WITHIN,
        ),
    ]


def channels_findings(recorded: Recorded, heard: Heard, *, bed_known: bool) -> list[Finding]:
    """In stereo: is left on the left, and right on the right, and each as loud as planned?

    Voice and breathing sounds stand in the middle, so what left has over right is the bed's alone, or nothing.

    Args:
        recorded: What was planned.
        heard: The file.
        bed_known: Whether the bed in the file is the planned one, or there is none.
    """
    if recorded.form.channels == 1:
        return []
    file, bed, both = heard.sides
    if not bed_known or (not heard.bed.any() and recorded.bed != NO_BED):
        return [skipped("channels", "the bed is not the planned one, so left and right cannot be told")]
    if bed <= 0.0:
        whole = float(heard.file.sum()) * HOP
        good = file / 4.0 < gain(CENTRED) ** 2 * whole
        return [
            judged("channels", f"left and right are {'' if good else 'not '}alike, as planned", good=good)
        ]
    like = both / math.sqrt(file * bed) if file > 0.0 else 0.0
    if like >= SIDES_ALIKE:
        return [passed("channels", "left and right as planned")]
    odd = "are swapped" if like <= -SIDES_ALIKE else "are not as planned: one is softer, or both are the same"
    return [failed("channels", f"left and right {odd}")]


def changed_packages(recorded: Recorded) -> list[str]:
    """Packages that have something to do with sound and are not those that the track was made with."""
    from importlib.metadata import PackageNotFoundError, version

    odd = []
    for name in ("innerally", "numpy"):
        try:
            here = version(name)
        except PackageNotFoundError:
            continue
        if recorded.versions.get(name, here) != here:
            odd.append(f"{name} {recorded.versions[name]}")
    return odd


def _gap(recorded: Recorded, heard: Heard, factor: float) -> Decibels:
    """Loudness of the voice less that of the bed, both over the 100 ms in which speech runs all the time."""
    voice, under = _spoken(recorded, heard, factor)
    return integrated(voice) - integrated(under)


def range_findings(recorded: Recorded, heard: Heard, factor: float) -> list[Finding]:
    """Where there is a limit to it: how far the voice's own loudness moves, its pauses cut out.

    Args:
        recorded: What was planned.
        heard: The file.
        factor: Linear gain of the planned bed in the file; 0 where it is not known.
    """
    most = recorded.situation.voice_range
    if most is None or not recorded.timeline.spoken:
        return []
    moves = loudness_range(_spoken(recorded, heard, factor)[0])
    return [judged("range", f"the voice moves within {moves:.1f} LU, at most {most:g}", good=moves <= most)]


def _spoken(
    recorded: Recorded, heard: Heard, factor: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Energies of voice and bed in the 100 ms in which speech runs all the time, one after another."""
    count = min(len(heard.energies), len(heard.bed_energies))
    speaking = np.zeros(count, dtype=bool)
    for said in recorded.timeline.spoken:
        speaking[-(-said.start // STEP) : said.end // STEP] = True
    under = heard.bed_energies[:count][speaking] * factor**2
    return np.maximum(heard.energies[:count][speaking] - under, 0.0), under


def seconds(frames: Samples) -> str:
    """A stretch of time in milliseconds, or in seconds where it is long."""
    return f"{frames / RATE * 1000:.0f} ms" if abs(frames) < RATE else f"{to_seconds(frames):.1f} s"
