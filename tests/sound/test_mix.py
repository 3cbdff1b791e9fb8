"""The mix: levels hang on the speech, positions are positions, and clips come and go."""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from generator.plan.closing import SOFTER, closing_from
from generator.plan.cues import Utterance
from generator.plan.timeline import Breath, Phase, Spoken, Struck, Timeline
from generator.sound.beds import SynthBed, open_bed
from generator.sound.dense import FIRM, RATIO, USUAL, Hold, denser
from generator.sound.listener_bed import ListenerBed
from generator.sound.loudness import STEP, LoudnessMeter, integrated, mean_loudness
from generator.sound.mix import STEMS, Mix
from generator.sound.reading import hear
from generator.sound.source import Block
from generator.sound.stems import SPEECH, Balance
from generator.units import RATE, gain

MINUTE = 60 * RATE


@dataclass
class FakeClip:
    """Noise at a known loudness, that counts how often it is read."""

    seconds: float
    seed: int
    reads: list[int] = field(default_factory=list)

    @property
    def length(self) -> int:
        return round(self.seconds * RATE)

    def read(self) -> NDArray[np.float32]:
        self.reads.append(self.seed)
        random = np.random.default_rng(self.seed)
        return (random.standard_normal(self.length) * 0.05).astype(np.float32)


@pytest.fixture(scope="module")
def rain() -> SynthBed | ListenerBed:
    return open_bed("rain", 1)


def raw_loudness(clips: dict[Utterance, FakeClip]) -> float:
    """What the speech side measures: all clips as one mono file."""
    meter = LoudnessMeter(channels=1)
    for clip in clips.values():
        meter.add(clip.read()[:, None])
        clip.reads.clear()
    return meter.integrated()


def scene(length: int = MINUTE) -> tuple[Timeline, dict[Utterance, FakeClip]]:
    clips = {Utterance(f"sentence {n}"): FakeClip(2.0 + 0.37 * n, n) for n in range(6)}
    spoken, start = [], 5 * RATE + 17
    for number, (utterance, clip) in enumerate(clips.items()):
        spoken.append(Spoken(start, clip.length, utterance, number))
        start += clip.length + (RATE if number % 2 else 5 * RATE)
    breaths, place = [], 6 * RATE
    for number in range(4):
        for phase, seconds in ((Phase.INHALE, 4), (Phase.TOP, 1), (Phase.EXHALE, 6)):
            breaths.append(Breath(place, seconds * RATE, phase, number, soft=True))
            place += seconds * RATE
    bells = (Struck(2 * RATE), Struck(length - 6 * RATE))
    return Timeline(length, 4 * RATE, 6 * RATE, tuple(spoken), (), tuple(breaths), bells, ()), clips


def whole(mix: Mix, frames: int = 65_536) -> Block:
    return np.concatenate(list(mix.blocks(frames)))


def test_the_voice_is_brought_to_the_reference_by_one_gain(rain: SynthBed) -> None:
    line, clips = scene()
    balance = Balance(closing=0.0)
    mix = Mix(line, clips, voice_loudness=raw_loudness(clips), bed=rain, balance=balance)
    voice = mix.stem("voice").block(0, line.length)
    first, second = line.spoken[0], line.spoken[1]
    spoken = np.concatenate([voice[said.start : said.end] for said in line.spoken])

    assert mean_loudness(spoken) == pytest.approx(SPEECH, abs=0.2)
    factor = voice[first.start + 100, 0] / clips[first.utterance].read()[100]
    assert voice[second.start + 100, 1] == pytest.approx(factor * clips[second.utterance].read()[100])


def test_each_clip_stands_exactly_in_its_place(rain: SynthBed) -> None:
    line, clips = scene()
    voice = Mix(line, clips, voice_loudness=-20.0, bed=rain).stem("voice").block(0, line.length)
    sounding = np.zeros(line.length, dtype=bool)
    for said in line.spoken:
        sounding[said.start : said.end] = True

    assert (voice[sounding].any(axis=1)).mean() > 0.999
    assert not voice[~sounding].any()


