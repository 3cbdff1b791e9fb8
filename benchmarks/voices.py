"""For each voice: words a minute inside sentences, asked and reached, and what a second of speech costs on one core."""

import argparse
import os
import time

from generator.library import open_library
from generator.plan.cues import Say, Utterance
from generator.plan.sentences import words_in
from generator.plan.voice import SENTENCE_RATE, Voice
from generator.sound.clip import trim
from generator.speech.engine import SpeechEngine, open_engine
from generator.trying import ready_voices
from generator.voices import pick_voice

PACES = (80.0, 110.0, 140.0)


def reached(
    engine: SpeechEngine, voice: Voice, pace: float, sentences: list[Utterance]
) -> tuple[float, float]:
    """Words a minute inside sentences, and seconds of work for each second of speech."""
    begun = time.perf_counter()
    spoken = [engine.synthesize(sentence, voice, voice.speed(pace)) for sentence in sentences]
    cost = time.perf_counter() - begun
    heard = sum(len(trim(speech.samples, speech.rate)) / speech.rate for speech in spoken)
    return 60 * sum(words_in(sentence.text) for sentence in sentences) / heard, cost / heard


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("voices", nargs="*", help="all that can speak here, unless named")
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    library = open_library()
    sentences = [cue.utterance for cue in library.passage().cues if isinstance(cue, Say)]
    print("voice                    words a minute inside sentences, asked > reached      work/speech")
    for name in parser.parse_args().voices or ready_voices(library):
        voice = pick_voice(name, library)
        engine = open_engine(voice.engine, library.voices)
        engine.synthesize(sentences[0], voice, 1.0)  # the first one loads the model
        found = [reached(engine, voice, pace, sentences) for pace in PACES]
        engine.close()
        words = ", ".join(
            f"{SENTENCE_RATE * pace:.0f} > {rate:.0f}" for pace, (rate, _) in zip(PACES, found, strict=True)
        )
        print(f"{name:24} {words:48} {min(cost for _, cost in found):.3f}")


if __name__ == "__main__":
    main()
