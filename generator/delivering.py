"""From a mastered track to its files: the track with its tags, and transcript, captions and recipe beside it."""

import importlib.metadata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from generator.deliver.captions import captions, spoken_lines
from generator.deliver.formats import MP3, FileFormat
from generator.deliver.publish import (
    CAPTIONS,
    RECIPE,
    TRANSCRIPT,
    file_stem,
    names_a_track,
    publish,
    sidecar,
    words_beside,
)
from generator.deliver.recipe import Recipe, Result, breathing_name, identity_in, recipe_text
from generator.deliver.transcript import safe_listening, transcript_text
from generator.library import Library
from generator.plan.describe import events
from generator.plan.lexicon import applied
from generator.plan.timeline import Timeline
from generator.plan.voice import Voice
from generator.prepare import DEFAULT_BED
from generator.progress import OnProgress
from generator.request import Candidate, Prepared
from generator.speaking import Told
from generator.speech.cache import installation_secret
from generator.speech.engine import open_engine
from generator.units import RATE, Decibels
from generator.wish import wish_of

if TYPE_CHECKING:
    from generator.deliver.encode import OnFrames
    from generator.deliver.write import Written
    from generator.sound.audible import Trace
    from generator.sound.master import Master

GONE = "An earlier track of this name had its words beside it; they were removed, since this one is private."
ALBUM, LANGUAGE = "Inner Ally", "eng"
PACKAGES = ("innerally", "numpy", "soxr", "lameenc", "soundfile", "pillow", "onnxruntime")


@dataclass(frozen=True, slots=True)
class Job:
    """A prepared request on its way to a file."""

    prepared: Prepared
    library: Library
    form: FileFormat
    output: str
    on_progress: OnProgress
    wish: str = ""
    """What a recipe that is made again was made from; empty for a new wish."""


class Delivered(NamedTuple):
    """The files of a track, in their places."""

    track: Path
    loudness: Decibels
    """LUFS, as mastered."""
    peak: Decibels
    """dBTP, of what was written in the end: a file whose peaks came out too high is written again, a little lower."""
    sidecars: tuple[Path, ...]
    """Recipe, transcript, captions."""
    notes: tuple[str, ...]
    """What the listener should know of it."""


def deliver(  # noqa: PLR0913 - all by name
    job: Job,
    told: Told,
    *,
    mastered: "Master",
    heard: "Callable[[], Sequence[Trace]]",
    cover: bytes,
    staged: Path,
    on_frames: "OnFrames",
) -> Delivered:
    """Write a track and what lies beside it, and put them in their places.

    Args:
        job: What is made.
        told: What was spoken.
        mastered: The track's sound.
        heard: Gives how each utterance is heard; asked for when the track is written.
        cover: The picture that goes into the file, a JPEG.
        staged: A folder to write in, beside where the track is going.
        on_frames: Told how many frames are written; it may raise to stop.

    Raises:
        OutputError: The disk is full, or a file cannot be written.
    """
    from generator.deliver.tags import TrackInfo
    from generator.deliver.write import write_mastered

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
        cover=cover,
        lyrics=spoken_lines(timeline) if request.lyrics else (),
    )
    written = write_mastered(staged / "track", mastered, info, job.form, on_frames)
    _write(staged / "recipe", recipe_text(recipe, _result(timeline, written, heard()), secret))
    files = {staged / "track": path}
    if not request.private:
        _write(staged / "transcript", _transcript(prepared, timeline))
        _write(staged / "captions", captions(timeline, tones=request.profile.tones))
        files[staged / "transcript"] = sidecar(path, TRANSCRIPT)
        files[staged / "captions"] = sidecar(path, CAPTIONS)
    files[staged / "recipe"] = sidecar(path, RECIPE)  # last: where it is, the track is
    gone = words_beside(path) if request.private else []
    publish(files, gone)
    return Delivered(
        path,
        written.mastered.report.loudness,
        written.peak,
        tuple(place for place in files.values() if place != path),
        (GONE,) if gone else (),
    )


def _result(timeline: Timeline, written: "Written", heard: "Sequence[Trace]") -> Result:
    spoken = iter(timeline.spoken)
    placed = events(timeline)
    personal = [event.kind == "speech" and next(spoken).utterance.personal for event in placed]
    report = written.mastered.report
    return Result(report.loudness, written.peak, report.gain, placed, personal, heard)


def _transcript(prepared: Prepared, timeline: Timeline) -> str:
    facts = prepared.facts
    return transcript_text(
        timeline,
        title=facts.title,
        aim=facts.aim,
        carry_on=facts.carry_on,
        voice=prepared.voice.title,
        notes=safe_listening(_speakers(prepared, timeline)),
    )


def _speakers(prepared: Prepared, timeline: Timeline) -> str:
    return prepared.speakers(item.utterance.text for item in timeline.spoken)


def _recipe(job: Job, told: Told) -> Recipe:
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
        pace=prepared.pace,
        breathing=breathing_name(request.profile, prepared.pattern.name if prepared.pattern else None),
        bed=bed,
        profile=request.profile,
        text=told.candidate.text,
        said=applied(told.candidate.utterances()),
        speakers=_speakers(prepared, told.timeline),
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


def folder_of(output: str) -> Path:
    """The folder that a track goes to.

    Args:
        output: A folder, or a file that names a track.
    """
    path = Path(output).expanduser()
    return path.parent if names_a_track(output) else path


def _place(job: Job, recipe: Recipe, code: str, secret: bytes) -> Path:
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
