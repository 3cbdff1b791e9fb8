"""Privacy proved over a whole clinic's day: marked words in every personal field, and then every byte that was made is searched."""

import logging
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from generator.batch import run_batch
from generator.clients import USUAL, plan_batch
from generator.desk import HandoutWish, open_desk
from generator.handout import make_handout
from generator.library import Library
from generator.plan.profile import Profile
from generator.programmes import make_programme
from generator.request import Request
from tests.test_batch import Here
from tests.test_privacy import holds
from tests.test_programmes import PROGRAMME

MARKED = {
    "listener.name": "Zebulonia",
    "listener.struggle": "the marmalade argument",
    "image.label": "a crooked quillfeather tree",
    "image.words": "Snickerdoodle knows you.",
    "image.senses.sight": "a vermilionish glow",
    "clinician.message": "Rumplestill wrote this for you.",
    "clinician.support_contact": "Dr Wobbegong at the clinic",
    "say.Zebulonia": "zeb-you-LOAN-quax",
}
WORDS = (
    "Zebulonia", "marmalade", "quillfeather", "Snickerdoodle", "vermilionish", "Rumplestill", "Wobbegong", "LOAN-quax",
)  # fmt: skip
NAME = WORDS[0]
MAY_HOLD = (".txt", ".vtt", ".recipe.toml")
"""Files whose purpose is to hold what is said: the listener's own, and the clinic's."""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Two clients, one of whom has filled everything in."""
    folder = tmp_path / "brought"
    folder.mkdir()
    path = folder / "clients.csv"
    cells = ",".join(f'"{value}"' for value in MARKED.values())
    empty = "," * (len(MARKED) - 1)
    path.write_text(
        f"code,practice,minutes,{','.join(MARKED)}\nQ7,tiny,0.9,{cells}\nR2,tiny,0.7,{empty}\n",
        encoding="utf-8",
    )
    return path


def made_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file below a folder, those inside archives among them."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()
            if path.suffix == ".zip":
                with zipfile.ZipFile(path) as archive:
                    for name in archive.namelist():
                        yield name, archive.read(name)


def told_by(path: Path) -> str:
    """Everything that a PDF says in words, its metadata too."""
    reader = PdfReader(path)
    return " ".join(
        [*(page.extract_text() for page in reader.pages), str(reader.metadata), str(reader.xmp_metadata)]
    )


def a_clinics_day(library: Library, table: Path, *, private: bool) -> list[Path]:
    """A batch, a page for each track, and a programme for the same client."""
    batch = plan_batch(str(table), library, output=str(library.output), usual=replace(USUAL, private=private))
    report = run_batch(batch, library, Here())
    assert report.good, report.as_json()
    desk = open_desk(HandoutWish(), library)
    pages = [make_handout(outcome.path, desk).path for outcome in report.outcomes if outcome.path]
    (library.scripts[0] / "programmes").mkdir()
    (library.scripts[0] / "programmes" / "two.toml").write_text(PROGRAMME, encoding="utf-8")
    profile = Profile(name=NAME, label=MARKED["image.label"], kind="tree", code="Q7")
    base = Request("", profile, private=private)
    make_programme(library.programme("two"), base, desk, library, output=str(library.output / "series"))
    return pages


def test_marked_words_stand_only_where_they_are_meant_to(
    library: Library, table: Path, tmp_path: Path, spoken: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    pages = a_clinics_day(library, table, private=False)

    assert any(NAME in text for text in spoken)
    found = dict(made_in(library.output)) | dict(made_in(library.cache))
    for name, data in found.items():
        assert not any(holds(name.encode(), word) for word in WORDS), name
        if not name.endswith(MAY_HOLD):
            assert [word for word in WORDS if holds(data, word)] == [], name
    assert [word for word in WORDS if holds(caplog.text.encode(), word)] == []
    assert any(name.endswith(".recipe.toml") and holds(data, NAME) for name, data in found.items())
    for page in [*pages, *library.output.rglob("*.pdf")]:
        assert NAME not in told_by(page), page


def test_with_private_they_stand_nowhere_but_in_the_sound(
    library: Library, table: Path, tmp_path: Path, spoken: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    a_clinics_day(library, table, private=True)

    assert any(NAME in text for text in spoken)
    for name, data in [*made_in(library.output), *made_in(library.cache)]:
        assert [word for word in WORDS if holds(name.encode() + data, word)] == [], name
    for page in library.output.rglob("*.pdf"):
        assert [word for word in WORDS if word in told_by(page)] == [], page
    assert not list(library.output.rglob("*.vtt"))
    assert [word for word in WORDS if holds(caplog.text.encode(), word)] == []


def test_the_name_is_printed_where_it_was_asked_for_and_nothing_else_is_added(
    library: Library, table: Path, spoken: list[str]
) -> None:
    batch = plan_batch(str(table), library, output=str(library.output))
    report = run_batch(batch, library, Here())
    path = report.outcomes[0].path
    assert path is not None

    page = make_handout(path, open_desk(HandoutWish(name=True), library)).path
    assert NAME in told_by(page)
