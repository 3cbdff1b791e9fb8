"""A finished file of any kind: sound and tags, in the format asked for."""

from pathlib import Path
from typing import NamedTuple

from generator.deliver.encode import OnFrames, write_mp3
from generator.deliver.formats import MP3, FileFormat
from generator.deliver.lossless import write_lossless
from generator.deliver.tags import TrackInfo, id3, tag_file
from generator.deliver.verify.decode import decoded_peak
from generator.deliver.verify.level import CEILING
from generator.sound.master import Master
from generator.sound.metered import Metered
from generator.sound.source import FiniteSource
from generator.units import Decibels

MOST_WRITTEN = 3
"""How often a file is written at most, when it comes out with peaks that are too high."""
_TO_SPARE: Decibels = 0.15
"""By how much more than that the ceiling is lowered: coding noise falls otherwise each time."""


class Written(NamedTuple):
    """The sound of a file."""

    mastered: Master
    peak: Decibels
    """Its true peak in dBTP, before encoding."""


def write_mastered(
    place: Path, mastered: Master, info: TrackInfo, form: FileFormat, on_frames: OnFrames
) -> Written:
    """Write a track, and once more with a lower ceiling where coding noise raised its peaks over the highest one.

    Only small files of a constant rate overshoot by that much; the others are not listened to again.

    Args:
        place: A file that is not there yet.
        mastered: The sound.
        info: What the tags tell.
        form: Kind of file.
        on_frames: Told how many frames are written, never fewer than before; it may raise to stop.

    Returns:
        What was written in the end, which may be a little softer at its peaks.

    Raises:
        OutputError: The file cannot be written.
    """
    done = 0

    def onwards(frames: int) -> None:
        nonlocal done
        done = max(done, frames)
        on_frames(done)

    times = 1
    while True:
        metered = Metered(mastered)
        write_track(place, metered, info, form, onwards)
        over = decoded_peak(place) - CEILING if form.kilobits else 0.0
        if over <= 0.0 or times == MOST_WRITTEN:
            return Written(mastered, metered.peak)
        mastered = mastered.lowered(over + _TO_SPARE)
        times += 1


def write_track(
    place: Path, sound: FiniteSource, info: TrackInfo, form: FileFormat, on_frames: OnFrames
) -> None:
    """Write the sound with its tags; threads of their own make it.

    Args:
        place: A file that is not there yet.
        sound: The mastered sound.
        info: What the tags tell.
        form: Kind of file.
        on_frames: Told how many frames are written; it may raise to stop.

    Raises:
        OutputError: The file cannot be written.
    """
    if form.name == MP3:
        with place.open("w+b") as file:
            write_mp3(file, sound, id3(info), form, on_frames)
    else:
        write_lossless(place, sound, form, on_frames)
        tag_file(place, info, form)
