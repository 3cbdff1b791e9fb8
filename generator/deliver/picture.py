"""A picture of a track, made from its timeline alone: voice, breath and bed along the time, as plain SVG.

It reads like lines of music: each line is a stretch of time, so that a breath is wide enough to be seen on a phone
and the whole fits on a page. It shows chapters and never a word of what is said. Only rectangles, paths, circles and
text with plain attributes are used, which every browser and PDF library understands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from math import cos, pi
from xml.sax.saxutils import escape

from generator.deliver.picture_lines import (
    BED,
    BESIDE,
    BREATH,
    GAP,
    LABEL,
    LEFT,
    MOST_LINES,
    RIGHT,
    VOICE,
    WIDTH,
    Line,
    line_length,
    lines_of,
    numbers,
)
from generator.deliver.svg import BED_INK, INK, PAPER, RULE, VOICE_INK, bar, bell, hill, rule, text
from generator.plan.timeline import Breath, ChapterMark, Phase, Timeline
from generator.sound.ducking import BedLevel
from generator.sound.stems import Balance
from generator.units import RATE, Samples, Seconds, spoken_length, to_samples, to_seconds

_HEAD = 70.0
_CLOSE: Seconds = 0.35
"""Utterances nearer than this are drawn as one bar: the counts of a breath, the sentences of a paragraph."""
_STEP: Seconds = 0.5
"""The bed's level is looked up so often."""


def plan_picture(timeline: Timeline, title: str, *, bed: Balance | None, most_lines: int = MOST_LINES) -> str:
    """The picture as an SVG document.

    Args:
        timeline: The track.
        title: Its title; the only words beside chapters and times.
        bed: How the bed lies; None where there is none.
        most_lines: How many lines it may have; fewer are longer, and leave room for larger letters.
    """
    across = line_length(timeline, most_lines)
    lines = list(lines_of(timeline, across))
    if numbered := any(line.crowded for line in lines):
        lines = [replace(line, labels=numbers(line, timeline.chapters)) for line in lines]
    level = BedLevel(timeline, bed.rise, bed.longest_head, bed.longest_tail) if bed else None
    body: list[str] = []
    top = _HEAD
    for line in lines:
        body += _drawn(line, top, timeline, level)
        top += line.height
    if numbered:
        body += _contents(timeline.chapters, top)
        top += LABEL * (-(-len(timeline.chapters) // 2) + 1)
    height = round(top + 4.0, 1)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height:g}" width="{WIDTH:g}" height="{height:g}"'
            ' role="img" aria-labelledby="plan-title plan-desc" font-family="Helvetica, Arial, sans-serif">',
            f'<title id="plan-title">{escape(title)}: the plan of a track</title>',
            f'<desc id="plan-desc">{escape(_described(timeline, bed=bed))}</desc>',
            f'<rect x="0" y="0" width="{WIDTH:g}" height="{height:g}" fill="{PAPER}"/>',
            *_heading(timeline, title, bed=bed is not None),
            *body,
            "</svg>\n",
        )
    )


