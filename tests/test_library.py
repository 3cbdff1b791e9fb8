"""Where scripts, voices and locales are found: the user's folders first, then the packaged ones."""

import hashlib
from pathlib import Path

import pytest

from generator.errors import ChoiceError, ProfileError, ScriptError
from generator.library import Library, open_library
from tests.plan.test_practice import GOOD

SHIPPED = Path(__file__).parents[1]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INNERALLY_HOME", str(tmp_path))
    return tmp_path


def small(folder: Path) -> Library:
    for name in ("own/scripts", "own/voices", "ours/scripts", "ours/voices"):
        (folder / name).mkdir(parents=True)
    return Library(
        scripts=(folder / "own/scripts", folder / "ours/scripts"),
        voices=(folder / "own/voices", folder / "ours/voices"),
        cache=folder / "cache",
        output=folder / "output",
    )


def script(name: str, title: str = "A steady thing") -> str:
    return GOOD.replace("sense-anchor", name, 1).replace("A steady thing", title)


def test_a_checkouts_own_scripts_and_voices_are_found(home: Path) -> None:
    library = open_library()

    assert {"soothing-breath", "compassionate-other"} <= set(library.practices())
    assert "heart" in library.voice_names()
    assert library.voice("heart").name == "heart"
    assert library.words().kinds["tree"].label
    assert library.output == SHIPPED / "output"
    assert library.cache == home / "cache"


def test_every_shipped_practice_has_its_own_name_and_reads(home: Path) -> None:
    practices = open_library().practices()
    files = {path.stem for path in (SHIPPED / "scripts").glob("*.md")} - {"README", "SOURCES"}

    assert set(practices) == files
    assert list(practices) == sorted(practices)
    for practice in practices.values():
        assert practice.lengths_at(practice.asked_level)
        assert practice.aim.endswith(".")
        assert practice.carry_on.endswith(".")
        assert practice.quiet_title != practice.title


def test_the_users_own_script_stands_in_for_ours(home: Path) -> None:
    own = home / "scripts"
    own.mkdir()
    (own / "soothing-breath.md").write_text(script("soothing-breath", "My own"), encoding="utf-8")
    (own / "bedside.md").write_text("\ufeff" + script("bedside"), encoding="utf-8")
    library = open_library()

    assert library.practice("soothing-breath").title == "My own"
    assert "bedside" in library.practices()
    assert library.digest_of("scripts/soothing-breath.md") == hashlib.sha256((own / "soothing-breath.md").read_bytes()).hexdigest()  # fmt: skip


def test_a_partial_of_the_users_own_stands_in_for_ours(tmp_path: Path) -> None:
    library = small(tmp_path)
    ours, own = tmp_path / "ours/scripts", tmp_path / "own/scripts"
    (ours / "partials").mkdir()
    (own / "partials").mkdir()
    (ours / "a.md").write_text(
        "{% include 'partials/p.md' %} {% include 'partials/q.md' %}", encoding="utf-8"
    )
    (ours / "partials/p.md").write_text("Ours.", encoding="utf-8")
    (ours / "partials/q.md").write_text("Ours too.", encoding="utf-8")
    (own / "partials/p.md").write_text("Mine.", encoding="utf-8")

    rendered = library.templates().render("a.md", {}, 1)
    assert rendered.sites.without(rendered.text) == "Mine. Ours too."


def test_an_unknown_practice_or_voice_is_told_with_near_names(home: Path) -> None:
    library = open_library()
    with pytest.raises(ChoiceError, match="Did you mean 'soothing-breath'"):
        library.practice("sothing-breath")
    with pytest.raises(ChoiceError, match="Did you mean 'heart'"):
        library.voice("haert")
    with pytest.raises(ChoiceError, match="no practice"):
        library.practice("../README")
    with pytest.raises(ChoiceError) as caught:
        library.practice("x" * 500)
    assert len(str(caught.value)) < 300


def test_a_script_under_another_name_than_its_own_is_told(tmp_path: Path) -> None:
    library = small(tmp_path)
    path = tmp_path / "own/scripts/wrong.md"
    path.write_text(script("right"), encoding="utf-8")
    with pytest.raises(ScriptError, match=r"calls itself 'right' but its file is 'wrong\.md'") as caught:
        library.practices()
    assert caught.value.where is not None
    assert caught.value.where.file == str(path)


def test_a_script_that_is_no_text_is_told_with_its_file(tmp_path: Path) -> None:
    library = small(tmp_path)
    (tmp_path / "own/scripts/latin.md").write_bytes(b"+++\nid = '\xfc'\n")
    with pytest.raises(ScriptError, match="UTF-8") as caught:
        library.practices()
    assert str(caught.value).startswith(str(tmp_path))


def test_a_script_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    library = small(tmp_path)
    (tmp_path / "own/scripts/folder.md").mkdir()
    with pytest.raises(ScriptError, match="cannot be read"):
        library.practices()


def test_a_broken_voice_file_is_told_by_its_name(tmp_path: Path) -> None:
    library = small(tmp_path)
    (tmp_path / "own/voices/mine.toml").write_text("title = 3", encoding="utf-8")
    with pytest.raises(ProfileError, match=r"voices/mine\.toml"):
        library.voice("mine")


def test_a_missing_file_of_ours_is_told(tmp_path: Path) -> None:
    library = small(tmp_path)
    with pytest.raises(ScriptError, match=r"'words/kinds\.toml' is missing"):
        library.words()
    with pytest.raises(ScriptError, match="support lines are missing"):
        library.locale()


@pytest.mark.parametrize(
    ("variable", "value", "language"),
    [
        ("LANG", "en_US.UTF-8", "en-US"),
        ("LANG", "en_GB.UTF-8", "en-GB"),
        ("LANG", "de_DE.UTF-8", "en-GB"),
        ("LANG", "C", "en-GB"),
        ("LANG", "", "en-GB"),
        ("LANG", "../../../etc/passwd", "en-GB"),
        ("LC_ALL", "en_US.UTF-8", "en-US"),
    ],
)
def test_the_support_lines_follow_the_systems_language(
    home: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, language: str
) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LANG", raising=False)
    monkeypatch.setenv(variable, value)
    assert open_library().locale().language == language


def test_without_a_home_the_users_folders_are_the_systems_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INNERALLY_HOME", raising=False)
    library = open_library()
    assert library.scripts[0] != library.scripts[1]
    assert "innerally" in str(library.cache).lower()


def test_the_users_own_words_come_before_ours_and_are_no_voice(home: Path) -> None:
    (home / "voices").mkdir()
    (home / "voices" / "say.toml").write_text('[clinic]\nsiobhan = "SHE-ban"\n', encoding="utf-8")
    library = open_library()

    sounds = [span.sound for span in library.lexicon().spans("Siobhan and Niamh")]

    assert sounds == ["SHE-ban", "/niːv/"]
    assert "say" not in library.voice_names()
