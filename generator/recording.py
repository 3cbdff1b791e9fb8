"""A voice that somebody recorded at home: their takes become the lines of a cue sheet, and a voice that speaks them."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten

from generator.errors import ChoiceError, RecordingError, SoundFileError
from generator.library import Library
from generator.plan.alignment import Alignment, Found, Stretch, align
from generator.plan.cue_sheet import CueSheet, Line, number_ranges
from generator.plan.voice import RECORDED
from generator.progress import OnProgress, Progress
from generator.sound.likeness import has_voice, said_again
from generator.sound.takes import NARROW_RATE, Span, Take, read_take
from generator.speech.recorded import NAME, LineIndex, find_folder, read_index
from generator.speech.recorded_files import NewLine, keep_lines
from generator.units import RATE, Seconds, to_seconds

LISTENING = "listening"
_BETWEEN_FILES: Seconds = 2.0
_NOT_SOUND = (".txt", ".md", ".toml", ".csv", ".pdf", ".json", ".ini", ".db")
_LONGEST_LINE_FILE: Seconds = 90.0
_MOST_NAMED = 12
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


@dataclass(frozen=True, slots=True)
class Placed:
    """A line in its take."""

    line: Line
    take: Take
    spans: tuple[Span, ...]
    found: Found


@dataclass(slots=True)
class _Heard:
    """What was found so far."""

    placed: list[Placed]
    missing: list[Line]
    noises: int = 0
    earlier: int = 0


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
        on_progress(Progress(LISTENING, 0.6 * number / len(files)))
        takes.append(read_take(path))
    on_progress(Progress(LISTENING, 0.6))
    by_number = _by_number(takes, wanted)
    heard = _each_alone(takes, by_number) if by_number else _all_together(takes, wanted)
    on_progress(Progress(LISTENING, 0.8))
    missing = [line for line in heard.missing if wish.lines or line.text not in index.known]
    if len(missing) > _STRANGE * len(wanted) and not wish.keep_good:
        raise _another_text(missing, wanted)
    faults, good = _judged(heard.placed, missing)
    if (faults and not wish.keep_good) or not good:
        raise _faulty(faults, sheet, good)
    lines = [
        NewLine(
            item.line.text,
            item.take.clip(item.spans),
            personal=bool(item.line.codes) or item.line.utterance.personal,
        )
        for item in good
    ]
    voice = keep_lines(wish.name, lines, index, library.voices[0])
    on_progress(Progress(LISTENING, 1.0))
    return Added(
        voice,
        tuple(item.line.number for item in good),
        tuple(faults),
        heard.noises,
        heard.earlier,
        _notes(takes, by_number=bool(by_number)),
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


def _by_number(takes: Sequence[Take], wanted: Sequence[Line]) -> dict[int, Line]:
    """The line of each take, where every file is named by a line's number; else none."""
    lines = {line.number: line for line in wanted}
    found: dict[int, Line] = {}
    for at, take in enumerate(takes):
        numbers = [int(part) for part in _parts(Path(take.name)) if part.isdigit()]
        line = lines.get(numbers[-1]) if numbers else None
        if line is None or to_seconds(len(take.samples)) > _LONGEST_LINE_FILE:
            return {}
        found[at] = line
    numbered = {line.number for line in found.values()}
    return found if len(numbered) == len(found) else {}


def _stretches(take: Take) -> list[Stretch]:
    sounds = [take.sound(span) for span in take.spans]
    voiced = [has_voice(sound) for sound in sounds]
    again = said_again(sounds, voiced)
    ends = [0, *(span[1] for span in take.spans)]
    return [
        Stretch(to_seconds(span[1] - span[0]), to_seconds(span[0] - end), voice, earlier)
        for span, end, voice, earlier in zip(take.spans, ends, voiced, again, strict=False)
    ]


def _each_alone(takes: Sequence[Take], lines: dict[int, Line]) -> _Heard:
    """One file for each line: every file is read for its own line."""
    heard = _Heard([], [])
    expected = _pace(takes, lines)
    for at, take in enumerate(takes):
        stretches = _stretches(take)
        alignment = align(stretches, [lines[at].text], pace=expected)
        _note(heard, alignment, [lines[at]], [(take, span) for span in take.spans], stretches)
    return heard


