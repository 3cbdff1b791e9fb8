"""Text files that people bring, in whatever encoding their programs write."""

import unicodedata
from contextlib import suppress

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LAYOUT = frozenset("\t\n\r\x0b\x0c\x1a\x85")
"""Control characters that plain texts have; the last but one is the end of a file in DOS."""


def decoded(raw: bytes) -> str | None:
    """The text of a file: UTF-8, UTF-16 with its mark, else Windows-1252; None for what is no text."""
    marked = next((name for mark, name in _MARKS if raw.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        with suppress(UnicodeDecodeError):
            text = raw.decode(encoding)
            if all(c in _LAYOUT or unicodedata.category(c) != "Cc" for c in set(text)):
                return text
    return None
