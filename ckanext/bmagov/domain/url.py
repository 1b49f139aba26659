"""Which web addresses may be stored: the web's own schemes, and no machine of an inner network."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

_BLANKS = re.compile(r"\s+")
_NUMERIC_HOST = re.compile(r"(?:0x[0-9a-f]+|[0-9]+)(?:\.(?:0x[0-9a-f]+|[0-9]+)){0,3}\Z", re.IGNORECASE)


def clean_url(text: str) -> str:
    """Return the address without the blanks and line breaks that come with copying."""
    return _BLANKS.sub("", text)


def url_problem(url: str, *, public_only: bool = False) -> str:
    """Return URL-SCHEME, URL-FORMAT, URL-NOT-ALLOWED or, when nothing is wrong, an empty string.

    With ``public_only`` an address that a server must not fetch (loopback, private, link-local, host names
    without a dot, numbers in disguise) is URL-NOT-ALLOWED. A name that only resolves to such an address
    cannot be seen here; whoever fetches has to check again.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return "URL-FORMAT"
    if parts.scheme.lower() not in ("http", "https"):
        return "URL-SCHEME"
    if not host:
        return "URL-FORMAT"
    return "URL-NOT-ALLOWED" if public_only and _is_inner(host) else ""


def _is_inner(host: str) -> bool:
    host = host.rstrip(".")
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        pass
    return (
        "." not in host
        or host.endswith((".localhost", ".local", ".internal"))
        or bool(_NUMERIC_HOST.match(host))
    )
