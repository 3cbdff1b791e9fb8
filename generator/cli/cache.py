"""Commands about what is kept: spoken clips for the next track, and everything of one client's."""

import json
from pathlib import Path

import click

from generator.cli.group import main
from generator.cli.options import open_here


@main.command()
@click.argument("code")
@click.option(
    "--folder",
    "folders",
    metavar="DIR",
    multiple=True,
    help="Another folder that tracks were sent to; may be given again.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def forget(code: str, folders: tuple[str, ...], *, as_json: bool) -> None:
    """Remove everything that was made under a client's CODE: tracks, recipes, pages, zips, and their spoken clips."""
    from generator.forget import forget as forget_code

    gone = forget_code(code, open_here(), [Path(folder).expanduser() for folder in folders])
    if as_json:
        click.echo(json.dumps(gone.as_json(), ensure_ascii=False, indent=2))
        return
    click.echo(gone.line())
    click.echo("Profiles and lists that you keep yourself, copies and backups are yours to remove.")


@main.command()
@click.option("--size", is_flag=True, help="Tell how much is kept; so does no option at all.")
@click.option("--clear", is_flag=True, help="Forget every spoken clip; tracks stay as they are.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def cache(*, size: bool, clear: bool, as_json: bool) -> None:  # noqa: ARG001 - the size is told in any case
    """Tell how much speech is kept for the next track, or forget it all."""
    from generator.speech import housekeeping

    folder = open_here().cache
    found = housekeeping.clear(folder) if clear else housekeeping.cache_size(folder)
    if as_json:
        document = {**found.as_json(), "most": housekeeping.BOUND, "folder": str(folder), "cleared": clear}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    amount = f"{found.clips} spoken clips, {found.size / 1e6:.1f} MB"
    if clear:
        click.echo(f"Removed {amount}, from {folder}.")
        return
    click.echo(f"{amount} of at most {housekeeping.BOUND / 1e6:.0f} MB, in {folder}.")
    if found.personal:
        click.echo(f"{found.personal} of them hold clients' own words, under {found.codes} codes.")
