"""Printed pages as PDF: real text in an embedded typeface, with title and language told, for paper and for readers aloud."""

import io
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, assert_never

import segno
from fpdf import FPDF
from fpdf.enums import WrapMode, XPos, YPos
from fpdf.fonts import TTFFont
from fpdf.image_parsing import preload_image
from pymupdf_fonts import FiraGO_Bold, FiraGO_Regular

from generator.deliver.handout_picture import ACCENT, INK, LINE, TINT, draw_picture
from generator.deliver.leaflet import Leaflet, Section, Step
from generator.errors import ProfileError
from generator.plan.read_aloud import Between, Block, Heading, Spoken
from generator.plan.safety import HelpLine

FAMILY = "FiraGO"
_FACES: dict[str, Any] = {"": FiraGO_Regular, "B": FiraGO_Bold}
_PAPERS = {"a4": "A4", "letter": "Letter"}
MARGIN, FOOT = 16.0, 14.0
"""Millimetres of white around the page, and under it for the footer."""
_STANDARD, _LARGE = 10.5, 17.0
"""Points of plain text; large print begins at 16 (RNIB, UK Association for Accessible Formats)."""
_MUTED = (74, 92, 94)
_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)
"""A PDF must have a date; this one tells nothing, and makes the same page the same file."""
_UNPRINTABLE = "·"
_MM_PER_POINT = 25.4 / 72
_LEADING = 1.33
"""From line to line, in heights of the type."""
_SHORT = 24
"""Characters of a remark that stays on one line."""
_INSET = 1.3
"""Millimetres between the line of a table and its words."""


def handout_pdf(leaflet: Leaflet) -> tuple[bytes, int, str]:
    """Draw the pages.

    Args:
        leaflet: What stands on them.

    Returns:
        The PDF, its number of pages, and the characters that the typeface has no letter for.

    Raises:
        ProfileError: The logo is no picture.
    """
    with _typeface() as faces:
        page = _Pages(leaflet, faces)
        out = io.BytesIO()
        try:
            page.draw()
            page.output(out)
        finally:
            page.close_faces()
        return out.getvalue(), page.pages_count, "".join(sorted(page.unprintable))


def _together(text: str) -> str:
    """A short remark with spaces that no line breaks at."""
    return text.replace(" ", "\N{NO-BREAK SPACE}") if len(text) <= _SHORT else text


@contextmanager
def _typeface() -> Iterator[dict[str, Path]]:
    """The typeface's two faces as files, for as long as the PDF is being made."""
    with tempfile.TemporaryDirectory(prefix="innerally-type-") as name:
        faces = {}
        for style, face in _FACES.items():
            faces[style] = Path(name, f"face{style}.ttf")
            faces[style].write_bytes(face.fontbuffer)
        yield faces


