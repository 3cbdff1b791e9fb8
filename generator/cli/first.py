"""Questions in a terminal: a first track in three, and a profile of one's own."""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.group import main
from generator.cli.options import open_here
from generator.errors import Cancelled, ChoiceError, InnerAllyError, LengthError, SafetyHold

if TYPE_CHECKING:
    from generator.library import Library
    from generator.plan.profile import Raw
    from generator.plan.questions import Mood, Question
    from generator.render import Track
    from generator.request import Request

PHONE = """\
To hear it on a phone: send the file to yourself (mail, a messenger, a cloud folder), or copy it over with a cable.
On Android put it into the Music folder; on an iPhone open it in Files, and it plays from there."""


def first_track() -> None:
    """Three questions, one track."""
    from generator.first import check_length, first_request
    from generator.library import DEFAULT_VOICE
    from generator.plan.questions import MOODS

    library = open_here()
    click.echo(
        "Inner Ally makes a short guided meditation for you, here on this computer. Nothing leaves it."
    )
    click.echo("Three questions, and Enter takes the answer in brackets.\n")
    mood = MOODS[_choice("What is it like just now?", [mood.label for mood in MOODS], usual=len(MOODS)) - 1]
    while True:
        minutes = click.prompt("\nHow many minutes do you have?", default=mood.minutes, type=float)
        try:
            check_length(first_request(mood, minutes, DEFAULT_VOICE), library)
        except LengthError as error:
            click.echo(f"{error.what} {error.mend}")
            continue
        break
    voice = _voice(library)
    track = _render(first_request(mood, minutes, voice), library)
    _hand_over(track.path)
    click.echo("\nTo make it your own, with your own image and name:  innerally new")


@main.command()
@click.option(
    "--output", metavar="FILE.toml", help="Where the profile is kept (usual: among your own files)."
)
def new(output: str | None) -> None:
    """Make it yours: a few kind questions lead to a profile, a track and its page."""
    from generator.first import PROFILE, keep_answers, open_answers

    if not _in_a_terminal():
        raise ChoiceError(
            "`innerally new` asks questions, and there is nobody to answer here.",
            "Run it in a terminal, or write a profile by hand (README).",
        )
    library = open_here()
    path = Path(output).expanduser() if output else library.own / PROFILE
    answers = _Answers(open_answers(path), library)
    try:
        answers.ask_all()
        keep_answers(answers.raw, path)
    except SafetyHold:
        raise
    except (KeyboardInterrupt, click.Abort):
        keep_answers(answers.raw, path)
        click.echo(f"\nYour answers so far are kept in {path}; `innerally new` goes on from there.", err=True)
        raise SystemExit(Cancelled.exit_code) from None
    click.echo(f"\nYour profile is {path}")
    _own_track(answers, path)


class _Answers:
    """The answers given so far."""

    def __init__(self, raw: "Raw", library: "Library") -> None:
        self.raw = raw
        self.library = library

    def ask_all(self) -> None:
        from dataclasses import replace

        from generator.plan.profile import read_profile
        from generator.plan.questions import QUESTIONS, SAID

        click.echo(
            "A few questions. Enter means not sure, or what is in brackets; you can stop at any time (Ctrl-C)."
        )
        for question in QUESTIONS:
            self.ask(question)
            name = read_profile(self.raw).name
            if question.key == "listener.name" and name:
                self.ask(replace(SAID, key=f"say.{name}"))

    def ask(self, question: "Question") -> None:
        from generator.first import answered

        while True:
            value = self._answer(question)
            if not value:
                return
            try:
                self.raw = answered(self.raw, question, value, self.library)
            except SafetyHold:
                raise
            except InnerAllyError as error:
                click.echo(f"{error.what} {error.mend}".strip())
                continue
            return

    def _answer(self, question: "Question") -> str | list[str]:
        before = self._before(question)
        usual = before or question.unsure
        if not question.answers:
            said: str = click.prompt(
                f"\n{question.ask}", default="", show_default=False, prompt_suffix=f" [{usual}] "
            )
            return said.strip()
        numbers = _numbers(
            question.ask, [label for label, _ in question.answers], usual, several=question.several
        )
        values = [question.answers[number - 1][1] for number in numbers]
        return values if question.several else (values[0] if values else "")

    def _before(self, question: "Question") -> str:
        """What was answered last time."""
        place: object = self.raw
        for part in question.key.split("."):
            place = place.get(part) if isinstance(place, dict) else None
        return ", ".join(map(str, place)) if isinstance(place, list) else str(place or "")


