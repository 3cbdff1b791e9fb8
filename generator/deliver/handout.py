"""Printed pages as PDF: real text, with title and language told, for paper and for readers aloud."""

import io
from collections.abc import Sequence
from typing import assert_never

import segno
from fpdf.enums import WrapMode, YPos
from fpdf.image_parsing import preload_image

from generator.deliver.handout_picture import draw_picture
from generator.deliver.leaflet import Leaflet, Section, Step
from generator.deliver.paper import ACCENT, FAMILY, LINE, MM_PER_POINT, MUTED, Paper, typeface
from generator.plan.read_aloud import Between, Block, Heading, Spoken
from generator.plan.safety import HelpLine

_SHORT = 24
"""Characters of a remark that stays on one line."""


def handout_pdf(leaflet: Leaflet) -> tuple[bytes, int, str]:
    """Draw the pages.

    Args:
        leaflet: What stands on them.

    Returns:
        The PDF, its number of pages, and the characters that the typeface has no letter for.
    """
    with typeface() as faces:
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


class _Pages(Paper):
    """The pages of one leaflet."""

    def draw(self) -> None:
        leaflet = self.leaflet
        self.add_page()
        self._head()
        self._introduce()
        self.section(leaflet.safe)
        self._too_much()
        if leaflet.steps:
            self._steps(leaflet.steps)
            if leaflet.playing:
                self.section(leaflet.playing)
        elif leaflet.log_weeks:
            self._log(leaflet.log_weeks)
        if leaflet.picture or leaflet.script_note:
            self._second_part()

    def _head(self) -> None:
        leaflet = self.leaflet
        if leaflet.logo or leaflet.clinic or leaflet.review:
            self._clinic()
        self.face(self.size * 2.05, "B", ACCENT)
        self.put(leaflet.title, gap=0.6)
        self.face(self.size, colour=MUTED)
        self.put(leaflet.facts)
        if leaflet.listener:
            self.face(self.size, "B")
            self.put(leaflet.listener)
        self.ln(self.line_height * 0.5)

    def _clinic(self) -> None:
        leaflet, top, high = self.leaflet, self.get_y(), 13.0
        left = self.l_margin
        if leaflet.logo:
            left += self._logo(leaflet.logo, high) + 4
        self.set_xy(left, top)
        self.face(self.size, "B")
        self.cell(self.epw * 0.6, high, self.fitting(leaflet.clinic, self.epw * 0.5))
        if leaflet.review:
            self.face(self.size * 0.86, colour=MUTED)
            self.set_xy(self.l_margin, top)
            self.cell(0, high, self.clean(leaflet.review), align="R")
        self.set_draw_color(*LINE)
        self.set_line_width(0.3)
        self.line(self.l_margin, top + high + 1.5, self.w - self.r_margin, top + high + 1.5)
        self.set_xy(self.l_margin, top + high + 5)

    def _logo(self, picture: bytes, high: float) -> float:
        """Draw the logo as high as told, or as wide as a third of the page; tell its width."""
        _, _, info = preload_image(self.image_cache, io.BytesIO(picture))
        scale = min(high / info.height, self.epw / 3 / info.width)
        width, height = info.width * scale, info.height * scale
        name = f"Logo of {self.leaflet.clinic}" if self.leaflet.clinic else "Logo"
        below = self.get_y() + (high - height) / 2
        self.image(io.BytesIO(picture), self.l_margin, below, width, height, alt_text=name)
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
                self.section(section, width)
            else:
                self._beside(section, width)
        if self.page == 1:
            self.set_y(max(self.get_y(), below + 2))
        self.ln(self.line_height * 0.2)

    def _beside(self, section: Section, width: float) -> None:
        """A short section with its heading at the left of its words."""
        left, top = self.size * 2.7, self.get_y()
        self.face(self.size, "B", ACCENT)
        self.put(section.heading, left - 3)
        below = self.get_y()
        self.face(self.size)
        self.set_y(top)
        for paragraph in section.paragraphs:
            self.put(paragraph, width - left, left=self.l_margin + left)
        self.set_y(max(below, self.get_y()) + self.line_height * 0.3)

    def _code(self, link: str, x: float, y: float, side: float) -> float:
        """Draw the QR code with what belongs to it; tell where it ends."""
        out = io.BytesIO()
        segno.make(link, error="m", micro=False).save(out, kind="png", scale=8, border=0)
        self.image(out, x, y, w=side, h=side, link=link, alt_text=f"QR code of {link}")
        self.face(self.size * 0.74)
        self.set_xy(x - 5, y + side + 3)
        high = self.size * 0.74 * MM_PER_POINT * 1.25
        self.multi_cell(side + 5, high, self.clean(self.leaflet.label), align="R", new_y=YPos.NEXT)
        self.face(self.size * 0.62, colour=MUTED)
        self.set_x(x - 5)
        high = self.size * 0.62 * MM_PER_POINT * 1.2
        self.multi_cell(side + 5, high, link, align="R", wrapmode=WrapMode.CHAR, new_y=YPos.NEXT)
        below = self.get_y()
        self.set_xy(self.l_margin, y)
        return float(below)

    def _too_much(self) -> None:
        leaflet = self.leaflet
        self.section(leaflet.too_much)
        self.set_y(self.get_y() - self.line_height * 0.3)
        self.keep(self.line_height * 3)
        self.face(self.size, "B")
        self.put(leaflet.help_intro, gap=0.6)
        wide = max(self.get_string_width(self.clean(line.contact)) for line in leaflet.help_lines) + 4
        for line in leaflet.help_lines:
            self._help_line(line, min(wide, self.epw * 0.45))
        self.face(self.size * 0.82, colour=MUTED)
        self.put(leaflet.help_checked, gap=self.line_height * 0.35)

    def _help_line(self, line: HelpLine, wide: float) -> None:
        about = line.name + (f": {line.about}" if line.about else "")
        self.face(self.size, "B", ACCENT)
        left = self.height_of(line.contact, wide)
        self.face(self.size)
        self.keep(max(left, self.height_of(about, self.epw - wide)))
        top = self.get_y()
        self.face(self.size, "B", ACCENT)
        self.put(line.contact, wide)
        below = self.get_y()
        self.set_y(top)
        self.face(self.size)
        self.put(about, self.epw - wide, left=self.l_margin + wide)
        self.set_y(max(below, self.get_y()) + 0.3)

    def _log(self, weeks: int) -> None:
        words = self.leaflet.words
        rows = weeks if weeks > 1 else 7
        least = self.line_height * (1.2 if weeks == 1 else 1.8)
        head = self.line_height * 1.3
        heading = self.line_height * 1.14 + 1
        self.keep(heading + head + rows * least)
        self.heading(words.line("headings", "log"), room=0)
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
        self.columns(columns, head)
        for name in words.list("log", "days"):
            self.row([(day, name), (done, ""), (rest, ""), (rest, "")], high)

    def _weeks(self, rows: int, high: float, head: float) -> None:
        words, large = self.leaflet.words, self.leaflet.look.large_print
        week = self.size * (1.35 if large else 1.5)
        box = (self.epw - week) / 7 if large else self.size * 1.15
        notes = [] if large else [(self.epw - week - 7 * box, words.line("log", "noticed"))]
        columns = [(week, words.line("log", "week")), *((box, day) for day in words.list("log", "days"))]
        self.columns([*columns, *notes], head)
        for number in range(1, rows + 1):
            self.row([(week, str(number)), *[(box, "")] * 7, *((width, "") for width, _ in notes)], high)

    def _steps(self, steps: Sequence[Step]) -> None:
        words = self.leaflet.words
        self.heading(words.line("headings", "steps"))
        when = max(self.wide(step.when) for step in steps) + 6
        facts = max(self.wide(step.facts) for step in steps) + 6
        boxes = self.size * 3.4
        title = self.epw - when - facts - boxes
        before = ""
        for number, step in enumerate(steps, 1):
            self.face(self.size)
            name = f"{number}  {step.title}"
            high = max(self.height_of(name, title - 3), self.line_height) + self.line_height * 0.5
            self.keep(high)
            top, left = self.get_y(), self.l_margin
            if step.when != before:
                self.cell_at(left, top, when, high, step.when, "B")
            before = step.when
            self.cell_at(left + when, top, title, high, name)
            self.cell_at(left + when + title, top, facts, high, step.facts)
            self.tick_boxes(left + self.epw - boxes, top, boxes, high, step.times)
            self.lines()
            self.line(left, top + high, left + self.epw, top + high)
            self.set_xy(left, top + high)
        self.ln(self.line_height * 0.6)

    def _second_part(self) -> None:
        leaflet, words = self.leaflet, self.leaflet.words
        across = bool(leaflet.picture) and leaflet.look.large_print
        self.add_page(orientation="landscape" if across else "portrait")
        if leaflet.picture:
            self._picture(leaflet.picture)
        self.heading(words.line("headings", "script"))
        self.face(self.size, colour=MUTED)
        for note in leaflet.script_note:
            self.put(note, gap=0.6)
        self.ln(1.5)
        for number, block in enumerate(leaflet.script):
            self._block(block, leaflet.script[number + 1 : number + 2])

    def _picture(self, svg: str) -> None:
        told = self.leaflet.share
        self.heading(self.leaflet.words.line("headings", "picture"))
        self.ln(1)
        if self.leaflet.look.large_print:
            draw_picture(self, svg, FAMILY, width=self.epw, height=self.bottom - self.get_y(), told=told)
            self.add_page(orientation="portrait")
        else:
            room = self.bottom - self.get_y() - self.line_height * 3
            draw_picture(self, svg, FAMILY, width=self.epw, height=room, told=told)
            self.ln(1)
        self.face(self.size)
        self.put(told, gap=self.line_height * 0.7)

    def _block(self, block: Block, following: Sequence[Block]) -> None:
        """A heading, or words with what comes after them on the same line."""
        ahead = following[0] if following else None
        match block:
            case Heading():
                self.ln(self.line_height * 0.35)
                self.keep(self.line_height * 4)
                self.face(self.size * 1.05, "B", ACCENT)
                self.put(f"{block.text}  ({block.at})", gap=0.8)
            case Spoken():
                after = f"  [{ahead.text}]" if isinstance(ahead, Between) else ""
                self.face(self.size)
                self.keep(min(self.height_of(block.text + after, self.epw), self.line_height * 3))
                self.write(self.line_height, self.clean(block.text))
                if not after:
                    self._end_line()
            case Between():
                self.face(self.size * 0.92, colour=MUTED)
                begins = self.x <= self.l_margin
                self.keep(self.line_height if begins else 0)
                self.write(self.line_height, f"{'' if begins else '  '}[{_together(block.text)}]")
                if not isinstance(ahead, Between):
                    self._end_line()
            case _:
                assert_never(block)

    def _end_line(self) -> None:
        self.ln(self.line_height * 1.25)
