"""A therapist's plain script into one of ours: read, measured, written among the user's own, and looked over."""

import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from generator.checking import Remark, check_scripts
from generator.deliver.publish import check_name, write_text
from generator.errors import ChoiceError, Location, OutputError, ScriptError
from generator.library import DEFAULT_VOICE, Library
from generator.plan.cues import Chapter, Say, Script, Utterance
from generator.plan.foreign import Foreign, read_foreign
from generator.plan.layout import Guidance
from generator.plan.marks import Sites
from generator.plan.pauses import Form
from generator.plan.practice import FENCE, LONGEST_MINUTES
from generator.plan.schedule import natural
from generator.plan.script import parse
from generator.plan.situations import SESSION, SITUATIONS
from generator.texts import decoded
from generator.units import spoken_length, to_samples, to_seconds

ENDING = ".md"
LARGEST = 500_000
"""Bytes of a plain script; two hours of speech come to a fifth of it."""
LONGEST_ID, LONGEST_TITLE = 60, 80
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_OTHER_FILES = (  # how they begin, in small letters
    (b"pk\x03\x04", "a Word or other office document"),
    (b"\xd0\xcf\x11\xe0", "an old Word document"),
    (b"{\\rtf", "a rich text document"),
    (b"%pdf", "a PDF"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
)

_SCRIPT = """\
{fence}
# Imported from a plain script; every word and pause below may be changed. scripts/README.md explains the lines.
id = {id}
title = {title}
# Shown on a lock screen, so it says nothing about anybody.
quiet_title = "Quiet minutes"
# One sentence on what it is for, and one small thing to do afterwards: please write your own.
aim = {aim}
flow = "none"
# At "steady" pauses may be of any length, and anybody may render it; "clinic" would ask for --clinician.
level = "steady"
# Add "bedtime" or "commute" if its words fit a listener in bed, or a passenger with open eyes.
situations = ["session"]
# What a listener may ask to do without, once its words allow it: options = ["no-breath", "eyes-open"]
carry_on = "Take one thing from this with you."

[lengths.steady]
standard = {minutes:g}
{fence}

{body}"""


@dataclass(frozen=True, slots=True)
class Imported:
    """A script that was taken in."""

    path: Path
    """Where it is now."""
    id: str
    title: str
    found: bool
    """Whether `render` knows it by its id: it lies in the user's own scripts folder."""
    minutes: float
    """Length with its own pauses at the usual pace, by the usual voice's estimate."""
    pace: float
    """Words a minute within paragraphs."""
    sentences: int
    pauses: int
    """Pauses that its author wrote."""
    chapters: tuple[str, ...]
    asides: tuple[str, ...]
    """What stood in brackets and is no pause, so that it is read aloud."""
    remarks: tuple[Remark, ...]
    """What the checker says about it."""

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {
            "path": str(self.path),
            "id": self.id,
            "title": self.title,
            "minutes": self.minutes,
            "sentences": self.sentences,
            "pauses": self.pauses,
            "chapters": list(self.chapters),
            "asides": list(self.asides),
            "remarks": [remark.as_json() for remark in self.remarks],
        }


def import_script(file: str, library: Library, *, output: str | None = None, force: bool = False) -> Imported:
    """Turn a plain script into one of ours.

    Args:
        file: Path of a plain text: UTF-8, UTF-16 with its mark, or Windows-1252.
        library: Where the user's own scripts are.
        output: A folder, or a file ending in `.md`; the user's own scripts folder when None.
        force: Whether a script of the same name may be replaced.

    Raises:
        ScriptError: The file is no plain text, says nothing, or lasts too long.
        ChoiceError: `output` is no name that a script can have.
        OutputError: There is a script of this name already, or the place cannot be written.
    """
    text = _text(file)
    foreign = read_foreign(text)
    if not foreign.speaks:
        what = "holds pauses or headings, but no words to say" if foreign.blocks else "is empty"
        raise ScriptError(f"This file {what}.", "Write at least one sentence.", where=Location(file))
    path = _place(file, library, output)
    _refuse_taken(path, library, force=force)
    script = parse(foreign.body(), Sites(), form=Form("standard", "steady"), file=file)
    pace = SITUATIONS[SESSION].pace
    minutes = _minutes(script, library, pace, file)
    title = _title(foreign, file)
    write_text(path, _as_script(path.stem, title, minutes, foreign))
    return Imported(
        path=path,
        id=path.stem,
        title=title,
        found=_is_own(path, library),
        minutes=minutes,
        pace=pace,
        sentences=sum(isinstance(cue, Say) for cue in script.cues),
        pauses=foreign.pauses,
        chapters=tuple(cue.title for cue in script.cues if isinstance(cue, Chapter)),
        asides=foreign.asides,
        remarks=check_scripts([str(path)], library).remarks,
    )


def _text(file: str) -> str:
    where = Location(file)
    try:
        size = Path(file).stat().st_size
        if size > LARGEST:
            raise ScriptError(
                f"This file has {size / 1e6:.1f} MB, and no script that fits into two hours has more than"
                f" {LARGEST / 1e6:g}.",
                "Choose the script alone, as plain text.",
                where=where,
            )
        raw = Path(file).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScriptError(f"The script cannot be read: {reason}.", "Check its path.", where=where) from error
    text = _decoded(raw, where)
    if text.startswith(FENCE):
        raise ScriptError(
            "This is a script of ours already.",
            "Put it into the scripts folder that `innerally doctor` names.",
            where=where,
        )
    return text


def _decoded(raw: bytes, where: Location) -> str:
    head = raw[:500].lstrip().lower()
    for signature, kind in _OTHER_FILES:
        if head.startswith(signature):
            raise ScriptError(
                f"This is {kind}, not plain text.",
                "Save it as plain text (in Word: Save As, Plain Text), and import that.",
                where=where,
            )
    text = decoded(raw)
    if text is None:
        raise ScriptError("This is not a plain text file.", "Save the script as plain text.", where=where)
    return text


def _place(file: str, library: Library, output: str | None) -> Path:
    if output is not None and output.endswith(ENDING):
        path = Path(output)
        if not _ID.fullmatch(path.stem) or not path.stem.islower():
            raise ChoiceError(
                f"'{path.name[:60]}' is no name for a script.",
                "Use small letters, digits and '-', such as safe-place.md.",
            )
        return path
    folder = library.scripts[0] if output is None else Path(output)
    return folder / f"{_slug(Path(file).stem)}{ENDING}"


def _slug(name: str) -> str:
    """A name as ids are written: what is no Latin letter or digit becomes a dash."""
    latin = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", latin).strip("-")[:LONGEST_ID].strip("-")
    return slug if slug.islower() else f"script-{slug}".rstrip("-")


def _refuse_taken(path: Path, library: Library, *, force: bool) -> None:
    check_name(path)
    if force:
        return
    mend = "Give your text file another name, or add --force."
    if path.exists():
        raise OutputError(f"There is a file '{path.name}' in '{path.parent}' already.", mend)
    if _is_own(path, library) and (library.scripts[-1] / path.name).exists():
        raise OutputError(
            f"'{path.stem}' is the name of a practice of ours, and your script would stand in for it.", mend
        )


def _is_own(path: Path, library: Library) -> bool:
    return path.parent.resolve() == library.scripts[0].resolve()


def _minutes(script: Script, library: Library, pace: float, file: str) -> float:
    voice = library.voice(DEFAULT_VOICE)
    speed = voice.speed(pace)

    def estimate(utterance: Utterance) -> int:
        return to_samples(voice.estimate(utterance.text, speed))

    seconds = to_seconds(natural(script, estimate, Guidance(None, pace)).timeline.length)
    if seconds > LONGEST_MINUTES * 60:
        raise ScriptError(
            f"This script would last about {spoken_length(seconds)}, and {LONGEST_MINUTES} minutes is the most.",
            "Divide it into several files.",
            where=Location(file),
        )
    return max(0.1, round(seconds / 60, 1))


def _title(foreign: Foreign, file: str) -> str:
    stem = " ".join(re.sub(r"[-_]+", " ", Path(file).stem).split())
    title = foreign.title or (stem[:1].upper() + stem[1:])
    title = "".join(c for c in title if c.isprintable()).strip() or "A script of mine"
    return title if len(title) <= LONGEST_TITLE else title[:LONGEST_TITLE].rsplit(" ", 1)[0] + "…"


def _as_script(name: str, title: str, minutes: float, foreign: Foreign) -> str:
    aim = f"Spend some quiet minutes with '{title}'."
    quoted = {"id": name, "title": title, "aim": aim}  # a JSON string without control signs is a TOML string
    return _SCRIPT.format(
        fence=FENCE,
        minutes=minutes,
        body=foreign.body(),
        **{key: json.dumps(value, ensure_ascii=False) for key, value in quoted.items()},
    )
