"""The same track by pydub, as people write it, plainly and thriftily, beside `innerally render` with its clips at hand.

Both get the same clips, places, breathing sounds, bells and bed; both write an MP3 of LAME's V4, quality 5. pydub is given
everything as files at the track's own rate and level, so that it neither resamples nor synthesises. It does less:
positions are whole milliseconds, the bed is one minute that comes round, and the peak is brought to the ceiling instead
of the loudness to its target.
"""

import argparse
import hashlib
import json
import statistics
import tempfile
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks.whole_way import run

PRACTICES = ("soothing-breath", "compassionate-other")
"""One with a tone for nearly every breath, and one of words and quiet."""

BED_SECONDS = 60
RISE, STEP_BACK, COME_UP = 3.0, 600, 2_500
"""How far the bed comes up in quiet, in dB, and over how many milliseconds it steps back and comes up again."""
WAYS = ("plain", "thrifty")
CEILING = 1.5
"""The highest peak lies this far under full scale, in dB."""


def child_files(practice: str, minutes: float, folder: Path) -> None:
    """Write the sounds of a track as WAV files, and where they belong, in milliseconds."""
    import numpy as np
    import soundfile

    from generator.library import open_library
    from generator.plan.profile import Profile
    from generator.prepare import prepare
    from generator.request import Request
    from generator.sound.arrange import mix_of
    from generator.sound.beds import open_bed
    from generator.sound.bells import LENGTH
    from generator.sound.ducking import phrases
    from generator.sound.spoken import spoken_loudness
    from generator.sound.swell import OVERLAP
    from generator.speaking import clip_store, code_for_clips, tell
    from generator.units import RATE
    from generator.voices import pick_voice

    library = open_library()
    wish = Request(practice, Profile(name="Robin", code="bench", bed="rain"), minutes=minutes)
    prepared = prepare(wish, library, pick_voice)
    with clip_store(library, code_for_clips(prepared)) as store:
        line = (told := tell(prepared, store, library, lambda _: None, 1.0)).timeline
        mix = mix_of(
            line,
            told.clips,
            voice_loudness=spoken_loudness(line, told.clips, prepared.voice.loudness),
            bed=open_bed("rain", wish.seed),
            seed=wish.seed,
            situation=prepared.situation,
            profile=wish.profile,
        )
        ends = {"voice": [(said.start, said.end) for said in line.spoken]}
        ends["bells"] = [(bell.start, min(bell.start + LENGTH, line.length)) for bell in line.bells]
        cycles = [list(cycle) for _, cycle in groupby(line.breaths, lambda breath: breath.cycle)]
        ends["tones"] = [
            (cycle[0].start, cycle[-1].start + cycle[-1].length + (OVERLAP if len(cycle) < 2 else 0))
            for cycle in cycles
        ]
        placed: dict[str, list[tuple[str, int]]] = {}
        for stem, stretches in ends.items():
            for start, end in stretches:
                sound = mix.stem(stem).block(start, end)[:, 0]
                name = hashlib.sha256(sound.tobytes()).hexdigest()[:16] + ".wav"
                soundfile.write(folder / name, sound, RATE, "PCM_16")
                placed.setdefault(stem, []).append((name, round(1_000 * start / RATE)))
        middle = line.length // 2
        bed = mix.stem("bed").block(middle, middle + BED_SECONDS * RATE)
        soundfile.write(folder / "bed.wav", np.clip(bed, -1.0, 1.0), RATE, "PCM_16")
    spans = [
        (round(1_000 * start / RATE), round(1_000 * end / RATE))
        for start, end in phrases([*line.spoken, *line.breaths])
    ]
    told_places = {"placed": placed, "phrases": spans, "rate": RATE}
    for name, frames in (("length", line.length), ("head", line.head), ("tail", line.tail)):
        told_places[name] = round(1_000 * frames / RATE)
    (folder / "places.json").write_text(json.dumps(told_places))
    print(json.dumps({stem: len(sounds) for stem, sounds in placed.items()}))


def child_pydub(way: str, folder: Path, output: Path) -> None:
    """Make the track of those files."""
    from pydub.effects import normalize

    places: dict[str, Any] = json.loads((folder / "places.json").read_text())
    track = {"plain": plain, "thrifty": thrifty}[way](folder, places)
    track = normalize(track.fade_in(places["head"]).fade_out(places["tail"]), headroom=CEILING)
    track.export(output, format="mp3", parameters=["-q:a", "4"], tags={"title": "A track"}).close()
    print(json.dumps({"seconds": len(track) / 1_000}))


