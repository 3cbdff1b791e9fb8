"""Templates: a practice file and its partials, filled with one listener's choices, sandboxed and strict."""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import jinja2
from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.parser import Parser
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from generator.errors import Location, ScriptError
from generator.plan.marks import Sites, capital_first, without_personal
from generator.plan.practice import FENCE

_DRAW = "draw"
_LONGEST_TEXT = 400_000
_FAULTS = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError)
"""What an expression of a template may raise when it is worked out."""


class Draw:
    """Chooses among wordings by a seed: the same choice for the same seed, another one on a second pass."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._used: dict[str, set[int]] = {}

    def pick(self, key: str, allowed: list[int], total: int) -> int:
        """One of the allowed indices, not yet picked under this key while there are such.

        Args:
            key: Names the place of choice; choices at different places do not depend on each other.
            allowed: Indices that may be picked, at least one.
            total: How many there are in all.
        """
        order = list(range(total))
        random.Random(f"{self._seed}:{key}").shuffle(order)  # noqa: S311 - variety, not secrecy
        used = self._used.setdefault(key, set())
        if not set(allowed) - used:
            used.clear()
        choice = next(index for index in order if index in allowed and index not in used)
        used.add(choice)
        return choice


@dataclass(frozen=True, slots=True)
class Rendered:
    """A script's text with its marks, and what the marks stand for."""

    text: str
    sites: Sites
    parts: tuple[str, ...]
    """The template files that its words come from, as `shown_name` gives them, in order of name."""


_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}")


def _with_its_end(line: str) -> str:
    """A line that ends in a tag but holds words keeps its line end, which `trim_blocks` would take away."""
    bare = line.rstrip()
    return f'{bare}{{{{ "" }}}}' if bare.endswith(("%}", "#}")) and _TAG.sub("", bare).strip() else line


