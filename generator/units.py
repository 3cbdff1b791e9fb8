"""Time and level units: seconds and decibels at the edge, whole samples and linear gain inside."""

import math

Seconds = float
"""A length or a moment in seconds."""
Samples = int
"""A length or a position in frames at `RATE`; ranges are half-open."""
Decibels = float
"""A level or a ratio of amplitudes in decibels (20·log10)."""

RATE = 44_100
"""Frames a second of every timeline, mix and track."""


def to_samples(seconds: Seconds) -> Samples:
    """The nearest whole sample, halves up, so that equal inputs always land on equal samples."""
    return math.floor(seconds * RATE + 0.5)


def to_seconds(samples: Samples) -> Seconds:
    """Seconds from whole samples."""
    return samples / RATE


def gain(decibels: Decibels) -> float:
    """Linear factor of amplitude for a level in decibels."""
    return float(10.0 ** (decibels / 20.0))


def decibels(factor: float) -> Decibels:
    """Level in decibels of a linear factor of amplitude; -inf for 0."""
    return 20.0 * math.log10(factor) if factor > 0 else -math.inf


def timecode(samples: Samples) -> str:
    """Position as ``mm:ss.mmm`` (minutes grow past 59: a track is read in minutes)."""
    milliseconds = math.floor(samples * 1000 / RATE + 0.5)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"


def spoken_length(seconds: Seconds) -> str:
    """A length as a person says it: ``4 minutes``, ``90 seconds``, ``4 min 30 s``."""
    whole = round(seconds)
    if whole < 100 and whole % 60:
        return f"{whole} seconds"
    minutes, rest = divmod(whole, 60)
    if rest:
        return f"{minutes} min {rest} s"
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def clock(seconds: Seconds) -> str:
    """A position as a player shows it: ``4:05``."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
