"""Motifs for the cover: one simple silhouette for each kind of image, as outlines that a pencil could follow."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import cos, pi, sin

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled outline."""

    points: tuple[Point, ...]
    """Corners in order; x to the right of the middle, y up from the ground, the motif's height being 1."""
    light: float = 0.0
    """How much of the sky's light is in its colour, 0 to 1."""
    ember: bool = False
    """True for what glows: a warm tone in place of the dark one."""


def motif(kind: str) -> tuple[Shape, ...]:
    """The silhouette of a kind of image, back to front; a quiet horizon alone where none was chosen.

    Args:
        kind: One of `choices.KINDS`, or empty.
    """
    draw = _MOTIFS.get(kind)
    return draw() if draw else ()


def _round(
    x: float, y: float, wide: float, high: float = 0.0, light: float = 0.0, *, ember: bool = False
) -> Shape:
    """An ellipse around a middle, with its two radii."""
    turns = [2.0 * pi * n / 96 for n in range(96)]
    return Shape(tuple((x + wide * cos(t), y + (high or wide) * sin(t)) for t in turns), light, ember)


def _smooth(corners: Iterable[Point], light: float = 0.0, *, ember: bool = False) -> Shape:
    """A closed soft outline through corners (Catmull–Rom)."""
    given = list(corners)
    count = len(given)
    points: list[Point] = []
    for n in range(count):
        before, one, two, after = (given[(n + k) % count] for k in (-1, 0, 1, 2))
        for step in range(12):
            t = step / 12
            x, y = (
                0.5
                * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
                for a, b, c, d in zip(before, one, two, after, strict=True)
            )
            points.append((x, y))
    return Shape(tuple(points), light, ember)


def _tree() -> tuple[Shape, ...]:
    trunk = _smooth(
        [(-0.17, 0.0), (-0.07, 0.06), (-0.055, 0.3), (-0.14, 0.52), (-0.10, 0.54), (0.0, 0.42), (0.12, 0.56),
         (0.16, 0.53), (0.06, 0.32), (0.07, 0.06), (0.17, 0.0)]
    )  # fmt: skip
    crown = [
        (-0.30, 0.56, 0.17), (0.31, 0.57, 0.17), (-0.19, 0.72, 0.19), (0.20, 0.73, 0.19), (0.0, 0.82, 0.20),
        (0.0, 0.62, 0.20), (-0.38, 0.50, 0.10), (0.39, 0.50, 0.10),
    ]  # fmt: skip
    return (trunk, *(_round(x, y, wide, wide * 0.86) for x, y, wide in crown))


def _animal() -> tuple[Shape, ...]:
    """One that sits, looks out over the water, and has its tail around its feet."""
    body = _smooth(
        [(-0.20, 0.0), (-0.27, 0.16), (-0.20, 0.40), (-0.105, 0.56), (-0.115, 0.68), (-0.10, 0.80), (0.0, 0.835),
         (0.10, 0.80), (0.115, 0.68), (0.105, 0.56), (0.20, 0.40), (0.27, 0.16), (0.20, 0.0)]
    )  # fmt: skip
    ears = [Shape(((side * 0.115, 0.72), (side * 0.125, 0.95), (side * 0.015, 0.82))) for side in (-1.0, 1.0)]
    tail = _smooth(
        [(0.05, 0.06), (0.20, 0.15), (0.32, 0.14), (0.40, 0.20), (0.42, 0.34), (0.455, 0.37), (0.485, 0.33),
         (0.47, 0.17), (0.37, 0.06), (0.20, 0.02)]
    )  # fmt: skip
    return (tail, body, *ears)


def _mountain() -> tuple[Shape, ...]:
    back = Shape(((-1.0, 0.0), (-0.46, 0.62), (-0.38, 0.56), (-0.28, 0.66), (0.4, 0.0)), 0.22)
    front = Shape(
        ((-0.66, 0.0), (-0.16, 0.56), (-0.09, 0.54), (0.16, 0.92), (0.36, 0.64), (0.44, 0.61), (0.98, 0.0))
    )
    snow = Shape(
        (
            (-0.01, 0.665),
            (0.16, 0.92),
            (0.325, 0.688),
            (0.255, 0.64),
            (0.205, 0.71),
            (0.12, 0.62),
            (0.06, 0.70),
        ),
        0.62,
    )
    return back, front, snow


def _sea() -> tuple[Shape, ...]:
    """A small boat with its sail, riding quietly."""
    hull = _smooth([(-0.24, 0.13), (-0.15, 0.03), (0.15, 0.03), (0.26, 0.14), (0.0, 0.115)])
    mast = Shape(((-0.008, 0.1), (-0.008, 0.78), (0.008, 0.78), (0.008, 0.1)))
    main = _smooth([(0.025, 0.17), (0.025, 0.74), (0.16, 0.46), (0.235, 0.19)], 0.92)
    fore = _smooth([(-0.025, 0.19), (-0.025, 0.64), (-0.10, 0.42), (-0.17, 0.20)], 0.78)
    return hull, mast, main, fore


def _light() -> tuple[Shape, ...]:
    """A lantern on a post."""
    post = Shape(((-0.018, 0.0), (-0.014, 0.5), (0.014, 0.5), (0.018, 0.0)))
    roof = Shape(((-0.15, 0.80), (0.0, 0.93), (0.15, 0.80)))
    frame = Shape(((-0.08, 0.48), (-0.12, 0.80), (0.12, 0.80), (0.08, 0.48)))
    glass = Shape(((-0.06, 0.51), (-0.095, 0.785), (0.095, 0.785), (0.06, 0.51)), 1.0)
    flame = _smooth([(0.0, 0.54), (-0.03, 0.60), (0.0, 0.72), (0.03, 0.60)], ember=True)
    return post, frame, glass, flame, roof, _round(0.0, 0.945, 0.022)


