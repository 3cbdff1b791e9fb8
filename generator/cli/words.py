"""Commands about single words."""

import json

import click

from generator.cli.group import main
from generator.cli.options import open_here


@main.command()
@click.argument("text")
@click.option("--voice", metavar="NAME", help="A voice that `innerally voices` lists.")
@click.option(
    "--as",
    "sound",
    metavar="SOUND",
    default="",
    help='How to say it: "EE-fa", the stressed part in capitals, or IPA between slashes.',
)
@click.option("--output", metavar="DIR|FILE.wav", help="Where the sound goes.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")  # fmt: skip
def say(text: str, voice: str | None, sound: str, output: str | None, *, as_json: bool) -> None:
    """Try how a voice says a word, such as a name; print the path of a small sound file."""
    from generator.library import DEFAULT_VOICE
    from generator.pronounce import pronounce, told
    from generator.voices import pick_voice

    library = open_here()
    name = voice or DEFAULT_VOICE
    tried = pronounce(text, library, voice=name, sound=sound, output=output)
    if as_json:
        click.echo(json.dumps(tried.as_json(), ensure_ascii=False, indent=2))
        return
    click.echo(told(tried, pick_voice(name, library)), err=True)
    click.echo(str(tried.path))
