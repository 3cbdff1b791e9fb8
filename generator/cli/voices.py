"""Commands about voices: which there are, fetching one, hearing them side by side."""

import json

import click

from generator.cli.group import InnerAllyGroup, main
from generator.cli.options import open_here


@main.group(cls=InnerAllyGroup, invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@click.pass_context
def voices(context: click.Context, *, as_json: bool) -> None:
    """List what can speak here, and why something cannot; fetch a voice, or hear them side by side."""
    if context.invoked_subcommand is not None:
        return
    from generator.voices import list_voices

    found = list_voices(open_here())
    if as_json:
        click.echo(json.dumps([item.as_json() for item in found], ensure_ascii=False, indent=2))
        return
    for item in found:
        state = "ready" if not item.problems else " ".join(item.problems)
        click.echo(
            f"{item.name}  {item.title}, {item.language}{', ' + item.gender if item.gender else ''}: {state}"
        )
        if item.about:
            click.echo(f"    {item.about}")


@voices.command("get")
@click.argument("name")
def get_voice(name: str) -> None:
    """Fetch one of the embedded engine's other voices; the only command that uses the network."""
    from generator.getting import get, offer
    from generator.progress import bar

    wanted = offer(name, open_here())
    click.echo(wanted.told() if not wanted.here else f"{wanted.voice.title} is here already.", err=True)
    with bar() as show:
        path = get(wanted, show)
    click.echo(str(path))


@voices.command("try")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
def try_voice(name: str | None, *, as_json: bool) -> None:
    """Let NAME, or each voice that can speak here, say the same passage; print the paths of the MP3s."""
    from generator.errors import EngineError
    from generator.progress import bar
    from generator.trying import ready_voices, try_voices

    library = open_here()
    with bar() as show:
        trials = try_voices([name] if name else ready_voices(library), library, show)
    if as_json:
        click.echo(json.dumps([trial.as_json() for trial in trials], ensure_ascii=False, indent=2))
    for trial in trials:
        if trial.path is None:
            click.echo(f"{trial.name}: {trial.problem}", err=True)
        elif not as_json:
            click.echo(str(trial.path))
    if any(trial.path is None for trial in trials):
        raise SystemExit(EngineError.exit_code)
