"""Mastering: the target is met by one gain, the ceiling holds, and nothing else is touched."""

import math
from dataclasses import replace

import numpy as np
import pyloudnorm
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import Cancelled
from generator.sound.loudness import integrated
from generator.sound.master import MOST_GAIN, USUAL, Master, master
from generator.sound.reading import Reading, hear
from generator.sound.source import Block, blocks
from generator.sound.true_peak import TruePeakMeter
from generator.units import RATE, gain
from tests.whole_sound import WholeSound


def noise(seconds: float, level: float = 0.05, seed: int = 1) -> Block:
    random = np.random.default_rng(seed)
    return (random.standard_normal((round(seconds * RATE), 2)) * level).astype(np.float32)


def peaky(seconds: float = 12.0, pops: int = 5) -> WholeSound:
    """Soft noise with a few short loud stretches, about 26 dB above it."""
    samples = noise(seconds, 0.02)
    for place in np.linspace(RATE, len(samples) - RATE, pops).astype(int):
        wave = np.sin(np.arange(400) / 9.0) * np.hanning(400)
        samples[place : place + 400] += (0.6 * wave[:, None]).astype(np.float32)
    return WholeSound(samples)


def whole(mastered: Master, frames: int = 65_536) -> Block:
    return np.concatenate(list(blocks(mastered, frames)))


def lufs(samples: Block) -> float:
    return float(pyloudnorm.Meter(RATE, filter_class="DeMan").integrated_loudness(samples))


def true_peak(samples: Block) -> float:
    meter = TruePeakMeter()
    meter.add(samples)
    return meter.peak()


@pytest.mark.parametrize("target", [-14.0, -18.0, -20.0])
def test_the_target_is_met_and_the_report_tells_the_truth(target: float) -> None:
    mix = WholeSound(noise(8))
    mastered = master(mix, target=target)
    result = whole(mastered)

    assert lufs(result) == pytest.approx(target, abs=0.05)
    assert mastered.report.loudness == pytest.approx(lufs(result), abs=0.05)
    assert mastered.report.measured == pytest.approx(lufs(mix.samples), abs=0.05)


def test_under_the_ceiling_it_is_one_gain_and_nothing_else() -> None:
    mix = WholeSound(noise(5))
    mastered = master(mix, target=-20.0)

    assert not mastered.report.limited
    np.testing.assert_array_equal(whole(mastered), mix.samples * np.float32(gain(mastered.report.gain)))


def test_peaks_stay_under_the_ceiling_and_the_length_is_exact() -> None:
    mix = peaky()
    mastered = master(mix, target=-18.0)
    result = whole(mastered)

    assert mastered.report.limited
    assert true_peak(result) <= USUAL.ceiling + 0.05
    assert result.shape == mix.samples.shape
    assert lufs(result) == pytest.approx(-18.0, abs=0.1)


def test_loudness_that_the_limiter_costs_is_given_back() -> None:
    mastered = master(peaky(12.0, pops=8), target=-17.0)
    lost = mastered.report.measured + mastered.report.gain - mastered.report.loudness

    assert lost > 0.3
    assert lufs(whole(mastered)) == pytest.approx(-17.0, abs=0.15)
    assert mastered.report.loudness == pytest.approx(lufs(whole(mastered)), abs=0.05)


def test_no_more_is_given_back_than_leaves_the_bed_its_distance() -> None:
    mastered = master(peaky(12.0, pops=40), target=-12.0)

    assert mastered.report.measured + mastered.report.gain == pytest.approx(-12.0 + USUAL.most_back, abs=0.01)
    assert mastered.report.loudness == pytest.approx(lufs(whole(mastered)), abs=0.05)


def test_it_lifts_no_further_than_it_may() -> None:
    mastered = master(WholeSound(noise(4, 0.01)), most_gain=6.0)

    assert mastered.report.gain == 6.0
    assert lufs(whole(mastered)) == pytest.approx(mastered.report.loudness, abs=0.05)
    assert mastered.report.loudness < -20.0


def sparse(share: float) -> tuple[WholeSound, Reading]:
    """A minute of steady bed with so much of it spoken, 20 LU above the bed; and what a mix would tell of it."""
    samples = noise(60, 0.005)
    words = noise(60 * share, 0.05, seed=2)
    samples[5 * RATE : 5 * RATE + len(words)] += words
    whole_of_it = hear(WholeSound(samples))
    alone = np.zeros_like(samples)
    alone[5 * RATE : 5 * RATE + len(words)] = words
    speech = hear(WholeSound(alone))
    return WholeSound(samples), replace(whole_of_it, speech=integrated(speech.energies))


