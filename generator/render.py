"""The application layer: a request becomes a finished track; command line, batch and studio all call this."""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from generator.deliver.formats import file_format
from generator.deliver.publish import (
    check_name,
    check_room,
    names_a_track,
    staging,
    writable_folder,
)
from generator.deliver.recipe import read_recipe
from generator.delivering import Job, deliver, folder_of
from generator.errors import ChoiceError, Location, RecipeError
from generator.library import Library
from generator.plan.choices import BEDS
from generator.plan.timeline import Timeline
from generator.prepare import DEFAULT_BED, prepare
from generator.progress import OnProgress, Progress, ignore
from generator.recall import recalled
from generator.request import Prepared, Request
from generator.speaking import SPEAKING, clip_store, code_for_clips, tell
from generator.units import Samples, spoken_length, to_samples, to_seconds
from generator.voices import pick_voice

if TYPE_CHECKING:
    from generator.sound.beds import SynthBed
    from generator.sound.listener_bed import ListenerBed

LISTENING, WRITING = "measuring", "writing"
SPEAKING_SHARE, LISTENING_SHARE = 0.35, 0.15
"""Parts of the whole work that the progress bar gives to speaking and to measuring; the rest is writing."""


@dataclass(frozen=True, slots=True)
class Track:
    """A finished track."""

    path: Path
    seconds: float
    loudness: float
    """LUFS, as mastered."""
    true_peak: float
    """dBTP, before encoding."""
    timeline: Timeline
    sidecars: tuple[Path, ...]
    practice: str
    level: str
    length: str
    voice: str
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The result as plain data."""
        return {
            "path": str(self.path),
            "practice": self.practice,
            "level": self.level,
            "length": self.length,
            "voice": self.voice,
            "seconds": round(self.seconds, 3),
            "lufs": round(self.loudness, 2),
            "true_peak": round(self.true_peak, 2),
            "chapters": [
                {"title": mark.title, "start": round(to_seconds(mark.start), 3)}
                for mark in self.timeline.chapters
            ],
            "sidecars": [str(path) for path in self.sidecars],
            "notes": list(self.notes),
        }


def plan_track(
    request: Request, library: Library, *, on_progress: OnProgress = ignore
) -> tuple[Timeline, tuple[str, ...]]:
    """The timeline of a track by its true clips, and what the listener should know about it.

    Raises:
        InnerAllyError: As `prepare` and `tell` do.
    """
    prepared = prepare(request, library, pick_voice)
    with clip_store(library, code_for_clips(prepared)) as store:
        told = tell(prepared, store, library, on_progress, 1.0)
    return told.timeline, prepared.notes


def render_track(
    request: Request, library: Library, *, output: str | None = None, on_progress: OnProgress = ignore
) -> Track:
    """Make a track.

    Args:
        request: What is asked for.
        library: Folders to read from and write to.
        output: A folder, or a file ending in ``.mp3``, ``.flac`` or ``.wav``; the library's output folder if None.
        on_progress: Told how far the work is; it may raise to stop it, and nothing is left behind.

    Raises:
        InnerAllyError: Whatever stands in the way, in plain words.
    """
    prepared = prepare(request, library, pick_voice)
    _check_lyrics(request)
    form = file_format(request.format, request.bitrate, prepared.situation.name, output)
    return _make(Job(prepared, library, form, output or str(library.output), on_progress))


def render_again(
    path: Path, library: Library, *, output: str | None = None, on_progress: OnProgress = ignore
) -> Track:
    """Make the track of a recipe once more, beside the recipe unless told otherwise.

    Raises:
        RecipeError: The file is no recipe, or a private one.
        InnerAllyError: Whatever else stands in the way.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise RecipeError(f"The recipe cannot be read: {reason}.", where=Location(str(path))) from error
    recipe = read_recipe(text, str(path))
    prepared = recalled(recipe, library, str(path))
    named = output is not None and names_a_track(output)
    request = prepared.request
    form = file_format(
        None if named else request.format,
        None if named else request.bitrate,
        prepared.situation.name,
        output,
    )
    return _make(Job(prepared, library, form, output or str(path.parent), on_progress, recipe.wish))


