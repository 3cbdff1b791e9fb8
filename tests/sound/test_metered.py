"""A sound that is measured while it passes."""

import math

import numpy as np
import pytest

from generator.sound.metered import Metered
from generator.sound.true_peak import TruePeakMeter
from tests.whole_sound import WholeSound


def noise(frames: int, seed: int = 1) -> WholeSound:
    smooth = np.convolve(np.random.default_rng(seed).standard_normal(frames + 8), np.hanning(9), "valid")
    return WholeSound(np.asarray(0.1 * np.stack([smooth, -0.5 * smooth], axis=1), dtype=np.float32))


@pytest.mark.parametrize("size", [37, 64, 1_000, 5_003])
@pytest.mark.parametrize("order", [1, -1])
def test_its_peak_is_the_whole_sounds_however_it_is_asked_for(size: int, order: int) -> None:
    sound = noise(5_003)
    meter, metered = TruePeakMeter(), Metered(sound)
    meter.add(sound.samples)
    for start in list(range(0, sound.length, size))[::order]:
        stop = min(start + size, sound.length)
        assert np.array_equal(metered.block(start, stop), sound.samples[start:stop])

    assert metered.length == sound.length
    assert metered.peak == pytest.approx(meter.peak(), abs=1e-6)


def test_silence_has_no_peak() -> None:
    metered = Metered(WholeSound(np.zeros((500, 1), dtype=np.float32)))
    metered.block(0, 500)

    assert metered.peak == -math.inf
