"""The application layer: a request becomes a finished track; command line, batch and studio all call this."""

import importlib.metadata
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from generator.deliver.captions import captions, spoken_lines
from generator.deliver.formats import MP3, FileFormat, file_format
from generator.deliver.publish import (
    CAPTIONS,
    RECIPE,
    TRANSCRIPT,
    check_name,
    check_room,
    file_stem,
    names_a_track,
    publish,
    sidecar,
    staging,
    writable_folder,
)
from generator.deliver.recipe import Recipe, Result, breathing_name, identity_in, read_recipe, recipe_text
from generator.deliver.transcript import safe_listening, transcript_text
from generator.errors import ChoiceError, Location, RecipeError
from generator.library import Library
from generator.plan.describe import events
from generator.plan.timeline import Timeline
from generator.plan.voice import Voice
from generator.prepare import DEFAULT_BED, prepare
from generator.progress import OnProgress, Progress, ignore
from generator.recall import recalled
from generator.request import Candidate, Prepared, Request
from generator.speaking import SPEAKING, Told, clip_store, code_for_clips, tell
from generator.speech.cache import installation_secret
from generator.speech.engine import open_engine
from generator.units import RATE, Samples, spoken_length, to_samples, to_seconds
from generator.voices import pick_voice
from generator.wish import wish_of

if TYPE_CHECKING:
    from generator.sound.audible import Spans
    from generator.sound.master import Master
    from generator.sound.source import Block

LISTENING, WRITING = "measuring", "writing"
SPEAKING_SHARE, LISTENING_SHARE = 0.35, 0.15
"""Parts of the whole work that the progress bar gives to speaking and to measuring; the rest is writing."""
ALBUM, LANGUAGE = "Inner Ally", "eng"
PACKAGES = ("innerally", "numpy", "soxr", "lameenc", "soundfile", "pillow", "onnxruntime")


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
    return _make(_Job(prepared, library, form, output or str(library.output), on_progress))


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
    return _make(_Job(prepared, library, form, output or str(path.parent), on_progress, recipe.wish))


@dataclass(frozen=True, slots=True)
class _Job:
    """A prepared request on its way to a file."""

    prepared: Prepared
    library: Library
    form: FileFormat
    output: str
    on_progress: OnProgress
    wish: str = ""
    """What a recipe that is made again was made from; empty for a new wish."""

    def tell(self, stage: str, before: float, share: float, part: float) -> None:
        self.on_progress(Progress(stage, before + share * part))


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


def _make(job: _Job) -> Track:
    from generator.sound.arrange import mix_of
    from generator.sound.audible import heard_spans
    from generator.sound.beds import open_bed
    from generator.sound.master import NOISY, USUAL, master

    prepared, profile = job.prepared, job.prepared.request.profile
    situation, seed = prepared.situation, prepared.request.seed
    folder = _folder_of(job.output)
    with ExitStack() as kept:
        kept.enter_context(writable_folder(folder))
        if names_a_track(job.output):
            check_name(Path(job.output).expanduser())
        length = _expected(prepared)
        check_room(folder, job.form.size(length))
        about = f"{spoken_length(to_seconds(length))}, {job.form.about(length)}"
        job.on_progress(Progress(SPEAKING, 0.0, about))
        bed = open_bed(profile.bed or DEFAULT_BED, seed, channels=job.form.channels)
        kept.callback(bed.close)
        store = kept.enter_context(clip_store(job.library, code_for_clips(prepared)))
        told = tell(prepared, store, job.library, job.on_progress, SPEAKING_SHARE)
        mix = mix_of(
            told.timeline,
            told.clips,
            voice_loudness=prepared.voice.loudness,
            bed=bed,
            seed=seed,
            situation=situation,
            profile=profile,
        )
        mastered = master(
            mix,
            target=situation.loudness,
            limiter=NOISY if situation.noisy else USUAL,
            reading=mix.foresee(partial(job.tell, LISTENING, SPEAKING_SHARE, LISTENING_SHARE / 2)),
            on_share=partial(job.tell, LISTENING, SPEAKING_SHARE + LISTENING_SHARE / 2, LISTENING_SHARE / 2),
        )
        heard = heard_spans(told.timeline, mix.stem("voice"))
        return _deliver(job, told, mastered, heard, kept.enter_context(staging(folder)))


