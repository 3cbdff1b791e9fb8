"""Breaths: is each phase's sound where the plan has it?

A matched filter: the phase's sound is made again and moved along the file, and where it fits best is where it is.
Whatever lies under speech is left out of the fit; a phase of which too little is left, or that is too soft to stand out
of the bed, is told as not measurable.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from generator.deliver.verify.level import AROUND_SPEECH, quiet_hops, seconds
from generator.deliver.verify.listening import SLOWER, Heard, Wave, slower
from generator.deliver.verify.recorded import TONE, Recorded
from generator.deliver.verify.report import Finding, Place, failed, passed, skipped
from generator.plan.timeline import Breath, Phase, Timeline
from generator.sound.audible import HOP
from generator.sound.source import Source, one_channel
from generator.units import Samples, to_samples

SEARCH: Samples = to_samples(0.5)
"""How far from its place a phase is looked for, either way."""
TONES_WITHIN: Samples = to_samples(0.040)
NOISE_WITHIN: Samples = to_samples(0.150)
"""The same for sounds without pitch."""
CLEAR: Samples = to_samples(1.0)
"""Least of a phase that has to be clear of speech."""
EXPECTED = 0.5
"""A phase is measured where the fit would be at least this good by its level over the bed's."""
FOUND = 0.35
"""Least fit, 0 to 1, of a sound that is there; another sound, or none, seldom comes to 0.2."""
_LAGS = SEARCH // SLOWER


@dataclass(frozen=True, slots=True)
class Phases:
    """What was found of a track's breaths."""

    finding: Finding
    astray: tuple[tuple[Samples, Samples], ...]
    """Stretches in which the breathing sound is not the planned one."""


@dataclass(frozen=True, slots=True)
class _Half:
    """An in-breath with its top, or an out-breath."""

    start: Samples
    end: Samples
    name: str


@dataclass(frozen=True, slots=True)
class _Fit:
    """Where a half fits best."""

    late: Samples
    """How much later than planned."""
    fit: float
    """How well, up to 1."""


def breath_findings(recorded: Recorded, heard: Heard, tones: Source, bed_gain: float, lift: float) -> Phases:
    """Look for every phase.

    Args:
        recorded: What was planned.
        heard: The file.
        tones: The breathing sounds as they go into the mix.
        bed_gain: Linear gain of the planned bed in the file.
        lift: Linear gain of the whole mix in the file.
    """
    line = recorded.timeline
    if not line.breaths:
        return Phases(passed("breath", "nothing leads the breath, as planned"), ())
    if not recorded.profile.tones:
        return Phases(skipped("breath", "the breath is led by words alone, without sounds"), ())
    within = TONES_WITHIN if recorded.guide == TONE else NOISE_WITHIN
    rest = heard.slow - np.float32(bed_gain) * heard.slow_bed
    clear = _clear(line, len(rest))
    noise = _noise(line, rest, len(heard.file))
    halves = list(_halves(line.breaths))
    off: list[Samples] = []
    wrong: list[Place] = []
    skipped_places: list[Place] = []
    astray: list[tuple[Samples, Samples]] = []
    for half in halves:
        sound = slower(one_channel(tones.block(half.start, half.end))) * np.float32(lift)
        reason = _hidden(half, sound, clear, noise)
        if reason:
            skipped_places.append(Place(half.start, f"{half.name}: {reason}"))
            continue
        fit = _best(half, sound, rest, clear)
        if fit.fit >= FOUND and abs(fit.late) <= within:
            off.append(abs(fit.late))
            continue
        astray.append((half.start - SEARCH, half.end + SEARCH))
        way = "late" if fit.late > 0 else "early"
        text = f"{seconds(abs(fit.late))} too {way}" if fit.fit >= FOUND else "not found within half a second"
        wrong.append(Place(half.start, f"{half.name}: {text}"))
    if len(wrong) > len(off):  # then those that could not be measured are not to be trusted either
        astray = [(half.start - SEARCH, half.end + SEARCH) for half in halves]
    return Phases(_told(len(halves), off, wrong, skipped_places), tuple(astray))


