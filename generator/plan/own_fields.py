"""A practice's own fields: what a listener or clinician typed into them, as a script may speak of it."""

from collections.abc import Mapping

from generator.errors import ProfileError
from generator.plan.labels import turned_round
from generator.plan.marks import guard
from generator.plan.practice import FieldSpec, Practice
from generator.plan.sentences import sentence_ranges, words_in

LONGEST_PHRASE = 60
"""Words in a field that goes on inside a sentence of ours."""
LAST_SENTENCE = (".", "?", "!", "…")

Typed = str | bool | tuple[str, ...]
"""What a profile may hold for a field."""


def own_fields(typed: Mapping[str, Typed], practice: Practice) -> dict[str, object]:
    """Each field of the practice: what was typed, guarded, else its default.

    Args:
        typed: What the profile holds, for this practice's fields and perhaps others'.
        practice: Whose fields are asked for.

    Raises:
        ProfileError: A value is of the wrong kind, or too long to be spoken where it stands.
    """
    found: dict[str, object] = {name: _default(spec) for name, spec in practice.fields.items()}
    for name, value in typed.items():
        if name in practice.fields:
            found[name] = _field(name, practice.fields[name], value)
    return found


def phrase(words: str) -> str:
    """Typed words as a phrase that goes on inside a sentence of ours: "my" turned round, no stop at the end."""
    return guarded(turned_round(words.rstrip(" .,;:")))


def sentences(words: str) -> str:
    """Typed words that are spoken word for word, with a stop at their end."""
    return guarded(words if not words or words.endswith(LAST_SENTENCE) else f"{words}.")


def guarded(words: str) -> str:
    """Typed words that a template takes as words and nothing else; nothing stays nothing."""
    return guard(words) if words else ""


def _default(spec: FieldSpec) -> object:
    return () if spec.kind in ("lines", "letter") and not spec.default else spec.default


def _field(name: str, spec: FieldSpec, value: Typed) -> object:
    if (spec.kind == "flag") != isinstance(value, bool):
        raise ProfileError(f"fields.{name} should be {'true or false' if spec.kind == 'flag' else 'words'}.")
    if isinstance(value, bool) or spec.kind == "choice":
        if value not in (*spec.choices, True, False):
            raise ProfileError(f"fields.{name} should be one of: {', '.join(spec.choices)}.")
        return value
    if spec.kind == "lines":
        return _lines(name, spec, value)
    words = value if isinstance(value, str) else " ".join(map(_stopped, value))
    return _spoken(name, spec.kind, words)


def _spoken(name: str, kind: str, words: str) -> object:
    if kind == "letter":
        return tuple(sentences(words[first:last]) for first, last in sentence_ranges(words))
    if kind == "words":
        return sentences(words)
    if words_in(words) > LONGEST_PHRASE:
        raise ProfileError(f"fields.{name} is longer than {LONGEST_PHRASE} words.", "Shorten it.")
    return phrase(words)


def _stopped(words: str) -> str:
    return words if words.endswith(LAST_SENTENCE) else f"{words}."


def _lines(name: str, spec: FieldSpec, value: str | tuple[str, ...]) -> tuple[str, ...]:
    """Separate thoughts: a list of them, or one text with semicolons or sentences."""
    if isinstance(value, str):
        value = tuple(
            value.split(";")
            if ";" in value
            else (value[first:last] for first, last in sentence_ranges(value))
        )
    lines = [line.strip() for line in value if words_in(line)]
    fewest, most = spec.count
    if lines and not fewest <= len(lines) <= most:
        raise ProfileError(
            f"fields.{name} holds {len(lines)}, but should hold {fewest} to {most}.",
            "Write them as a list, or with a semicolon between them.",
        )
    for number, line in enumerate(lines, 1):
        if words_in(line) > spec.longest:
            raise ProfileError(
                f"fields.{name} has {words_in(line)} words in its line {number}, and {spec.longest} is the most.",
                "Shorten it.",
            )
    return tuple(sentences(line[:1].upper() + line[1:]) for line in lines)
