"""The command about spoken clips that are kept for the next track."""

import json

import click

from generator.cli.group import main
from generator.cli.options import open_here


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
