"""Verifying finds nothing wrong with a good track, and finds each fault that is put into one."""

import dataclasses
import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner
from numpy.typing import NDArray

import generator.sound.arrange
from generator import delivering, speaking
from generator.cli import main
from generator.deliver.encode import write_mp3
from generator.deliver.formats import FileFormat
from generator.deliver.publish import sidecar
from generator.deliver.read_tags import read_tags
from generator.deliver.tags import TrackInfo, id3
from generator.deliver.verify.labels import chapters_finding
from generator.deliver.verify.recorded import read_recorded
from generator.deliver.verify.report import Finding, Report, Verdict
from generator.deliver.verify.track import verify_track
from generator.deliver.verify.voice import voice_findings
from generator.deliver.verify.words import Likeness
from generator.errors import RecipeError, SoundFileError
from generator.library import Library, open_library
from generator.plan.profile import Profile
from generator.plan.timeline import Phase, Timeline
from generator.render import render_track
from generator.request import Request
from generator.sound.audible import HOP, Trace
from generator.sound.beds import open_bed
from generator.sound.stems import Levelled
from generator.speech.engine import Speech
from generator.units import RATE, to_samples
from tests.whole_sound import WholeSound

BREATHING = """\
+++
id = "breathing-tiny"
title = "A tiny breath"
quiet_title = "A stop"
aim = "Breathe for a minute."
flow = "none"
level = "steady"
situations = ["session", "commute"]
options = ["no-breath"]
carry_on = "Look out of a window."
must = []

[lengths.steady]
brief = 1.2
+++

# Here

{% if listener.name %}Hello, {{ listener.name }}. {% endif %}This is a tiny stop. [pause 6s]

Now the breath may slow a little. [pause 3s]

{% if breath.paced %}
[breathe ramp]

[breathe 2-3 cycles]

[breathe fade 2 cycles]
{% endif %}

# Onwards

Let the breath go its own way. [pause 5s]

Go gently, and look around you. [pause 6s]
"""
Sound = NDArray[np.float32]
Wrong = Callable[
    [Timeline, Mapping[Any, Any], dict[str, Any]], tuple[Timeline, Mapping[Any, Any], dict[str, Any]]
]


def request(**more: Any) -> Request:
    return dataclasses.replace(Request("breathing-tiny", Profile(), minutes=1.8, length="brief"), **more)


class Quietly:
    """A clip of the right length without a sound."""

    def __init__(self, clip: Any) -> None:
        self.length = clip.length

    def read(self) -> Sound:
        return np.zeros(self.length, dtype=np.float32)


def softly(engine: Any) -> Any:
    """The engine, as loud as the voice whose place it takes, with syllables that are each text's own."""
    loud = engine.synthesize

    def synthesize(utterance: Any, *words: Any) -> Speech:
        speech = loud(utterance, *words)
        samples = speech.samples * syllables(utterance.text, len(speech.samples))
        quieter: Speech = dataclasses.replace(speech, samples=samples * np.float32(0.97))
        return quieter

    engine.synthesize = synthesize
    return engine


