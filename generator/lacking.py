"""What a recorded voice lacks: told before anything is made, unless another voice may say it."""

from collections.abc import Callable
from textwrap import shorten

from generator.errors import ChoiceError, RecordingError
from generator.plan.profile import Profile
from generator.plan.voice import Voice
from generator.request import Candidate, Prepared

_SHOWN = 12
"""Lines that a message names; the rest is counted."""


def fallback_of(
    profile: Profile, voice: Voice, pick: Callable[[str], Voice]
) -> tuple[Voice | None, tuple[str, ...]]:
    """The voice that may help a recorded one out, if one was named, and what the listener should know about it.

    Raises:
        ChoiceError: There is no such voice, or it is a recorded one itself.
    """
    if profile.fallback is None:
        return None, ()
    if voice.lines is None:
        return None, (f"The voice '{voice.name}' says everything itself, so nothing falls back on another.",)
    fallback = pick(profile.fallback)
    if fallback.lines is not None:
        raise ChoiceError(
            f"The voice '{fallback.name}' is a recorded one and may lack the same lines.",
            "Choose a voice that can say anything for --fallback, such as heart.",
        )
    return fallback, ()


def sayable(prepared: Prepared) -> tuple[Candidate, ...]:
    """The forms that the voice can say, alone or with the fallback's help.

    Raises:
        RecordingError: It lacks lines of each form.
    """
    if prepared.voice.lines is None or prepared.fallback is not None:
        return prepared.candidates
    whole = tuple(item for item in prepared.candidates if not _lacking(item, prepared.voice))
    if not whole:
        raise _lacks(prepared, min(prepared.candidates, key=lambda item: len(_lacking(item, prepared.voice))))
    return whole


def _lacking(candidate: Candidate, voice: Voice) -> list[str]:
    return [line.text for line in candidate.utterances() if not voice.can_say(line.text)]


def _lacks(prepared: Prepared, candidate: Candidate) -> RecordingError:
    voice, lines = prepared.voice, _lacking(candidate, prepared.voice)
    named = "".join(f"\n  {shorten(line, 100, placeholder=' …')}" for line in lines[:_SHOWN])
    more = f"\n  and {len(lines) - _SHOWN} more" if len(lines) > _SHOWN else ""
    form = f"{candidate.form.length} form of '{prepared.facts.practice}' at level {prepared.facts.level}"
    count = "1 line is" if len(lines) == 1 else f"{len(lines)} lines are"
    return RecordingError(
        f"In the voice '{voice.name}', {count} not recorded of the {form} for {prepared.facts.situation}:{named}{more}\n",
        f"`innerally cue-sheet {prepared.facts.practice} --voice {voice.name}` with the same options prints what to"
        " record; or let another voice say them with --fallback heart.",
    )
