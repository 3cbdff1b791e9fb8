"""What a pass over a sound finds, in pieces and at once."""

import numpy as np
import pytest

from generator.sound.loudness import STEP, LoudnessMeter
from generator.sound.reading import hear
from tests.whole_sound import WholeSound


@pytest.mark.parametrize("longest", [STEP, 7 * STEP, 1_000 * STEP])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("frames", [1, STEP, 31 * STEP + 77])
def test_what_is_found_does_not_depend_on_the_pieces_it_is_heard_in(
    monkeypatch: pytest.MonkeyPatch, longest: int, channels: int, frames: int
) -> None:
    monkeypatch.setattr("generator.sound.reading.LONGEST", longest)
    random = np.random.default_rng(frames)
    swell = 0.02 + np.abs(np.sin(np.arange(frames) / 9_000.0))[:, None]
    sound = WholeSound((0.1 * swell * random.standard_normal((frames, channels))).astype(np.float32))
    meter = LoudnessMeter(channels)
    meter.add(sound.samples)
    told: list[float] = []

    found = hear(sound, told.append)

    assert found.energies == pytest.approx(meter.energies, rel=1e-3, abs=1e-9)
    loudest = np.abs(sound.samples).max(axis=1)
    highest = [loudest[start : start + STEP].max() for start in range(0, frames, STEP)]
    assert found.peaks == pytest.approx(np.array(highest))
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_an_empty_sound_has_nothing_to_read() -> None:
    found = hear(WholeSound(np.zeros((0, 2), dtype=np.float32)))

    assert (found.energies.size, found.peaks.size) == (0, 0)