def _deliver(job: _Job, told: Told, mastered: "Master", heard: "Spans", staged: Path) -> Track:
    from generator.deliver.cover import cover
    from generator.deliver.tags import TrackInfo
    from generator.deliver.write import write_track

    prepared, request, facts = job.prepared, job.prepared.request, job.prepared.facts
    timeline = told.timeline
    secret = installation_secret(job.library.cache)
    recipe = _recipe(job, told)
    path = _place(job, recipe, request.profile.code, secret)
    album = request.place
    info = TrackInfo(
        title=facts.title,
        album=album.album if album else ALBUM,
        number=(album.number, album.of) if album else None,
        length=timeline.length,
        chapters=timeline.chapters,
        language=LANGUAGE,
        cover=cover(request.profile.kind or "", request.seed),
        lyrics=spoken_lines(timeline) if request.lyrics else (),
    )
    write_track(staged / "track", _watched(mastered, job), info, job.form)
    _write(staged / "recipe", recipe_text(recipe, _result(timeline, mastered, heard), secret))
    files = {staged / "track": path}
    if not request.private:
        _write(staged / "transcript", _transcript(prepared, timeline))
        _write(staged / "captions", captions(timeline, tones=request.profile.tones))
        files[staged / "transcript"] = sidecar(path, TRANSCRIPT)
        files[staged / "captions"] = sidecar(path, CAPTIONS)
    files[staged / "recipe"] = sidecar(path, RECIPE)  # last: where it is, the track is
    publish(files)
    return Track(
        path=path,
        seconds=to_seconds(timeline.length),
        loudness=mastered.report.loudness,
        true_peak=mastered.peak,
        timeline=timeline,
        sidecars=tuple(place for place in files.values() if place != path),
        practice=facts.practice,
        level=facts.level,
        length=told.candidate.form.length,
        voice=prepared.voice.name,
        notes=prepared.notes,
    )


def _watched(mastered: "Master", job: _Job) -> Iterator["Block"]:
    """The mastered blocks, made ahead, telling how far the encoder has eaten them."""
    from generator.sound.ahead import ahead

    before = SPEAKING_SHARE + LISTENING_SHARE
    done = 0
    for block in ahead(mastered.blocks()):
        yield block
        done += len(block)
        job.tell(WRITING, before, 1.0 - before, done / mastered.length)


def _result(timeline: Timeline, mastered: "Master", heard: "Spans") -> Result:
    spoken = iter(timeline.spoken)
    placed = events(timeline)
    personal = [event.kind == "speech" and next(spoken).utterance.personal for event in placed]
    return Result(mastered.report.loudness, mastered.peak, mastered.report.gain, placed, personal, heard)


def _transcript(prepared: Prepared, timeline: Timeline) -> str:
    facts = prepared.facts
    return transcript_text(
        timeline,
        title=facts.title,
        aim=facts.aim,
        carry_on=facts.carry_on,
        voice=prepared.voice.title,
        notes=safe_listening(prepared.speakers(item.utterance.text for item in timeline.spoken)),
    )


def _recipe(job: _Job, told: Told) -> Recipe:
    prepared = job.prepared
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
        speakers=prepared.speakers(item.utterance.text for item in told.timeline.spoken),
        pace=prepared.pace,
        breathing=breathing_name(request.profile, prepared.pattern.name if prepared.pattern else None),
        bed=bed,
        profile=request.profile,
        text=told.candidate.text,
        parts=_parts(prepared, told.candidate, job.library),
        private=request.private,
        reviewed=request.clinician and request.reviewed,
        joined=told.candidate.joined,
        edition=request.edition,
        album=request.place.album if request.place else "",
        number=request.place.number if request.place else 0,
        of=request.place.of if request.place else 0,
        wish=job.wish or wish_of(prepared, installation_secret(job.library.cache)),
        format=job.form.name,
        bitrate=request.bitrate if job.form.name == MP3 else None,
        lyrics=request.lyrics,
    )


def _parts(prepared: Prepared, candidate: Candidate, library: Library) -> Sequence[dict[str, str]]:
    spoken = [prepared.speaker(utterance.text)[0] for utterance in candidate.utterances()]
    speaking = {voice.name: voice for voice in (prepared.voice, *spoken)}
    voices = [_voice_part(voice, library) for voice in speaking.values()]
    scripts = [{"kind": "script", "name": name, "sha256": digest} for name, digest in candidate.parts]
    packages = []
    for name in PACKAGES:
        try:
            packages.append({"kind": "package", "name": name, "version": importlib.metadata.version(name)})
        except importlib.metadata.PackageNotFoundError:
            continue
    return [*voices, *scripts, *packages]


def _voice_part(voice: Voice, library: Library) -> dict[str, str]:
    engine = open_engine(voice.engine, library.voices)
    try:
        return {
            "kind": "voice",
            "name": voice.name,
            "version": engine.fingerprint(voice),
            "repeatable": "yes" if voice.deterministic else "no: the same words may sound a little different",
        }
    finally:
        engine.close()


def _folder_of(output: str) -> Path:
    path = Path(output).expanduser()
    return path.parent if names_a_track(output) else path


def _place(job: _Job, recipe: Recipe, code: str, secret: bytes) -> Path:
    """Where the track goes: the same recipe replaces its file, a different one gets ``-2``."""
    path = Path(job.output).expanduser()
    if names_a_track(job.output):
        return path
    minutes = recipe.samples / RATE / 60
    stem = file_stem(recipe.practice, recipe.given_title, minutes, recipe.situation, code)
    identity = recipe.identity(secret)
    number = 1
    while True:
        place = path / f"{stem}{f'-{number}' if number > 1 else ''}{job.form.ending}"
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
