"""From a long take to a finished track: every line is where the plan has it, whole, and as loud as its neighbours.

No recogniser is needed: what was said is known, so each place of the track is held against the sound that went in.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
import soundfile

from generator.library import Library
from generator.plan.closing import SOFTER
from generator.plan.profile import Profile
from generator.progress import ignore
from generator.recording import Wish, add_recording
from generator.render import render_track
from generator.request import Request
from generator.sheets import sheet_for_practice
from tests.recordings.room import RATE, Sound, Taping, spoken

pytestmark = pytest.mark.engine
BRIEF = Request("time-out", Profile(), length="brief")
STILL = ("no-breath",)


def power(sound: Sound) -> float:
    return float(10 * np.log10(np.mean(np.square(sound, dtype=np.float64)) + 1e-12))


def correlated(place: Sound, truth: Sound) -> Sound:
    """How much the truth is like the place, wherever in it it begins."""
    size = len(place)
    found = np.fft.irfft(np.fft.rfft(place) * np.conj(np.fft.rfft(truth, size)), size)
    return found[: size - len(truth) + 1].astype(np.float32)


def test_a_take_in_a_humming_room_becomes_a_track_that_says_every_line_whole(
    library: Library, tmp_path: Path
) -> None:
    request = replace(BRIEF, profile=Profile(options=STILL))
    sheet = sheet_for_practice(request, library)
    taping = Taping(5)
    near = np.random.default_rng(5)
    taping.quiet()
    for line in sheet.lines:
        if line.number % 4 == 0:
            taping.breath()
            taping.quiet(0.5, 0.9)
        moved = 10 ** (near.uniform(-4, 4) / 20)  # nobody keeps still before a microphone
        taping.line(line.number, (0.5 * moved * spoken(line.text)).astype(np.float32))
        taping.quiet(1.8, 2.4)
    take = tmp_path / "take.flac"
    soundfile.write(take, np.clip(taping.sound(hum=0.006, rumble=0.02), -1, 1), RATE)
    add_recording(take, sheet, Wish("anna"), library, ignore)

    track = render_track(
        replace(request, profile=Profile(voice="anna", bed="none", tones=False, options=STILL), format="wav"),
        library,
    )

    sound, rate = soundfile.read(track.path, dtype="float32", always_2d=True)
    voice = sound.mean(axis=1)
    assert rate == RATE
    assert len(track.timeline.spoken) > 10
    meter, loudness = pyloudnorm.Meter(RATE), []
    for item in track.timeline.spoken:
        truth = spoken(item.utterance.text)
        place = voice[item.start - RATE // 5 : item.start + len(truth) + RATE // 5]
        match = correlated(np.diff(place), np.diff(truth))  # its lowest tones lie among those of the hum
        lag = int(np.argmax(np.abs(match)))
        heard = place[lag : lag + len(truth)]
        alike = abs(match[lag]) / float(np.linalg.norm(np.diff(heard)) * np.linalg.norm(np.diff(truth)))
        assert alike > 0.9, item.utterance.text
        assert abs(lag - RATE // 5) < 0.06 * RATE, item.utterance.text
        first = slice(0, round(0.08 * RATE))
        assert power(heard[first]) - power(heard) == pytest.approx(
            power(truth[first]) - power(truth), abs=3.0
        ), item.utterance.text
        if len(heard) > RATE:
            loudness.append(meter.integrated_loudness(heard.astype(np.float64)))
    assert max(loudness) - min(loudness) < 4.0 + SOFTER
    ends = [item.start + len(spoken(item.utterance.text)) + RATE // 4 for item in track.timeline.spoken]
    starts = [item.start for item in track.timeline.spoken][1:]
    quiets = [voice[end : start - RATE // 50] for end, start in zip(ends, starts, strict=False)]
    assert max(power(quiet) for quiet in quiets if len(quiet) > RATE) < -70.0
