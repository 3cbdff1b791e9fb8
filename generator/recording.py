"""A voice that somebody recorded at home: their takes become the lines of a cue sheet, and a voice that speaks them."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.errors import ChoiceError, SoundFileError
from generator.examples import examples_of
from generator.faults import another_text, faulty, judged
from generator.hearing import Ear, by_number
from generator.library import Library
from generator.plan.cue_sheet import CueSheet, Line
from generator.plan.voice import RECORDED
from generator.progress import OnProgress, Progress
from generator.sound.takes import NARROW_RATE, Take, read_take
from generator.speech.recorded import NAME, LineIndex, find_folder, read_index
from generator.speech.recorded_files import NewLine, keep_lines

LISTENING, COMPARING = "listening", "comparing"
_NOT_SOUND = (".txt", ".md", ".toml", ".csv", ".pdf", ".json", ".ini", ".db")
_STRANGE = 0.5
"""Where more than this share of the lines is missing, it is another text."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How a recording is to be taken."""

    name: str
    """Name of the voice."""
    lines: tuple[int, ...] = ()
    """Numbers of the lines that it holds; empty for all."""
    add: bool = False
    """The voice exists, and these lines are to be added to it."""
    keep_good: bool = False
    """Keep the lines that are well, where others are not."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a recording."""

    voice: Path
    """The voice's file."""
    kept: tuple[int, ...]
    """Numbers of the lines that the voice has from it."""
    faults: tuple[str, ...]
    """What is wrong with the others, a sentence each."""
    noises: int
    """Breaths, coughs and knocks that were left out."""
    earlier: int
    """Earlier takes, and other talk, that were left out."""
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The result as plain data."""
        return {
            "voice": str(self.voice),
            "kept": list(self.kept),
            "faults": list(self.faults),
            "noises": self.noises,
            "earlier_takes": self.earlier,
            "notes": list(self.notes),
        }


def add_recording(
    source: Path, sheet: CueSheet, wish: Wish, library: Library, on_progress: OnProgress
) -> Added:
    """Make, or add to, a voice from somebody's recording of a cue sheet.

    Args:
        source: A sound file, or a folder of them: one for each line, or takes of several lines in order of name.
        sheet: What was read.
        wish: How the recording is to be taken.
        library: Where voices are kept.
        on_progress: Told how far the work is; it may raise to stop, and nothing has changed then.

    Raises:
        ChoiceError: The name is taken, or no name for a voice; or a line number that the sheet has not.
        SoundFileError: A file is no sound.
        RecordingError: Lines are missing or wrong, and `keep_good` was not asked for.
        OutputError: The voices folder cannot be written.
    """
    index = _index_for(wish, library)
    wanted = _wanted(sheet, wish)
    files = _files(source)
    takes = []
    for number, path in enumerate(files):
        on_progress(Progress(LISTENING, 0.5 * number / len(files)))
        takes.append(read_take(path))
    examples = examples_of(
        [line.utterance for line in sheet.lines],
        library,
        lambda share: on_progress(Progress(COMPARING, 0.5 + 0.3 * share)),
    )
    on_progress(Progress(COMPARING, 0.8))
    numbered = by_number(takes, wanted)
    ear = Ear(takes, sheet.lines, examples)
    heard = ear.each_alone(numbered) if numbered else ear.all_together(wanted)
    on_progress(Progress(COMPARING, 0.95))
    missing = [line for line in heard.missing if wish.lines or line.text not in index.known]
    if len(missing) > _STRANGE * len(wanted) and not wish.keep_good:
        raise another_text(missing, wanted)
    faults, good = judged(heard, missing)
    if (faults and not wish.keep_good) or not good:
        raise faulty(faults, wanted, good)
    lines = [
        NewLine(
            item.line.text,
            item.take.clip(item.spans),
            personal=bool(item.line.codes) or item.line.utterance.personal,
        )
        for item in good
    ]
    voice = keep_lines(wish.name, lines, index, library.voices[0])
    on_progress(Progress(COMPARING, 1.0))
    return Added(
        voice,
        tuple(item.line.number for item in good),
        tuple(faults),
        heard.noises,
        heard.earlier,
        _notes(takes, by_number=bool(numbered)),
    )


def _index_for(wish: Wish, library: Library) -> LineIndex:
    """The index of the voice that the lines go to; a fresh one for a new voice.

    Raises:
        ChoiceError: It can have no such name.
    """
    name = wish.name
    if not NAME.fullmatch(name):
        raise ChoiceError(
            f"A recorded voice cannot be called '{name[:60]}'.",
            "Use up to 40 small letters, digits and '-', such as --as anna.",
        )
    own = library.voices[0]
    exists = name in library.voice_names()
    if exists and (library.voice(name).engine != RECORDED or not (own / f"{name}.toml").is_file()):
        raise ChoiceError(f"'{name}' is the name of a voice already.", "Choose another name with --as.")
    if exists and not wish.add:
        raise ChoiceError(
            f"You have recorded a voice '{name}' already.",
            "To put these lines into it, new ones in place of old ones, say --add; or choose another name with --as.",
        )
    folder = find_folder(name, (own,))
    return read_index(folder) if folder else LineIndex(secrets.token_hex(8))


def _wanted(sheet: CueSheet, wish: Wish) -> tuple[Line, ...]:
    lines = {line.number: line for line in sheet.lines}
    unknown = [number for number in wish.lines if number not in lines]
    if unknown:
        raise ChoiceError(f"The cue sheet has no line {unknown[0]}.", f"Its lines go from 1 to {len(lines)}.")
    return tuple(lines[number] for number in sorted(wish.lines)) if wish.lines else sheet.lines


def _files(source: Path) -> list[Path]:
    """The sound files of a folder in order of name, or the one file.

    Raises:
        SoundFileError: There is none.
    """
    if not source.exists():
        raise SoundFileError(f"There is no file or folder '{source}'.", "Check the name.")
    if source.is_file():
        return [source]
    files = [
        path
        for path in source.iterdir()
        if path.is_file() and not path.name.startswith(".") and path.suffix.lower() not in _NOT_SOUND
    ]
    if not files:
        raise SoundFileError(
            f"The folder '{source}' holds no sound files.", "Name the folder with the recordings."
        )
    return sorted(files, key=lambda path: [int(part) if part.isdigit() else part for part in _parts(path)])


def _parts(path: Path) -> list[str]:
    return re.split(r"(\d+)", path.stem.lower())


def _notes(takes: Sequence[Take], *, by_number: bool) -> tuple[str, ...]:
    notes = []
    if len(takes) > 1:
        way = "by the numbers in their names" if by_number else "in the order of their names"
        notes.append(f"The {len(takes)} files were taken {way}.")
    narrow = [take for take in takes if take.rate < NARROW_RATE]
    if narrow:
        notes.append(
            f"'{narrow[0].name}' was recorded with {narrow[0].rate} frames a second, as a telephone sounds;"
            " 44,100 or more sounds much better."
        )
    return tuple(notes)
