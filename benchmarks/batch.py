"""Thirty clients, two tracks of eight minutes each: in a batch and one by one, and a batch that is killed ten times.

Run by hand: ``python benchmarks/batch.py`` (about half an hour; ``--clients 4 --minutes 2 --kills 3`` for a glance).
Prints wall time, tracks an hour, peak memory, sentences spoken and found again, and what killing cost.
"""

import argparse
import csv
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PRACTICES = ("friend-voice", "compassionate-other")
LABELS = (
    "an old yew tree",
    "a grey heron",
    "the hill behind the school",
    "a lamp in a window",
    "the sea at Cley",
)


def table(path: Path, clients: int, minutes: float) -> None:
    """Write the clients' table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["code", "practice", "minutes", "listener.name", "image.label", "level"])
        for number in range(clients):
            for practice in PRACTICES:
                label = LABELS[number % len(LABELS)]
                writer.writerow(
                    [f"C{number:02}", practice, minutes, f"Name{chr(97 + number % 26)}", label, "steady"]
                )


def command(home: Path, *words: str) -> list[str]:
    """A call of the command line with a home of its own."""
    os.environ["INNERALLY_HOME"] = str(home)
    return [sys.executable, "-m", "generator", *words]


def batch(home: Path, file: Path, output: Path, jobs: int) -> float:
    """Seconds that a batch takes."""
    began = time.monotonic()
    subprocess.run(
        command(home, "batch", str(file), "--output", str(output), "--jobs", str(jobs)),
        check=True,
        capture_output=True,
    )
    return time.monotonic() - began


def one_by_one(home: Path, file: Path, output: Path) -> float:
    """Seconds that the same tracks take, each by its own command."""
    began = time.monotonic()
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            words = ["render", row["practice"], "--minutes", row["minutes"], "--name", row["listener.name"],
                     "--set", f"image.label={row['image.label']}", "--level", row["level"], "--code", row["code"],
                     "--output", str(output)]  # fmt: skip
            subprocess.run(command(home, *words), check=True, capture_output=True)
    return time.monotonic() - began


def killed(home: Path, file: Path, output: Path, jobs: int, kills: int, usual: float) -> tuple[int, float]:
    """Kill the batch at random moments, then let it end: how many tracks were there each time, and seconds in all."""
    chance = random.Random(1)  # noqa: S311 - moments, not secrets
    began = time.monotonic()
    for _ in range(kills):
        process = subprocess.Popen(
            command(home, "batch", str(file), "--output", str(output), "--jobs", str(jobs)),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            process.wait(chance.uniform(2.0, max(4.0, 2 * usual / kills)))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    batch(home, file, output, jobs)
    return len(list(output.rglob("*.mp3"))), time.monotonic() - began


def digests(output: Path) -> dict[str, str]:
    """SHA-256 of every track, by its name."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(output.rglob("*.mp3"))
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=8.0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--skip-singles", action="store_true", help="Leave the one-by-one round out.")
    asked = parser.parse_args()
    place = Path(tempfile.mkdtemp(prefix="innerally-batch-"))
    try:
        file = place / "clients.csv"
        table(file, asked.clients, asked.minutes)
        count = asked.clients * len(PRACTICES)
        whole = batch(place / "home", file, place / "out", asked.jobs)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(
            f"batch of {count}, {asked.jobs} jobs: {whole:.0f} s, {count * 3600 / whole:.0f} tracks an hour, largest process {peak:.0f} MB"
        )
        rows = json.loads((place / "out" / "report.json").read_text("utf-8"))
        print(
            "statuses:",
            {
                status: sum(row["status"] == status for row in rows)
                for status in {row["status"] for row in rows}
            },
        )
        again = batch(place / "home", file, place / "out", asked.jobs)
        print(f"the same batch again, all kept: {again:.1f} s")
        if not asked.skip_singles:
            single = one_by_one(place / "home1", file, place / "out1")
            print(f"one by one: {single:.0f} s, {single / whole:.2f} x the batch")
        tracks, seconds = killed(place / "home2", file, place / "out2", asked.jobs, asked.kills, whole)
        same = digests(place / "out") == digests(place / "out2")
        print(
            f"killed {asked.kills} times: {tracks} of {count} tracks, {'the same to the byte' if same else 'NOT the same'}, {seconds / whole:.2f} x the time"
        )
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main()
