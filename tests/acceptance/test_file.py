"""The finished MP3 as outside tools hear and read it: length, loudness, peaks, the bed, tags, chapters."""

import json
import re
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import mutagen.id3
import mutagen.mp3
import numpy as np
import pyloudnorm
import pytest
from numpy.typing import NDArray

from generator.deliver.cover import SIZE
from generator.deliver.formats import FileFormat
from generator.deliver.verify.report import Verdict
from generator.deliver.verify.track import verify_track

Sound = NDArray[np.float32]
Facts = dict[str, Any]
Ffmpeg = Callable[..., subprocess.CompletedProcess[bytes]]
Placed = Callable[[str], Sequence[tuple[float, float]]]
RATE = 44_100
ID3: Any = mutagen.id3.ID3  # mutagen has no types worth the name
MP3: Any = mutagen.mp3.MP3
MINUTES = {"soothing-breath": 8, "compassionate-other": 13}


def test_the_decoded_length_is_the_planned_one_to_the_sample(sound: Sound, recipe: Facts) -> None:
    assert len(sound) == recipe["track"]["samples"]
    assert len(sound) == MINUTES[recipe["track"]["practice"]] * 60 * RATE


def test_the_file_is_no_larger_than_was_said_and_not_much_smaller(mp3: Path, recipe: Facts) -> None:
    said = FileFormat().size(recipe["track"]["samples"], recipe["track"]["bed"])

    assert 0.75 * said < mp3.stat().st_size <= said


def test_ffmpeg_finds_the_loudness_and_the_true_peak(mp3: Path, ffmpeg: Ffmpeg, recipe: Facts) -> None:
    said = ffmpeg("-i", mp3, "-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-").stderr.decode()
    summary = said[said.rindex("Summary:") :]
    loudness = float(re.search(r"I:\s+(\S+) LUFS", summary)[1])  # type: ignore[index]
    peak = float(re.search(r"Peak:\s+(\S+) dBFS", summary)[1])  # type: ignore[index]

    assert loudness == pytest.approx(-18.0, abs=0.5)
    assert loudness == pytest.approx(recipe["track"]["loudness"], abs=0.2)
    assert peak <= -1.0


@pytest.mark.parametrize("mp3", ["soothing-breath"], indirect=True)
def test_pyloudnorm_finds_the_loudness_too(sound: Sound) -> None:
    assert pyloudnorm.Meter(RATE).integrated_loudness(sound) == pytest.approx(-18.0, abs=0.5)


def test_nothing_is_clipped_and_there_is_no_offset(sound: Sound) -> None:
    assert float(np.abs(sound).max()) < 0.95
    assert np.abs(sound.mean(axis=0, dtype=np.float64)).max() < 0.0005


def test_the_track_begins_and_ends_in_silence_without_a_click(sound: Sound) -> None:
    assert float(np.abs(sound[:100]).max()) < 0.003
    assert float(np.abs(sound[-100:]).max()) < 0.003


def test_the_bed_never_vanishes_between_its_fades(mp3: Path, ffmpeg: Ffmpeg, placed: Placed) -> None:
    (head,), (tail,) = placed("head"), placed("tail")

    said = ffmpeg("-i", mp3, "-af", "silencedetect=n=-60dB:d=0.5", "-f", "null", "-").stderr.decode()

    starts = [float(found) for found in re.findall(r"silence_start: (\S+)", said)]
    ends = [float(found) for found in re.findall(r"silence_end: (\S+)", said)]
    inside = [s for s in starts if head[1] < s < tail[0] - 0.5]
    assert inside == []
    assert not any(head[1] + 0.1 < e < tail[0] for e in ends)


def test_the_tags_say_what_it_is_and_nothing_personal(mp3: Path, recipe: Facts) -> None:
    tags = ID3(mp3)

    assert tags["TIT2"].text == [recipe["track"]["title"]]
    assert tags["TPE1"].text == ["Inner Ally"]
    assert tags["TALB"].text == ["Inner Ally"]
    assert tags["TCON"].text == ["Meditation"]
    assert tags["TLAN"].text == ["eng"]
    assert not tags.getall("USLT")
    said = " ".join(str(frame) for frame in tags.values()).lower()
    assert "siobhan" not in said
    assert "yew" not in said


