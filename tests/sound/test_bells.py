"""The bell: soft, in tune with the levels, and gone in time."""

import numpy as np
import pytest

from generator.plan.timeline import Struck
from generator.sound.bells import UNDER_SPEECH, Bells
from generator.sound.loudness import loudest_moment
from generator.sound.source import Block
from generator.units import RATE

SPEECH = -23.0


@pytest.fixture
def bell() -> Block:
    return Bells([Struck(RATE)], SPEECH, 20 * RATE).block(0, 20 * RATE)


def envelope(block: Block) -> list[float]:
    """RMS of each 10 ms."""
    return [float(x) for x in np.sqrt((block[:, 0].astype(np.float64).reshape(-1, 441) ** 2).mean(axis=1))]


def test_its_loudest_400_ms_lie_10_lu_under_the_speech(bell: Block) -> None:
    assert loudest_moment(bell) == pytest.approx(SPEECH - UNDER_SPEECH, abs=0.2)


def test_it_begins_softly_where_it_is_struck(bell: Block) -> None:
    assert not bell[:RATE].any()
    rises = envelope(bell)[100:110]
    assert rises[0] < 0.5 * max(rises)
    assert max(rises) == pytest.approx(max(envelope(bell)), rel=0.1)


def test_it_falls_by_60_db_in_six_to_eight_seconds(bell: Block) -> None:
    levels = envelope(bell)
    loud = max(levels)
    last = max(n for n, level in enumerate(levels) if level > loud / 1_000) / 100 - 1.0

    assert 5.5 <= last <= 8.0
    assert not bell[10 * RATE :].any()


def test_its_partials_are_not_a_harmonic_series(bell: Block) -> None:
    spectrum = np.abs(np.fft.rfft(bell[RATE : 3 * RATE, 0] * np.hanning(2 * RATE)))
    first = int(np.argmax(spectrum))
    second = int(np.argmax(spectrum[int(1.5 * first) :])) + int(1.5 * first)

    assert abs(second / first - round(second / first)) > 0.15


def test_a_bell_still_ringing_at_the_end_is_faded_not_cut() -> None:
    late = Bells([Struck(0)], SPEECH, 3 * RATE).block(0, 4 * RATE)

    assert not late[3 * RATE :].any()
    assert np.abs(late[3 * RATE - 100 : 3 * RATE]).max() < 1e-3 * np.abs(late).max()


def test_two_bells_add_and_blocks_join() -> None:
    bells = Bells([Struck(0), Struck(RATE)], SPEECH, 20 * RATE)
    whole = bells.block(0, 4 * RATE)
    pieces = [bells.block(a, min(a + 7_001, 4 * RATE)) for a in range(0, 4 * RATE, 7_001)]

    np.testing.assert_array_equal(np.concatenate(pieces), whole)
    alone = Bells([Struck(0)], SPEECH, 20 * RATE).block(0, 4 * RATE)
    assert np.abs(whole[RATE + 2_000 :]).sum() > np.abs(alone[RATE + 2_000 :]).sum()
