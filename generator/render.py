"""The application layer: a request becomes a finished track; command line, batch and studio all call this."""

import importlib.metadata
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from generator.deliver.publish import (
    RECIPE,
    TRACK,
    TRANSCRIPT,
    check_name,
    file_stem,
    publish,
    sidecar,
    staging,
    writable_folder,
)
from generator.deliver.recipe import Recipe, Result, breathing_name, identity_in, read_recipe, recipe_text
from generator.deliver.transcript import transcript_text
from generator.errors import Location, RecipeError
from generator.forms import guidance_of
from generator.library import Library
from generator.plan.describe import events
from generator.plan.marks import Sites
from generator.plan.pauses import Form
from generator.plan.personal import breath_pattern
from generator.plan.safety import Verdict
from generator.plan.script import parse
from generator.plan.situations import situation_named
from generator.plan.timeline import Timeline
from generator.prepare import DEFAULT_BED, prepare
from generator.progress import OnProgress, Progress, ignore
from generator.request import AlbumPlace, Candidate, Facts, Prepared, Request
from generator.speaking import Told, clip_store, code_for_clips, tell
from generator.speech.cache import installation_secret
from generator.speech.engine import open_engine
from generator.units import RATE, to_seconds
from generator.voices import pick_voice

if TYPE_CHECKING:
    from generator.sound.master import Master, MasterReport
    from generator.sound.source import Block

