"""Fetching one file that somebody asked for by name: resumable, checked, whole or absent.

The only module that touches a network, and only `innerally voices get` comes here.
"""

import contextlib
import hashlib
import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from generator.errors import EngineError, OutputError
from generator.units import Seconds

PART = ".part"
"""Ending of a file that is on its way; the next attempt goes on from it."""
_CHUNK = 1 << 16
_PATIENCE: Seconds = 30.0

OnBytes = Callable[[int], None]
"""Told how many bytes are here; may raise to stop, and what has come is kept for the next attempt."""


class DownloadError(EngineError):
    """A file that could not be fetched."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A file on a server, known beforehand."""

    url: str
    size: int
    """Bytes."""
    sha256: str


def part_of(path: Path) -> Path:
    """Where a file gathers while it is on its way."""
    return path.with_name(path.name + PART)


def fetch(remote: Remote, path: Path, on_bytes: OnBytes) -> None:
    """Fetch a file, going on from where an earlier attempt stopped.

    Args:
        remote: Where it is, and what it must be.
        path: Where it goes; appears there only once it is whole and its digest is right.
        on_bytes: Told how much of it is here.

    Raises:
        DownloadError: The server cannot be reached, stops early, or has another file.
        OutputError: The folder cannot be written.
    """
    part = part_of(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if _size(part) > remote.size:
            part.unlink()
        if _size(part) < remote.size:
            _receive(remote, part, on_bytes)
        if _sha256(part) != remote.sha256:
            part.unlink()
            raise DownloadError(
                f"'{path.name}' came, but is not the file that it should be. Nothing of it was kept.",
                "Run the same command again.",
            )
        part.replace(path)
    except OSError as error:
        raise OutputError(
            f"'{path}' cannot be written ({error.strerror}).",
            "Make room there, or give yourself the right to write to it.",
        ) from error


def _receive(remote: Remote, part: Path, on_bytes: OnBytes) -> None:
    have = _size(part)
    with contextlib.closing(_open(remote, part)) as response:
        goes_on = response.status == http.client.PARTIAL_CONTENT and _starts_at(response, have)
        if not goes_on:
            have = 0  # this server sends the whole
        with part.open("ab" if goes_on else "wb") as file:
            while have < remote.size and (data := _read(response, remote, have)):
                have += _written(file, data[: remote.size - have])
                on_bytes(have)
    if have < remote.size:
        raise _stopped(remote, have, "the server ended it")


def _open(remote: Remote, part: Path) -> http.client.HTTPResponse:
    have = _size(part)
    headers = {"User-Agent": "innerally", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    request = urllib.request.Request(remote.url, headers=headers)  # noqa: S310 - the registry's https address
    try:
        response: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=_PATIENCE)  # noqa: S310
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
            part.unlink(missing_ok=True)  # of another file: begin afresh
        raise DownloadError(
            f"The server at {request.host} answered {error.code} ({error.reason}).",
            "Try again later, or look at voices/README.md for putting the file there by hand.",
        ) from error
    except (OSError, http.client.HTTPException) as error:
        raise DownloadError(
            f"The server at {request.host} cannot be reached ({_reason(error)}).",
            "Check the connection and run the same command again.",
        ) from error
    return response


def _read(response: http.client.HTTPResponse, remote: Remote, have: int) -> bytes:
    try:
        return response.read1(_CHUNK)
    except (OSError, http.client.HTTPException) as error:
        raise _stopped(remote, have, _reason(error)) from error


def _written(file: IO[bytes], data: bytes) -> int:
    file.write(data)
    return len(data)


def _starts_at(response: http.client.HTTPResponse, have: int) -> bool:
    return response.headers.get("Content-Range", "").startswith(f"bytes {have}-")


def _stopped(remote: Remote, have: int, reason: str) -> DownloadError:
    return DownloadError(
        f"The download stopped after {megabytes(have)} of {megabytes(remote.size)} ({reason}).",
        "Run the same command again: it goes on from there.",
    )


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", error)
    return getattr(reason, "strerror", None) or str(reason) or type(reason).__name__


def megabytes(size: int) -> str:
    """A number of bytes for people, such as 7.9 MB."""
    return f"{size / 1e6:.1f} MB"


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
