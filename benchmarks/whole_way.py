"""What a whole track costs, for 5, 20 and 60 minutes, cold and with a warm cache, beside the MP3 encoder alone.

Every figure is of a child process of its own, and all of them are taken in turn in one run, so that what else
the machine is doing falls on all alike: compare within one table only, and ratios before seconds.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
PRACTICE = "long-session"
STAGES = ("begin", "speaking", "measuring", "writing")
"""begin: imports, script and plan; measuring: first pass of mix and meters; writing: second pass, ceiling and encoder."""


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


def child_render(minutes: float, output: Path) -> None:
    """Render one track and tell the CPU time of each stage."""
    from generator.library import open_library
    from generator.plan.profile import Profile
    from generator.progress import Progress
    from generator.render import render_track
    from generator.request import Request

    begun: dict[str, float] = {"begin": 0.0}

    def note(progress: Progress) -> None:
        begun.setdefault(progress.stage, time.process_time())

    render_track(
        Request(PRACTICE, Profile(), minutes=minutes), open_library(), output=str(output), on_progress=note
    )
    ends = [*(begun[stage] for stage in STAGES[1:]), time.process_time()]
    print(json.dumps({stage: end - begun[stage] for stage, end in zip(STAGES, ends, strict=True)}))


def child_encode(track: Path) -> None:
    """Encode the samples of a finished track again, as the product does, and tell the CPU time of the encoder alone."""
    import lameenc
    import soundfile

    from generator.deliver.encode import ALGORITHM_QUALITY, VBR_QUALITY
    from generator.units import RATE

    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(2)
    encoder.set_in_sample_rate(RATE)
    encoder.set_out_sample_rate(RATE)
    encoder.set_vbr(4)
    encoder.set_vbr_quality(VBR_QUALITY)
    encoder.set_quality(ALGORITHM_QUALITY)
    used = 0.0
    with soundfile.SoundFile(track) as file:
        for block in file.blocks(65_536, dtype="int16"):
            data = block.tobytes()
            before = time.process_time()
            encoder.encode(data)
            used += time.process_time() - before
    before = time.process_time()
    encoder.flush()
    print(json.dumps({"encoder": used + time.process_time() - before}))


def run(words: list[str], home: Path) -> tuple[dict[str, float], float, float, float]:
    """A child's answer, and its wall time, CPU time and peak memory."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, __file__, *words],
        env={**os.environ, "INNERALLY_HOME": str(home)},
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


def measure(minutes: float, folder: Path) -> tuple[Cost, Cost]:
    """One track with an empty cache and again with a full one; each with the encoder's own time for its samples."""
    home = folder / "home"
    (home / "scripts").mkdir(parents=True)
    (home / "scripts" / f"{PRACTICE}.md").write_bytes((HERE / f"{PRACTICE}.md").read_bytes())
    costs = []
    for state in ("cold", "warm"):
        out = folder / state
        stages, wall, cpu, peak = run(["--child-render", str(minutes), str(out)], home)
        (track,) = out.glob("*.mp3")
        encoder = run(["--child-encode", str(track)], home)[0]["encoder"]
        costs.append(Cost(wall, cpu, peak, stages, encoder))
        track.unlink()
    return costs[0], costs[1]


def middle(costs: list[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(
        wall=statistics.median(cost.wall for cost in costs),
        cpu=statistics.median(cost.cpu for cost in costs),
        peak=statistics.median(cost.peak for cost in costs),
        stages={stage: statistics.median(cost.stages[stage] for cost in costs) for stage in STAGES},
        encoder=statistics.median(cost.encoder for cost in costs),
    )


def ratios(costs: list[Cost]) -> list[float]:
    """For each run: CPU of everything but speech, to that of the encoder alone on the same samples."""
    return [(cost.cpu - cost.stages["speaking"]) / cost.encoder for cost in costs]


def show(found: dict[tuple[float, str], list[Cost]]) -> None:
    """Print the table of medians."""
    print(
        "minutes cache | wall s   CPU s  peak MB | CPU s: begin speaking measuring writing | lame alone | but speech : lame"
    )
    for (minutes, state), costs in sorted(found.items()):
        cost = middle(costs)
        stages = " ".join(f"{cost.stages[stage]:9.2f}" for stage in STAGES)
        print(
            f"{minutes:7g} {state} | {cost.wall:6.1f}  {cost.cpu:6.1f}   {cost.peak:6.0f} | {stages} |"
            f" {cost.encoder:10.2f} | {statistics.median(ratios(costs)):.2f}"
        )
    for state in ("cold", "warm"):
        peaks = [middle(found[minutes, state]).peak for minutes in sorted({key[0] for key in found})]
        print(f"peak memory, longest : shortest, {state}: {peaks[-1] / peaks[0]:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, nargs="+", default=[5, 20, 60])
    parser.add_argument("--rounds", type=int, default=3, help="runs of each, of which the median is told")
    parser.add_argument("--json", action="store_true", help="print the medians as JSON")
    parser.add_argument("--child-render", nargs=2, metavar=("MINUTES", "DIR"), help=argparse.SUPPRESS)
    parser.add_argument("--child-encode", metavar="MP3", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child_render:
        child_render(float(given.child_render[0]), Path(given.child_render[1]))
        return
    if given.child_encode:
        child_encode(Path(given.child_encode))
        return
    found: dict[tuple[float, str], list[Cost]] = {}
    for _ in range(given.rounds):
        for minutes in given.minutes:
            with tempfile.TemporaryDirectory(prefix="innerally-bench-") as name:
                for state, cost in zip(("cold", "warm"), measure(minutes, Path(name)), strict=True):
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
