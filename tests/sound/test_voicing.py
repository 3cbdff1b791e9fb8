"""From what an engine said to a clip: trimmed, levelled with its neighbours, with room to breathe."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from generator.errors import Location
from generator.plan.closing import SOFTER
from generator.plan.phrasing import Pauses
from generator.plan.voice_file import read_voice
from generator.plan.warmth import ROOM_TAIL, Warmth
from generator.sound.clip import Mono
from generator.sound.voicing import manner, voiced
from generator.sound.warming import loudness_of
from generator.units import gain

RATE = 44_100
HEART = Path(__file__).parents[2] / "voices" / "heart.toml"
heart = read_voice(HEART.read_text("utf-8"), "heart", Location("voices/heart.toml"))
plain = replace(heart, pauses=Pauses(), warmth=Warmth())


def hum(seconds: float, loudness: float) -> Mono:
    """A tone of a loudness, in LUFS."""
    sound = np.sin(2 * np.pi * 300 * np.arange(round(seconds * RATE)) / RATE).astype(np.float32)
    return (sound * gain(loudness - loudness_of(sound, RATE))).astype(np.float32)


@pytest.mark.parametrize(
    ("off", "left"),
    [(0.0, 0.0), (0.8, 0.8), (-0.8, -0.8), (2.0, 0.9), (-2.5, -0.9), (4.9, 0.9), (6.0, 2.0), (-7.0, -3.0)],
)
def test_a_long_sentence_that_strays_is_nudged_by_four_decibels_at_most(off: float, left: float) -> None:
    clip = voiced(hum(4.0, heart.loudness + off), RATE, "Rest here for a while.", plain)

    assert loudness_of(clip, RATE) == pytest.approx(heart.loudness + left, abs=0.1)


def test_any_two_sentences_are_within_three_lu_even_where_the_last_paragraph_falls() -> None:
    loudest, softest = (
        loudness_of(voiced(hum(4.0, heart.loudness + off), RATE, "Rest here.", heart), RATE)
        for off in (4.5, -4.5)
    )

    assert loudest - softest + SOFTER < 3.1


def test_a_short_sentence_keeps_its_own_loudness() -> None:
    clip = voiced(hum(2.4, heart.loudness - 4.0), RATE, "Rest here.", plain)

    assert loudness_of(clip, RATE) == pytest.approx(heart.loudness - 4.0, abs=0.1)


def test_rests_are_made_longer_and_the_room_rings_on_after_a_sentence() -> None:
    said = np.concatenate([hum(1.0, -26.0), np.zeros(RATE // 4, np.float32), hum(1.0, -26.0)])

    clip = voiced(said, RATE, "Rest here, wait here.", heart)

    longer = heart.pauses.comma - 0.25 + ROOM_TAIL
    assert len(clip) - len(voiced(said, RATE, "Rest here, wait here.", plain)) == pytest.approx(
        longer * RATE, abs=0.01 * RATE
    )


def test_a_count_is_warmed_but_gets_no_longer() -> None:
    said = hum(0.5, -26.0)

    assert len(voiced(said, RATE, "seven", heart)) == len(voiced(said, RATE, "seven", plain))


def test_silence_stays_empty() -> None:
    assert len(voiced(np.zeros(1_000, np.float32), RATE, "Rest.", heart)) == 0


def test_every_part_of_the_treatment_makes_another_clip() -> None:
    changed = [
        replace(heart, loudness=-25.0),
        replace(heart, pauses=Pauses(comma=0.4)),
        replace(heart, warmth=Warmth(room=0.1)),
    ]

    assert len({manner(voice) for voice in (heart, *changed)}) == 4
