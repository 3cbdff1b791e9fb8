"""The picture of a track on its page, in the page's own typeface."""

import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fpdf import FPDF

_UNSEEN = re.compile(r"<(title|desc)\b.*?</\1>", re.DOTALL)
"""What is not drawn: the page has its own words for it."""
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_FONT = re.compile(r'font-family="[^"]*"')


def draw_picture(pdf: "FPDF", svg: str, family: str, *, width: float, height: float, told: str) -> None:
    """Draw a track at the page's present place, and go on below it.

    Args:
        pdf: The page.
        svg: The picture, as `plan_picture` makes it.
        family: The typeface of the page; every letter is drawn in it, so that it is embedded.
        width: The most it may take, in millimetres.
        height: The same.
        told: The picture in words, for readers aloud.
    """
    found = _SIZE.search(svg)
    across, down = (float(side) for side in found.groups()) if found else (1.0, 1.0)
    scale = min(width / across, height / down)
    drawn = _FONT.sub(f'font-family="{family}"', _UNSEEN.sub("", svg))
    top = pdf.get_y()
    pdf.image(io.BytesIO(drawn.encode()), pdf.l_margin, top, across * scale, down * scale, alt_text=told)
    pdf.set_y(top + down * scale)
