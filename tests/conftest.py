"""What all tests share: no network, no folder of the user's, real commands, and tools that may be missing."""

import dataclasses
import os
import re
import runpy
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from generator import delivering, speaking
from generator.library import Library, open_library
from generator.plan.cues import Utterance
from generator.plan.voice import Voice
from generator.speech.engine import InstalledVoice, Speech

OFFLINE = Path(__file__).resolve().parent / "offline"
ALL_VARIABLE = "INNERALLY_ALL"
"""Set to 1, a missing tool is a failure: nothing may go unchecked where everything is installed."""
_MISSING = "is not installed"
_TIME_LIMIT = 300
SPOKEN_AT = 24_000

_guard = runpy.run_path(str(OFFLINE / "sitecustomize.py"))

TINY_PRACTICE = """\
+++
id = "tiny"
title = "A tiny stop"
quiet_title = "A stop"
aim = "Stop for half a minute."
flow = "none"
level = "first"
situations = ["session"]
options = ["no-breath"]
carry_on = "Look out of a window."
must = []

[lengths.first]
brief = 0.5
standard = 1
+++

# Here

{% if listener.name %}Hello, {{ listener.name }}. {% endif %}This is a tiny stop. [pause 6s]

Somewhere near is {{ image.a }}. [pause 6s]

# Onwards

{% if listener.struggle %}Leave {{ listener.struggle }} where it is. {% endif %}Go gently. [pause 6s]
"""
"""A practice of half a minute, so that whole tracks can be made in no time."""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose tool is missing, or fail it where everything has to run."""
    for marker in item.iter_markers("needs"):
        for tool in marker.args:
            if shutil.which(tool) is not None:
                continue
            if os.environ.get(ALL_VARIABLE) == "1":
                pytest.fail(f"{tool} {_MISSING}, and {ALL_VARIABLE}=1 wants every check", pytrace=False)
            pytest.skip(f"{tool} {_MISSING}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud how much was left out for want of tools."""
    counts: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if found := re.search(rf"(\S+) {_MISSING}$", reason):
            counts[found[1]] += 1
    for tool, count in sorted(counts.items()):
        checks, were = ("check", "was") if count == 1 else ("checks", "were")
        terminalreporter.write_line(
            f"{count} {checks} with {tool} {were} skipped because {tool} {_MISSING}.", yellow=True
        )


@pytest.fixture(scope="session", autouse=True)
def _nothing_of_the_users(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever a test forgets, the user's own folders, language and network stay untouched."""
    os.environ["INNERALLY_HOME"] = str(tmp_path_factory.mktemp("home"))
    os.environ["LANG"] = "en_GB.UTF-8"
    os.environ.pop("LC_ALL", None)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(OFFLINE), os.environ.get("PYTHONPATH")]))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh home for this test: own scripts (the practice `tiny` among them), voices and cache."""
    folder = tmp_path / "home"
    _furnish(folder)
    monkeypatch.setenv("INNERALLY_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def warm_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose cache fills up over the session, for tests that are not about speaking."""
    folder = tmp_path_factory.mktemp("warm")
    _furnish(folder)
    return folder


def _furnish(folder: Path) -> None:
    (folder / "scripts").mkdir(parents=True)
    (folder / "scripts" / "tiny.md").write_text(TINY_PRACTICE, encoding="utf-8")


Environment = Mapping[str, str]


@pytest.fixture(scope="session")
def command() -> Callable[..., list[str]]:
    """The command line as a real process is given it."""

    def build(*words: str | Path) -> list[str]:
        return [sys.executable, "-m", "generator", *map(str, words)]

    return build


@pytest.fixture
def innerally(
    tmp_path: Path, command: Callable[..., list[str]]
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the real command in a process of its own, from a folder that is not the checkout."""
    away = tmp_path / "away"

    def run(*words: str | Path, env: Environment | None = None) -> subprocess.CompletedProcess[str]:
        away.mkdir(exist_ok=True)
        return subprocess.run(
            command(*words),
            cwd=away,
            env={**os.environ, **(env or {})},
            capture_output=True,
            encoding="utf-8",
            timeout=_TIME_LIMIT,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def files_in() -> Callable[[Path], Sequence[str]]:
    """The files below a folder, hidden ones too, by their paths in it."""

    def list_them(folder: Path) -> Sequence[str]:
        return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())

    return list_them


class CountingEngine:
    """Speaks hums instead of words, the same ones for the same words, and counts them."""

    name = "neural"
    together = False
    spoken: list[str]

    def __init__(self, spoken: list[str]) -> None:
        self.spoken = spoken

    def problems(self, voice: Voice) -> tuple[str, ...]:
        return ()

    def fingerprint(self, voice: Voice) -> str:
        return "hum 1"

    def installed(self) -> tuple[InstalledVoice, ...]:
        return ()

    def synthesize(self, utterance: Utterance, voice: Voice, speed: float) -> Speech:
        self.spoken.append(utterance.text)
        frames = int(SPOKEN_AT * (0.2 + 0.06 * len(utterance.text)))
        time = np.arange(frames) / SPOKEN_AT
        pitch = 150 + sum(utterance.text.encode()) % 100
        hum = 0.1 * np.sin(2 * np.pi * pitch * time) * (1 + np.sin(2 * np.pi * 3 * time))
        return Speech(hum.astype(np.float32), SPOKEN_AT)

    def close(self) -> None:
        pass


@pytest.fixture
def counting_engine() -> type[CountingEngine]:
    """The class of the engine that `spoken` puts in, to be made to fail."""
    return CountingEngine


@pytest.fixture(scope="session")
def counting_engine_class() -> type[CountingEngine]:
    """The same for fixtures that outlive a test."""
    return CountingEngine


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything that an engine was asked to say."""
    said: list[str] = []
    for module in (speaking, delivering):
        monkeypatch.setattr(module, "open_engine", lambda _name, _folders=(): CountingEngine(said))
    return said


@pytest.fixture
def library(home: Path, tmp_path: Path) -> Library:
    return dataclasses.replace(open_library(), output=tmp_path / "out")
