"""What is heard, and where: each breath's tone where the timeline says, and the bed under the voice."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyloudnorm
import pytest
from numpy.typing import NDArray

import generator.sound.arrange
from generator.errors import Cancelled
from generator.library import open_library
from generator.plan.profile import Profile
from generator.progress import Progress
from generator.render import LISTENING, render_track
from generator.request import Request
from generator.sound.mix import Mix

Sound = NDArray[np.float32]
Facts = dict[str, Any]
Placed = Callable[[str], Sequence[tuple[float, float]]]
RATE = 44_100
WINDOW = 8_192
LOWEST, HIGHEST = 140.0, 480.0
"""Hertz between which the tones' fundamentals glide."""
FADED_CYCLES = 3
LOOKS = (0.15, 0.5, 0.85)
"""Where in a phase we look, as parts of its length."""


def pitch_at(sound: Sound, seconds: float) -> tuple[float, float]:
    """The strongest pitch around a moment, and by how many dB it stands out of its surroundings."""
    middle = round(seconds * RATE)
    piece = sound[middle - WINDOW // 2 : middle + WINDOW // 2].mean(axis=1) * np.hanning(WINDOW)
    power = np.abs(np.fft.rfft(piece, 4 * WINDOW)) ** 2
    hertz = np.fft.rfftfreq(4 * WINDOW, 1 / RATE)
    band = (hertz >= LOWEST) & (hertz <= HIGHEST)
    best = int(np.argmax(np.where(band, power, 0.0)))
    return float(hertz[best]), float(10 * np.log10(power[best] / np.median(power[band])))


def away_from(speech: Sequence[tuple[float, float]], start: float, end: float) -> bool:
    return all(end + 0.1 < said_start or start - 0.1 > said_end for said_start, said_end in speech)


@pytest.mark.parametrize("mp3", ["soothing-breath", "compassionate-other"], indirect=True)
@pytest.mark.parametrize(("kind", "rises"), [("inhale", True), ("exhale", False)])
def test_every_breath_sounds_over_its_whole_phase_and_glides_its_own_way(
    sound: Sound, placed: Placed, kind: str, rises: bool
) -> None:
    phases = placed(kind)[:-FADED_CYCLES]
    heard = [phase for phase in phases if away_from(placed("speech"), *phase)]
    assert len(heard) >= 2

    for start, end in heard:
        found = [pitch_at(sound, start + look * (end - start)) for look in LOOKS]
        pitches = [pitch for pitch, _ in found]
        # A swell is faint where it begins, and clear in the middle.
        assert min(clear for _, clear in found) > 7.0, f"no tone in the {kind} at {start:.2f} s: {found}"
        assert found[1][1] > 14.0, f"no clear tone in the {kind} at {start:.2f} s: {found}"
        assert pitches == sorted(pitches, reverse=not rises), f"{kind} at {start:.2f} s: {pitches}"
        assert max(pitches) > 1.15 * min(pitches)


@pytest.mark.parametrize("mp3", ["soothing-breath"], indirect=True)
def test_in_and_out_are_told_apart_by_their_pitch(sound: Sound, placed: Placed) -> None:
    rising, falling = (
        [
            pitch_at(sound, (start + end) / 2)[0]
            for start, end in placed(kind)[:-FADED_CYCLES]
            if away_from(placed("speech"), start, end)
        ]
        for kind in ("inhale", "exhale")
    )

    assert min(rising) > 1.4 * max(falling)


@pytest.mark.parametrize("mp3", ["soothing-breath"], indirect=True)
def test_no_tone_sounds_where_no_breath_is_placed(sound: Sound, placed: Placed) -> None:
    breaths = [*placed("inhale"), *placed("top"), *placed("exhale")]
    quiet = [
        (start, end)
        for start, end in placed("pause")
        if end - start > 2.0
        and away_from(breaths, start, end)
        and away_from(placed("speech"), start + 0.2, end - 0.2)
    ]
    assert quiet

    for start, end in quiet:
        assert pitch_at(sound, (start + end) / 2)[1] < 14.0, f"a tone in the quiet at {start:.2f} s"


@pytest.fixture(scope="module")
def mix(warm_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Mix, Any]]:
    """The mix of an eight-minute track before mastering, and its timeline."""
    caught: list[tuple[Mix, Any]] = []

    class Caught(Mix):
        def __init__(self, timeline: Any, *words: Any, **named: Any) -> None:
            super().__init__(timeline, *words, **named)
            caught.append((self, timeline))

    def stop(progress: Progress) -> None:
        if progress.stage == LISTENING:
            raise Cancelled

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INNERALLY_HOME", str(warm_home))
        patch.setattr(generator.sound.arrange, "Mix", Caught)
        out = tmp_path_factory.mktemp("stems")
        with pytest.raises(Cancelled):
            render_track(
                Request("soothing-breath", Profile(), minutes=8),
                open_library(),
                output=str(out),
                on_progress=stop,
            )
        yield caught[0]


def test_the_bed_lies_22_lu_under_the_voice_while_it_speaks(mix: tuple[Mix, Any]) -> None:
    whole, timeline = mix
    meter = pyloudnorm.Meter(RATE)
    voice, bed = (
        np.concatenate([whole.stem(name).block(said.start, said.end) for said in timeline.spoken])
        for name in ("voice", "bed")
    )

    gap = meter.integrated_loudness(voice) - meter.integrated_loudness(bed)
    assert gap == pytest.approx(22.0, abs=0.7)
    assert gap >= 20.0  # WCAG 1.4.7


@pytest.mark.parametrize(("soft", "under"), [(False, 14.0), (True, 20.0)])
def test_the_tones_keep_their_distance_from_the_voice(mix: tuple[Mix, Any], soft: bool, under: float) -> None:
    whole, timeline = mix
    meter = pyloudnorm.Meter(RATE)
    voice = np.concatenate([whole.stem("voice").block(said.start, said.end) for said in timeline.spoken])
    breaths = [b for b in timeline.breaths if b.soft is soft and b.fade == (1.0, 1.0)]
    assert breaths
    tones = np.concatenate([whole.stem("tones").block(b.start, b.start + b.length) for b in breaths])

    gap = meter.integrated_loudness(voice) - meter.integrated_loudness(tones)
    assert gap == pytest.approx(under, abs=2.0)
