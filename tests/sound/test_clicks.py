"""Nothing clicks: not a breathing sound at its edges, not one breath after another, not a bed where its pieces join.

The finder is itself held to clicks that are put in: a lost sample, a step of -40 dB, a cut end.
"""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from generator.plan.timeline import Breath, Phase
from generator.sound.bed_layers import Drop, Drops
from generator.sound.beds import SynthBed, open_bed
from generator.sound.guide import GUIDES, BreathGuide
from generator.sound.swell import OVERLAP
from generator.units import RATE, gain
from tests.sound.clicks import AROUND, FRAME, clicks

Mono = NDArray[np.float32]
SMOOTH = ("sea", "stream", "wind", "brown", "drone", "night")
"""Beds without sounds that begin at once."""
PLACE = 10 * RATE + 77
JOINT = 31 * RATE // 10
"""Frames from one piece of a bed's noise to the next."""


def opened(name: str) -> SynthBed:
    bed = open_bed(name, 3)
    assert isinstance(bed, SynthBed)
    return bed


def laid(name: str, seconds: int = 40) -> Mono:
    """One channel of a bed as it lies in a session, at -40 LUFS, with soft ends."""
    bed = opened(name)
    sound = bed.block(0, seconds * RATE)[:, 0] * np.float32(gain(-40.0 - bed.loudness))
    ramp = np.sin(np.linspace(0.0, np.pi / 2.0, RATE // 2)).astype(np.float32) ** 2
    sound[: RATE // 2] *= ramp
    sound[-RATE // 2 :] *= ramp[::-1]
    return sound


@pytest.mark.parametrize("pattern", [(3, 0, 4), (4, 1, 6), (5, 1, 7)])
@pytest.mark.parametrize("name", GUIDES)
def test_a_breathing_sound_has_no_click_in_it_or_at_its_ends(
    name: str, pattern: tuple[int, int, int]
) -> None:
    rising, falling = GUIDES[name]
    moving, still, out = (seconds * RATE for seconds in pattern)
    for sound in (rising(moving, still + OVERLAP), falling(out)):
        assert clicks(sound).tolist() == []

        place = len(sound) // 2 + FRAME // 2
        stepped = sound.copy()
        stepped[place:] += 0.01 * np.abs(sound).max()
        for hurt in (stepped, np.delete(sound, place)):
            assert clicks(hurt)[0] == pytest.approx(place, abs=2)
        assert clicks(sound[:place])[-1] == pytest.approx(place, abs=2)  # a cut end


@pytest.mark.parametrize("name", GUIDES)
def test_one_breath_follows_another_without_a_click(name: str) -> None:
    lengths = [3, 4, 4, 1, 6, 4, 1, 6]
    phases = [Phase.INHALE, Phase.EXHALE, *[Phase.INHALE, Phase.TOP, Phase.EXHALE] * 2]
    starts = np.cumsum([1, *lengths]) * RATE
    levels = np.linspace(1.0, 0.0, len(lengths) + 1)  # fading all the while, as the last breaths do
    breaths = [
        Breath(
            int(start),
            length * RATE,
            phase,
            (number + 1) // 3,
            soft=number > 1,
            fade=(float(high), float(low)),
        )
        for number, (start, length, phase, (high, low)) in enumerate(
            zip(starts, lengths, phases, pairwise(levels), strict=False)
        )
    ]
    place = int(starts[-1])
    guide = BreathGuide(breaths, name, -23.0, (14.0, 14.0))
    cut = [0, 5 * RATE, 5 * RATE + 1, 11 * RATE + 333, place + RATE]

    assert clicks(np.concatenate([guide.block(a, b)[:, 0] for a, b in pairwise(cut)])).tolist() == []


@pytest.mark.parametrize("name", SMOOTH)
def test_a_smooth_bed_has_no_click_anywhere_and_a_step_in_it_is_found(name: str) -> None:
    sound = laid(name)
    stepped = sound.copy()
    step = -33.0 if name == "wind" else -40.0  # in dB of full scale; leaves hiss over a smaller one
    stepped[PLACE : PLACE + RATE] += gain(step)

    assert clicks(sound).tolist() == []
    found = clicks(stepped)
    assert np.abs(found[:, None] - [PLACE, PLACE + RATE]).min(axis=1).max() <= 2
    assert len(found) == 2


@pytest.mark.parametrize("name", ["rain", "hearth"])
def test_what_begins_at_once_in_rain_and_fire_is_never_a_joint(name: str) -> None:
    found = clicks(laid(name))

    assert len(found) > 10  # drops and snaps
    joints = np.arange(40 * RATE // JOINT + 1) * JOINT
    assert np.abs(found[:, None] - joints).min() > 8


def test_every_crackle_is_one_that_the_fire_meant() -> None:
    layer = opened("hearth").source
    meant: list[Drop] = []
    while isinstance(layer, Drops):
        meant += [drop for number in range(11) for drop in layer._stretch(number)]
        layer = layer.under
    assert len(meant) > 40

    for place in clicks(laid("hearth")):
        assert any(drop.start - AROUND < place < drop.start + len(drop.sound) + AROUND for drop in meant)
