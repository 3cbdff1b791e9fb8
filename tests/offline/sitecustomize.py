"""Refuses every network connection, in the tests' own process and in each that they start (by PYTHONPATH).

Python imports a module of this name when it starts. An audit hook cannot be taken back, and sees the
connections of every Python library. Names that have to be looked up are refused, too: on this machine
nothing needs any.
"""

import ipaddress
import sys

_LOCAL_NAMES = frozenset({"", "localhost", "localhost.localdomain"})


class NetworkRefused(BaseException):
    """Not an `Exception`, so that no "try the network, else go on" can swallow it."""


def _is_local(host: object) -> bool:
    if host is None or host in _LOCAL_NAMES:
        return True
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return name in _LOCAL_NAMES


def _refuse(event: str, args: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = args[1]
        if not isinstance(address, tuple) or not address:
            return  # a socket in the file system
        host = address[0]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = args[0]
    else:
        return
    if not _is_local(host):
        raise NetworkRefused(f"{event} to {host!r}: nothing here may touch the network")


sys.addaudithook(_refuse)
