"""The few shapes that our pictures are made of, as SVG elements with plain attributes, and their colours.

The colours differ in lightness as well as in hue, so that a black and white print still tells them apart.
"""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

PAPER, INK, FAINT, RULE = "#ffffff", "#22333a", "#566a70", "#d5dfde"
VOICE_INK, BREATH_INK, BREATH_TINT, BED_INK = "#1f6166", "#b3592b", "#f7e3d5", "#b9cfcd"


def hill(points: Sequence[tuple[float, float]], floor: float) -> Iterator[str]:
    """A curve with a pale ground under it."""
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    yield f'<path d="M{points[0][0]:.1f} {floor:.1f}L{path}V{floor:.1f}Z" fill="{BREATH_TINT}"/>'
    yield f'<path d="M{path}" stroke="{BREATH_INK}" stroke-width="1.4" stroke-linejoin="round" fill="none"/>'


def bell(x: float, y: float) -> Iterator[str]:
    """A bell around its middle."""
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{PAPER}" stroke="{INK}" stroke-width="1.2"/>'
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.8" fill="{INK}"/>'


def bar(x: float, y: float, wide: float, high: float, ink: str) -> str:
    """A filled rectangle with soft corners."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" rx="1.5" fill="{ink}"/>'


def text(x: float, y: float, words: str, style: str = "", size: int = 12) -> str:
    """Words; the style may hold "bold", "faint", and "middle" or "end" for what stands at x."""
    bold = ' font-weight="bold"' if "bold" in style else ""
    anchor = next((word for word in ("middle", "end") if word in style), "start")
    ink = FAINT if "faint" in style else INK
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}"{bold} text-anchor="{anchor}" fill="{ink}">'
        f"{escape(words)}</text>"
    )


def rule(path: str, ink: str) -> str:
    """A thin straight line."""
    return f'<path d="{path}" stroke="{ink}" stroke-width="0.9" fill="none"/>'
