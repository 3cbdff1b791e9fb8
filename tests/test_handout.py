"""The printed page: what stands on it, what never does, and what happens when something is missing."""

import dataclasses
import errno
import io
import struct
import zlib
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import ImageOps
from pypdf import PdfReader

from generator.deliver.handout import handout_pdf
from generator.deliver.made import MadeTrack
from generator.desk import Desk, HandoutWish, open_desk
from generator.errors import InnerAllyError, OutputError, ProfileError, RecipeError
from generator.handout import Handout, make_handout
from generator.leaflets import leaflet_of
from generator.library import Library
from generator.plan.checks.reading import reading_age
from generator.plan.profile import Profile
from generator.plan.timeline import Timeline
from generator.render import render_track
from generator.request import Request
from generator.units import to_samples

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738"
    "550000000049454e44ae426082"
)
Files = Callable[[Path], Sequence[str]]
NOBODY = Profile()
TODAY = date(2026, 11, 26)
"""A day on which the support lines are fresh."""


def text_of(pdf: bytes | Path, page: int | None = None) -> str:
    """The words of a PDF, or of one page of it, with single blanks between them."""
    pages = PdfReader(pdf if isinstance(pdf, Path) else io.BytesIO(pdf)).pages
    chosen = pages if page is None else [pages[page]]
    return " ".join(" ".join(item.extract_text() for item in chosen).split())


def made_track(**changes: object) -> MadeTrack:
    usual = MadeTrack(
        title="A tiny stop",
        aim="Stop for half a minute.",
        carry_on="Look out of a window.",
        situation="session",
        level="first",
        samples=to_samples(42),
        events=(),
        private=False,
        timeline=Timeline(to_samples(42), to_samples(3), to_samples(5), (), (), (), (), ()),
        bed=True,
    )
    return dataclasses.replace(usual, **changes)  # type: ignore[arg-type]


@pytest.fixture
def desk(library: Library) -> Callable[..., Desk]:
    def build(*, name: bool = False, clinic: str = "", **settings: object) -> Desk:
        given = {**settings, "name": clinic} if clinic else settings
        return open_desk(HandoutWish(given, name=name), library, TODAY)

    return build


@pytest.fixture
def page(library: Library, spoken: list[str], desk: Callable[..., Desk]) -> Callable[..., Handout]:
    """Render `tiny` for somebody, and print its page."""

    def build(
        profile: Profile = NOBODY, *, private: bool = False, name: bool = False, **settings: object
    ) -> Handout:
        track = render_track(Request("tiny", profile, minutes=0.7, private=private), library)
        return make_handout(track.path, desk(name=name, **settings))

    return build


def test_the_page_lies_beside_its_track_and_says_how_to_use_it(page: Callable[..., Handout]) -> None:
    done = page(review="2027-03-31", link="https://clinic.example/7", clinic="Riverside")

    text = text_of(done.path)
    assert done.path.name == "tiny-0.7-session.pdf"
    for part in (
        "Stop for half a minute.", "Level: first steps", "Once a day for a week", "Look out of a window.",
        "Never listen while driving", "It is not therapy", "Samaritans", "116 123", "November 2026",
        "To be looked at again: 31 March 2027", "Riverside", "My practice", "MB, 1 min)", "https://clinic.example/7",
        "This is a tiny stop.", "[quiet, ",
    ):  # fmt: skip
        assert part in text


def test_the_pdf_tells_its_title_and_language_embeds_its_letters_and_has_no_date(
    page: Callable[..., Handout],
) -> None:
    reader = PdfReader(page().path)

    root: Any = reader.trailer["/Root"]
    assert reader.metadata is not None
    assert reader.metadata.title == "A tiny stop"
    assert root["/Lang"] == "en-GB"
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.year == 1970
    faces: list[Any] = [face.get_object() for face in reader.pages[0]["/Resources"]["/Font"].values()]  # type: ignore[index]
    assert len(faces) == 2
    for face in faces:
        assert "/FontFile2" in face["/DescendantFonts"][0].get_object()["/FontDescriptor"]


