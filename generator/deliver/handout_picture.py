"""The picture of a track on its page: chapters, voice and breath along the time."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from generator.plan.describe import Event
from generator.units import RATE, Samples, to_samples

if TYPE_CHECKING:
    from fpdf import FPDF

Colour = tuple[int, int, int]
INK, ACCENT, TINT, LINE = (32, 40, 44), (31, 92, 96), (226, 238, 236), (150, 170, 170)
HEIGHT = 31.5
"""Millimetres that the picture takes."""
_CLOSE = to_samples(1.5)
"""Sentences nearer to each other than this are drawn as one bar."""
_LABELS = 17.0
"""Millimetres at the left for the names of the lanes."""


def draw_picture(
    pdf: "FPDF", events: Sequence[Event], length: Samples, *, width: float, lanes: tuple[str, str]
) -> None:
    """Draw a track at the page's present place, `HEIGHT` high, with labels in the page's present type.

    Args:
        pdf: The page.
        events: The timeline.
        length: Of the whole track.
        width: In millimetres.
        lanes: Names of the lanes of voice and breath.
    """
    left, top = pdf.get_x() + _LABELS, pdf.get_y()
    scale = (width - _LABELS) / length
    _chapters(pdf, events, left, top, scale)
    pdf.set_text_color(*INK)
    voice, breath = top + 8, top + 16
    for name, y in zip(lanes, (voice, breath), strict=True):
        pdf.text(left - _LABELS, y + 4.2, name)
    pdf.set_fill_color(*ACCENT)
    for start, end in _bars(events):
        pdf.rect(left + start * scale, voice, max((end - start) * scale, 0.3), 5.5, style="F")
    _breaths(pdf, events, left, breath, scale)
    _axis(pdf, length, left, top + 24, scale)
    pdf.set_xy(left - _LABELS, top + HEIGHT)


def _chapters(pdf: "FPDF", events: Sequence[Event], left: float, top: float, scale: float) -> None:
    chapters = [event for event in events if event.kind == "chapter"]
    for number, chapter in enumerate(chapters, 1):
        shade = TINT if number % 2 else (208, 227, 224)
        pdf.set_fill_color(*shade)
        pdf.rect(left + chapter.start * scale, top, chapter.length * scale, 22.5, style="F")
        pdf.set_text_color(*ACCENT)
        pdf.text(left + chapter.start * scale + 1, top + 4.6, str(number))


def _bars(events: Sequence[Event]) -> list[tuple[Samples, Samples]]:
    bars: list[tuple[Samples, Samples]] = []
    for event in events:
        if event.kind != "speech":
            continue
        if bars and event.start - bars[-1][1] < _CLOSE:
            bars[-1] = bars[-1][0], event.start + event.length
        else:
            bars.append((event.start, event.start + event.length))
    return bars


def _breaths(pdf: "FPDF", events: Sequence[Event], left: float, top: float, scale: float) -> None:
    pdf.set_draw_color(*ACCENT)
    pdf.set_line_width(0.35)
    for event in events:
        start, end = left + event.start * scale, left + (event.start + event.length) * scale
        match event.kind:
            case "inhale":
                pdf.line(start, top + 5.5, end, top)
            case "top":
                pdf.line(start, top, end, top)
            case "exhale":
                pdf.line(start, top, end, top + 5.5)
            case _:
                pass


def _axis(pdf: "FPDF", length: Samples, left: float, top: float, scale: float) -> None:
    minutes = length / RATE / 60
    step = next(size for size in (1, 2, 5, 10, 20) if minutes / size <= 13 or size == 20)
    pdf.set_draw_color(*LINE)
    marks = range(0, int(minutes) + 1, step)
    for mark in marks:
        x = left + mark * 60 * RATE * scale
        pdf.line(x, top, x, top + 1.5)
        pdf.text(x - pdf.get_string_width(str(mark)) / 2, top + 5.5, str(mark))
    for first, second in pairwise((left, left + length * scale)):
        pdf.line(first, top, second, top)
