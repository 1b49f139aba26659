"""Where a request comes from: its address behind proxies, and the network that stands for people.

Nothing of it is stored; see `usage/domain.py` for what is counted.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Address = ipaddress.IPv4Address | ipaddress.IPv6Address
    Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PREFIXES: Final = {4: 24, 6: 48}
"""Leading bits of an address that are one network: what one household or office is given (RFC 6177)."""

SUBSCRIBER: Final = 64
"""Bits of an IPv6 address that stand for one subscriber (RFC 6177): the rest its owner changes at will."""

LONGEST: Final = 1000
"""Characters of a header that are read."""


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Return networks in CIDR form; an address alone is a network of its own.

    :raises ProblemError: NETWORK-FORMAT (``found``)
    """
    out = []
    for text in texts:
        try:
            out.append(ipaddress.ip_network(text.strip(), strict=False))
        except ValueError:
            raise ProblemError("NETWORK-FORMAT", found=text) from None
    return tuple(out)


def client_address(peer: str, forwarded: str, trusted: Sequence[Network]) -> Address | None:
    """Return the address of who asks, None when nobody can tell.

    Each proxy adds whom it was asked by at the end of ``X-Forwarded-For``. It is read from there, as long as
    trusted proxies have written it: what stands before may be invented by who asks.

    :param peer: the address that the connection comes from
    :param forwarded: the header, empty without one
    """
    address = _read(peer)
    for text in reversed(forwarded[-LONGEST:].split(",")):
        if address is None or not within(address, trusted) or not text.strip():
            break
        address = _read(text)
    return address


def within(address: Address, among: Iterable[Network]) -> bool:
    """Tell whether an address is in one of the networks."""
    return any(address in network for network in among if network.version == address.version)


def network_of(address: Address) -> str:
    """Return the network that an address belongs to, as text."""
    return str(ipaddress.ip_network((address, PREFIXES[address.version]), strict=False))


def household(address: str) -> str:
    """Return what one subscriber has: an IPv4 address, or an IPv6 network of 64 bits; else the text, cut."""
    known = _read(address)
    if known is None:
        return address[:64]
    if known.version == 6:
        return str(ipaddress.ip_network((known, SUBSCRIBER), strict=False))
    return str(known)


def _read(text: str) -> Address | None:
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, ipaddress.IPv6Address) else address
