"""What verifying found: a verdict on each question, in words for a person and as data for a program."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from generator.units import Samples, timecode, to_seconds

_SHOWN = 12
"""Places that are listed for one question; the others are only counted."""


class Verdict(Enum):
    """The answer to one question."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "not measurable"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the track that a verdict is about."""

    at: Samples
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one question about a track; it repeats no words of the track."""

    check: str
    """What was looked at, in a word or two."""
    verdict: Verdict
    text: str
    places: tuple[Place, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The finding as plain data, places in seconds."""
        return {
            "check": self.check,
            "verdict": self.verdict.value,
            "text": self.text,
            "places": [{"at": round(to_seconds(place.at), 3), "text": place.text} for place in self.places],
        }


def passed(check: str, text: str) -> Finding:
    """All is as it should be."""
    return Finding(check, Verdict.PASSED, text)


def failed(check: str, text: str, places: Sequence[Place] = ()) -> Finding:
    """Something is not as it should be."""
    return Finding(check, Verdict.FAILED, text, tuple(places))


def skipped(check: str, text: str, places: Sequence[Place] = ()) -> Finding:
    """It cannot be measured, and why."""
    return Finding(check, Verdict.SKIPPED, text, tuple(places))


def judged(check: str, text: str, *, good: bool) -> Finding:
    """Passed or failed by one number that the text tells."""
    return Finding(check, Verdict.PASSED if good else Verdict.FAILED, text)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was found about one track."""

    track: str
    """Path of the file."""
    findings: tuple[Finding, ...]

    @property
    def good(self) -> bool:
        """True when nothing failed."""
        return all(finding.verdict is not Verdict.FAILED for finding in self.findings)

    def lines(self) -> Iterator[str]:
        """The report as a person reads it."""
        signs = {Verdict.PASSED: "ok", Verdict.FAILED: "FAIL", Verdict.SKIPPED: "skip"}
        yield self.track
        for finding in self.findings:
            yield f"  {signs[finding.verdict]:4}  {finding.check:11}  {finding.text}"
            for place in finding.places[:_SHOWN]:
                yield f"{'':21}{timecode(place.at)}  {place.text}"
            if len(finding.places) > _SHOWN:
                yield f"{'':21}and {len(finding.places) - _SHOWN} more"
        count = sum(finding.verdict is Verdict.FAILED for finding in self.findings)
        yield (
            "The track is as its recipe says."
            if self.good
            else f"{count} of {len(self.findings)} checks failed."
        )

    def as_json(self) -> dict[str, object]:
        """The report as plain data."""
        return {
            "track": self.track,
            "good": self.good,
            "findings": [finding.as_json() for finding in self.findings],
        }
