"""The tests' own ground: no network for us nor for what we start, and missing tools are counted aloud."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
ELSEWHERE = "192.0.2.1"  # RFC 5737: an address that nobody has
REFUSED = "nothing here may touch the network"
NEEDY = """
import pytest

pytestmark = pytest.mark.needs("no-such-tool")

def test_needy():
    assert False
"""


def test_a_connection_out_of_this_machine_is_refused() -> None:
    with socket.socket() as one, pytest.raises(BaseException, match=REFUSED):
        one.connect((ELSEWHERE, 80))
    with pytest.raises(BaseException, match=REFUSED):
        socket.getaddrinfo("example.org", 80)


def test_a_process_that_we_start_is_refused_it_too() -> None:
    code = f"import socket; socket.create_connection(({ELSEWHERE!r}, 80), timeout=1)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=60, check=False
    )

    assert done.returncode != 0
    assert REFUSED in done.stderr


def _needy_run(folder: Path, *, everything: bool) -> str:
    """Run a test that needs a tool nobody has, under our conftest."""
    shutil.copy(TESTS / "conftest.py", folder)
    shutil.copytree(TESTS / "offline", folder / "offline", dirs_exist_ok=True)
    (folder / "test_needy.py").write_text(NEEDY, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = needs(tool): x\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)],
        cwd=folder,
        env={**os.environ, "INNERALLY_ALL": "1" if everything else "0"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return done.stdout


def test_a_missing_tool_is_counted_aloud(tmp_path: Path) -> None:
    said = _needy_run(tmp_path, everything=False)

    assert "1 skipped" in said
    assert "1 check with no-such-tool was skipped because no-such-tool is not installed." in said


def test_a_missing_tool_fails_where_everything_must_run(tmp_path: Path) -> None:
    said = _needy_run(tmp_path, everything=True)

    assert "1 error" in said or "1 failed" in said
    assert "skipped" not in said
