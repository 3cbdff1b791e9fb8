"""The cover: a quiet picture for the lock screen, drawn here: evening light, the chosen kind of image, and breath.

Never a word in it, and nothing of what the listener typed: only the kind of image, which is one of our own list.
"""

import io
from dataclasses import dataclass
from math import cos, pi, sin
from typing import TYPE_CHECKING

from generator.deliver.motifs import Shape, motif

if TYPE_CHECKING:
    from PIL.Image import Image

SIZE = 800
"""Width and height in pixels: sharp on a phone, and a small file."""
_FINE = 2
"""Drawn so many times larger and then made smaller, so that edges are smooth."""
_QUALITY = 86
_GROUND = 0.70
"""How far down the ground begins, as a part of the height."""
_MOTIF = 0.36
"""Height of the motif, as a part of the picture's."""
_IN, _OUT = 4.0, 6.0
"""The breath that the waves follow: in for four, out for six."""
Colour = tuple[int, int, int]
_EMBER: Colour = (228, 142, 82)
"""A flame, whatever the evening."""


@dataclass(frozen=True, slots=True)
class _Evening:
    """The colours of one picture."""

    above: Colour
    """The sky at the top."""
    below: Colour
    """The sky over the ground."""
    light: Colour
    """The sun or moon."""
    motif: Colour
    far: Colour
    """The farthest wave; the near ones go towards `near`."""
    near: Colour


_EVENINGS = (
    _Evening((46, 66, 100), (244, 201, 168), (255, 240, 214), (38, 46, 72), (122, 122, 150), (34, 46, 76)),
    _Evening((40, 84, 92), (222, 225, 190), (255, 250, 222), (24, 58, 62), (112, 152, 142), (22, 58, 64)),
    _Evening((74, 62, 102), (244, 190, 178), (255, 234, 216), (52, 40, 74), (152, 116, 144), (50, 38, 74)),
    _Evening((54, 88, 122), (214, 228, 232), (255, 252, 238), (34, 60, 86), (128, 160, 180), (32, 62, 92)),
    _Evening((84, 92, 74), (244, 222, 176), (255, 246, 216), (52, 58, 42), (152, 148, 112), (52, 60, 44)),
    _Evening((36, 44, 84), (160, 154, 190), (246, 240, 230), (24, 28, 56), (96, 96, 142), (22, 28, 58)),
)


def cover(kind: str, seed: int) -> bytes:
    """The cover of a track as a JPEG, the same bytes for the same choices.

    Args:
        kind: Kind of image, one of `choices.KINDS`; empty for none chosen.
        seed: The track's seed: another number, another evening.
    """
    evening = _EVENINGS[seed % len(_EVENINGS)]
    turn = (seed * 0.618034) % 1.0
    fine = _lit_sky(evening, turn)
    _paint(fine, motif(kind), evening)
    _breathe(fine, evening, turn)
    out = io.BytesIO()
    fine.reduce(_FINE).save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=False)
    return out.getvalue()


def _lit_sky(evening: _Evening, turn: float) -> "Image":
    """The sky with its light: a disc, and a halo that dies away around it."""
    from PIL import Image, ImageDraw, ImageFilter, ImageOps

    side = SIZE * _FINE
    slope = Image.linear_gradient("L").resize((side, round(side * _GROUND) + 1))
    sky = Image.new("RGB", (side, side), evening.below)
    sky.paste(ImageOps.colorize(slope, evening.above, evening.below), (0, 0))
    small = SIZE // 4
    x, y = small * (0.5 + 0.10 * cos(2 * pi * turn)), small * (0.38 + 0.03 * sin(2 * pi * turn))
    halo = Image.new("L", (small, small), 0)
    for radius, level in ((0.36, 60), (0.25, 110)):
        reach = small * radius
        ring = Image.new("L", (small, small), 0)
        ImageDraw.Draw(ring).ellipse((x - reach, y - reach, x + reach, y + reach), fill=level)
        ring = ring.filter(ImageFilter.GaussianBlur(small * radius / 3))
        halo = Image.composite(Image.new("L", halo.size, 255), halo, ring)
    sky.paste(evening.light, (0, 0), halo.resize((side, side), Image.Resampling.BICUBIC))
    disc = small * 0.155
    box = tuple(4 * _FINE * edge for edge in (x - disc, y - disc, x + disc, y + disc))
    ImageDraw.Draw(sky).ellipse(box, fill=_between(evening.below, evening.light, 0.9))
    return sky


def _paint(picture: "Image", shapes: tuple[Shape, ...], evening: _Evening) -> None:
    """The motif on the ground, in one dark tone; its light parts let the sky through."""
    from PIL import ImageDraw

    side = SIZE * _FINE
    draw = ImageDraw.Draw(picture)
    height = side * _MOTIF
    middle, foot = side * 0.5, side * (_GROUND + 0.035)
    for shape in shapes:
        tone = _between(_EMBER if shape.ember else evening.motif, evening.light, shape.light)
        points = [(middle + x * height, foot - y * height) for x, y in shape.points]
        draw.polygon(points, fill=tone)


def _breathe(picture: "Image", evening: _Evening, turn: float) -> None:
    """Waves that rise for four and fall for six, from far to near, like breaths that follow each other."""
    from PIL import ImageDraw

    side = SIZE * _FINE
    draw = ImageDraw.Draw(picture)
    layers = 5
    for layer in range(layers):
        part = layer / (layers - 1)
        top = side * (_GROUND + 0.02 + 0.23 * part**1.1)
        swell = side * (0.012 + 0.032 * part)
        length = side * (0.42 + 0.5 * part)
        begin = length * ((turn + 0.37 * layer) % 1.0)
        crest = [(x, top - swell * _breath((x + begin) / length)) for x in range(0, side + 8, 8)]
        draw.polygon([*crest, (side, side), (0, side)], fill=_between(evening.far, evening.near, part**0.8))
        glint = _between(_between(evening.far, evening.near, part), evening.light, 0.28)
        draw.line(crest, fill=glint, width=2 * _FINE, joint="curve")


def _breath(part: float) -> float:
    """Height of the breath, 0 to 1, at a part of its cycle (any number; whole ones are where it begins)."""
    part %= 1.0
    turning = _IN / (_IN + _OUT)
    if part < turning:
        return 0.5 - 0.5 * cos(pi * part / turning)
    return 0.5 + 0.5 * cos(pi * (part - turning) / (1.0 - turning))


def _between(one: Colour, other: Colour, part: float) -> Colour:
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue
