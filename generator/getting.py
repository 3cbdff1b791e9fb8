"""Getting one of the embedded engine's other voices: what it is and weighs is said before anything is fetched."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from generator.errors import ChoiceError, did_you_mean
from generator.library import Library
from generator.plan.voice import Voice
from generator.progress import OnProgress, Progress
from generator.speech.download import Remote, fetch, megabytes, part_of
from generator.speech.engine import open_engine
from generator.speech.neural import base_address, registry

FETCHING = "fetching"
ENGINE = "neural"


@dataclass(frozen=True, slots=True)
class Offer:
    """A voice that can be fetched."""

    voice: Voice
    remote: Remote
    path: Path
    """Where its model goes."""

    @property
    def here(self) -> bool:
        """True when it is here already, whole."""
        return self.path.is_file() and not open_engine(ENGINE, (self.path.parent,)).problems(self.voice)

    def told(self) -> str:
        """What it is, what it weighs, where it comes from and goes to, in a sentence for people."""
        begun = part_of(self.path)
        rest = f" {megabytes(begun.stat().st_size)} of it are here already." if begun.is_file() else ""
        return (
            f"{self.voice.title} ({self.voice.language}, {self.voice.gender}): {megabytes(self.remote.size)}"
            f" from {urlsplit(self.remote.url).hostname}, into {self.path.parent}.{rest}"
        )


def offer(name: str, library: Library) -> Offer:
    """What getting this voice would mean.

    Raises:
        ChoiceError: There is no such voice, or it is not one to be fetched.
        EngineError: The embedded engine's package is missing.
    """
    known = registry()
    names = {
        voice: known[voice]
        for voice in library.voice_names()
        if voice in known and not known[voice].get("bundled")
    }
    if name not in names:
        if name in library.voice_names():
            voice = library.voice(name)
            problems = open_engine(voice.engine, library.voices).problems(voice)
            raise ChoiceError(
                f"The voice '{name}' is not one that can be fetched.",
                " ".join(problems) or "It is here already.",
            )
        raise ChoiceError(f"There is no voice '{name[:60]}' to fetch.", did_you_mean(name[:60], names))
    facts = names[name]
    remote = Remote(base_address() + facts["file"], facts["bytes"], facts["sha256"])
    return Offer(library.voice(name), remote, library.voices[0] / facts["file"])


def get(wanted: Offer, on_progress: OnProgress) -> Path:
    """Fetch the voice, unless it is here.

    Args:
        wanted: What `offer` told.
        on_progress: Told how far it is; may raise to stop, and the next attempt goes on from there.

    Raises:
        DownloadError: It could not be fetched.
        OutputError: Its folder cannot be written.
    """
    if not wanted.here:
        fetch(
            wanted.remote,
            wanted.path,
            lambda have: on_progress(Progress(FETCHING, have / wanted.remote.size)),
        )
    return wanted.path