def syllables(text: str, frames: int) -> Sound:
    """A level for each sixth of a second, by chance, but always the same for one text."""
    levels = np.random.default_rng(list(text.encode())).uniform(0.25, 1.0, frames // 4_000 + 2)
    return np.interp(np.arange(frames) / 4_000, np.arange(len(levels)), levels).astype(np.float32)


@pytest.fixture(scope="module")
def own_library(tmp_path_factory: pytest.TempPathFactory, counting_engine_class: Any) -> Iterator[Library]:
    """A library with one short practice, spoken in hums."""
    folder = tmp_path_factory.mktemp("verify")
    (folder / "scripts").mkdir()
    (folder / "scripts" / "breathing-tiny.md").write_text(BREATHING, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INNERALLY_HOME", str(folder))
        for module in (speaking, delivering):
            patch.setattr(module, "open_engine", lambda *_asked: softly(counting_engine_class([])))
        yield dataclasses.replace(open_library(), output=folder / "out")


@pytest.fixture(scope="module")
def good(own_library: Library) -> Path:
    """A track as it should be."""
    return render_track(request(), own_library).path


@pytest.fixture(scope="module")
def sound(good: Path) -> Sound:
    """Its sound, as MP3 leaves it, shape (frames, 2)."""
    return np.asarray(soundfile.read(good, dtype="float32", always_2d=True)[0])


@pytest.fixture
def timeline(good: Path) -> Timeline:
    text = sidecar(good, ".recipe.toml").read_text(encoding="utf-8")
    return read_recorded(text, "x").timeline


def beside(good: Path, folder: Path) -> Path:
    """The same track in a folder of its own, to be spoilt."""
    for path in good.parent.glob(f"{good.stem}.*"):
        shutil.copy(path, folder)
    return folder / good.name


@pytest.fixture
def again(good: Path, tmp_path: Path) -> Path:
    return beside(good, tmp_path)


@pytest.fixture
def spoilt(again: Path) -> Callable[[Sound], Report]:
    """Encode another sound in the track's place, and verify that."""

    def make(sound: Sound) -> Report:
        with again.open("w+b") as file:
            write_mp3(file, WholeSound(sound), tag_of(sidecar(again, ".recipe.toml")))
        return verify_track(again)

    return make


@pytest.fixture
def retagged(again: Path) -> Callable[..., Path]:
    """Put other tags before the same sound."""

    def make(**tags: Any) -> Path:
        data = again.read_bytes()
        size = data[6] << 21 | data[7] << 14 | data[8] << 7 | data[9]
        again.write_bytes(tag_of(sidecar(again, ".recipe.toml"), **tags) + data[10 + size :])
        return again

    return make


def tag_of(recipe: Path, **other: Any) -> bytes:
    """The tag that a track of this recipe has, but for what is to be otherwise."""
    line = read_recorded(recipe.read_text(encoding="utf-8"), "x").timeline
    info = TrackInfo("A tiny breath", "Inner Ally", line.length, line.chapters, cover=b"\xff\xd8\xff\xd9")
    return id3(dataclasses.replace(info, **other))


@pytest.fixture
def misrendered(
    own_library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Report]:
    """Render the track with a mix that is not the planned one, and verify that."""
    right = generator.sound.arrange.mix_of

    def make(wrong: Wrong, **more: Any) -> Report:
        def mix_of(timeline: Timeline, clips: Mapping[Any, Any], **parts: Any) -> Any:
            line, spoken, other = wrong(timeline, clips, parts)
            return right(line, spoken, **other)

        with monkeypatch.context() as patch:
            patch.setattr(generator.sound.arrange, "mix_of", mix_of)
            patch.setattr("generator.sound.audible.traces", lambda _line, _voice: honest())
            track = render_track(request(**more), own_library, output=str(tmp_path / "wrong.mp3"))
        return verify_track(track.path)

    def honest() -> list[Trace]:
        good_track = own_library.output / "breathing-tiny-1.8-session.recipe.toml"
        told = read_recorded(good_track.read_text(encoding="utf-8"), "x")
        return [Trace(span, shape) for span, shape in zip(told.heard, told.shapes, strict=True)]

    return make


def failures(report: Report) -> dict[str, Finding]:
    return {found.check: found for found in report.findings if found.verdict is Verdict.FAILED}


def test_nothing_is_wrong_with_a_good_track(good: Path) -> None:
    report = verify_track(good)

    assert failures(report) == {}
    assert [found.check for found in report.findings] == [
        "file", "length", "loudness", "peak", "floor", "bed", "gap", "channels", "steady", "speech", "words", "pauses",
        "breath", "tags", "chapters", "transcript", "captions",
    ]  # fmt: skip
    assert {found.verdict for found in report.findings} == {Verdict.PASSED}
    assert report.good


@pytest.mark.parametrize("form", [{"format": "flac", "lyrics": True}, {"bitrate": 64}])
def test_nor_with_other_formats(own_library: Library, form: dict[str, Any]) -> None:
    assert failures(verify_track(render_track(request(**form), own_library).path)) == {}


BUS = {"situation": "commute", "profile": Profile(options=("no-breath",)), "minutes": None}


def test_nor_with_a_track_for_the_bus(own_library: Library) -> None:
    """Its one channel is metered as one, and its denser voice is not needed to make the rest again."""
    report = verify_track(render_track(request(**BUS), own_library).path)

    assert set(failures(report)) <= {"peak", "gap"}  # hums have other peaks than a voice
    assert {"skipping", "range"} <= {found.check for found in report.findings}


def test_on_the_bus_a_gap_that_players_would_cut_is_found(own_library: Library, tmp_path: Path) -> None:
    path = beside(render_track(request(**BUS), own_library).path, tmp_path)
    sound = soundfile.read(path, dtype="float32", always_2d=True)[0]
    line = read_recorded(sidecar(path, ".recipe.toml").read_text(encoding="utf-8"), "x").timeline
    hole = line.silences[0].start + 3 * RATE
    sound[hole : hole + RATE // 5] *= 0.1
    with path.open("w+b") as file:
        write_mp3(file, WholeSound(sound), tag_of(sidecar(path, ".recipe.toml")), FileFormat("mp3", 1, 96))

    found = failures(verify_track(path))["skipping"]
    assert [abs(place.at - hole) < RATE // 20 for place in found.places] == [True]


def test_on_the_bus_a_voice_that_is_not_even_is_found(
    own_library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = generator.sound.arrange.mix_of

    def fading(line: Timeline, clips: Mapping[Any, Any], **parts: Any) -> Any:
        half = {said.utterance for said in line.spoken[len(line.spoken) // 2 :]}
        return right(
            line,
            {said: Levelled(clip, 0.12 if said in half else 1.0) for said, clip in clips.items()},
            **parts,
        )

    with monkeypatch.context() as patch:
        patch.setattr(generator.sound.arrange, "mix_of", fading)
        path = render_track(request(**BUS), own_library, output=str(tmp_path / "wrong.mp3")).path

    assert "range" in failures(verify_track(path))


def test_a_track_encoded_once_more_still_passes(spoilt: Callable[..., Report], sound: Sound) -> None:
    assert failures(spoilt(sound)) == {}


def test_a_wrong_gain_is_found(spoilt: Callable[..., Report], sound: Sound) -> None:
    assert list(failures(spoilt(sound * np.float32(0.92)))) == ["loudness"]


def test_a_cut_end_is_found(spoilt: Callable[..., Report], sound: Sound) -> None:
    found = failures(spoilt(sound[: -2 * RATE]))

    assert list(found) == ["length"]
    assert f"{2 * RATE} samples less" in found["length"].text


def test_a_cut_in_the_middle_of_the_words_is_found(spoilt: Callable[..., Report], sound: Sound) -> None:
    found = failures(spoilt(sound[: len(sound) // 2]))

    assert {"length", "speech", "breath"} <= set(found)


def test_a_peak_over_the_ceiling_is_found(spoilt: Callable[..., Report], sound: Sound) -> None:
    spiked = sound.copy()
    place = len(sound) // 2
    spiked[place : place + 40] = 0.99 * np.sign(np.sin(np.arange(40)))[:, None]

    assert "peak" in failures(spoilt(spiked))


def test_a_hole_in_the_bed_is_found(spoilt: Callable[..., Report], sound: Sound, timeline: Timeline) -> None:
    holed = sound.copy()
    quiet = timeline.silences[0]
    holed[quiet.start + 2 * RATE : quiet.start + 3 * RATE] = 0.0

    found = failures(spoilt(holed))

    assert [abs(place.at - quiet.start - 2 * RATE) < RATE // 2 for place in found["floor"].places] == [True]


def test_a_stretch_that_is_louder_or_softer_is_found(
    spoilt: Callable[..., Report], sound: Sound, timeline: Timeline
) -> None:
    begin, end = timeline.spoken[-1].start - RATE, timeline.spoken[-1].end + 6 * RATE
    for factor, words in ((0.7, "softer"), (1.3, "louder")):
        odd = sound.copy()
        odd[begin:end] *= np.float32(factor)

        found = failures(spoilt(odd))

        assert {begin - 9 * RATE < place.at < end for place in found["steady"].places} == {True}
        told = " ".join(place.text for place in found["steady"].places)
        off = [float(by) for by in re.findall(rf"the bed is ([\d.]+) dB {words} than elsewhere", told)]
        assert max(off) == pytest.approx(abs(20.0 * np.log10(factor)), abs=0.5), told
    assert len(failures(spoilt(sound * voice_down(timeline, len(sound))))["steady"].places) == 1


def voice_down(timeline: Timeline, frames: int) -> Sound:
    """A gain that takes one utterance down by 3 dB, and leaves what is around it."""
    factor = np.ones((frames, 1), dtype=np.float32)
    factor[timeline.spoken[0].start : timeline.spoken[0].end] = 0.7
    return factor


def test_an_end_that_is_silent_in_place_of_its_fading_bed_is_found(
    spoilt: Callable[..., Report], sound: Sound
) -> None:
    silent = sound.copy()
    silent[-5 * RATE :] = 0.0

    found = failures(spoilt(silent))

    assert list(found) == ["steady"]
    assert {place.at > len(sound) - 8 * RATE for place in found["steady"].places} == {True}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda sound: sound[:, ::-1], "are swapped"),
        (lambda sound: np.repeat(sound.mean(axis=1, keepdims=True), 2, axis=1), "both are the same"),
        (lambda sound: sound * np.array([1.0, 0.7], dtype=np.float32), "one is softer"),
    ],
)
def test_channels_that_are_not_as_planned_are_found(
    spoilt: Callable[..., Report], sound: Sound, wrong: Callable[[Sound], Sound], words: str
) -> None:
    found = failures(spoilt(np.ascontiguousarray(wrong(sound))))

    assert words in found["channels"].text


def test_a_file_that_was_encoded_at_another_rate_is_found(again: Path, sound: Sound) -> None:
    with again.open("w+b") as file:
        write_mp3(file, WholeSound(sound), tag_of(sidecar(again, ".recipe.toml")), FileFormat("mp3", 1, 64))

    found = failures(verify_track(again))

    assert found["file"].text == "MP3, mono, 64 kb/s; made as MP3, stereo, variable bit rate"


@pytest.mark.parametrize(("left", "verdict"), [(1.1, Verdict.PASSED), (1.6, Verdict.FAILED)])
def test_what_coding_leaves_of_a_breathing_sound_is_not_taken_for_a_voice(
    again: Path, left: float, verdict: Verdict
) -> None:
    """A variable bit rate leaves out much of a soft sea where nothing else sounds: as much as the sea itself is then left."""
    recorded = read_recorded(sidecar(again, ".recipe.toml").read_text(encoding="utf-8"), "x")
    voice = np.zeros(recorded.timeline.length // HOP)
    for heard in recorded.heard:
        assert heard is not None
        voice[heard[0] // HOP : heard[1] // HOP] = 0.01
    led = np.zeros_like(voice)
    pause = recorded.timeline.silences[0]
    led[(pause.start + RATE) // HOP : (pause.start + 3 * RATE) // HOP] = 0.0004
    alike = [Likeness(0.0, 0.0)] * len(recorded.heard)

    found = voice_findings(recorded, voice + left * led, 0.0, alike, ((), led))

    assert next(finding.verdict for finding in found if finding.check == "pauses") is verdict


def test_swapped_chapters_are_found(retagged: Callable[..., Path], timeline: Timeline) -> None:
    one, two = timeline.chapters
    swapped = (dataclasses.replace(one, title=two.title), dataclasses.replace(two, title=one.title))

    found = failures(verify_track(retagged(chapters=swapped)))

    assert list(found) == ["chapters"]
    assert [place.at for place in found["chapters"].places] == [one.start, two.start]


def test_a_chapter_that_is_moved_or_lost_is_found(retagged: Callable[..., Path], again: Path) -> None:
    recorded = read_recorded(sidecar(again, ".recipe.toml").read_text(encoding="utf-8"), "x")
    one, two = recorded.timeline.chapters

    moved = chapters_finding(
        recorded, read_tags(retagged(chapters=(one, dataclasses.replace(two, start=two.start + RATE))))
    )
    lost = chapters_finding(recorded, read_tags(retagged(chapters=(one,))))

    assert moved.verdict is Verdict.FAILED
    assert "begins elsewhere" in moved.places[0].text
    assert lost.text == "1 instead of 2"


def test_wrong_tags_are_found(retagged: Callable[..., Path]) -> None:
    found = failures(verify_track(retagged(title="Another", cover=b"", language="")))

    assert list(found) == ["tags"]
    assert found["tags"].text == "not as planned: title, language, cover"


def test_a_dropped_utterance_is_found(misrendered: Callable[..., Report], timeline: Timeline) -> None:
    lost = timeline.spoken[1]

    def drop(line: Timeline, clips: Mapping[Any, Any], parts: dict[str, Any]) -> Any:
        said = line.spoken[1].utterance
        return line, {**clips, said: Quietly(clips[said])}, parts

    found = failures(misrendered(drop))

    assert [place.at for place in found["speech"].places] == [lost.start]
    assert set(found) == {"speech", "pauses"}


def test_another_sentence_of_the_same_length_is_found(
    misrendered: Callable[..., Report], timeline: Timeline
) -> None:
    class Instead(Quietly):
        """Other words, as long and as loud."""

        def __init__(self, clip: Any) -> None:
            super().__init__(clip)
            self.clip = clip

        def read(self) -> Sound:
            planned = self.clip.read()
            tone = np.sin(2 * np.pi * 190 * np.arange(self.length) / RATE)
            other = tone * syllables("Nobody said that it would, so.", self.length) ** 4
            return np.asarray(other * planned.std() / other.std(), dtype=np.float32)

    def swap(line: Timeline, clips: Mapping[Any, Any], parts: dict[str, Any]) -> Any:
        said = line.spoken[1].utterance
        return line, {**clips, said: Instead(clips[said])}, parts

    found = failures(misrendered(swap))

    assert set(found) <= {"words", "pauses"}  # other words may end more softly
    assert [place.at for place in found["words"].places] == [timeline.spoken[1].start]


def test_words_that_were_typed_are_not_compared_in_a_private_track(
    own_library: Library, tmp_path: Path
) -> None:
    wish = request(profile=Profile(name="Zebulonia"), private=True)
    path = render_track(wish, own_library, output=str(tmp_path / "mine.mp3")).path
    found = next(finding for finding in verify_track(path).findings if finding.check == "words")

    assert found.verdict is Verdict.PASSED
    assert "1 not measurable" in found.text


def test_a_word_that_is_left_out_of_a_sentence_is_found(
    misrendered: Callable[..., Report], timeline: Timeline
) -> None:
    class Gap(Quietly):
        """The sentence without a third of a second in its middle."""

        def __init__(self, clip: Any) -> None:
            super().__init__(clip)
            self.clip = clip

        def read(self) -> Sound:
            sound: Sound = self.clip.read().copy()
            sound[self.length // 2 :][: RATE // 3] = 0.0
            return sound

    def drop(line: Timeline, clips: Mapping[Any, Any], parts: dict[str, Any]) -> Any:
        said = line.spoken[1].utterance
        return line, {**clips, said: Gap(clips[said])}, parts

    found = failures(misrendered(drop))

    assert list(found) == ["words"]
    assert [place.at for place in found["words"].places] == [timeline.spoken[1].start]


@pytest.mark.parametrize("late", [0.12, -0.12])
def test_a_pause_of_another_length_is_found(misrendered: Callable[..., Report], late: float) -> None:
    def move(line: Timeline, clips: Mapping[Any, Any], parts: dict[str, Any]) -> Any:
        spoken = list(line.spoken)
        spoken[1] = dataclasses.replace(spoken[1], start=spoken[1].start + to_samples(late))
        return dataclasses.replace(line, spoken=tuple(spoken)), clips, parts

    found = failures(misrendered(move))

    assert set(found) == {"pauses", "words"}
    assert len(found["pauses"].places) == 2
    assert len(found["words"].places) == 1
    assert "longer" in found["pauses"].places[0 if late > 0 else 1].text


@pytest.mark.parametrize(
    ("late", "words"), [(0.08, "80 ms too late"), (-0.2, "200 ms too early"), (3.0, "not found")]
)
def test_a_shifted_breath_is_found(misrendered: Callable[..., Report], late: float, words: str) -> None:
    def shift(line: Timeline, clips: Mapping[Any, Any], parts: dict[str, Any]) -> Any:
        cycle = line.breaths[-5].cycle
        breaths = [
            dataclasses.replace(breath, start=breath.start + to_samples(late))
            if breath.cycle == cycle and breath.phase is Phase.EXHALE
            else breath
            for breath in line.breaths
        ]
        return dataclasses.replace(line, breaths=tuple(breaths)), clips, parts

    found = failures(misrendered(shift))

    assert [words in place.text for place in found["breath"].places] == [True]
    assert "out:" in found["breath"].places[0].text
    assert set(found) == {"breath"}


def test_breaths_without_their_tones_are_found(misrendered: Callable[..., Report]) -> None:
    def mute(line: Timeline, clips: Mapping[Any, Any], parts: dict[str, Any]) -> Any:
        return line, clips, {**parts, "profile": dataclasses.replace(parts["profile"], tones=False)}

    found = failures(misrendered(mute))

    assert list(found) == ["breath"]
    assert all("not found" in place.text for place in found["breath"].places)


@pytest.mark.parametrize(("name", "seed"), [("brown", 1), ("rain", 2)])
def test_another_bed_is_found(misrendered: Callable[..., Report], name: str, seed: int) -> None:
    def swap(line: Timeline, clips: Mapping[Any, Any], parts: dict[str, Any]) -> Any:
        return line, clips, {**parts, "bed": open_bed(name, seed)}

    report = misrendered(swap)

    assert list(failures(report)) == ["bed"]
    assert next(found for found in report.findings if found.check == "pauses").verdict is Verdict.SKIPPED


def test_a_bed_at_another_level_is_found(
    misrendered: Callable[..., Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    right, planned = generator.sound.arrange.balance, list[float]()

    def lowered(line: Timeline, clips: Mapping[Any, Any], parts: dict[str, Any]) -> Any:
        lying = right(parts["situation"], parts["profile"], line)
        lower = dataclasses.replace(lying, bed_under=lying.bed_under + 3.0)

        def once(*_given: Any) -> Any:
            monkeypatch.setattr(generator.sound.arrange, "balance", right)
            planned.append(lying.bed_under)
            return lower

        monkeypatch.setattr(generator.sound.arrange, "balance", once)
        return line, clips, parts

    found = failures(misrendered(lowered))

    assert list(found) == ["gap"]
    assert f"planned {round(planned[0], 1):g}" in found["gap"].text


def test_a_transcript_or_captions_of_other_words_are_found(again: Path) -> None:
    for ending in (".txt", ".vtt"):
        place = sidecar(again, ending)
        place.write_text(place.read_text(encoding="utf-8").replace("gently", "quickly"), encoding="utf-8")
    assert list(failures(verify_track(again))) == ["transcript", "captions"]


def test_captions_at_another_time_are_found(again: Path) -> None:
    place = sidecar(again, ".vtt")
    place.write_text(place.read_text(encoding="utf-8").replace("00:00:0", "00:00:1", 1), encoding="utf-8")

    assert list(failures(verify_track(again))) == ["captions"]


def test_of_a_private_track_it_says_what_it_skips_and_repeats_no_word(
    own_library: Library, tmp_path: Path
) -> None:
    track = render_track(
        request(private=True, profile=Profile(name="Zebulonia")), own_library, output=str(tmp_path / "p.mp3")
    ).path
    report = verify_track(track)
    said = "\n".join(report.lines()) + json.dumps(report.as_json())

    assert report.good
    assert [found.check for found in report.findings if found.verdict is Verdict.SKIPPED] == ["transcript"]
    assert "private" in said
    assert "Zebulonia" not in said
    assert "tiny stop" not in said

    sidecar(track, ".txt").write_text("Hello, Zebulonia.", encoding="utf-8")
    assert list(failures(verify_track(track))) == ["private"]


def test_what_another_version_may_have_made_otherwise_is_no_fault(
    good: Path, again: Path, misrendered: Callable[..., Report], tmp_path: Path
) -> None:
    def swap(line: Timeline, clips: Mapping[Any, Any], parts: dict[str, Any]) -> Any:
        return line, clips, {**parts, "bed": open_bed("rain", 9)}

    misrendered(swap)
    recipe = tmp_path / "wrong.recipe.toml"
    text = recipe.read_text(encoding="utf-8")
    recipe.write_text(text.replace(f'version = "{np.__version__}"', 'version = "1.0"'), encoding="utf-8")

    report = verify_track(tmp_path / "wrong.mp3")

    assert failures(report) == {}
    assert "numpy 1.0" in next(found.text for found in report.findings if found.check == "bed")


def test_the_command_prints_a_report_and_exits_with_1_when_something_failed(again: Path) -> None:
    fine = CliRunner().invoke(main, ["verify", str(again)])
    sidecar(again, ".txt").write_text("nothing", encoding="utf-8")
    bad = CliRunner().invoke(main, ["verify", str(again)])
    told = CliRunner().invoke(main, ["verify", str(again), "--json"])

    assert (fine.exit_code, bad.exit_code, told.exit_code) == (0, 1, 1)
    assert fine.stdout.splitlines()[-1] == "The track is as its recipe says."
    assert bad.stdout.splitlines()[-1] == "1 of 17 checks failed."
    document = json.loads(told.stdout)
    assert document["good"] is False
    assert [f["check"] for f in document["findings"] if f["verdict"] == "failed"] == ["transcript"]


def test_a_text_that_is_called_mp3_is_refused_without_a_note_of_the_decoders(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.mp3").write_text("no sound at all", encoding="utf-8")
    with pytest.raises(SoundFileError):
        verify_track(tmp_path / "x.mp3")

    assert capfd.readouterr().err == ""


def test_a_track_without_recipe_and_a_file_that_is_no_sound_are_said_in_plain_words(
    again: Path, tmp_path: Path
) -> None:
    sidecar(again, ".recipe.toml").write_text("x = 1", encoding="utf-8")
    with pytest.raises(RecipeError, match="no recipe of Inner Ally's"):
        verify_track(again)
    sidecar(again, ".recipe.toml").unlink()
    with pytest.raises(RecipeError, match="no recipe 'breathing"):
        verify_track(again)
    (tmp_path / "x.mp3").write_text("no sound at all", encoding="utf-8")
    with pytest.raises(SoundFileError, match="cannot be read"):
        verify_track(tmp_path / "x.mp3")
    (tmp_path / "x.mp3").write_bytes(b"")
    with pytest.raises(SoundFileError, match="cannot be read"):
        verify_track(tmp_path / "x.mp3")
    with pytest.raises(SoundFileError, match="is a folder"):
        verify_track(tmp_path)
    with pytest.raises(SoundFileError, match=r"no file 'y\.mp3'"):
        verify_track(tmp_path / "y.mp3")
    soundfile.write(tmp_path / "y.wav", np.zeros(100), 22_050)
    with pytest.raises(SoundFileError, match="22050 samples a second"):
        verify_track(tmp_path / "y.wav")
