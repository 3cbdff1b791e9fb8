"""From a cue sheet to a track in a voice of one's own: what is found in a recording, kept, and spoken."""

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
import soundfile
import soxr
from click.testing import CliRunner

from generator import recording
from generator.cli import main
from generator.errors import ChoiceError, RecordingError, SoundFileError
from generator.examples import Examples
from generator.library import Library
from generator.plan.cue_sheet import CueSheet, numbers_in
from generator.plan.cues import Utterance
from generator.plan.profile import Profile
from generator.progress import ignore
from generator.recording import Wish, add_recording
from generator.render import render_track
from generator.request import Request
from generator.sheets import sheet_for_clients, sheet_for_practice
from generator.sound.hum import hum_in
from generator.speech.engine import open_engine
from tests.recordings.room import RATE, Sound, Taping

WISH = Wish("anna")
OTHERS = ("The tide comes in.", "A gull walks on the sand.", "Far out, a boat is waiting.", "Evening falls.")
BRIEF = Request("tiny", Profile(), length="brief")


def said(text: str, seed: int = 0, *, pitch: float = 130.0, tempo: float = 1.0) -> Sound:
    """Vowel-like syllables, as many as the words need, other ones for other words, in one or another voice."""
    draw = np.random.default_rng([seed, *text.encode()])
    pieces = []
    for _ in range(max(2, len(text) // 4)):
        time = np.arange(round(0.17 * RATE / tempo)) / RATE
        first, second = draw.uniform(300, 900), draw.uniform(1000, 2600)
        tones = [
            np.sin(2 * np.pi * pitch * k * time) / (1 + abs(pitch * k - first) / 90)
            + 0.7 * np.sin(2 * np.pi * pitch * k * time) / (1 + abs(pitch * k - second) / 120)
            for k in range(1, round(3120 / pitch))
        ]
        pieces.append(np.sum(tones, axis=0) * np.sin(np.linspace(0.2, np.pi - 0.2, len(time))))
    whole = np.concatenate(pieces)
    found: Sound = (0.4 * whole / np.abs(whole).max()).astype(np.float32)
    return found


@pytest.fixture(autouse=True)
def another_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the default voice is to a person here: the same syllables, higher and faster."""

    def examples(lines: Sequence[Utterance], _library: Library, _on_share: object) -> Examples:
        voices = [said(line.text, pitch=210.0, tempo=1.2) for line in lines]
        return Examples(tuple(voices), tuple(said(text, pitch=210.0, tempo=1.2) for text in OTHERS))

    monkeypatch.setattr(recording, "examples_of", examples)


@pytest.fixture
def sheet(library: Library) -> CueSheet:
    return sheet_for_practice(BRIEF, library)


def take(path: Path, texts: Sequence[str], *, gain: float = 1.0, rate: int = RATE, channels: int = 1) -> Path:
    taping = Taping()
    for number, text in enumerate(texts, 1):
        taping.quiet(1.5, 2.0)
        if number == 2:
            taping.breath()
            taping.quiet(0.7, 0.9)
        taping.line(number, said(text))
    taping.quiet()
    sound = np.clip(gain * taping.sound(hum=0.01), -1, 1)
    if rate != RATE:
        sound = soxr.resample(sound, RATE, rate)
    soundfile.write(path, np.stack([sound] * channels, axis=1), rate)
    return path


def test_a_recorded_voice_speaks_the_track_and_keeps_the_speakers_own_lengths(
    library: Library, sheet: CueSheet, tmp_path: Path
) -> None:
    added = add_recording(
        take(tmp_path / "take.flac", [it.text for it in sheet.lines]), sheet, WISH, library, ignore
    )

    assert added.kept == tuple(line.number for line in sheet.lines)
    assert added.noises == 1
    voice = library.voice("anna")
    assert voice.lines is not None
    for line in sheet.lines:
        kept = voice.lines.length(line.text)
        assert kept is not None
        # a tone this pure rings on for a moment in the gaps that take the hum out
        assert -0.05 < kept - len(said(line.text)) / RATE < 0.2
    engine = open_engine("recorded", library.voices)
    assert engine.problems(voice) == ()
    speech = engine.synthesize(Utterance(sheet.lines[0].text), voice, 0.5)
    assert len(speech.samples) / speech.rate == pytest.approx(
        voice.lines.length(sheet.lines[0].text), abs=1e-4
    )

    request = replace(BRIEF, profile=Profile(voice="anna", name="Sam", bed="none"))
    track = render_track(request, library)

    spoken = [it.utterance.text for it in track.timeline.spoken]
    assert set(spoken) <= {line.text for line in sheet.lines}
    assert "Sam" not in " ".join(spoken)
    assert "A person recorded these words." in track.path.with_suffix(".txt").read_text("utf-8")


def test_lines_that_are_not_recorded_are_named_and_nothing_is_written(
    library: Library, sheet: CueSheet, tmp_path: Path
) -> None:
    texts = [line.text for line in sheet.lines]
    numbers = tuple(line.number for line in sheet.lines[:-1])
    add_recording(take(tmp_path / "a.wav", texts[:-1]), sheet, replace(WISH, lines=numbers), library, ignore)
    request = replace(BRIEF, profile=Profile(voice="anna"))

    with pytest.raises(RecordingError, match=texts[-1].split(".")[0]):
        render_track(request, library)
    assert not library.output.exists()

    helped = render_track(replace(request, profile=Profile(voice="anna", fallback="heart")), library)
    assert texts[-1] in {it.utterance.text for it in helped.timeline.spoken}


@pytest.mark.parametrize(
    ("rate", "channels"), [(8_000, 1), (11_025, 1), (22_050, 2), (44_100, 2), (48_000, 1), (96_000, 2)]
)
def test_any_rate_and_both_channels_will_do(
    library: Library, sheet: CueSheet, tmp_path: Path, rate: int, channels: int
) -> None:
    texts = [line.text for line in sheet.lines]

    added = add_recording(
        take(tmp_path / "a.wav", texts, rate=rate, channels=channels), sheet, WISH, library, ignore
    )

    assert len(added.kept) == len(texts)
    assert bool(added.notes) == (rate < 22_050)


@pytest.mark.parametrize("ending", ["ogg", "mp3", "flac", "aiff"])
def test_files_of_many_kinds_are_read(library: Library, sheet: CueSheet, tmp_path: Path, ending: str) -> None:
    texts = [line.text for line in sheet.lines]

    added = add_recording(take(tmp_path / f"a.{ending}", texts), sheet, WISH, library, ignore)

    assert len(added.kept) == len(texts)


def as_m4a(wave: Path) -> Path:
    """The same as a phone's voice memo."""
    memo = wave.with_suffix(".m4a")
    tool = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([tool, "-loglevel", "error", "-i", wave, "-c:a", "aac", "-b:a", "96k", memo], check=True)
    return memo


@pytest.mark.needs("ffmpeg")
@pytest.mark.needs("ffprobe")
def test_a_voice_memo_is_read_with_ffmpeg(library: Library, sheet: CueSheet, tmp_path: Path) -> None:
    texts = [line.text for line in sheet.lines]

    added = add_recording(as_m4a(take(tmp_path / "a.wav", texts)), sheet, WISH, library, ignore)

    assert len(added.kept) == len(texts)


def test_without_ffmpeg_a_voice_memo_is_answered_plainly(
    library: Library, sheet: CueSheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memo = as_m4a(take(tmp_path / "a.wav", [line.text for line in sheet.lines]))
    monkeypatch.setattr(shutil, "which", lambda _tool: None)

    with pytest.raises(SoundFileError, match=r"need ffmpeg .* Save it as WAV, FLAC, OGG or MP3"):
        add_recording(memo, sheet, WISH, library, ignore)
    assert "anna" not in library.voice_names()


def test_one_file_a_line_is_taken_by_number(library: Library, sheet: CueSheet, tmp_path: Path) -> None:
    folder = tmp_path / "lines"
    folder.mkdir()
    for line in sheet.lines:
        take(folder / f"line {line.number}.wav", [line.text])

    added = add_recording(folder, sheet, WISH, library, ignore)

    assert len(added.kept) == len(sheet.lines)
    assert "numbers in their names" in added.notes[0]


def test_a_recording_that_was_too_loud_is_refused(library: Library, sheet: CueSheet, tmp_path: Path) -> None:
    loud = take(tmp_path / "a.wav", [line.text for line in sheet.lines], gain=6.0)

    with pytest.raises(RecordingError, match="clipped"):
        add_recording(loud, sheet, WISH, library, ignore)
    assert "anna" not in library.voice_names()


def test_other_bad_input_is_told_plainly(library: Library, sheet: CueSheet, tmp_path: Path) -> None:
    good = take(tmp_path / "a.wav", [line.text for line in sheet.lines])
    (tmp_path / "empty").mkdir()
    (tmp_path / "b.mp3").write_bytes(b"no sound at all" * 50)

    with pytest.raises(SoundFileError, match="holds no sound files"):
        add_recording(tmp_path / "empty", sheet, WISH, library, ignore)
    with pytest.raises(SoundFileError):
        add_recording(tmp_path / "b.mp3", sheet, WISH, library, ignore)
    with pytest.raises(ChoiceError, match="name of a voice already"):
        add_recording(good, sheet, Wish("heart"), library, ignore)
    with pytest.raises(ChoiceError, match="cannot be called"):
        add_recording(good, sheet, Wish("../anna"), library, ignore)
    add_recording(good, sheet, WISH, library, ignore)
    with pytest.raises(ChoiceError, match="--add"):
        add_recording(good, sheet, WISH, library, ignore)


def test_hum_is_told_from_a_room_without_it() -> None:
    time = np.arange(4 * RATE) / RATE
    noise = np.random.default_rng(1).normal(0, 30, len(time))
    hum = 300 * np.sin(2 * np.pi * 50 * time) + 200 * np.sin(2 * np.pi * 150 * time)

    assert hum_in(noise.astype(np.int16)) == ()
    assert {50.0, 150.0} <= set(hum_in((noise + hum).astype(np.int16)))


def test_line_numbers_are_read_as_people_write_them() -> None:
    assert numbers_in("3, 7-9") == (3, 7, 8, 9)
    assert numbers_in("9-7") is None
    assert numbers_in("three") is None


def test_the_commands_lead_from_the_sheet_to_a_voice_that_is_listed(
    library: Library, sheet: CueSheet, tmp_path: Path
) -> None:
    def run(*words: str) -> str:
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 0, done.output
        return done.stdout

    printed = run("cue-sheet", "tiny", "--length", "brief")
    assert all(f"{line.number}  {line.text}" in printed for line in sheet.lines)
    recording = take(tmp_path / "a.wav", [line.text for line in sheet.lines])
    made = run(
        "voices", "add-recording", str(recording), "--practice", "tiny", "--length", "brief", "--as", "anna"
    )
    assert made.strip() == str(library.voices[0] / "anna.toml")
    assert "All of it is recorded." in run("cue-sheet", "tiny", "--length", "brief", "--voice", "anna")
    assert "anna  Anna, en, own voice: ready" in run("voices")
    pdf = tmp_path / "sheet.pdf"
    run("cue-sheet", "tiny", "--length", "brief", "--pdf", str(pdf))
    assert pdf.read_bytes().startswith(b"%PDF")


def test_a_single_clients_line_is_kept_as_sound_alone_and_takes_its_twins_place(
    library: Library, sheet: CueSheet, tmp_path: Path
) -> None:
    add_recording(take(tmp_path / "a.wav", [line.text for line in sheet.lines]), sheet, WISH, library, ignore)
    table = tmp_path / "clients.csv"
    table.write_text("code,practice,minutes,listener.name\nQ7,tiny,0.5,Samuel\n", encoding="utf-8")
    own = sheet_for_clients(table, library)
    assert [line.text for line in own.lines] == ["Hello, Samuel.", "Somewhere near is a kind presence."]
    assert own.lines[0].codes == ("Q7",)

    add_recording(
        take(tmp_path / "b.wav", ["Hello, Samuel."]),
        own,
        replace(WISH, add=True, lines=(1,)),
        library,
        ignore,
    )

    index = (library.voices[0] / "anna" / "lines.json").read_text("utf-8")
    assert "Samuel" not in index
    request = replace(BRIEF, profile=Profile(voice="anna", name="Samuel"))
    assert "Hello, Samuel." in {it.utterance.text for it in render_track(request, library).timeline.spoken}
