"""How loud the words of a track are."""

from dataclasses import dataclass

import numpy as np
import pyloudnorm
import pytest
from numpy.typing import NDArray

from generator.plan.cues import Utterance
from generator.plan.timeline import Spoken, Timeline
from generator.sound.spoken import spoken_loudness
from generator.units import RATE


@dataclass(frozen=True)
class Hum:
    """A clip of noise at a level of its own."""

    seconds: float
    level: float

    @property
    def length(self) -> int:
        return round(self.seconds * RATE)

    def read(self) -> NDArray[np.float32]:
        noise = np.random.default_rng(self.length).standard_normal(self.length)
        return (noise * self.level).astype(np.float32)


def line(words: list[Utterance], clips: dict[Utterance, Hum]) -> Timeline:
    spoken, start = [], RATE
    for number, word in enumerate(words):
        spoken.append(Spoken(start, clips[word].length, word, number))
        start += clips[word].length + 10 * RATE
    return Timeline(start, RATE, RATE, tuple(spoken), (), (), (), ())


def test_it_is_what_is_heard_one_after_another_each_word_as_often_as_it_is_said() -> None:
    loud, soft = Utterance("In"), Utterance("A longer sentence")
    clips = {loud: Hum(0.9, 0.08), soft: Hum(3.3, 0.03)}
    words = [loud] * 12 + [soft] * 2
    heard = np.concatenate([clips[word].read() for word in words])

    found = spoken_loudness(line(words, clips), clips, -20.0)

    meter = pyloudnorm.Meter(RATE, filter_class="DeMan")
    assert found == pytest.approx(meter.integrated_loudness(heard), abs=0.1)
    assert found > spoken_loudness(line([loud, soft], clips), clips, -20.0) + 1.0


@pytest.mark.parametrize("words", [0, 1])
def test_where_next_to_nothing_is_said_the_voices_own_figure_counts(words: int) -> None:
    short = Utterance("In")
    clips = {short: Hum(0.2, 0.1)}

    assert spoken_loudness(line([short] * words, clips), clips, -26.2) == -26.2
