"""The system's own voices, in a process of their own: pyttsx3 may hang, crash or exit without harm to us.

Run by file, so it uses nothing of ours. One JSON job a line on stdin (text, out, rate, voice), one JSON
answer a line on stdout (ok, error), after a greeting that lists the voices. Answers never repeat the words.
It ends at once when stdin does, that is, with its parent, even in the middle of a job.

What it works around (pyttsx3 2.99; each seen on Linux with espeak-ng, read in the source for the others):

- Linux: the first `runAndWait` returns before the file exists, so `finished-utterance` is awaited; settings
  get lost without `Synchronize`; an unwritable path hangs for ever; an unknown voice is ignored in silence.
- Windows (untested): SAPI 5 through COM, on one thread, which is this one. Its speed goes in steps of 11 %.
  Listing raises when a voice names two languages ("409;9"); the default voice is then all that is offered.
- macOS (untested): NSSpeechSynthesizer needs the main thread, which this is, and writes AIFF whatever the
  file's name.
"""

import contextlib
import ctypes
import json
import os
import queue
import signal
import sys
import threading
from pathlib import Path
from typing import IO, Any

_LINUX_DEFAULT = "gmw/en-gb-x-rp"
_DONT_EXIT = 0x8000  # else espeak-ng ends this process by itself when its data folder is missing
_WAV_HEADER = 44
_TRIES = 10
"""How often a speed is set that espeak does not take."""


def main() -> None:
    """Answer jobs until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    answers = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    os.dup2(2, 1)  # the drivers print() to stdout
    jobs: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(jobs,), daemon=True).start()
    try:
        speaker = _Speaker()
    except Exception as error:  # noqa: BLE001 - whatever a driver raises, the parent is told
        _reply(answers, {"ready": False, "error": f"{type(error).__name__}: {error}"})
        os._exit(1)
    _reply(answers, {"ready": True, "voices": speaker.voices()})
    while True:
        job = jobs.get()
        try:
            trouble = speaker.speak(job)
        except Exception as error:  # noqa: BLE001 - as above; its type only, since its text may hold the words
            trouble = type(error).__name__
        _reply(answers, {"ok": trouble is None, "error": trouble})


def _listen(jobs: "queue.SimpleQueue[dict[str, Any]]") -> None:
    for line in sys.stdin:
        jobs.put(json.loads(line))
    os._exit(0)  # not sys.exit: the library's own threads crash on the way out


def _reply(answers: IO[str], answer: dict[str, object]) -> None:
    answers.write(json.dumps(answer) + "\n")


class _Speaker:
    """One pyttsx3 engine and the events it sends."""

    def __init__(self) -> None:
        driver = None
        if sys.platform.startswith("linux"):
            driver = "espeak"
            _load_espeak()
        import pyttsx3

        self._engine = pyttsx3.init(driver)
        self._default = self._engine.getProperty("voice")
        self._asynchronous = driver == "espeak"
        self._errors: list[str] = []
        self._done = threading.Event()
        self._engine.connect("error", self._on_error)
        self._engine.connect("finished-utterance", self._on_finished)

    def voices(self) -> list[list[str]]:
        """Id, name, language and gender of each voice."""
        try:
            found = self._engine.getProperty("voices")
        except Exception:  # noqa: BLE001 - whatever a driver raises over an odd voice, the default one still speaks
            return [["default", "The default voice", "", ""]]
        return [
            [
                str(voice.id),
                str(voice.name),
                str(next(iter(voice.languages or []), "") or ""),
                str(voice.gender or ""),
            ]
            for voice in found
        ]

    def speak(self, job: dict[str, Any]) -> str | None:
        """Write one file; what went wrong, or None."""
        out = Path(job["out"])
        try:
            out.write_bytes(b"")
        except OSError as error:
            return f"the temporary folder cannot be written: {error.strerror}"
        self._errors.clear()
        self._done.clear()
        wanted = self._set_up(job)
        self._engine.save_to_file(job["text"], str(out))
        self._engine.runAndWait()
        if self._asynchronous:
            self._done.wait()  # the parent has the deadline
        if self._errors:
            return ", ".join(self._errors)
        if wanted and self._engine.getProperty("voice") != wanted:
            return "the voice is not installed"
        if _espeak_rate() not in (None, int(job["rate"])):
            return "the voice did not keep its speed"
        return None if out.stat().st_size > _WAV_HEADER else "nothing was spoken"

    # The driver calls these two by the names of their arguments.
    def _on_error(self, name: object, exception: BaseException) -> None:  # noqa: ARG002
        self._errors.append(type(exception).__name__)

    def _on_finished(self, name: object, completed: object) -> None:  # noqa: ARG002
        self._done.set()

    def _set_up(self, job: dict[str, Any]) -> str:
        wanted = job["voice"]
        if wanted == "default":
            wanted = _LINUX_DEFAULT if self._asynchronous else self._default
        if wanted:
            self._engine.setProperty("voice", wanted)
        # pyttsx3 hands settings to espeak without waiting, and then loses some of them; on a busy machine even so.
        for _ in range(_TRIES):
            self._engine.setProperty("rate", int(job["rate"]))
            self._engine.setProperty("volume", 0.7)  # above it, some voices clip
            getattr(sys.modules.get("pyttsx3.drivers._espeak"), "Synchronize", lambda: None)()
            if _espeak_rate() in (None, int(job["rate"])):
                break
        return wanted or ""


def _espeak_rate() -> int | None:
    """The speed that espeak has now, in words a minute; None where another driver speaks.

    Asked of the library itself: pyttsx3 leaves out the argument that tells the present value from the usual one.
    """
    binding = sys.modules.get("pyttsx3.drivers._espeak")
    return None if binding is None else int(binding.dll.espeak_GetParameter(binding.RATE, 1))


def _load_espeak() -> None:
    """Let pyttsx3 find espeak-ng: the system's, or else the copy in the espeakng-loader package."""
    with contextlib.suppress(OSError):
        ctypes.CDLL("libespeak-ng.so.1")
        return
    import espeakng_loader

    loader = vars(ctypes.cdll)  # its method is shadowed while the driver's module looks for the library
    loader["LoadLibrary"] = lambda _path: ctypes.CDLL(espeakng_loader.get_library_path())
    try:
        from pyttsx3.drivers import _espeak, espeak
    finally:
        del loader["LoadLibrary"]
    data = espeakng_loader.get_data_path().encode()
    if _espeak.Initialize(_espeak.AUDIO_OUTPUT_RETRIEVAL, 1000, data, _DONT_EXIT) <= 0:
        raise RuntimeError("espeak-ng could not read its data")
    espeak.EspeakDriver._moduleInitialized = True
    espeak.EspeakDriver._defaultVoice = _LINUX_DEFAULT


if __name__ == "__main__":
    main()
