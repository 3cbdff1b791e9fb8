"""Commands for those who write scripts."""

import json
from typing import TYPE_CHECKING

import click

from generator.cli.group import main
from generator.cli.options import open_here

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.importing import Imported

MOST_REMARKS = 20
"""Remarks that `import` prints; the rest is counted."""


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


@main.command("import")
@click.argument("file", metavar="THEIRS.txt")
@click.option(
    "--output", metavar="DIR|FILE.md", help="Where the script goes (usual: among your own scripts)."
)
@click.option("--force", is_flag=True, help="Replace a script of the same name.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def import_(file: str, output: str | None, *, force: bool, as_json: bool) -> None:
    """Turn a plain script of your own, with pauses such as (60 secs), into one that `render` can speak."""
    from generator.importing import import_script

    imported = import_script(file, open_here(), output=output, force=force)
    click.echo(
        json.dumps(imported.as_json(), ensure_ascii=False, indent=2)
        if as_json
        else "\n".join(_told(imported))
    )


def _told(imported: "Imported") -> "Iterator[str]":
    from textwrap import shorten

    from generator.units import spoken_length

    yield str(imported.path)
    counts = f"{_count(imported.sentences, 'sentence')}, {_count(imported.pauses, 'pause')}"
    chapters = f", {_count(len(imported.chapters), 'chapter')}" if imported.chapters else ""
    length = spoken_length(imported.minutes * 60)
    yield f"About {length} at {imported.pace:g} words a minute: {counts}{chapters}."
    if imported.asides:
        shown = " ".join(shorten(aside, 60, placeholder=" …") for aside in imported.asides[:5])
        shown += " …" * (len(imported.asides) > 5)
        yield f"These brackets are no pauses, so they will be read aloud: {shown}"
    if imported.found:
        yield f"Try it:  innerally render {imported.id}"
    else:
        yield "To render it, put it into the scripts folder that `innerally doctor` names."
    if imported.remarks:
        yield "Held against our practice guide; what of it matters for your script is yours to decide:"
    for remark in imported.remarks[:MOST_REMARKS]:
        yield f"  line {remark.finding.where.line}: {remark.finding.message}"
    if len(imported.remarks) > MOST_REMARKS:
        yield f"  and {len(imported.remarks) - MOST_REMARKS} more: innerally check {imported.path}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
