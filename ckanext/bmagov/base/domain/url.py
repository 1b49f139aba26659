"""Which web addresses may be stored: the web's own schemes, and no machine of an inner network."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    IPv4 = ipaddress.IPv4Address
    IPv6 = ipaddress.IPv6Address

DEFAULT_PORTS: Final = {"http": 80, "https": 443}
WEB_PORTS: Final = frozenset(DEFAULT_PORTS.values())

_BREAKS = re.compile(r"\s*[\r\n]\s*|\t")
_NEVER: Final = frozenset('<>"\\^`{|}')
"""What no address holds (RFC 3986); a backslash is read as a slash by some and not by others."""

_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)\Z", re.IGNORECASE)
"""A host whose last part is one is meant as an IPv4 address (WHATWG URL, "ends in a number")."""

_INNER_NAMES: Final = (
    ".localhost", ".local", ".localdomain", ".internal", ".intranet", ".private", ".lan", ".corp", ".home",
    ".arpa",
)  # fmt: skip

_NETWORK = ipaddress.ip_network
_NAT64: Final = _NETWORK("64:ff9b::/96")
"""RFC 6052: an IPv4 address in the last 32 bits, to which the network's gateway connects."""
_COMPATIBLE: Final = _NETWORK("::/96")
_PUBLIC_6: Final = _NETWORK("2000::/3")
"""RFC 4291: what may be a machine of the internet; all else is inside, a group, or not given to anybody."""
_RELAY: Final = _NETWORK("192.88.99.0/24")
"""RFC 7526: the way to 6to4, given up."""
_ISATAP: Final = (0x00005EFE, 0x02005EFE)
"""RFC 5214: before an IPv4 address in the last 64 bits."""


def clean_url(text: str) -> str:
    """Return the address without the blanks around it and the line breaks that come with copying.

    Nothing else of it is changed: its letters are bytes of somebody else's server. A blank within it is
    written as browsers send it (`%20`), and so is whatever nobody sees, such as a blank without width.
    """
    bare = _BREAKS.sub("", text.strip().strip("\ufeff"))
    return "".join(quote(letter) if _is_unseen(letter) else letter for letter in bare)


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in ("Zs", "Cf")


def url_problem(url: str, *, public_only: bool = False, ports: Collection[int] | None = None) -> str:
    """Return URL-SCHEME, URL-FORMAT, URL-NOT-ALLOWED, URL-PORT or, when nothing is wrong, an empty string.

    With ``public_only`` an address that a server must not fetch (see `is_public_address`; host names without
    a dot, numbers in disguise) is URL-NOT-ALLOWED. A name that only resolves to such an address cannot be
    seen here; whoever fetches has to check again.

    :param ports: the only ports that are not URL-PORT; None for any
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port
    except ValueError:
        return "URL-FORMAT"
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS:
        return "URL-SCHEME"
    if not host or "%20" in host or _NEVER & set(url):
        return "URL-FORMAT"
    if public_only and _is_inner(host):
        return "URL-NOT-ALLOWED"
    return "URL-PORT" if ports is not None and (port or DEFAULT_PORTS[scheme]) not in ports else ""


def is_public_address(text: str) -> bool:
    """Tell whether an IP address may be a machine of the public internet, by the registries of IANA.

    An IPv6 address that stands for an IPv4 address (mapped, compatible, NAT64, 6to4, ISATAP) is as public as
    that one. Multicast, documentation, shared (RFC 6598), reserved and local networks are not, nor is Teredo.

    :raises ValueError: for what is no IP address
    """
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv4Address):
        return _is_public_4(address)
    inside = list(_inside(address))
    if not all(_is_public_4(inner) for inner in inside):
        return False
    if address in _NAT64 or address.ipv4_mapped:
        return True
    return address in _PUBLIC_6 and not address.teredo and (bool(address.sixtofour) or address.is_global)


def _is_public_4(address: IPv4) -> bool:
    return (
        address.is_global and not address.is_multicast and not address.is_reserved and address not in _RELAY
    )


def _inside(address: IPv6) -> Iterator[IPv4]:
    """Return the IPv4 addresses that an IPv6 address leads to."""
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    number = int(address)
    if address in _NAT64 or address in _COMPATIBLE or (number >> 32) & 0xFFFFFFFF in _ISATAP:
        yield ipaddress.IPv4Address(number & 0xFFFFFFFF)


def _is_inner(host: str) -> bool:
    # As browsers and resolvers read it: full-width digits are digits, and %31 is a 1.
    host = unicodedata.normalize("NFKC", unquote(host)).replace("。", ".").lower().rstrip(".")
    try:
        return not is_public_address(host)
    except ValueError:
        pass
    return "." not in host or host.endswith(_INNER_NAMES) or bool(_NUMBER.match(host.rpartition(".")[2]))


def is_own_address(text: str, site: str) -> bool:
    """Tell whether an address to return to is a page of this site: a path, or below the site's own address.

    Browsers read a backslash as a slash and leave out tabs and line breaks, so none may be there.
    """
    if any(mark in text for mark in "\\\t\r\n\0") or text != text.strip():
        return False
    own = site.rstrip("/")
    if own and (text == own or text.startswith(f"{own}/")):
        text = text[len(own) :] or "/"
    return text.startswith("/") and not text.startswith("//")
