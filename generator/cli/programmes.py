"""The command for whole series of tracks."""

import json
from typing import Any

import click

from generator.cli.group import main
from generator.cli.options import open_here, request_of, track_options
from generator.cli.pages import page_options, wish_of
from generator.errors import ChoiceError

_SETTLED = {"length": "length", "situation": "for", "parts": "part", "title": "title", "edition": "edition"}
"""Options of a single track that a programme settles itself."""


@main.command()
@click.argument("programme_name", metavar="[NAME]", required=False)
@track_options
@page_options
@click.option("--output", metavar="DIR", help="The folder; usual: one of the programme's name.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def programme(programme_name: str | None, output: str | None, *, as_json: bool, **wish: Any) -> None:
    """Make a graded series of tracks, with a playlist and a step plan to print; without NAME, list them."""
    library = open_here()
    if programme_name is None:
        _list(as_json=as_json)
        return
    from generator.handout import open_desk
    from generator.programmes import make_programme
    from generator.progress import bar

    chosen = library.programme(programme_name)
    page = wish_of(wish)
    for key, option in _SETTLED.items():
        if wish[key] not in (None, ()):
            raise ChoiceError(f"A programme settles --{option} itself.", "Leave it out.")
    desk = open_desk(page, library)
    base = request_of("", wish)
    with bar() as show:
        made = make_programme(chosen, base, desk, library, output=output, on_progress=show)
    for note in made.notes:
        click.echo(f"Note: {note}", err=True)
    click.echo(json.dumps(made.as_json(), ensure_ascii=False, indent=2) if as_json else str(made.folder))


def _list(*, as_json: bool) -> None:
    found = open_here().programmes()
    if as_json:
        document = [
            {
                "name": item.name,
                "title": item.title,
                "about": item.about,
                "weeks": item.weeks,
                "level": item.highest_level.level,
                "any_minutes": item.any_minutes,
                "tracks": [
                    {
                        "when": step.when,
                        "practice": step.practice,
                        "level": step.level,
                        "minutes": step.minutes,
                        "guidance": step.guidance,
                        "familiar": step.familiar,
                    }
                    for step in item.steps
                ],
            }
            for item in found
        ]
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for item in found:
        minutes = sum(step.minutes for step in item.steps)
        weeks = f"{item.weeks} week{'' if item.weeks == 1 else 's'}"
        click.echo(f"{item.name}  {item.title}\n    {item.about}")
        click.echo(
            f"    {weeks}, {len(item.steps)} tracks, {minutes:g} min in all, up to level {item.highest_level.level}"
        )
