"""How long `innerally --help` and `innerally practices` take to start, beside Python that does nothing."""

import argparse
import os
import statistics
import subprocess
import sys
import time

CASES = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "innerally --help": [sys.executable, "-m", "generator", "--help"],
    "innerally practices": [sys.executable, "-m", "generator", "practices"],
    "innerally plan --estimate": [sys.executable, "-m", "generator", "plan", "soothing-breath", "--estimate"],
}


def once(command: list[str]) -> tuple[float, float]:
    """Wall and CPU seconds of one run."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return time.perf_counter() - begun, usage.ru_utime + usage.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    for command in CASES.values():
        once(command)
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in CASES}
    for _ in range(rounds):  # in turn, so that what else runs here falls on all alike
        for name, command in CASES.items():
            found[name].append(once(command))
    nothing = statistics.median(wall for wall, _ in found["python -c pass"])
    print(f"{'':26} median wall s   fastest   CPU s   : python")
    for name, costs in found.items():
        wall = statistics.median(wall for wall, _ in costs)
        cpu = statistics.median(cpu for _, cpu in costs)
        print(
            f"{name:26} {wall:13.3f} {min(wall for wall, _ in costs):9.3f} {cpu:7.3f} {wall / nothing:9.1f}"
        )


if __name__ == "__main__":
    main()
