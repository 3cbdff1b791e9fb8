"""What a voice makes of whole practices: pace asked and reached, loudness from sentence to sentence, estimate and render.

Everything is measured on finished clips and on the plans that they lead to, at each form's own best length.
"""

import argparse
from itertools import pairwise

import numpy as np

from generator.library import open_library
from generator.plan.cues import Utterance
from generator.plan.profile import Profile
from generator.plan.schedule import natural
from generator.plan.sentences import words_in
from generator.plan.timeline import COUNTS, Spoken, Timeline
from generator.prepare import prepare
from generator.request import Prepared, Request
from generator.sound.clip import Mono, resampled
from generator.sound.loudness import LoudnessMeter
from generator.sound.voicing import NUDGED_FROM, voiced
from generator.speech.engine import SpeechEngine, open_engine
from generator.units import RATE, Samples, to_seconds
from generator.voices import pick_voice

PRACTICES = (
    "soothing-breath", "compassionate-other", "safe-atmosphere", "friend-voice", "younger-self", "three-systems",
    "meet-critic", "gratitude",
)  # fmt: skip


class Clips:
    """Finished clips, each made once."""

    def __init__(self, engine: SpeechEngine, prepared: Prepared) -> None:
        self._engine, self._prepared = engine, prepared
        self._made: dict[Utterance, tuple[Mono, int]] = {}

    def get(self, said: Utterance) -> tuple[Mono, int]:
        """Samples and rate."""
        if said not in self._made:
            voice = self._prepared.voice
            speech = self._engine.synthesize(said, voice, voice.speed_for(said.text, self._prepared.speed))
            self._made[said] = voiced(speech.samples, speech.rate, said.text, voice), speech.rate
        return self._made[said]

    def length(self, said: Utterance) -> Samples:
        """Frames at `RATE`, as a stored clip would have them."""
        samples, rate = self.get(said)
        return (2 * len(samples) * RATE + rate) // (2 * rate)

    def loudness(self, said: Utterance) -> float:
        """Integrated loudness, in LUFS."""
        meter = LoudnessMeter(1)
        meter.add(resampled(*self.get(said))[:, None])
        return meter.integrated()


def paces(timeline: Timeline) -> tuple[list[tuple[int, float]], list[tuple[int, float]]]:
    """Words and seconds of each paragraph of two sentences and more, in two ways.

    First: each sentence with the quiet after it, the last one left out. Second: from first word to last.
    """
    paragraphs: dict[int, list[Spoken]] = {}
    for said in timeline.spoken:
        if said.paragraph != COUNTS:
            paragraphs.setdefault(said.paragraph, []).append(said)
    with_quiet, edge_to_edge = [], []
    for spoken in paragraphs.values():
        runs = [spoken]
        for before, after in pairwise(spoken):  # a named pause inside a paragraph begins a new run
            if after.start - before.end > 2.5 * RATE:
                at = runs[-1].index(after)
                runs[-1:] = [runs[-1][:at], runs[-1][at:]]
        for run in runs:
            if len(run) > 1:
                words = [words_in(said.utterance.text) for said in run]
                with_quiet.append((sum(words[:-1]), to_seconds(run[-1].start - run[0].start)))
                edge_to_edge.append((sum(words), to_seconds(run[-1].end - run[0].start)))
    return with_quiet, edge_to_edge


def rate(found: list[tuple[int, float]]) -> float:
    return 60 * sum(words for words, _ in found) / sum(seconds for _, seconds in found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("practices", nargs="*", default=PRACTICES)
    parser.add_argument("--voice", default="heart")
    parser.add_argument("--paces", type=float, nargs="+", default=[100, 110, 120])
    given = parser.parse_args()
    library = open_library()
    engine = open_engine(library.voice(given.voice).engine)
    for pace in given.paces:
        with_quiet, edges, steps, levels = [], [], [], []
        print(f"pace {pace:g}: practice, estimate and render at their own best length, in seconds")
        for name in given.practices:
            profile = Profile(voice=given.voice, pace=pace)
            prepared = prepare(Request(name, profile, clinician=True), library, pick_voice)
            candidate = prepared.candidates[0]
            clips = Clips(engine, prepared)
            guessed = natural(candidate.script, prepared.estimated, candidate.guidance).timeline
            true = natural(candidate.script, clips.length, candidate.guidance).timeline
            speech = [sum(said.length for said in timeline.spoken) for timeline in (guessed, true)]
            print(
                f"  {name:22} {to_seconds(guessed.length):7.1f} {to_seconds(true.length):7.1f}"
                f" {guessed.length / true.length - 1:+.1%}, speech alone {speech[0] / speech[1] - 1:+.1%}"
            )
            quiet, edge = paces(true)
            with_quiet += quiet
            edges += edge
            long = [
                clips.loudness(said.utterance) for said in true.spoken if said.length >= NUDGED_FROM * RATE
            ]
            levels += long
            steps += [abs(after - before) for before, after in pairwise(long)]
        print(
            f"  reached: {rate(with_quiet):.1f} words a minute, each sentence with the quiet after it;"
            f" {rate(edges):.1f} from a paragraph's first word to its last"
        )
        print(
            f"  sentences of {NUDGED_FROM:g} s and more: sd {np.std(levels):.2f} LU, neighbours {max(steps):.2f} LU apart"
            f" at most (95 in 100 within {np.percentile(steps, 95):.2f})"
        )
    engine.close()


if __name__ == "__main__":
    main()
