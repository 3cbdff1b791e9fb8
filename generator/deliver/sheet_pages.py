"""A cue sheet as PDF, in letters large enough to be read from a stand beside the microphone."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from generator.deliver.paper import FAMILY, typeface
from generator.deliver.publish import publish, staging, writable_folder
from generator.errors import OutputError
from generator.plan.cue_sheet import HOW_TO_RECORD, CueSheet, Line, number_ranges

_MARGIN, _FOOT = 18.0, 12.0
_SIZE, _SMALL = 13.0, 10.0
_MUTED, _INK = (74, 92, 94), (20, 24, 26)
_MM_PER_POINT = 25.4 / 72


def write_pdf(sheet: CueSheet, recorded: Sequence[int], path: Path) -> Path:
    """Write the sheet, whole or not at all.

    Args:
        sheet: The sheet.
        recorded: Numbers of the lines that are recorded already.
        path: A file ending in ``.pdf``.

    Raises:
        OutputError: It cannot be written.
    """
    if path.suffix.lower() != ".pdf" or path.is_dir():
        raise OutputError(f"'{path}' is no name for a PDF.", "Name a file ending in .pdf.")
    with writable_folder(path.parent), staging(path.parent) as staged:
        (staged / "sheet").write_bytes(sheet_pdf(sheet, recorded))
        publish({staged / "sheet": path})
    return path


def sheet_pdf(sheet: CueSheet, recorded: Sequence[int] = ()) -> bytes:
    """Draw the pages."""
    with typeface() as faces, ExitStack() as kept:
        page = _Pages(sheet.title)
        kept.callback(page.close_faces)
        for style, path in faces.items():
            page.add_font(FAMILY, style, path)
        page.draw(sheet, frozenset(recorded))
        return bytes(page.output())


class _Pages(FPDF):
    """The pages of one sheet."""

    def __init__(self, title: str) -> None:
        super().__init__(format="A4")
        self.set_margins(_MARGIN, _MARGIN)
        self.set_auto_page_break(auto=True, margin=_FOOT + 6)
        self.set_title(title)
        self.set_author("Inner Ally")
        self.set_lang("en-GB")
        self._title = title

    def close_faces(self) -> None:
        """Let go of the typeface's files: Windows deletes none that is open."""
        for face in self.fonts.values():
            if isinstance(face, TTFFont):
                face.ttfont.close()

    def footer(self) -> None:
        """Title and page number under each page."""
        self.set_y(-_FOOT)
        self._face(_SMALL - 1, colour=_MUTED)
        self.cell(0, 5, f"{self._title} · {self.page_no()}/{{nb}}")

    def draw(self, sheet: CueSheet, recorded: frozenset[int]) -> None:
        self.add_page()
        self._face(_SIZE * 1.3, "B")
        self._put(sheet.title, gap=2)
        self._face(_SMALL)
        for words in (*sheet.about, *(f"• {advice}" for advice in HOW_TO_RECORD)):
            self._put(words, gap=0.6)
        left = [line.number for line in sheet.lines if line.number not in recorded]
        if recorded:
            self._put(f"Still to record: {number_ranges(left)}." if left else "All of it is recorded.")
        for row in sheet.rows:
            if isinstance(row, Line):
                self._line(row, done=row.number in recorded)
            else:
                self._face(_SIZE if row.heading else _SMALL, "B" if row.heading else "", _MUTED)
                self.ln(4 if row.heading else 0)
                self._put(row.text, left=0 if row.heading else 13, gap=1.5)

    def _line(self, line: Line, *, done: bool) -> None:
        note = f"  ({', '.join(line.codes)})" if line.codes else ""
        note += "  (recorded)" if done else ""
        self._face(_SIZE, colour=_MUTED if done else _INK)
        words = f"{line.text}{note}"
        high: Any = self.multi_cell(
            self.epw - 13, self._leading, words, align="L", dry_run=True, output="HEIGHT"
        )
        if self.get_y() + float(high) > self.h - _FOOT - 6:
            self.add_page()
        self.cell(13, self._leading, f"{line.number}{'*' if line.optional else ''}")
        self._put(words, left=13, gap=2)

    def _put(self, words: str, *, left: float = 0.0, gap: float = 0.0) -> None:
        self.set_x(self.l_margin + left)
        self.multi_cell(self.epw - left, self._leading, words, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(gap)

    @property
    def _leading(self) -> float:
        return float(self.font_size_pt) * _MM_PER_POINT * 1.35

    def _face(self, size: float, style: str = "", colour: tuple[int, int, int] = _INK) -> None:
        self.set_font(FAMILY, style, size)
        self.set_text_color(*colour)
