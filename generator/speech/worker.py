"""A child process that is kept on a short lead: one JSON line in, one JSON line out, each with a deadline."""

import contextlib
import json
import queue
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence

from generator.errors import EngineError
from generator.units import Seconds

_GLANCE: Seconds = 0.1  # waits are cut up so finely that Ctrl-C gets through on every system


class Worker:
    """Starts its process when first asked, kills it when it is late, and starts another one the next time.

    Its answers are JSON objects on stdout, the first one unasked (a greeting). Its stderr is thrown away,
    since what a library writes there may hold the words.
    """

    def __init__(self, command: Sequence[str], *, start_limit: Seconds = 30.0, limit: Seconds = 30.0) -> None:
        self._command = tuple(command)
        self._start_limit = start_limit
        self._limit = limit
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._greeting: Mapping[str, object] = {}

    @property
    def pid(self) -> int | None:
        """The process at work, if there is one."""
        return self._process.pid if self._process else None

    def greeting(self) -> Mapping[str, object]:
        """What the process said when it was ready.

        Raises:
            EngineError: It did not start, or not in time.
        """
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._start()
        return self._greeting

    def ask(self, job: Mapping[str, object]) -> Mapping[str, object]:
        """One job and its answer.

        Raises:
            EngineError: The process died, answered nonsense, or was late; it is gone afterwards.
        """
        self.greeting()
        process = self._process
        if process is None or process.stdin is None:
            raise EngineError("The system's voice did not start.", "Try again, or choose another voice.")
        with contextlib.suppress(OSError):  # if it has just died, the missing answer tells
            process.stdin.write(json.dumps(dict(job)) + "\n")
            process.stdin.flush()
        return self._answer(self._limit)

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        if process.stdin:
            with contextlib.suppress(OSError):
                process.stdin.close()

    def _start(self) -> None:
        try:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                errors="replace",
                # Windows: out of Ctrl-C's way.
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        except OSError as error:
            raise EngineError(
                f"The process for the system's voice could not be started ({error.strerror}).",
                "Choose another voice, or free some memory.",
            ) from error
        self._process = process
        self._greeting = {}
        self._answers = queue.SimpleQueue()
        threading.Thread(target=_listen, args=(process, self._answers), daemon=True).start()
        self._greeting = self._answer(self._start_limit)

    def _answer(self, limit: Seconds) -> Mapping[str, object]:
        try:
            return _parsed(self._line(limit))
        except BaseException:  # Ctrl-C too: an answer that comes later would be taken for the next one's
            self.close()
            raise

    def _line(self, limit: Seconds) -> str:
        end = time.monotonic() + limit
        while (left := end - time.monotonic()) > 0:
            try:
                line = self._answers.get(timeout=min(left, _GLANCE))
            except queue.Empty:
                continue
            if line is None:
                when = "in the middle of its work" if self._greeting else "while it was starting"
                raise EngineError(
                    f"The system's voice stopped {when}.", "Try again, or choose another voice."
                )
            return line
        raise EngineError(
            f"The system's voice did not answer within {limit:g} seconds and was stopped.",
            "Try again, or choose another voice.",
        )


def _parsed(line: str) -> Mapping[str, object]:
    try:
        answer = json.loads(line)
    except json.JSONDecodeError:
        answer = None
    if not isinstance(answer, dict):
        raise EngineError("The system's voice answered something unreadable.", "Try again.")
    return answer


def _listen(process: subprocess.Popen[str], answers: "queue.SimpleQueue[str | None]") -> None:
    if process.stdout:
        with process.stdout as lines:
            for line in lines:
                answers.put(line)
    answers.put(None)
