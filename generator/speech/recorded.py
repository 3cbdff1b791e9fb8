"""A voice that somebody recorded, line by line: no model speaks, each utterance is the recording of that line.

A recorded voice is a folder of clips in a voices folder with an index, ``lines.json``: for each line its key, its clip
and its length in seconds, and its words where nobody in particular is meant. The words of one listener stand nowhere.
"""

import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from generator.errors import EngineError
from generator.plan.cues import Utterance
from generator.plan.recorded_lines import RecordedLines
from generator.plan.voice import RECORDED, Voice
from generator.speech.engine import InstalledVoice, Speech
from generator.speech.wording import require_speakable
from generator.units import Seconds

INDEX = "lines.json"
FORMAT = 1
_CLIP_NAME = re.compile(r"[0-9a-f]{8,64}\.(?:flac|wav)")
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
"""What a recorded voice may be called."""


@dataclass(frozen=True, slots=True)
class RecordedLine:
    """One line in an index."""

    clip: str
    """Name of its file in the voice's folder."""
    seconds: Seconds
    text: str = ""
    """Its words, for people who look; empty where they are one listener's."""


@dataclass(frozen=True, slots=True)
class LineIndex:
    """Which clip says which line."""

    salt: str
    lines: Mapping[str, RecordedLine] = field(default_factory=dict)
    """By key, as `RecordedLines.key` gives it."""

    @property
    def known(self) -> RecordedLines:
        """What planning needs of it."""
        return RecordedLines(self.salt, {key: line.seconds for key, line in self.lines.items()})

    def to_text(self) -> str:
        """The index as its file holds it."""
        lines = {
            key: {"clip": line.clip, "seconds": line.seconds, **({"text": line.text} if line.text else {})}
            for key, line in self.lines.items()
        }
        document = {"format": FORMAT, "salt": self.salt, "lines": lines}
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def find_folder(voice_id: str, folders: Sequence[Path]) -> Path | None:
    """The folder of a recorded voice, the user's own first; None where there is none."""
    if not NAME.fullmatch(voice_id):
        return None
    return next((folder / voice_id for folder in folders if (folder / voice_id / INDEX).is_file()), None)


def read_index(folder: Path) -> LineIndex:
    """The index of a recorded voice's folder.

    Raises:
        EngineError: It is missing or damaged.
    """
    try:
        kept = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        lines = {
            str(key): RecordedLine(str(line["clip"]), float(line["seconds"]), str(line.get("text", "")))
            for key, line in kept["lines"].items()
        }
        good = kept["format"] == FORMAT and all(
            _CLIP_NAME.fullmatch(line.clip) and math.isfinite(line.seconds) and line.seconds > 0
            for line in lines.values()
        )
        index = LineIndex(str(kept["salt"]), lines)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        good, index = False, LineIndex("")
    if not good:
        raise EngineError(
            f"The index of the recorded voice '{folder.name}' is missing or damaged.",
            f"Put '{folder / INDEX}' back, or record the voice again.",
        )
    return index


def lines_of(voice_id: str, folders: Sequence[Path]) -> RecordedLines:
    """The lines that a recorded voice has; none where its folder is gone or damaged, which its engine tells."""
    folder = find_folder(voice_id, folders)
    try:
        return read_index(folder).known if folder else RecordedLines("", {})
    except EngineError:
        return RecordedLines("", {})


class RecordedEngine:
    """Plays back what somebody recorded.

    Args:
        folders: Folders of voices, the user's own first.
    """

    name = RECORDED
    together = False

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        self._folders = tuple(folders)
        self._indexes: dict[str, tuple[Path, LineIndex]] = {}

    def problems(self, voice: Voice) -> tuple[str, ...]:
        """Why this voice cannot speak here."""
        try:
            folder, index = self._index(voice.id)
        except EngineError as error:
            return (str(error),)
        gone = sum(not (folder / line.clip).is_file() for line in index.lines.values())
        if gone:
            return (f"{gone} of its {len(index.lines)} recordings are gone. Put them back into '{folder}'.",)
        return ()

    def fingerprint(self, voice: Voice) -> str:
        """The recordings that there are."""
        _, index = self._index(voice.id)
        digest = hashlib.sha256(index.to_text().encode()).hexdigest()[:16]
        return f"recorded {FORMAT}, {len(index.lines)} lines, {digest}"

    def installed(self) -> tuple[InstalledVoice, ...]:
        """The recorded voices that lie in the folders; one without its voice file is none, or not yet."""
        found = {
            path.parent.name: InstalledVoice(path.parent.name, path.parent.name, "en", "")
            for folder in reversed(self._folders)
            for path in sorted(folder.glob(f"*/{INDEX}"))
            if NAME.fullmatch(path.parent.name) and (folder / f"{path.parent.name}.toml").is_file()
        }
        return tuple(found.values())

    def synthesize(self, utterance: Utterance, voice: Voice, speed: float) -> Speech:  # noqa: ARG002 - a recording has its own
        """The recording of these words.

        Raises:
            EngineError: There is none, or its file is damaged or gone.
        """
        import soundfile

        require_speakable(utterance, voice.language)
        folder, index = self._index(voice.id)
        line = index.lines.get(index.known.key(utterance.text))
        if line is None:
            raise EngineError(
                f"The voice '{voice.name}' has no recording of one of these lines.",
                "`innerally cue-sheet` tells which lines there are to record.",
            )
        try:
            samples, rate = soundfile.read(str(folder / line.clip), dtype="float32", always_2d=True)
        except (soundfile.LibsndfileError, OSError) as error:
            raise EngineError(
                f"The recording '{voice.id}/{line.clip}' is damaged or gone.",
                "Put it back, or record that line again.",
            ) from error
        return Speech(np.ascontiguousarray(samples[:, 0]), rate)

    def close(self) -> None:
        """Forget what was read."""
        self._indexes.clear()

    def _index(self, voice_id: str) -> tuple[Path, LineIndex]:
        if voice_id not in self._indexes:
            folder = find_folder(voice_id, self._folders)
            if folder is None:
                raise EngineError(
                    f"There are no recordings of the voice '{voice_id[:60]}' in the voices folders.",
                    "Put its folder back beside its voice file, or record it with: innerally voices add-recording",
                )
            self._indexes[voice_id] = folder, read_index(folder)
        return self._indexes[voice_id]
