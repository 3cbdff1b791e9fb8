"""Conditions under which a token is asked for, as scripts write them: ``not brief``, ``level != 'first'``."""

import tomllib
from collections.abc import Callable, Mapping
from functools import cache

from generator.plan.practice import FENCE
from generator.plan.template import Templates


def must_when(text: str) -> dict[str, str]:
    """The conditions that a script's front matter sets for its own tokens."""
    lines = text.split("\n")
    end = next((at for at, line in enumerate(lines[1:], 1) if line.strip() == FENCE), 1)
    table = tomllib.loads("\n".join(lines[1:end])).get("must_when", {})
    return {str(token): str(expression) for token, expression in table.items()}


class _OneExpression:
    """A template loader for conditions: a template's name is its expression."""

    def get_source(self, _environment: object, template: str) -> tuple[str, None, Callable[[], bool]]:
        return "{% if " + template + " %}yes{% endif %}", None, lambda: True


@cache
def _conditions() -> Templates:
    return Templates(_OneExpression())  # type: ignore[arg-type]  # jinja2 stays in its one home


def holds(expression: str, values: Mapping[str, object]) -> bool:
    """Whether a condition holds, by the rules and names of scripts.

    Raises:
        ScriptError: The expression is broken, or asks for a name that is not there.
    """
    return bool(_conditions().render(expression, values, 0).text)
