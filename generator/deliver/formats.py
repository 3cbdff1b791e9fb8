"""The kinds of file that a track can be: which one is meant, and how big it is going to be."""

from dataclasses import dataclass
from pathlib import PurePath

from generator.errors import ChoiceError, did_you_mean
from generator.plan.situations import COMMUTE
from generator.units import RATE, Samples

MP3, FLAC, WAV = "mp3", "flac", "wav"
FORMATS = (MP3, FLAC, WAV)
ENDINGS = tuple(f".{name}" for name in FORMATS)
BITRATES = (64, 96, 128, 192, 256, 320)
"""Constant bit rates of MP3 that can be asked for, in kb/s."""
MONO_UP_TO = 96
"""Bit rates up to this, in kb/s, are spent on one channel: two would have to share too little."""
COMMUTE_BITRATE = 96
"""Small, and safe in every old player: speech in one channel needs no more."""
_OTHERS = (".aac", ".aif", ".aiff", ".m4a", ".m4b", ".mp4", ".oga", ".ogg", ".opus", ".wma")
"""Endings of sound files that we do not write, so that nobody gets a folder of that name instead."""
_VARIABLE = {
    "rain": 161_000, "sea": 158_000, "stream": 160_000, "wind": 157_000, "hearth": 155_000, "brown": 152_000,
    "drone": 102_000, "night": 160_000, "none": 68_000,
}  # fmt: skip
"""Most that LAME's V4 comes to over each bed, in bits a second: 3 to 4 % over the tracks of 3 minutes measured with the sharpest
voice, the system's. A soft voice in a long quiet comes to a tenth less, without a bed to a quarter less."""
_LOSSLESS = {
    "rain": 0.58, "sea": 0.47, "stream": 0.52, "wind": 0.57, "hearth": 0.41, "brown": 0.42, "drone": 0.22, "night": 0.46,
    "none": 0.11,
}  # fmt: skip
"""Most that FLAC leaves of the plain samples, from the same tracks, with room for long stretches of the bed alone."""
_LOSSLESS_MONO = 0.66
"""The same for one channel, in which only louder tracks for a noisy place are made: 0.64 over rain, 0.57 over brown noise."""
_TAGS = 45_000
"""Bytes of tags with their cover, about."""
_SAMPLE_BYTES = 2


@dataclass(frozen=True, slots=True)
class FileFormat:
    """One kind of file."""

    name: str = MP3
    """One of `FORMATS`."""
    channels: int = 2
    """1 or 2."""
    kilobits: int = 0
    """Constant bit rate of an MP3 in kb/s; 0 for a variable one, and for the lossless formats."""

    @property
    def ending(self) -> str:
        """Ending of the file's name, with its dot."""
        return f".{self.name}"

    def size(self, length: Samples, bed: str = "") -> int:
        """Bytes that a track of this length is going to take; the most it may take where it is not `steady`.

        Args:
            length: Number of frames.
            bed: Name of the bed, or none; anything else, such as a listener's own file, counts as the densest of ours.
        """
        plain = length * self.channels * _SAMPLE_BYTES
        if self.name == WAV:
            return plain + _TAGS
        if self.name == FLAC:
            stereo = _LOSSLESS.get(bed, max(_LOSSLESS.values()))
            return round(plain * (_LOSSLESS_MONO if self.channels == 1 else stereo)) + _TAGS
        variable = _VARIABLE.get(bed, max(_VARIABLE.values()))
        return round(length / RATE * (self.kilobits * 1000 or variable) / 8) + _TAGS

    @property
    def steady(self) -> bool:
        """Whether a second always takes the same bytes, whatever sounds in it."""
        return self.name == WAV or bool(self.kilobits)

    def about(self, length: Samples, bed: str = "") -> str:
        """Size and format in a few words: ``up to 9.9 MB (MP3, stereo, variable bit rate)``."""
        size = f"{'about' if self.steady else 'up to'} {said_size(self.size(length, bed))}"
        return f"{size} ({self.told()})"

    def told(self) -> str:
        """The format in a few words: ``MP3, stereo, variable bit rate``."""
        kind = {1: "mono", 2: "stereo"}.get(self.channels, f"{self.channels} channels")
        rate = f"{self.kilobits} kb/s" if self.kilobits else "variable bit rate"
        return f"{self.name.upper()}, {kind}, {rate if self.name == MP3 else 'lossless'}"


def file_format(name: str | None, bitrate: int | None, situation: str, output: str | None) -> FileFormat:
    """The format that is asked for: by its name, else by the ending of the file, else MP3.

    Args:
        name: One of `FORMATS`, or None.
        bitrate: One of `BITRATES`, or None for the situation's usual one.
        situation: session, commute or bedtime; what is heard on a bus is one channel, and small.
        output: A folder or a file, or None.

    Raises:
        ChoiceError: There is no such format or bit rate, or two of these say different things.
    """
    if name is not None and name not in FORMATS:
        raise ChoiceError(f"There is no format '{name[:40]}'.", did_you_mean(name[:40], FORMATS))
    ending = PurePath(output or "").suffix.lower()
    if ending in _OTHERS:
        raise ChoiceError(
            f"Inner Ally writes no {ending} files.", f"Give --output an ending of {', '.join(ENDINGS)}."
        )
    named = ending[1:] if ending in ENDINGS else None
    if name and named and name != named:
        raise ChoiceError(
            f"--format says {name}, but the ending of --output says {named}.", "Leave one of them out."
        )
    chosen = name or named or MP3
    if bitrate is not None and bitrate not in BITRATES:
        known = ", ".join(map(str, BITRATES))
        raise ChoiceError(f"There is no bit rate {bitrate} kb/s here.", f"Choose from: {known}.")
    if bitrate is not None and chosen != MP3:
        raise ChoiceError(
            f"--bitrate is for MP3, but this track is to be {chosen.upper()}.", "Leave --bitrate out."
        )
    kilobits = bitrate or (COMMUTE_BITRATE if situation == COMMUTE else 0)
    mono = situation == COMMUTE if bitrate is None else bitrate <= MONO_UP_TO
    return FileFormat(chosen, 1 if mono else 2, kilobits if chosen == MP3 else 0)


def said_size(size: int) -> str:
    """A size as people say it: ``9.4 MB``."""
    return f"{size / 1e6:.1f} MB" if size < 100e6 else f"{size / 1e6:.0f} MB"
