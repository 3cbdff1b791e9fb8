"""The command `innerally` itself: shows every error in plain words, and ends in the exit code of its kind.

Results go to stdout, everything else to stderr. Whatever goes wrong ends in one or two plain sentences.
"""

import contextlib
import os
import sys
from typing import Any, NoReturn

import click

from generator.errors import (
    Cancelled,
    ChoiceError,
    InnerAllyError,
    OutputError,
    came_of_stopping,
    did_you_mean,
)


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
            if came_of_stopping(error.__cause__):
                _stopped()
            _stop(str(error), error.exit_code)
        except (KeyboardInterrupt, click.Abort):
            _stopped()
        except Exception as error:
            if came_of_stopping(error):
                _stopped()
            if not isinstance(error, OSError):
                raise
            # What reads our output has gone, or has no room.
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


def _stopped() -> NoReturn:
    stopped = Cancelled()
    _stop(f"\n{stopped}", stopped.exit_code)


def _stop(message: str, code: int) -> NoReturn:
    with contextlib.suppress(OSError):
        click.echo(message, err=True)
    sys.exit(code)


@click.group(
    cls=InnerAllyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="innerally", prog_name="innerally")
@click.pass_context
def main(context: click.Context) -> None:
    """Inner Ally makes audio-guided meditations for compassion-focused practice, on your own computer.

    Start with:  innerally   (three questions, one track), or:  innerally render soothing-breath --minutes 8
    """
    if context.invoked_subcommand is not None:
        return
    if sys.stdin.isatty() and sys.stdout.isatty():
        from generator.cli.first import first_track

        first_track()
    else:
        click.echo(context.get_help())
