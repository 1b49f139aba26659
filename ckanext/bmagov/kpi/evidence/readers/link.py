"""Ask whether an address answers, or for what it gives, without being led into the inner network.

Every hop is resolved first, only addresses of the public internet are asked, and the very address that was
looked at is the one that is connected to: a name that changes its mind between the two finds nobody.
"""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from ckanext.bmagov.base.domain.url import DEFAULT_PORTS, WEB_PORTS, is_public_address, url_problem

if TYPE_CHECKING:
    from collections.abc import Collection

HOPS: Final = 5
TIMEOUT: Final = urllib3.Timeout(connect=5, read=10)
GONE: Final = frozenset({404, 410})
AGENT: Final = "bmagov-linkcheck"
LONGEST: Final = 30.0
"""Seconds in which an answer must have come whole."""


@dataclass(frozen=True)
class LinkState:
    """``answered``: True it is there, False it is gone, None nobody can tell: a fault on the way."""

    answered: bool | None
    status: int | None = None


class FetchError(Exception):
    """Why an address gave nothing; the message is a sentence in English, for commands."""


def ask(url: str, ports: Collection[int] = WEB_PORTS) -> LinkState:
    """Ask for an address; never raises, never reads more than the head of an answer.

    :param ports: the only ones that are connected to
    """
    for _ in range(HOPS):
        parts = urlsplit(url)
        if url_problem(url, public_only=True, ports=ports):
            return LinkState(None)
        host = parts.hostname or ""
        place = _public_address(host, parts.port or DEFAULT_PORTS[parts.scheme])
        if place is None:
            return LinkState(None)
        try:
            status, location = _head(parts, host, place)
        except (HTTPError, OSError, ValueError):
            return LinkState(None)
        if status in (301, 302, 303, 307, 308) and location:
            url = urljoin(url, location)
            continue
        if status in GONE:
            return LinkState(False, status)
        return LinkState(True if status < 400 or status in (401, 403, 405, 429) else None, status)
    return LinkState(None)


def fetch(url: str, most: int, *, ports: Collection[int] = WEB_PORTS, inside: bool = False) -> bytes:
    """Return what an address gives. It is not followed to another one.

    :param most: bytes that are read; more are refused
    :param ports: the only ones that are connected to
    :param inside: the address may be one of an inner network, and of any port: for commands only
    :raises FetchError: it gives nothing, or may not be asked
    """
    if problem := url_problem(url, public_only=not inside, ports=None if inside else ports):
        raise FetchError(f"{url} may not be asked ({problem})")
    parts = urlsplit(url)
    host = parts.hostname or ""
    place = host if inside else _public_address(host, parts.port or DEFAULT_PORTS[parts.scheme])
    if place is None:
        raise FetchError(f"{host} is not a name of the public internet")
    try:
        return _body(parts, host, place, most)
    except (HTTPError, OSError, ValueError) as error:
        raise FetchError(f"{url} cannot be reached ({type(error).__name__})") from error


def _body(parts: Any, host: str, place: str, most: int) -> bytes:
    stop = time.monotonic() + LONGEST
    with _pool(parts, host, place) as pool:
        headers = {**_headers(parts), "Accept-Encoding": "identity"}
        response = pool.urlopen("GET", _target(parts), headers=headers, redirect=False, preload_content=False)
        if response.status != 200:
            raise FetchError(f"{parts.geturl()} gives status {response.status}")
        body = bytearray()
        while chunk := response.read1(most + 1 - len(body)):
            body += chunk
            if len(body) > most or time.monotonic() > stop:
                raise FetchError(f"{parts.geturl()} gives more than {most} bytes, or is too slow")
        return bytes(body)


def _public_address(host: str, port: int) -> str | None:
    """Return an address to connect to, if all that the name stands for are public."""
    try:
        addresses = {str(item[4][0]) for item in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        return None
    if not addresses or not all(is_public_address(address) for address in addresses):
        return None
    return sorted(addresses)[0]


def _head(parts: Any, host: str, place: str) -> tuple[int, str]:
    with _pool(parts, host, place) as pool:
        headers = _headers(parts)
        for method in ("HEAD", "GET"):
            response = pool.urlopen(
                method, _target(parts), headers=headers, redirect=False, preload_content=False
            )
            response.release_conn()
            if response.status not in (405, 501):
                break
        return response.status, response.headers.get("Location", "")


def _pool(parts: Any, host: str, place: str) -> urllib3.HTTPConnectionPool:
    secure = parts.scheme == "https"
    more: dict[str, Any] = {"server_hostname": host, "assert_hostname": host} if secure else {}
    kind = urllib3.HTTPSConnectionPool if secure else urllib3.HTTPConnectionPool
    port = parts.port or DEFAULT_PORTS[parts.scheme]
    return kind(place, port, timeout=TIMEOUT, retries=False, **more)


def _headers(parts: Any) -> dict[str, str]:
    return {"Host": parts.netloc.rpartition("@")[2], "User-Agent": AGENT}


def _target(parts: Any) -> str:
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path
