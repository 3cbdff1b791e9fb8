"""The command that makes many tracks."""

import json
import os
from typing import TYPE_CHECKING

import click

from generator.cli.group import main
from generator.cli.options import open_here
from generator.errors import ChoiceError

if TYPE_CHECKING:
    from generator.clients import Batch
    from generator.library import Library


@main.command()
@click.argument("file", metavar="CLIENTS.csv")
@click.option("--output", metavar="DIR", help="Where the clients' folders go.")
@click.option("--jobs", type=int, metavar="N", help="Tracks made at once (usual: one for each core).")
@click.option("--clinician", is_flag=True, help="You are a clinician and answer for the choices.")
@click.option(
    "--reviewed", is_flag=True, help="With --clinician: you have read the words that were held back."
)
@click.option("--private", is_flag=True, help="Keep clients' words out of everything but the sound.")
@click.option("--handout", "with_pages", is_flag=True, help="Print the page that goes with each track, too.")
@click.option(
    "--check", "only_check", is_flag=True, help="Check every row and say what would be made; make nothing."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def batch(
    file: str,
    output: str | None,
    jobs: int | None,
    *,
    clinician: bool,
    reviewed: bool,
    private: bool,
    with_pages: bool,
    only_check: bool,
    as_json: bool,
) -> None:
    """Make many tracks from a table: one row a track, with the columns code, practice and minutes.

    Further columns are keys of a profile, such as listener.name or image.label. A batch that was stopped goes on
    where it was when it is run again.
    """
    from dataclasses import replace

    from generator.clients import USUAL, plan_batch
    from generator.desk import HandoutWish
    from generator.progress import bar

    if jobs is not None and not 1 <= jobs <= 64:
        raise ChoiceError(f"--jobs {jobs} is not between 1 and 64.", "Leave it out, and every core is used.")
    library = open_here()
    page = HandoutWish() if with_pages else None
    usual = replace(USUAL, clinician=clinician, reviewed=reviewed, private=private)
    with bar() as show:
        planned = plan_batch(file, library, output=output, usual=usual, page=page, on_progress=show)
    click.echo(planned.about(), err=True)
    for held in planned.held:
        click.echo(f"row {held.row} is held: {held.message}", err=True)
    if only_check:
        return
    _run(planned, library, jobs or os.cpu_count() or 1, as_json=as_json)


def _run(planned: "Batch", library: "Library", jobs: int, *, as_json: bool) -> None:
    from generator.batch import run_batch, workers
    from generator.batch_report import FAILED, Outcome
    from generator.progress import bar

    def finish(outcome: Outcome) -> None:
        if outcome.status == FAILED:
            click.echo(f"\nrow {outcome.row} failed: {outcome.message}", err=True)

    with bar() as show, workers(jobs) as executor:
        report = run_batch(planned, library, executor, on_progress=show, finish=finish)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        click.echo(report.summary(), err=True)
        for path in report.files[:2]:
            click.echo(str(path))
    if not report.good:
        raise SystemExit(1)
