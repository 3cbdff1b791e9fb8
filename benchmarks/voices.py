"""For each voice: words a minute inside sentences, asked and reached, and what a second of speech costs on one core."""

import argparse
import os

from generator.library import open_library
from generator.plan.cues import Say, Utterance
from generator.plan.sentences import words_in
from generator.plan.voice import SENTENCE_RATE, Voice
from generator.sound.clip import trim
from generator.speech.engine import SpeechEngine, open_engine
from generator.trying import ready_voices
from generator.voices import pick_voice

PACES = (80.0, 110.0, 140.0)


def spoken(
    engine: SpeechEngine, voice: Voice, pace: float, sentences: list[Utterance]
) -> tuple[float, float]:
    """Words a minute inside sentences, and seconds of speech."""
    speeches = [engine.synthesize(sentence, voice, voice.speed(pace)) for sentence in sentences]
    heard = sum(len(trim(speech.samples, speech.rate)) / speech.rate for speech in speeches)
    return 60 * sum(words_in(sentence.text) for sentence in sentences) / heard, heard


def work() -> float:
    """Seconds of a core that this process and those that it started and ended have had."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("voices", nargs="*", help="all that can speak here, unless named")
    library = open_library()
    sentences = [cue.utterance for cue in library.passage().cues if isinstance(cue, Say)]
    print(f"{'voice':24} {'words a minute, asked > reached':40} work/speech  to get ready")
    for name in parser.parse_args().voices or ready_voices(library):
        voice = pick_voice(name, library)
        engine = open_engine(voice.engine, library.voices)
        begun = work()
        engine.synthesize(sentences[0], voice, 1.0)  # the first one loads the model
        ready = work()
        found = [spoken(engine, voice, pace, sentences) for pace in PACES]
        engine.close()
        cost = (work() - ready) / sum(heard for _, heard in found)
        words = ", ".join(
            f"{SENTENCE_RATE * pace:.0f} > {rate:.0f}" for pace, (rate, _) in zip(PACES, found, strict=True)
        )
        print(f"{name:24} {words:40} {cost:.4f}       {ready - begun:.1f} s")


if __name__ == "__main__":
    main()
