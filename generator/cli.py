"""The command line: parses, calls the application layer, prints; nothing more.

Results go to stdout, everything else to stderr. Whatever goes wrong ends in one or two plain sentences and the
exit code of the error's kind.
"""

import contextlib
import json
import math
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from generator.errors import Cancelled, ChoiceError, InnerAllyError, OutputError, ProfileError, did_you_mean

if TYPE_CHECKING:
    from generator.prepare import Request

Function = TypeVar("Function", bound=Callable[..., Any])
RECIPE_ENDING = ".recipe.toml"


class InnerAllyGroup(click.Group):
    """Shows every error of ours in plain words, with its exit code."""

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run the command line; the only place that turns errors into messages."""
        extra["standalone_mode"] = False
        try:
            result = super().main(*args, **extra)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except InnerAllyError as error:
            _stop(str(error), error.exit_code)
        except (KeyboardInterrupt, click.Abort):
            stopped = Cancelled()
            _stop(f"\n{stopped}", stopped.exit_code)
        except OSError:  # what reads our output has gone, or has no room
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - nobody reads on
            sys.exit(OutputError.exit_code)
        sys.exit(result if isinstance(result, int) else 0)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A command by its name, with a near name offered for an unknown one."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            raise ChoiceError(
                f"There is no command '{args[0][:40]}'.", did_you_mean(args[0][:40], self.list_commands(ctx))
            )
        return super().resolve_command(ctx, args)


def _stop(message: str, code: int) -> NoReturn:
    with contextlib.suppress(OSError):
        click.echo(message, err=True)
    sys.exit(code)


@click.group(
    cls=InnerAllyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="innerally", prog_name="innerally")
@click.pass_context
def main(context: click.Context) -> None:
    """Inner Ally makes audio-guided meditations for compassion-focused practice, on your own computer.

    Start with:  innerally render soothing-breath --minutes 8
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def track_options(function: Function) -> Function:
    """The options that say what a track is; `render` and `plan` share them."""
    options = (
        click.option("--profile", "profile_file", metavar="FILE.toml", help="A profile with a listener's choices."),
        click.option("--set", "settings", metavar="KEY=VALUE", multiple=True,
                     help='One profile key, such as image.label="an old yew".'),
        click.option("--quality", "qualities", metavar="QUALITY", multiple=True,
                     help="A quality of the image, such as wisdom; may be given again."),
        click.option("--name", metavar="TEXT", help="The listener's name, spoken once to three times."),
        click.option("--minutes", type=float, metavar="N", help="Length, met exactly."),
        click.option("--length", metavar="FORM", help="brief, standard (usual) or long."),
        click.option("--level", metavar="LEVEL", help="first, steady or deeper."),
        click.option("--option", "options", metavar="OPTION", multiple=True,
                     help="Something to do without, such as no-breath; may be given again."),
        click.option("--breathing", metavar="PRESET", help="Such as soothing-4-6, or own-pace."),
        click.option("--bed", metavar="NAME|FILE|none", help="Quiet sound under the voice: rain, brown, or a file of your own."),
        click.option("--bed-level", type=float, metavar="LU", help="How far the bed lies under the voice (usual: 22)."),
        click.option("--voice", metavar="NAME", help="A voice that `innerally voices` lists."),
        click.option("--pace", type=float, metavar="WPM", help="Words a minute within paragraphs, 80 to 140 (usual: 110)."),
        click.option("--seed", type=click.IntRange(0, 2**31 - 1), metavar="N", help="Another number, other wordings."),
        click.option("--title", metavar="TEXT", help="Takes the practice's place in title and file name."),
        click.option("--code", metavar="CODE", help="A clinic's code for the client; stands in the file name."),
        click.option("--clinician", is_flag=True, help="You are a clinician and answer for the choice."),
        click.option("--reviewed", is_flag=True, help="With --clinician: you have read the words that were held back."),
        click.option("--private", is_flag=True, help="Keep the listener's words out of everything but the sound."),
    )  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


