"""A finished file of any kind: sound and tags, in the format asked for."""

from collections.abc import Iterable
from pathlib import Path

from generator.deliver.encode import OnFrames, write_mp3
from generator.deliver.formats import MP3, FileFormat
from generator.deliver.lossless import write_lossless
from generator.deliver.tags import TrackInfo, id3, tag_file
from generator.sound.source import Block


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
