"""What leads the breath: heard as what it is, soft at every edge, and at its level."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from generator.plan.choices import BREATH_SOUNDS
from generator.plan.timeline import Breath, Phase
from generator.sound.guide import GUIDES, TONE, BreathGuide
from generator.sound.loudness import STEP, LoudnessMeter, integrated, mean_loudness
from generator.sound.source import Block
from generator.sound.swell import OVERLAP
from generator.units import RATE

SPEECH = -23.0
UNDER = (14.0, 20.0)
Mono = NDArray[np.float32]


def cycle(
    start: int, seconds: tuple[float, float, float], number: int = 0, *, soft: bool = False
) -> list[Breath]:
    breaths = []
    for phase, length in zip(Phase, seconds, strict=True):
        if frames := round(length * RATE):
            breaths.append(Breath(start, frames, phase, number, soft=soft))
            start += frames
    return breaths


def sounded(breaths: list[Breath], extra: int = 0, sound: str = TONE) -> Mono:
    end = breaths[-1].start + breaths[-1].length + extra
    block = BreathGuide(breaths, sound, SPEECH, UNDER).block(0, end)
    np.testing.assert_array_equal(block[:, 0], block[:, 1])
    return np.asarray(block[:, 0])


def pitch(sound: Mono) -> float:
    """The strongest frequency, by a windowed and padded spectrum."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 2**18))
    return float(np.argmax(spectrum) * RATE / 2**18)


def level(sound: Mono) -> float:
    return float(10.0 * np.log10(np.mean(sound.astype(np.float64) ** 2) + 1e-20))


def tenths(sound: Mono, breath: Breath) -> list[Mono]:
    return list(np.array_split(sound[breath.start : breath.start + breath.length], 10))


PATTERNS = [(4.0, 1.0, 6.0), (3.0, 0.0, 4.0), (5.0, 1.0, 7.0), (4.8, 1.0, 7.2)]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_pitch_rises_over_the_whole_in_breath_and_falls_over_the_whole_out_breath(
    pattern: tuple[float, float, float],
) -> None:
    breaths = cycle(RATE, pattern)
    sound = sounded(breaths)

    rising = [pitch(piece) for piece in tenths(sound, breaths[0])]
    out = breaths[-1]
    after = Breath(out.start + OVERLAP, out.length - OVERLAP, Phase.EXHALE, 0)
    falling = [pitch(piece) for piece in tenths(sound, after)]

    assert all(later > earlier for earlier, later in pairwise(rising))
    assert all(later < earlier for earlier, later in pairwise(falling))
    assert rising[-1] / rising[0] > 1.3
    assert falling[0] / falling[-1] > 1.2


def centre(sound: Mono) -> float:
    """Where the middle of the energy lies, in Hertz."""
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    return float((power * np.fft.rfftfreq(len(sound), 1 / RATE)).sum() / power.sum())


def test_there_is_a_sound_for_every_choice() -> None:
    assert tuple(GUIDES) == BREATH_SOUNDS


@pytest.mark.parametrize("guide", GUIDES)
@pytest.mark.parametrize("pattern", PATTERNS)
def test_it_sounds_through_the_whole_of_each_phase_and_swells(
    pattern: tuple[float, float, float], guide: str
) -> None:
    breaths = cycle(0, pattern)
    sound = sounded(breaths, sound=guide)

    rising = [level(piece) for piece in tenths(sound, breaths[0])]
    falling = [level(piece) for piece in tenths(sound, breaths[-1])]

    assert min(rising + falling) > max(rising + falling) - 22.0
    assert rising[0] + 6.0 < rising[-1]
    assert falling[-1] + 6.0 < falling[1]


def test_the_top_stays_level_in_pitch_and_loudness() -> None:
    breaths = cycle(0, (4.0, 1.0, 6.0))
    top = breaths[1]
    pieces = np.array_split(sounded(breaths)[top.start : top.start + top.length], 4)

    assert max(map(pitch, pieces)) / min(map(pitch, pieces)) < 1.01
    assert max(map(level, pieces)) - min(map(level, pieces)) < 3.0


