"""Imports run one way, every third-party library has its one home, and listing things loads nothing heavy."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGE = CHECKOUT / "generator"
HOMES = {
    "click": {
        "cli.batch",
        "cli.cache",
        "cli.first",
        "cli.group",
        "cli.lists",
        "cli.options",
        "cli.pages",
        "cli.programmes",
        "cli.recordings",
        "cli.scripts",
        "cli.tracks",
        "cli.voices",
        "cli.words",
    },
    "espeakng_loader": {"speech.system", "speech.system_worker"},
    "fpdf": {"deliver.handout", "deliver.handout_picture", "deliver.paper", "deliver.sheet_pages"},
    "hibari": {"speech.kokoro", "speech.neural"},
    "jinja2": {"plan.template", "library"},
    "lameenc": {"deliver.lame"},
    "mutagen": {"deliver.read_tags", "deliver.tags"},
    "PIL": {"deliver.cover", "deliver.logo"},
    "onnxruntime": {"speech.onnx_model"},
    "piper": {"speech.piper"},
    "platformdirs": {"library"},
    "pyphen": {"plan.checks.reading"},
    "pymupdf_fonts": {"deliver.paper"},
    "pydub": {"sound.decoding", "sound.listener_bed"},
    "pyttsx3": {"speech.system_worker"},
    "segno": {"deliver.handout"},
    "soundfile": {
        "deliver.lossless",
        "deliver.verify.decode",
        "sound.decoding",
        "speech.recorded",
        "speech.recorded_files",
        "speech.system",
    },
    "soxr": {"sound.clip", "sound.listener_bed", "sound.takes"},
    "tomli_w": {"deliver.recipe", "first"},
    "tqdm": {"progress"},
}
"""The only modules that may import a library, wherever in them."""
ANYWHERE_IN = {"numpy": ("sound.", "speech.", "deliver.pcm", "deliver.verify."), "scipy": ("sound.",)}
NEVER_IN_PLAN = {
    "asyncio", "ctypes", "glob", "io", "multiprocessing", "os", "pathlib", "shutil", "socket", "subprocess",
    "tempfile", "threading",
}  # fmt: skip
HEAVY = (
    "numpy",
    "scipy",
    "onnxruntime",
    "hibari",
    "piper",
    "pyttsx3",
    "pydub",
    "mutagen",
    "PIL",
    "lameenc",
    "soundfile",
    "tqdm",
    "fpdf",
    "segno",
    "pymupdf_fonts",
)


def imports_of(path: Path) -> set[str]:
    """The top names of everything that a module imports, at its head or late."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts): imports_of(path)
    for path in sorted(PACKAGE.rglob("*.py"))
}


def test_imports_run_one_way() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--config", ".importlinter", "--no-cache"],
        cwd=CHECKOUT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_imported_in_its_homes_alone(library: str) -> None:
    assert {name for name, imported in MODULES.items() if library in imported} <= HOMES[library]


def test_every_library_has_a_home_here() -> None:
    known = {*HOMES, *ANYWHERE_IN, "generator", *sys.stdlib_module_names}

    assert {name: sorted(imported - known) for name, imported in MODULES.items() if imported - known} == {}


@pytest.mark.parametrize("library", ANYWHERE_IN)
def test_numbers_of_sound_stay_where_sound_is(library: str) -> None:
    users = {name for name, imported in MODULES.items() if library in imported}

    assert [name for name in sorted(users) if not name.startswith(ANYWHERE_IN[library])] == []


def test_one_module_alone_can_reach_a_network() -> None:
    network = {"ftplib", "http", "httpx", "requests", "smtplib", "socket", "ssl", "urllib3", "xmlrpc"}
    users = {name for name, imported in MODULES.items() if imported & network}

    assert users == {"speech.download"}
    assert "urllib.request" not in "".join(
        path.read_text("utf-8") for path in PACKAGE.rglob("*.py") if path.name != "download.py"
    )


def test_planning_touches_no_files_and_no_processes() -> None:
    plan = {name: imported for name, imported in MODULES.items() if name.startswith("plan.")}

    assert len(plan) > 10
    assert {
        name: sorted(found) for name, imported in plan.items() if (found := imported & NEVER_IN_PLAN)
    } == {}


@pytest.mark.parametrize("words", [["--help"], ["practices"], ["render", "--help"]])
def test_listing_and_helping_load_nothing_heavy(words: list[str]) -> None:
    code = (
        "import sys\nfrom generator.entry import main\n"
        f"sys.argv = ['innerally', *{words!r}]\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=60, check=True
    )

    assert done.stderr.split() == []
    assert len(done.stdout) > 100


def test_no_module_is_a_grab_bag() -> None:
    parts = {part for name in MODULES for part in name.split(".")}

    assert parts & {"utils", "util", "helpers", "common", "core", "misc"} == set()
