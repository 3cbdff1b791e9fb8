"""What a whole track costs, for 5, 20 and 60 minutes: cold, warm, and with one word changed, beside the MP3 encoder alone.

Every figure is of a child process of its own, and all of them are taken in turn in one run, so that what else
the machine is doing falls on all alike: compare within one table only, and ratios before seconds.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from itertools import pairwise
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PRACTICE = "long-session"
STAGES = ("begin", "speaking", "measuring", "writing")
"""begin: imports, script, plan, bed and cover; measuring: what is foreseen of the mix, and the first minute; writing: mix, ceiling and encoder, once the first minute is encoded."""
STATES = {"cold": "Robin", "warm": "Robin", "word": "Sandy"}
"""The name that each render is made for: the last one has one word that was never spoken."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one child process used."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds, user and system."""
    peak: float
    """Largest resident memory, in MB."""
    stages: dict[str, float] = field(default_factory=dict)
    """CPU seconds of each of `STAGES`."""
    encoder: float = 0.0
    """CPU seconds inside lameenc alone."""
    speaking: float = 0.0
    """Wall seconds of speaking."""
    first: float = 0.0
    """Wall seconds from the last clip until the first minute is mixed and encoded."""
    alone: float = 0.0
    """Wall seconds inside lameenc alone."""


def child_render(practice: str, minutes: float, output: Path, name: str, bed: str) -> None:
    """Render one track and tell the CPU time of each stage."""
    from generator.deliver import cover
    from generator.library import open_library
    from generator.plan.profile import Profile
    from generator.progress import Progress
    from generator.render import render_track
    from generator.request import Request
    from generator.sound import beds

    aside: list[float] = []

    def timed(work: Callable[..., Any]) -> Callable[..., Any]:
        def done(*given: Any, **named: Any) -> Any:
            before = time.thread_time()
            result = work(*given, **named)
            aside.append(time.thread_time() - before)
            return result

        return done

    # Both are made by threads of their own while the voice speaks.
    beds.open_bed, cover.cover = timed(beds.open_bed), timed(cover.cover)
    told: dict[str, list[tuple[float, float]]] = {}

    def note(progress: Progress) -> None:
        told.setdefault(progress.stage, []).append((time.process_time(), time.perf_counter()))

    wish = Request(practice, Profile(name=name, code="bench", bed=bed), minutes=minutes)
    render_track(wish, open_library(), output=str(output), on_progress=note)
    # The first word of speaking only says how long the track is going to be.
    spoken, written = told["speaking"][1:], told["writing"]
    begins = [0.0, spoken[0][0], told["measuring"][0][0], written[0][0], time.process_time()]
    stages = dict(zip(STAGES, (end - begin for begin, end in pairwise(begins)), strict=True))
    stages["begin"], stages["speaking"] = stages["begin"] + sum(aside), stages["speaking"] - sum(aside)
    wall = {"speaking": spoken[-1][1] - spoken[0][1], "first": written[0][1] - spoken[-1][1]}
    print(json.dumps({"stages": stages, **wall}))


def child_encode(practice: str, minutes: float, output: Path, name: str, bed: str) -> None:
    """Render the same track without a loss, encode those samples as the product does, and tell the CPU time of that alone.

    What is decoded of the MP3 would not do: it has lost what costs the encoder most, and takes it less.
    """
    import soundfile

    from generator.deliver.formats import FileFormat
    from generator.deliver.lame import encoder
    from generator.library import open_library
    from generator.plan.profile import Profile
    from generator.render import render_track
    from generator.request import Request

    wish = Request(practice, Profile(name=name, code="bench", bed=bed), minutes=minutes, format="flac")
    track = render_track(wish, open_library(), output=str(output)).path
    lame = encoder(FileFormat())
    used = alone = 0.0
    with soundfile.SoundFile(track) as file:
        for block in file.blocks(65_536, dtype="int16"):
            data = block.tobytes()
            before, begun = time.process_time(), time.perf_counter()
            lame.encode(data)
            used += time.process_time() - before
            alone += time.perf_counter() - begun
    print(json.dumps({"encoder": used, "alone": alone}))


def run(words: list[str], home: Path, script: str = __file__) -> tuple[dict[str, Any], float, float, float]:
    """A child's answer, and its wall time, CPU time and peak memory."""
    begun = time.perf_counter()
    environment = {**os.environ, "INNERALLY_HOME": str(home)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # a user's Python keeps what it has compiled
    process = subprocess.Popen(
        [sys.executable, script, *words],
        env=environment,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    answer = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"{words} failed"
    unit = 2**20 if sys.platform == "darwin" else 2**10
    wall = time.perf_counter() - begun
    return json.loads(answer), wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit


def measure(minutes: float, folder: Path, bed: str) -> dict[str, Cost]:
    """One track with an empty cache, again with a full one, and again with one word changed; and the encoder alone."""
    home = folder / "home"
    (home / "scripts").mkdir(parents=True)
    (home / "scripts" / f"{PRACTICE}.md").write_bytes((HERE / f"{PRACTICE}.md").read_bytes())
    costs = {}
    for state, name in STATES.items():
        out = folder / state
        told, wall, cpu, peak = run(["--child-render", PRACTICE, str(minutes), str(out), name, bed], home)
        alone = run(["--child-encode", PRACTICE, str(minutes), str(out), name, bed], home)[0]
        costs[state] = Cost(wall, cpu, peak, **told, **alone)
        shutil.rmtree(out)
    return costs


def middle(costs: list[Cost]) -> Cost:
    """The median of each figure."""

    def of(name: str) -> float:
        return float(statistics.median(getattr(cost, name) for cost in costs))

    names = [item.name for item in fields(Cost) if item.name != "stages"]
    stages = {stage: statistics.median(cost.stages[stage] for cost in costs) for stage in STAGES}
    return Cost(stages=stages, **{name: of(name) for name in names})


def ratios(costs: list[Cost]) -> tuple[float, float]:
    """Everything but speech, to the encoder alone on the same samples: in CPU time and in wall time, medians."""
    return (
        statistics.median((cost.cpu - cost.stages["speaking"]) / cost.encoder for cost in costs),
        statistics.median((cost.wall - cost.speaking) / cost.alone for cost in costs),
    )


def show(found: dict[tuple[float, str], list[Cost]]) -> None:
    """Print the table of medians."""
    print(
        "minutes cache | wall s   CPU s  peak MB | CPU s: begin speaking measuring writing | lame alone |"
        " but speech : lame, CPU and wall | first block s"
    )
    for (minutes, state), costs in found.items():
        cost = middle(costs)
        stages = " ".join(f"{cost.stages[stage]:9.2f}" for stage in STAGES)
        cpu, wall = ratios(costs)
        print(
            f"{minutes:7g} {state} | {cost.wall:6.1f}  {cost.cpu:6.1f}   {cost.peak:6.0f} | {stages} |"
            f" {cost.encoder:10.2f} | {cpu:24.2f} {wall:6.2f} | {cost.first:12.2f}"
        )
    for minutes in dict.fromkeys(key[0] for key in found):
        pairs = list(zip(found[minutes, "word"], found[minutes, "warm"], strict=True))
        cpu = statistics.median(new.cpu / old.cpu for new, old in pairs)
        wall = statistics.median(new.wall / old.wall for new, old in pairs)
        print(f"one word changed : warm, {minutes:g} minutes, CPU and wall: {cpu:.2f} {wall:.2f}")
    for state in STATES:
        peaks = [middle(found[minutes, state]).peak for minutes in sorted({key[0] for key in found})]
        print(f"peak memory, longest : shortest, {state}: {peaks[-1] / peaks[0]:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, nargs="+", default=[5, 20, 60])
    parser.add_argument("--rounds", type=int, default=3, help="runs of each, of which the median is told")
    parser.add_argument("--json", action="store_true", help="print the medians as JSON")
    parser.add_argument("--bed", default="rain", help="the bed under the voice")
    parser.add_argument("--child-render", nargs=5, help=argparse.SUPPRESS)
    parser.add_argument("--child-encode", nargs=5, help=argparse.SUPPRESS)
    given = parser.parse_args()
    for child, told in ((child_render, given.child_render), (child_encode, given.child_encode)):
        if told:
            practice, minutes, output, word, bed = told
            child(practice, float(minutes), Path(output), word, bed)
            return
    found: dict[tuple[float, str], list[Cost]] = {}
    for _ in range(given.rounds):
        for minutes in given.minutes:
            with tempfile.TemporaryDirectory(prefix="innerally-bench-") as name:
                for state, cost in measure(minutes, Path(name), given.bed).items():
                    found.setdefault((minutes, state), []).append(cost)
    if given.json:
        print(
            json.dumps(
                {f"{key[0]:g} {key[1]}": asdict(middle(costs)) for key, costs in found.items()}, indent=2
            )
        )
        return
    show(found)


if __name__ == "__main__":
    main()
