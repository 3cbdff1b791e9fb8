"""A finished file of any kind: sound and tags, in the format asked for."""

from collections.abc import Iterable
from pathlib import Path

from generator.deliver.encode import OnFrames, write_mp3
from generator.deliver.formats import MP3, FileFormat
from generator.deliver.lossless import write_lossless
from generator.deliver.tags import TrackInfo, id3, tag_file
from generator.deliver.verify.decode import decoded_peak
from generator.deliver.verify.level import CEILING
from generator.sound.master import Master
from generator.sound.source import Block
from generator.units import Decibels

MOST_WRITTEN = 3
"""How often a file is written at most, when it comes out with peaks that are too high."""
_TO_SPARE: Decibels = 0.15
"""By how much more than that the ceiling is lowered: coding noise falls otherwise each time."""


def write_mastered(
    place: Path, mastered: Master, info: TrackInfo, form: FileFormat, on_frames: OnFrames
) -> Master:
    """Write a track, and once more with a lower ceiling where coding noise raised its peaks over the highest one.

    Only small files of a constant rate overshoot by that much; the others are not listened to again.

    Args:
        place: A file that is not there yet.
        mastered: The sound.
        info: What the tags tell.
        form: Kind of file.
        on_frames: Told how many frames are written, never fewer than before; it may raise to stop.

    Returns:
        What was written in the end.

    Raises:
        OutputError: The file cannot be written.
    """
    done = 0

    def onwards(frames: int) -> None:
        nonlocal done
        done = max(done, frames)
        on_frames(done)

    for number in range(MOST_WRITTEN):
        write_track(place, mastered.blocks(), info, form, onwards)
        over = decoded_peak(place) - CEILING if form.kilobits else 0.0
        if over <= 0.0 or number == MOST_WRITTEN - 1:
            break
        mastered = mastered.lowered(over + _TO_SPARE)
    return mastered


def write_track(
    place: Path, sound: Iterable[Block], info: TrackInfo, form: FileFormat, on_frames: OnFrames
) -> None:
    """Write the sound with its tags; a thread of its own makes it.

    Args:
        place: A file that is not there yet.
        sound: The mastered sound in order, each block of shape (frames, 2).
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
