"""The beds made here: that each is what its name says, that none comes round, and that a position is a position."""

import math
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from generator.errors import ChoiceError
from generator.plan.choices import BEDS, NO_BED
from generator.sound.bed_layers import Drops
from generator.sound.beds import BED_NAMES, SynthBed, open_bed, without_gaps
from generator.sound.loudness import LoudnessMeter
from generator.sound.source import Block
from generator.units import RATE, gain

Wave = NDArray[np.float64]
STEADY = ("rain", "stream", "brown", "drone")
SLOW = RATE // 441
"""Values a second of an envelope: 100."""


@cache
def bed(name: str, seed: int = 3, channels: int = 2) -> SynthBed:
    made = open_bed(name, seed, channels=channels)
    assert isinstance(made, SynthBed)
    return made


@cache
def heard(name: str, seconds: int = 60) -> Block:
    return bed(name).block(20 * RATE, (20 + seconds) * RATE)


def within(sound: Block, low: float, high: float) -> Wave:
    """The left channel between two frequencies."""
    spectrum = np.fft.rfft(sound[:, 0].astype(np.float64))
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    spectrum[(hertz < low) | (hertz >= high)] = 0.0
    return np.asarray(np.fft.irfft(spectrum, len(sound)))


def octaves(sound: Block) -> Wave:
    """Power of each octave from 62.5 Hz to 16 kHz, in dB of the whole."""
    power = np.abs(np.fft.rfft(sound[:, 0].astype(np.float64))) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    edges = [62.5 * 2.0**n for n in range(9)]
    parts = [power[(hertz >= a) & (hertz < b)].sum() for a, b in pairwise(edges)]
    return np.asarray(10.0 * np.log10(np.array(parts) / power.sum()))


def slope(sound: Block, low: float, high: float) -> float:
    """Fall of the power spectrum in dB an octave between two frequencies."""
    power = np.abs(np.fft.rfft(sound[:, 0].astype(np.float64))) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    middles = low * 2.0 ** np.arange(0.0, np.log2(high / low), 1 / 3)
    levels = [10 * np.log10(power[(hertz > m / 1.12) & (hertz < m * 1.12)].mean()) for m in middles]
    return float(np.polyfit(np.log2(middles), levels, 1)[0])


