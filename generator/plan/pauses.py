"""Pauses: what the named ones mean in each form of a practice, and how far each may flex.

Figures: the guide's section 2.1 (house rules); no silence over 30 s at level `first` (section 3.5).
"""

from dataclasses import dataclass

from generator.errors import Location, ScriptError
from generator.plan.cues import Pause
from generator.units import Seconds

FLEX = (0.7, 1.5)
"""How far a numbered pause may shrink and grow."""
FIRST_CEILING: Seconds = 30.0
"""Longest quiet at level `first`."""
PASSENGER_CEILING: Seconds = 45.0
"""Longest quiet for a passenger (house rule: in noise, a longer one sounds like a track that broke off)."""
WRITING = (60.0, 180.0)
MOST_OWN_BREATHS = 12

_NAMED: dict[str, tuple[Seconds, Seconds, Seconds]] = {
    "beat": (2.0, 2.5, 3.0),
    "settle": (6.0, 8.0, 10.0),
    "form": (20.0, 24.0, 30.0),
    "feel": (20.0, 26.0, 40.0),
    "dwell": (60.0, 75.0, 90.0),
}
_BRIEF: dict[str, tuple[Seconds, Seconds, Seconds]] = {"form": (12.0, 13.0, 15.0), "feel": (12.0, 13.0, 15.0)}
_OWN_BREATH: tuple[Seconds, Seconds, Seconds] = (4.0, 5.0, 7.0)


@dataclass(frozen=True, slots=True)
class Form:
    """Which cut of a practice is asked for."""

    length: str
    """brief, standard or long."""
    level: str
    """first, steady, deeper or clinic."""
    passenger: bool = False
    """Whether it is listened to on a ride."""

    @property
    def brief(self) -> bool:
        """Whether this is the shortest form."""
        return self.length == "brief"


def named_pause(name: str, form: Form, where: Location, passage: int | None) -> Pause:
    """A named pause as this form means it.

    Raises:
        ScriptError: A dwell outside the long form, or at level `first`.
    """
    if name == "dwell" and (form.length != "long" or form.level == "first"):
        raise ScriptError(
            "[dwell] is for the long form only, and never for level first.", "Use [feel].", where=where
        )
    floor, ideal, ceiling = (_BRIEF if form.brief else {}).get(name, _NAMED[name])
    if form.level == "first":
        ceiling = min(ceiling, FIRST_CEILING)
        ideal = min(ideal, (floor + ceiling) / 2)
    return Pause(name, *_for_ride(form, floor, ideal, ceiling), where, passage)


def numbered_pause(seconds: Seconds, form: Form, where: Location, passage: int | None) -> Pause:
    """A pause of so many seconds, flexing by `FLEX`.

    Raises:
        ScriptError: Over 30 s at level `first`.
    """
    ceiling = seconds * FLEX[1]
    if form.level == "first":
        if seconds > FIRST_CEILING:
            raise ScriptError(
                f"A pause of {seconds:g} s is too long for level first, which keeps silences to 30 s.",
                "Shorten it there.",
                where=where,
            )
        ceiling = min(ceiling, FIRST_CEILING)
    return Pause("pause", *_for_ride(form, seconds * FLEX[0], seconds, ceiling), where, passage)


def _for_ride(
    form: Form, floor: Seconds, ideal: Seconds, ceiling: Seconds
) -> tuple[Seconds, Seconds, Seconds]:
    """A pause's lengths, for a passenger all shortened alike to the longest quiet that a ride bears."""
    share = min(1.0, PASSENGER_CEILING / ceiling) if form.passenger else 1.0
    return floor * share, ideal * share, ceiling * share


def writing_pause(seconds: Seconds, where: Location, passage: int | None) -> Pause:
    """Time to write.

    Raises:
        ScriptError: Outside 60 to 180 s.
    """
    shortest, longest = WRITING
    if not shortest <= seconds <= longest:
        raise ScriptError(
            f"[write …] of {seconds:g} s is outside {shortest:.0f} to {longest:.0f} s.",
            "Give a writer between one and three minutes a prompt.",
            where=where,
        )
    return Pause(
        "write", max(shortest, seconds * FLEX[0]), seconds, min(longest, seconds * FLEX[1]), where, passage
    )


def own_breaths(count: int, form: Form, where: Location, passage: int | None) -> Pause:
    """Quiet for so many breaths at the listener's own pace (about 4 to 7 s each).

    Raises:
        ScriptError: None, or more than 12 (at level `first`, more than fit into 30 s).
    """
    floor, ideal, ceiling = (length * count for length in _OWN_BREATH)
    most = int(FIRST_CEILING / _OWN_BREATH[1]) if form.level == "first" else MOST_OWN_BREATHS
    if not 1 <= count <= most:
        raise ScriptError(
            f"[breathe own {count} breaths] is not between 1 and {most}.", "Choose fewer.", where=where
        )
    if form.level == "first":
        ceiling = min(ceiling, FIRST_CEILING)
    return Pause("breaths", *_for_ride(form, floor, ideal, ceiling), where, passage)
