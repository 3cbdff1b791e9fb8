"""What was spoken once is kept: clips under names that tell nothing, personal ones apart from all others."""

import contextlib
import hmac
import json
import os
import secrets
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from generator.errors import OutputError
from generator.plan.cues import Utterance
from generator.sound.clip import DamagedClip, Mono, StoredClip, open_clip, write_clip

_SECRET_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Saying:
    """Everything that a clip's samples depend on."""

    utterance: Utterance
    voice_id: str
    """The engine's own name for the voice."""
    fingerprint: str
    """The engine's libraries and model."""
    speed: float
    """Engine speed."""


class ClipStore:
    """Clips by what was said; a context manager that deletes, when left, what was kept for this run only.

    The cache is a convenience, so a folder that cannot be written costs time and never a track: such clips go
    to the same private temporary folder as personal ones that nobody asked to keep.

    Args:
        shared: Folder of clips that hold no personal words.
        personal: Folder of one listener's clips; None when nothing personal may stay on disk.
        secret: Key of the clips' names, since a plain hash of "Hello, Sam" can be guessed.
    """

    def __init__(self, shared: Path, personal: Path | None, secret: bytes) -> None:
        self._shared = shared
        self._personal = personal
        self._secret = secret
        self._passing: Path | None = None

    def __enter__(self) -> "ClipStore":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def find(self, saying: Saying) -> StoredClip | None:
        """The clip, if it is here and whole; a damaged one counts as absent."""
        name = self._name(saying)
        for folder in (self._lasting(saying), self._passing):
            if folder is not None:
                with contextlib.suppress(DamagedClip):
                    clip = open_clip(folder / name)
                    _note_use(clip.path)
                    return clip
        return None

    def keep(self, saying: Saying, samples: Mono, rate: int) -> StoredClip:
        """Store a clip.

        Raises:
            OutputError: Not even a temporary folder can be written.
        """
        folder = self._lasting(saying)
        if folder is not None:
            with contextlib.suppress(OutputError):
                return write_clip(folder / self._name(saying), samples, rate)
        return write_clip(self._passing_folder() / self._name(saying), samples, rate)

    def close(self) -> None:
        """Delete what was kept for this run only."""
        folder, self._passing = self._passing, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def _lasting(self, saying: Saying) -> Path | None:
        return self._personal if saying.utterance.personal else self._shared

    def _passing_folder(self) -> Path:
        if self._passing is None:
            try:
                self._passing = Path(tempfile.mkdtemp(prefix="innerally-clips-"))
            except OSError as error:
                raise OutputError(
                    f"No temporary folder can be made for spoken clips ({error.strerror}).",
                    "Make room on the disk.",
                ) from error
        return self._passing

    def _name(self, saying: Saying) -> str:
        utterance = saying.utterance
        said = [[part.start, part.end, part.sound] for part in utterance.said]
        whole = [1, saying.fingerprint, saying.voice_id, f"{saying.speed:.4f}", utterance.text, said]
        key = hmac.new(self._secret, json.dumps(whole).encode(), "sha256").hexdigest()
        return f"{key[:2]}/{key}.clip"


def _note_use(path: Path) -> None:
    """Set its time of access, which many a system doesn't keep: what was used lately is forgotten last."""
    with contextlib.suppress(OSError):
        os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))


def installation_secret(folder: Path) -> bytes:
    """This installation's key for the clips' names: made once, readable by its owner only.

    Where it cannot be kept, this run gets one of its own: clips are then spoken again the next time.
    """
    path = folder / "secret"
    with contextlib.suppress(OSError):
        if len(known := path.read_bytes()) == _SECRET_LENGTH:
            return known
    fresh = secrets.token_bytes(_SECRET_LENGTH)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".secret-", dir=folder)  # made with mode 0600
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(fresh)
            _settle(part, path)
            known = path.read_bytes()
        finally:
            part.unlink(missing_ok=True)
    except OSError:
        return fresh
    return known if len(known) == _SECRET_LENGTH else fresh


def _settle(part: Path, path: Path) -> None:
    """Put the new secret in place, unless another process was first: both must end with the same one."""
    try:
        path.hardlink_to(part)
    except FileExistsError:
        if path.stat().st_size != _SECRET_LENGTH:
            part.replace(path)  # cut short by a crash
    except OSError:
        part.replace(path)  # a disk without hard links