def envelope(wave: Wave) -> Wave:
    """RMS of each hundredth of a second."""
    whole = wave[: len(wave) // 441 * 441].reshape(-1, 441)
    return np.asarray(np.sqrt(np.mean(whole**2, axis=1)))


def kurtosis(wave: Wave) -> float:
    """3 for noise alone, more where single sounds stand out of it."""
    return float(np.mean(wave**4) / np.mean(wave**2) ** 2)


def swings(level: Wave, low: float, high: float) -> float:
    """How many dB (deviation) a level moves by between two frequencies of modulation."""
    decibels = 20.0 * np.log10(level + 1e-9)
    spectrum = np.fft.rfft(decibels - decibels.mean())
    hertz = np.fft.rfftfreq(len(level), 1 / SLOW)
    spectrum[(hertz < low) | (hertz >= high)] = 0.0
    return float(np.fft.irfft(spectrum, len(level)).std())


def onsets(level: Wave, above: float) -> NDArray[np.intp]:
    """Where a level rises to so many times its own median."""
    high = level > above * np.median(level)
    return np.flatnonzero(high[1:] & ~high[:-1])


def test_every_bed_that_may_be_chosen_is_made() -> None:
    assert (*BEDS, NO_BED) == BED_NAMES
    for name in BEDS:
        assert bed(name).block(0, 10).shape == (10, 2)


@pytest.mark.parametrize("name", BEDS)
def test_a_bed_is_as_loud_as_it_says(name: str) -> None:
    meter = LoudnessMeter()
    meter.add(bed(name).block(90 * RATE, 210 * RATE))

    assert meter.integrated() == pytest.approx(bed(name).loudness, abs=1.0)


@pytest.mark.parametrize("name", BEDS)
def test_the_same_seed_gives_the_same_bed_and_another_seed_another(name: str) -> None:
    place = (50 * RATE, 52 * RATE)

    np.testing.assert_array_equal(open_bed(name, 3).block(*place), bed(name).block(*place))
    other = bed(name, 4).block(*place)
    assert abs(np.corrcoef(other[:, 0], bed(name).block(*place)[:, 0])[0, 1]) < 0.3


@pytest.mark.parametrize("name", BEDS)
def test_a_bed_is_wide_but_holds_together_in_mono(name: str) -> None:
    block = heard(name)
    correlation = np.corrcoef(block[:, 0], block[:, 1])[0, 1]
    mono = block.mean(axis=1)

    assert 0.2 < correlation < 0.9
    assert 20 * np.log10(mono.std() / block.std()) > -2.5
    assert abs(block.mean()) < 1e-3 * block.std()
    np.testing.assert_allclose(bed(name, 3, 1).block(20 * RATE, 21 * RATE)[:, 0], mono[:RATE], atol=1e-5)


@pytest.mark.parametrize("name", BEDS)
def test_no_lag_brings_the_same_sound_again(name: str) -> None:
    """The autocorrelation of four minutes has no peak beyond what is left of a narrow band's own."""
    sound = bed(name).block(0, 240 * RATE)[:, 0].astype(np.float64)
    sound = sound[: len(sound) // 4 * 4].reshape(-1, 4).mean(axis=1)  # a quarter of the rate is plenty
    spectrum = np.fft.rfft(sound, 2 * len(sound))
    similar = np.fft.irfft(np.abs(spectrum) ** 2)[: len(sound)]
    similar /= similar[0]

    far = np.abs(similar[10 * RATE // 4 : 180 * RATE // 4])
    assert far.max() < 0.12
    assert np.abs(similar[23 * RATE // 4 : 25 * RATE // 4]).max() < 0.1  # the length of what is stored


@pytest.mark.parametrize("name", BEDS)
def test_no_lag_brings_the_same_loudness_again(name: str) -> None:
    level = np.log(envelope(bed(name).block(0, 240 * RATE)[:, 0].astype(np.float64)) + 1e-6)
    level -= level.mean()
    similar = np.fft.irfft(np.abs(np.fft.rfft(level, 2 * len(level))) ** 2)[: len(level)]

    # A swell comes about every eight seconds and a cricket in bouts, but neither keeps time for long.
    assert np.abs(similar[35 * SLOW : 180 * SLOW]).max() < 0.45 * similar[0]


@pytest.mark.parametrize("name", BEDS)
def test_there_is_no_click_where_one_piece_of_noise_follows_another(name: str) -> None:
    edge = 31 * RATE // 10 * 10
    block = bed(name).block(edge - 2 * RATE, edge + 2 * RATE)[:, 0].astype(np.float64)
    steps = np.abs(np.diff(block, 2))

    assert steps[2 * RATE - 4 : 2 * RATE + 4].max() < 6.0 * steps.std() + steps.mean()


@pytest.mark.parametrize("name", STEADY)
def test_a_steady_bed_keeps_its_level_through_its_cross_fades(name: str) -> None:
    level = 10 * np.log10(np.mean(heard(name)[: 60 * RATE].reshape(60, -1) ** 2, axis=1))

    assert np.ptp(level) < 6.0


@pytest.mark.parametrize("name", BEDS)
def test_nothing_in_a_bed_startles(name: str) -> None:
    block = bed(name).block(0, 120 * RATE)
    loudest = envelope(block[:, 0].astype(np.float64)).max()

    assert 20 * np.log10(np.abs(block).max() / block.std()) < 24.0
    assert 20 * np.log10(loudest / block.std()) < 15.0


def test_brown_falls_by_six_decibels_an_octave_without_rumble() -> None:
    assert slope(heard("brown"), 200, 3_000) == pytest.approx(-6.0, abs=1.0)
    power = np.abs(np.fft.rfft(heard("brown")[:, 0])) ** 2
    assert power[: 25 * 60].sum() < 0.01 * power.sum()
    assert kurtosis(within(heard("brown"), 100, 5_000)) == pytest.approx(3.0, abs=0.2)


def test_rain_is_a_broad_hiss_made_of_drops() -> None:
    assert -5.0 < slope(heard("rain"), 500, 8_000) < -1.0
    assert kurtosis(within(heard("rain"), 2_000, 12_000)) > 3.3
    drops = onsets(envelope(within(heard("rain"), 400, 1_600)), 1.6)
    assert 0.5 < len(drops) / 60 < 12.0  # the near ones, told apart from the patter


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("name", "low", "high"), [("rain", 1_000, 14_000), ("stream", 1_500, 9_000)])
def test_water_has_no_edge_in_its_spectrum(name: str, low: float, high: float, seed: int) -> None:
    """By twelfths of an octave, a third of an octave falls much as those beside it do: pitches drawn between two bounds
    made steps of 3 dB at 3 and 5 kHz, which neither a shower nor a brook has: their drops and bubbles are of every size."""
    sound = bed(name, seed).block(20 * RATE, 65 * RATE)[:, 0].astype(np.float64)
    power, hertz = np.abs(np.fft.rfft(sound)) ** 2, np.fft.rfftfreq(len(sound), 1 / RATE)
    middles = low * 2.0 ** (np.arange(12 * np.log2(high / low)) / 12)
    bands = [power[(hertz >= m * 2 ** (-1 / 24)) & (hertz < m * 2 ** (1 / 24))].mean() for m in middles]
    levels = 10 * np.log10(np.array(bands))
    falls = levels[4:] - levels[:-4]

    assert np.abs(falls[4:-4] - (falls[:-8] + falls[8:]) / 2).max() < 2.3


def test_a_stream_is_bubbles_on_a_rush_around_a_kilohertz() -> None:
    levels = octaves(heard("stream"))

    assert int(np.argmax(levels)) in (3, 4)  # 500 Hz to 2 kHz, bubbles of 1.5 to 6 mm (Minnaert)
    assert kurtosis(within(heard("stream"), 600, 2_400)) > 3.4
    bubbles = onsets(envelope(within(heard("stream"), 300, 1_000)), 1.7)
    assert 2.0 < len(bubbles) / 60 < 20.0


def test_the_sea_comes_in_waves_of_five_to_twelve_seconds() -> None:
    sound = bed("sea").block(0, 240 * RATE)
    low, high = (envelope(within(sound, *band)) for band in ((100, 500), (1_000, 7_000)))
    spectrum = np.abs(np.fft.rfft((high - high.mean()) * np.hanning(len(high))))
    hertz = np.fft.rfftfreq(len(high), 1 / SLOW)
    middle = float((spectrum * hertz)[hertz < 0.5].sum() / spectrum[hertz < 0.5].sum())

    assert 1 / 12 < middle < 1 / 5
    slow = swings(high, 0.05, 0.5)
    assert 3.0 < slow < 9.0
    assert slow > 2.0 * swings(high, 0.5, 4.0)
    late = [np.corrcoef(low[:-wait], high[wait:])[0, 1] for wait in range(1, 400, 20)]
    assert 0.3 < np.argmax(late) * 0.2 < 3.5  # first the rush, then the foam
    assert max(late) > 0.4


def test_leaves_follow_the_wind_and_grow_brighter_with_it() -> None:
    sound = bed("wind").block(0, 240 * RATE)
    breath, leaves, tips = (
        envelope(within(sound, *band)) for band in ((100, 500), (1_500, 3_500), (4_000, 8_000))
    )

    assert np.corrcoef(np.log(breath), np.log(leaves))[0, 1] > 0.3
    assert swings(breath, 0.02, 1.0) < swings(leaves, 0.02, 1.0) < swings(tips, 0.02, 1.0)
    # Wind moves most where it moves slowest.
    assert swings(leaves, 0.03, 0.3) > swings(leaves, 0.3, 3.0)


def test_a_hearth_crackles_in_flurries_over_low_flames() -> None:
    sound = bed("hearth").block(0, 240 * RATE)
    snaps = onsets(envelope(within(sound, 1_200, 8_000)), 3.0)
    each_second = np.bincount(snaps // SLOW, minlength=240)

    assert 1.0 < len(snaps) / 240 < 10.0
    assert each_second.var() / each_second.mean() > 1.3  # 1 for chance alone
    assert int(np.argmax(octaves(sound))) <= 2
    assert swings(envelope(within(sound, 60, 400)), 0.5, 10.0) > 1.2  # flames lap


def test_a_drone_is_lines_on_a_and_e_that_never_stand_still() -> None:
    sound = heard("drone")
    power = np.abs(np.fft.rfft(sound[:, 0].astype(np.float64))) ** 2

    def around(hertz: float) -> float:
        return float(power[round((hertz - 2) * 60) : round((hertz + 2) * 60)].sum())

    for pitch in (110.0, 164.8, 220.0, 329.6):
        assert around(pitch) > 100.0 * around(pitch + 20.0)
    assert swings(envelope(within(sound, 100, 120)), 0.05, 2.0) > 1.5


def test_crickets_chirp_softly_between_four_and_five_kilohertz() -> None:
    sound = bed("night").block(0, 240 * RATE)
    song, beside = within(sound, 3_900, 4_800), within(sound, 5_600, 6_500)
    level = envelope(song)
    rhythm = np.abs(np.fft.rfft(level - level.mean())) ** 2
    hertz = np.fft.rfftfreq(len(level), 1 / SLOW)

    assert song.std() > 1.5 * beside.std()
    chirps = rhythm[(hertz > 1.6) & (hertz < 2.7)].mean()
    assert chirps > 4.0 * rhythm[(hertz > 0.9) & (hertz < 1.5)].mean()
    pulses = rhythm[(hertz > 22) & (hertz < 33)].mean()
    assert pulses > 1.5 * rhythm[(hertz > 38) & (hertz < 48)].mean()
    assert song.std() < 0.3 * sound.std()


@pytest.mark.parametrize("name", [*BEDS])
def test_a_bed_for_the_bus_never_falls_silent_and_is_as_loud_as_before(name: str) -> None:
    plain = bed(name, 3, 1)
    kept = without_gaps(plain, 3)
    sound = kept.block(0, 240 * RATE)
    peaks = np.abs(sound).reshape(-1, RATE // 10).max(axis=1)
    meter = LoudnessMeter(channels=1)
    meter.add(sound)

    assert meter.integrated() == pytest.approx(kept.loudness, abs=1.0)
    # At its level under a voice of -14 LUFS no tenth of a second stays under -30 dBFS.
    assert 20 * np.log10(peaks.min() * gain(-14.0 - 20.0)) > -30.0


def test_none_is_silence_and_says_so() -> None:
    assert bed(NO_BED).loudness == -np.inf
    assert not bed(NO_BED).block(0, 1_000).any()


def test_a_name_that_is_nearly_right_is_offered() -> None:
    with pytest.raises(ChoiceError, match=r"no bed called 'rian'.*Did you mean 'rain'"):
        open_bed("rian", 0)


def test_several_threads_may_be_in_different_places_of_a_bed() -> None:
    usual = sys.getswitchinterval()
    drops = Drops(SynthBed(None, -np.inf), 1, "few", lambda _random, _within: [])
    places = [number * 7 % 97 * Drops.STRETCH for number in range(5_000)]

    def hear(shift: int) -> int:
        return sum(len(drops.block(place + shift, place + shift + 1)) for place in places)

    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            assert list(threads.map(hear, range(8))) == [5_000] * 8
    finally:
        sys.setswitchinterval(usual)


@pytest.mark.parametrize("name", BEDS)
@settings(max_examples=4, deadline=None)
@given(st.lists(st.integers(1, 5 * RATE - 1), max_size=6), st.integers(0, 100 * RATE))
def test_a_bed_does_not_depend_on_how_it_is_cut(name: str, cuts: list[int], begin: int) -> None:
    whole = bed(name).block(begin, begin + 5 * RATE)
    places = [0, *sorted(set(cuts)), 5 * RATE]
    pieces = [open_bed(name, 3).block(begin + a, begin + b) for a, b in list(pairwise(places))[:1]]
    pieces += [bed(name).block(begin + a, begin + b) for a, b in list(pairwise(places))[1:]]

    np.testing.assert_allclose(np.concatenate(pieces), whole, atol=2e-6)


def test_under_a_restless_bed_more_steady_noise_keeps_its_waves_down_where_they_must_not_count() -> None:
    sea = open_bed("sea", 3)
    usual, calmer, calmest = (without_gaps(sea, 3, crest) for crest in (math.inf, 2.0, 0.0))

    assert usual.crest > calmer.crest == pytest.approx(2.0, abs=0.05)
    assert calmest.crest < 2.0
    heard, own = (bed.block(0, 20 * RATE).mean(axis=1) for bed in (calmest, sea))
    assert np.corrcoef(heard, own)[0, 1] > 0.4, "the waves are still there"
