"""Every shipped practice, in every cut it offers, ready to be laid out without a voice."""

from collections.abc import Iterator
from functools import cache

import pytest

from generator.forms import Book
from generator.library import Library, open_library
from generator.plan.choices import LENGTHS, LEVELS
from generator.plan.practice import Practice
from generator.plan.profile import Profile
from generator.plan.safety import Locale
from generator.plan.voice import Voice
from generator.prepare import prepare
from generator.request import Prepared, Request


class _Once(Library):
    """The shipped library, each of whose files is read once for all tests."""

    @cache  # noqa: B019 - there is one, for as long as the tests run
    def practices(self) -> dict[str, Practice]:
        return Library.practices(self)

    @cache  # noqa: B019
    def book(self) -> Book:
        return Library.book(self)

    @cache  # noqa: B019
    def locale(self) -> Locale:
        return Library.locale(self)

    @cache  # noqa: B019
    def voice(self, name: str) -> Voice:
        return Library.voice(self, name)


_SHIPPED = open_library()
LIBRARY = _Once(_SHIPPED.scripts[1:], _SHIPPED.voices[1:], _SHIPPED.cache, _SHIPPED.output)
PRACTICES = LIBRARY.practices()


def heart(name: str, library: Library) -> Voice:
    return library.voice(name)


def ready(name: str, profile: Profile, **wish: object) -> Prepared:
    request = Request(name, profile, clinician=True, **wish)  # type: ignore[arg-type]
    return prepare(request, LIBRARY, heart)


def levels_of(practice: Practice) -> Iterator[str]:
    """The levels that it has forms of its own for."""
    return (level for level in LEVELS if level in practice.lengths)


CUTS = [
    pytest.param(name, level, form, id=f"{name}-{level}-{form}")
    for name, practice in PRACTICES.items()
    for level in levels_of(practice)
    for form in LENGTHS
    if form in practice.lengths_at(level)
]
