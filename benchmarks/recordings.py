"""How well lines are found in long takes, with likeness and without: lines missing, repeated and begun twice, breaths, hum.

Other voices stand in for people. Run as ``python -m benchmarks.recordings``, from the checkout's folder.
"""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from generator.examples import Examples, examples_of
from generator.faults import judged
from generator.hearing import Ear, Heard
from generator.library import Library, open_library
from generator.plan.cue_sheet import CueSheet
from generator.plan.profile import Profile
from generator.request import Request
from generator.sheets import sheet_for_practice
from generator.sound.clip import trim
from generator.sound.takes import Take, read_take
from generator.speech.engine import open_engine
from generator.voices import pick_voice
from tests.recordings.room import RATE, Sound, Taping, at_rate, whole_reading

PRACTICES = ("soothing-breath:standard", "time-out:brief", "safe-atmosphere:brief")
VOICES = ("joe", "system")
SPEEDS = (0.82, 0.92)
"""Of a line's take, and of the other take that is said before some lines."""
CHANCES = (0.10, 0.07, 0.18, 0.08, 0.04)
"""As `tests.recordings.room` counts them; a little fewer than there."""
NEAR = 0.5
"""A line is in its place when both its ends are within so many seconds of where they were said."""


@dataclass
class Reader:
    """One voice's takes of a sheet's lines."""

    takes: list[Sound]
    again: list[Sound]

    @classmethod
    def of(cls, name: str, sheet: CueSheet, library: Library) -> "Reader":
        """That voice at two speeds."""
        voice = pick_voice(name, library)
        engine = open_engine(voice.engine, library.voices)

        def said(speed: float) -> list[Sound]:
            speeches = [engine.synthesize(line.utterance, voice, speed) for line in sheet.lines]
            return [at_rate(trim(speech.samples, speech.rate), speech.rate) for speech in speeches]

        takes, again = map(said, SPEEDS)
        engine.close()
        return cls(takes, again)

    def reading(self, seed: int, missing: Sequence[int]) -> Taping:
        """A long take: some lines said twice, some begun and broken off, with breaths, coughs and knocks."""
        return whole_reading(self.takes, self.again, seed, missing=missing, chances=CHANCES)


def heard_in(taping: Taping) -> Take:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "take.flac"
        soundfile.write(file, np.clip(taping.sound(hum=0.006, rumble=0.01, room=0.0008), -1, 1), RATE)
        return read_take(file)


def in_place(heard: Heard, taping: Taping) -> int:
    ends = {item.line.number: (item.spans[0][0] / RATE, item.spans[-1][1] / RATE) for item in heard.placed}
    return sum(
        number in ends and all(abs(at - true) < NEAR for at, true in zip(ends[number], span, strict=True))
        for number, span in taping.spans.items()
    )


def judge(
    counts: Counter[str],
    way: str,
    ear: Ear,
    sheet: CueSheet,
    missing: set[int],
    taping: Taping,
) -> None:
    heard = ear.all_together(sheet.lines)
    _, good = judged(heard, heard.missing)
    named = {line.number for line in sheet.lines} - {item.line.number for item in good}
    unsure = {line.number for others in heard.instead.values() for line in others}
    exact = {line.number for line in heard.missing} == missing and not named - missing - unsure
    counts[f"{way} exact"] += exact
    counts[f"{way} told"] += named >= missing
    counts[f"{way} placed"] += in_place(heard, taping)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("voices", nargs="*", default=VOICES)
    parser.add_argument("--practices", nargs="*", default=PRACTICES, metavar="NAME:LENGTH")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--missing", type=int, default=3)
    wish = parser.parse_args()
    library = open_library()
    print(
        f"{'practice':20} {'voice':12} {wish.missing} missing: exactly those named, at least those, placed | without likeness"
    )
    for practice in wish.practices:
        name, _, length = practice.partition(":")
        sheet = sheet_for_practice(Request(name, Profile(), length=length or "brief"), library)
        examples = examples_of([line.utterance for line in sheet.lines], library, lambda _share: None)
        for voice in wish.voices:
            row(practice, voice, sheet, examples, Reader.of(voice, sheet, library), wish)


def row(
    practice: str,
    voice: str,
    sheet: CueSheet,
    examples: Examples | None,
    reader: Reader,
    wish: argparse.Namespace,
) -> None:
    counts: Counter[str] = Counter()
    lines, spent = 0, 0.0
    for seed in range(wish.runs):
        draw = np.random.default_rng([seed, 9])
        missing = {1 + int(at) for at in draw.choice(len(sheet.lines), wish.missing, replace=False)}
        taping = reader.reading(seed, sorted(missing))
        take = heard_in(taping)
        lines += len(taping.spans)
        begun = time.process_time()
        judge(counts, "with", Ear([take], sheet.lines, examples), sheet, missing, taping)
        spent += time.process_time() - begun
        judge(counts, "without", Ear([take], sheet.lines, None), sheet, missing, taping)
    told = " | ".join(
        f"{counts[f'{way} exact']}/{wish.runs} {counts[f'{way} told']}/{wish.runs} {counts[f'{way} placed']}/{lines}"
        for way in ("with", "without")
    )
    print(f"{practice:20} {voice:12} {told}  ({spent / wish.runs:.1f} s of work a take)", flush=True)


if __name__ == "__main__":
    main()
