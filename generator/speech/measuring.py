"""Getting to know a voice: how loud it is, how fast, how long its sentences are, heard from a few sentences."""

from collections.abc import Sequence
from dataclasses import replace

from generator.plan.cues import Utterance
from generator.plan.phrasing import Pauses
from generator.plan.sentences import words_in
from generator.plan.voice import SENTENCE_RATE, Voice
from generator.plan.warmth import Warmth
from generator.sound.clip import resampled, trim
from generator.sound.loudness import LoudnessMeter
from generator.speech.crew import Crew, Job
from generator.speech.engine import EngineFactory
from generator.speech.synthesis import TIME_LIMIT
from generator.units import Decibels, Seconds

_PLAIN_PACE = 110.0
_SHORTEST_HEARD: Seconds = 1.0


def measured(voice: Voice, sentences: Sequence[Utterance], engine_factory: EngineFactory) -> Voice:
    """The voice with figures of its own in place of guessed ones; nothing that it says is kept.

    It speaks the sentences at its slowest, its middle and its own speed. Loudness is BS.1770's, of all sentences
    joined, at the speed nearest to the plain pace; a rate is words by the length of the trimmed sentences, without
    the rests that are added to them later.

    Args:
        voice: Whose figures are a guess.
        sentences: Ten or so, of eight words and more for the most part.
        engine_factory: Opens its engine.

    Raises:
        EngineError: It cannot speak.
    """
    speeds = sorted({voice.rates[0][0], voice.rates[len(voice.rates) // 2][0], 1.0})
    words = sum(words_in(sentence.text) for sentence in sentences)
    loudness: dict[float, Decibels] = {}
    rates: list[tuple[float, float]] = []
    natural: Seconds = 0.0
    crew = Crew(engine_factory, voice, TIME_LIMIT)
    try:
        for speed in speeds:
            natural, loudness[speed] = _heard(crew, sentences, speed)
            rates.append((speed, 60.0 * words / natural))
    finally:
        crew.close()
    plain = min(rates, key=lambda pair: abs(pair[1] - SENTENCE_RATE * _PLAIN_PACE))[0]
    bare = replace(voice, pauses=Pauses(), warmth=Warmth())
    guessed = sum(bare.estimate(sentence.text, 1.0) for sentence in sentences)
    return voice.as_measured(loudness[plain], _rising(rates), natural / guessed)


def _heard(crew: Crew, sentences: Sequence[Utterance], speed: float) -> tuple[Seconds, Decibels]:
    """Length of all sentences, trimmed, and their loudness."""
    spoken = {
        job.utterance: (trim(samples, rate), rate)
        for job, samples, rate in crew.speak(Job(sentence, speed) for sentence in sentences)
    }
    meter = LoudnessMeter(channels=1)
    length: Seconds = 0.0
    for sentence in sentences:  # in their order, whichever was ready first
        clip, rate = spoken[sentence]
        length += len(clip) / rate
        if len(clip) >= _SHORTEST_HEARD * rate:
            meter.add(resampled(clip, rate)[:, None])
    return length, meter.integrated()


def _rising(rates: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Rates that rise with the speed, as a voice's must: what chance turned round is left out."""
    kept = [rates[-1]]
    for speed, rate in reversed(rates[:-1]):
        if rate < kept[-1][1]:
            kept.append((speed, rate))
    if len(kept) == 1:  # an engine that pays no heed to speed
        speed, rate = kept[0]
        kept.append((speed * 0.9, rate * 0.9))
    return tuple((speed, rate) for speed, rate in reversed(kept))
