"""TCP ports on this machine: which are free, and who holds the others."""

from __future__ import annotations

import contextlib
import errno
import socket
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def is_free(port: int) -> bool:
    """Whether nobody listens on this port of the loopback interface or of all of them."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            probe = socket.socket(family, socket.SOCK_STREAM)
        except OSError:
            continue  # no IPv6 here
        with probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    return False
                if error.errno == errno.EACCES:
                    raise
    return True


def first_free(preferred: int, free: Callable[[int], bool] = is_free, *, tries: int = 50) -> int | None:
    """The preferred port or the next free one after it in steps of ten; None if there is none."""
    for port in range(preferred, preferred + tries * 10, 10):
        if free(port):
            return port
    return None


def has_ipv6_loopback() -> bool:
    """Whether a server can listen on ::1, where browsers look for `localhost` first."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def holder(port: int) -> str:
    """Who listens on a port, as "nginx (pid 12)"; vague when the kernel does not tell us."""
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with contextlib.suppress(OSError):
            inodes |= listening_inodes(Path(table).read_text(), port)
    for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
        with contextlib.suppress(OSError):
            if descriptor.readlink().name.removeprefix("socket:[").removesuffix("]") in inodes:
                process = descriptor.parents[1]
                return f"{(process / 'comm').read_text().strip()} (pid {process.name})"
    return "another program"


def listening_inodes(table: str, port: int) -> set[str]:
    """Inodes of the listening sockets on `port` in the text of /proc/net/tcp."""
    inodes = set()
    for line in table.splitlines()[1:]:
        columns = line.split()
        if columns[3] == "0A" and int(columns[1].rpartition(":")[2], 16) == port:
            inodes.add(columns[9])
    return inodes