def test_the_name_stands_nowhere_unless_it_is_wanted(page: Callable[..., Handout]) -> None:
    may = Profile(name="May", label="May's oak", kind="tree", code="Q7")

    without = page(may).path.read_bytes()
    wanted = text_of(page(may, name=True).path)

    assert "May" not in text_of(without)
    assert b"May" not in without
    assert "Hello, [your name]. This is a tiny stop." in text_of(without)
    assert "[your name]'s oak" in text_of(without)
    assert "Q7" in text_of(without)
    assert "Hello, May." in wanted
    assert "May" in wanted.partition("What it is")[0]


def test_words_that_nobody_typed_are_left_alone_when_a_name_is_taken_out(
    page: Callable[..., Handout],
) -> None:
    text = text_of(page(Profile(name="Stop")).path)

    assert "Hello, [your name]. This is a tiny stop." in text


def test_a_private_track_leaves_its_words_out_and_says_so(page: Callable[..., Handout]) -> None:
    done = page(Profile(name="Siobhan", struggle="the exam", label="an oak", kind="tree"), private=True)

    text = text_of(done.path)
    assert "This track was made to be private" in text
    for word in ("Siobhan", "exam", "oak", "tiny stop.", "Go gently"):
        assert word not in text


def test_a_private_track_has_no_name_to_print(page: Callable[..., Handout]) -> None:
    with pytest.raises(ProfileError, match="private") as caught:
        page(Profile(name="Siobhan"), private=True, name=True)

    assert "--name-on-handout" in str(caught.value)


def test_a_clinicians_contact_comes_before_the_help_lines(page: Callable[..., Handout]) -> None:
    text = text_of(page(Profile(support_contact="the duty team, 01632 960 001.")).path)

    assert text.index("the duty team, 01632 960 001.") < text.index("999")


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("weeks", [1, 4])
def test_all_that_a_listener_needs_stands_on_page_one(
    library: Library, desk: Callable[..., Desk], paper: str, weeks: int
) -> None:
    longest = max(library.practices().values(), key=lambda item: len(item.aim) + len(item.carry_on))
    made = made_track(
        title="Angry, anxious and sad, one at a time", aim=longest.aim, carry_on=longest.carry_on, level="deeper",
        profile=Profile(review="2027-03-31", support_contact="the duty team at the clinic, 01632 960 001"),
    )  # fmt: skip
    at = desk(
        paper=paper,
        weeks=weeks,
        link="https://clinic.example/recordings/7c1a027/steady-company",
        clinic="Riverside Psychology",
    )

    pdf, _, _ = handout_pdf(leaflet_of(made, 8_100_000, at))

    first = text_of(pdf, 0)
    assert "(MP3, 8.1 MB, 1 min)" in first
    assert first.index("If it gets too much") < first.index("0808 2000 247") < first.index("My practice")
    assert "One kind thing I did Mon Tue Wed Thu Fri Sat Sun" in first or "Week Mon" in first
    assert float(PdfReader(io.BytesIO(pdf)).pages[0].mediabox.height) == pytest.approx(
        842 if paper == "a4" else 792, abs=1
    )


def test_the_qr_code_leads_to_the_link(desk: Callable[..., Desk]) -> None:
    link = "https://clinic.example/recordings/7c1a027?track=steady-company&for=week-2"

    pdf, _, _ = handout_pdf(leaflet_of(made_track(), 1, desk(link=link)))

    (picture,) = PdfReader(io.BytesIO(pdf)).pages[0].images
    assert picture.image is not None
    with_margin = ImageOps.expand(picture.image.convert("L"), 40, 255)  # as on the paper
    assert [code.text for code in zxingcpp.read_barcodes(with_margin)] == [link]