class _Pages(FPDF):
    """The pages of one leaflet."""

    def __init__(self, leaflet: Leaflet, faces: dict[str, Path]) -> None:
        super().__init__(format=_PAPERS[leaflet.look.paper])
        self.leaflet = leaflet
        self.size = _LARGE if leaflet.look.large_print else _STANDARD
        for style, path in faces.items():
            self.add_font(FAMILY, style, path)
        self.set_text_shaping(use_shaping_engine=True)
        face: Any = self.fonts[FAMILY.lower()]
        letters = face.cmap
        wanted = set("".join(leaflet.texts()))
        self.unprintable = {c for c in wanted if ord(c) not in letters and unicodedata.category(c)[0] != "C"}
        self._replace = {ord(c): _UNPRINTABLE for c in self.unprintable}
        self.set_margins(MARGIN, MARGIN)
        self.c_margin = 0
        self.set_auto_page_break(auto=True, margin=FOOT + 4)
        self.set_title(leaflet.title)
        self.set_author(leaflet.clinic or "Inner Ally")
        self.set_lang(leaflet.look.language)
        self.set_producer("Inner Ally")
        self.set_creation_date(_NO_DATE)

    def close_faces(self) -> None:
        """Let go of the typeface's files: Windows deletes none that is open."""
        for face in self.fonts.values():
            if isinstance(face, TTFFont):
                face.ttfont.close()

    @property
    def line_height(self) -> float:
        """Millimetres from line to line of plain text."""
        return self.size * _MM_PER_POINT * _LEADING

    @property
    def bottom(self) -> float:
        """Where the room for text ends."""
        return float(self.h - FOOT - 4)

    def footer(self) -> None:
        """Title, code and page number under each page."""
        leaflet = self.leaflet
        self.set_y(-FOOT)
        self._face(8.5 if not leaflet.look.large_print else 12, colour=_MUTED)
        left = " · ".join(part for part in (leaflet.title, leaflet.clinic, leaflet.code) if part)
        self.cell(self.epw * 0.8, 5, self._fitting(left, self.epw * 0.8))
        self.set_x(self.w - self.r_margin - self.get_string_width("00/00"))
        self.cell(0, 5, f"{self.page_no()}/{{nb}}")

    def draw(self) -> None:
        leaflet = self.leaflet
        self.add_page()
        self._head()
        self._introduce()
        self._section(leaflet.safe)
        self._too_much()
        if leaflet.steps:
            self._steps(leaflet.steps)
            if leaflet.playing:
                self._section(leaflet.playing)
        elif leaflet.log_weeks:
            self._log(leaflet.log_weeks)
        if leaflet.events or leaflet.script_note:
            self._second_part()

    # ---- words

    def _face(self, size: float, style: str = "", colour: tuple[int, int, int] = INK) -> None:
        self.set_font(FAMILY, style, size)
        self.set_text_color(*colour)

    def _clean(self, text: str) -> str:
        return text.translate(self._replace)

    def _fitting(self, text: str, width: float) -> str:
        """The text, or as much of its beginning as the width has room for."""
        whole = self._clean(text)
        for end in range(len(whole), 0, -1):
            shown = whole if end == len(whole) else whole[:end].rstrip() + "…"
            if self.get_string_width(shown) <= width:
                return shown
        return ""

    def _write(self, text: str, width: float = 0, *, left: float | None = None, gap: float = 0.0) -> None:
        if left is not None:
            self.set_x(left)
        self.multi_cell(
            width, self.font_size_pt * _MM_PER_POINT * _LEADING, self._clean(text),
            align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT,
        )  # fmt: skip
        self.ln(gap)

    def _height_of(self, text: str, width: float) -> float:
        height: Any = self.multi_cell(
            width, self.font_size_pt * _MM_PER_POINT * _LEADING, self._clean(text),
            align="L", dry_run=True, output="HEIGHT",
        )  # fmt: skip
        return float(height)

    def _keep(self, height: float) -> None:
        """Begin a new page if this much does not fit any more."""
        if self.get_y() + height > self.bottom:
            self.add_page()

    def _heading(self, text: str, width: float = 0, *, room: float = 3.4) -> None:
        """A heading, together with at least `room` lines under it."""
        self._keep(self.line_height * room)
        self._face(self.size * 1.14, "B", ACCENT)
        self._write(text, width, gap=0.4)
        self._face(self.size)

    def _section(self, section: Section, width: float = 0) -> None:
        self._heading(section.heading, width)
        for paragraph in section.paragraphs:
            self._write(paragraph, width, gap=0.8)
        for point in section.points:
            self._point(point, width)
        self.ln(self.line_height * 0.42)

    def _point(self, text: str, width: float = 0) -> None:
        indent = self.size * 0.4
        room = (width or self.epw) - indent
        self._keep(self._height_of(text, room))
        self.cell(indent, self.line_height, "•")
        self._write(text, room, gap=0.3)

    # ---- page one

    def _head(self) -> None:
        leaflet = self.leaflet
        if leaflet.logo or leaflet.clinic or leaflet.review:
            self._clinic()
        self._face(self.size * 2.05, "B", ACCENT)
        self._write(leaflet.title, gap=0.6)
        self._face(self.size, colour=_MUTED)
        self._write(leaflet.facts)
        if leaflet.listener:
            self._face(self.size, "B")
            self._write(leaflet.listener)
        self.ln(self.line_height * 0.5)

    def _clinic(self) -> None:
        leaflet, top, high = self.leaflet, self.get_y(), 13.0
        left = self.l_margin
        if leaflet.logo:
            left += self._logo(leaflet.logo, high) + 4
        self.set_xy(left, top)
        self._face(self.size, "B")
        self.cell(self.epw * 0.6, high, self._fitting(leaflet.clinic, self.epw * 0.5))
        if leaflet.review:
            self._face(self.size * 0.86, colour=_MUTED)
            self.set_xy(self.l_margin, top)
            self.cell(0, high, self._clean(leaflet.review), align="R")
        self.set_draw_color(*LINE)
        self.set_line_width(0.3)
        self.line(self.l_margin, top + high + 1.5, self.w - self.r_margin, top + high + 1.5)
        self.set_xy(self.l_margin, top + high + 5)

    def _logo(self, picture: bytes, high: float) -> float:
        """Draw the logo as high as told, or as wide as a third of the page; tell its width."""
        try:
            _, _, info = preload_image(self.image_cache, io.BytesIO(picture))
            scale = min(high / info.height, self.epw / 3 / info.width)
            width, height = info.width * scale, info.height * scale
            name = f"Logo of {self.leaflet.clinic}" if self.leaflet.clinic else "Logo"
            self.image(
                io.BytesIO(picture),
                self.l_margin,
                self.get_y() + (high - height) / 2,
                width,
                height,
                alt_text=name,
            )
        except (OSError, ValueError, SyntaxError, TypeError) as error:
            raise ProfileError(
                "The logo is no picture that can be printed.", "Give a PNG or JPEG file."
            ) from error
        return float(width)

    def _introduce(self) -> None:
        leaflet, large = self.leaflet, self.leaflet.look.large_print
        top, width, side = self.get_y(), self.epw, 40.0 if large else 29.0
        below = top
        if leaflet.link:
            width -= side + 7
            below = self._code(leaflet.link, self.w - self.r_margin - side, top, side)
        for section in leaflet.intro:
            if large:
                self._section(section, width)
            else:
                self._beside(section, width)
        if self.page == 1:
            self.set_y(max(self.get_y(), below + 2))
        self.ln(self.line_height * 0.2)

    def _beside(self, section: Section, width: float) -> None:
        """A short section with its heading at the left of its words."""
        left, top = self.size * 2.7, self.get_y()
        self._face(self.size, "B", ACCENT)
        self._write(section.heading, left - 3)
        below = self.get_y()
        self._face(self.size)
        self.set_y(top)
        for paragraph in section.paragraphs:
            self._write(paragraph, width - left, left=self.l_margin + left)
        self.set_y(max(below, self.get_y()) + self.line_height * 0.3)

    def _code(self, link: str, x: float, y: float, side: float) -> float:
        """Draw the QR code with what belongs to it; tell where it ends."""
        out = io.BytesIO()
        segno.make(link, error="m", micro=False).save(out, kind="png", scale=8, border=0)
        self.image(out, x, y, w=side, h=side, link=link, alt_text=f"QR code of {link}")
        self._face(self.size * 0.74)
        self.set_xy(x - 5, y + side + 3)
        high = self.size * 0.74 * _MM_PER_POINT * 1.25
        self.multi_cell(side + 5, high, self._clean(self.leaflet.label), align="R", new_y=YPos.NEXT)
        self._face(self.size * 0.62, colour=_MUTED)
        self.set_x(x - 5)
        high = self.size * 0.62 * _MM_PER_POINT * 1.2
        self.multi_cell(side + 5, high, link, align="R", wrapmode=WrapMode.CHAR, new_y=YPos.NEXT)
        below = self.get_y()
        self.set_xy(self.l_margin, y)
        return float(below)

    def _too_much(self) -> None:
        leaflet = self.leaflet
        self._section(leaflet.too_much)
        self.set_y(self.get_y() - self.line_height * 0.3)
        self._keep(self.line_height * 3)
        self._face(self.size, "B")
        self._write(leaflet.help_intro, gap=0.6)
        wide = max(self.get_string_width(self._clean(line.contact)) for line in leaflet.help_lines) + 4
        for line in leaflet.help_lines:
            self._help_line(line, min(wide, self.epw * 0.45))
        self._face(self.size * 0.82, colour=_MUTED)
        self._write(leaflet.help_checked, gap=self.line_height * 0.35)

    def _help_line(self, line: HelpLine, wide: float) -> None:
        about = line.name + (f": {line.about}" if line.about else "")
        self._face(self.size, "B", ACCENT)
        left = self._height_of(line.contact, wide)
        self._face(self.size)
        self._keep(max(left, self._height_of(about, self.epw - wide)))
        top = self.get_y()
        self._face(self.size, "B", ACCENT)
        self._write(line.contact, wide)
        below = self.get_y()
        self.set_y(top)
        self._face(self.size)
        self._write(about, self.epw - wide, left=self.l_margin + wide)
        self.set_y(max(below, self.get_y()) + 0.3)

    # ---- tables

    def _log(self, weeks: int) -> None:
        words = self.leaflet.words
        rows = weeks if weeks > 1 else 7
        least = self.line_height * (1.2 if weeks == 1 else 1.8)
        head = self.line_height * 1.3
        heading = self.line_height * 1.14 + 1
        self._keep(heading + head + rows * least)
        self._heading(words.line("headings", "log"), room=0)
        high = max(least, min((self.bottom - self.get_y() - head) / rows, least * 1.5)) - 0.01
        if weeks > 1:
            self._weeks(rows, high, head)
        else:
            self._days(high, head)
        self.ln(self.line_height * 0.5)

    def _days(self, high: float, head: float) -> None:
        words = self.leaflet.words
        day, done = self.size * 1.7, self.size * 1.8
        rest = (self.epw - day - done) / 2
        columns = [
            (day, words.line("log", "day")), (done, words.line("log", "done")),
            (rest, words.line("log", "noticed")), (rest, words.line("log", "kind_thing")),
        ]  # fmt: skip
        self._columns(columns, head)
        for name in words.list("log", "days"):
            self._row([(day, name), (done, ""), (rest, ""), (rest, "")], high)

    def _weeks(self, rows: int, high: float, head: float) -> None:
        words, large = self.leaflet.words, self.leaflet.look.large_print
        week = self.size * (1.35 if large else 1.5)
        box = (self.epw - week) / 7 if large else self.size * 1.15
        notes = [] if large else [(self.epw - week - 7 * box, words.line("log", "noticed"))]
        columns = [(week, words.line("log", "week")), *((box, day) for day in words.list("log", "days"))]
        self._columns([*columns, *notes], head)
        for number in range(1, rows + 1):
            self._row([(week, str(number)), *[(box, "")] * 7, *((width, "") for width, _ in notes)], high)

    def _columns(self, columns: Sequence[tuple[float, str]], high: float) -> None:
        self.set_fill_color(*TINT)
        self._lines()
        self.c_margin = _INSET
        for width, name in columns:
            self._face(self.size * 0.86, "B", ACCENT)
            self.cell(width, high, self._fitting(name, width - 2 * _INSET), border=1, fill=True)
        self.c_margin = 0
        self.ln(high)

    def _row(self, cells: Sequence[tuple[float, str]], high: float) -> None:
        self._keep(high)
        self._lines()
        self.c_margin = _INSET
        for width, text in cells:
            self._face(self.size * 0.92)
            self.cell(width, high, self._fitting(text, width - 2 * _INSET), border=1)
        self.c_margin = 0
        self.ln(high)

    def _lines(self) -> None:
        self.set_draw_color(*LINE)
        self.set_line_width(0.25)

    def _steps(self, steps: Sequence[Step]) -> None:
        words = self.leaflet.words
        self._heading(words.line("headings", "steps"))
        when = max(self._wide(step.when) for step in steps) + 6
        facts = max(self._wide(step.facts) for step in steps) + 6
        boxes = self.size * 3.4
        title = self.epw - when - facts - boxes
        before = ""
        for number, step in enumerate(steps, 1):
            self._face(self.size)
            name = f"{number}  {step.title}"
            high = max(self._height_of(name, title - 3), self.line_height) + self.line_height * 0.5
            self._keep(high)
            top, left = self.get_y(), self.l_margin
            if step.when != before:
                self._cell_at(left, top, when, high, step.when, "B")
            before = step.when
            self._cell_at(left + when, top, title, high, name)
            self._cell_at(left + when + title, top, facts, high, step.facts)
            self._tick_boxes(left + self.epw - boxes, top, boxes, high, step.times)
            self._lines()
            self.line(left, top + high, left + self.epw, top + high)
            self.set_xy(left, top + high)
        self.ln(self.line_height * 0.6)

    def _wide(self, text: str) -> float:
        self._face(self.size, "B")
        return float(self.get_string_width(self._clean(text)))

    def _cell_at(self, x: float, y: float, width: float, high: float, text: str, style: str = "") -> None:
        self._face(self.size, style)
        tall = self._height_of(text, width - 3)
        self.set_xy(x, y + (high - tall) / 2)
        self.multi_cell(width - 3, self.line_height, self._clean(text), align="L")

    def _tick_boxes(self, x: float, y: float, width: float, high: float, count: int) -> None:
        side = width / 7 * 0.72
        self.set_draw_color(*ACCENT)
        self.set_line_width(0.25)
        for number in range(count):
            self.rect(x + number * width / 7, y + (high - side) / 2, side, side)

    # ---- picture and words

    def _second_part(self) -> None:
        leaflet, words = self.leaflet, self.leaflet.words
        self.add_page()
        if leaflet.events:
            self._heading(words.line("headings", "picture"))
            self.ln(1)
            lanes = words.line("picture", "voice"), words.line("picture", "breath")
            self._face(self.size * 0.82)
            draw_picture(self, leaflet.events, leaflet.samples, width=self.epw, lanes=lanes)
            chapters = [event for event in leaflet.events if event.kind == "chapter"]
            self._face(self.size * 0.92)
            names = "   ".join(f"{number} {event.text}" for number, event in enumerate(chapters, 1))
            self._write(names, gap=0.6)
            self._write(leaflet.share, gap=self.line_height * 0.7)
        self._heading(words.line("headings", "script"))
        self._face(self.size, colour=_MUTED)
        for note in leaflet.script_note:
            self._write(note, gap=0.6)
        self.ln(1.5)
        for number, block in enumerate(leaflet.script):
            self._block(block, leaflet.script[number + 1 : number + 2])

    def _block(self, block: Block, following: Sequence[Block]) -> None:
        """A heading, or words with what comes after them on the same line."""
        ahead = following[0] if following else None
        match block:
            case Heading():
                self.ln(self.line_height * 0.35)
                self._keep(self.line_height * 4)
                self._face(self.size * 1.05, "B", ACCENT)
                self._write(f"{block.text}  ({block.at})", gap=0.8)
            case Spoken():
                after = f"  [{ahead.text}]" if isinstance(ahead, Between) else ""
                self._face(self.size)
                self._keep(min(self._height_of(block.text + after, self.epw), self.line_height * 3))
                self.write(self.line_height, self._clean(block.text))
                if not after:
                    self._end_line()
            case Between():
                self._face(self.size * 0.92, colour=_MUTED)
                begins = self.x <= self.l_margin
                self._keep(self.line_height if begins else 0)
                self.write(self.line_height, f"{'' if begins else '  '}[{_together(block.text)}]")
                if not isinstance(ahead, Between):
                    self._end_line()
            case _:
                assert_never(block)

    def _end_line(self) -> None:
        self.ln(self.line_height * 1.25)
