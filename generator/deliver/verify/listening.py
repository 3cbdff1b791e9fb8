"""Hearing a finished track once: everything that the checks need, kept small enough for an hour.

Bed, tones and bells are made again from the recipe and laid beside the file. Per 5 ms only the energies of the three
and of their products are kept, so that what is left of the file without them, the voice, is known at any gain. A copy at
an eighth of the rate is kept for finding breaths.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator.sound.audible import HOP
from generator.sound.loudness import LoudnessMeter
from generator.sound.source import Block, Source, one_channel
from generator.sound.true_peak import TruePeakMeter
from generator.units import Decibels, Samples

SLOWER: Samples = 8
"""The slower copy has every eighth frame: up to 2.4 kHz of the sound, which holds every breathing sound."""
_REACH: Samples = 64
_CUTOFF = 2_300.0 / 44_100.0
Wave = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Heard:
    """A track, heard."""

    length: Samples
    """Frames that the file has."""
    loudness: Decibels
    """Integrated, in LUFS, as metered in the file's own channels."""
    peak: Decibels
    """True peak in dBTP."""
    energies: NDArray[np.float64]
    """K-weighted mean square of each 100 ms, channels added."""
    bed_energies: NDArray[np.float64]
    """The same of the bed as planned, before mastering."""
    file: NDArray[np.float64]
    """Mean square of each hop."""
    tops: NDArray[np.float32]
    """Largest sample of each hop, over all channels."""
    bed: NDArray[np.float64]
    led: NDArray[np.float64]
    """The same of the tones and bells as planned, before mastering."""
    file_bed: NDArray[np.float64]
    """Mean product of the two in each hop."""
    file_led: NDArray[np.float64]
    bed_led: NDArray[np.float64]
    sides: tuple[float, float, float]
    """Of what left has over right, over the whole track: energy in the file, in the planned bed, and of the two together;
    nothing for a track of one channel."""
    slow: Wave
    """The file at an eighth of the rate."""
    slow_bed: Wave

    def left(self, bed_gain: float, led_gain: float) -> NDArray[np.float64]:
        """Mean square in each hop of what remains without bed, tones and bells at these linear gains."""
        rest = (
            self.file
            + bed_gain * (bed_gain * self.bed - 2.0 * self.file_bed + 2.0 * led_gain * self.bed_led)
            + led_gain * (led_gain * self.led - 2.0 * self.file_led)
        )
        return np.maximum(rest, 0.0)


def listen(blocks: Iterable[Block], channels: int, bed: Source, led: Iterable[Source]) -> Heard:
    """Hear a whole track.

    Args:
        blocks: The decoded file in order, shape (frames, channels), each but the last a whole number of hops.
        channels: 1 or 2; loudness is told as it is metered in that many, and as it was when the track was mastered.
        bed: The bed as it goes into the mix, in as many channels.
        led: Tones and bells as they go into the mix.
    """
    length = 0
    meter, bed_meter, peaks = LoudnessMeter(channels), LoudnessMeter(channels), TruePeakMeter(channels)
    sums, tops = [array("d") for _ in range(6)], array("f")
    slow, slow_bed = _Slower(), _Slower()
    sides = np.zeros(3)
    for block in blocks:
        meter.add(block)
        peaks.add(block)
        tops.extend(_tops(block))
        planned = bed.block(length, length + len(block))
        bed_meter.add(planned)
        file, under = one_channel(block), one_channel(planned)
        tones = sum((one_channel(source.block(length, length + len(block))) for source in led), np.float32(0))
        tones = np.broadcast_to(tones, file.shape)
        pairs = ((file, file), (under, under), (tones, tones), (file, under), (file, tones), (under, tones))
        for store, (one, other) in zip(sums, pairs, strict=True):
            store.extend(_products(one, other))
        if channels == 2:
            sides += _sides(block, planned)
        slow.add(file)
        slow_bed.add(under)
        length += len(block)
    found, bed_found, led_found, with_bed, with_led, bed_led = (np.array(store) for store in sums)
    return Heard(
        length,
        meter.integrated(),
        peaks.peak(),
        meter.energies,
        bed_meter.energies,
        found,
        np.array(tops, dtype=np.float32),
        bed_found,
        led_found,
        with_bed,
        with_led,
        bed_led,
        (float(sides[0]), float(sides[1]), float(sides[2])),
        slow.done(),
        slow_bed.done(),
    )


def slower(mono: Wave) -> Wave:
    """A stretch of sound at an eighth of the rate, silence around it, shape (ceil(frames / 8),)."""
    copy = _Slower()
    copy.add(mono)
    return copy.done()


class _Slower:
    """Takes every eighth frame of a sound without what that rate cannot hold, in a stream."""

    def __init__(self) -> None:
        places = np.arange(-_REACH, _REACH + 1)
        taps = np.sinc(2.0 * _CUTOFF * places) * np.hanning(2 * _REACH + 3)[1:-1]
        self._taps = (taps / taps.sum()).astype(np.float32)
        self._held = np.zeros(_REACH, dtype=np.float32)
        self._made: list[Wave] = []
        self._length = 0

    def add(self, mono: Wave) -> None:
        """Hear the next frames."""
        self._length += len(mono)
        self._make(np.concatenate([self._held, mono], dtype=np.float32))

    def done(self) -> Wave:
        """Everything that was heard."""
        self._make(np.concatenate([self._held, np.zeros(_REACH + SLOWER, dtype=np.float32)]))
        return np.concatenate(self._made)[: -(-self._length // SLOWER)]

    def _make(self, heard: Wave) -> None:
        count = max(0, (len(heard) - 2 * _REACH - 1) // SLOWER + 1)
        if count:
            windows = np.lib.stride_tricks.sliding_window_view(heard, 2 * _REACH + 1)[::SLOWER][:count]
            self._made.append(windows @ self._taps)
        self._held = heard[count * SLOWER :]


def _tops(block: Block) -> NDArray[np.float32]:
    """Largest sample of each whole hop."""
    whole = block[: len(block) // HOP * HOP].reshape(-1, HOP * block.shape[1])
    return np.asarray(np.maximum(whole.max(axis=1), -whole.min(axis=1)), dtype=np.float32)


def _sides(block: Block, bed: Block) -> NDArray[np.float64]:
    """Energies of what left has over right, in the file and in the bed, and of the two together, shape (3,)."""
    file, under = (sound[:, 0].astype(np.float64) - sound[:, 1] for sound in (block, bed))
    return np.array([file @ file, under @ under, file @ under])


def _products(one: Wave, other: Wave) -> NDArray[np.float64]:
    """Mean product over each hop; a last hop that is not whole is left out."""
    whole = len(one) // HOP * HOP
    pairs = (sound[:whole].reshape(-1, HOP) for sound in (one, other))
    return np.asarray(np.einsum("hs,hs->h", *pairs, dtype=np.float64) / HOP)
