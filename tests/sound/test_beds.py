"""The beds made here: what they are made of, that they never repeat, and that a position is a position."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from generator.errors import ChoiceError
from generator.sound.bed_layers import LOOPS
from generator.sound.beds import BED_NAMES, NO_BED, SynthBed, open_bed
from generator.sound.loudness import LoudnessMeter
from generator.sound.source import Block
from generator.units import RATE

SOUNDING = [name for name in BED_NAMES if name != NO_BED]


@pytest.fixture(scope="module")
def beds() -> dict[str, SynthBed]:
    made = {name: open_bed(name, 3) for name in BED_NAMES}
    return {name: bed for name, bed in made.items() if isinstance(bed, SynthBed)}


def bands(block: Block) -> list[float]:
    """Level of each octave from 62.5 Hz to 8 kHz, in dB."""
    power = np.abs(np.fft.rfft(block[:, 0].astype(np.float64))) ** 2
    hertz = np.fft.rfftfreq(len(block), 1 / RATE)
    edges = [62.5 * 2.0**n for n in range(9)]
    return [float(10 * np.log10(power[(hertz >= a) & (hertz < b)].sum())) for a, b in pairwise(edges)]


def kurtosis(block: Block, above: float) -> float:
    spectrum = np.fft.rfft(block[:, 0].astype(np.float64))
    spectrum[np.fft.rfftfreq(len(block), 1 / RATE) < above] = 0.0
    wave: NDArray[np.float64] = np.fft.irfft(spectrum, len(block))
    return float(np.mean(wave**4) / np.mean(wave**2) ** 2)


@pytest.mark.parametrize("name", SOUNDING)
def test_a_bed_is_as_loud_as_it_says(name: str, beds: dict[str, SynthBed]) -> None:
    meter = LoudnessMeter()
    meter.add(beds[name].block(90 * RATE, 130 * RATE))

    assert meter.integrated() == pytest.approx(beds[name].loudness, abs=1.0)


@pytest.mark.parametrize("name", SOUNDING)
def test_the_same_seed_gives_the_same_bed_and_another_seed_another(
    name: str, beds: dict[str, SynthBed]
) -> None:
    place = (50 * RATE, 52 * RATE)

    np.testing.assert_array_equal(open_bed(name, 3).block(*place), beds[name].block(*place))
    other = open_bed(name, 4).block(*place)
    assert abs(np.corrcoef(other[:, 0], beds[name].block(*place)[:, 0])[0, 1]) < 0.2


@pytest.mark.parametrize("name", SOUNDING)
def test_a_bed_is_wide_but_holds_together_in_mono(name: str, beds: dict[str, SynthBed]) -> None:
    block = beds[name].block(0, 10 * RATE)
    correlation = np.corrcoef(block[:, 0], block[:, 1])[0, 1]
    mono = block.mean(axis=1)

    assert 0.2 < correlation < 0.9
    assert 20 * np.log10(mono.std() / block.std()) > -2.5
    assert abs(block.mean()) < 5e-3 * block.std()


@pytest.mark.parametrize("name", SOUNDING)
def test_no_loop_length_brings_the_same_sound_again(name: str, beds: dict[str, SynthBed]) -> None:
    first = beds[name].block(0, 5 * RATE)[:, 0]
    for length in (*LOOPS, 2 * LOOPS[0], 2 * LOOPS[1]):
        again = beds[name].block(length, length + 5 * RATE)[:, 0]
        assert abs(np.corrcoef(first, again)[0, 1]) < 0.75


@pytest.mark.parametrize("name", SOUNDING)
@pytest.mark.parametrize("length", LOOPS)
def test_no_seam_is_heard_where_a_loop_comes_round(name: str, length: int, beds: dict[str, SynthBed]) -> None:
    block = beds[name].block(length - RATE, length + RATE)[:, 0].astype(np.float64)
    steps = np.abs(np.diff(block))

    assert steps[RATE - 3 : RATE + 3].max() <= steps.max()
    assert steps[RATE - 1] < 6 * steps.std()


def test_brown_is_warm_and_has_no_rumble(beds: dict[str, SynthBed]) -> None:
    levels = bands(beds["brown"].block(0, 20 * RATE))
    falls = [later - earlier for earlier, later in pairwise(levels[1:])]

    assert all(-13.0 < fall < -1.0 for fall in falls)
    power = np.abs(np.fft.rfft(beds["brown"].block(0, 20 * RATE)[:, 0])) ** 2
    assert power[: 25 * 20].sum() < 0.01 * power.sum()


def test_rain_is_broader_than_brown_and_made_of_drops(beds: dict[str, SynthBed]) -> None:
    rain, brown = beds["rain"].block(0, 20 * RATE), beds["brown"].block(0, 20 * RATE)

    assert bands(rain)[5] - bands(rain)[1] > bands(brown)[5] - bands(brown)[1] + 10.0
    assert kurtosis(rain, 2_000) > 3.4  # noise alone has 3
    assert kurtosis(brown, 2_000) == pytest.approx(3.0, abs=0.2)


def test_no_drop_startles(beds: dict[str, SynthBed]) -> None:
    rain = beds["rain"].block(0, 120 * RATE)

    assert 20 * np.log10(np.abs(rain).max() / rain.std()) < 21.0


def test_none_is_silence_and_says_so(beds: dict[str, SynthBed]) -> None:
    assert beds[NO_BED].loudness == -np.inf
    assert not beds[NO_BED].block(0, 1_000).any()


def test_a_name_that_is_nearly_right_is_offered() -> None:
    with pytest.raises(ChoiceError, match=r"no bed called 'rian'.*Did you mean 'rain'"):
        open_bed("rian", 0)


@pytest.mark.parametrize("name", SOUNDING)
@settings(max_examples=5, deadline=None)
@given(st.lists(st.integers(1, 5 * RATE - 1), max_size=6), st.integers(0, 100 * RATE))
def test_a_bed_does_not_depend_on_how_it_is_cut(
    name: str, beds: dict[str, SynthBed], cuts: list[int], begin: int
) -> None:
    bed = beds[name]
    whole = bed.block(begin, begin + 5 * RATE)
    places = [0, *sorted(set(cuts)), 5 * RATE]
    pieces = [bed.block(begin + a, begin + b) for a, b in pairwise(places)]

    np.testing.assert_array_equal(np.concatenate(pieces), whole)
