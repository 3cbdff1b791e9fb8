"""The figures of a voice file, measured: loudness, pace at each speed, and what a plan estimates with.

The sentences are those of the shipped practices. Every second practice is measured; the others are left to try the
figures on, so that what is told of the estimate is of sentences it has not seen.
"""

import argparse
import itertools
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pyloudnorm
from numpy.typing import NDArray

from generator.errors import InnerAllyError
from generator.library import open_library
from generator.plan.cues import Say, Utterance
from generator.plan.phrasing import SOUND, Pauses, breaks_in, syllables
from generator.plan.profile import Profile
from generator.plan.voice import Voice
from generator.plan.warmth import Warmth
from generator.prepare import prepare
from generator.request import Prepared, Request
from generator.sound.clip import resampled, trim
from generator.sound.voicing import voiced
from generator.speech.engine import SpeechEngine, open_engine
from generator.units import RATE
from generator.voices import pick_voice

LONG = 8
"""Words from which a sentence counts for the loudness."""


def prepared_all(voice: str) -> Iterator[Prepared]:
    """Every shipped practice at its usual level and length."""
    library = open_library()
    for name in library.practices():
        try:
            yield prepare(Request(name, Profile(voice=voice), clinician=True), library, pick_voice)
        except InnerAllyError as error:
            print(f"left out: {name} ({type(error).__name__})")


def sentences(prepared: Prepared) -> list[Utterance]:
    """What it says, once each."""
    cues = prepared.candidates[0].script.cues
    return list(dict.fromkeys(cue.utterance for cue in cues if isinstance(cue, Say)))


class Speaker:
    """An engine with one voice; keeps what it said."""

    def __init__(self, engine: SpeechEngine, voice: Voice) -> None:
        self._engine, self._voice = engine, voice
        self._dry = replace(voice, warmth=Warmth())
        self._plain = replace(self._dry, pauses=Pauses())
        self._said: dict[tuple[Utterance, float], tuple[NDArray[np.float32], int]] = {}

    def raw(self, said: Utterance, speed: float) -> tuple[NDArray[np.float32], int]:
        """As the engine said it."""
        if (said, speed) not in self._said:
            speech = self._engine.synthesize(said, self._voice, speed)
            self._said[said, speed] = speech.samples, speech.rate
        return self._said[said, speed]

    def trimmed(self, said: Utterance, speed: float) -> float:
        """Length of the clip as the engine said it, without the silence around it."""
        return self._seconds(said, speed, self._plain)

    def rested(self, said: Utterance, speed: float) -> float:
        """Its length with our rests."""
        return self._seconds(said, speed, self._dry)

    def finished(self, said: Utterance, speed: float) -> float:
        """Its length with rests and room."""
        return self._seconds(said, speed, self._voice)

    def _seconds(self, said: Utterance, speed: float, voice: Voice) -> float:
        samples, rate = self.raw(said, voice.speed_for(said.text, speed))
        return len(voiced(samples, rate, said.text, voice)) / rate


def words(text: str) -> int:
    return len(SOUND.findall(text))


def loudness(speaker: Speaker, said: list[Utterance], speed: float) -> tuple[float, float]:
    """Integrated loudness of the longer sentences, joined, and their spread (one standard deviation)."""
    meter = pyloudnorm.Meter(RATE)
    clips = []
    for item in said:
        if words(item.text) >= LONG:
            samples, rate = speaker.raw(item, speed)
            clips.append(resampled(trim(samples, rate), rate))
    each = [meter.integrated_loudness(clip) for clip in clips]
    return meter.integrated_loudness(np.concatenate(clips)), float(np.std(each))


def rates(speaker: Speaker, said: list[Utterance], speeds: list[float]) -> list[tuple[float, float]]:
    """Words a minute inside sentences at each speed, without the rests that we add."""
    found = []
    for speed in speeds:
        length = sum(speaker.trimmed(item, speed) for item in said)
        found.append((speed, round(60 * sum(words(item.text) for item in said) / length, 1)))
    return found


def coefficients(speaker: Speaker, voice: Voice, said: list[Utterance], speeds: list[float]) -> list[float]:
    """Sentence, letter, syllable and comma by least squares, each row weighted by 1 / length."""
    steps, paces = (list(side) for side in zip(*voice.rates, strict=True))
    at_one = np.interp(1.0, steps, paces)
    rows, lengths = [], []
    for item, speed in itertools.product(said, speeds):
        stretch = at_one / np.interp(voice.speed_for(item.text, speed), steps, paces)
        parts = SOUND.findall(item.text.lower())
        rows.append(
            stretch
            * np.array(
                [1, sum(map(len, parts)), sum(map(syllables, parts)), len(breaks_in(item.text))], float
            )
        )
        lengths.append(speaker.trimmed(item, speed))
    matrix, wanted = np.array(rows), np.array(lengths)
    return [
        float(value) for value in np.linalg.lstsq(matrix / wanted[:, None], wanted / wanted, rcond=None)[0]
    ]


def reach(speaker: Speaker, voice: Voice, said: list[Utterance], speed: float) -> float:
    """How far on the way to the wanted rests the breaks of these sentences came."""
    broken = [item for item in said if breaks_in(item.text)]
    added = sum(speaker.rested(item, speed) - speaker.trimmed(item, speed) for item in broken)
    wanted = sum(
        replace(voice, reach=1.0).estimate(item.text, speed)
        - replace(voice, reach=0.0).estimate(item.text, speed)
        for item in broken
    )
    return float(added / wanted) if wanted else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("voice", nargs="?", default="heart")
    parser.add_argument(
        "--speeds", type=float, nargs="+", help="engine speeds; those of the voice file unless told"
    )
    parser.add_argument("--each", type=int, default=8, help="sentences taken from each practice")
    given = parser.parse_args()
    everything = list(prepared_all(given.voice))
    voice, pace_speed = everything[0].voice, everything[0].speed
    speeds = given.speeds or [speed for speed, _ in voice.rates]
    engine = open_engine(voice.engine)
    speaker = Speaker(engine, voice)
    learnt = [
        item
        for one in everything[::2]
        for item in sentences(one)[:: max(1, len(sentences(one)) // given.each)]
    ]
    print(f"{voice.name}: {len(learnt)} sentences, default speed {pace_speed:g}")
    whole, spread = loudness(speaker, learnt, pace_speed)
    print(f"loudness = {whole:.1f}  (between sentences {spread:.2f} LU)")
    found = rates(speaker, learnt, speeds)
    print("rates =", [list(pair) for pair in found])
    voice = replace(voice, rates=tuple(found))
    sentence, letter, syllable, comma = coefficients(speaker, voice, learnt, speeds)
    voice = replace(voice, sentence=sentence, letter=letter, syllable=syllable, comma=comma)
    voice = replace(voice, reach=reach(speaker, voice, learnt, pace_speed))
    print(
        f"sentence = {voice.sentence:.4f}\nletter = {voice.letter:.4f}\nsyllable = {voice.syllable:.4f}\n"
        f"comma = {voice.comma:.4f}\nreach = {voice.reach:.2f}"
    )
    strays = []
    for one in everything[1::2]:
        tried = sentences(one)[:: max(1, len(sentences(one)) // given.each)]
        true = sum(speaker.finished(item, pace_speed) for item in tried)
        strays.append(sum(voice.estimate(item.text, pace_speed) for item in tried) / true - 1)
    print(
        f"on {len(strays)} other practices at {pace_speed:g}: mean {np.mean(strays):+.1%},"
        f" at worst {max(strays, key=abs):+.1%}"
    )
    engine.close()


if __name__ == "__main__":
    main()
