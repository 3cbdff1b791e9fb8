"""Programmes: a graded series of tracks in one folder, with a playlist and a step plan to print."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator.deliver.formats import MP3
from generator.deliver.leaflet import Section, Step
from generator.deliver.made import read_made
from generator.deliver.playlist import PLAYLIST, Entry, identity_of, playlist_text
from generator.deliver.publish import (
    HANDOUT,
    HANDOUT_LARGE,
    RECIPE,
    STEP_PLAN,
    file_stem,
    publish,
    sidecar,
    staging,
    sweep,
    writable_folder,
)
from generator.deliver.recipe import keyed
from generator.desk import Desk
from generator.errors import ChoiceError, InnerAllyError, LengthError, ProfileError, SafetyHold
from generator.handout import Handout, write_leaflet
from generator.leaflets import Body, base_leaflet, listener_on
from generator.library import Library
from generator.plan.choices import LEVELS
from generator.plan.profile import profile_tables
from generator.plan.programme import Programme, ProgrammeStep
from generator.plan.voice import BOTH
from generator.prepare import prepare
from generator.progress import OnProgress, Progress, ignore
from generator.render import render_track
from generator.request import AlbumPlace, Prepared, Request
from generator.speech.cache import installation_secret
from generator.voices import pick_voice
from generator.wish import named_wish, wish_of


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
    wish: str
    """By which its track is known again."""
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
        sweep(folder)
        whole = sum(item.step.minutes for item in planned)
        for number, item in enumerate(planned):
            before = sum(done.step.minutes for done in planned[:number]) / whole
            share = item.step.minutes / whole

            def show(progress: Progress, before: float = before, share: float = share) -> None:
                on_progress(replace(progress, fraction=before + share * progress.fraction))

            place = folder / item.file
            if not (place.is_file() and named_wish(sidecar(place, RECIPE)) == item.wish):
                render_track(item.request, library, output=str(place), on_progress=show)
            _write_playlist(folder, programme, planned[: number + 1], identity)
        pages = _step_plan(programme, planned, base, desk, folder)
    notes = dict.fromkeys(note for item in planned for note in item.notes)
    return MadeProgramme(
        folder=folder,
        tracks=tuple(folder / item.file for item in planned),
        playlist=folder / f"{programme.name}{PLAYLIST}",
        step_plan=pages.path,
        seconds=60 * whole,
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
        prepared = _possible(request, library)
    except SafetyHold:
        raise
    except InnerAllyError as error:
        raise type(error)(
            f"{step.when}, {step.practice}: {error.what}", error.mend, where=error.where
        ) from error
    request = prepared.request
    stem = file_stem(practice.id, "", step.minutes, request.situation, base.profile.code)
    file = f"{number:02d}-{stem}.{MP3}"
    wish = wish_of(prepared, installation_secret(library.cache))
    return _Planned(step, request, practice.title, file, wish, prepared.notes)


def _possible(request: Request, library: Library) -> Prepared:
    """The request, if it can be made; a ride that its parts are too short or long for chooses its own."""
    try:
        return prepare(request, library, pick_voice)
    except LengthError:
        if not request.profile.parts:
            raise
    free = replace(request, profile=replace(request.profile, parts=()))
    return prepare(free, library, pick_voice)


def _identity(planned: Sequence[_Planned], library: Library) -> str:
    """A keyed digest of all that was asked for, whatever the scripts are by now."""
    asked = [[item.file, profile_tables(item.request.profile), item.request.seed] for item in planned]
    return keyed(installation_secret(library.cache), json.dumps(asked, sort_keys=True))


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


def _playlist_at(folder: Path, programme: Programme) -> str:
    try:
        return (folder / f"{programme.name}{PLAYLIST}").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _write_playlist(folder: Path, programme: Programme, made: Sequence[_Planned], identity: str) -> None:
    entries = [Entry(item.file, item.request.title, 60 * item.step.minutes) for item in made]
    with staging(folder) as staged:
        text = playlist_text(programme.title, entries, identity)
        (staged / "playlist").write_text(text, encoding="utf-8", newline="\n")
        publish({staged / "playlist": folder / f"{programme.name}{PLAYLIST}"})


def _speakers(tracks: Iterable[Path]) -> str:
    """Who reads the words of all these tracks together."""
    found = {
        read_made(recipe.read_text(encoding="utf-8"), str(recipe)).speakers
        for recipe in (sidecar(track, RECIPE) for track in tracks)
    }
    return found.pop() if len(found) == 1 else BOTH


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
            speakers=_speakers(folder / item.file for item in planned),
            steps=tuple(
                Step(item.step.when, item.title, f"{item.step.minutes:g} min", item.step.times)
                for item in planned
            ),
            playing=Section(words.line("headings", "playing"), points=words.list("playing", "lines")),
        ),
    )
    ending = HANDOUT_LARGE if desk.clinic.large_print else HANDOUT
    return write_leaflet(leaflet, folder / f"{STEP_PLAN}{ending}", None, desk)
