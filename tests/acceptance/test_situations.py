"""A short track in each situation, by the real voice: levels, peaks and edges as outside tools find them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mutagen.mp3
import numpy as np
import pyloudnorm
import pytest
from numpy.typing import NDArray

import generator.sound.arrange
from generator.library import open_library
from generator.plan.profile import Profile
from generator.plan.situations import SITUATIONS
from generator.plan.timeline import COUNTS, Phase
from generator.render import Track, render_track
from generator.request import Request
from generator.sound.mix import Mix

Sound = NDArray[np.float32]
MP3: Any = mutagen.mp3.MP3
RATE = 44_100
SHORT = """\
+++
id = "short-stop"
title = "A short stop"
quiet_title = "A stop"
aim = "Stop for two minutes."
flow = "none"
level = "steady"
situations = ["session", "commute", "bedtime"]
options = ["no-breath"]
carry_on = "Look out of a window."
must = []

[lengths.steady]
standard = 2.4
+++

# Here

This is a short stop on the way, and there is nothing to do in it. You can sit as you are sitting now. Whatever is
going on around you may go on, and you can come back to it in a moment. [pause 6s]

Now a few breaths to a slow rhythm. [beat]

[breathe ramp]

[breathe 1-2 cycles]

[breathe fade 2 cycles]

Let your breath go back to its own pace. Perhaps there is a window near you, and a piece of sky in it. [pause 9s]

# Onwards

Here is a little more quiet, for as long as it lasts. There is a kettle somewhere, and a chair, and perhaps a cup that
somebody put back in its place. None of them is in a hurry, and nobody asks them to be. [pause 9s]

You might think of one thing that went well today, however small it was. It could be a door that somebody held, or a
good word, or the first warm sip of something. Let it stay for a while, and then let it go where it likes. [pause 9s]

