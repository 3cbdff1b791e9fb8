"""Captions: each line that is said, when it is said, as WebVTT beside the track and as lyrics inside it.

For those who listen with their eyes, captions also show the breath where only tones lead it, and the bell.
"""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from generator.plan.timeline import COUNTS, Phase, Timeline
from generator.units import RATE, Samples, to_samples

_WIDTH = 42
"""Letters in a line at most, as captions usually are."""
_LONGEST: Samples = to_samples(7.0)
"""How long a caption without words stays at most."""
_BREATHS = {Phase.INHALE: "(breathing in)", Phase.EXHALE: "(breathing out)"}
_BELL = "(a soft bell)"
_BELL_RINGS: Samples = to_samples(4.0)


@dataclass(frozen=True, slots=True)
class Line:
    """Words in their time."""

    start: Samples
    end: Samples
    text: str


def spoken_lines(timeline: Timeline) -> tuple[Line, ...]:
    """What is said: a line for each sentence, and one for the counts of each in- or out-breath."""
    lines: list[Line] = []
    counting = False
    for said in timeline.spoken:
        text, counts = said.utterance.text, said.paragraph == COUNTS
        if counting and counts and text[:1].islower():
            last = lines.pop()
            lines.append(Line(last.start, said.end, f"{last.text}, {text}"))
        else:
            lines.append(Line(said.start, said.end, text))
        counting = counts
    return tuple(lines)


def captions(timeline: Timeline, *, tones: bool = True) -> str:
    """The captions of a track as WebVTT.

    Args:
        timeline: The track.
        tones: Whether breathing tones are heard.
    """
    spoken = spoken_lines(timeline)
    shown = [*spoken, *_unspoken(timeline, spoken, tones=tones)]
    cues = [
        f"{_time(line.start)} --> {_time(line.end)}\n{_wrapped(line.text)}\n"
        for line in sorted(shown, key=lambda line: line.start)
    ]
    return "\n".join(["WEBVTT\n", *cues])


def _unspoken(timeline: Timeline, spoken: tuple[Line, ...], *, tones: bool) -> Iterator[Line]:
    """Breaths and bells, where nobody speaks over them."""
    found = [Line(bell.start, bell.start + _BELL_RINGS, _BELL) for bell in timeline.bells]
    if tones:
        found += [
            Line(breath.start, breath.start + min(breath.length, _LONGEST), _BREATHS[breath.phase])
            for breath in timeline.breaths
            if breath.phase in _BREATHS
        ]
    for line in found:
        later = (other.start for other in (*spoken, *found) if line.start < other.start < line.end)
        end = min(later, default=line.end)
        if not any(other.start <= line.start < other.end for other in spoken) and end - line.start >= RATE:
            yield Line(line.start, min(end, timeline.length), line.text)


def _wrapped(text: str) -> str:
    """The words in lines of their width; characters that WebVTT would read as markup are escaped."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "\n".join(textwrap.wrap(plain, _WIDTH, break_long_words=False, break_on_hyphens=False)) or "-"


def _time(frames: Samples) -> str:
    """Position as ``hh:mm:ss.mmm``."""
    seconds, milliseconds = divmod((frames * 2_000 + RATE) // (2 * RATE), 1_000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{milliseconds:03d}"
