"""Fetching a voice: explicit, its size said first, resumable, checked, whole or absent; from a server on this machine."""

import contextlib
import http.server
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import hibari.voices
import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from generator.errors import Cancelled, ChoiceError, OutputError
from generator.getting import Offer, get, offer
from generator.library import Library
from generator.progress import ignore
from generator.speech.download import DownloadError, Remote, fetch
from generator.speech.neural import registry

Files = Callable[[Path], Sequence[str]]
HEART = Path(hibari.voices.ASSETS) / "hibari.onnx"
FILE = "bf_emma.int8.onnx"


@dataclass
class Server:
    """Serves one file, as well or as badly as it is told."""

    data: bytes
    address: str = ""
    ranges: bool = True
    break_after: int | None = None
    """Closes the connection after so many bytes of an answer."""
    status: int | None = None
    asked: list[str] = field(default_factory=list)
    """The Range header of each request, or an empty string."""


def handler_for(server: Server) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range", "")
            server.asked.append(wanted)
            if server.status is not None:
                self.send_error(server.status)
                return
            start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and server.ranges else 0
            if start > len(server.data):
                self.send_error(416)
                return
            self.send_response(206 if wanted and server.ranges else 200)
            if wanted and server.ranges:
                self.send_header("Content-Range", f"bytes {start}-{len(server.data) - 1}/{len(server.data)}")
            self.send_header("Content-Length", str(len(server.data) - start))
            self.end_headers()
            with contextlib.suppress(ConnectionError):  # a client may stop
                self.wfile.write(server.data[start:][: server.break_after])

        def log_message(self, *_args: object) -> None:
            pass

    return Handler


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Has the model of `heart` under the name of `emma`'s, and the registry knows it so."""
    for variable in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    served = Server(HEART.read_bytes())
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler_for(served)) as listening:
        thread = threading.Thread(target=listening.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        served.address = f"http://127.0.0.1:{listening.server_port}/"
        facts = {
            **registry()["emma"],
            "bytes": len(served.data),
            "sha256": registry()["heart"]["sha256"],
        }
        monkeypatch.setitem(registry(), "emma", facts)
        monkeypatch.setattr(hibari.voices, "BASE_URL", served.address)
        yield served
        listening.shutdown()
        thread.join()


@pytest.fixture
def emma(server: Server, library: Library) -> Offer:
    return offer("emma", library)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def problems_of(name: str) -> list[str]:
    found: list[str]
    (found,) = [
        item["problems"] for item in json.loads(run("voices", "--json").stdout) if item["name"] == name
    ]
    return found


def test_the_command_says_the_size_first_fetches_and_the_voice_then_speaks(
    server: Server, library: Library, home: Path, tmp_path: Path, files_in: Files
) -> None:
    before = problems_of("emma")
    done = run("voices", "get", "emma")

    path = home / "voices" / FILE
    assert done.exit_code == 0, done.output
    assert done.stdout == f"{path}\n"
    assert done.stderr.startswith(f"Emma (en-GB, female): 7.9 MB from 127.0.0.1, into {path.parent}.")
    assert files_in(home / "voices") == [FILE]
    assert path.read_bytes() == server.data
    assert before == ["The model of the voice 'emma' is not on this computer. Run: innerally voices get emma"]
    assert problems_of("emma") == []
    spoken = run("render", "tiny", "--voice", "emma", "--output", str(tmp_path / "out"))
    assert spoken.exit_code == 0, spoken.output


def test_what_is_here_is_not_fetched_again(server: Server, emma: Offer) -> None:
    get(emma, ignore)
    done = run("voices", "get", "emma")

    assert done.exit_code == 0
    assert "is here already" in done.stderr
    assert len(server.asked) == 1


def test_a_damaged_voice_is_told_and_fetched_again(server: Server, emma: Offer) -> None:
    get(emma, ignore)
    emma.path.write_bytes(server.data[:-1] + b"x")

    refused = run("render", "tiny", "--voice", "emma")
    get(emma, ignore)

    assert refused.exit_code == 4
    assert "is damaged" in refused.stderr
    assert "innerally voices get emma" in refused.stderr
    assert emma.path.read_bytes() == server.data


@pytest.mark.parametrize("ranges", [True, False])
def test_after_a_break_it_goes_on_from_there_if_the_server_can(
    server: Server, emma: Offer, files_in: Files, ranges: bool
) -> None:
    server.ranges, server.break_after = ranges, 3_000_000
    with pytest.raises(DownloadError, match=r"stopped after 3\.0 MB of 7\.9 MB") as caught:
        get(emma, ignore)
    left = files_in(emma.path.parent)
    told = emma.told()
    server.break_after = None

    get(emma, ignore)

    assert "goes on from there" in str(caught.value)
    assert left == [f"{FILE}.part"]
    assert "3.0 MB of it are here already" in told
    assert server.asked == ["", "bytes=3000000-"]
    assert files_in(emma.path.parent) == [FILE]
    assert emma.path.read_bytes() == server.data


def test_stopping_keeps_what_has_come_for_the_next_time(server: Server, emma: Offer, files_in: Files) -> None:
    def stop(_progress: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        get(emma, stop)
    assert files_in(emma.path.parent) == [f"{FILE}.part"]
    get(emma, ignore)

    assert server.asked[0] == ""
    assert server.asked[1].startswith("bytes=")
    assert emma.path.read_bytes() == server.data


@pytest.mark.parametrize("other", ["other bytes", "longer"])
def test_another_file_than_expected_is_not_kept(
    server: Server, emma: Offer, files_in: Files, other: str
) -> None:
    right = server.data
    server.data = bytes(len(right)) if other == "other bytes" else bytes(2 * len(right))

    with pytest.raises(DownloadError, match="is not the file that it should be"):
        get(emma, ignore)

    assert files_in(emma.path.parent) == []
    assert len(server.asked) == 1


def test_a_part_of_another_file_is_found_out_and_dropped(server: Server, emma: Offer) -> None:
    part = emma.path.with_name(f"{FILE}.part")
    part.parent.mkdir(parents=True)
    part.write_bytes(bytes(1000))

    with pytest.raises(DownloadError, match="Nothing of it was kept"):
        get(emma, ignore)
    get(emma, ignore)

    assert emma.path.read_bytes() == server.data


def test_a_part_that_the_server_cannot_go_on_from_is_dropped(tmp_path: Path, server: Server) -> None:
    server.data = b"short"
    (tmp_path / "x.part").write_bytes(bytes(1000))
    remote = Remote(server.address + "x", 2000, "0")

    with pytest.raises(DownloadError, match="answered 416"):
        fetch(remote, tmp_path / "x", lambda _have: None)

    assert list(tmp_path.glob("x*")) == []


@pytest.mark.parametrize("status", [404, 500])
def test_a_server_that_has_it_not_is_told_in_plain_words(server: Server, emma: Offer, status: int) -> None:
    server.status = status

    done = run("voices", "get", "emma")

    assert done.exit_code == 4
    assert done.stdout == ""
    assert f"answered {status}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not emma.path.exists()


def test_a_server_that_is_not_there_is_told_in_plain_words(tmp_path: Path) -> None:
    remote = Remote("http://127.0.0.1:9/x", 10, "0")

    with pytest.raises(DownloadError, match="cannot be reached"):
        fetch(remote, tmp_path / "x", lambda _have: None)


def test_a_folder_that_cannot_be_written_is_told(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(OutputError, match="cannot be written"):
        fetch(Remote(server.address + "x", 10, "0"), tmp_path / "file" / "x", lambda _have: None)


@pytest.mark.parametrize(
    ("name", "told"),
    [("ema", "Did you mean 'emma'"), ("heart", "is here already"), ("joe", "not one that can be fetched")],
)
def test_only_the_embedded_engines_other_voices_can_be_fetched(
    library: Library, name: str, told: str
) -> None:
    with pytest.raises(ChoiceError, match=told):
        offer(name, library)


def test_rendering_with_a_voice_that_is_not_here_names_the_command_and_fetches_nothing(
    server: Server, home: Path
) -> None:
    done = run("render", "tiny", "--voice", "emma")

    assert done.exit_code == 4
    assert "innerally voices get emma" in done.stderr
    assert server.asked == []
