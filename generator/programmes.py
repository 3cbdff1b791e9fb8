"""Programmes: a graded series of tracks in one folder, with a playlist and a step plan to print."""

import importlib.metadata
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator.deliver.leaflet import Section, Step
from generator.deliver.playlist import PLAYLIST, Entry, files_of, identity_of, playlist_text
from generator.deliver.publish import (
    HANDOUT,
    HANDOUT_LARGE,
    STEP_PLAN,
    TRACK,
    file_stem,
    publish,
    staging,
    writable_folder,
)
from generator.deliver.recipe import keyed
from generator.errors import ChoiceError, InnerAllyError, LengthError, ProfileError
from generator.handout import Body, Desk, Handout, base_leaflet, listener_on, write_leaflet
from generator.library import Library
from generator.plan.choices import LEVELS
from generator.plan.profile import profile_tables
from generator.plan.programme import Programme, ProgrammeStep
from generator.prepare import prepare
from generator.progress import OnProgress, Progress, ignore
from generator.render import render_track
from generator.request import AlbumPlace, Request
from generator.speech.cache import installation_secret
from generator.voices import pick_voice


@dataclass(frozen=True, slots=True)
class MadeProgramme:
    """A finished programme."""

    folder: Path
    tracks: tuple[Path, ...]
    playlist: Path
    step_plan: Path
    seconds: float
    """Length of all tracks together."""
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The result as plain data."""
        return {
            "folder": str(self.folder),
            "tracks": [str(path) for path in self.tracks],
            "playlist": str(self.playlist),
            "step_plan": str(self.step_plan),
            "seconds": round(self.seconds, 3),
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class _Planned:
    """A step, ready to be made."""

    step: ProgrammeStep
    request: Request
    title: str
    """Of the practice, without the week."""
    file: str
    notes: tuple[str, ...]


def make_programme(
    programme: Programme,
    base: Request,
    desk: Desk,
    library: Library,
    *,
    output: str | None = None,
    on_progress: OnProgress = ignore,
) -> MadeProgramme:
    """Make all tracks of a programme, its playlist and its step plan.

    Every step is looked at before the first word is spoken. What is finished stays if the work is stopped, and the next
    run of the same programme goes on from there.

    Args:
        programme: Which.
        base: Profile, seed and the rest of what is asked for; a length only where the programme takes any.
        desk: What the step plan needs, from `open_desk`.
        library: Folders to read from and write to.
        output: The folder; one of the programme's name in the library's output folder if None.
        on_progress: Told how far the work is; it may raise to stop it.

    Raises:
        ProfileError: The profile bars a level that the programme asks for.
        InnerAllyError: Whatever else stands in the way, with the week it stands in.
    """
    listener_on(desk, base.profile, private=base.private)
    _check_level(programme, base)
    planned = _plan(programme, base, library)
    identity = _identity(planned, library)
    folder = _folder(programme, base, identity, output, library)
    with writable_folder(folder):
        entries = _finished(folder, programme, identity, len(planned))
        whole = sum(item.step.minutes for item in planned)
        for number, item in enumerate(planned):
            if number < len(entries):
                continue
            before = sum(done.step.minutes for done in planned[:number]) / whole
            share = item.step.minutes / whole

            def show(progress: Progress, before: float = before, share: float = share) -> None:
                on_progress(Progress(progress.stage, before + share * progress.fraction))

            track = render_track(item.request, library, output=str(folder / item.file), on_progress=show)
            entries = (*entries, Entry(item.file, item.request.title, track.seconds))
            _write_playlist(folder, programme, entries, identity)
        pages = _step_plan(programme, planned, base, desk, folder)
    notes = dict.fromkeys(note for item in planned for note in item.notes)
    return MadeProgramme(
        folder=folder,
        tracks=tuple(folder / entry.file for entry in entries),
        playlist=folder / f"{programme.name}{PLAYLIST}",
        step_plan=pages.path,
        seconds=sum(entry.seconds for entry in entries),
        notes=(*_level_note(programme, base), *notes, *pages.notes),
    )


def _check_level(programme: Programme, base: Request) -> None:
    """Hold a programme back that goes further than its listener's level.

    Raises:
        ProfileError: It does.
    """
    highest, allowed = programme.highest_level, base.profile.level
    if allowed is not None and LEVELS.index(highest.level) > LEVELS.index(allowed):
        raise ProfileError(
            f"'{programme.name}' goes to level {highest.level} in week {highest.week}, and this profile stays at level"
            f" {allowed}.",
            "Choose a gentler programme (`innerally programme` lists them). When tracks at this level have felt all right"
            " for a while, set listener.level.",
        )


def _level_note(programme: Programme, base: Request) -> tuple[str, ...]:
    highest = programme.highest_level
    if base.profile.level is not None or highest.level == LEVELS[0]:
        return ()
    return (
        f"From week {highest.week} this programme is at level {highest.level}. If kindness feels risky, stay with the weeks"
        " before it, or with a gentler programme.",
    )


def _plan(programme: Programme, base: Request, library: Library) -> tuple[_Planned, ...]:
    if base.minutes is not None and not programme.any_minutes:
        raise ChoiceError(
            f"The lengths of '{programme.name}' are part of it, so --minutes cannot change them.",
            "Leave it out.",
        )
    return tuple(
        _planned(programme, number, step, base, library) for number, step in enumerate(programme.steps, 1)
    )


def _planned(
    programme: Programme, number: int, step: ProgrammeStep, base: Request, library: Library
) -> _Planned:
    step = replace(step, minutes=base.minutes or step.minutes)
    profile = replace(
        base.profile,
        level=step.level,
        familiar=step.familiar or base.profile.familiar,
        guidance=step.guidance,
        parts=step.parts,
    )
    try:
        practice = library.practice(step.practice)
        request = replace(
            base,
            practice=practice.id,
            profile=profile,
            minutes=step.minutes,
            situation=step.situation,
            title=f"{step.when}: {practice.title}",
            place=AlbumPlace(programme.title, number, len(programme.steps)),
        )
        request, notes = _possible(request, library)
    except InnerAllyError as error:
        raise type(error)(
            f"{step.when}, {step.practice}: {error.what}", error.mend, where=error.where
        ) from error
    stem = file_stem(practice.id, "", step.minutes, request.situation, base.profile.code)
    return _Planned(step, request, practice.title, f"{number:02d}-{stem}{TRACK}", notes)


def _possible(request: Request, library: Library) -> tuple[Request, tuple[str, ...]]:
    """The request if it can be made; a ride that its parts are too short or long for chooses its own."""
    try:
        return request, prepare(request, library, pick_voice).notes
    except LengthError:
        if not request.profile.parts:
            raise
    free = replace(request, profile=replace(request.profile, parts=()))
    return free, prepare(free, library, pick_voice).notes


def _identity(planned: Sequence[_Planned], library: Library) -> str:
    """A keyed digest of all that was asked for."""
    asked = [
        {
            "file": item.file,
            "profile": profile_tables(item.request.profile),
            "request": [item.request.title, item.request.minutes, item.request.seed, item.request.private],
        }
        for item in planned
    ]
    version = importlib.metadata.version("innerally")
    return keyed(installation_secret(library.cache), json.dumps([version, asked], sort_keys=True))


def _folder(programme: Programme, base: Request, identity: str, output: str | None, library: Library) -> Path:
    """Where the programme goes: into its own folder again, and never into somebody else's."""
    if output is not None:
        return Path(output).expanduser()
    name = "-".join(part for part in (programme.name, base.profile.code) if part)
    number = 1
    while True:
        folder = library.output / f"{name}{f'-{number}' if number > 1 else ''}"
        if not folder.exists() or identity_of(_playlist_at(folder, programme)) == identity:
            return folder
        number += 1