def test_the_picture_of_the_track_is_drawn_with_embedded_letters(page: Callable[..., Handout]) -> None:
    done = page()

    second = text_of(done.path, 1)
    resources: Any = PdfReader(done.path).pages[1]["/Resources"]
    faces = [face.get_object() for face in resources["/Font"].values()]
    assert "The recording at a glance" in second
    assert "Onwards" in second
    assert "breath" not in second.partition("The words")[0]  # nothing leads the breath in it
    assert all("/FontFile2" in face["/DescendantFonts"][0].get_object()["/FontDescriptor"] for face in faces)


def test_in_large_print_the_picture_has_a_page_across_to_itself(page: Callable[..., Handout]) -> None:
    pages = PdfReader(page(large_print=True).path).pages
    across = [one for one in pages if one.mediabox.width > one.mediabox.height]

    assert len(across) == 1
    words = across[0].extract_text()
    assert "The recording at a glance" in words
    assert "Onwards" in words
    assert "The words" not in words


def test_large_print_is_large_throughout(desk: Callable[..., Desk]) -> None:
    pdf, pages, _ = handout_pdf(
        leaflet_of(made_track(), 1, desk(large_print=True, link="https://clinic.example"))
    )
    sizes: list[float] = []

    def note(text: str, page: list[float], _line: object, _font: object, size: float) -> None:
        if text.strip():
            sizes.append(size * abs(page[3]))  # a picture is drawn at its own scale

    for one in PdfReader(io.BytesIO(pdf)).pages:
        one.extract_text(visitor_text=note)

    assert pages >= 2
    assert min(sizes) > 10
    assert sorted(sizes)[len(sizes) // 2] >= 16


def test_the_page_asks_for_a_reading_age_of_eleven(desk: Callable[..., Desk], library: Library) -> None:
    for situation in ("session", "commute", "bedtime"):
        at = desk(weeks=4)
        leaflet = leaflet_of(made_track(situation=situation, aim="", carry_on=""), 1, at)
        sentences = [
            sentence
            for section in (*leaflet.intro, leaflet.safe, leaflet.too_much)
            for part in (*section.paragraphs, *section.points)
            for sentence in part.split(". ")
            if sentence
        ]

        assert len(sentences) > 12
        assert reading_age(sentences) <= 11


def test_the_same_page_is_the_same_file(desk: Callable[..., Desk]) -> None:
    leaflet = leaflet_of(made_track(), 1, desk(link="https://clinic.example"))

    assert handout_pdf(leaflet) == handout_pdf(leaflet)


def test_letters_that_the_typeface_does_not_have_are_told(page: Callable[..., Handout]) -> None:
    assert page(Profile(name="Zoë Đặng Πέτρος Шевченко"), name=True).notes == ()
    assert "李" in page(Profile(name="李明"), name=True).notes[0]


def test_clinic_details_come_from_the_users_folder_and_options_go_before_them(
    library: Library, home: Path, desk: Callable[..., Desk]
) -> None:
    (home / "clinic.toml").write_text(
        'name = "Riverside"\nlogo = "logo.png"\nweeks = 4\npaper = "Letter"\n', encoding="utf-8"
    )
    (home / "logo.png").write_bytes(PNG)

    at = desk(weeks=1)

    assert (at.clinic.name, at.clinic.weeks, at.look.paper, at.logo) == ("Riverside", 1, "letter", PNG)
    text = text_of(handout_pdf(leaflet_of(made_track(), 1, at))[0])
    assert "Riverside" in text


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ('nam = "x"', "Did you mean 'name'"),
        ("weeks = 3", "weeks should be 1 or 4"),
        ('link = "clinic.example/a b"', "begins with https://"),
        ('review = "soon"', "should be a day"),
        ('paper = "a3"', "paper 'a3'"),
        ("name = 5", "name should be words"),
        ('logo = "missing.png"', "The logo cannot be read"),
        ("name = ", "line"),
        ('logo = "."', "The logo"),
    ],
)
def test_wrong_clinic_details_are_told_in_plain_words(
    home: Path, desk: Callable[..., Desk], written: str, words: str
) -> None:
    (home / "clinic.toml").write_text(written, encoding="utf-8")

    with pytest.raises(ProfileError) as caught:
        desk()

    assert words in str(caught.value)