def test_in_and_out_differ_in_register_and_in_timbre() -> None:
    breaths = cycle(0, (4.0, 1.0, 6.0))
    sound = sounded(breaths)
    inhale = sound[RATE : 4 * RATE]
    exhale = sound[6 * RATE : 9 * RATE]

    def second_partial(piece: Mono) -> float:
        """Level of the second partial under the first, in dB, half a second long."""
        piece = piece[RATE : RATE + RATE // 4]
        spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece)), 2**18))
        first = int(np.argmax(spectrum))
        return float(20.0 * np.log10(spectrum[2 * first - 300 : 2 * first + 300].max() / spectrum[first]))

    assert pitch(inhale[-RATE // 2 :]) / pitch(exhale[: RATE // 2]) > 1.8
    assert min(pitch(p) for p in np.array_split(inhale, 6)) > 1.2 * max(
        pitch(p) for p in np.array_split(exhale, 6)
    )
    assert second_partial(inhale) > -20.0
    assert second_partial(exhale) < -40.0


@pytest.mark.parametrize("guide", ["air", "sea"])
@pytest.mark.parametrize("pattern", PATTERNS)
def test_noise_grows_brighter_going_in_and_darker_going_out(
    pattern: tuple[float, float, float], guide: str
) -> None:
    breaths = cycle(0, pattern)
    sound = sounded(breaths, sound=guide)
    rising = [centre(piece) for piece in np.array_split(sound[: breaths[0].length], 4)]
    out = sound[breaths[-1].start + OVERLAP :]
    falling = [centre(piece) for piece in np.array_split(out, 4)]

    assert all(later > earlier for earlier, later in pairwise(rising))
    assert all(later < earlier for earlier, later in pairwise(falling))
    assert rising[-1] > 1.4 * rising[0]
    assert falling[0] > 1.4 * falling[-1]


def test_the_three_sounds_are_three() -> None:
    breaths = cycle(0, (4.0, 1.0, 6.0))
    flat = {}
    for guide in GUIDES:
        power = np.abs(np.fft.rfft(sounded(breaths, sound=guide)[RATE : 4 * RATE])) ** 2
        low, high = (int(hertz * 3) for hertz in (200, 1_800))
        band = power[low:high] + 1e-20
        flat[guide] = np.exp(np.log(band).mean()) / band.mean()

    assert flat["tone"] < 0.05 < 0.1 < flat["air"]
    assert flat["sea"] > 0.1
    foam = {guide: sounded(breaths, sound=guide)[6 * RATE : 10 * RATE] for guide in ("air", "sea")}
    assert centre(foam["sea"]) > 1.15 * centre(foam["air"])


@pytest.mark.parametrize("guide", GUIDES)
def test_energy_keeps_between_150_hz_and_2_khz(guide: str) -> None:
    sound = sounded(cycle(RATE, (4.0, 1.0, 6.0)), extra=RATE, sound=guide)
    power = np.abs(np.fft.rfft(sound.astype(np.float64))) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)

    assert power[(hertz < 150) | (hertz > 2_000)].sum() < 1e-3 * power.sum()


@pytest.mark.parametrize("guide", GUIDES)
def test_there_is_no_click_at_any_edge(guide: str) -> None:
    breaths = [*cycle(RATE, (3.0, 0.0, 4.0)), *cycle(8 * RATE, (4.0, 1.0, 6.0), 1)]
    sound = sounded(breaths, extra=RATE, sound=guide).astype(np.float64)
    above = np.fft.rfft(sound)
    above[np.fft.rfftfreq(len(sound), 1 / RATE) < 4_000] = 0.0

    assert np.abs(np.fft.irfft(above, len(sound))).max() < 1e-4 * np.abs(sound).max()
    for edge in (RATE, 8 * RATE, 19 * RATE):
        near = sound[edge - 200 : edge + 200]
        assert np.abs(near).max() < 0.02 * np.abs(sound).max()


@pytest.mark.parametrize("guide", GUIDES)
@pytest.mark.parametrize("soft", [False, True])
def test_both_halves_lie_their_lu_under_the_speech(soft: bool, guide: str) -> None:
    breaths = cycle(0, (4.0, 1.0, 6.0), soft=soft)
    block = BreathGuide(breaths, guide, SPEECH, UNDER).block(0, 11 * RATE)
    under = UNDER[soft]

    assert mean_loudness(block[: 5 * RATE]) == pytest.approx(SPEECH - under, abs=0.6)
    assert mean_loudness(block[5 * RATE :]) == pytest.approx(SPEECH - under, abs=0.6)


@pytest.mark.parametrize("guide", GUIDES)
def test_what_is_foreseen_of_it_is_what_is_heard(guide: str) -> None:
    fading = [
        Breath(place, length * RATE, phase, 2, soft=True, fade=fade)
        for place, length, phase, fade in (
            (21 * RATE + 5, 4, Phase.INHALE, (1.0, 0.6)),
            (25 * RATE + 5, 6, Phase.EXHALE, (0.6, 0.0)),
        )
    ]
    breaths = [*cycle(1_234, (4.0, 1.0, 6.0)), *cycle(12 * RATE + 77, (3.0, 0.0, 4.0), 1, soft=True), *fading]
    steps = 330
    source = BreathGuide(breaths, guide, SPEECH, UNDER)
    energies, peaks = source.foreseen(steps)
    sound = source.block(0, steps * STEP)[:, :1]
    meter = LoudnessMeter(channels=1)
    meter.add(sound)

    assert integrated(energies) == pytest.approx(meter.integrated(), abs=0.01)
    loud = meter.energies > 0.01 * meter.energies.max()
    np.testing.assert_allclose(energies[loud], meter.energies[loud], rtol=0.35)
    assert (peaks >= np.abs(sound).reshape(steps, STEP).max(axis=1)).all()


def test_what_is_foreseen_ends_with_the_track() -> None:
    source = BreathGuide(cycle(RATE, (4.0, 1.0, 6.0)), TONE, SPEECH, UNDER)
    whole, cut, before = (source.foreseen(steps)[0] for steps in (130, 40, 5))

    np.testing.assert_array_equal(cut, whole[:40])
    assert not before.any()


def test_a_fade_is_linear_from_first_to_last_frame() -> None:
    full = cycle(0, (4.0, 1.0, 6.0))
    fades = [(1.0, 0.8), (0.8, 0.6), (0.6, 0.0)]
    faded = [Breath(b.start, b.length, b.phase, b.cycle, fade) for b, fade in zip(full, fades, strict=True)]
    loud, quiet = sounded(full), sounded(faded)
    expected = np.concatenate(
        [np.linspace(*fade, b.length) for b, fade in zip(full, fades, strict=True)]
    ).astype(np.float32)
    # Where one half dies away into the other, the two follow their own fades.
    alone = np.ones(len(loud), dtype=bool)
    alone[5 * RATE : 5 * RATE + OVERLAP] = False

    np.testing.assert_allclose(quiet[alone], (loud * expected)[alone], atol=1e-7)
    assert level(quiet[-RATE // 2 :]) < level(loud[-RATE // 2 :]) - 20.0


def test_a_pattern_is_made_once_and_sounds_the_same_each_time() -> None:
    breaths = [*cycle(0, (3.0, 0.0, 5.0), 0), *cycle(8 * RATE, (3.0, 0.0, 5.0), 1)]
    sound = sounded(breaths)

    np.testing.assert_array_equal(sound[: 8 * RATE], sound[8 * RATE :])


def test_no_breaths_are_silence() -> None:
    assert not BreathGuide([], TONE, SPEECH, UNDER).block(5, 1_000).any()


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(1, 15 * RATE - 1), max_size=8))
def test_tones_do_not_depend_on_how_they_are_cut(cuts: list[int]) -> None:
    breaths = [*cycle(300, (3.0, 0.0, 4.0)), *cycle(300 + 7 * RATE, (3.0, 0.0, 4.0), 1)]
    tones = BreathGuide(breaths, TONE, SPEECH, UNDER)
    whole: Block = tones.block(0, 15 * RATE)
    places = [0, *sorted(set(cuts)), 15 * RATE]

    np.testing.assert_array_equal(np.concatenate([tones.block(a, b) for a, b in pairwise(places)]), whole)