def test_the_bed_lies_its_lu_under_the_speech_while_speech_runs(rain: SynthBed) -> None:
    line, clips = scene()
    for under in (22.0, 30.0):
        mix = Mix(line, clips, voice_loudness=-20.0, bed=rain, balance=Balance(under))
        bed = mix.stem("bed").block(0, line.length)
        running = np.concatenate([bed[said.start : said.end] for said in line.spoken])

        assert mean_loudness(running) == pytest.approx(SPEECH - under, abs=1.0)


def test_the_mix_is_the_sum_of_its_stems(rain: SynthBed) -> None:
    line, clips = scene()
    mix = Mix(line, clips, voice_loudness=-20.0, bed=rain)
    stems = np.sum([mix.stem(name).block(0, line.length) for name in STEMS], axis=0)

    np.testing.assert_allclose(whole(mix), stems, atol=1e-7)
    assert all(mix.stem(name).block(0, line.length).any() for name in STEMS)


def test_without_tones_and_bed_they_are_silent_and_the_rest_is_not() -> None:
    line, clips = scene()
    mix = Mix(line, clips, voice_loudness=-20.0, bed=open_bed("none", 1), guide=None)

    assert not mix.stem("tones").block(0, line.length).any()
    assert not mix.stem("bed").block(0, line.length).any()
    np.testing.assert_array_equal(
        whole(mix)[5 * RATE : 5 * RATE + 17], mix.stem("bells").block(5 * RATE, 5 * RATE + 17)
    )


def test_the_track_begins_and_ends_in_nothing(rain: SynthBed) -> None:
    line, clips = scene()
    sound = whole(Mix(line, clips, voice_loudness=-20.0, bed=rain))

    assert len(sound) == line.length
    assert sound.dtype == np.float32
    assert np.abs(sound[:20]).max() < 1e-5
    assert np.abs(sound[-20:]).max() < 1e-5


def test_clips_are_read_once_in_order_and_dropped_when_passed(rain: SynthBed) -> None:
    line, clips = scene()
    mix = Mix(line, clips, voice_loudness=-20.0, bed=rain)
    for _ in mix.blocks(10_000):
        pass

    assert [clip.reads for clip in clips.values()] == [[n] for n in range(6)]
    whole(mix)
    assert [len(clip.reads) for clip in clips.values()] == [2] * 6


@settings(max_examples=6, deadline=None)
@given(st.lists(st.integers(1, MINUTE - 1), max_size=12))
def test_the_mix_does_not_depend_on_how_it_is_cut(rain: SynthBed, cuts: list[int]) -> None:
    line, clips = scene()
    mix = Mix(line, clips, voice_loudness=-20.0, bed=rain)
    reference = whole(Mix(line, clips, voice_loudness=-20.0, bed=rain))
    places = [0, *sorted(set(cuts)), line.length]
    pieces = {a: mix.block(a, b) for a, b in reversed(list(pairwise(places)))}

    np.testing.assert_allclose(np.concatenate([pieces[a] for a in sorted(pieces)]), reference, atol=1e-7)


def test_two_mixes_of_one_recipe_are_equal_to_the_bit() -> None:
    line, clips = scene(30 * RATE)
    first, second = (Mix(line, clips, voice_loudness=-20.0, bed=open_bed("rain", 5)) for _ in range(2))

    np.testing.assert_array_equal(whole(first), whole(second))


@pytest.mark.parametrize("name", ["rain", "sea"])
@pytest.mark.parametrize("channels", [1, 2])
def test_what_is_foreseen_is_what_is_heard(name: str, channels: int) -> None:
    line, clips = scene()
    bed = open_bed(name, 1, channels=channels)
    mix = Mix(line, clips, voice_loudness=-20.0, bed=bed, balance=Balance(taper=3.0))
    foreseen, heard = mix.foresee(), hear(mix)

    assert integrated(foreseen.energies) == pytest.approx(integrated(heard.energies), abs=0.1)
    assert len(foreseen.energies) == len(heard.energies)
    assert (foreseen.peaks >= heard.peaks - 1e-4).all()


