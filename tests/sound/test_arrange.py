"""Every bed in every situation: how far it lies under the words."""

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from generator.plan.choices import BEDS
from generator.plan.cues import Utterance
from generator.plan.profile import Profile
from generator.plan.situations import SITUATIONS
from generator.plan.timeline import Spoken, Timeline
from generator.sound.arrange import mix_of
from generator.sound.beds import open_bed
from generator.sound.loudness import LoudnessMeter
from generator.sound.mix import Mix
from generator.units import RATE

SAID = Utterance("Here is a sentence.")
EVERY, LONG = 7 * RATE, 3 * RATE
LINE = Timeline(
    70 * EVERY,
    4 * RATE,
    10 * RATE,
    tuple(Spoken((n + 1) * EVERY, LONG, SAID, n) for n in range(68)),
    (),
    (),
    (),
    (),
)


@dataclass(frozen=True)
class Words:
    """Three seconds that are as loud all the time."""

    length: int = LONG

    def read(self) -> NDArray[np.float32]:
        return np.random.default_rng(2).standard_normal(LONG).astype(np.float32) * np.float32(0.05)


def mix(situation: str, bed: str) -> Mix:
    meter = LoudnessMeter(1)
    meter.add(Words().read()[:, None])
    place = SITUATIONS[situation]
    return mix_of(
        LINE,
        {SAID: Words()},
        voice_loudness=meter.integrated(),
        bed=open_bed(bed, 0, channels=1 if place.noisy else 2, length=LINE.length),
        seed=0,
        situation=place,
        profile=Profile(),
    )


def loudness(mixed: Mix, stem: str) -> float:
    meter = LoudnessMeter(mixed.channels)
    for said in LINE.spoken:
        meter.add(mixed.stem(stem).block(said.start, said.end))
    return meter.integrated()


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("bed", BEDS)
def test_every_bed_lies_as_far_under_the_words_as_planned(situation: str, bed: str) -> None:
    mixed = mix(situation, bed)

    assert loudness(mixed, "voice") - loudness(mixed, "bed") == pytest.approx(
        SITUATIONS[situation].bed_under, abs=1.0
    )