def _pace(takes: Sequence[Take], lines: dict[int, Line]) -> float | None:
    """What a letter takes this speaker, from all files together."""
    whole = [
        Stretch(sum(to_seconds(end - start) for start, end in take.spans), _BETWEEN_FILES) for take in takes
    ]
    return align(whole, [lines[at].text for at in range(len(takes))]).pace if len(takes) > 1 else None


def _all_together(takes: Sequence[Take], wanted: Sequence[Line]) -> _Heard:
    """Takes of several lines, one after the other."""
    stretches: list[Stretch] = []
    places: list[tuple[Take, Span]] = []
    for take in takes:
        own = _stretches(take)
        if own:
            own[0] = Stretch(own[0].seconds, _BETWEEN_FILES, own[0].voiced, own[0].earlier)
        stretches += own
        places += [(take, span) for span in take.spans]
    heard = _Heard([], [])
    _note(heard, align(stretches, [line.text for line in wanted]), wanted, places, stretches)
    return heard


def _note(
    heard: _Heard,
    alignment: Alignment,
    lines: Sequence[Line],
    places: Sequence[tuple[Take, Span]],
    stretches: Sequence[Stretch],
) -> None:
    for line, found in zip(lines, alignment.lines, strict=True):
        if found is None:
            heard.missing.append(line)
            continue
        own = places[found.first : found.last + 1]
        heard.placed.append(Placed(line, own[0][0], tuple(span for _, span in own), found))
    voices = sum(stretches[at].voiced for at in alignment.left)
    heard.earlier += voices
    heard.noises += len(alignment.left) - voices


def _judged(placed: Sequence[Placed], missing: Sequence[Line]) -> tuple[list[str], list[Placed]]:
    """What is wrong, a sentence each, and the lines with which nothing is."""
    faults = [f"Line {line.number} is missing: {_quoted(line)}." for line in missing]
    good: list[Placed] = []
    for item in placed:
        fault = next(filter(None, (check(item) for check in (_wrong_length, _too_loud, _past_its_beat))), "")
        if fault:
            faults.append(fault)
        else:
            good.append(item)
    return faults, good


def _wrong_length(item: Placed) -> str:
    if not item.found.doubtful:
        return ""
    words = f"{item.line.words} words" if item.line.words > 1 else "one word"
    return (
        f"Line {item.line.number} lasts {item.found.seconds:.1f} s, but its {words} usually take you"
        f" {item.found.expected:.1f} s: {_quoted(item.line)}."
    )


def _too_loud(item: Placed) -> str:
    if not any(item.take.clipped(span) for span in item.spans):
        return ""
    return f"Line {item.line.number} is clipped, that is, too loud for the recorder: {_quoted(item.line)}."


def _past_its_beat(item: Placed) -> str:
    length = len(item.take.clip(item.spans)) / RATE if item.line.beat else 0.0
    if length <= item.line.beat:
        return ""
    return (
        f"Line {item.line.number}, {_quoted(item.line)}, lasts {length:.1f} s,"
        f" but a counted breath has {item.line.beat:g} s for it."
    )


def _quoted(line: Line) -> str:
    return f"“{shorten(line.text, 70, placeholder=' …').rstrip('.')}”"


def _another_text(missing: Sequence[Line], wanted: Sequence[Line]) -> RecordingError:
    return RecordingError(
        f"{len(missing)} of {len(wanted)} lines cannot be found in the recording, so it seems to be of another text.",
        "Print the cue sheet with the same options and compare; for some of its lines alone, name them: --lines 3,7-9.",
    )


def _faulty(faults: Sequence[str], sheet: CueSheet, good: Sequence[Placed]) -> RecordingError:
    named = "\n  ".join(faults[:_MOST_NAMED])
    more = f"\n  and {len(faults) - _MOST_NAMED} more" if len(faults) > _MOST_NAMED else ""
    count = "1 line needs" if len(faults) == 1 else f"{len(faults)} lines need"
    bad = {line.number for line in sheet.lines} - {item.line.number for item in good}
    again = f" and record the rest again with --add --lines {number_ranges(sorted(bad))}" if good else ""
    return RecordingError(
        f"{count} another take, so nothing was kept:\n  {named}{more}\n",
        f"Say --keep-good to keep the lines that are well,{again or ' or record them again'}.",
    )


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
