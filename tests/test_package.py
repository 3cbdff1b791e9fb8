"""What is installed: the wheel carries scripts and voices, works from any folder, and nothing stray is in it."""

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path, PurePosixPath

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
TEXT_ENDINGS = {".md", ".toml"}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist, built from the checkout without the network."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    return next(built.glob("*.whl"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `innerally` of a fresh environment that has this wheel, and our own environment's libraries."""
    place = tmp_path_factory.mktemp("fresh") / "venv"
    venv.create(place, with_pip=True, symlinks=os.name != "nt")
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    environment = {**os.environ, "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    subprocess.run(
        [scripts / "python", "-m", "pip", "install", "--no-deps", "--quiet", str(wheel)],
        check=True,
        capture_output=True,
        timeout=180,
        env=environment,
    )
    # Libraries only: after its own packages, so the wheel's `generator` is found first.
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    own = place / ("Lib" if os.name == "nt" else f"lib/{version}") / "site-packages"
    (own / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return scripts / ("innerally.exe" if os.name == "nt" else "innerally")


def run(command: Path, folder: Path, *words: str, home: Path | None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "INNERALLY_HOME"}
    environment |= {"HOME": str(folder), "USERPROFILE": str(folder)}
    environment |= {"INNERALLY_HOME": str(home)} if home else {}
    return subprocess.run(
        [command, *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=180,
        check=False,
    )


def shipped(folder: str) -> set[str]:
    return {
        path.relative_to(CHECKOUT).as_posix()
        for path in (CHECKOUT / folder).rglob("*")
        if path.suffix in TEXT_ENDINGS
    }


def test_the_wheel_holds_the_code_scripts_voices_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}

    data = {name.removeprefix("generator/data/") for name in names if name.startswith("generator/data/")}
    code = {name for name in names if not name.startswith("generator/data/")}
    ours = {path.relative_to(CHECKOUT).as_posix() for path in (CHECKOUT / "generator").rglob("*.py")}
    assert data == shipped("scripts") | shipped("voices")
    assert code == ours | {"generator/README.md"}


def test_the_sdist_has_the_layout_of_the_checkout(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = [PurePosixPath(*PurePosixPath(name).parts[1:]) for name in archive.getnames()]

    tops = {name.parts[0] for name in names if name.parts}
    assert {
        "scripts",
        "voices",
        "output",
        "generator",
        "tests",
        "benchmarks",
        "pyproject.toml",
        "LICENSE",
    } <= tops
    assert [str(name) for name in names if name.parts[0] == "output"] == ["output/README.md"]
    assert not [name for name in names if "__pycache__" in name.parts or name.suffix in {".mp3", ".pyc"}]


def test_an_installed_wheel_finds_its_scripts_and_voices_from_any_folder(
    installed: Path, tmp_path: Path
) -> None:
    done = run(installed, tmp_path, "practices", "--json", home=tmp_path / "home")

    assert done.returncode == 0, done.stderr
    assert {"soothing-breath", "compassionate-other"} <= {item["id"] for item in json.loads(done.stdout)}
    planned = run(installed, tmp_path, "plan", "soothing-breath", "--estimate", home=tmp_path / "home")
    assert planned.returncode == 0, planned.stderr
    assert "inhale" in planned.stdout


def test_an_installed_wheel_uses_the_users_folders_and_not_the_checkout(
    installed: Path, tmp_path: Path
) -> None:
    done = run(installed, tmp_path, "doctor", "--json", home=None)

    findings = {item["subject"]: item["finding"] for item in json.loads(done.stdout)}
    assert findings["tracks go to"].startswith(str(tmp_path))
    assert "Inner Ally" in findings["tracks go to"]
    assert findings["spoken clips are kept in"].startswith(str(tmp_path))
    assert str(CHECKOUT) not in done.stdout


@pytest.mark.engine
def test_an_installed_wheel_makes_a_track(installed: Path, tmp_path: Path, home: Path) -> None:
    done = run(installed, tmp_path, "render", "tiny", "--minutes", "0.5", home=home)

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(home / "output" / "tiny-0.5-session.mp3")
    assert (home / "output" / "tiny-0.5-session.mp3").stat().st_size > 200_000
