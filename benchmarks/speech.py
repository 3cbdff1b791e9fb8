"""What a voice makes of practices: pace asked and reached, loudness from sentence to sentence, estimate and render.

Everything is measured on finished clips and on the plans that they lead to, each practice at its usual length. Pace is
what `plan/pacing.py` calls it: a paragraph's words by the time from its first word to its last. A practice's is that of
its paragraphs of two sentences and more together, since one sentence by itself has no quiet to keep a pace with; those
are told beside it.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from generator.fitting import choose
from generator.library import open_library
from generator.plan.closing import SOFTER, closing_from
from generator.plan.cues import Utterance
from generator.plan.profile import Profile
from generator.plan.schedule import natural
from generator.plan.sentences import words_in
from generator.plan.timeline import COUNTS, Spoken, Timeline
from generator.prepare import prepare
from generator.request import Prepared, Request
from generator.sound.clip import resampled
from generator.sound.loudness import LoudnessMeter
from generator.sound.voicing import voiced
from generator.speech.engine import SpeechEngine, open_engine
from generator.units import RATE, Samples, Seconds, to_seconds
from generator.voices import pick_voice

PRACTICES = (
    "soothing-breath", "compassionate-other", "safe-atmosphere", "friend-voice", "younger-self", "three-systems",
    "meet-critic", "gratitude",
)  # fmt: skip


LONG: Seconds = 3.0
"""From here on a sentence's loudness is compared with its neighbour's."""


class Clips:
    """Lengths and loudness of finished clips, each clip made once."""

    def __init__(self, engine: SpeechEngine) -> None:
        self._engine = engine
        self._made: dict[tuple[Utterance, float], tuple[Samples, float]] = {}

    def get(self, said: Utterance, prepared: Prepared) -> tuple[Samples, float]:
        """Frames at `RATE`, as a stored clip would have them, and integrated loudness in LUFS."""
        voice = prepared.voice
        speed = voice.speed_for(said.text, prepared.speed)
        if (said, speed) not in self._made:
            speech = self._engine.synthesize(said, voice, speed)
            clip = voiced(speech.samples, speech.rate, said.text, voice)
            meter = LoudnessMeter(1)
            meter.add(resampled(clip, speech.rate)[:, None])
            frames = (2 * len(clip) * RATE + speech.rate) // (2 * speech.rate)
            self._made[said, speed] = frames, meter.integrated()
        return self._made[said, speed]


def stretches(timeline: Timeline) -> Iterator[list[Spoken]]:
    """The sentences of each paragraph, cut where a named pause stands inside it."""
    quiet = {silence.start for silence in timeline.silences}
    run: list[Spoken] = []
    for said in timeline.spoken:
        if run and (said.paragraph != run[-1].paragraph or run[-1].end in quiet):
            yield run
            run = []
        if said.paragraph != COUNTS:
            run.append(said)
    if run:
        yield run


@dataclass
class Found:
    """What was measured at one pace."""

    practices: list[float] = field(default_factory=list)
    """Pace of each."""
    paragraphs: dict[str, list[float]] = field(default_factory=lambda: {"1": [], "2": [], "3+": []})
    """Pace of each, by how many sentences it has."""
    strays: list[float] = field(default_factory=list)
    """Length of each practice's own best plan, estimated by true, less one."""
    levels: list[float] = field(default_factory=list)
    steps: list[float] = field(default_factory=list)

    def add(self, timeline: Timeline) -> None:
        """One practice."""
        words, seconds = 0, 0.0
        for run in stretches(timeline):
            count = sum(words_in(said.utterance.text) for said in run)
            long = to_seconds(run[-1].end - run[0].start)
            self.paragraphs[str(len(run)) if len(run) < 3 else "3+"].append(60 * count / long)
            if len(run) > 1:
                words, seconds = words + count, seconds + long
        if seconds:
            self.practices.append(60 * words / seconds)

    def tell(self, pace: float) -> str:
        """In a few lines."""
        by_length = "; ".join(f"{key}: {_spread(found)}" for key, found in self.paragraphs.items() if found)
        stray = f"{np.mean(self.strays):+.1%}, at worst {max(self.strays, key=abs):+.1%}"
        return (
            f"pace {pace:g}: {len(self.practices)} practices reach {_spread(self.practices)} words a minute\n"
            f"  paragraphs of so many sentences: {by_length}\n"
            f"  plan of a practice, estimated against rendered: {stray}\n"
            f"  sentences of {LONG:g} s and more: sd {np.std(self.levels):.2f} LU, neighbours at most"
            f" {max(self.steps):.2f} LU apart (95 in 100 within {np.percentile(self.steps, 95):.2f})"
        )


def _spread(found: Sequence[float]) -> str:
    low, middle, high = np.percentile(found, (10, 50, 90))
    return f"{middle:.0f} (8 in 10 from {low:.0f} to {high:.0f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("practices", nargs="*", default=PRACTICES, help="eight unless named; 'all' for all")
    parser.add_argument("--voice", default="heart")
    parser.add_argument("--paces", type=float, nargs="+", default=[100, 105, 112, 120])
    given = parser.parse_args()
    library = open_library()
    names = library.practices() if "all" in given.practices else given.practices
    engine = open_engine(pick_voice(given.voice, library).engine, library.voices)
    clips = Clips(engine)
    for pace in given.paces:
        found = Found()
        for name in names:
            profile = Profile(voice=given.voice, pace=pace)
            prepared = prepare(Request(name, profile, clinician=True), library, pick_voice)
            candidate = prepared.candidates[0]

            def length(said: Utterance, prepared: Prepared = prepared) -> Samples:
                return clips.get(said, prepared)[0]

            chosen = choose(prepared, candidate, length)
            assert chosen is not None, "no length was asked for"
            line = chosen.solution.timeline
            found.add(line)
            guessed, true = (
                natural(candidate.script, lengths, candidate.guidance).timeline.length
                for lengths in (prepared.estimated, length)
            )
            found.strays.append(guessed / true - 1)
            closing = closing_from(line)
            long = [
                clips.get(said.utterance, prepared)[1] - (SOFTER if said.start >= closing else 0.0)
                for said in line.spoken
                if said.length >= LONG * RATE
            ]
            found.levels += long
            found.steps += [abs(after - before) for before, after in pairwise(long)]
        print(found.tell(pace), flush=True)
    engine.close()


if __name__ == "__main__":
    main()
