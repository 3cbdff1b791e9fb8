"""Files that list how words are said: the user's own `say.toml`, and those that come with the voices."""

import re
import tomllib
from collections.abc import Iterator, Mapping

from generator.errors import Location, ProfileError
from generator.plan.schema import SAY_SOUND, SAY_WORD, Wrong, short


def read_lexicon(text: str, where: Location) -> dict[str, str]:
    """A list of how words are said, from the text of its file.

    Args:
        text: TOML: lines such as ``Siobhan = "shi-VAWN"``, by themselves or in tables of any name.
        where: The file, for messages.

    Raises:
        ProfileError: The text is no TOML, or a line gives no sound; all such lines are named.
    """
    try:
        tables = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        line = re.search(r"line (\d+)", str(error))
        raise ProfileError(
            "A line of this list of words cannot be read.",
            "A line is a word, '=' and how it is said: Siobhan = \"shi-VAWN\".",
            where=Location(where.file, int(line[1]) if line else None),
        ) from error
    return sounds_in(tables, where)


def sounds_in(tables: Mapping[str, object], where: Location) -> dict[str, str]:
    """How words are said, from tables of any name.

    Raises:
        ProfileError: A line gives no sound; all such lines are named.
    """
    found: dict[str, str] = {}
    mistakes = []
    for word, sound in _lines(tables):
        try:
            found[str(SAY_WORD(word))] = _sound(sound)
        except Wrong as error:
            mistakes.append(f"'{short(word)}' {error}.")
    if mistakes:
        raise ProfileError(
            " ".join(mistakes),
            "A line is a word, '=' and how it is said: Siobhan = \"shi-VAWN\".",
            where=where,
        )
    return found


def _lines(tables: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for word, sound in tables.items():
        if isinstance(sound, dict):
            yield from _lines(sound)
        else:
            yield word, sound


def _sound(value: object) -> str:
    """The way to say a word.

    Raises:
        Wrong: It is no text, too long or empty.
    """
    sound = str(SAY_SOUND(value)).strip()
    if not sound:
        raise Wrong("should say how it sounds")
    return sound
