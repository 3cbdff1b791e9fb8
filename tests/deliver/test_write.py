"""A small file's coding noise never lifts its peaks over the highest one that may come out."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from generator.deliver.formats import MP3, FileFormat
from generator.deliver.tags import TrackInfo
from generator.deliver.verify.decode import decoded_peak
from generator.deliver.verify.level import CEILING
from generator.deliver.write import write_mastered
from generator.sound.master import Limiter, Master, master
from generator.sound.source import Block
from generator.units import RATE

LOUD = Limiter(-1.3, 8)
"""Hardly any room for coding noise."""


class Sound:
    """Loud noise on one channel."""

    length = 6 * RATE

    def block(self, start: int, stop: int) -> Block:
        random = np.random.default_rng(5).standard_normal((self.length, 1)) * 0.2
        return random[start:stop].astype(np.float32)


def written(place: Path, form: FileFormat) -> tuple[Master, list[bool]]:
    asked: list[bool] = []

    def watched(mastered: Master, *, again: bool) -> Iterator[Block]:
        asked.append(again)
        return mastered.blocks()

    loud = master(Sound(), target=-11.2, limiter=LOUD)
    return write_mastered(
        place, loud, watched, TrackInfo("A sound", "Inner Ally", Sound.length, ()), form
    ), asked


def test_a_file_that_came_out_too_high_is_written_once_more_under_a_lower_ceiling(tmp_path: Path) -> None:
    place = tmp_path / "small.mp3"
    mastered, asked = written(place, FileFormat(MP3, 1, 96))

    assert asked[:2] == [False, True]
    assert decoded_peak(place) <= CEILING
    assert mastered.peak < LOUD.ceiling - 0.1
    assert mastered.report.gain == master(Sound(), target=-11.2, limiter=LOUD).report.gain


def test_a_file_with_room_for_every_detail_is_written_once(tmp_path: Path) -> None:
    assert written(tmp_path / "large.mp3", FileFormat(MP3, 1))[1] == [False]
    assert written(tmp_path / "exact.flac", FileFormat("flac", 1))[1] == [False]
