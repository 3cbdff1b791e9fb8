"""No typed word may be anywhere but where the listener wants it: not in names, tags, logs, nor the shared cache."""

import dataclasses
import subprocess
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from generator.delivering import GONE
from generator.errors import EngineError, RecipeError
from generator.library import Library
from generator.plan.cues import Utterance
from generator.plan.profile import Profile
from generator.plan.voice import Voice
from generator.render import Track, render_again, render_track
from generator.request import Request
from generator.speech.engine import Speech

Files = Callable[[Path], Sequence[str]]
SECRET_NAME, SECRET_LABEL, SECRET_STRUGGLE = (
    "Zebulonia",
    "a crooked quillfeather tree",
    "the marmalade argument",
)
SECRETS = ("Zebulonia", "quillfeather", "marmalade")


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder of this test's own, to be looked at."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def tiny(**choices: object) -> Request:
    return Request("tiny", Profile(**choices), minutes=0.7)  # type: ignore[arg-type]


def secret_request(**more: object) -> Request:
    choices = {"name": SECRET_NAME, "label": SECRET_LABEL, "struggle": SECRET_STRUGGLE, "kind": "tree"}
    request = tiny(**{**choices, **({"code": more.pop("code")} if "code" in more else {})})
    return dataclasses.replace(request, **more)  # type: ignore[arg-type]


def everything_in(folder: Path) -> bytes:
    """All names and all bytes below a folder."""
    found = b""
    for path in sorted(folder.rglob("*")):
        found += path.name.encode() + (path.read_bytes() if path.is_file() else b"")
    return found


def holds(data: bytes, word: str) -> bool:
    return any(word.lower().encode(code) in data.lower() for code in ("utf-8", "utf-16-le", "utf-16-be"))


def without_sound(track: Track) -> bytes:
    """The tag of a track: all of it that is not sound."""
    data = track.path.read_bytes()
    size = 0
    for byte in data[6:10]:
        size = size << 7 | byte
    return data[: size + 10]


def test_personal_clips_without_a_code_are_kept_nowhere(
    library: Library, spoken: list[str], files_in: Files
) -> None:
    render_track(secret_request(), library)
    spoken.clear()

    assert not (library.cache / "codes").exists()
    render_track(secret_request(), library)
    assert len(spoken) == 3
    assert all(any(secret in text for secret in SECRETS) for text in spoken)


def test_personal_clips_lie_under_the_clients_code(
    library: Library, spoken: list[str], files_in: Files
) -> None:
    render_track(tiny(), library)
    shared = files_in(library.cache / "shared")

    render_track(secret_request(code="Q7"), library)
    added = set(files_in(library.cache / "shared")) - set(shared)
    own = files_in(library.cache / "codes" / "Q7")
    spoken.clear()
    render_track(secret_request(code="Q7"), library)

    assert added == set()
    assert len(own) == 3
    assert spoken == []


def test_with_private_no_personal_clip_is_kept_even_under_a_code(library: Library, spoken: list[str]) -> None:
    render_track(secret_request(code="Q7", private=True), library)

    assert not (library.cache / "codes").exists()


@pytest.mark.parametrize("code", [None, "Q7"])
def test_private_leaves_typed_words_nowhere_but_in_the_sound(
    library: Library, spoken: list[str], tmp_path: Path, code: str | None
) -> None:
    more = {"code": code} if code else {}
    track = render_track(secret_request(private=True, **more), library)

    assert any(SECRET_NAME in text for text in spoken)
    (library.scripts[0] / "tiny.md").unlink()
    left = everything_in(tmp_path)
    assert [word for word in SECRETS if holds(left, word)] == []
    assert [path.name for path in track.sidecars] == [f"{track.path.stem}.recipe.toml"]


def test_a_private_track_leaves_no_words_of_the_one_it_replaces(
    library: Library, spoken: list[str], tmp_path: Path
) -> None:
    place = tmp_path / "out" / "evening.mp3"
    render_track(secret_request(), library, output=str(place))
    (place.parent / "evening.pdf").write_text(f"A page for {SECRET_NAME}", encoding="utf-8")
    (place.parent / "evening 2.txt").write_text("Somebody else's", encoding="utf-8")
    assert holds(everything_in(place.parent), SECRET_NAME)

    track = render_track(secret_request(private=True), library, output=str(place))

    assert sorted(path.name for path in place.parent.iterdir()) == [
        "evening 2.txt", "evening.mp3", "evening.recipe.toml",
    ]  # fmt: skip
    assert not any(holds(everything_in(place.parent), word) for word in SECRETS)
    assert GONE in track.notes
    assert GONE not in render_track(secret_request(private=True), library, output=str(place)).notes


def test_a_private_recipe_tells_two_listeners_apart_but_not_who(library: Library, spoken: list[str]) -> None:
    first = render_track(secret_request(private=True), library)
    other = render_track(
        dataclasses.replace(
            secret_request(private=True), profile=Profile(name="Ann", kind="tree", label="an oak")
        ),
        library,
    )

    assert first.path != other.path
    kept = tomllib.loads(first.sidecars[0].read_text(encoding="utf-8"))
    assert kept["recipe"]["private"] is True
    assert kept["script"]["text"] == ""
    with pytest.raises(RecipeError, match="--private"):
        render_again(first.sidecars[0], library)


def test_no_typed_word_is_in_names_and_tags(library: Library, spoken: list[str], tmp_path: Path) -> None:
    track = render_track(secret_request(), library)

    names = " ".join(path.as_posix() for path in tmp_path.rglob("*"))
    assert [word for word in SECRETS if word.lower() in names.lower()] == []
    assert [word for word in SECRETS if holds(without_sound(track), word)] == []


def test_the_cache_tells_nothing_about_what_was_said(library: Library, spoken: list[str]) -> None:
    render_track(secret_request(code="Q7"), library)

    kept = everything_in(library.cache)
    assert [word for word in (*SECRETS, "tiny stop") if holds(kept, word)] == []


def test_an_engine_that_fails_over_typed_words_does_not_repeat_them(
    library: Library, spoken: list[str], counting_engine: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_self: object, utterance: Utterance, _voice: Voice, _speed: float) -> Speech:
        raise RuntimeError(utterance.text)

    monkeypatch.setattr(counting_engine, "synthesize", fail)

    with pytest.raises(EngineError) as caught:
        render_track(secret_request(), library)

    assert [word for word in SECRETS if word in str(caught.value)] == []
    assert not library.output.exists()


@pytest.mark.engine
def test_rendering_leaves_nothing_in_the_users_home_or_temporary_folder(
    innerally: Callable[..., subprocess.CompletedProcess[str]], home: Path, tmp_path: Path, files_in: Files
) -> None:
    """A speech library that keeps a device's identity, or a queue of things to tell its maker, is caught here."""
    user, passing = tmp_path / "user", tmp_path / "passing"
    user.mkdir()
    passing.mkdir()
    env = {
        "HOME": str(user),
        "USERPROFILE": str(user),
        "XDG_CACHE_HOME": str(user / "cache"),
        "TMPDIR": str(passing),
    }

    done = innerally("render", "tiny", "--output", tmp_path / "out", env=env)

    assert done.returncode == 0, done.stderr
    assert files_in(user) == []
    assert files_in(passing) == []
