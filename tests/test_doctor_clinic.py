"""The doctor's look at what a clinic hands out: the age of support lines, and the clinic's own details."""

from datetime import date, timedelta
from pathlib import Path

from generator.doctor import Finding, examine
from generator.handout import HandoutWish, open_desk
from generator.library import Library


def finding(library: Library, subject: str, today: date) -> Finding:
    return next(item for item in examine(library, today) if item.subject == subject)


def test_support_lines_over_a_year_old_are_told_with_the_way_to_mend_it(library: Library) -> None:
    looked_up = library.locale().as_of

    fresh = finding(library, "support lines", looked_up + timedelta(days=365))
    old = finding(library, "support lines", looked_up + timedelta(days=367))

    assert fresh.good
    assert not old.good
    assert not old.needed
    assert "over a year old" in old.mend
    assert str(library.scripts[0] / "locales") in old.mend


def test_pages_with_old_support_lines_come_with_a_note(library: Library) -> None:
    looked_up = library.locale().as_of

    assert open_desk(HandoutWish(), library, looked_up).notes == ()
    assert "over a year ago" in open_desk(HandoutWish(), library, looked_up + timedelta(days=400)).notes[0]


def test_a_clinics_details_are_looked_at(library: Library, home: Path) -> None:
    today = library.locale().as_of
    assert "none" in finding(library, "a clinic's details", today).finding

    (home / "clinic.toml").write_text('name = "Riverside"', encoding="utf-8")
    assert "Riverside" in finding(library, "a clinic's details", today).finding

    (home / "clinic.toml").write_text("weeks = 9", encoding="utf-8")
    broken = finding(library, "a clinic's details", today)
    assert not broken.good
    assert "weeks should be 1 or 4" in broken.mend
