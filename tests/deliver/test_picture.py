"""The picture of a track: well-formed, told in words too, and never a word of what is said."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.deliver.picture import plan_picture
from generator.deliver.picture_lines import WIDTH
from generator.deliver.svg import BED_INK
from generator.plan.cues import Utterance
from generator.plan.timeline import Breath, ChapterMark, Phase, Spoken, Struck, Timeline
from generator.sound.stems import Balance
from generator.units import RATE, to_samples

USUAL = Balance()
SVG = "{http://www.w3.org/2000/svg}"


def said(start: float, seconds: float = 2.0, text: str = "Zebulonia") -> Spoken:
    return Spoken(to_samples(start), to_samples(seconds), Utterance(text), 0)


def track(minutes: float = 4, chapters: tuple[ChapterMark, ...] = (), *, breaths: bool = True) -> Timeline:
    cycle = (
        Breath(20 * RATE, 4 * RATE, Phase.INHALE, 0),
        Breath(24 * RATE, RATE, Phase.TOP, 0),
        Breath(25 * RATE, 6 * RATE, Phase.EXHALE, 0),
        Breath(31 * RATE, 4 * RATE, Phase.INHALE, 1, (0.5, 0.3)),
        Breath(35 * RATE, 6 * RATE, Phase.EXHALE, 1, (0.3, 0.0)),
    )
    return Timeline(
        length=round(minutes * 60 * RATE),
        head=3 * RATE,
        tail=5 * RATE,
        spoken=(said(4), said(6.1), said(10), said(29, 3), said(minutes * 60 - 20)),
        silences=(),
        breaths=cycle if breaths else (),
        bells=(Struck(50 * RATE),) if breaths else (),
        chapters=chapters or (ChapterMark(0, "Here & <now>"), ChapterMark(45 * RATE, "Onwards")),
    )


def drawn(
    timeline: Timeline, title: str = "A <tiny> breath & more", *, bed: Balance | None = USUAL
) -> ET.Element:
    return ET.fromstring(plan_picture(timeline, title, bed=bed))  # noqa: S314 - our own words


def words(picture: ET.Element) -> list[str]:
    return ["".join(text.itertext()) for text in picture.iter(f"{SVG}text")]


def bars(picture: ET.Element, ink: str = "#1f6166") -> list[float]:
    return [float(bar.attrib["width"]) for bar in picture.iter(f"{SVG}rect") if bar.attrib["fill"] == ink]


def test_it_has_a_title_and_tells_itself_in_words() -> None:
    picture = drawn(track())
    described = picture.findtext(f"{SVG}desc") or ""

    assert picture.attrib["role"] == "img"
    assert picture.findtext(f"{SVG}title") == "A <tiny> breath & more: the plan of a track"
    assert "4 minutes long" in described
    assert "Here & <now> from 0:00; Onwards from 0:45" in described
    assert "2 breaths are led, from 0:20 to 0:41" in described


def test_it_shows_a_bed_that_does_not_come_up_in_the_quiet_as_it_is() -> None:
    tops = {
        rise: min(
            float(y)
            for band in drawn(track(breaths=False), bed=Balance(rise=rise)).iter(f"{SVG}path")
            if band.attrib.get("fill") == BED_INK
            for y in re.findall(r"L[\d.]+ ([\d.]+)", band.attrib["d"])
        )
        for rise in (0.0, 3.0)
    }

    assert tops[3.0] < tops[0.0]
    told = drawn(track(), bed=Balance(rise=0.0)).findtext(f"{SVG}desc") or ""
    assert "as loud in the quiet as under the voice" in told


def test_it_shows_chapters_and_times_and_no_spoken_word() -> None:
    text = plan_picture(track(), "A tiny breath", bed=USUAL)

    assert "Zebulonia" not in text
    assert {"A tiny breath", "4 minutes", "Onwards", "Here & <now>", "0:00", "4:00"} <= set(
        words(drawn(track(), "A tiny breath"))
    )


def test_near_utterances_are_one_bar_and_a_bar_is_as_long_as_its_speech() -> None:
    picture = drawn(track())
    second = (WIDTH - 48) / 30  # lines of half a minute

    assert bars(picture)[1:] == pytest.approx(
        [4.1 * second, 2 * second, 1 * second, 2 * second, 2 * second], abs=0.1
    )


def test_everything_stays_inside() -> None:
    for minutes in (0.7, 4, 8, 20, 45, 60):
        picture = drawn(track(minutes, breaths=minutes > 1))
        height = float(picture.attrib["height"])
        for bar in picture.iter(f"{SVG}rect"):
            assert 0 <= float(bar.attrib["x"]) <= float(bar.attrib["x"]) + float(bar.attrib["width"]) <= WIDTH
            assert 0 <= float(bar.attrib["y"]) + float(bar.attrib["height"]) <= height
        for text in picture.iter(f"{SVG}text"):
            assert 0 < float(text.attrib["y"]) < height
        assert height < 1.5 * WIDTH


def test_many_chapters_become_numbers_with_their_names_below() -> None:
    many = tuple(ChapterMark(n * 5 * RATE, f"Chapter number {n + 1}") for n in range(20))
    found = words(drawn(track(4, many)))

    assert found.count("7") == 2
    assert "Chapter number 20" in found


def test_without_bed_breath_and_bell_nothing_is_said_of_them() -> None:
    picture = drawn(track(breaths=False), bed=None)

    assert not {"breath, in and out", "bed of sound", "bell"} & set(words(picture))
    assert "bed" not in (picture.findtext(f"{SVG}desc") or "")


def test_only_shapes_with_plain_attributes_are_used() -> None:
    elements = {element.tag.removeprefix(SVG) for element in drawn(track()).iter()}
    attributes = {name for element in drawn(track()).iter() for name in element.attrib}

    assert elements == {"svg", "title", "desc", "rect", "path", "circle", "text"}
    assert not {"style", "class", "transform"} & attributes


def test_plan_draws_it_into_a_file(home: Path, tmp_path: Path) -> None:
    place = tmp_path / "new" / "plan.svg"

    done = CliRunner().invoke(
        main, ["plan", "tiny", "--estimate", "--name", "Zebulonia", "--picture", str(place)]
    )

    assert done.exit_code == 0, done.output
    assert "Zebulonia" in done.stdout
    assert "Zebulonia" not in place.read_text(encoding="utf-8")
    assert ET.parse(place).getroot().tag == f"{SVG}svg"  # noqa: S314
    assert [path.name for path in place.parent.iterdir()] == ["plan.svg"]
