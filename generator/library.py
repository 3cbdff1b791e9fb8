"""Finds scripts, voices and locales: the user's folders first, then what came with the program.

What reads each kind of file is imported when one is asked for, so that listing the practices starts at once.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import ChoiceError, Location, ScriptError, did_you_mean
from generator.plan.practice import Practice, read_practice

if TYPE_CHECKING:
    import re

    from generator.forms import Book
    from generator.plan.clinic import Clinic
    from generator.plan.cues import Script
    from generator.plan.handout_words import HandoutWords
    from generator.plan.lexicon import Lexicon
    from generator.plan.personal import Words
    from generator.plan.programme import Programme
    from generator.plan.safety import Locale
    from generator.plan.template import Templates
    from generator.plan.voice import Voice

APP = "innerally"
HOME_VARIABLE = "INNERALLY_HOME"
"""Environment variable that puts all of the user's own folders into one place."""
DEFAULT_VOICE = "heart"
DEFAULT_LOCALE = "en-GB"
CLINIC = "clinic.toml"
"""A clinic's details, in the user's own folder."""
PASSAGE = "passage.md"
OWN_WORDS = "say.toml"
"""The user's own list of how words are said, in their folder of voices."""


@dataclass(frozen=True, slots=True)
class Library:
    """The folders that a run reads from and writes to."""

    scripts: tuple[Path, ...]
    """Script folders, the user's own first."""
    voices: tuple[Path, ...]
    """Voice folders, the user's own first."""
    cache: Path
    """Clips that were spoken before, and the installation's secret."""
    output: Path
    """Where tracks go unless told otherwise."""

    @property
    def own(self) -> Path:
        """The user's own folder, with `scripts`, `voices` and `clinic.toml` in it."""
        return self.scripts[0].parent

    def held(self) -> "Library":
        """The same library for one piece of work: each file is read once."""
        return _Held(self.scripts, self.voices, self.cache, self.output)

    def practices(self) -> dict[str, Practice]:
        """Every practice, by id.

        Raises:
            ScriptError: A script's front matter is broken.
        """
        return {name: _practice_at(path) for name, path in sorted(self._practice_files().items())}

    def practice(self, name: str) -> Practice:
        """One practice; the others are not looked at.

        Raises:
            ChoiceError: There is none of this name.
            ScriptError: Its front matter is broken.
        """
        files = self._practice_files()
        if name not in files:
            raise ChoiceError(
                f"There is no practice '{name[:60]}'.",
                did_you_mean(name[:60], files, "`innerally practices` lists them."),
            )
        return _practice_at(files[name])

    def _practice_files(self) -> dict[str, Path]:
        found = (path for folder in reversed(self.scripts) for path in folder.glob("*.md"))
        return {path.stem: path for path in found if path.stem.islower()}

    def templates(self) -> "Templates":
        """The environment that scripts are rendered in."""
        import jinja2

        from generator.plan.template import Templates

        return Templates(jinja2.FileSystemLoader([str(folder) for folder in self.scripts]))

    def words(self) -> "Words":
        """Word lists that personal sentences are made from."""
        from generator.plan.kinds import read_kinds
        from generator.plan.personal import Words
        from generator.plan.struggles import read_struggles

        kinds, struggles = "words/kinds.toml", "words/struggles.toml"
        return Words(
            read_kinds(_read(self._find(self.scripts, kinds)), f"scripts/{kinds}"),
            read_struggles(_read(self._find(self.scripts, struggles)), f"scripts/{struggles}"),
        )

    def harsh(self) -> "re.Pattern[str]":
        """Turns of phrase that may wound."""
        from generator.plan.harsh import read_harsh

        file = "words/harsh.toml"
        return read_harsh(_read(self._find(self.scripts, file)), f"scripts/{file}")

    def book(self) -> "Book":
        """What scripts are rendered from."""
        from generator.forms import Book

        return Book(self.templates(), self.words(), self.lexicon())

    def locale(self) -> "Locale":
        """Support lines and watch-words of the system's language; the United Kingdom's where we have none for it."""
        from generator.plan.safety import read_locale

        spoken = (os.environ.get("LC_ALL") or os.environ.get("LANG") or "").split(".")[0].replace("_", "-")
        names = [name for name in (spoken, DEFAULT_LOCALE) if name.replace("-", "").isalnum()]
        for name in names:
            for folder in self.scripts:
                path = folder / "locales" / f"{name}.toml"
                if path.is_file():
                    return read_locale(_read(path), str(path))
        raise ScriptError(
            "The support lines are missing.", f"Put back scripts/locales/{DEFAULT_LOCALE}.toml."
        )

    def programmes(self) -> tuple["Programme", ...]:
        """Every programme, in order of name.

        Raises:
            ScriptError: One of them is broken.
        """
        return tuple(self.programme(name) for name in sorted(self._programme_files()))

    def programme(self, name: str) -> "Programme":
        """One programme.

        Raises:
            ChoiceError: There is none of this name.
            ScriptError: Its file is broken.
        """
        from generator.plan.programme import read_programme

        files = self._programme_files()
        if name not in files:
            raise ChoiceError(f"There is no programme '{name[:60]}'.", did_you_mean(name[:60], files))
        return read_programme(_read(files[name]), name, f"scripts/programmes/{files[name].name}")

    def _programme_files(self) -> dict[str, Path]:
        folders = [folder / "programmes" for folder in reversed(self.scripts)]
        return {path.stem: path for folder in folders for path in folder.glob("*.toml")}

    def handout_words(self) -> "HandoutWords":
        """The words of the printed pages."""
        from generator.plan.handout_words import read_handout_words

        name = "words/handout.toml"
        path = self._find(self.scripts, name)
        return read_handout_words(_read(path), f"scripts/{name}")

    def clinic(self, settings: Mapping[str, object]) -> "Clinic":
        """A clinic's details from the user's `clinic.toml`, if there is one, with `settings` laid over them.

        Raises:
            ProfileError: The file or a setting is to be mended.
        """
        from generator.plan.clinic import read_clinic
        from generator.plan.profile import parse_toml

        read_clinic(settings, "the command line")
        path = self.own / CLINIC
        written = parse_toml(_read(path), str(path)) if path.is_file() else {}
        read_clinic(written, str(path))
        return read_clinic({**written, **settings}, str(path))

    def voice_names(self) -> tuple[str, ...]:
        """Names of all voice files."""
        files = (path for folder in self.voices for path in folder.glob("*.toml") if path.name != OWN_WORDS)
        return tuple(sorted({path.stem for path in files}))

    def voice(self, name: str) -> "Voice":
        """One voice, from its file.

        Raises:
            ChoiceError: There is none of this name.
            ProfileError: The voice file is broken.
        """
        from generator.plan.voice import RECORDED
        from generator.plan.voice_file import read_voice

        if name not in self.voice_names():
            raise ChoiceError(
                f"There is no voice '{name[:60]}'.", did_you_mean(name[:60], self.voice_names())
            )
        path = self._find(self.voices, f"{name}.toml")
        voice = read_voice(_read(path), name, Location(f"voices/{path.name}"))
        if voice.engine != RECORDED:
            return voice
        from generator.speech.recorded import lines_of

        return replace(voice, lines=lines_of(voice.id, self.voices))

    def passage(self) -> "Script":
        """The passage by which voices are compared and measured.

        Raises:
            ScriptError: It breaks the script language.
        """
        from generator.plan.marks import Sites
        from generator.plan.pauses import Form
        from generator.plan.script import parse

        text = _read(self._find(self.voices, PASSAGE))
        return parse(text, Sites(), form=Form("brief", "first"), file=f"voices/{PASSAGE}")

    def lexicon(self) -> "Lexicon":
        """How words are said, whoever listens: the user's own list first, then those that came with the program.

        Raises:
            ProfileError: A list is broken.
        """
        from generator.plan.lexicon import Lexicon
        from generator.plan.lexicon_file import read_lexicon

        files = [(path, f"voices/{OWN_WORDS}") for path in (self.voices[0] / OWN_WORDS,) if path.is_file()]
        files += [
            (path, f"voices/lexicon/{path.name}") for path in sorted(self.voices[-1].glob("lexicon/*.toml"))
        ]
        lists = (read_lexicon(_read(path), Location(shown)) for path, shown in files)
        return Lexicon(*lists)

    def digest_of(self, shown: str) -> str:
        """SHA-256 of a script file, by the name that errors and recipes show (``scripts/…``)."""
        path = self._find(self.scripts, shown.removeprefix("scripts/"))
        return hashlib.sha256(path.read_bytes()).hexdigest()

    def _find(self, folders: tuple[Path, ...], name: str) -> Path:
        for folder in folders:
            if (folder / name).is_file():
                return folder / name
        raise ScriptError(f"The file '{name}' is missing.", "Install Inner Ally again, or put the file back.")


