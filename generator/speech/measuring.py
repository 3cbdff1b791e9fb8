"""Getting to know a voice: how loud it is, how fast, how long its sentences are, heard from a few sentences."""

from collections.abc import Mapping, Sequence

from generator.plan.cues import Utterance
from generator.plan.sentences import words_in
from generator.plan.voice import SENTENCE_RATE, Voice
from generator.sound.clip import StoredClip
from generator.speech.cache import ClipStore
from generator.speech.engine import EngineFactory
from generator.speech.synthesis import speak_all
from generator.units import RATE, Decibels, Seconds, to_seconds

_PLAIN_PACE = 110.0
_SHORTEST_HEARD: Seconds = 1.0


def measured(voice: Voice, sentences: Sequence[Utterance], engine_factory: EngineFactory) -> Voice:
    """The voice with figures of its own in place of guessed ones; nothing that it says is kept.

    It speaks the sentences at its slowest, its middle and its own speed. Loudness is BS.1770's, of all sentences
    joined, at the speed nearest to the plain pace; a rate is words by the length of the clips.

    Args:
        voice: Whose figures are a guess.
        sentences: Ten or so, of eight words and more for the most part.
        engine_factory: Opens its engine.

    Raises:
        EngineError: It cannot speak.
        OutputError: Not even a temporary folder can be written.
    """
    speeds = sorted({voice.rates[0][0], voice.rates[len(voice.rates) // 2][0], 1.0})
    words = sum(words_in(sentence.text) for sentence in sentences)
    loudness: dict[float, Decibels] = {}
    rates: list[tuple[float, float]] = []
    natural: Seconds = 0.0
    # Without folders to keep clips in, the store keeps them for this run only.
    with ClipStore(None, None, bytes(32)) as store:
        for speed in speeds:
            clips = speak_all(sentences, voice=voice, speed=speed, engine_factory=engine_factory, store=store)
            natural = sum(to_seconds(clip.length) for clip in clips.values())
            rates.append((speed, 60.0 * words / natural))
            loudness[speed] = _loudness(clips)
    plain = min(rates, key=lambda pair: abs(pair[1] - SENTENCE_RATE * _PLAIN_PACE))[0]
    guessed = sum(voice.estimate(sentence.text, 1.0) for sentence in sentences)
    return voice.as_measured(loudness[plain], _rising(rates), natural / guessed)


def _loudness(clips: Mapping[Utterance, StoredClip]) -> Decibels:
    from generator.sound.loudness import LoudnessMeter

    meter = LoudnessMeter(channels=1)
    for clip in clips.values():
        if clip.length >= _SHORTEST_HEARD * RATE:
            meter.add(clip.read()[:, None])
    return meter.integrated()


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