def test_mutagen_reads_the_length_from_the_header(mp3: Path, recipe: Facts) -> None:
    info = MP3(mp3).info

    assert info.length == pytest.approx(recipe["track"]["samples"] / RATE, abs=0.1)
    assert info.channels == 2
    assert info.sample_rate == RATE


def test_the_chapters_are_the_plans_in_order_and_without_gaps(mp3: Path, recipe: Facts) -> None:
    tags = ID3(mp3)
    (contents,) = tags.getall("CTOC")
    by_id = {chapter.element_id: chapter for chapter in tags.getall("CHAP")}
    chapters = [by_id[name] for name in contents.child_element_ids]
    planned = [event for event in recipe["timeline"] if event["kind"] == "chapter"]

    assert contents.flags & mutagen.id3.CTOCFlags.ORDERED
    assert len(planned) >= 3
    assert [c.sub_frames["TIT2"].text[0] for c in chapters] == [event["title"] for event in planned]
    assert [c.start_time / 1000 for c in chapters] == pytest.approx([e["start"] for e in planned], abs=0.002)
    assert [c.end_time for c in chapters[:-1]] == [c.start_time for c in chapters[1:]]
    assert chapters[-1].end_time == pytest.approx(recipe["track"]["samples"] / RATE * 1000, abs=1)


def test_verify_finds_nothing_wrong_and_measures_what_there_is(mp3: Path) -> None:
    report = verify_track(mp3)

    assert report.good, "\n".join(report.lines())
    assert {found.verdict for found in report.findings} == {Verdict.PASSED}


@pytest.mark.needs("ffprobe")
def test_ffprobe_sees_the_cover(mp3: Path) -> None:
    words = [
        "-v",
        "error",
        "-select_streams",
        "v",
        "-show_entries",
        "stream=codec_name,width,height",
        "-of",
        "json",
    ]
    told = json.loads(subprocess.run(["ffprobe", *words, mp3], capture_output=True, check=True).stdout)

    assert told["streams"] == [{"codec_name": "mjpeg", "width": SIZE, "height": SIZE}]


@pytest.mark.needs("ffprobe")
def test_ffprobe_reads_tags_and_chapters(mp3: Path, recipe: Facts) -> None:
    words = ["-v", "error", "-show_entries", "format=duration:format_tags", "-show_chapters", "-of", "json"]
    told = json.loads(subprocess.run(["ffprobe", *words, mp3], capture_output=True, check=True).stdout)

    planned = [event for event in recipe["timeline"] if event["kind"] == "chapter"]
    assert [chapter["tags"]["title"] for chapter in told["chapters"]] == [e["title"] for e in planned]
    assert told["format"]["tags"]["artist"] == "Inner Ally"
    assert told["format"]["tags"]["genre"] == "Meditation"
    assert float(told["format"]["duration"]) == pytest.approx(recipe["track"]["samples"] / RATE, abs=0.1)


@pytest.mark.needs("mpg123")
def test_mpg123_decodes_just_as_many_samples(mp3: Path, recipe: Facts) -> None:
    done = subprocess.run(["mpg123", "-q", "-s", mp3], capture_output=True, check=True)

    assert len(done.stdout) == 4 * recipe["track"]["samples"]


@pytest.mark.needs("mp3val")
def test_mp3val_finds_nothing_wrong(mp3: Path) -> None:
    said = subprocess.run(["mp3val", mp3], capture_output=True, check=True).stdout.decode()

    assert "WARNING" not in said
    assert "ERROR" not in said
    assert "Xing header" in said


@pytest.mark.needs("sox")
@pytest.mark.parametrize("mp3", ["soothing-breath"], indirect=True)
def test_sox_finds_no_offset_and_no_flat_tops(mp3: Path, ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    wav = tmp_path / "track.wav"  # Debian's sox reads no MP3
    ffmpeg("-v", "error", "-i", mp3, wav)

    said = subprocess.run(["sox", wav, "-n", "stats"], capture_output=True, check=True).stderr.decode()

    offset = re.search(r"DC offset\s+(\S+)", said)
    flat = re.search(r"Flat factor\s+(\S+)", said)
    assert offset is not None
    assert flat is not None
    assert abs(float(offset[1])) < 0.0005
    assert float(flat[1]) < 1.0