class _Held(Library):
    """A library whose files are read once."""

    __slots__ = ()

    practices = cache(Library.practices)
    practice = cache(Library.practice)
    book = cache(Library.book)
    locale = cache(Library.locale)
    harsh = cache(Library.harsh)
    voice = cache(Library.voice)
    digest_of = cache(Library.digest_of)


def open_library() -> Library:
    """The library of this installation: a checkout's own folders, or those inside the installed package."""
    package = Path(__file__).parent
    checkout = package.parent
    in_checkout = (checkout / "pyproject.toml").is_file() and (checkout / "scripts").is_dir()
    shipped = checkout if in_checkout else package / "data"
    home = os.environ.get(HOME_VARIABLE)
    own, cache = (Path(home), Path(home) / "cache") if home else _user_folders()
    output = checkout / "output" if in_checkout else _music_folder(home)
    return Library(
        scripts=(own / "scripts", shipped / "scripts"),
        voices=(own / "voices", shipped / "voices"),
        cache=cache,
        output=output,
    )


def _user_folders() -> tuple[Path, Path]:
    import platformdirs

    return (
        platformdirs.user_data_path(APP, appauthor=False),
        platformdirs.user_cache_path(APP, appauthor=False),
    )


def _music_folder(home: str | None) -> Path:
    if home:
        return Path(home) / "output"
    import platformdirs

    return platformdirs.user_music_path() / "Inner Ally"


def _practice_at(path: Path) -> Practice:
    practice = read_practice(_read(path), f"scripts/{path.name}")
    if practice.id != path.stem:
        raise ScriptError(
            f"The script calls itself '{practice.id}' but its file is '{path.name}'.",
            "Give both the same name.",
            where=Location(str(path), 1),
        )
    return practice


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScriptError(
            "This file is not a text file in UTF-8.", "Save it as plain text.", where=Location(str(path))
        ) from error
    except OSError as error:
        raise ScriptError(
            f"This file cannot be read: {error.strerror}.", where=Location(str(path))
        ) from error
