"""The cache stays within its bound by forgetting the longest unused, and is emptied when somebody asks."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from generator.errors import OutputError
from generator.plan.cues import Utterance
from generator.speech.cache import ClipStore, Saying, installation_secret
from generator.speech.housekeeping import cache_size, clear, keep_within

SECRET = bytes(range(32))
NOW = 1_600_000_000.0
HOUR = 3600.0
SIZE = 64 + 4 * 1000
SOUND = np.linspace(-0.5, 0.5, 1000, dtype=np.float32)


def saying(number: int, *, personal: bool = False) -> Saying:
    return Saying(Utterance(f"Sentence {number}.", personal=personal), "heart", "engine 1", 0.7)


def store_in(cache: Path, code: str = "Q7") -> ClipStore:
    return ClipStore(cache / "shared", cache / "codes" / code, SECRET)


def fill(cache: Path, *ages: float, personal: bool = False, code: str = "Q7") -> list[Path]:
    """Clips that were last used so many hours before `NOW`."""
    paths = []
    with store_in(cache, code) as store:
        for number, age in enumerate(ages):
            path = store.keep(saying(number, personal=personal), SOUND, 24_000).path
            os.utime(path, (NOW - age * HOUR, NOW - age * HOUR))
            paths.append(path)
    return paths


def left_of(paths: list[Path]) -> list[int]:
    return [number for number, path in enumerate(paths) if path.exists()]


def test_the_size_counts_clips_and_tells_clients_words_apart(tmp_path: Path) -> None:
    fill(tmp_path, 1, 2, 3)
    fill(tmp_path, 1, personal=True)
    fill(tmp_path, 1, 2, personal=True, code="R8")

    found = cache_size(tmp_path)

    assert (found.clips, found.size, found.personal, found.codes) == (6, 6 * SIZE, 3, 2)


def test_an_empty_cache_has_no_size(tmp_path: Path) -> None:
    assert cache_size(tmp_path / "nothing").clips == 0


def test_within_the_bound_nothing_is_forgotten(tmp_path: Path) -> None:
    paths = fill(tmp_path, 500, 400, 300)

    keep_within(tmp_path, 3 * SIZE, now=NOW)

    assert left_of(paths) == [0, 1, 2]


def test_over_the_bound_the_longest_unused_are_forgotten_and_a_tenth_more(tmp_path: Path) -> None:
    paths = fill(tmp_path, *range(110, 10, -10))

    keep_within(tmp_path, 9 * SIZE, now=NOW)

    assert left_of(paths) == [2, 3, 4, 5, 6, 7, 8, 9]


def test_personal_clips_count_and_are_forgotten_alike(tmp_path: Path) -> None:
    shared, personal = fill(tmp_path, 20, 10), fill(tmp_path, 30, 5, personal=True)

    keep_within(tmp_path, 3 * SIZE, now=NOW)

    assert left_of(shared) == [1]
    assert left_of(personal) == [1]


def test_clips_in_use_stay_even_over_the_bound(tmp_path: Path) -> None:
    paths = fill(tmp_path, 2, 0.5, 0.1)

    keep_within(tmp_path, SIZE // 2, now=NOW)

    assert left_of(paths) == [1, 2]


def test_finding_a_clip_counts_as_use_and_changes_nothing_else(tmp_path: Path) -> None:
    fill(tmp_path, 500, 400)
    with store_in(tmp_path) as store:
        found = store.find(saying(0))
    assert found is not None
    assert found.path.stat().st_mtime == NOW - 500 * HOUR

    keep_within(tmp_path, 3 * SIZE // 2, now=time.time() + 2 * HOUR)

    with store_in(tmp_path) as store:
        assert store.find(saying(0)) is not None
        assert store.find(saying(1)) is None


def test_what_a_killed_process_left_half_written_goes(tmp_path: Path) -> None:
    (clip,) = fill(tmp_path, 5)
    old, new = clip.parent / ".clip-old.part", clip.parent / ".clip-new.part"
    for part, age in ((old, 5), (new, 0.1)):
        part.write_bytes(b"half")
        os.utime(part, (NOW - age * HOUR, NOW - age * HOUR))

    keep_within(tmp_path, now=NOW)

    assert [path.exists() for path in (old, new, clip)] == [False, True, True]


def test_clearing_leaves_the_secret_and_nothing_else(tmp_path: Path) -> None:
    secret = installation_secret(tmp_path)
    fill(tmp_path, 1, 2)
    fill(tmp_path, 1, personal=True)
    (tmp_path / "figures").mkdir()

    removed = clear(tmp_path)

    assert removed.clips == 3
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
    assert installation_secret(tmp_path) == secret
    assert clear(tmp_path).clips == 0


def test_what_cannot_be_cleared_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, 1)

    def refuse(*_args: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(shutil, "rmtree", refuse)

    with pytest.raises(OutputError, match=r"Not everything in .*could be removed"):
        clear(tmp_path)


def test_processes_that_keep_find_and_forget_at_once_never_see_a_broken_clip(tmp_path: Path) -> None:
    program = """
import sys
import numpy as np
from pathlib import Path
from generator.plan.cues import Utterance
from generator.speech.cache import ClipStore, Saying
from generator.speech.housekeeping import keep_within

cache, seed = Path(sys.argv[1]), int(sys.argv[2])
random = np.random.default_rng(seed)
sys.stdin.readline()
with ClipStore(cache / "shared", None, bytes(32)) as store:
    for turn in range(300):
        number = int(random.integers(20))
        saying = Saying(Utterance(f"Sentence {number}."), "heart", "engine 1", 0.7)
        sound = np.full(500 + number, 0.001 * number, np.float32)
        clip = store.find(saying) or store.keep(saying, sound, 44_100)
        try:
            heard = clip.read()
        except Exception as error:
            # Another process may have forgotten it in between, as it would a clip unused for an hour.
            # Its cause tells it from a damaged one; the file itself may have been made again by now.
            assert "damaged or gone" in str(error) and isinstance(error.__cause__, FileNotFoundError), error
        else:
            assert np.array_equal(heard, sound), number
        if turn % 25 == 0:
            keep_within(cache, 10_000, now=4e9)
print("well")
"""
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path), str(seed)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for seed in range(3)
    ]
    for racer in racers:
        assert racer.stdin
        racer.stdin.write("go\n")
        racer.stdin.flush()

    told = [racer.communicate(timeout=120) for racer in racers]

    assert [out for out, _ in told] == ["well\n"] * 3, told
    assert list(tmp_path.rglob("*.part")) == []
