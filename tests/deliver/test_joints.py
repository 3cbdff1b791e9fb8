"""Pieces of a track that were encoded apart: one stream, decoded without a trace of where they meet."""

import io
import shutil
import subprocess
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from generator.deliver import encode
from generator.deliver.encode import write_mp3
from generator.deliver.formats import FileFormat, file_format
from generator.deliver.lame import encoder, scale
from generator.deliver.layer3 import FRAME, Stream, joint
from generator.deliver.pcm import in_channels, int16
from generator.deliver.tags import TrackInfo, id3
from generator.errors import OutputError
from generator.sound import ahead
from generator.sound.source import Block
from generator.units import RATE
from tests.whole_sound import WholeSound

FORMS = (
    FileFormat(),
    FileFormat("mp3", 1),
    FileFormat("mp3", 1, 96),
    *(file_format(None, rate, "session", None) for rate in (64, 128, 320)),
)
EACH = 200 * FRAME
"""Frames of sound in a piece, here: about 5 s."""


@pytest.fixture(autouse=True)
def short_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encode, "LONGEST", EACH)


def speech_like(seconds: float, seed: int = 3) -> Block:
    """Soft noise, and over it syllables of a hum that begin and end as those of a voice do."""
    random = np.random.default_rng(seed)
    frames = round(seconds * RATE)
    time = np.arange(frames) / RATE
    syllables = np.maximum(0.0, np.sin(2.0 * np.pi * 2.3 * time)) * (np.sin(2.0 * np.pi * 0.11 * time) > -0.3)
    voice = sum(np.sin(2.0 * np.pi * 140.0 * part * time) / part for part in range(1, 12))
    both = 0.15 * (syllables * voice)[:, None] + 0.01 * random.standard_normal((frames, 2))
    return np.asarray(both, dtype=np.float32)


def in_pieces(sound: Block, form: FileFormat) -> bytes:
    file = io.BytesIO()
    write_mp3(file, WholeSound(sound), form=form)
    return file.getvalue()


def in_one(sound: Block, form: FileFormat, monkeypatch: pytest.MonkeyPatch) -> bytes:
    monkeypatch.setattr(encode, "LONGEST", len(sound) + FRAME)
    return in_pieces(sound, form)


def decoded(path: Path, channels: int) -> NDArray[np.float64]:
    mpg123 = shutil.which("mpg123")
    assert mpg123
    done = subprocess.run([mpg123, "-s", "-e", "f32", path], capture_output=True, check=True, timeout=60)
    assert b"rror" not in done.stderr
    assert b"arning" not in done.stderr
    return np.frombuffer(done.stdout, dtype="<f4").astype(np.float64).reshape(-1, channels)


