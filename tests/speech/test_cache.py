"""The clip store: nothing is lost by a damaged file, nothing personal lies where it should not."""

import json
import stat
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from generator.plan.cues import Said, Utterance
from generator.speech.cache import ClipStore, Saying, installation_secret

SECRET = bytes(range(32))
SOUND = np.linspace(-0.5, 0.5, 2400, dtype=np.float32)
SAYING = Saying(Utterance("Rest here."), "heart", "engine 1", 0.7)
PERSONAL = replace(SAYING, utterance=Utterance("Hello, Sam.", personal=True))


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_was_kept_is_found_by_another_store(tmp_path: Path) -> None:
    with ClipStore(tmp_path / "shared", None, SECRET) as store:
        assert store.find(SAYING) is None
        kept = store.keep(SAYING, SOUND, 24_000)

    with ClipStore(tmp_path / "shared", None, SECRET) as store:
        found = store.find(SAYING)

    assert found == kept
    assert found is not None
    assert found.frames == 2400


@pytest.mark.parametrize(
    "other",
    [
        replace(SAYING, utterance=Utterance("Rest there.")),
        replace(SAYING, utterance=Utterance("Rest here.", (Said(0, 4, "REST"),))),
        replace(SAYING, utterance=Utterance("Rest here.", (Said(0, 4, "WREST"),))),
        replace(SAYING, voice_id="emma"),
        replace(SAYING, fingerprint="engine 2"),
        replace(SAYING, speed=0.701),
    ],
)
def test_everything_that_changes_the_sound_changes_the_clip(tmp_path: Path, other: Saying) -> None:
    with ClipStore(tmp_path, None, SECRET) as store:
        store.keep(replace(SAYING, utterance=Utterance("Rest here.", (Said(0, 4, "REST"),))), SOUND, 24_000)
        store.keep(SAYING, SOUND, 24_000)
        store.keep(other, SOUND[:100], 24_000)

        found = store.find(SAYING)

    assert found is not None
    assert found.frames == (100 if other == SAYING else 2400)


def test_another_secret_gives_other_names(tmp_path: Path) -> None:
    with ClipStore(tmp_path, None, SECRET) as store:
        store.keep(SAYING, SOUND, 24_000)
    with ClipStore(tmp_path, None, bytes(32)) as store:
        assert store.find(SAYING) is None


def test_names_and_files_hold_no_words(tmp_path: Path) -> None:
    with ClipStore(tmp_path / "shared", tmp_path / "Q7", SECRET) as store:
        store.keep(PERSONAL, SOUND, 24_000)

    (clip,) = files(tmp_path)
    assert "Sam" not in str(clip.relative_to(tmp_path))
    assert b"Sam" not in clip.read_bytes()


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"IACLIP1\n" + bytes(200)])
def test_a_damaged_clip_is_made_again(tmp_path: Path, damage: bytes) -> None:
    with ClipStore(tmp_path, None, SECRET) as store:
        store.keep(SAYING, SOUND, 24_000)
        files(tmp_path)[0].write_bytes(damage)

        assert store.find(SAYING) is None
        store.keep(SAYING, SOUND, 24_000)
        assert store.find(SAYING) is not None


def test_personal_clips_lie_under_their_code_and_never_with_the_shared_ones(tmp_path: Path) -> None:
    shared, personal = tmp_path / "shared", tmp_path / "Q7"
    with ClipStore(shared, personal, SECRET) as store:
        clip = store.keep(PERSONAL, SOUND, 24_000)
        assert clip.path.is_relative_to(personal)
        assert not shared.exists()

    with ClipStore(shared, personal, SECRET) as store:
        assert store.find(PERSONAL) is not None
    with ClipStore(shared, tmp_path / "R8", SECRET) as store:
        assert store.find(PERSONAL) is None


def test_without_a_code_personal_clips_are_gone_afterwards(tmp_path: Path, temporary: Path) -> None:
    shared = tmp_path / "shared"
    with ClipStore(shared, None, SECRET) as store:
        clip = store.keep(PERSONAL, SOUND, 24_000)
        assert store.find(PERSONAL) == clip
        assert not clip.path.is_relative_to(shared)
        if sys.platform != "win32":
            assert stat.S_IMODE(next(temporary.iterdir()).stat().st_mode) == 0o700

    assert not clip.path.exists()
    assert list(temporary.iterdir()) == []
    assert not shared.exists()


def test_an_error_on_the_way_leaves_no_personal_clip(tmp_path: Path, temporary: Path) -> None:
    def fail() -> None:
        with ClipStore(tmp_path / "shared", None, SECRET) as store:
            store.keep(PERSONAL, SOUND, 24_000)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()

    assert list(temporary.iterdir()) == []


def test_a_cache_that_cannot_be_written_costs_time_but_no_track(tmp_path: Path, temporary: Path) -> None:
    (tmp_path / "shared").write_text("a file is in the way")
    with ClipStore(tmp_path / "shared", tmp_path / "shared" / "Q7", SECRET) as store:
        for saying in (SAYING, PERSONAL):
            clip = store.keep(saying, SOUND, 24_000)
            assert store.find(saying) == clip
            assert clip.read().shape == (clip.length,)

    assert list(temporary.iterdir()) == []


def test_the_secret_is_made_once_and_is_the_owners_only(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "er"

    secret = installation_secret(folder)

    assert installation_secret(folder) == secret
    assert len(secret) == 32
    assert [path.name for path in files(folder)] == ["secret"]
    if sys.platform != "win32":
        assert stat.S_IMODE((folder / "secret").stat().st_mode) == 0o600


def test_two_installations_have_two_secrets(tmp_path: Path) -> None:
    assert installation_secret(tmp_path / "a") != installation_secret(tmp_path / "b")


def test_a_secret_that_was_cut_short_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"short")

    secret = installation_secret(tmp_path)

    assert len(secret) == 32
    assert installation_secret(tmp_path) == secret


def test_a_secret_that_cannot_be_kept_lasts_for_this_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    assert len(installation_secret(tmp_path / "file")) == 32


def test_without_hard_links_the_secret_is_kept_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise OSError(1, "not on this disk")

    monkeypatch.setattr(Path, "hardlink_to", refuse)

    assert installation_secret(tmp_path) == installation_secret(tmp_path)


def test_processes_that_start_together_agree_on_one_secret(tmp_path: Path) -> None:
    program = (
        "import sys, json; from pathlib import Path; from generator.speech.cache import installation_secret\n"
        "sys.stdin.readline()\n"
        "print(json.dumps([installation_secret(Path(sys.argv[1]) / str(n)).hex() for n in range(200)]))\n"
    )
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for racer in racers:
        assert racer.stdin
        racer.stdin.write("go\n")
        racer.stdin.flush()
    told = [json.loads(racer.communicate(timeout=60)[0]) for racer in racers]

    assert told[0] == told[1] == told[2]
    assert len(set(told[0])) == 200
