"""One channel: the mean of both, and a bed as loud as it was."""

import numpy as np
import pytest

from generator.sound.beds import open_bed
from generator.sound.fold import folded, one_channel
from generator.sound.loudness import LoudnessMeter
from generator.sound.source import Block
from generator.units import RATE


def test_one_channel_is_the_mean_of_both() -> None:
    block: Block = np.array([[1.0, 0.0], [0.5, 0.25]], dtype=np.float32)

    assert one_channel(block).tolist() == [0.5, 0.375]
    assert one_channel(block[:, :1]).tolist() == [1.0, 0.5]


@pytest.mark.parametrize("name", ["rain", "brown"])
def test_a_folded_bed_is_the_same_on_both_sides_and_tells_its_loudness(name: str) -> None:
    bed = open_bed(name, 1)
    mono = folded(bed)
    sound = mono.block(0, 20 * RATE)
    meter = LoudnessMeter()
    meter.add(sound)

    assert np.array_equal(sound[:, 0], sound[:, 1])
    assert meter.integrated() == pytest.approx(mono.loudness, abs=0.7)
    assert bed.loudness - 3.1 < mono.loudness < bed.loudness


def test_no_bed_stays_none() -> None:
    assert folded(open_bed("none", 1)).loudness == -np.inf