def _own_track(answers: _Answers, profile: Path) -> None:
    from generator.first import check_length, keep_answers, own_request
    from generator.plan.questions import MOODS, Mood

    library = answers.library
    moods = (Mood("Meet the company that I have chosen", "compassionate-other", "session", 10), *MOODS)
    mood = moods[_choice("And now a track. Which one?", [mood.label for mood in moods], usual=1) - 1]
    while True:
        minutes = click.prompt("\nHow many minutes?", default=mood.minutes, type=float)
        try:
            check_length(own_request(answers.raw, mood, minutes), library)
        except LengthError as error:
            click.echo(error.what)
            continue
        break
    if click.confirm("\nWould you like to read the words first, and perhaps change some?", default=False):
        _read_and_change(answers, mood, minutes)
        keep_answers(answers.raw, profile)
    track = _render(own_request(answers.raw, mood, minutes), library)
    _page(track, library)
    _hand_over(track.path)
    click.echo(
        f"\nAgain, or longer:  innerally render {mood.practice} --profile {profile} --minutes {minutes:g}"
    )


def _read_and_change(answers: _Answers, mood: "Mood", minutes: float) -> None:
    from generator.first import answered, own_request, sentences_of
    from generator.plan.profile import put, with_settings
    from generator.plan.questions import Question

    while True:
        sentences = sentences_of(own_request(answers.raw, mood, minutes), answers.library)
        click.echo("")
        for number, sentence in enumerate(sentences, 1):
            click.echo(f"{number:4}  {sentence.text}")
        number = click.prompt(
            "\nNumber of a sentence to change, or Enter to go on",
            default=0,
            show_default=False,
            type=click.IntRange(0, len(sentences)),
        )
        if not number:
            return
        old = sentences[number - 1].text
        words = click.prompt("What should it say?", default="", show_default=False).strip()
        if not words:
            continue
        try:
            more = with_settings(answers.raw, [])
            put(more, "changes", old, words)
            answers.raw = answered(more, Question("listener.familiar", ""), "false", answers.library)
        except SafetyHold:
            raise
        except InnerAllyError as error:
            click.echo(f"{error.what} {error.mend}".strip())


def _voice(library: "Library") -> str:
    """A voice that can speak here; `h` makes samples to hear first."""
    from generator.library import DEFAULT_VOICE
    from generator.trying import try_voices
    from generator.voices import list_voices

    ready = [item for item in list_voices(library) if not item.problems and ":" not in item.name]
    ready.sort(key=lambda item: item.name != DEFAULT_VOICE)
    ordered = [item.name for item in ready]
    if len(ordered) == 1:
        return ordered[0]
    while True:
        click.echo("\nWhich voice?")
        for number, item in enumerate(ready, 1):
            about = ", ".join(word for word in (item.gender, item.language) if word)
            click.echo(f"  {number}  {item.title} ({about})")
        said = click.prompt("A number, or h to hear them first", default="1")
        if said.strip().lower().startswith("h"):
            from generator.progress import bar

            with bar() as show:
                for trial in try_voices(ordered, library, show):
                    click.echo(f"{trial.name}: {trial.path or trial.problem}")
            continue
        if said.strip().isdigit() and 1 <= int(said) <= len(ordered):
            return ordered[int(said) - 1]
        click.echo(f"A number from 1 to {len(ordered)}, please, or h.")


def _choice(ask: str, labels: Sequence[str], usual: int) -> int:
    click.echo(ask)
    for number, label in enumerate(labels, 1):
        click.echo(f"  {number}  {label}")
    chosen: int = click.prompt("A number", default=usual, type=click.IntRange(1, len(labels)))
    return chosen


def _numbers(ask: str, labels: Sequence[str], usual: str, *, several: bool) -> list[int]:
    click.echo(f"\n{ask}")
    for number, label in enumerate(labels, 1):
        click.echo(f"  {number:2}  {label}")
    while True:
        said = click.prompt(
            "A number" if not several else "Numbers",
            default="",
            show_default=False,
            prompt_suffix=f" [{usual}] ",
        )
        words = said.replace(",", " ").split()
        if all(word.isdigit() and 1 <= int(word) <= len(labels) for word in words) and (
            several or len(words) <= 1
        ):
            return [int(word) for word in words]
        click.echo(f"{'Numbers' if several else 'A number'} from 1 to {len(labels)}, please, or Enter.")


def _render(request: "Request", library: "Library") -> "Track":
    from generator.progress import bar
    from generator.render import render_track

    click.echo("")
    with bar() as show:
        track = render_track(request, library, on_progress=show)
    for note in track.notes:
        click.echo(f"Note: {note}")
    return track


def _page(track: "Track", library: "Library") -> None:
    from generator.handout import HandoutWish, make_handout, open_desk

    made = make_handout(track.path, open_desk(HandoutWish(), library))
    click.echo(f"\nA page to go with it: {made.path}")


def _hand_over(path: Path) -> None:
    click.echo(f"\nYour track is {path}\n{PHONE}")
    if _can_play() and click.confirm("\nPlay it now?", default=True):
        click.launch(str(path))


def _can_play() -> bool:
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(shutil.which("xdg-open") and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")))


def _in_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()
