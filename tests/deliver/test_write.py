"""A small file's coding noise never lifts its peaks over the highest one that may come out."""

from pathlib import Path

import numpy as np
import pytest

from generator.deliver.encode import OnFrames
from generator.deliver.formats import MP3, FileFormat
from generator.deliver.tags import TrackInfo
from generator.deliver.verify.decode import decoded_peak
from generator.deliver.verify.level import CEILING
from generator.deliver.write import Written, write_mastered
from generator.sound.master import Limiter, Master, master
from generator.units import RATE
from tests.whole_sound import WholeSound

LOUD = Limiter(-1.3, 8)
"""Hardly any room for coding noise."""


LENGTH = 6 * RATE
SOUND = WholeSound((np.random.default_rng(5).standard_normal((LENGTH, 1)) * 0.2).astype(np.float32))
"""Loud noise on one channel."""


@pytest.fixture
def loud() -> Master:
    return master(SOUND, target=-11.2, limiter=LOUD)


def written(place: Path, loud: Master, form: FileFormat, on_frames: OnFrames = lambda _: None) -> Written:
    info = TrackInfo("A sound", "Inner Ally", LENGTH, ())
    return write_mastered(place, loud, info, form, on_frames)


def test_a_file_that_came_out_too_high_is_written_once_more_under_a_lower_ceiling(
    tmp_path: Path, loud: Master
) -> None:
    place = tmp_path / "small.mp3"
    told: list[int] = []
    mastered, peak = written(place, loud, FileFormat(MP3, 1, 96), told.append)

    assert decoded_peak(place) <= CEILING
    assert peak < LOUD.ceiling - 0.1
    assert mastered.report.gain == loud.report.gain
    assert told == sorted(told)
    assert told.count(LENGTH) > 1, "it was written more than once"


def test_a_file_with_room_for_every_detail_is_written_once(tmp_path: Path, loud: Master) -> None:
    assert written(tmp_path / "large.mp3", loud, FileFormat(MP3, 1)).mastered is loud
    assert written(tmp_path / "exact.flac", loud, FileFormat("flac", 1)).mastered is loud
