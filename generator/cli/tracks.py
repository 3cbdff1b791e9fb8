"""Commands that make a track, or show what it would be."""

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli.group import main
from generator.cli.options import open_here, request_of, track_options
from generator.cli.pages import page_options, wish_of
from generator.errors import ChoiceError

if TYPE_CHECKING:
    from generator.plan.practice import Practice
    from generator.plan.timeline import Timeline
    from generator.request import Request

RECIPE_ENDING = ".recipe.toml"


@main.command()
@click.argument("practice")
@track_options
@click.option(
    "--output", metavar="DIR|FILE.mp3", help="Where the track goes; .flac and .wav are formats, too."
)
@click.option("--format", "format_", metavar="FORMAT", help="mp3 (usual), flac or wav.")
@click.option(
    "--bitrate",
    type=int,
    metavar="KBPS",
    help="Constant bit rate of the MP3, such as 128; up to 96 in mono (usual: variable, stereo).",
)
@click.option("--lyrics", is_flag=True, help="Carry the words inside the file, for players that show them.")
@click.option("--handout", is_flag=True, help="Print a page to go with it, beside it as PDF.")
@page_options
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def render(practice: str, output: str | None, *, handout: bool, as_json: bool, **wish: Any) -> None:
    """Make a track of a PRACTICE, or again from a FILE.recipe.toml; print its path."""
    from generator.desk import open_desk
    from generator.handout import make_handout
    from generator.leaflets import listener_on
    from generator.progress import bar
    from generator.render import render_again, render_track

    page = wish_of(wish)
    if not handout and (page.settings or page.name):
        raise ChoiceError("Options of the printed page need the page.", "Add --handout.")
    desk = open_desk(page, open_here()) if handout else None
    with bar() as show:
        if practice.endswith(RECIPE_ENDING):
            _only_a_recipe(wish)
            track = render_again(Path(practice), open_here(), output=output, on_progress=show)
        else:
            request = request_of(practice, wish)
            if desk is not None:
                listener_on(desk, request.profile, private=request.private)
            track = render_track(request, open_here(), output=output, on_progress=show)
    if desk is not None:
        made = make_handout(track.path, desk)
        track = replace(track, sidecars=(*track.sidecars, made.path), notes=(*track.notes, *made.notes))
    for note in track.notes:
        click.echo(f"Note: {note}", err=True)
    click.echo(json.dumps(track.as_json(), ensure_ascii=False, indent=2) if as_json else str(track.path))


@main.command()
@click.argument("practice")
@track_options
@click.option("--estimate", is_flag=True, help="From the voice's figures, without speaking.")
@click.option(
    "--picture",
    metavar="FILE.svg",
    help="Draw the plan as well: voice, breath and bed, and none of the words.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
def plan(practice: str, picture: str | None, *, estimate: bool, as_json: bool, **wish: Any) -> None:
    """Print what a track would be: every utterance, pause, breath and chapter in its place."""
    from generator.plan.describe import events, plan_text
    from generator.progress import bar
    from generator.units import to_seconds

    library = open_here()
    request = request_of(practice, wish)
    if estimate:
        from generator.fitting import estimate as estimated
        from generator.prepare import prepare
        from generator.voices import voice_named

        prepared = prepare(request, library, voice_named)
        timeline = estimated(prepared).solution.timeline
        notes = prepared.notes
    else:
        from generator.render import plan_track

        with bar() as show:
            timeline, notes = plan_track(request, library, on_progress=show)
    for note in notes:
        click.echo(f"Note: {note}", err=True)
    if picture is not None:
        _draw(Path(picture), timeline, request, library.practice(request.practice))
    if as_json:
        document = {
            "practice": request.practice,
            "seconds": round(to_seconds(timeline.length), 3),
            "estimate": estimate,
            "events": [event.as_json() for event in events(timeline)],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        click.echo(plan_text(timeline), nl=False)


def _draw(path: Path, timeline: "Timeline", request: "Request", practice: "Practice") -> None:
    from generator.deliver.picture import plan_picture
    from generator.deliver.publish import write_text
    from generator.plan.choices import NO_BED
    from generator.prepare import situation_for
    from generator.sound.arrange import balance

    profile = request.profile
    lying = balance(situation_for(request, practice), profile, timeline) if profile.bed != NO_BED else None
    write_text(path.expanduser(), plan_picture(timeline, request.title or practice.title, bed=lying))


@main.command()
@click.argument("track", metavar="TRACK.mp3")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def verify(track: str, *, as_json: bool) -> None:
    """Hold a finished TRACK against the recipe beside it: its sound, its tags, its transcript."""
    from generator.deliver.verify.track import verify_track

    report = verify_track(Path(track))
    click.echo(
        json.dumps(report.as_json(), ensure_ascii=False, indent=2) if as_json else "\n".join(report.lines())
    )
    if not report.good:
        raise SystemExit(1)


def _only_a_recipe(wish: dict[str, Any]) -> None:
    given = sorted(key for key, value in wish.items() if value not in (None, (), False))
    if given:
        option = {
            "profile_file": "profile",
            "settings": "set",
            "qualities": "quality",
            "options": "option",
            "parts": "part",
            "situation": "for",
            "format_": "format",
        }
        name = option.get(given[0], given[0].replace("_", "-"))
        raise ChoiceError(
            f"A recipe already says everything, so --{name} cannot change it.",
            "Give a practice and a profile instead, or only --output.",
        )
