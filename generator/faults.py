"""What is wrong with a recording, line by line, in words for the person who made it."""

from collections.abc import Sequence
from textwrap import shorten

from generator.errors import RecordingError
from generator.hearing import Heard, Placed
from generator.plan.cue_sheet import Line, number_ranges
from generator.units import RATE

_MOST_NAMED = 12


def judged(heard: Heard, missing: Sequence[Line]) -> tuple[list[str], list[Placed]]:
    """What is wrong, a sentence each, and the lines with which nothing is.

    Args:
        heard: What was found in the recording.
        missing: Those of its missing lines that are wanted.
    """
    faults = [_missing(line, heard.instead.get(line.number, ())) for line in missing]
    unsure = {other.number for line in missing for other in heard.instead.get(line.number, ())}
    good: list[Placed] = []
    for item in heard.placed:
        checks = (_other_words, _wrong_length, _too_loud, _past_its_beat)
        fault = next(filter(None, (check(item) for check in checks)), "")
        if fault:
            faults.append(fault)
        elif item.line.number not in unsure:
            good.append(item)
    return faults, good


def another_text(missing: Sequence[Line], wanted: Sequence[Line]) -> RecordingError:
    """Most lines are not there."""
    return RecordingError(
        f"{len(missing)} of {len(wanted)} lines cannot be found in the recording, so it seems to be of another text.",
        "Print the cue sheet with the same options and compare; for some of its lines alone, name them: --lines 3,7-9.",
    )


def faulty(faults: Sequence[str], wanted: Sequence[Line], good: Sequence[Placed]) -> RecordingError:
    """Some of the lines that the recording was to hold are not well, and what to do about it."""
    named = "\n  ".join(faults[:_MOST_NAMED])
    more = f"\n  and {len(faults) - _MOST_NAMED} more" if len(faults) > _MOST_NAMED else ""
    count = "1 line needs" if len(faults) == 1 else f"{len(faults)} lines need"
    bad = {line.number for line in wanted} - {item.line.number for item in good}
    again = (
        f" and record the rest again with --add --lines {number_ranges(sorted(bad)).replace(' ', '')}"
        if good
        else ""
    )
    return RecordingError(
        f"{count} another take, so nothing was kept:\n  {named}{more}\n",
        f"Say --keep-good to keep the lines that are well,{again or ' or record them again'}.",
    )


def _missing(line: Line, instead: Sequence[Line]) -> str:
    if not instead:
        return f"Line {line.number} is missing: {_quoted(line)}."
    others = " or ".join(f"{other.number}, {_quoted(other)}," for other in instead)
    return (
        f"Line {line.number}, {_quoted(line)}, seems to be missing, but it may be line {others}"
        " since they last and sound much the same. Both are better recorded again."
    )


def _other_words(item: Placed) -> str:
    line = item.line
    if item.rather is not None:
        return (
            f"Line {line.number}, {_quoted(line)}, sounds more like line {item.rather.number},"
            f" {_quoted(item.rather)}."
        )
    return f"Line {line.number} sounds like other words than {_quoted(line)}." if item.found.strange else ""


def _wrong_length(item: Placed) -> str:
    if not item.found.doubtful:
        return ""
    words = f"{item.line.words} words" if item.line.words > 1 else "one word"
    return (
        f"Line {item.line.number} lasts {item.found.seconds:.1f} s, but its {words} usually take you"
        f" {item.found.expected:.1f} s: {_quoted(item.line)}."
    )


def _too_loud(item: Placed) -> str:
    if not any(item.take.clipped(span) for span in item.spans):
        return ""
    return f"Line {item.line.number} is clipped, that is, too loud for the recorder: {_quoted(item.line)}."


def _past_its_beat(item: Placed) -> str:
    length = len(item.take.clip(item.spans)) / RATE if item.line.beat else 0.0
    if length <= item.line.beat:
        return ""
    return (
        f"Line {item.line.number}, {_quoted(item.line)}, lasts {length:.1f} s,"
        f" but a counted breath has {item.line.beat:g} s for it."
    )


def _quoted(line: Line) -> str:
    return f"“{shorten(line.text, 70, placeholder=' …').rstrip('.')}”"