class _Origins(Extension):
    """Plants a mark of origin at the head of every literal line, and blanks the front matter."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        lines = source.split("\n")
        first = 0
        if source.startswith(FENCE):
            end = next((number for number, line in enumerate(lines[1:], 1) if line.strip() == FENCE), 0)
            first = end + 1
        return "\n".join([""] * first + [_with_its_end(line) for line in lines[first:]])

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        sites: Sites = self.environment.sites  # type: ignore[attr-defined]
        for token in stream:
            if token.type == "data" and token.value.strip():
                file = shown_name(stream.name or "script")
                lines = token.value.split("\n")
                marked = "\n".join(
                    sites.mark(Location(file, token.lineno + offset)) + line if line.strip() else line
                    for offset, line in enumerate(lines)
                )
                yield Token(token.lineno, token.type, marked)
            else:
                yield token


class _OneOf(Extension):
    """`{% oneof %} … {% or [if …] %} … {% endoneof %}`: one of several wordings, by seed."""

    tags = {"oneof"}  # noqa: RUF012 - jinja's own protocol

    def parse(self, parser: Parser) -> list[nodes.Node]:
        opening = next(parser.stream)
        branches: list[tuple[nodes.Expr, list[nodes.Node]]] = []
        while True:
            test = parser.parse_expression() if parser.stream.skip_if("name:if") else nodes.Const(True)  # noqa: FBT003 - a node of the template, not a flag
            branches.append((test, parser.parse_statements(("name:or", "name:endoneof"))))
            if next(parser.stream).value == "endoneof":
                break
        choice = parser.free_identifier(lineno=opening.lineno)
        key = f"{parser.name}:{choice.name}"  # two choices may stand on one line
        tests = nodes.List([test for test, _ in branches])
        draw = self.call_method(
            "pick", [nodes.ContextReference(), nodes.Const(key), nodes.Const(opening.lineno), tests]
        )
        cases = [
            nodes.If(nodes.Compare(choice, [nodes.Operand("eq", nodes.Const(index))]), body, [], [])
            for index, (_, body) in enumerate(branches)
        ]
        for before, after in pairwise(cases):
            before.else_ = [after]
        return [node.set_lineno(opening.lineno) for node in (nodes.Assign(choice, draw), cases[0])]

    def pick(self, context: Context, key: str, line: int, tests: list[object]) -> int:
        allowed = [index for index, test in enumerate(tests) if test]
        if not allowed:
            name = key.rsplit(":", 1)[0]
            raise ScriptError(
                "None of the wordings here fits this listener's choices.",
                "Add one without a condition.",
                where=Location(shown_name(name), line),
            )
        draw: Draw = context[_DRAW]
        return draw.pick(key, allowed, len(tests))


class _Named(jinja2.BaseLoader):
    """Gives every template the file name that its user knows, for tracebacks to carry."""

    def __init__(self, loader: jinja2.BaseLoader) -> None:
        self._loader = loader

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        source, _, fresh = self._loader.get_source(environment, template)
        return source, shown_name(template), fresh


class Templates:
    """The environment that scripts are rendered in; template sources come from the loader given."""

    def __init__(self, loader: jinja2.BaseLoader) -> None:
        self._sites = Sites()
        self._environment = ImmutableSandboxedEnvironment(
            loader=_Named(loader),
            extensions=[_Origins, _OneOf],
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # plain speech; typed values are disarmed where they enter
        )
        self._environment.sites = self._sites  # type: ignore[attr-defined]
        self._environment.filters["capfirst"] = capital_first
        del self._environment.filters["random"]
        del self._environment.globals["lipsum"]

    def render(self, name: str, values: Mapping[str, object], seed: int) -> Rendered:
        """Fill a practice's template.

        Args:
            name: Template name, such as ``soothing-breath.md``.
            values: What the script may speak of; typed text in it is already guarded.
            seed: Chooses the wordings, of shared passages in each practice others.

        Raises:
            ScriptError: The template breaks the language or asks for a value that is not there.
        """
        try:
            pieces = list(self._pieces(name, values, seed))
        except (jinja2.TemplateError, SyntaxError, RecursionError, MemoryError, *_FAULTS) as error:
            raise _as_script_error(error, name) from error
        text = "".join(pieces)
        return Rendered(text, self._sites, self._sites.files(text))

    def _pieces(self, name: str, values: Mapping[str, object], seed: int) -> Iterator[str]:
        size = 0
        for piece in self._environment.get_template(name).generate({**values, _DRAW: Draw(f"{name}:{seed}")}):
            size += len(piece)
            if size > _LONGEST_TEXT:
                raise ScriptError(
                    "This script grows without end.",
                    "Look for a loop that repeats too often.",
                    where=Location(shown_name(name)),
                )
            yield piece


def shown_name(name: str) -> str:
    """A template's name as a user finds it."""
    return f"scripts/{name}"


def _as_script_error(error: BaseException, name: str) -> ScriptError:
    """What a script's author has to know of an error that came up while `name` was rendered."""
    match error:
        case jinja2.TemplateSyntaxError():
            place = Location(shown_name(error.name or name), error.lineno)
            return ScriptError(_sentence(error.message), where=place)
        case jinja2.TemplateNotFound():
            part = without_personal(str(error.name))
            return ScriptError(f"There is no script part '{part}'.", where=_place(error, name))
        case jinja2.UndefinedError():
            return ScriptError(
                f"The script asks for a value that is not there: {_sentence(error.message)}",
                "Check the spelling against scripts/README.md.",
                where=_place(error, name),
            )
        case SecurityError():
            return ScriptError(
                "The script asks for something that scripts may not do.", where=_place(error, name)
            )
        case RecursionError() | MemoryError() | SyntaxError():
            return ScriptError(
                "The script is too tangled to be worked out.",
                "Look for a part that brings in itself, or for very many levels inside each other.",
                where=_place(error, name),
            )
        case _:
            return ScriptError(
                f"The script cannot be worked out here: {_sentence(str(error))}", where=_place(error, name)
            )


def _sentence(message: str | None) -> str:
    text = without_personal(message or "unknown fault").strip()
    return text if text.endswith(".") else text + "."


def _place(error: BaseException, name: str) -> Location:
    """The last template line that the error passed through."""
    place = Location(shown_name(name))
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith(shown_name("")):
            place = Location(file, trace.tb_lineno)
        trace = trace.tb_next
    return place
