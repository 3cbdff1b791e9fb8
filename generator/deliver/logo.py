"""Whether a clinic's logo is a picture that can be printed."""

import io
import warnings

from PIL import Image

FORMATS = ("PNG", "JPEG")
_MOST_PIXELS = 30_000_000


def is_picture(content: bytes) -> bool:
    """Whether this is a whole PNG or JPEG of a sensible size.

    Args:
        content: The file's bytes.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    return False
                picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return False
    return True
