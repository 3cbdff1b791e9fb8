"""Many tracks from one table, made by an executor, each whole or not at all.

A track that is there already, from the same wish, is kept; so a batch that was stopped or killed goes on where it was.
"""

import contextlib
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from dataclasses import replace
from typing import Protocol

from generator.batch_report import (
    FAILED,
    KEPT,
    MADE,
    STOPPED,
    BatchReport,
    Outcome,
    write_archives,
    write_reports,
)
from generator.clients import Batch, Shared, Task
from generator.deliver.publish import HANDOUT, HANDOUT_LARGE, RECIPE, sidecar, sweep, writable_folder
from generator.desk import open_desk
from generator.errors import Cancelled, InnerAllyError
from generator.handout import make_handout
from generator.library import Library
from generator.progress import OnProgress, Progress, ignore
from generator.render import render_track
from generator.voices import pick_voice
from generator.wish import named_wish

_SPOKEN = 0.1
"""Share of the whole work that the sentences common to all tracks are told as."""


class Flag(Protocol):
    """Something that can be raised in one process and seen in another, such as `multiprocessing.Event`."""

    def is_set(self) -> bool:
        """Whether it was raised."""


def run_batch(
    batch: Batch,
    library: Library,
    executor: Executor,
    *,
    on_progress: OnProgress = ignore,
    finish: Callable[[Outcome], None] = lambda _outcome: None,
) -> BatchReport:
    """Make every track that is not there yet.

    Args:
        batch: As `plan_batch` gives it.
        library: Folders to read from and write to.
        executor: Makes the tracks; any executor of `concurrent.futures`, a cluster's among them.
        on_progress: Told how far the whole is; it may raise to stop, and what is finished stays.
        finish: Told of every row as it is done.

    Raises:
        OutputError: The reports cannot be written.
    """
    outcomes = {outcome.row: outcome for outcome in batch.held}
    with writable_folder(batch.folder):
        for folder in {task.path.parent for task in batch.tasks}:
            sweep(folder)
        waiting = []
        for task in batch.tasks:
            if _is_made(task) and _has_page(task):
                outcomes[task.row] = _kept(task)
            else:
                waiting.append(task)
        try:
            if waiting:
                _speak_shared(batch.shared, library, on_progress)
            for outcome in _made(waiting, library, executor, on_progress):
                outcomes[outcome.row] = outcome
                finish(outcome)
        finally:
            for task in batch.tasks:
                outcomes.setdefault(
                    task.row,
                    Outcome(task.row, task.code, task.request.practice, STOPPED, message="Not made yet."),
                )
            ordered = tuple(outcome for _, outcome in sorted(outcomes.items()))
            files = write_reports(batch.folder, ordered)
        archives = tuple(write_archives(batch.folder, ordered))
    return BatchReport(batch.folder, ordered, (*files, *archives))


def make(task: Task, library: Library, stop: Flag | None = None) -> Outcome:
    """Make one track; whatever stands in the way becomes its outcome.

    Args:
        task: What to make.
        library: Folders to read from and write to.
        stop: Looked at now and then; once it is raised, the track is given up and nothing of it stays.
    """

    def look(_progress: Progress) -> None:
        if stop is not None and stop.is_set():
            raise Cancelled

    failed = Outcome(task.row, task.code, task.request.practice, FAILED)
    try:
        if _is_made(task):
            done = _kept(task)
        else:
            track = render_track(task.request, library, output=str(task.path), on_progress=look)
            done = replace(
                failed, status=MADE, path=track.path, seconds=track.seconds, loudness=track.loudness
            )
        if task.page is not None:
            make_handout(task.path, open_desk(task.page, library))
    except Cancelled:
        return replace(failed, status=STOPPED, message="Stopped before it was finished.")
    except InnerAllyError as error:
        return replace(failed, message=f"{error.what} {error.mend}".strip())
    except (KeyboardInterrupt, MemoryError, OSError) as error:
        return replace(failed, message=f"It broke off ({type(error).__name__}). Run the batch again.")
    return done


def _is_made(task: Task) -> bool:
    """Whether the track is there from this very wish; its recipe is the last file to be put in place."""
    return named_wish(sidecar(task.path, RECIPE)) == task.wish and task.path.is_file()


def _has_page(task: Task) -> bool:
    return task.page is None or any(sidecar(task.path, page).is_file() for page in (HANDOUT, HANDOUT_LARGE))


def _kept(task: Task) -> Outcome:
    return Outcome(task.row, task.code, task.request.practice, KEPT, task.path, task.seconds)


_STOP: list[Flag] = []


def begin_worker(stop: Flag) -> None:
    """Set a worker process up: Ctrl-C is the parent's to hear, which then raises the flag."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _STOP[:] = [stop]


@contextlib.contextmanager
def workers(jobs: int) -> Iterator[Executor]:
    """Processes of this machine that make tracks; when the work is broken off, they stop at once and tidy up.

    Args:
        jobs: How many.
    """
    context = multiprocessing.get_context(
        "spawn"
    )  # forking would copy the speech engine's threads half alive
    stop = context.Event()
    with ProcessPoolExecutor(jobs, context, initializer=begin_worker, initargs=(stop,)) as executor:
        try:
            yield executor
        except BaseException:
            stop.set()
            raise


def _work(task: Task, library: Library) -> Outcome:
    return make(task, library, _STOP[0] if _STOP else None)


def _made(
    tasks: list[Task], library: Library, executor: Executor, on_progress: OnProgress
) -> Iterator[Outcome]:
    """Outcomes as they come; weights in the progress are the tracks' lengths."""
    whole = sum(task.seconds for task in tasks) or 1.0
    done, count = 0.0, 0
    running: dict[Future[Outcome], Task] = {executor.submit(_work, task, library): task for task in tasks}
    try:
        for future in as_completed(running):
            task = running[future]
            count, done = count + 1, done + task.seconds
            on_progress(Progress(f"{count} of {len(tasks)}", _SPOKEN + (1 - _SPOKEN) * done / whole))
            yield _outcome(future, task)
    finally:
        for future in running:
            future.cancel()


def _outcome(future: Future[Outcome], task: Task) -> Outcome:
    try:
        return future.result()
    except Exception as error:  # noqa: BLE001 - a worker that died must not stop the others
        message = f"The process that made it ended ({type(error).__name__}). Run the batch again."
        return Outcome(task.row, task.code, task.request.practice, FAILED, message=message)


def _speak_shared(shared: Shared, library: Library, on_progress: OnProgress) -> None:
    """Speak what several tracks say once, before any of them is made."""
    from generator.speaking import clip_store
    from generator.speech.engine import open_engine
    from generator.speech.synthesis import speak_all

    whole = sum(len(utterances) for utterances in shared.values()) or 1
    before = 0
    with clip_store(library) as store:
        for (name, speed), utterances in shared.items():
            voice = pick_voice(name, library)

            def show(done: int, _total: int, before: int = before) -> None:
                on_progress(Progress("speaking", _SPOKEN * (before + done) / whole))

            # What cannot be said is told with the track that says it.
            with contextlib.suppress(InnerAllyError):
                speak_all(
                    utterances,
                    voice=voice,
                    speed=speed,
                    engine_factory=lambda engine=voice.engine: open_engine(engine, library.voices),  # type: ignore[misc]
                    store=store,
                    on_progress=show,
                )
            before += len(utterances)