@pytest.mark.needs("mpg123")
@pytest.mark.parametrize("form", FORMS, ids=str)
def test_pieces_are_decoded_to_what_one_encoder_gives(
    tmp_path: Path, form: FileFormat, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = speech_like(31.7)
    (tmp_path / "pieces.mp3").write_bytes(in_pieces(sound, form))
    (tmp_path / "one.mp3").write_bytes(in_one(sound, form, monkeypatch))
    pieces, one = (decoded(tmp_path / f"{name}.mp3", form.channels) for name in ("pieces", "one"))
    given = in_channels(sound, form.channels)

    assert len(pieces) == len(one) == len(sound)
    for start in range(EACH, len(sound) - EACH, EACH):  # from before each joint to after it
        here = slice(start - 2 * FRAME, start + 120 * FRAME)
        noise, usual = np.abs(pieces[here] - given[here]), np.abs(one[here] - given[here])
        assert np.mean(noise**2) <= 1.02 * np.mean(usual**2)
        assert noise.max() <= 1.2 * usual.max()


@pytest.mark.needs("mp3val")
@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_checker_finds_nothing_wrong_with_the_stream(tmp_path: Path, form: FileFormat) -> None:
    path = tmp_path / "track.mp3"
    path.write_bytes(id3(TrackInfo("T", "A", RATE)) + in_pieces(speech_like(23.0), form))
    told = subprocess.run(
        ["mp3val", path], capture_output=True, check=True, timeout=60, encoding="utf-8"
    ).stdout

    assert "WARNING" not in told
    assert "ERROR" not in told


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_nearly_all_pieces_are_met(form: FileFormat, monkeypatch: pytest.MonkeyPatch) -> None:
    met: list[int | None] = []
    meet = encode._Piece.meet

    def noted(piece: encode._Piece, following: encode._Piece) -> int | None:
        met.append(meet(piece, following))
        return met[-1]

    monkeypatch.setattr(encode._Piece, "meet", noted)
    in_pieces(speech_like(60.0), form)

    assert len(met) == 11
    assert sum(place is not None for place in met) >= 10


def test_threads_do_not_change_a_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = speech_like(29.0)
    several = in_pieces(sound, FileFormat())
    monkeypatch.setattr(ahead, "_MOST", 1)

    assert in_pieces(sound, FileFormat()) == several


@pytest.mark.needs("mpg123")
@pytest.mark.parametrize("never", [lambda *_: None, lambda *given: 20 if given[2] < 300 else None])
def test_where_a_piece_is_not_met_the_one_before_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, never: object
) -> None:
    """Whatever the pieces say of one another, the track is whole."""
    sound = speech_like(21.0)
    monkeypatch.setattr(encode, "joint", never)
    (tmp_path / "track.mp3").write_bytes(in_pieces(sound, FileFormat("mp3", 1, 320)))

    assert len(decoded(tmp_path / "track.mp3", 1)) == len(sound)


def streams(form: FileFormat, ahead: int) -> tuple[Stream, Stream]:
    """A sound from its beginning, and from so many frames on."""
    sound = speech_like(16.0, seed=ahead)
    found = []
    for start in (0, ahead * FRAME):
        lame, stream = encoder(form), Stream(form.channels)
        stream.add(bytes(lame.encode(int16(in_channels(sound[start:], form.channels), 1.0 / scale(form)))))
        found.append(stream)
    return found[0], found[1]


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(FORMS), st.integers(1, 150))
def test_at_a_joint_both_say_the_same_and_what_is_lent_arrives(form: FileFormat, ahead: int) -> None:
    earlier, later = streams(form, ahead)
    place = joint(earlier, later, ahead)

    assert place is not None
    cut = ahead + place
    before = [earlier.coded(index) for index in range(cut)]
    assert later.coded(place) == earlier.coded(cut)
    assert later.coded(place - 1) == before[-1]
    earlier.lend(cut, later.lent(place))
    together = Stream(form.channels)
    together.add(bytes(earlier.data[: earlier.place(cut)] + later.data[later.place(place) :]))
    assert [together.coded(index) for index in range(cut)] == before
    assert [together.coded(cut + more) for more in range(40)] == [
        later.coded(place + more) for more in range(40)
    ]


def test_a_stream_may_come_byte_by_byte() -> None:
    _, whole = streams(FileFormat(), 7)
    bit_by_bit = Stream(2)
    for byte in whole.data:
        bit_by_bit.add(bytes([byte]))

    assert len(bit_by_bit) == len(whole) > 200
    assert bit_by_bit.coded(60) == whole.coded(60)


def test_a_frame_whose_data_begin_before_the_stream_cannot_be_told() -> None:
    whole, _ = streams(FileFormat(), 5)
    index = next(index for index in range(len(whole)) if whole.begins_before(index) > 0)
    cut = Stream(2)
    cut.add(bytes(whole.data[whole.place(index) :]))

    assert whole.coded(index) is not None
    assert cut.coded(0) is None


def test_when_the_disk_is_full_no_thread_goes_on() -> None:
    class Full(io.BytesIO):
        def write(self, data: object) -> int:
            if self.tell() > 1_000:
                raise OSError(28, "No space left on device")
            return super().write(bytes(data))  # type: ignore[call-overload]

    with pytest.raises(OutputError, match="No space left") as caught:
        write_mp3(Full(), WholeSound(speech_like(60.0)))

    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("sound")] == []
    assert caught.value.__cause__ is not None  # kept until here, and with it all that it went through
