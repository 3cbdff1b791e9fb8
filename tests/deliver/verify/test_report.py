"""The report: read by a person, read by a program, and good only when nothing failed."""

from generator.deliver.verify.report import Place, Report, failed, passed, skipped
from generator.units import RATE


def test_a_person_reads_a_verdict_on_each_line_and_the_places_below() -> None:
    places = [Place(n * RATE, "nobody speaks here") for n in range(14)]
    report = Report(
        "t.mp3",
        (
            passed("length", "fine"),
            skipped("bed", "unknown"),
            failed("speech", "14 of 20 are missing", places),
        ),
    )
    lines = list(report.lines())

    assert lines[:4] == [
        "t.mp3",
        "  ok    length       fine",
        "  skip  bed          unknown",
        "  FAIL  speech       14 of 20 are missing",
    ]
    assert lines[4].split() == ["00:00.000", "nobody", "speaks", "here"]
    assert lines[-2].strip() == "and 2 more"
    assert lines[-1] == "1 of 3 checks failed."
    assert not report.good


def test_a_program_reads_every_place() -> None:
    report = Report("t.mp3", (failed("speech", "one", [Place(RATE // 2, "here")]),))

    assert report.as_json() == {
        "track": "t.mp3",
        "good": False,
        "findings": [
            {"check": "speech", "verdict": "failed", "text": "one", "places": [{"at": 0.5, "text": "here"}]}
        ],
    }


def test_what_is_skipped_is_no_fault() -> None:
    report = Report("t.mp3", (skipped("bed", "unknown"),))

    assert report.good
    assert list(report.lines())[-1] == "The track is as its recipe says."
