"""Commands for those who write scripts."""

import json

import click

from generator.cli.group import main
from generator.cli.options import open_here


@main.command()
@click.argument("scripts", nargs=-1, metavar="[PRACTICE|FILE.md]...")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def check(scripts: tuple[str, ...], *, as_json: bool) -> None:
    """Hold practices, or scripts of your own, against the practice guide; all practices when none is named."""
    from generator.checking import check_scripts

    report = check_scripts(scripts, open_here())
    click.echo(
        json.dumps(report.as_json(), ensure_ascii=False, indent=2) if as_json else "\n".join(report.lines())
    )
    if report.errors:
        raise SystemExit(1)