That was the stop. You can take it with you, and have another one whenever you like. Go gently. [bell]
"""
CASES = {
    "session": Profile(bed="stream", breath_sound="air", preset="ease-3-5"),
    "commute": Profile(bed="sea", preset="ease-3-5"),
    "bedtime": Profile(bed="night", breath_sound="sea", preset="ease-3-5"),
}


@dataclass(frozen=True)
class Made:
    """One finished track, and the mix that it was made from."""

    name: str
    track: Track
    mix: Any
    sound: Sound
    told: str

    @property
    def target(self) -> float:
        return SITUATIONS[self.name].loudness


@pytest.fixture(scope="module", params=CASES)
def made(
    request: pytest.FixtureRequest, warm_home: Path, tmp_path_factory: Any, ffmpeg: Any
) -> Iterator[Made]:
    (warm_home / "scripts" / "short-stop.md").write_text(SHORT, encoding="utf-8")
    caught: list[Mix] = []

    class Caught(Mix):
        def __init__(self, *words: Any, **named: Any) -> None:
            super().__init__(*words, **named)
            caught.append(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INNERALLY_HOME", str(warm_home))
        patch.setattr(generator.sound.arrange, "Mix", Caught)
        wish = Request("short-stop", CASES[request.param], situation=request.param)
        track = render_track(wish, open_library(), output=str(tmp_path_factory.mktemp(request.param)))
        raw = ffmpeg("-v", "error", "-xerror", "-i", track.path, "-f", "f32le", "-").stdout
        told = ffmpeg("-i", track.path, "-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-")
        summary = told.stderr.decode()
        sound = np.frombuffer(raw, dtype="<f4").reshape(-1, caught[0].channels)
        yield Made(request.param, track, caught[0], sound, summary[summary.rindex("Summary:") :])


def found(made: Made, pattern: str) -> float:
    match = re.search(pattern, made.told)
    assert match is not None
    return float(match[1])


def loudness(sound: Sound) -> float:
    return float(pyloudnorm.Meter(RATE).integrated_loudness(sound))


def spoken(made: Made, stem: str) -> Sound:
    pieces = [made.mix.stem(stem).block(said.start, said.end) for said in made.track.timeline.spoken]
    return np.concatenate(pieces)


def clicks(sound: Sound) -> NDArray[np.intp]:
    """Where the wave jumps as no sound of ours does: far more sharply than in the fiftieth of a second around."""
    bends = np.abs(np.diff(sound.mean(axis=1, dtype=np.float64), 3))
    whole = bends[: len(bends) // 882 * 882].reshape(-1, 882)
    usual = np.percentile(whole, 90, axis=1)
    around = np.maximum.reduce([usual, np.roll(usual, 1), np.roll(usual, -1)])
    return np.flatnonzero((whole > 9.0 * around[:, None] + 0.004).any(axis=1))


def test_two_judges_find_the_loudness_that_was_aimed_at(made: Made) -> None:
    assert found(made, r"I:\s+(\S+) LUFS") == pytest.approx(made.target, abs=0.5)
    assert loudness(made.sound) == pytest.approx(made.target, abs=0.5)
    assert made.track.loudness == pytest.approx(loudness(made.sound), abs=0.4)


def test_the_true_peak_stays_under_minus_one_and_there_is_no_offset(made: Made) -> None:
    assert found(made, r"Peak:\s+(\S+) dBFS") <= -1.0
    assert np.abs(made.sound).max() < 0.95
    assert 20 * np.log10(np.abs(made.sound.mean(axis=0, dtype=np.float64)).max() + 1e-12) < -60.0


def test_nothing_clicks(made: Made) -> None:
    assert clicks(made.sound).size == 0
    assert np.abs(made.sound[:200]).max() < 0.003
    assert np.abs(made.sound[-200:]).max() < 0.003
    quiet = max(made.track.timeline.silences, key=lambda silence: silence.length)
    place = (quiet.start + quiet.length // 2) // 882
    hurt = made.sound.copy()
    hurt[place * 882 + 400 :] += 0.12 * 10 ** ((made.target + 14.0) / 20)  # far less than a word's own swing
    assert clicks(hurt).tolist() == [place]


def test_bed_and_breathing_sounds_keep_their_distance_from_the_voice(made: Made) -> None:
    gap = loudness(spoken(made, "voice")) - loudness(spoken(made, "bed"))
    assert gap == pytest.approx(SITUATIONS[made.name].bed_under, abs=1.0)
    breaths = [breath for breath in made.track.timeline.breaths if not breath.soft]
    tones = np.concatenate([made.mix.stem("tones").block(b.start, b.start + b.length) for b in breaths])
    under = loudness(spoken(made, "voice")) - loudness(tones)
    assert under == pytest.approx(SITUATIONS[made.name].tones_under[0], abs=2.0)


def test_the_word_of_a_phase_is_heard_when_it_begins(made: Made) -> None:
    line = made.track.timeline
    phases = [b.start for b in line.breaths if b.phase is not Phase.TOP]
    words = [
        said for said in line.spoken if said.paragraph == COUNTS and said.utterance.text in ("In", "Out")
    ]
    assert len(words) == 4
    for said in words:
        begin = said.start - RATE // 10
        level = np.abs(made.mix.stem("voice").block(begin, said.end)[:, 0])
        onset = begin + int(np.argmax(level >= 0.01 * level.max()))
        assert min(abs(onset - phase) for phase in phases) <= 0.02 * RATE


def test_its_form_and_its_end_suit_the_situation(made: Made) -> None:
    info = MP3(made.track.path).info
    level = np.abs(made.sound[: len(made.sound) // 4_410 * 4_410]).max(axis=1).reshape(-1, 4_410).max(axis=1)
    match made.name:
        case "commute":
            assert (info.channels, info.bitrate) == (1, 96_000)
            assert level[100:-100].min() > 10 ** (-30 / 20)
        case "bedtime":
            assert info.channels == 2
            assert not made.track.timeline.bells
            assert made.track.timeline.tail >= 60 * RATE
            fading = level[-540:].reshape(-1, 60).mean(axis=1)  # the bed has risen again after the last words
            assert (fading[1:] < 1.15 * fading[:-1]).all()
            assert fading[-1] < 0.02 * fading[0]
        case "session":
            assert info.channels == 2
            assert len(made.track.timeline.bells) == 1
        case _:
            raise AssertionError(made.name)


@pytest.mark.parametrize("made", ["bedtime"], indirect=True)
def test_at_bedtime_everything_grows_softer_by_the_same(made: Made) -> None:
    line = made.track.timeline
    voice, bed = (made.mix.stem(name) for name in ("voice", "bed"))
    taper = made.mix._taper
    at = np.array([line.spoken[0].start, line.spoken[-1].end])

    assert 20 * np.log10(taper.levels(at)) == pytest.approx([0.0, -4.0], abs=0.01)
    first, last = line.spoken[0], line.spoken[-1]
    before = loudness(voice.block(first.start, first.end)) - loudness(bed.block(first.start, first.end))
    after = loudness(voice.block(last.start, last.end)) - loudness(bed.block(last.start, last.end))
    assert after == pytest.approx(before, abs=4.0)
