"""Checks practices: which variants of each are looked at, and what is found in them, told once."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from generator.errors import InnerAllyError, Location, ScriptError
from generator.forms import Asked, Book, guidance_of, in_situation, render_form
from generator.library import DEFAULT_VOICE, Library
from generator.plan.checker import check
from generator.plan.checks.conditions import holds, must_when
from generator.plan.checks.rules import Rules, read_rules
from generator.plan.checks.track import Finding, Severity, Track, error
from generator.plan.checks.variants import Variant, cuts, variants
from generator.plan.cues import Utterance
from generator.plan.pacing import Lengths
from generator.plan.pauses import Form
from generator.plan.practice import Practice, read_practice
from generator.plan.profile import Profile
from generator.plan.ride import pick_parts, pool_for
from generator.plan.situations import SITUATIONS
from generator.units import Seconds, to_samples

RULES = "words/rules.toml"


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding, and where among the variants it turned up."""

    practice: str
    finding: Finding
    first: Variant
    variants: int
    """How many variants have it."""

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        finding = self.finding
        return {
            "practice": self.practice,
            "rule": finding.rule,
            "severity": finding.severity.value,
            "file": finding.where.file,
            "line": finding.where.line,
            "message": finding.message,
            "variant": str(self.first),
            "variants": self.variants,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at and what was found."""

    practices: tuple[str, ...]
    variants: int
    remarks: tuple[Remark, ...]
    """In order of practice, file and line."""

    @property
    def errors(self) -> int:
        """How many remarks are errors."""
        return sum(remark.finding.severity is Severity.ERROR for remark in self.remarks)

    def lines(self) -> Iterator[str]:
        """For people: each remark with its place, and a summary."""
        for remark in self.remarks:
            finding = remark.finding
            yield f"{finding.where}: {finding.severity.value} {finding.rule}: {finding.message}"
            yield f"    in {remark.first}" + (f", and {remark.variants - 1} more" * (remark.variants > 1))
        warnings = len(self.remarks) - self.errors
        yield (
            f"{len(self.practices)} practices in {self.variants} variants: {self.errors} errors, {warnings} warnings."
        )

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {
            "practices": list(self.practices),
            "variants": self.variants,
            "errors": self.errors,
            "warnings": len(self.remarks) - self.errors,
            "findings": [remark.as_json() for remark in self.remarks],
        }


@dataclass(frozen=True, slots=True)
class _Subject:
    """A script to check."""

    practice: Practice
    template: str
    """Its name among the templates."""
    shown: str
    """Its name for people."""
    must_when: Mapping[str, str]
    """Conditions of its own for its tokens."""
    book: Book


def check_scripts(names: Iterable[str], library: Library) -> Report:
    """Check practices by id, or scripts of somebody's own by path; all practices when none is named.

    Raises:
        ChoiceError: There is no practice of a name.
        ScriptError: The front matter of a script, or the checker's word lists, cannot be read.
    """
    wanted = list(names) or list(library.practices())
    bench = _Bench(library)
    remarks: list[Remark] = []
    count = 0
    ids = []
    for name in wanted:
        subject = bench.subject(name)
        ids.append(subject.practice.id)
        looked_at, found = bench.check(subject)
        count += looked_at
        remarks += found
    return Report(tuple(ids), count, tuple(remarks))


class _Bench:
    """What all checks share: word lists, templates, and the lengths of utterances, each worked out once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._rules = _read_rules(library)
        self._book = library.book()
        self._practices = tuple(library.practices().values())
        self._voice = library.voice(DEFAULT_VOICE)
        self._estimates: dict[float, Lengths] = {}

    def subject(self, name: str) -> _Subject:
        path = Path(name)
        if path.suffix == ".md":
            beside = replace(self._library, scripts=(path.parent, *self._library.scripts))
            text = _text_of(path)
            practice = read_practice(text, name)
            return _Subject(practice, path.name, name, must_when(text), beside.book())
        practice = self._library.practice(name)
        file = f"{name}.md"
        text = next(_text_of(at / file) for at in self._library.scripts if (at / file).is_file())
        return _Subject(practice, file, f"scripts/{file}", must_when(text), self._book)

    def check(self, subject: _Subject) -> tuple[int, list[Remark]]:
        """How many variants were looked at, and what was found in them."""
        first: dict[tuple[object, ...], tuple[Finding, Variant]] = {}
        counts: Counter[tuple[object, ...]] = Counter()
        looked_at = 0
        for variant in variants(subject.practice, with_images=self._uses_image(subject)):
            looked_at += 1
            for key, finding in {
                _kind_of(finding): finding for finding in self._of(subject, variant)
            }.items():
                first.setdefault(key, (finding, variant))
                counts[key] += 1
        remarks = [
            Remark(subject.practice.id, _named(finding, subject), variant, counts[key])
            for key, (finding, variant) in first.items()
        ]
        return looked_at, sorted(remarks, key=_place)

    def _of(self, subject: _Subject, variant: Variant) -> tuple[Finding, ...]:
        try:
            return check(self.track(subject, variant), self._rules)
        except InnerAllyError as fault:
            where = fault.where or Location(f"scripts/{subject.template}", 1)
            return (error("script", where, f"{fault.what} {fault.mend}".strip()),)

    def track(self, subject: _Subject, variant: Variant) -> Track:
        """One variant, rendered and parsed as `prepare` would."""
        practice, situation = subject.practice, SITUATIONS[variant.situation]
        profile = in_situation(replace(variant.profile, level=variant.level), situation)
        form = Form(variant.form, variant.level, passenger=situation.eyes_open)
        usual = practice.lengths_at(variant.level)[variant.form]
        parts = self._parts(variant, usual) if practice.joins else ()
        asked = Asked(practice, form, situation, profile, variant.seed, variant.whole, parts)
        made = render_form(asked, subject.book, template=subject.template)
        return Track(
            practice=practice,
            file=f"scripts/{subject.template}",
            form=form,
            usual=usual,
            situation=situation,
            options=profile.options,
            script=made.script,
            guidance=guidance_of(
                profile,
                situation,
                form,
                asked.pattern,
                situation.pace,
                ride=to_samples(usual) if parts else 0,
            ),
            asked=self._asked(subject, made.values),
            whole=variant.whole,
            lengths=self._lengths(situation.pace) if variant.timed else None,
        )

    def _parts(self, variant: Variant, length: Seconds) -> tuple[Practice, ...]:
        """What a ride of this length would join."""
        pool = pool_for(self._practices, variant.level, variant.profile.options)
        return next(pick_parts(pool, variant.form, variant.level, length, variant.seed), ())

    def _asked(self, subject: _Subject, values: Mapping[str, object]) -> dict[str, bool]:
        conditions = {**self._rules.conditions, **subject.must_when}
        return {token: holds(expression, values) for token, expression in conditions.items()}

    def _lengths(self, pace: float) -> Lengths:
        if pace not in self._estimates:
            voice, speed = self._voice, self._voice.speed(pace)

            @cache
            def estimate(utterance: Utterance) -> int:
                return to_samples(voice.estimate(utterance.text, speed))

            self._estimates[pace] = estimate
        return self._estimates[pace]

    def _uses_image(self, subject: _Subject) -> bool:
        """Whether another image makes other words."""
        cut = next(cuts(subject.practice))
        try:
            usual, other = (
                self.track(subject, replace(cut, profile=profile)).script.cues
                for profile in (Profile(), Profile(kind="sea"))
            )
        except InnerAllyError:
            return False
        return usual != other


def _kind_of(finding: Finding) -> tuple[object, ...]:
    """What makes two findings the same: their figures may differ between variants."""
    return finding.rule, finding.severity, finding.where, re.sub(r"\d+", "", finding.message)


def _named(finding: Finding, subject: _Subject) -> Finding:
    """The finding with its file named as the user named it."""
    if finding.where.file != f"scripts/{subject.template}":
        return finding
    return replace(finding, where=Location(subject.shown, finding.where.line))


def _place(remark: Remark) -> tuple[str, int, str]:
    where = remark.finding.where
    return where.file, where.line or 0, remark.finding.rule


def _read_rules(library: Library) -> Rules:
    for folder in library.scripts:
        if (folder / RULES).is_file():
            return read_rules(_text_of(folder / RULES), f"scripts/{RULES}")
    raise ScriptError("The checker's word lists are missing.", f"Put back scripts/{RULES}.")


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or "it is not a text file in UTF-8"
        raise ScriptError(
            f"This script cannot be read: {reason}.", "Check its path.", where=Location(str(path))
        ) from fault
