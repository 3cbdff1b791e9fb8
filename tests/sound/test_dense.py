"""A denser voice: its peaks come down, its spectrum and its loudness stay, and nothing is cut."""

import numpy as np
import pytest
from numpy.typing import NDArray

from generator.sound.dense import FIRM, USUAL, Hold, denser
from generator.sound.loudness import LoudnessMeter
from generator.sound.true_peak import TruePeakMeter
from generator.units import RATE, gain

Mono = NDArray[np.float32]


def voice(pitch: float) -> Mono:
    """Two seconds of a throat's pulses through two formants, with syllables: as loud as a voice in the mix."""
    time = np.arange(2 * RATE) / RATE
    phase = np.cumsum(pitch * (1.0 + 0.05 * np.sin(2.0 * np.pi * 1.3 * time)) / RATE)
    pulses = np.diff(np.floor(phase), prepend=0.0)
    spectrum = np.fft.rfft(pulses, 4 * RATE)
    hertz = np.fft.rfftfreq(4 * RATE, 1.0 / RATE)
    throat = sum(
        level / (1.0 - (hertz / centre) ** 2 + 1j * hertz / centre / 6.0)
        for centre, level in ((550.0, 1.0), (1_700.0, 0.4), (2_600.0, 0.25))
    )
    sung = np.fft.irfft(spectrum * throat * (hertz / (hertz + 60.0)), 4 * RATE)[: len(time)]
    sung *= 0.2 + 0.8 * np.sin(2.0 * np.pi * 1.9 * time) ** 2
    loud = (
        sung
        * np.sin(np.pi * np.clip(time * 10.0, 0.0, 0.5))
        * np.sin(np.pi * np.clip((2.0 - time) * 10.0, 0.0, 0.5))
    )
    return (loud * gain(-26.0 - lufs(loud.astype(np.float32)))).astype(np.float32)


def lufs(sound: Mono) -> float:
    meter = LoudnessMeter(channels=1)
    meter.add(sound[:, None])
    return meter.integrated()


def over(sound: Mono) -> float:
    """How far the true peak stands over the loudness, in dB."""
    meter = TruePeakMeter(1)
    meter.add(sound[:, None])
    return meter.peak() - lufs(sound)


@pytest.mark.parametrize("pitch", [95.0, 130.0, 200.0])
def test_each_hold_leaves_less_of_the_peaks_and_the_firm_one_leaves_room_on_the_bus(pitch: float) -> None:
    plain = voice(pitch)
    usual, firm = denser(plain), denser(plain, FIRM)

    assert over(plain) > over(usual) + 2.0
    assert over(usual) > over(firm) + 1.0
    assert (
        over(firm) < 11.2
    )  # words at -12 LUFS then lose about 2 dB of their highest peaks to a ceiling of -2.9 dBTP
    assert np.abs(usual).max() <= gain(USUAL.peak) * 1.001
    assert np.abs(firm).max() <= gain(FIRM.peak) * 1.001


@pytest.mark.parametrize("pitch", [95.0, 200.0])
def test_turning_the_phase_lowers_peaks_and_leaves_the_spectrum(pitch: float) -> None:
    plain = voice(pitch)
    still, turned = (denser(plain, Hold(0.0, 4, turns)) for turns in (0, FIRM.turns))

    assert over(turned) < over(still) - 1.0
    for low, high in ((80, 300), (300, 900), (900, 3_000), (3_000, 8_000)):
        assert band(turned, low, high) == pytest.approx(band(still, low, high), abs=1.0)


def band(sound: Mono, low: float, high: float) -> float:
    """Level between two frequencies in Hertz, in dB."""
    power = np.abs(np.fft.rfft(sound)) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1.0 / RATE)
    return float(10.0 * np.log10(power[(hertz >= low) & (hertz < high)].sum()))


def test_turning_the_phase_comes_after_and_never_before_a_sound() -> None:
    click = np.zeros(RATE // 2, dtype=np.float32)
    click[RATE // 4] = 0.01
    turned = denser(click, Hold(0.0, 4, FIRM.turns))
    energy = np.square(turned, dtype=np.float64)

    assert energy[: RATE // 4 - RATE // 1_000].sum() < 1e-3 * energy.sum()
    assert energy[RATE // 4 : RATE // 4 + RATE // 50].sum() > 0.99 * energy.sum()  # all of it within 20 ms
    assert len(turned) == len(click)
