"""Keeping recorded lines: levelled clips, an index and a voice file, whole or not at all."""

import hashlib
import io
import math
import secrets
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from generator.errors import OutputError
from generator.plan.phrasing import weight
from generator.plan.sentences import words_in
from generator.plan.voice import RECORDED
from generator.sound.clip import Mono
from generator.sound.loudness import mean_loudness
from generator.speech.recorded import INDEX, LineIndex, RecordedLine, read_index
from generator.units import RATE, Decibels, Seconds, gain

LOUDNESS: Decibels = -24.0
"""Loudness that a recorded voice is brought to, in LUFS."""
FREE: Decibels = 1.5
"""Lines differ so much in loudness by nature; what is beyond it is taken off: the speaker moved, or the phone."""
FREE_SHORT: Decibels = 3.0
SHORT: Seconds = 1.0
_LOUDEST = 0.9
_SPACE = 0.15
_PART = ".part-"
"""How the names of files and folders begin that are not whole yet."""


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line as it was recorded."""

    text: str
    samples: Mono
    """Trimmed, at `RATE`, shape (frames,)."""
    personal: bool
    """True where its words are one listener's: they are then kept as sound alone."""


def levelled(clips: Sequence[Mono]) -> list[Mono]:
    """The clips at `LOUDNESS` as a whole, what stands out among them moved nearer.

    Args:
        clips: Recordings of lines at `RATE`.
    """
    loudness = [mean_loudness(clip[:, None]) for clip in clips]
    long = [level for level, clip in zip(loudness, clips, strict=True) if len(clip) >= SHORT * RATE]
    usual = float(np.median(long or loudness))
    found = []
    for clip, level in zip(clips, loudness, strict=True):
        free = FREE if len(clip) >= SHORT * RATE else FREE_SHORT
        off = level - usual
        excess = math.copysign(max(abs(off) - free, 0.0), off)
        peak = max(float(np.abs(clip).max(initial=0.0)), 1e-9)
        factor = min(gain(LOUDNESS - usual - excess), _LOUDEST / peak)
        found.append((clip * np.float32(factor)).astype(np.float32))
    return found


def keep_lines(name: str, lines: Sequence[NewLine], index: LineIndex, voices: Path) -> Path:
    """Write new lines into a recorded voice, beside or in place of those that it has.

    A new voice is written under another name and renamed when it is whole, and its voice file, without which there is no
    voice, comes last. In a voice that exists, clips come first under names of their own, then the index, which alone
    decides.

    Args:
        name: The voice's name.
        lines: At least one.
        index: What it has so far.
        voices: The user's folder of voices.

    Returns:
        The voice's file.

    Raises:
        OutputError: The folder cannot be written; the voice is then as it was.
    """
    folder, file = voices / name, voices / f"{name}.toml"
    try:
        voices.mkdir(parents=True, exist_ok=True)
        if folder.exists():
            _add(lines, index, folder)
            if not file.exists():
                _write(file, _voice_text(name, read_index(folder)).encode())
        else:
            _make(lines, index, folder, file)
    except OSError as error:
        raise OutputError(
            f"The folder '{voices}' cannot be written ({error.strerror or error}).",
            "Make room there, or give yourself the right to write to it.",
        ) from error
    return file


def _make(lines: Sequence[NewLine], index: LineIndex, folder: Path, file: Path) -> None:
    """A new voice, whole or absent."""
    prefix = f"{_PART}{folder.name}-"
    for left in folder.parent.glob(f"{prefix}*"):  # by a run that was killed
        shutil.rmtree(left, ignore_errors=True)
    part = folder.parent / f"{prefix}{secrets.token_hex(4)}"
    part.mkdir()
    try:
        after = _with_clips(lines, index, part, [])
        _write(part / INDEX, after.to_text().encode())
        part.replace(folder)
        try:
            _write(file, _voice_text(folder.name, after).encode())
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _add(lines: Sequence[NewLine], index: LineIndex, folder: Path) -> None:
    """More lines for a voice, or new takes of lines that it has; it is as it was if that fails."""
    made: list[Path] = []
    try:
        after = _with_clips(lines, index, folder, made)
        _write(folder / INDEX, after.to_text().encode())
        made.clear()
        _remove_others(folder, after)
    finally:
        for path in made:
            path.unlink(missing_ok=True)


def _with_clips(lines: Sequence[NewLine], index: LineIndex, folder: Path, made: list[Path]) -> LineIndex:
    """The index with the new lines, whose clips are written; `made` tells which, in case the work stops."""
    kept = dict(index.lines)
    for line, clip in zip(lines, levelled([line.samples for line in lines]), strict=True):
        data = _flac(clip)
        path = folder / f"{hashlib.sha256(data).hexdigest()[:20]}.flac"
        if not path.exists():
            made.append(path)
            _write(path, data)
        text = "" if line.personal else " ".join(line.text.split())
        kept[index.known.key(line.text)] = RecordedLine(path.name, round(len(clip) / RATE, 4), text)
    return LineIndex(index.salt, kept)


def _remove_others(folder: Path, index: LineIndex) -> None:
    """Take away the clips of lines that were recorded anew."""
    used = {line.clip for line in index.lines.values()}
    for path in folder.glob("*.flac"):
        if path.name not in used:
            path.unlink(missing_ok=True)


def _flac(clip: Mono) -> bytes:
    import soundfile

    out = io.BytesIO()
    soundfile.write(out, clip, RATE, format="FLAC", subtype="PCM_24")
    return out.getvalue()


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    with tempfile.NamedTemporaryFile(prefix=_PART, dir=path.parent, delete=False) as file:
        part = Path(file.name)
        try:
            file.write(data)
            file.close()
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def _voice_text(name: str, index: LineIndex) -> str:
    """A voice file whose figures are this speaker's own."""
    told = [line for line in index.lines.values() if words_in(line.text) >= 3] or list(index.lines.values())
    seconds = sum(line.seconds for line in told)
    words = sum(max(words_in(line.text), 1) for line in told)
    rate = min(max(60.0 * words / seconds, 40.0), 400.0)
    weights = sum(weight(line.text) for line in told)
    letter = max(seconds - _SPACE * len(told), 0.1) / weights if weights else 0.04
    return (
        f'title = "{name.capitalize()}"\n'
        f'engine = "{RECORDED}"\n'
        f'id = "{name}"\n'
        'language = "en"\n'
        'gender = "own voice"\n'
        'about = "A voice of your own, recorded line by line."\n'
        'licence = "the speaker\'s own"\n'
        "deterministic = true\n"
        f"loudness = {LOUDNESS:.1f}\n"
        "\n# A recording keeps its own pace; these figures only help to plan lines that are not recorded.\n"
        "[pace]\n"
        f"rates = [[0.9, {0.9 * rate:.0f}], [1.0, {rate:.0f}]]\n"
        "alone = 1.0\n"
        "\n[estimate]\n"
        f"sentence = {_SPACE}\n"
        f"letter = {min(letter, 0.2):.4f}\n"
        f"syllable = {min(2 * letter, 0.4):.4f}\n"
        "comma = 0.2\n"
    )
