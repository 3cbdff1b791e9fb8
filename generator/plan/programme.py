"""A programme: practices in a graded order, with fewer words as they become known."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from generator.errors import Location, ScriptError, did_you_mean
from generator.plan.choices import GUIDANCE, LEVELS, SITUATIONS, USUAL
from generator.plan.practice import LONGEST_MINUTES

_HEAD = ("title", "about", "any_minutes", "step")
_STEP = (
    "week", "days", "times", "practice", "level", "minutes", "familiar", "guidance", "for", "parts",
)  # fmt: skip
MOST_WEEKS = 52
SHORTEST_MINUTES = 0.5
DAYS = 7


@dataclass(frozen=True, slots=True)
class ProgrammeStep:
    """One track of a programme."""

    week: int
    """From 1."""
    practice: str
    level: str
    minutes: float
    days: str = ""
    """Days of the week that it is for, as the page says them; empty for any."""
    times: int = DAYS
    """How often it is meant to be heard."""
    familiar: bool = False
    """The notices are short by now."""
    guidance: str = USUAL
    """How much is said in the same length, one of `GUIDANCE`."""
    situation: str = ""
    """session, commute or bedtime; empty for the practice's usual one."""
    parts: tuple[str, ...] = ()
    """Practices of a ride, in order."""

    @property
    def when(self) -> str:
        """Week and days, as the page says them."""
        return f"Week {self.week}" + (f", {self.days}" if self.days else "")


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme, from its file."""

    name: str
    title: str
    about: str
    steps: tuple[ProgrammeStep, ...]
    any_minutes: bool = False
    """Every track may have another length, such as that of a ride."""

    @property
    def weeks(self) -> int:
        """How many weeks it takes."""
        return self.steps[-1].week

    @property
    def highest_level(self) -> ProgrammeStep:
        """The first step of the highest level that it asks for."""
        return max(self.steps, key=lambda step: LEVELS.index(step.level))


def read_programme(text: str, name: str, file: str) -> Programme:
    """Read a programme's file.

    Args:
        text: The file.
        name: What it is called on the command line.
        file: What to call it in errors.

    Raises:
        ScriptError: Something in it is missing, unknown or of the wrong kind.
    """
    where = Location(file)
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ScriptError(f"The programme is not TOML: {error}.", where=where) from error
    _only(data, _HEAD, "A programme", where)
    entries = data.get("step")
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise ScriptError("A programme needs steps.", "Write [[step]] for each track.", where=where)
    steps = tuple(_step(entry, number, where) for number, entry in enumerate(entries, 1))
    if any(later.week < step.week for step, later in pairwise(steps)):
        raise ScriptError("The steps of a programme stand in order of their weeks.", where=where)
    reader = _Entry(data, "The programme", where)
    return Programme(
        name=name,
        title=reader.text("title"),
        about=reader.text("about"),
        steps=steps,
        any_minutes=reader.flag("any_minutes"),
    )


def _step(entry: dict[str, object], number: int, where: Location) -> ProgrammeStep:
    _only(entry, _STEP, f"Step {number}", where)
    reader = _Entry(entry, f"Step {number}", where)
    return ProgrammeStep(
        week=int(reader.number("week", 1, MOST_WEEKS)),
        practice=reader.text("practice"),
        level=reader.choice("level", LEVELS[:-1]),
        minutes=reader.number("minutes", SHORTEST_MINUTES, LONGEST_MINUTES),
        days=reader.text("days", ""),
        times=int(reader.number("times", 1, DAYS, DAYS)),
        familiar=reader.flag("familiar"),
        guidance=reader.choice("guidance", GUIDANCE, USUAL),
        situation=reader.choice("for", SITUATIONS, ""),
        parts=reader.words("parts"),
    )


def _only(table: Mapping[str, object], known: tuple[str, ...], what: str, where: Location) -> None:
    for key in table:
        if key not in known:
            raise ScriptError(f"{what} has no key '{key[:40]}'.", did_you_mean(key[:40], known), where=where)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A table whose values are taken out and checked."""

    table: Mapping[str, object]
    what: str
    where: Location

    def _fail(self, key: str, kind: str) -> ScriptError:
        return ScriptError(f"{self.what} needs '{key}', {kind}.", where=self.where)

    def text(self, key: str, default: str | None = None) -> str:
        value = self.table.get(key, default)
        if not isinstance(value, str) or (not value.strip() and default is None):
            raise self._fail(key, "a line in quotes")
        return value.strip()

    def choice(self, key: str, known: tuple[str, ...], default: str | None = None) -> str:
        value = self.text(key, default)
        if value not in known and value != default:
            raise self._fail(key, f"one of {', '.join(known)}")
        return value

    def flag(self, key: str) -> bool:
        value = self.table.get(key, False)
        if not isinstance(value, bool):
            raise self._fail(key, "true or false")
        return value

    def number(self, key: str, least: float, most: float, default: float | None = None) -> float:
        value = self.table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise self._fail(key, f"a number from {least:g} to {most:g}")
        return value

    def words(self, key: str) -> tuple[str, ...]:
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._fail(key, "a list of words")
        return tuple(value)
