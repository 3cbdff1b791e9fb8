"""A worker that hangs, dies or babbles costs an error in plain words, never a frozen program."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from generator.errors import EngineError
from generator.speech import system_worker
from generator.speech.worker import Worker

GREETING = 'print(json.dumps({"ready": True, "pid": os.getpid()}), flush=True)\n'
ECHO = (
    GREETING + 'for line in sys.stdin: print(json.dumps({"ok": True, "was": json.loads(line)}), flush=True)\n'
)

MakeWorker = Callable[..., Worker]


@pytest.fixture
def make_worker(tmp_path: Path) -> Iterator[MakeWorker]:
    made: list[Worker] = []

    def make(program: str, *, start_limit: float = 20.0, limit: float = 20.0) -> Worker:
        script = tmp_path / f"worker{len(made)}.py"
        script.write_text("import json, os, sys, time\n" + textwrap.dedent(program), "utf-8")
        made.append(Worker([sys.executable, str(script)], start_limit=start_limit, limit=limit))
        return made[-1]

    yield make
    for worker in made:
        worker.close()


posix_only = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no way to ask for a process kindly"
)


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_one_process_answers_job_after_job(make_worker: MakeWorker) -> None:
    worker = make_worker(ECHO)

    assert worker.ask({"text": "ä"})["was"] == {"text": "ä"}
    first = worker.pid
    assert worker.ask({"text": "b\nc"})["was"] == {"text": "b\nc"}
    assert worker.pid == first


@posix_only
def test_a_worker_that_hangs_is_killed_when_its_time_is_up(make_worker: MakeWorker) -> None:
    worker = make_worker(GREETING + "time.sleep(600)\n", limit=0.5)
    worker.greeting()
    pid = worker.pid
    assert pid is not None

    started = time.monotonic()
    with pytest.raises(EngineError, match=r"did not answer within 0\.5 seconds"):
        worker.ask({})

    assert time.monotonic() - started < 5
    assert worker.pid is None
    assert gone(pid)


def test_a_worker_that_never_greets_is_killed(make_worker: MakeWorker) -> None:
    with pytest.raises(EngineError, match="did not answer"):
        make_worker("time.sleep(600)\n", start_limit=0.5).greeting()


@pytest.mark.parametrize("end", ["os._exit(1)", "os.abort()", "os.kill(os.getpid(), 9)"])
@posix_only
def test_a_worker_that_dies_is_told_at_once(make_worker: MakeWorker, end: str) -> None:
    worker = make_worker(GREETING + f"sys.stdin.readline()\n{end}\n")

    with pytest.raises(EngineError, match="stopped in the middle"):
        worker.ask({})


def test_after_a_death_the_next_job_gets_a_new_process(make_worker: MakeWorker, tmp_path: Path) -> None:
    flag = tmp_path / "died"
    worker = make_worker(
        GREETING
        + f"flag = {str(flag)!r}\n"
        + "for line in sys.stdin:\n"
        + "    if not os.path.exists(flag): open(flag, 'w').close(); os._exit(1)\n"
        + "    print(json.dumps({'ok': True}), flush=True)\n"
    )

    with pytest.raises(EngineError):
        worker.ask({})

    assert worker.ask({}) == {"ok": True}


@pytest.mark.parametrize("line", ["Audio saved to x", "[1, 2]", "", "{"])
def test_an_answer_that_is_no_json_object_is_an_error(make_worker: MakeWorker, line: str) -> None:
    worker = make_worker(GREETING + f"sys.stdin.readline(); print({line!r}, flush=True); time.sleep(600)\n")

    with pytest.raises(EngineError, match="unreadable"):
        worker.ask({})
    assert worker.pid is None


def test_a_program_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="could not be started"):
        Worker([str(tmp_path / "nothing")]).greeting()


def test_a_worker_that_dies_before_it_greets_is_told_apart(make_worker: MakeWorker) -> None:
    worker = make_worker("os._exit(1)\n")

    with pytest.raises(EngineError, match="while it was starting"):
        worker.ask({})


@posix_only
def test_closing_ends_the_process_and_may_be_done_twice(make_worker: MakeWorker) -> None:
    worker = make_worker(ECHO)
    worker.greeting()
    pid = worker.pid
    assert pid is not None

    worker.close()
    worker.close()

    assert gone(pid)


def test_errors_never_repeat_the_words(make_worker: MakeWorker, capfd: pytest.CaptureFixture[str]) -> None:
    worker = make_worker(GREETING + "print(sys.stdin.readline(), file=sys.stderr); sys.exit(3)\n")

    with pytest.raises(EngineError) as caught:
        worker.ask({"text": "about my mother"})

    assert "mother" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


@pytest.mark.engine
@posix_only
def test_the_real_worker_leaves_ctrl_c_to_its_parent(tmp_path: Path) -> None:
    worker = Worker([sys.executable, "-P", str(system_worker.__file__)])
    assert worker.greeting()["ready"] is True
    assert worker.pid is not None

    os.kill(worker.pid, signal.SIGINT)
    job = {"text": "Rest here.", "out": str(tmp_path / "a.wav"), "rate": 150, "voice": "default"}

    assert worker.ask(job) == {"ok": True, "error": None}
    worker.close()


@pytest.mark.engine
def test_the_real_worker_says_what_went_wrong_and_goes_on(tmp_path: Path) -> None:
    worker = Worker([sys.executable, "-P", str(system_worker.__file__)])
    job = {"text": "Rest here.", "out": str(tmp_path / "a.wav"), "rate": 150, "voice": "default"}

    unwritable = worker.ask(job | {"out": str(tmp_path / "no" / "folder" / "a.wav")})
    unknown = worker.ask(job | {"voice": "no-such-voice"})

    assert unwritable["ok"] is False
    assert "cannot be written" in str(unwritable["error"])
    assert unknown["ok"] is False
    assert worker.ask(job)["ok"] is True
    worker.close()


@pytest.mark.engine
def test_the_real_worker_dies_with_its_parent(tmp_path: Path) -> None:
    program = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen(\n"
        "    [sys.executable, '-P', sys.argv[1]],\n"
        "    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sys.stdout,\n"
        ")\n"
        "child.stdout.readline(); print('ready', flush=True); time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(system_worker.__file__)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    ) as parent:
        assert parent.stdout
        assert parent.stdout.readline() == "ready\n"

        parent.kill()

        # The worker's stderr is the same pipe: its end comes when both are gone.
        assert parent.communicate(timeout=20)[0] == ""


class Forgetful:
    """An engine whose library drops the first settings that it is given."""

    def __init__(self, lost: int) -> None:
        self.lost = lost
        self.rate = 200

    def setProperty(self, name: str, value: object) -> None:  # noqa: N802 - pyttsx3's name
        if name == "rate":
            self.lost -= 1
            if self.lost < 0:
                self.rate = int(str(value))


@pytest.mark.parametrize(("lost", "spoken_at"), [(0, 122), (1, 122), (5, 122), (100, 200)])
def test_a_speed_that_the_library_drops_is_set_again(
    monkeypatch: pytest.MonkeyPatch, lost: int, spoken_at: int
) -> None:
    engine = Forgetful(lost)
    speaker = object.__new__(system_worker._Speaker)
    speaker._engine, speaker._asynchronous = engine, True
    monkeypatch.setattr(system_worker, "_espeak_rate", lambda: engine.rate)

    speaker._set_up({"voice": "en", "rate": 122})

    assert engine.rate == spoken_at
