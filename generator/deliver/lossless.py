"""FLAC and WAV: 16-bit samples through soundfile, block by block, for those who want to work on with the sound."""

from contextlib import closing
from pathlib import Path

from generator.deliver.encode import OnFrames
from generator.deliver.formats import FLAC, FileFormat
from generator.deliver.pcm import rounded
from generator.errors import OutputError
from generator.sound.ahead import ahead
from generator.sound.source import FiniteSource, blocks
from generator.units import RATE


def write_lossless(
    path: Path, sound: FiniteSource, form: FileFormat, on_frames: OnFrames = lambda _frames: None
) -> None:
    """Write a track at 44.1 kHz, without tags, while a thread of its own makes the next blocks.

    Args:
        path: A file that is not there yet.
        sound: The mastered sound.
        form: FLAC or WAV, and channels.
        on_frames: Called after each block.

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
            closing(ahead(rounded(blocks(sound), form.channels))) as made,
        ):
            for samples, count in made:
                file.buffer_write(samples, dtype="int16")
                length += count
                on_frames(length)
    except (OSError, soundfile.SoundFileError) as error:
        raise OutputError(
            f"The {kind} file could not be written.", "Check the folder and the room on the disk."
        ) from error