@main.command()
@click.argument("practice")
@track_options
@click.option("--output", metavar="DIR|FILE.mp3", help="Where the track goes.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def render(practice: str, output: str | None, *, as_json: bool, **wish: Any) -> None:
    """Make a track of a PRACTICE, or again from a FILE.recipe.toml; print its path."""
    from generator.progress import bar
    from generator.render import render_again, render_track

    with bar() as show:
        if practice.endswith(RECIPE_ENDING):
            _only_a_recipe(wish)
            track = render_again(Path(practice), _library(), output=output, on_progress=show)
        else:
            track = render_track(_request(practice, wish), _library(), output=output, on_progress=show)
    for note in track.notes:
        click.echo(f"Note: {note}", err=True)
    click.echo(json.dumps(track.as_json(), ensure_ascii=False, indent=2) if as_json else str(track.path))


@main.command()
@click.argument("practice")
@track_options
@click.option("--estimate", is_flag=True, help="From the voice's figures, without speaking.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
def plan(practice: str, *, estimate: bool, as_json: bool, **wish: Any) -> None:
    """Print what a track would be: every utterance, pause, breath and chapter in its place."""
    from generator.plan.describe import events, plan_text
    from generator.progress import bar
    from generator.units import to_seconds

    library = _library()
    request = _request(practice, wish)
    if estimate:
        from generator import prepare
        from generator.voices import pick_voice

        prepared = prepare.prepare(request, library, pick_voice)
        timeline = prepare.estimate(prepared).solution.timeline
        notes = prepared.notes
    else:
        from generator.render import plan_track

        with bar() as show:
            timeline, notes = plan_track(request, library, on_progress=show)
    for note in notes:
        click.echo(f"Note: {note}", err=True)
    if as_json:
        document = {
            "practice": request.practice,
            "seconds": round(to_seconds(timeline.length), 3),
            "estimate": estimate,
            "events": [event.as_json() for event in events(timeline)],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        click.echo(plan_text(timeline), nl=False)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def practices(*, as_json: bool) -> None:
    """List the practices, with their lengths for each level."""
    found = _library().practices().values()
    if as_json:
        document = [
            {
                "id": item.id,
                "title": item.title,
                "flow": item.flow,
                "level": item.level,
                "situations": list(item.situations),
                "lengths": {
                    level: {form: seconds / 60 for form, seconds in forms.items()}
                    for level, forms in item.lengths.items()
                },
                "fields": {
                    name: {"kind": spec.kind, "default": spec.default, "about": spec.about}
                    for name, spec in item.fields.items()
                },
                "aim": item.aim,
                "options": list(item.options),
            }
            for item in found
        ]
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for item in found:
        click.echo(f"{item.id}  {item.title}\n    {item.aim}")
        for level, forms in item.lengths.items():
            minutes = ", ".join(f"{form} {seconds / 60:g} min" for form, seconds in forms.items())
            usual = "  (usual level)" if level == item.asked_level else ""
            click.echo(f"    {level}: {minutes}{usual}")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def voices(*, as_json: bool) -> None:
    """List what can speak here, and why something cannot."""
    from generator.voices import list_voices

    found = list_voices(_library())
    if as_json:
        click.echo(json.dumps([item.as_json() for item in found], ensure_ascii=False, indent=2))
        return
    for item in found:
        state = "ready" if not item.problems else "; ".join(item.problems)
        click.echo(
            f"{item.name}  {item.title}, {item.language}{', ' + item.gender if item.gender else ''}: {state}"
        )
        if item.about:
            click.echo(f"    {item.about}")


@main.command()
@click.argument("scripts", nargs=-1, metavar="[PRACTICE|FILE.md]...")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def check(scripts: tuple[str, ...], *, as_json: bool) -> None:
    """Hold practices, or scripts of your own, against the practice guide; all practices when none is named."""
    from generator.checking import check_scripts

    report = check_scripts(scripts, _library())
    click.echo(
        json.dumps(report.as_json(), ensure_ascii=False, indent=2) if as_json else "\n".join(report.lines())
    )
    if report.errors:
        raise SystemExit(1)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(*, as_json: bool) -> None:
    """Tell what works on this machine, and how to mend what does not."""
    from generator.doctor import examine

    findings = examine(_library())
    if as_json:
        click.echo(json.dumps([item.as_json() for item in findings], ensure_ascii=False, indent=2))
    else:
        for item in findings:
            click.echo(f"{'ok  ' if item.good else 'look'}  {item.subject}: {item.finding}")
            if item.mend:
                click.echo(f"      {item.mend}")
    if any(item.needed and not item.good for item in findings):
        raise SystemExit(1)


def _library() -> Any:
    from generator.library import open_library

    return open_library()


def _only_a_recipe(wish: dict[str, Any]) -> None:
    given = sorted(key for key, value in wish.items() if value not in (None, (), False))
    if given:
        option = {"profile_file": "profile", "settings": "set", "qualities": "quality", "options": "option"}
        name = option.get(given[0], given[0].replace("_", "-"))
        raise ChoiceError(
            f"A recipe already says everything, so --{name} cannot change it.",
            "Give a practice and a profile instead, or only --output.",
        )


def _request(practice: str, wish: dict[str, Any]) -> "Request":
    """What the options ask for, as the one request type that every face of the program uses."""
    from generator.plan.choices import LEVELS, OPTIONS, QUALITIES, QUALITY_ALIASES
    from generator.plan.profile import parse_toml, profile_text, put, read_profile, with_settings
    from generator.prepare import Request

    text, file = "", "the command line"
    if wish["profile_file"] is not None:
        file = wish["profile_file"]
        text = profile_text(_bytes_of(file), file)
    raw = with_settings(parse_toml(text, file), list(wish["settings"]))
    for table, key, value in (
        ("listener", "name", wish["name"]),
        ("listener", "level", _known(wish["level"], "level", LEVELS)),
        ("listener", "code", wish["code"]),
        ("listener", "options", [_known(item, "option", OPTIONS) for item in wish["options"]] or None),
        ("image", "qualities",
         [_known(item, "quality", QUALITIES, QUALITY_ALIASES) for item in wish["qualities"]] or None),
        ("breathing", "preset", wish["breathing"] and _preset(wish["breathing"])),
        ("sound", "bed", wish["bed"]),
        ("sound", "bed_level", wish["bed_level"]),
        ("voice", "name", wish["voice"]),
        ("voice", "pace", wish["pace"]),
    ):  # fmt: skip
        if value is not None:
            put(raw, table, key, value)
    profile = read_profile(raw, text=text, file=file)
    return Request(
        practice=practice,
        profile=profile,
        minutes=_minutes(wish["minutes"]),
        length=wish["length"],
        seed=1 if wish["seed"] is None else wish["seed"],
        title=_title(wish["title"]),
        clinician=wish["clinician"],
        reviewed=wish["reviewed"],
        private=wish["private"],
    )


def _known(
    word: str | None, kind: str, names: Sequence[str], aliases: dict[str, str] | None = None
) -> str | None:
    if word is None:
        return None
    plain = word.strip().lower()
    found = (aliases or {}).get(plain, plain)
    if found not in names:
        raise ChoiceError(f"There is no {kind} '{word[:60]}'.", did_you_mean(word[:60], names))
    return found


def _preset(word: str) -> str:
    from generator.plan.breathing import OWN_PACE, pattern_named

    if word != OWN_PACE:
        pattern_named(word)
    return word


def _minutes(minutes: float | None) -> float | None:
    if minutes is not None and not (math.isfinite(minutes) and minutes > 0):
        from generator.errors import LengthError

        raise LengthError(
            f"--minutes {minutes:g} is no length.", "`innerally practices` lists the usual ones."
        )
    return minutes


def _title(title: str | None) -> str:
    tidy = " ".join((title or "").split())
    if len(tidy) > 80 or not all(character.isprintable() for character in tidy):
        raise ProfileError(
            "--title holds more than 80 characters, or some that cannot be printed.", "Shorten it."
        )
    return tidy


def _bytes_of(file: str) -> bytes:
    from generator.errors import Location

    try:
        return Path(file).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ProfileError(
            f"The profile cannot be read: {reason}.", "Check its path.", where=Location(file)
        ) from error
