"""Lists of addresses for search engines, as https://www.sitemaps.org/protocol.html has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

MEDIA_TYPE = "application/xml; charset=utf-8"
MOST_ADDRESSES = 50_000
"""In one file; more need an index of several."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True)
class Address:
    """An address, and when what is there last changed (UTC, naive) if that is known."""

    url: str
    modified: dt.datetime | None = None


def render(addresses: Iterable[Address]) -> str:
    """Return a sitemap of these addresses."""
    return f'{_HEAD}<urlset xmlns="{_NAMESPACE}">\n{"".join(map(_entry, addresses))}</urlset>\n'


def render_index(urls: Iterable[str]) -> str:
    """Return an index of the sitemaps at these addresses."""
    entries = "".join(f"<sitemap><loc>{escape(url)}</loc></sitemap>\n" for url in urls)
    return f'{_HEAD}<sitemapindex xmlns="{_NAMESPACE}">\n{entries}</sitemapindex>\n'


def _entry(address: Address) -> str:
    modified = ""
    if address.modified is not None:
        modified = f"<lastmod>{address.modified.isoformat(timespec='seconds')}Z</lastmod>"
    return f"<url><loc>{escape(address.url)}</loc>{modified}</url>\n"
