"""Whatever stops a render (Ctrl-C, a kill, a hung voice, a full disk): a whole track or nothing, and no debris."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from generator import entry, render
from generator.cli import main
from generator.errors import EngineError

Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]
Files = Callable[[Path], Sequence[str]]
WHOLE = ["tiny-1-session.mp3", "tiny-1-session.recipe.toml", "tiny-1-session.txt", "tiny-1-session.vtt"]
MOMENTS = (0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95, 1.0)
"""When to stop a render, in parts of the time that one takes."""
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals")


class Stopped(NamedTuple):
    """How a render ended that was told to stop."""

    code: int
    stdout: str
    stderr: str
    group: int
    """The process group that it and all its children were in."""


def group_is_gone(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


class Stage:
    """A place where renders can be stopped, and looked at afterwards."""

    def __init__(self, command: list[str], folder: Path, home: Path) -> None:
        self._command = command
        self.out = folder / "out"
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.env = {**os.environ, "INNERALLY_HOME": str(home), "TMPDIR": str(self.temporary)}
        self._away = folder / "away"
        self._away.mkdir()

    def start(self, *more: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [*self._command, "--output", str(self.out), *more],
            cwd=self._away,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )

    def stop_after(self, seconds: float, number: int, *more: str) -> Stopped:
        process = self.start(*more)
        time.sleep(seconds)
        if process.poll() is None:
            os.kill(process.pid, number)
        stdout, stderr = process.communicate(timeout=120)
        return Stopped(process.returncode, stdout, stderr, process.pid)


@pytest.fixture
def stage(command: Callable[..., list[str]], tmp_path: Path, warm_home: Path) -> Stage:
    return Stage(command("render", "tiny"), tmp_path, warm_home)


def assert_whole_or_nothing(stopped: Stopped, stage: Stage, files_in: Files, number: int) -> None:
    left = files_in(stage.out) if stage.out.exists() else []
    if stopped.code == 0 or stopped.stdout:  # done; a late signal then meets a Python that is going home
        assert left == WHOLE
        assert stopped.stdout == f"{stage.out / WHOLE[0]}\n"
    else:
        # Python itself may end by the signal after all is tidied up: a shell says 130 for both.
        ours = stopped.code in (130, -number) and "Stopped." in stopped.stderr
        # Before our first lines have run, the signal is Python's own (or the system's) to answer.
        too_early = not left and "Stopped." not in stopped.stderr and "generator/cli" not in stopped.stderr
        assert ours or too_early, stopped.stderr
        assert stopped.stdout == ""
        assert left in ([], WHOLE)  # the last moment: the track stood, and only telling of it was cut short
        if ours:
            assert "Traceback" not in stopped.stderr
    assert not left or stage.out.exists()
    assert files_in(stage.temporary) == []
    assert list(stage.temporary.iterdir()) == []
    assert group_is_gone(stopped.group)


@posix_only
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "a polite kill"])
def test_a_render_stopped_at_any_moment_leaves_a_whole_track_or_nothing(
    stage: Stage, files_in: Files, number: int
) -> None:
    stage.start().communicate(timeout=120)  # the cache fills
    begun = time.monotonic()
    stage.start().communicate(timeout=120)
    whole = time.monotonic() - begun
    codes = []
    for moment in MOMENTS:
        for name in files_in(stage.out):
            (stage.out / name).unlink()
        stage.out.rmdir()
        stopped = stage.stop_after(whole * moment, number)
        assert_whole_or_nothing(stopped, stage, files_in, number)
        if not files_in(stage.out):
            assert not stage.out.exists()  # the folder that was made for it is gone, too
            stage.out.mkdir()
        codes.append(stopped.code)
    assert {130, -number} & set(codes)


@posix_only
def test_ctrl_c_in_the_first_instant_gives_no_traceback_of_ours(stage: Stage, files_in: Files) -> None:
    for seconds in (0.03, 0.06, 0.09, 0.12, 0.2):
        stopped = stage.stop_after(seconds, signal.SIGINT)
        assert_whole_or_nothing(stopped, stage, files_in, signal.SIGINT)


@posix_only
@pytest.mark.engine
def test_a_stopped_render_takes_its_worker_process_with_it(stage: Stage) -> None:
    for seconds in (1.0, 2.0, 3.0):
        stopped = stage.stop_after(seconds, signal.SIGINT, "--voice", "system", "--pace", "80")
        # A shell says 130 for -2, too; with the track told of, it was on its way home.
        assert stopped.code in (0, 130, -signal.SIGINT) or stopped.stdout, (stopped.code, stopped.stderr)
        assert group_is_gone(stopped.group)
        assert list(stage.temporary.iterdir()) == []


@posix_only
@pytest.mark.engine
def test_even_a_killed_render_leaves_no_worker_process(stage: Stage) -> None:
    stopped = stage.stop_after(2.0, signal.SIGKILL, "--voice", "system", "--pace", "85")

    end = time.monotonic() + 30
    while not group_is_gone(stopped.group) and time.monotonic() < end:
        time.sleep(0.05)
    assert group_is_gone(stopped.group)


HANGING = """
import functools, time
import generator.speaking as speaking
from generator.speech import neural
neural.NeuralEngine.synthesize = lambda *words: time.sleep(3600)
speaking.speak_all = functools.partial(speaking.speak_all, time_limit=0.5)
from generator.entry import main
main()
"""


def test_a_voice_that_hangs_ends_in_a_sentence_and_leaves_nothing(home: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HANGING, "render", "tiny", "--output", str(tmp_path / "out")],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )

    assert done.returncode == 4, done.stderr
    assert "took longer than 0.5 seconds" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "out").exists()


@posix_only
def test_a_full_disk_ends_in_a_sentence_and_leaves_nothing(stage: Stage) -> None:
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))"
    code = f"{limited}; from generator.entry import main; main()"

    done = subprocess.run(
        [sys.executable, "-c", code, "render", "tiny", "--output", str(stage.out)],
        env=stage.env,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )

    assert done.returncode == 5, done.stderr
    assert "could not be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert not stage.out.exists()
    assert list(stage.temporary.iterdir()) == []


@pytest.mark.parametrize(
    "place",
    [
        "file.txt",
        "file.txt/below",
        "file.txt/below/track.mp3",
        "/proc/nowhere",
        "/dev/full/track.mp3",
        "x" * 300,
    ],
)
@posix_only
def test_an_output_that_cannot_be_written_is_told_before_speaking(
    innerally: Run, home: Path, tmp_path: Path, files_in: Files, place: str
) -> None:
    (tmp_path / "file.txt").write_text("mine", encoding="utf-8")

    done = innerally("render", "tiny", "--output", place if place[0] == "/" else tmp_path / place)

    assert done.returncode == 5, done.stderr
    assert "cannot be written" in done.stderr
    assert "--output" in done.stderr
    assert "left" not in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert files_in(tmp_path) == ["file.txt", "home/scripts/tiny.md"]
    assert (tmp_path / "file.txt").read_text(encoding="utf-8") == "mine"


def test_a_folder_where_the_track_should_be_is_refused(innerally: Run, home: Path, tmp_path: Path) -> None:
    (tmp_path / "album.mp3").mkdir()

    done = innerally("render", "tiny", "--output", tmp_path / "album.mp3")

    assert done.returncode == 5
    assert "is a folder" in done.stderr
    assert list((tmp_path / "album.mp3").iterdir()) == []


@posix_only
@pytest.mark.parametrize("words", [["practices"], ["plan", "soothing-breath", "--estimate"], ["--help"]])
def test_a_reader_that_leaves_early_causes_no_traceback(
    command: Callable[..., list[str]], words: list[str]
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            command(*words), stdout=writing, stderr=subprocess.PIPE, encoding="utf-8", timeout=60, check=False
        )
    finally:
        os.close(writing)

    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert done.returncode in (0, 1, 5)


@posix_only
@pytest.mark.parametrize("redirection", [">&-", ">/dev/full", "2>&-", "2>/dev/full"])
def test_a_closed_or_full_output_stream_causes_no_traceback(
    command: Callable[..., list[str]], redirection: str
) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f'"$@" {redirection}', "sh", *command("practices")],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )

    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.engine
@posix_only
@pytest.mark.parametrize("round_", range(3))
def test_stopping_while_a_slow_voice_is_in_the_middle_of_a_sentence_ends_as_it_should(
    command: Callable[..., list[str]], tmp_path: Path, files_in: Files, round_: int
) -> None:
    """Its native library comes back while Python is going home, and would abort the process."""
    stage = Stage(command("render", "soothing-breath", "--voice", "joe"), tmp_path, tmp_path / "home")
    process = stage.start()
    assert process.stderr
    while (text := process.stderr.read(1)) and text != "%":
        pass  # the bar shows itself when speaking begins
    time.sleep(1.5 + 0.3 * round_)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)

    assert process.returncode == 130, stderr
    assert stdout == ""
    assert stderr.endswith("Stopped. Nothing was written.\n")
    assert not stage.out.exists()
    assert list(stage.temporary.iterdir()) == []


@pytest.mark.parametrize(
    "wrong", [AttributeError("no lock"), OSError("half read"), EngineError("The voice failed.")]
)
def test_what_a_library_makes_of_a_ctrl_c_still_counts_as_stopped(
    monkeypatch: pytest.MonkeyPatch, home: Path, wrong: Exception
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        try:
            raise entry.Stopped
        except KeyboardInterrupt as stop:
            raise wrong from stop

    monkeypatch.setattr(render, "render_track", interrupted)

    done = CliRunner().invoke(main, ["render", "tiny"])

    assert done.exit_code == 130
    assert done.stderr == "\nStopped. Nothing was written.\n"


def test_an_error_that_came_without_a_ctrl_c_is_told_as_it_is(
    monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    def failed(*_: object, **__: object) -> None:
        raise EngineError("The voice failed.")

    monkeypatch.setattr(render, "render_track", failed)

    done = CliRunner().invoke(main, ["render", "tiny"])

    assert (done.exit_code, done.stderr) == (4, "The voice failed.\n")


def test_a_second_ctrl_c_leaves_the_tidying_up_alone_and_a_much_later_one_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = iter((100.0, 101.0, 104.9, 106.0))
    monkeypatch.setattr(entry, "_told", None)
    monkeypatch.setattr("generator.entry.time.monotonic", lambda: next(clock))

    counted = []
    for _ in range(4):
        try:
            entry._interrupt(signal.SIGINT, None)
            counted.append(False)
        except KeyboardInterrupt:
            counted.append(True)

    assert counted == [True, False, False, True]