LISTENING, WRITING = "measuring", "writing"
SPEAKING_SHARE, LISTENING_SHARE = 0.35, 0.15
"""Parts of the whole work that the progress bar gives to speaking and to measuring; the rest is writing."""
ALBUM, LANGUAGE = "Inner Ally", "eng"
PACKAGES = ("innerally", "numpy", "soxr", "lameenc", "onnxruntime")


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
        output: A folder, or a file ending in ``.mp3``; the library's output folder if None.
        on_progress: Told how far the work is; it may raise to stop it, and nothing is left behind.

    Raises:
        InnerAllyError: Whatever stands in the way, in plain words.
    """
    prepared = prepare(request, library, pick_voice)
    return _make(_Job(prepared, library, output or str(library.output), on_progress))


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
    prepared = _from_recipe(read_recipe(text, str(path)), library, str(path))
    return _make(_Job(prepared, library, output or str(path.parent), on_progress))


def _from_recipe(recipe: Recipe, library: Library, file: str) -> Prepared:
    locale = library.locale()
    if (
        not recipe.reviewed
        and locale.verdict((*recipe.profile.typed(), recipe.given_title)) is Verdict.DANGER
    ):
        raise locale.hold()
    situation = situation_named(recipe.situation)
    form = Form(recipe.length, recipe.level, passenger=situation.eyes_open)
    pattern = breath_pattern(recipe.profile, recipe.level)
    lexicon = recipe.profile.lexicon()
    script = parse(recipe.text, Sites(), form=form, lexicon=lexicon, file=file)
    guidance = guidance_of(
        recipe.profile, situation, form, pattern, recipe.pace, ride=recipe.samples if recipe.joined else 0
    )
    voice = pick_voice(recipe.voice, library)
    parts = tuple((part["name"], part["sha256"]) for part in recipe.parts if part.get("kind") == "script")
    candidate = Candidate(
        form, to_seconds(recipe.samples), recipe.text, parts, tuple(recipe.joined), script, guidance
    )
    facts = Facts(recipe.practice, recipe.title, recipe.aim, recipe.carry_on, recipe.situation, recipe.level)
    request = Request(
        recipe.practice,
        recipe.profile,
        situation=recipe.situation,
        edition=recipe.edition,
        seed=recipe.seed,
        title=recipe.given_title,
        place=AlbumPlace(recipe.album, recipe.number, recipe.of) if recipe.album else None,
        clinician=recipe.reviewed,
        reviewed=recipe.reviewed,
    )
    return Prepared(
        request,
        facts,
        situation,
        voice,
        recipe.pace,
        voice.speed(recipe.pace),
        pattern,
        (candidate,),
        recipe.samples,
        (),
    )


@dataclass(frozen=True, slots=True)
class _Job:
    """A prepared request on its way to a file."""

    prepared: Prepared
    library: Library
    output: str
    on_progress: OnProgress

    def tell(self, stage: str, before: float, share: float, part: float) -> None:
        self.on_progress(Progress(stage, before + share * part))


def _make(job: _Job) -> Track:
    from generator.sound.beds import open_bed
    from generator.sound.master import master
    from generator.sound.mix import Mix

    prepared, profile = job.prepared, job.prepared.request.profile
    folder = _folder_of(job.output)
    with ExitStack() as kept:
        kept.enter_context(writable_folder(folder))
        if _names_a_file(job.output):
            check_name(Path(job.output).expanduser())
        bed = open_bed(profile.bed or DEFAULT_BED, prepared.request.seed)
        kept.callback(bed.close)
        store = kept.enter_context(clip_store(job.library, code_for_clips(prepared)))
        told = tell(prepared, store, job.library, job.on_progress, SPEAKING_SHARE)
        mix = Mix(
            told.timeline,
            told.clips,
            voice_loudness=prepared.voice.loudness,
            bed=bed,
            tones=profile.tones,
            bed_under=prepared.situation.bed_under if profile.bed_level is None else profile.bed_level,
        )
        mastered = master(
            mix,
            target=prepared.situation.loudness,
            on_progress=partial(job.tell, LISTENING, SPEAKING_SHARE, LISTENING_SHARE),
        )
        return _deliver(job, told, mastered, kept.enter_context(staging(folder)))


def _deliver(job: _Job, told: Told, mastered: "Master", staged: Path) -> Track:
    from generator.deliver.encode import write_mp3
    from generator.deliver.tags import TrackInfo, id3

    prepared, request, facts = job.prepared, job.prepared.request, job.prepared.facts
    timeline, report = told.timeline, mastered.report
    secret = installation_secret(job.library.cache)
    recipe = _recipe(prepared, told, job.library)
    path = _place(job.output, recipe, request.profile.code, secret)
    album = request.place
    info = TrackInfo(
        title=facts.title,
        album=album.album if album else ALBUM,
        number=(album.number, album.of) if album else None,
        length=timeline.length,
        chapters=timeline.chapters,
        language=LANGUAGE,
    )
    with (staged / "track").open("w+b") as file:
        write_mp3(file, _watched(mastered, job), id3(info))
    _write(staged / "recipe", recipe_text(recipe, _result(timeline, report), secret))
    files = {staged / "recipe": sidecar(path, RECIPE)}
    if not request.private:
        _write(staged / "transcript", _transcript(prepared, timeline))
        files[staged / "transcript"] = sidecar(path, TRANSCRIPT)
    files[staged / "track"] = path
    publish(files)
    return Track(
        path=path,
        seconds=to_seconds(timeline.length),
        loudness=report.loudness,
        true_peak=report.peak,
        timeline=timeline,
        sidecars=tuple(place for place in files.values() if place != path),
        practice=facts.practice,
        level=facts.level,
        length=told.candidate.form.length,
        voice=prepared.voice.name,
        notes=prepared.notes,
    )


def _watched(mastered: "Master", job: _Job) -> Iterator["Block"]:
    """The mastered blocks, telling how far the encoder has eaten them."""
    before = SPEAKING_SHARE + LISTENING_SHARE
    done = 0
    for block in mastered.blocks():
        yield block
        done += len(block)
        job.tell(WRITING, before, 1.0 - before, done / mastered.length)


def _result(timeline: Timeline, report: "MasterReport") -> Result:
    spoken = iter(timeline.spoken)
    placed = events(timeline)
    personal = [event.kind == "speech" and next(spoken).utterance.personal for event in placed]
    return Result(report.loudness, report.peak, placed, personal)


def _transcript(prepared: Prepared, timeline: Timeline) -> str:
    facts = prepared.facts
    return transcript_text(
        timeline, title=facts.title, aim=facts.aim, carry_on=facts.carry_on, voice=prepared.voice.title
    )


def _recipe(prepared: Prepared, told: Told, library: Library) -> Recipe:
    request, facts = prepared.request, prepared.facts
    bed = request.profile.bed or DEFAULT_BED
    return Recipe(
        practice=facts.practice,
        title=facts.title,
        given_title=request.title,
        aim=facts.aim,
        carry_on=facts.carry_on,
        situation=facts.situation,
        level=facts.level,
        length=told.candidate.form.length,
        samples=told.timeline.length,
        seed=request.seed,
        voice=prepared.voice.name,
        pace=prepared.pace,
        breathing=breathing_name(request.profile, prepared.pattern.name if prepared.pattern else None),
        bed=bed,
        profile=request.profile,
        text=told.candidate.text,
        parts=_parts(prepared, told.candidate, library),
        private=request.private,
        reviewed=request.clinician and request.reviewed,
        joined=told.candidate.joined,
        edition=request.edition,
        album=request.place.album if request.place else "",
        number=request.place.number if request.place else 0,
        of=request.place.of if request.place else 0,
    )


def _parts(prepared: Prepared, candidate: Candidate, library: Library) -> Sequence[dict[str, str]]:
    engine = open_engine(prepared.voice.engine, library.voices)
    try:
        voice = {
            "kind": "voice",
            "name": prepared.voice.name,
            "version": engine.fingerprint(prepared.voice),
            "repeatable": "yes"
            if prepared.voice.deterministic
            else "no: the same words may sound a little different",
        }
    finally:
        engine.close()
    scripts = [{"kind": "script", "name": name, "sha256": digest} for name, digest in candidate.parts]
    packages = []
    for name in PACKAGES:
        try:
            packages.append({"kind": "package", "name": name, "version": importlib.metadata.version(name)})
        except importlib.metadata.PackageNotFoundError:
            continue
    return [voice, *scripts, *packages]


def _folder_of(output: str) -> Path:
    path = Path(output).expanduser()
    return path.parent if _names_a_file(output) else path


def _names_a_file(output: str) -> bool:
    return output.lower().endswith(TRACK)


def _place(output: str, recipe: Recipe, code: str, secret: bytes) -> Path:
    """Where the track goes: the same recipe replaces its file, a different one gets ``-2``."""
    path = Path(output).expanduser()
    if _names_a_file(output):
        return path
    minutes = recipe.samples / RATE / 60
    stem = file_stem(recipe.practice, recipe.given_title, minutes, recipe.situation, code)
    identity = recipe.identity(secret)
    number = 1
    while True:
        place = path / f"{stem}{f'-{number}' if number > 1 else ''}{TRACK}"
        if not place.exists() and not sidecar(place, RECIPE).exists():
            return place
        if _identity_at(sidecar(place, RECIPE)) == identity:
            return place
        number += 1


def _identity_at(path: Path) -> str:
    try:
        return identity_in(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return ""


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
