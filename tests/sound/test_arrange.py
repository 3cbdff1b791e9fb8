"""Every bed in every situation: how far it lies under the words, and what the bus asks of tones and voice."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from generator.plan.choices import BEDS
from generator.plan.cues import Utterance
from generator.plan.profile import Profile
from generator.plan.situations import MOST_UNDER_FEW_WORDS, SITUATIONS
from generator.plan.timeline import Breath, Phase, Spoken, Timeline
from generator.sound.arrange import balance, mix_of, wants_firm_hold
from generator.sound.beds import open_bed
from generator.sound.guide import GUIDES
from generator.sound.loudness import LoudnessMeter, integrated
from generator.sound.mix import Mix
from generator.sound.reading import Reading, hear
from generator.units import RATE, gain

SAID = Utterance("Here is a sentence.")
EVERY, LONG = 7 * RATE, 3 * RATE
LINE = Timeline(
    70 * EVERY,
    4 * RATE,
    10 * RATE,
    tuple(Spoken((n + 1) * EVERY, LONG, SAID, n) for n in range(68)),
    (),
    (),
    (),
    (),
)


@dataclass(frozen=True)
class Words:
    """Three seconds that are as loud all the time."""

    length: int = LONG

    def read(self) -> NDArray[np.float32]:
        return np.random.default_rng(2).standard_normal(LONG).astype(np.float32) * np.float32(0.05)


def mix(situation: str, bed: str, line: Timeline = LINE, profile: Profile | None = None) -> Mix:
    meter = LoudnessMeter(1)
    meter.add(Words().read()[:, None])
    place = SITUATIONS[situation]
    return mix_of(
        line,
        {SAID: Words()},
        voice_loudness=meter.integrated(),
        bed=open_bed(bed, 0, channels=1 if place.noisy else 2, length=line.length),
        seed=0,
        situation=place,
        profile=profile or Profile(),
    )


def loudness(mixed: Mix, stem: str, line: Timeline) -> float:
    meter = LoudnessMeter(mixed.channels)
    for said in line.spoken:
        meter.add(mixed.stem(stem).block(said.start, said.end))
    return meter.integrated()


@pytest.mark.parametrize("words", [14, 68])
@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("bed", BEDS)
def test_every_bed_lies_as_far_under_the_words_as_planned(situation: str, bed: str, words: int) -> None:
    """In two minutes as in eight: a gust that happens to fall upon a word brings the bed no nearer."""
    line = replace(LINE, length=(words + 2) * EVERY, spoken=LINE.spoken[:words])
    mixed = mix(situation, bed, line)

    assert loudness(mixed, "voice", line) - loudness(mixed, "bed", line) == pytest.approx(
        SITUATIONS[situation].bed_under, abs=0.5
    )


def breathing(words: int, led: int = 6) -> Timeline:
    """A few words, then breaths for six minutes, the first `led` of them at their full level."""
    spoken = tuple(Spoken((n + 1) * EVERY, LONG, SAID, n) for n in range(words))
    begin = (words + 1) * EVERY
    breaths, place = [], begin
    for number in range(32):
        for phase, seconds in zip(Phase, (4, 1, 6), strict=True):
            breaths.append(Breath(place, seconds * RATE, phase, number, soft=number >= led))
            place += seconds * RATE
    return replace(LINE, length=place + 10 * RATE, spoken=spoken, breaths=tuple(breaths))


@pytest.mark.parametrize("sound", GUIDES)
@pytest.mark.parametrize("words", [48, 70])
def test_on_the_bus_soft_breathing_sounds_have_no_say_in_the_loudness(words: int, sound: str) -> None:
    """Six minutes of breaths, two and a half or three and a half of words: with all tones 14 LU under the voice the meter falls by 3 LU."""
    line = breathing(words)
    whole = mix("commute", "rain", line, Profile(breath_sound=sound)).foresee()
    counted = replace(line, breaths=tuple(breath for breath in line.breaths if not breath.soft))
    without = mix("commute", "rain", counted, Profile(breath_sound=sound)).foresee()

    assert integrated(whole.energies) == pytest.approx(integrated(without.energies), abs=0.35)
    tones = mix("commute", "rain", line, Profile(breath_sound=sound)).stem("tones")
    bed = mix("commute", "rain", line).stem("bed")
    soft = next(b for b in line.breaths if b.soft and b.phase is Phase.EXHALE)
    levels = []
    for stem in (tones, bed):
        meter = LoudnessMeter(1)
        meter.add(stem.block(soft.start, soft.start + soft.length))
        levels.append(meter.integrated())
    assert levels[0] > levels[1] - 4.5  # still to be heard


@pytest.mark.parametrize("words", [18, 28, 40])
@pytest.mark.parametrize("bed", ["rain", "sea", "night"])
@pytest.mark.parametrize("situation", SITUATIONS)
def test_where_few_words_are_said_they_alone_make_the_loudness(situation: str, bed: str, words: int) -> None:
    """A ninth, a seventh, nearly a fifth of the track: else they would have to be shouted to bring the whole to its target."""
    line = breathing(words, led=1)
    mixed = mix(situation, bed, line)
    found = mixed.foresee()

    assert integrated(found.energies) == pytest.approx(integrated(hear(mixed).energies), abs=0.2)
    assert found.voice - integrated(found.energies) < 2.0
    gap = loudness(mixed, "voice", line) - loudness(mixed, "bed", line)
    planned = balance(SITUATIONS[situation], Profile(), line).bed_under
    assert gap == pytest.approx(planned, abs=0.5)
    assert SITUATIONS[situation].bed_under <= planned <= MOST_UNDER_FEW_WORDS


def test_a_bed_that_was_wished_for_stays_where_it_was_wished() -> None:
    line = breathing(14)

    assert balance(SITUATIONS["commute"], Profile(bed_level=15.0), line).bed_under == 15.0
    assert balance(SITUATIONS["session"], Profile(bed_level=28.0), line).bed_under == 28.0


@pytest.mark.parametrize(("situation", "tops", "firm"), [
    ("commute", -13.5, False), ("commute", -11.0, True), ("session", -6.0, False),
])  # fmt: skip
def test_a_firm_hold_is_for_words_whose_peaks_have_no_room_on_the_bus(
    situation: str, tops: float, firm: bool
) -> None:
    """Words at -26 LUFS in one channel, lifted by 12 dB under a ceiling of -2.9 dBTP."""
    energies = np.full(200, 10 ** ((-26.0 + 0.691) / 10))
    peaks = np.full(200, gain(-30.0), dtype=np.float32)
    peaks[:60] = gain(tops)

    assert wants_firm_hold(SITUATIONS[situation], Reading(energies, peaks)) is firm
    assert not wants_firm_hold(SITUATIONS[situation], Reading(np.zeros(200), np.zeros(200, dtype=np.float32)))