def plain(folder: Path, places: dict[str, Any]) -> Any:
    """As pydub's own documentation has it: everything laid over the bed, which steps back while it sounds."""
    from pydub import AudioSegment

    base = AudioSegment.silent(places["length"], frame_rate=places["rate"]).set_channels(2)
    track = base.overlay(AudioSegment.from_wav(folder / "bed.wav"), loop=True)
    sounds: dict[str, Any] = {}
    for stem, gain in (("voice", -RISE), ("tones", 0.0), ("bells", 0.0)):
        for name, position in places["placed"].get(stem, ()):
            if name not in sounds:
                sounds[name] = AudioSegment.from_wav(folder / name)
            track = track.overlay(sounds[name], position=position, gain_during_overlay=gain)
    return track


def thrifty(folder: Path, places: dict[str, Any]) -> Any:
    """As somebody writes it who knows what pydub copies: all but the bed on one channel, each phrase of the bed once."""
    from pydub import AudioSegment

    length: int = places["length"]
    middle = AudioSegment.silent(length, frame_rate=places["rate"])
    sounds: dict[str, Any] = {}
    for stem in ("voice", "tones", "bells"):
        for name, position in places["placed"].get(stem, ()):
            if name not in sounds:
                sounds[name] = AudioSegment.from_wav(folder / name)
            middle = middle.overlay(sounds[name], position=position)
    minute = AudioSegment.from_wav(folder / "bed.wav")
    bed = (minute * (length // len(minute) + 1))[:length]
    ducked, at = AudioSegment.empty(), 0
    for start, end in places["phrases"]:
        ducked += bed[at : start - STEP_BACK]
        ducked += bed[start - STEP_BACK : start].fade(to_gain=-RISE, start=0, duration=STEP_BACK)
        ducked += bed[start:end] - RISE
        ducked += bed[end : end + COME_UP].fade(from_gain=-RISE, start=0, duration=COME_UP)
        at = end + COME_UP
    ducked += bed[at:]
    return ducked.overlay(middle)


def measure(practice: str, minutes: float, rounds: int) -> None:
    """Render both ways in turn, and print the medians and what they are to each other."""
    ways: dict[str, list[tuple[float, float, float]]] = {way: [] for way in ("innerally", *WAYS)}
    with tempfile.TemporaryDirectory(prefix="innerally-bench-") as name:
        folder = Path(name)
        home, files = folder / "home", folder / "files"
        home.mkdir()
        files.mkdir()
        render = ["--child-render", practice, str(minutes), str(folder / "track"), "Robin", "rain"]
        run(render, home)  # speaks the clips
        counts, *_ = run(["--child-files", practice, str(minutes), str(files)], home, __file__)
        for _ in range(rounds):
            ways["innerally"].append(run(render, home)[1:])
            for way in WAYS:
                other = ["--child-pydub", way, str(files), str(folder / "pydub.mp3")]
                ways[way].append(run(other, home, __file__)[1:])
    middle = {
        way: [statistics.median(column) for column in zip(*costs, strict=True)] for way, costs in ways.items()
    }
    print(
        f"{practice}, {minutes:g} minutes ({', '.join(f'{count} {stem}' for stem, count in counts.items())})"
    )
    print(f"{'':10}   wall s   CPU s  peak MB")
    for way, (wall, cpu, peak) in middle.items():
        print(f"{way:10} {wall:8.1f} {cpu:7.1f} {peak:8.0f}")
    for way in WAYS:
        wall, cpu, peak = (a / b for a, b in zip(middle[way], middle["innerally"], strict=True))
        print(f"pydub, {way} : innerally, wall {wall:.1f}, CPU {cpu:.1f}, peak memory {peak:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, nargs="+", default=[20])
    parser.add_argument("--practices", nargs="+", default=PRACTICES, metavar="PRACTICE")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each, of which the median is told")
    parser.add_argument("--child-files", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--child-pydub", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child_files:
        practice, minutes, folder = given.child_files
        child_files(practice, float(minutes), Path(folder))
    elif given.child_pydub:
        way, files, output = given.child_pydub
        child_pydub(way, Path(files), Path(output))
    else:
        for practice in given.practices:
            for minutes in given.minutes:
                measure(practice, minutes, given.rounds)


if __name__ == "__main__":
    main()
