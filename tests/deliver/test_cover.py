"""The cover: a small square picture, the same for the same choices, another for another kind of image."""

import io

import pytest
from PIL import Image

from generator.deliver.cover import SIZE, cover
from generator.plan.choices import KINDS


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("kind", ["", *KINDS])
def test_each_kind_has_a_small_square_picture(kind: str) -> None:
    data = cover(kind, 1)
    picture = opened(data)

    assert (picture.format, picture.size, picture.mode) == ("JPEG", (SIZE, SIZE), "RGB")
    assert len(data) < 60_000


def test_the_same_choices_give_the_same_bytes_and_each_kind_its_own_picture() -> None:
    assert cover("tree", 3) == cover("tree", 3)
    assert len({cover(kind, 1) for kind in ("", *KINDS)}) == len(KINDS) + 1
    assert len({cover("tree", seed) for seed in range(6)}) == 6


def test_it_is_light_above_and_dark_below() -> None:
    picture = opened(cover("tree", 1)).convert("L")
    rows = [
        picture.crop((0, top, SIZE, top + 8)).resize((1, 1)).getpixel((0, 0)) for top in (SIZE // 2, SIZE - 8)
    ]

    assert rows[0] > rows[1] + 60  # type: ignore[operator]