def _contents(marks: Sequence[ChapterMark], top: float) -> Iterator[str]:
    """The names to the numbers, in two columns."""
    rows = -(-len(marks) // 2)
    for number, mark in enumerate(marks):
        column, row = divmod(number, rows)
        x, y = LEFT + column * (RIGHT - LEFT) / 2, top + LABEL * (row + 1)
        yield text(x + 16.0, y, str(number + 1), "end bold")
        yield text(x + 22.0, y, mark.title)
        yield text(x + (RIGHT - LEFT) / 2 - 14.0, y, _minutes(mark.start), "end faint")


def _heading(timeline: Timeline, title: str, *, bed: bool) -> Iterator[str]:
    yield text(LEFT, 24.0, title, "bold", 17)
    yield text(RIGHT, 24.0, spoken_length(to_seconds(timeline.length)), "end faint", 13)
    y, x = 48.0, LEFT
    yield bar(x, y - 9.0, 22.0, 10.0, VOICE_INK)
    yield text(x + 28.0, y, "voice", "faint")
    x += 84.0
    if timeline.breaths:
        curve = [(x + n, y - 10.0 * _height(n / 34.0)) for n in range(35)]
        yield from hill(curve, y)
        yield text(x + 40.0, y, "breath, in and out", "faint")
        x += 174.0
    if bed:
        yield bar(x, y - 6.0, 22.0, 7.0, BED_INK)
        yield text(x + 28.0, y, "bed of sound", "faint")
        x += 128.0
    if timeline.bells:
        yield from bell(x + 5.0, y - 4.0)
        yield text(x + 16.0, y, "bell", "faint")


def _height(part: float) -> float:
    """The legend's breath: in for four tenths, out for six."""
    return 0.5 - 0.5 * cos(pi * part / 0.4) if part < 0.4 else 0.5 + 0.5 * cos(pi * (part - 0.4) / 0.6)


def _drawn(line: Line, top: float, timeline: Timeline, level: BedLevel | None) -> Iterator[str]:
    """One line with all that is in it."""
    voice = top + line.names
    breath = voice + VOICE + GAP + line.breath
    floor = breath + GAP + BED
    yield from _clock(line, voice - 2.0, floor)
    if level is not None:
        yield _bed(line, floor, level)
    for label in line.labels:
        place = line.x(label.start)
        yield rule(f"M{place:.1f} {top + 1.0:.1f}V{floor:.1f}", INK)
        x, style = (place - BESIDE, "end bold") if label.backwards else (place + BESIDE, "bold")
        yield text(x, voice - 5.0, label.words, style)
    for start, end in _bars(timeline):
        if start < line.end and end > line.start:
            yield bar(line.x(start), voice, max(line.x(end) - line.x(start), 0.8), VOICE, VOICE_INK)
    for curve in _curves(line, timeline.breaths, breath):
        yield from hill(curve, breath)
    for struck in timeline.bells:
        if line.start <= struck.start < line.end:
            yield from bell(line.x(struck.start), voice + VOICE / 2)


def _clock(line: Line, top: float, floor: float) -> Iterator[str]:
    """The time under a line: a mark at each quarter or sixth of it, and its words."""
    seconds = to_seconds(line.across)
    every = next(
        step for step in (10.0, 15.0, 30.0, 60.0, 120.0, 180.0) if seconds / step <= 6.0 or step == 180.0
    )
    for number in range(int(to_seconds(line.end - line.start) / every) + 1):
        place = line.start + to_samples(number * every)
        x = line.x(place)
        yield rule(f"M{x:.1f} {top:.1f}V{floor + 3.0:.1f}", RULE)
        yield text(x, floor + 13.0, _minutes(place), "middle faint", 10)
    yield rule(f"M{LEFT:.1f} {floor:.1f}H{line.x(line.end):.1f}", RULE)


def _bed(line: Line, floor: float, level: BedLevel) -> str:
    """The bed's level as a band: low under speech, higher in the quiet, faded at the ends."""
    step = to_samples(_STEP)
    places = [*range(line.start, line.end, step), line.end - 1]
    points = [
        f"{line.x(place):.1f} {floor - BED * min(1.0, float(level.gain(place, place + 1)[0]) / 1.45):.1f}"
        for place in places
    ]
    return f'<path d="M{LEFT:.1f} {floor:.1f}L{"L".join(points)}V{floor:.1f}Z" fill="{BED_INK}"/>'


def _bars(timeline: Timeline) -> Iterator[tuple[Samples, Samples]]:
    """Stretches of speech, near ones joined."""
    close = to_samples(_CLOSE)
    start: Samples | None = None
    end: Samples = 0
    for said in timeline.spoken:
        if start is not None and said.start - end < close:
            end = said.end
            continue
        if start is not None:
            yield start, end
        start, end = said.start, said.end
    if start is not None:
        yield start, end


def _curves(line: Line, breaths: Sequence[Breath], floor: float) -> Iterator[list[tuple[float, float]]]:
    """The breath as hills, a list of points for each run of phases that follow each other."""
    inside = [b for b in breaths if b.start < line.end and b.start + b.length > line.start]
    runs: list[list[Breath]] = []
    for number, breath in enumerate(inside):
        if number and breath.start - (inside[number - 1].start + inside[number - 1].length) < RATE // 10:
            runs[-1].append(breath)
        else:
            runs.append([breath])
    for run in runs:
        points: list[tuple[float, float]] = []
        for breath in run:
            first, last = max(breath.start, line.start), min(breath.start + breath.length, line.end)
            count = max(2, round((line.x(last) - line.x(first)) / 1.5))
            for n in range(count + 1):
                place = first + (last - first) * n // count
                points.append((line.x(place), floor - BREATH * _lung(breath, place)))
        yield points


def _lung(breath: Breath, place: Samples) -> float:
    """How far in the breath is at a frame of one of its phases, 0 to 1; lower where the sounds fade away."""
    part = (place - breath.start) / breath.length
    fade = breath.fade[0] + (breath.fade[1] - breath.fade[0]) * part
    full = {
        Phase.INHALE: 0.5 - 0.5 * cos(pi * part),
        Phase.TOP: 1.0,
        Phase.EXHALE: 0.5 + 0.5 * cos(pi * part),
    }
    return full[breath.phase] * (0.3 + 0.7 * fade)


def _minutes(place: Samples) -> str:
    seconds = round(to_seconds(place))
    return f"{seconds // 60}:{seconds % 60:02d}"


def _described(timeline: Timeline, *, bed: Balance | None) -> str:
    """The picture in words, for those who hear it."""
    chapters = "; ".join(f"{mark.title} from {_minutes(mark.start)}" for mark in timeline.chapters)
    said = spoken_length(to_seconds(timeline.speech))
    parts = [
        f"{spoken_length(to_seconds(timeline.length))} long. Chapters: {chapters}.",
        f"The voice speaks for {said}.",
    ]
    if timeline.breaths:
        cycles = len({breath.cycle for breath in timeline.breaths})
        first, last = timeline.breaths[0], timeline.breaths[-1]
        parts.append(
            f"{cycles} breaths are led, from {_minutes(first.start)} to {_minutes(last.start + last.length)}."
        )
    longest = max((after.start - said.end for said, after in pairwise(timeline.spoken)), default=0)
    parts.append(f"The longest quiet between words is {spoken_length(to_seconds(longest))}.")
    if bed and bed.rise:
        parts.append(
            "A bed of sound runs throughout: it steps back under the voice and comes up in the quiet."
        )
    elif bed:
        parts.append("A bed of sound runs throughout, as loud in the quiet as under the voice.")
    return " ".join(parts)