def bomb() -> bytes:
    """A small PNG that would be as large as a football field."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    chunks = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    ]
    return PNG[:8] + b"".join(chunks)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        PNG[:30],
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.4",
        bomb(),
    ],
    ids=["empty", "text", "head alone", "svg", "pdf", "bomb"],
)
def test_a_logo_that_is_no_picture_is_told_before_anything_is_made(
    home: Path, desk: Callable[..., Desk], content: bytes
) -> None:
    (home / "logo.png").write_bytes(content)

    with pytest.raises(ProfileError, match=r"logo\.png: The logo is no picture") as caught:
        desk(logo="logo.png")

    assert "PNG or JPEG" in str(caught.value)


def test_without_a_track_or_its_recipe_there_is_no_page(
    library: Library, spoken: list[str], desk: Callable[..., Desk]
) -> None:
    with pytest.raises(RecipeError, match="There is no track"):
        make_handout(library.output / "nothing.mp3", desk())
    track = render_track(Request("tiny", NOBODY), library)
    recipe = track.path.with_name(track.path.stem + ".recipe.toml")

    recipe.write_text("[recipe]\nformat = 1\n", encoding="utf-8")
    with pytest.raises(RecipeError, match="damaged"):
        make_handout(track.path, desk())
    recipe.unlink()
    with pytest.raises(RecipeError, match="no recipe"):
        make_handout(track.path, desk())


def test_a_full_disk_leaves_no_half_page(
    library: Library,
    spoken: list[str],
    desk: Callable[..., Desk],
    monkeypatch: pytest.MonkeyPatch,
    files_in: Files,
) -> None:
    track = render_track(Request("tiny", NOBODY), library)
    before = files_in(library.output)
    write = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if path.name == "handout":
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="No space left"):
        make_handout(track.path, desk())

    assert files_in(library.output) == before


def test_a_page_goes_where_it_is_told(
    library: Library, spoken: list[str], desk: Callable[..., Desk], tmp_path: Path
) -> None:
    track = render_track(Request("tiny", NOBODY, minutes=0.7), library)

    in_folder = make_handout(track.path, desk(), output=str(tmp_path / "pages"))
    as_file = make_handout(track.path, desk(), output=str(tmp_path / "pages" / "mine.pdf"))

    assert in_folder.path == tmp_path / "pages" / "tiny-0.7-session.pdf"
    assert as_file.path == tmp_path / "pages" / "mine.pdf"
    assert in_folder.path.read_bytes() == as_file.path.read_bytes()


def test_american_pages_are_letter_and_have_american_lines(
    library: Library, desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "en_US.UTF-8")

    at = desk()

    assert at.look.paper == "letter"
    assert "988" in text_of(handout_pdf(leaflet_of(made_track(), 1, at))[0])


def test_broken_recipes_give_an_error_of_ours(
    library: Library, spoken: list[str], desk: Callable[..., Desk]
) -> None:
    track = render_track(Request("tiny", Profile(name="Sam")), library)
    recipe = track.path.with_name(track.path.stem + ".recipe.toml")
    good = recipe.read_text(encoding="utf-8")

    for wrong in (
        good.replace('kind = "speech"', 'kind = "song"', 1),
        good.replace("samples = ", 'samples = "x" # ', 1),
        good.replace("format = 1", "format = 99", 1),
        good.replace("[profile", "[profil", 1),
        good[: len(good) // 2],
    ):
        recipe.write_text(wrong, encoding="utf-8")
        with pytest.raises(InnerAllyError):
            make_handout(track.path, desk())
