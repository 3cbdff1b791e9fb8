"""FLAC and WAV: 16-bit samples through soundfile, block by block, for those who want to work on with the sound."""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from generator.deliver.encode import OnFrames, rounded
from generator.deliver.formats import FLAC, FileFormat
from generator.errors import OutputError
from generator.sound.ahead import ahead
from generator.sound.source import Block
from generator.units import RATE, Samples


def write_lossless(
    path: Path, blocks: Iterable[Block], form: FileFormat, on_frames: OnFrames = lambda _frames: None
) -> Samples:
    """Write a track at 44.1 kHz, without tags, while a thread of its own makes the next blocks.

    Args:
        path: A file that is not there yet.
        blocks: The mastered sound in order, each of shape (frames, 2).
        form: FLAC or WAV, and channels.
        on_frames: Called after each block.

    Returns:
        Number of frames written.

    Raises:
        OutputError: The disk is full, or the file cannot be written.
    """
    import soundfile

    length = 0
    kind = "FLAC" if form.name == FLAC else "WAV"
    try:
        with (
            soundfile.SoundFile(
                path, "w", samplerate=RATE, channels=form.channels, subtype="PCM_16", format=kind
            ) as file,
            closing(ahead(rounded(blocks, form.channels))) as made,
        ):
            for samples, count in made:
                file.buffer_write(samples, dtype="int16")
                length += count
                on_frames(length)
    except (OSError, soundfile.SoundFileError) as error:
        raise OutputError(
            f"The {kind} file could not be written.", "Check the folder and the room on the disk."
        ) from error
    return length