def _place() -> tuple[Shape, ...]:
    """A small house with a lit window, and a tree beside it."""
    wall = Shape(((-0.25, 0.0), (-0.25, 0.30), (0.17, 0.30), (0.17, 0.0)))
    roof = Shape(((-0.32, 0.28), (-0.19, 0.52), (0.11, 0.52), (0.24, 0.28)))
    chimney = Shape(((0.02, 0.48), (0.02, 0.62), (0.08, 0.62), (0.08, 0.48)))
    window = Shape(((-0.17, 0.11), (-0.17, 0.215), (-0.06, 0.215), (-0.06, 0.11)), 0.95)
    door = Shape(((0.02, 0.0), (0.02, 0.215), (0.10, 0.215), (0.10, 0.0)), 0.35)
    trunk = Shape(((0.40, 0.0), (0.405, 0.3), (0.425, 0.3), (0.43, 0.0)))
    crown = _smooth([(0.415, 0.80), (0.31, 0.42), (0.36, 0.20), (0.47, 0.20), (0.52, 0.42)])
    return trunk, crown, chimney, wall, roof, window, door


def _warmth() -> tuple[Shape, ...]:
    """A small fire on its stones."""
    stones = [_round(-0.26 + 0.13 * n, 0.035, 0.085, 0.06) for n in range(5)]
    outer = _smooth(
        [(0.0, 0.06), (-0.17, 0.12), (-0.19, 0.30), (-0.10, 0.42), (-0.09, 0.56), (-0.01, 0.47), (0.03, 0.74),
         (0.11, 0.52), (0.13, 0.40), (0.19, 0.28), (0.16, 0.12)], ember=True
    )  # fmt: skip
    inner = _smooth(
        [
            (0.0, 0.08),
            (-0.09, 0.14),
            (-0.09, 0.26),
            (-0.02, 0.33),
            (0.02, 0.46),
            (0.07, 0.32),
            (0.10, 0.22),
            (0.08, 0.12),
        ],
        0.7,
        ember=True,
    )
    return outer, inner, *stones


def _person(x: float, tall: float) -> tuple[Shape, ...]:
    """Somebody who sits at ease, seen from behind."""
    outline = [
        (-0.30, 0.0), (-0.33, 0.08), (-0.21, 0.17), (-0.20, 0.36), (-0.17, 0.52), (-0.065, 0.60), (-0.055, 0.66),
        (0.055, 0.66), (0.065, 0.60), (0.17, 0.52), (0.20, 0.36), (0.21, 0.17), (0.33, 0.08), (0.30, 0.0),
    ]  # fmt: skip
    body = _smooth([(x + tall * px, tall * py) for px, py in outline])
    return body, _round(x, 0.755 * tall, 0.105 * tall, 0.125 * tall)


def _human() -> tuple[Shape, ...]:
    return _person(0.0, 0.98)


def _older_you() -> tuple[Shape, ...]:
    """Two who sit side by side, one a little taller."""
    return (*_person(-0.30, 0.80), *_person(0.32, 0.96))


def _figure() -> tuple[Shape, ...]:
    """Somebody in a long coat who stands by, with a small light in the hand."""
    coat = _smooth(
        [(-0.20, 0.0), (-0.19, 0.06), (-0.145, 0.32), (-0.15, 0.52), (-0.135, 0.66), (-0.045, 0.725), (-0.04, 0.77),
         (0.04, 0.77), (0.045, 0.725), (0.135, 0.66), (0.15, 0.52), (0.145, 0.32), (0.19, 0.06), (0.20, 0.0)]
    )  # fmt: skip
    arm = _smooth(
        [
            (0.10, 0.64),
            (0.165, 0.60),
            (0.225, 0.44),
            (0.255, 0.405),
            (0.235, 0.38),
            (0.19, 0.41),
            (0.12, 0.50),
        ]
    )
    handle = Shape(((0.236, 0.30), (0.236, 0.40), (0.250, 0.40), (0.250, 0.30)))
    lamp = _round(0.243, 0.255, 0.047, 0.058, ember=True)
    core = _round(0.243, 0.25, 0.022, 0.030, 0.75, ember=True)
    return coat, _round(0.0, 0.855, 0.082, 0.098), arm, handle, lamp, core


def _presence() -> tuple[Shape, ...]:
    """A bench with room for one more."""
    legs = [Shape(((x, 0.0), (x, 0.23), (x + 0.035, 0.23), (x + 0.035, 0.0))) for x in (-0.36, 0.325)]
    posts = [Shape(((x, 0.2), (x, 0.46), (x + 0.03, 0.46), (x + 0.03, 0.2))) for x in (-0.36, 0.33)]
    slats = [
        Shape(((-0.42, y), (-0.42, y + tall), (0.42, y + tall), (0.42, y)))
        for y, tall in ((0.205, 0.05), (0.315, 0.055), (0.41, 0.055))
    ]
    return (*legs, *posts, *slats)


_MOTIFS: dict[str, Callable[[], tuple[Shape, ...]]] = {
    "tree": _tree,
    "animal": _animal,
    "mountain": _mountain,
    "sea": _sea,
    "light": _light,
    "place": _place,
    "warmth": _warmth,
    "human": _human,
    "older-you": _older_you,
    "figure": _figure,
    "presence": _presence,
}