def _told(count: int, off: Sequence[Samples], wrong: list[Place], hidden: list[Place]) -> Finding:
    unseen = f"; {len(hidden)} not measurable (under speech, or too soft)" if hidden else ""
    if wrong:
        return failed("breath", f"{len(wrong)} of {count} phases are not where they should be{unseen}", wrong)
    if not off:
        return skipped("breath", f"none of {count} phases is clear of speech and loud enough", hidden)
    return passed(
        "breath", f"{len(off)} of {count} phases found, all within {seconds(max(*off, 44))}{unseen}"
    )


def _halves(breaths: Sequence[Breath]) -> Iterator[_Half]:
    for _, group in groupby(breaths, lambda breath: breath.cycle):
        cycle = list(group)
        for phases, name in (
            ([b for b in cycle if b.phase is not Phase.EXHALE], "in"),
            ([b for b in cycle if b.phase is Phase.EXHALE], "out"),
        ):
            if phases:
                yield _Half(phases[0].start, phases[-1].start + phases[-1].length, name)


def _clear(line: Timeline, count: int) -> NDArray[np.float32]:
    """1 where nobody speaks and 0 where somebody does, for each frame of the slower copy."""
    clear = np.ones(count, dtype=np.float32)
    for said in line.spoken:
        clear[max(0, (said.start - AROUND_SPEECH) // SLOWER) : (said.end + AROUND_SPEECH) // SLOWER] = 0.0
    return clear


def _noise(line: Timeline, rest: Wave, hops: int) -> float:
    """Mean square of what is left in the quiet once the bed is taken out."""
    quiet = np.repeat(quiet_hops(line, hops), HOP)[::SLOWER][: len(rest)]
    left = rest[: len(quiet)][quiet]
    return float(np.mean(np.square(left, dtype=np.float64))) if left.size else 0.0


def _hidden(half: _Half, sound: Wave, clear: NDArray[np.float32], noise: float) -> str:
    """Why a half cannot be measured; empty if it can."""
    window = clear[half.start // SLOWER :][: len(sound)]
    if len(window) < len(sound):
        return ""  # the file ends before it: it is looked for, and not found
    if window.sum() * SLOWER < CLEAR:
        return "under speech"
    energy = float(np.sum(np.square(sound, dtype=np.float64) * window))
    expected = np.sqrt(energy / (energy + noise * float(window.sum()))) if energy else 0.0
    return "too soft" if expected < EXPECTED else ""


def _best(half: _Half, sound: Wave, rest: Wave, clear: NDArray[np.float32]) -> _Fit:
    """Where the sound fits best: the normalised correlation over the frames that are clear for both."""
    start = half.start // SLOWER - _LAGS
    size = len(sound) + 2 * _LAGS
    places = np.arange(start, start + size)
    inside = (places >= 0) & (places < len(rest))
    window = np.zeros(size)
    part = np.zeros(size)
    window[inside] = clear[places[inside]]
    part[inside] = rest[places[inside]] * window[inside]
    own = sound.astype(np.float64)
    used = clear[half.start // SLOWER :][: len(sound)]
    own[: len(used)] *= used
    own[len(used) :] = 0.0
    shared = _correlate(window, np.square(own))
    power = shared * _correlate(np.square(part), (own != 0.0).astype(np.float64))
    fit = _correlate(part, own) / np.sqrt(np.maximum(power, 1e-18))
    fit[shared < 0.5 * np.square(own).sum()] = 0.0
    best = int(np.argmax(fit))
    return _Fit((best - _LAGS) * SLOWER, float(fit[best]))


def _correlate(long: NDArray[np.float64], short: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum of products at each lag at which the short one lies wholly inside, shape (2 · _LAGS + 1,)."""
    size = 1 << (len(long) + len(short)).bit_length()
    product = np.fft.rfft(long, size) * np.conj(np.fft.rfft(short, size))
    return np.fft.irfft(product, size)[: 2 * _LAGS + 1]
