"""The paper of printed pages: an embedded typeface, sizes and colours, paragraphs, lists and tables."""

import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont
from pymupdf_fonts import FiraGO_Bold, FiraGO_Regular

from generator.deliver.leaflet import Leaflet, Section

FAMILY = "FiraGO"
_FACES: dict[str, Any] = {"": FiraGO_Regular, "B": FiraGO_Bold}
_PAPERS = {"a4": "A4", "letter": "Letter"}
MARGIN, FOOT = 16.0, 14.0
"""Millimetres of white around the page, and under it for the footer."""
_STANDARD, _LARGE = 10.5, 17.0
"""Points of plain text; large print begins at 16 (RNIB, UK Association for Accessible Formats)."""
INK, ACCENT, TINT, LINE = (32, 40, 44), (31, 92, 96), (226, 238, 236), (150, 170, 170)
MUTED = (74, 92, 94)
_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)
"""A PDF must have a date; this one tells nothing, and makes the same page the same file."""
_UNPRINTABLE = "·"
MM_PER_POINT = 25.4 / 72
LEADING = 1.33
"""From line to line, in heights of the type."""
_INSET = 1.3
"""Millimetres between the line of a table and its words."""


@contextmanager
def typeface() -> Iterator[dict[str, Path]]:
    """The typeface's two faces as files, for as long as the PDF is being made."""
    with tempfile.TemporaryDirectory(prefix="innerally-type-") as name:
        faces = {}
        for style, face in _FACES.items():
            faces[style] = Path(name, f"face{style}.ttf")
            faces[style].write_bytes(face.fontbuffer)
        yield faces


class Paper(FPDF):
    """Pages of one leaflet, with the ways of writing on them.

    Args:
        leaflet: What is going to stand on them.
        faces: The typeface's files by style, from `typeface`.
    """

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
        return self.size * MM_PER_POINT * LEADING

    @property
    def bottom(self) -> float:
        """Where the room for text ends."""
        return float(self.h - FOOT - 4)

    def footer(self) -> None:
        """Title, code and page number under each page."""
        leaflet = self.leaflet
        self.set_y(-FOOT)
        self.face(8.5 if not leaflet.look.large_print else 12, colour=MUTED)
        left = " · ".join(part for part in (leaflet.title, leaflet.clinic, leaflet.code) if part)
        self.cell(self.epw * 0.8, 5, self.fitting(left, self.epw * 0.8))
        self.set_x(self.w - self.r_margin - self.get_string_width("00/00"))
        self.cell(0, 5, f"{self.page_no()}/{{nb}}")

    def face(self, size: float, style: str = "", colour: tuple[int, int, int] = INK) -> None:
        """Choose size in points, weight and colour of what is written next."""
        self.set_font(FAMILY, style, size)
        self.set_text_color(*colour)

    def clean(self, text: str) -> str:
        """The text with a dot for each letter that the typeface does not have."""
        return text.translate(self._replace)

    def fitting(self, text: str, width: float) -> str:
        """The text, or as much of its beginning as the width has room for."""
        whole = self.clean(text)
        for end in range(len(whole), 0, -1):
            shown = whole if end == len(whole) else whole[:end].rstrip() + "…"
            if self.get_string_width(shown) <= width:
                return shown
        return ""

    def put(self, text: str, width: float = 0, *, left: float | None = None, gap: float = 0.0) -> None:
        """Write a paragraph and go on below it: `width` in millimetres (0 for all there is), `gap` below it."""
        if left is not None:
            self.set_x(left)
        self.multi_cell(
            width, self.font_size_pt * MM_PER_POINT * LEADING, self.clean(text),
            align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT,
        )  # fmt: skip
        self.ln(gap)

    def height_of(self, text: str, width: float) -> float:
        """Millimetres that a paragraph takes in the present type."""
        height: Any = self.multi_cell(
            width, self.font_size_pt * MM_PER_POINT * LEADING, self.clean(text),
            align="L", dry_run=True, output="HEIGHT",
        )  # fmt: skip
        return float(height)

    def keep(self, height: float) -> None:
        """Begin a new page if this much does not fit any more."""
        if self.get_y() + height > self.bottom:
            self.add_page()

    def heading(self, text: str, width: float = 0, *, room: float = 3.4) -> None:
        """A heading, together with at least `room` lines under it."""
        self.keep(self.line_height * room)
        self.face(self.size * 1.14, "B", ACCENT)
        self.put(text, width, gap=0.4)
        self.face(self.size)

    def section(self, section: Section, width: float = 0) -> None:
        """A heading with its paragraphs and points."""
        self.heading(section.heading, width)
        for paragraph in section.paragraphs:
            self.put(paragraph, width, gap=0.8)
        for point in section.points:
            self.point(point, width)
        self.ln(self.line_height * 0.42)

    def point(self, text: str, width: float = 0) -> None:
        """One point of a list."""
        indent = self.size * 0.4
        room = (width or self.epw) - indent
        self.keep(self.height_of(text, room))
        self.cell(indent, self.line_height, "•")
        self.put(text, room, gap=0.3)

    def columns(self, columns: Sequence[tuple[float, str]], high: float) -> None:
        """The head of a table: width and name of each column."""
        self.set_fill_color(*TINT)
        self.lines()
        self.c_margin = _INSET
        for width, name in columns:
            self.face(self.size * 0.86, "B", ACCENT)
            self.cell(width, high, self.fitting(name, width - 2 * _INSET), border=1, fill=True)
        self.c_margin = 0
        self.ln(high)

    def row(self, cells: Sequence[tuple[float, str]], high: float) -> None:
        """One row of a table: width and words of each cell."""
        self.keep(high)
        self.lines()
        self.c_margin = _INSET
        for width, text in cells:
            self.face(self.size * 0.92)
            self.cell(width, high, self.fitting(text, width - 2 * _INSET), border=1)
        self.c_margin = 0
        self.ln(high)

    def lines(self) -> None:
        """Draw as the lines of tables are drawn."""
        self.set_draw_color(*LINE)
        self.set_line_width(0.25)

    def wide(self, text: str) -> float:
        """Millimetres that a text takes in bold plain type."""
        self.face(self.size, "B")
        return float(self.get_string_width(self.clean(text)))

    def cell_at(self, x: float, y: float, width: float, high: float, text: str, style: str = "") -> None:
        """Words in the middle of a cell's height, without lines around it."""
        self.face(self.size, style)
        tall = self.height_of(text, width - 3)
        self.set_xy(x, y + (high - tall) / 2)
        self.multi_cell(width - 3, self.line_height, self.clean(text), align="L")

    def tick_boxes(self, x: float, y: float, width: float, high: float, count: int) -> None:
        """Small boxes to tick, side by side; the width has room for seven."""
        side = width / 7 * 0.72
        self.set_draw_color(*ACCENT)
        self.set_line_width(0.25)
        for number in range(count):
            self.rect(x + number * width / 7, y + (high - side) / 2, side, side)