def _finished(folder: Path, programme: Programme, identity: str, count: int) -> tuple[Entry, ...]:
    """What an earlier run that was stopped has left; nothing where it had come to its end."""
    text = _playlist_at(folder, programme)
    files = files_of(text)
    if identity_of(text) != identity or len(files) >= count:
        return ()
    return tuple(_entries(text, folder))


def _entries(text: str, folder: Path) -> list[Entry]:
    found: list[Entry] = []
    seconds, title = 0.0, ""
    for line in text.splitlines():
        if line.startswith("#EXTINF:"):
            length, _, shown = line.removeprefix("#EXTINF:").partition(",")
            seconds, title = float(length), shown.partition(" - ")[2]
        elif line and not line.startswith("#"):
            if not (folder / line).is_file():
                break
            found.append(Entry(line, title, seconds))
    return found


def _playlist_at(folder: Path, programme: Programme) -> str:
    try:
        return (folder / f"{programme.name}{PLAYLIST}").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _write_playlist(folder: Path, programme: Programme, entries: Sequence[Entry], identity: str) -> None:
    with staging(folder) as staged:
        text = playlist_text(programme.title, entries, identity)
        (staged / "playlist").write_text(text, encoding="utf-8", newline="\n")
        publish({staged / "playlist": folder / f"{programme.name}{PLAYLIST}"})


def _step_plan(
    programme: Programme, planned: Sequence[_Planned], base: Request, desk: Desk, folder: Path
) -> Handout:
    words, profile = desk.words, base.profile
    size = sum((folder / item.file).stat().st_size for item in planned)
    minutes = sum(item.step.minutes for item in planned)
    label = f"({len(planned)} MP3, {size / 1e6:.0f} MB, {minutes:.0f} min)"
    levels = dict.fromkeys(words.line("level", item.step.level) for item in planned)
    situations = dict.fromkeys(item.request.situation or "session" for item in planned)
    leaflet = base_leaflet(
        desk,
        title=programme.title,
        facts=" · ".join((label, *levels)),
        label=label,
        intro=(
            Section(words.line("headings", "what"), (programme.about,)),
            Section(words.line("headings", "when"), tuple(words.line("when", name) for name in situations)),
            Section(words.line("headings", "how_often"), (words.line("how_often", "programme"),)),
        ),
        listener=listener_on(desk, profile, private=base.private),
        code=profile.code,
        contact="" if base.private else profile.support_contact,
        review=profile.review,
        body=Body(
            steps=tuple(
                Step(item.step.when, item.title, f"{item.step.minutes:g} min", item.step.times)
                for item in planned
            ),
            playing=Section(words.line("headings", "playing"), points=words.list("playing", "lines")),
        ),
    )
    ending = HANDOUT_LARGE if desk.clinic.large_print else HANDOUT
    return write_leaflet(leaflet, folder / f"{STEP_PLAN}{ending}", None, desk)
