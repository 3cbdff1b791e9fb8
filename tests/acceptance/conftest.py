"""Two real tracks, made once a session by the real command, and what outside tools make of them."""

import json
import os
import subprocess
import tomllib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy as np
import pytest
from numpy.typing import NDArray

Sound = NDArray[np.float32]
Facts = dict[str, Any]
Make = Callable[[str], Path]

SIOBHAN = """\
[listener]
name = "Siobhan"
level = "steady"

[image]
kind = "tree"
label = "an old yew tree"
pronoun = "it"
qualities = ["wisdom", "strength", "gentleness"]

[image.senses]
sound = "the creak of its branches"
smell = "the earth after rain"

[breathing]
preset = "soothing-4-6"

[sound]
bed = "brown"

[voice]
name = "heart"
pace = 105

[say]
Siobhan = "shi-VAWN"
"""
WORDS = {
    "soothing-breath": ("--minutes", "8"),
    "compassionate-other": ("--minutes", "13", "--profile", "siobhan.toml"),
}
PRACTICES = tuple(WORDS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is an acceptance test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("acceptance")


@pytest.fixture(scope="session")
def make(
    command: Callable[..., list[str]], warm_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Make:
    """Render one of the practices with its options; once each."""
    folder = tmp_path_factory.mktemp("tracks")
    (folder / "siobhan.toml").write_text(SIOBHAN, encoding="utf-8")

    @cache
    def render(practice: str) -> Path:
        done = subprocess.run(
            command("render", practice, *WORDS[practice], "--output", folder, "--json"),
            cwd=folder,
            env={**os.environ, "INNERALLY_HOME": str(warm_home)},
            capture_output=True,
            encoding="utf-8",
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return Path(json.loads(done.stdout)["path"])

    return render


@pytest.fixture(scope="session", params=PRACTICES)
def mp3(request: pytest.FixtureRequest, make: Make) -> Path:
    """The finished file."""
    return make(request.param)


@pytest.fixture(scope="session")
def recipe(mp3: Path) -> Facts:
    """The recipe beside it."""
    return tomllib.loads(mp3.with_name(mp3.stem + ".recipe.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def transcript(mp3: Path) -> str:
    """The transcript beside it."""
    return mp3.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def ffmpeg() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run the ffmpeg that comes as a wheel."""

    def run(*words: str | Path) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostdin", "-nostats", *map(str, words)],
            capture_output=True,
            timeout=300,
            check=True,
        )

    return run


@pytest.fixture(scope="session")
def sound(mp3: Path, ffmpeg: Callable[..., subprocess.CompletedProcess[bytes]]) -> Sound:
    """The decoded file, float32, shape (frames, 2)."""
    done = ffmpeg("-v", "error", "-xerror", "-i", mp3, "-f", "f32le", "-")
    assert done.stderr == b""
    return np.frombuffer(done.stdout, dtype="<f4").reshape(-1, 2)


@pytest.fixture(scope="session")
def placed(recipe: Facts) -> Callable[[str], Sequence[tuple[float, float]]]:
    """Start and end, in seconds, of every event of one kind."""

    def of_kind(kind: str) -> Sequence[tuple[float, float]]:
        return [
            (event["start"], event["start"] + event["seconds"])
            for event in recipe["timeline"]
            if event["kind"] == kind
        ]

    return of_kind
