"""A denser voice for noisy places: loud syllables come down towards the soft ones, so that these are still heard.

The level is looked at over a sixteenth of a second around each moment, ahead as well as behind, so nothing is late and
nothing pumps. Peaks that still stand out are held. What the voice loses in loudness is given back by whoever asks for
it, with one gain for all clips, so that the bed keeps its distance: peaks held here need not be cut after the mix.

A voice's partials all but start together at each pulse of its throat, which is what its peaks are. Where it has to be
denser still, its low partials are first let come a few milliseconds late, by the all-pass filters that broadcasters call a
phase rotator: its spectrum and its loudness stay, its peaks come down by a decibel or so, and nothing is cut for it.
"""

from dataclasses import dataclass

import numpy as np

from generator.sound.envelope import Curve, between, eased_gains
from generator.sound.source import Mono
from generator.sound.true_peak import HOP
from generator.units import RATE, Decibels, Samples, gain

THRESHOLD: Decibels = -36.0
"""RMS in dB of full scale above which the voice is brought down; speech at -23 LUFS on two channels is at about -26."""
RATIO = 3.0
"""Of so many dB above the threshold, one is left."""


@dataclass(frozen=True, slots=True)
class Hold:
    """How far peaks are held, in a voice at -23 LUFS on two channels."""

    peak: Decibels
    """No sample stays above this, in dB of full scale."""
    spread: int
    """Hops of `HOP` frames (1.5 ms each) over which the gain is eased around a peak."""
    turns: int = 0
    """All-pass stages that its phase is turned by before."""


USUAL = Hold(-25.0, 8)
"""The voice's peaks then stand 10 dB over its loudness instead of 16, and its gain hardly moves within a syllable."""
FIRM = Hold(-36.0, 3, turns=8)
"""9 to 10 dB, by the voice, the least that can be had without clipping: for few words among many tones, which have to be
lifted further."""
_TURNED_AT = 200.0
"""Hertz at which an all-pass stage turns the phase by 90°: eight delay what lies there by 6.4 ms, and 1 kHz by 0.5 ms."""
_SHARP = 2.5
"""Factor on what changes from sample to sample, which stands for the level where that is the louder: an s is soft by its power
but not to the ear, and comes down like the vowel beside it. At 6 kHz this is 6 dB, at 1 kHz -9."""
_HOP: Samples = 256
_REACH = 5
"""Hops (5.8 ms each) that are looked at before and after."""


def denser(samples: Mono, hold: Hold = USUAL) -> Mono:
    """The clip with its loud moments brought down, shape (frames,).

    Args:
        samples: A clip at the level that it has in the mix.
        hold: What its peaks are held to.
    """
    if hold.turns:
        samples = _turned(samples, hold.turns)
    hops = -(-len(samples) // _HOP)
    power = np.pad(np.maximum(_powers(samples, hops), _powers(_sharp(samples), hops)), _REACH)
    window = np.hanning(2 * _REACH + 2)[1:-1]  # as many hops before a corner as after it
    around = np.convolve(power, window / window.sum(), "valid")
    above = np.maximum(10.0 * np.log10(around + 1e-12) - THRESHOLD, 0.0)
    corners = 10.0 ** (-above * (1.0 - 1.0 / RATIO) / 20.0)
    evened = (samples * between(corners, _HOP)[: len(samples)]).astype(np.float32)
    return _held(evened, hold)


def _powers(samples: Mono, hops: int) -> Curve:
    """Mean square of each hop, shape (hops,)."""
    padded = np.pad(samples.astype(np.float64), (0, hops * _HOP - len(samples)))
    return np.asarray(np.mean(padded.reshape(hops, _HOP) ** 2, axis=1))


def _turned(samples: Mono, stages: int) -> Mono:
    """The same with its low partials late, by so many all-pass stages of first order."""
    size = (
        1 << (len(samples) + RATE // 10).bit_length()
    )  # what rings on goes past the end, not round to the beginning
    turn = np.exp(-2j * stages * np.arctan(np.fft.rfftfreq(size, 1.0 / RATE) / _TURNED_AT))
    return np.fft.irfft(np.fft.rfft(samples, size) * turn, size)[: len(samples)].astype(np.float32)


def _held(samples: Mono, hold: Hold) -> Mono:
    """The same with its highest peaks held."""
    hops = -(-len(samples) // HOP)
    top = np.maximum(np.abs(samples), np.abs(_sharp(samples)))
    peaks = np.pad(top, (0, hops * HOP - len(samples))).reshape(hops, HOP).max(axis=1)
    allowed = np.minimum(1.0, gain(hold.peak) / np.maximum(peaks.astype(np.float64), 1e-9))
    margin = 2 * hold.spread + 2
    corners = eased_gains(np.pad(allowed, margin, constant_values=1.0), hold.spread)
    return np.asarray(samples * between(corners, HOP)[: len(samples)], dtype=np.float32)


def _sharp(samples: Mono) -> Mono:
    """What changes from sample to sample, as loud as it is to the ear."""
    return np.float32(_SHARP) * np.diff(samples, prepend=np.float32(0.0))