@pytest.mark.parametrize("minutes", [3, 12])
def test_a_bed_whose_waves_just_pass_the_gate_is_foreseen_by_ear(minutes: int) -> None:
    """By its mean alone, the track would be taken for one with no sea at all."""
    here, clip = Utterance("Here."), FakeClip(4.0, 1)
    spoken = tuple(Spoken((5 + 30 * n) * RATE, clip.length, here, n) for n in range(2 * minutes))
    line = Timeline(minutes * MINUTE, RATE, RATE, spoken, (), (), (), ())
    sea, balance = open_bed("sea", 3), Balance(24.0, rise=0.0)
    level = SynthBed(sea, sea.loudness, 0.0, sea.peak)  # does not tell how far its waves stand out
    by_ear, by_mean = (
        Mix(line, {here: clip}, voice_loudness=-20.0, bed=bed, balance=balance) for bed in (sea, level)
    )
    heard = integrated(hear(by_ear).energies)

    assert integrated(by_ear.foresee().energies) == pytest.approx(heard, abs=0.2)
    assert abs(integrated(by_mean.foresee().energies) - heard) > 0.5


def test_what_is_foreseen_does_not_depend_on_the_pieces_it_is_heard_in(
    rain: SynthBed, monkeypatch: pytest.MonkeyPatch
) -> None:
    line, clips = scene()
    mix = Mix(line, clips, voice_loudness=-20.0, bed=rain)
    whole = mix.foresee()
    monkeypatch.setattr("generator.sound.mix.LONGEST", 18 * STEP)
    pieces = Mix(line, clips, voice_loudness=-20.0, bed=rain).foresee()

    np.testing.assert_array_equal(pieces.peaks, whole.peaks)
    np.testing.assert_allclose(pieces.energies, whole.energies, rtol=1e-5)


def test_a_denser_voice_keeps_its_loudness_and_brings_loud_syllables_nearer_to_soft_ones(
    rain: SynthBed,
) -> None:
    line, clips = scene()
    plain, dense = (
        Mix(line, clips, voice_loudness=raw_loudness(clips), bed=rain, balance=Balance(hold=hold))
        for hold in (None, USUAL)
    )
    before, after = (mix.stem("voice").block(0, line.length) for mix in (plain, dense))
    loud, soft = (
        denser((clips[line.spoken[0].utterance].read() * factor).astype(np.float32), Hold(0.0, 4)).std()
        for factor in (2, 0.5)
    )

    assert mean_loudness(after) == pytest.approx(mean_loudness(before), abs=0.2)
    assert 20 * np.log10(loud / soft) == pytest.approx(20 * np.log10(4.0) / RATIO, abs=1.5)
    np.testing.assert_array_equal(plain.stem("bed").block(0, RATE), dense.stem("bed").block(0, RATE))


@pytest.mark.parametrize("softer", [0.0, SOFTER])
def test_the_last_paragraph_is_softer_by_as_much_as_the_balance_says(softer: float) -> None:
    timeline, clips = scene()
    last = timeline.spoken[-1]
    assert closing_from(timeline) == last.start, "the scene's sentences are paragraphs"
    parts = {"voice_loudness": raw_loudness(clips), "bed": open_bed("none", 1)}
    plain, falling = (
        Mix(timeline, clips, balance=Balance(closing=by), **parts).stem("voice").block(0, timeline.length)  # type: ignore[arg-type]
        for by in (0.0, softer)
    )
    before, after = (np.sqrt(np.mean(np.square(sound[last.start : last.end]))) for sound in (plain, falling))

    assert 20 * np.log10(before / after) == pytest.approx(softer, abs=0.01)
    np.testing.assert_array_equal(plain[: last.start], falling[: last.start])


def test_held_peaks_leave_the_voice_room_to_be_loud() -> None:
    """Words as a voice has them: a low buzz in syllables, whose peaks stand far over its loudness."""
    time = np.arange(2 * RATE) / RATE
    buzz = np.mean([np.cos(2 * np.pi * 110 * n * time) for n in range(1, 25)], axis=0)
    word = (0.4 * buzz * np.sin(np.pi * 3 * time) ** 2).astype(np.float32)
    word *= np.float32(gain(SPEECH - mean_loudness(word[:, None])))

    def room(sound: NDArray[np.float32]) -> float:
        return float(20 * np.log10(np.abs(sound).max())) - mean_loudness(sound[:, None])

    plain, usual, firm = (room(sound) for sound in (word, denser(word), denser(word, FIRM)))
    assert np.abs(denser(word)).max() <= gain(USUAL.peak) * 1.001
    assert plain > usual + 3.0
    assert usual > firm + 0.5