def _check_lyrics(request: Request) -> None:
    """Words inside a file go wherever the file goes, so a client's never do."""
    if not request.lyrics:
        return
    for name, given in (("--private", request.private), ("a client's code", bool(request.profile.code))):
        if given:
            raise ChoiceError(
                f"--lyrics would carry the words inside a file made with {name}.", "Leave --lyrics out."
            )


def _expected(prepared: Prepared) -> Samples:
    """The track's length before it is spoken: the one asked for, or the usual one of the likeliest form."""
    return prepared.target or to_samples(prepared.candidates[0].usual)


def _make(job: Job) -> Track:
    from generator.deliver.cover import cover
    from generator.sound.arrange import mix_of, wants_firm_hold
    from generator.sound.audible import traces
    from generator.sound.beds import open_bed
    from generator.sound.dense import FIRM
    from generator.sound.master import NOISY, USUAL, master
    from generator.sound.spoken import spoken_loudness

    prepared, profile = job.prepared, job.prepared.request.profile
    situation, seed = prepared.situation, prepared.request.seed
    folder = folder_of(job.output)
    with ExitStack() as kept:
        kept.enter_context(writable_folder(folder))
        if names_a_track(job.output):
            check_name(Path(job.output).expanduser())
        length = _expected(prepared)
        bed_name = profile.bed or DEFAULT_BED
        check_room(folder, job.form.size(length, bed_name))
        about = f"{spoken_length(to_seconds(length))}, {job.form.about(length, bed_name)}"
        job.on_progress(Progress(SPEAKING, 0.0, about))
        # Bed and cover wait for nothing; where the voice is heard is found while the encoder works.
        aside = kept.enter_context(ThreadPoolExecutor(2, thread_name_prefix="aside"))
        making = aside.submit(open_bed, bed_name, seed, channels=job.form.channels, length=length)
        kept.callback(_close, making)
        if bed_name not in BEDS:
            making.result()  # a file of the listener's own may be unfit: better said before anything is spoken
        picture = aside.submit(cover, profile.kind or "", seed)
        store = kept.enter_context(clip_store(job.library, code_for_clips(prepared)))
        told = tell(prepared, store, job.library, job.on_progress, SPEAKING_SHARE)
        mix = mix_of(
            told.timeline,
            told.clips,
            voice_loudness=spoken_loudness(told.timeline, told.clips, prepared.voice.loudness),
            bed=making.result(),
            seed=seed,
            situation=situation,
            profile=profile,
        )
        listening = partial(_tell, job, LISTENING, SPEAKING_SHARE, LISTENING_SHARE / 2)
        reading = mix.foresee(listening)
        if wants_firm_hold(situation, reading):
            mix = mix.with_hold(FIRM)
            reading = mix.foresee(listening)
        mastered = master(
            mix,
            target=situation.loudness,
            limiter=NOISY if situation.noisy else USUAL,
            reading=reading,
            on_share=partial(
                _tell, job, LISTENING, SPEAKING_SHARE + LISTENING_SHARE / 2, LISTENING_SHARE / 2
            ),
        )
        files = deliver(
            job,
            told,
            mastered=mastered,
            heard=aside.submit(traces, told.timeline, mix.stem("voice")).result,
            cover=picture.result(),
            staged=kept.enter_context(staging(folder)),
            on_frames=lambda frames: _tell_written(job, frames / mastered.length),
        )
    return Track(
        path=files.track,
        seconds=to_seconds(told.timeline.length),
        loudness=files.loudness,
        true_peak=files.peak,
        timeline=told.timeline,
        sidecars=files.sidecars,
        practice=prepared.facts.practice,
        level=prepared.facts.level,
        length=told.candidate.form.length,
        voice=prepared.voice.name,
        notes=(*prepared.notes, *files.notes),
    )


def _close(making: "Future[SynthBed | ListenerBed]") -> None:
    """Close a bed that may not have been made."""
    if not making.cancel() and making.exception() is None:
        making.result().close()


def _tell(job: Job, stage: str, before: float, share: float, part: float) -> None:
    job.on_progress(Progress(stage, before + share * part))


def _tell_written(job: Job, part: float) -> None:
    before = SPEAKING_SHARE + LISTENING_SHARE
    _tell(job, WRITING, before, 1.0 - before, part)