@pytest.mark.parametrize("share", [0.5, 0.2, 0.12])
def test_a_track_with_little_speech_meets_the_target(share: float) -> None:
    sound, reading = sparse(share)
    mastered = master(sound, target=-18.0, reading=reading)

    assert lufs(whole(mastered)) == pytest.approx(-18.0, abs=0.1)
    assert reading.speech + mastered.report.gain == pytest.approx(-18.0, abs=0.5)


def test_the_few_words_of_a_nearly_wordless_track_are_not_shouted() -> None:
    sound, reading = sparse(0.04)
    mastered = master(sound, target=-18.0, reading=reading)

    assert reading.speech + mastered.report.gain == pytest.approx(-18.0 + USUAL.most_over, abs=0.3)
    assert mastered.report.loudness == pytest.approx(lufs(whole(mastered)), abs=0.1)
    assert mastered.report.loudness < -22.0


def test_the_limiter_acts_only_near_peaks() -> None:
    mix = peaky()
    mastered = master(mix, target=-18.0)
    ratio = whole(mastered) / np.where(mix.samples == 0, np.float32(1), mix.samples)
    plain = np.float32(gain(mastered.report.gain))
    touched = np.flatnonzero(~np.isclose(ratio[:, 0], plain, rtol=1e-4))

    assert touched.size
    loud = np.flatnonzero(np.abs(mix.samples[:, 0]) > 0.3)
    for frame in touched:
        assert np.abs(loud - frame).min() < 0.15 * RATE


def test_the_limiter_moves_smoothly() -> None:
    samples = np.full((3 * RATE, 2), 0.2, dtype=np.float32) * np.sin(np.arange(3 * RATE) / 20.0)[:, None]
    samples[RATE : RATE + RATE // 10] *= 4.0
    mix = WholeSound(samples.astype(np.float32))
    result = whole(Master(mix, 2.0, USUAL, np.abs(mix.samples).reshape(-1, 8_820).max(axis=1)))
    sounding = np.abs(mix.samples[:, 0]) > 0.05
    levels = result[sounding, 0] / mix.samples[sounding, 0]

    assert levels.min() < 1.2
    assert np.abs(np.diff(levels)).max() < 0.01
    assert levels[0] == pytest.approx(2.0)
    assert levels[-1] == pytest.approx(2.0)


def test_a_ceiling_that_is_always_passed_still_holds_at_both_ends() -> None:
    mastered = master(WholeSound(noise(3, 0.5)), target=-6.0)
    result = whole(mastered)

    assert true_peak(result) <= USUAL.ceiling + 0.1
    assert np.isfinite(result).all()


@pytest.mark.parametrize("level", [0.0, 1e-9, 1e-6])
def test_silence_and_next_to_silence_do_not_blow_up(level: float) -> None:
    mastered = master(WholeSound(noise(3, level)))

    assert mastered.report.gain <= MOST_GAIN
    assert np.abs(whole(mastered)).max() < 0.01


def test_very_short_and_empty_sounds_pass() -> None:
    for frames in (0, 1, 100):
        sound = WholeSound(np.full((frames, 2), 0.1, dtype=np.float32))
        mastered = master(sound)

        assert mastered.report.loudness == -math.inf
        assert mastered.length == frames
        assert sum(map(len, blocks(mastered))) == frames


def test_progress_grows_to_one_and_may_stop_the_work() -> None:
    for sound in (WholeSound(noise(70)), peaky(70.0, pops=40)):
        told: list[float] = []
        master(sound, on_share=told.append)

        assert told == sorted(told)
        assert told[-1] == 1.0
        assert told[0] < 0.5
        assert len(told) > 2

    def stop(_part: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        master(WholeSound(noise(6)), on_share=stop)


@settings(max_examples=6, deadline=None)
@given(st.integers(1, 200_000), st.integers(0, 4))
def test_the_master_does_not_depend_on_block_size(frames: int, pops: int) -> None:
    mix = peaky(4.0, pops)
    mastered = master(mix, target=-18.0)
    reference = mastered.block(0, mix.length)
    size = max(frames, 500)

    np.testing.assert_allclose(whole(mastered, size), reference, atol=1e-7)
