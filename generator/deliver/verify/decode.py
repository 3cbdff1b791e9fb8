"""The finished file as samples again, block by block."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.errors import SoundFileError
from generator.sound.source import Block
from generator.sound.true_peak import TruePeakMeter
from generator.units import RATE, Decibels, Samples

BLOCK: Samples = 66_000
"""Frames read at a time: whole hops of the voice's level, and whole steps of the slower copy."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file that can be read."""

    path: Path
    channels: int

    def blocks(self) -> Iterator[Block]:
        """All of it in order, float32, shape (frames, channels).

        Raises:
            SoundFileError: It breaks off or is damaged.
        """
        import soundfile  # only what listens to files needs it

        try:
            with soundfile.SoundFile(self.path) as file:
                while len(block := file.read(BLOCK, dtype="float32", always_2d=True)):
                    yield block
        except (OSError, soundfile.SoundFileError) as error:
            raise _unreadable(self.path) from error


def open_track(path: Path) -> Decoded:
    """A finished track.

    Raises:
        SoundFileError: It is no sound file that we can read, or none of ours.
    """
    import soundfile

    try:
        if not _like_sound(path):
            raise _unreadable(path)  # the decoder would print notes of its own
        with soundfile.SoundFile(path) as file:
            rate, channels = file.samplerate, file.channels
    except (OSError, soundfile.SoundFileError) as error:
        raise _unreadable(path) from error
    if rate != RATE or channels not in (1, 2):
        raise SoundFileError(
            f"'{path.name}' has {rate} samples a second in {channels} channels; Inner Ally's tracks have {RATE} in one or two.",
            "Verify the file as Inner Ally made it.",
        )
    return Decoded(path, channels)


def decoded_peak(path: Path) -> Decibels:
    """True peak in dBTP of a finished file as it is decoded.

    Raises:
        SoundFileError: It cannot be read.
    """
    track = open_track(path)
    meter = TruePeakMeter(track.channels)
    for block in track.blocks():
        meter.add(block)
    return meter.peak()


def _like_sound(path: Path) -> bool:
    """Whether a file begins as one of ours does: with a tag, or as MP3, FLAC or WAV."""
    with path.open("rb") as file:
        head = file.read(4)
    return head[:3] == b"ID3" or head in (b"fLaC", b"RIFF") or (head[:1] == b"\xff" and head[1:2] >= b"\xe0")


def _unreadable(path: Path) -> SoundFileError:
    if path.is_dir():
        return SoundFileError(f"'{path}' is a folder.", "Give one track in it: .mp3, .flac or .wav.")
    if not path.exists():
        return SoundFileError(
            f"There is no file '{path.name}' in '{path.parent}'.", "Check its name and folder."
        )
    return SoundFileError(
        f"'{path.name}' cannot be read as sound.", "Give a track that Inner Ally made: .mp3, .flac or .wav."
    )
