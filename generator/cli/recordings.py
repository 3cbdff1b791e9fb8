"""Commands for a voice of one's own: the lines to read, and what becomes of the recording."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli.group import main
from generator.cli.options import open_here, request_of, track_options
from generator.cli.voices import voices
from generator.errors import ChoiceError

if TYPE_CHECKING:
    from generator.plan.cue_sheet import CueSheet


@main.command("cue-sheet")
@click.argument("practice", metavar="PRACTICE|CLIENTS.csv")
@track_options
@click.option("--pdf", metavar="FILE.pdf", help="Print it as PDF into this file.")
@click.option("--json", "as_json", is_flag=True, help="Print the lines as JSON.")
def cue_sheet(practice: str, pdf: str | None, *, as_json: bool, **wish: Any) -> None:
    """Print the numbered lines of a PRACTICE to record in your own voice, or the few lines of your clients' own."""
    from generator.plan.cue_sheet import sheet_text
    from generator.sheets import recorded_lines, recorded_numbers, sheet_of

    library = open_here()
    sheet = sheet_of(practice, request_of(practice, wish), library)
    recorded = recorded_numbers(sheet, recorded_lines(wish["voice"], library))
    if pdf is not None:
        from generator.deliver.sheet_pages import write_pdf

        click.echo(str(write_pdf(sheet, recorded, Path(pdf))))
        return
    click.echo(_as_json(sheet, recorded) if as_json else sheet_text(sheet, recorded), nl=as_json)


def _as_json(sheet: "CueSheet", recorded: tuple[int, ...]) -> str:
    lines = [
        {
            "number": line.number,
            "text": line.text,
            "optional": line.optional,
            "counted": bool(line.beat),
            "codes": list(line.codes),
            "recorded": line.number in recorded,
        }
        for line in sheet.lines
    ]
    return json.dumps({"title": sheet.title, "lines": lines}, ensure_ascii=False, indent=2)


@voices.command("add-recording")
@click.argument("recording", metavar="FOLDER|FILE")
@click.option(
    "--practice",
    required=True,
    metavar="PRACTICE|CLIENTS.csv",
    help="What was read; with the same options as its cue sheet.",
)
@click.option("--as", "called", required=True, metavar="NAME", help="The voice's name, such as anna.")
@click.option(
    "--lines", "numbers", metavar="N,N-N", help="The recording holds these lines of the sheet only."
)
@click.option(
    "--add", is_flag=True, help="The voice exists: put these lines into it, new ones in place of old."
)
@click.option("--keep-good", is_flag=True, help="Keep the lines that are well, though others are not.")
@track_options
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def add_recording(
    recording: str,
    practice: str,
    called: str,
    numbers: str | None,
    *,
    add: bool,
    keep_good: bool,
    as_json: bool,
    **wish: Any,
) -> None:
    """Make a voice of your own from a RECORDING of a cue sheet; print its file."""
    from generator.plan.cue_sheet import number_ranges, numbers_in
    from generator.progress import bar
    from generator.recording import Wish
    from generator.recording import add_recording as take_in
    from generator.sheets import sheet_of

    lines = numbers_in(numbers) if numbers is not None else ()
    if lines is None:
        raise ChoiceError(f"--lines {numbers} are no line numbers.", "Write them as 3,7-9.")
    library = open_here()
    sheet = sheet_of(practice, request_of(practice, wish), library)
    with bar() as show:
        added = take_in(Path(recording), sheet, Wish(called, lines, add, keep_good), library, show)
    if as_json:
        click.echo(json.dumps(added.as_json(), ensure_ascii=False, indent=2))
        return
    for fault in added.faults:
        click.echo(f"Not kept. {fault}", err=True)
    for note in added.notes:
        click.echo(f"Note: {note}", err=True)
    left_out = f"Left out: {added.noises} breaths or noises, {added.earlier} earlier takes or other words."
    click.echo(f"Kept lines {number_ranges(added.kept)} of {len(sheet.lines)}. {left_out}", err=True)
    click.echo(str(added.voice))
