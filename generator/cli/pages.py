"""Commands that print pages for people to hold."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from generator.cli.group import main
from generator.cli.options import open_here

if TYPE_CHECKING:
    from generator.handout import HandoutWish

Function = TypeVar("Function", bound=Callable[..., Any])


def page_options(function: Function) -> Function:
    """The options that say how a printed page is to look; they stand in for keys of `clinic.toml`."""
    options = (
        click.option("--paper", metavar="a4|letter", help="Usual: what your language uses."),
        click.option("--large-print", is_flag=True, help="Letters of 17 points."),
        click.option("--weeks", type=int, metavar="1|4", help="Weeks that the practice log has room for."),
        click.option("--link", metavar="URL", help="An address, printed as a QR code."),
        click.option("--review", metavar="YYYY-MM-DD", help="When the page is to be looked at again."),
        click.option("--name-on-handout", is_flag=True, help="Print the listener's name; usual: nowhere."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def wish_of(wish: dict[str, Any]) -> "HandoutWish":
    """What the options ask for; takes them out of `wish`."""
    from generator.handout import HandoutWish

    settings = {key: wish.pop(key) for key in ("paper", "weeks", "link", "review", "large_print")}
    given = {key: value for key, value in settings.items() if value not in (None, False)}
    return HandoutWish(given, name=wish.pop("name_on_handout"))


@main.command()
@click.argument("track", metavar="TRACK.mp3")
@page_options
@click.option("--output", metavar="DIR|FILE.pdf", help="Where the page goes; usual: beside the track.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def handout(track: str, output: str | None, *, as_json: bool, **wish: Any) -> None:
    """Print the page that goes with a TRACK as PDF: how to use it, a practice log, help, and the words."""
    from generator.handout import make_handout, open_desk

    made = make_handout(Path(track), open_desk(wish_of(wish), open_here()), output=output)
    for note in made.notes:
        click.echo(f"Note: {note}", err=True)
    click.echo(json.dumps(made.as_json(), ensure_ascii=False, indent=2) if as_json else str(made.path))
