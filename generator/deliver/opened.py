"""A recipe as plain data: the one place that knows what makes a file none."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from generator.errors import InnerAllyError, Location, RecipeError

FORMAT = 1
"""Number of a recipe's form; it grows when an older program could not read a recipe."""


@contextmanager
def opened(text: str, file: str) -> Iterator[dict[str, Any]]:
    """A recipe's tables, to be read inside the `with`: whatever is missing or of another kind makes it a damaged one.

    Args:
        text: The whole file.
        file: Its name for messages.

    Raises:
        RecipeError: It is no recipe, of another version, or damaged.
    """
    try:
        data = tomllib.loads(text)
        _check_format(data["recipe"]["format"], file)
        yield data
    except RecipeError:
        raise
    except (
        InnerAllyError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OverflowError,
        RecursionError,
    ) as error:
        raise RecipeError(
            "This file is no recipe of Inner Ally's, or it is damaged.",
            "Use the .recipe.toml that lies beside a track.",
            where=Location(file),
        ) from error


def _check_format(number: object, file: str) -> None:
    if number != FORMAT:
        raise RecipeError(
            "This recipe was written by another version of Inner Ally.",
            "Update Inner Ally.",
            where=Location(file),
        )
