"""The headers of every answer: one table, by what the answer is.

Sources: Content Security Policy Level 3 (W3C), RFC 6266 and RFC 5987 (names of files), RFC 6797 (HSTS), OWASP
Secure Headers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from ckanext.bmagov.base.domain.file_name import file_name

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(Enum):
    """What an answer is, as far as its headers are concerned."""

    PAGE = "page"
    """HTML that a template of the catalog made."""

    VIEW = "view"
    """A page that shows one view of a file and nothing else: other sites may be allowed to frame it."""

    DATA = "data"
    """JSON, XML, RDF, feeds, redirects: for programs."""

    BYTES = "bytes"
    """What somebody stored, or what was made from it, for keeping."""

    STATIC = "static"
    """Style sheets, scripts, fonts and pictures that come with the software."""


SELF = "'self'"
NONE = "'none'"

PAGE_POLICY: Mapping[str, tuple[str, ...]] = {
    "default-src": (NONE,),
    "script-src": (SELF,),
    "style-src": (SELF,),
    # Attributes only: widths and heights of core's templates and scripts. A <style> element is refused.
    "style-src-attr": ("'unsafe-inline'",),
    # Logos and pictures of descriptions and of linked files may lie anywhere.
    "img-src": (SELF, "data:", "https:"),
    "font-src": (SELF,),
    "connect-src": (SELF,),
    "media-src": (SELF, "https:"),
    "frame-src": (SELF,),
    "manifest-src": (SELF,),
    "form-action": (SELF,),
    "base-uri": (NONE,),
    "object-src": (NONE,),
    "frame-ancestors": (SELF,),
}
"""What a page may load, by directive."""

EXTENDABLE = frozenset(
    f"{name}-src" for name in ("script", "style", "img", "font", "connect", "media", "frame", "worker")
) | {"form-action"}
"""Directives to which a site may add sources."""

SANDBOX = "sandbox; default-src 'none'"
CLOSED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
STATIC_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox"
"""A picture (SVG) that is opened by itself keeps its own styles."""

PERMISSIONS = ", ".join(
    f"{name}=()"
    for name in (
        *("accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope"),
        *("hid", "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get", "serial"),
        *("usb", "xr-spatial-tracking"),
    )
)
_EVERYWHERE = {"X-Content-Type-Options": "nosniff"}
_OF_PAGES = _EVERYWHERE | {
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Opener-Policy": "same-origin",
}
HEADERS: Mapping[Kind, Mapping[str, str]] = {
    Kind.PAGE: _OF_PAGES,
    Kind.VIEW: _OF_PAGES,
    Kind.DATA: _EVERYWHERE
    | {"Content-Security-Policy": CLOSED, "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY"},
    Kind.BYTES: _EVERYWHERE | {"Content-Security-Policy": SANDBOX, "Referrer-Policy": "no-referrer"},
    Kind.STATIC: _EVERYWHERE | {"Content-Security-Policy": STATIC_POLICY},
}
"""Headers by kind. The policy of pages is made by `page_policy`: it depends on the site."""

SHARED = frozenset((Kind.DATA, Kind.BYTES))
"""Kinds that programs of other websites may read, as far as they are for everybody."""

FOR_EVERYBODY: Mapping[str, str] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, ETag, Last-Modified, Link",
}
"""What says so (Fetch, CORS protocol). With `*` a browser sends no cookie, and hides what came by one."""

INLINE = {
    # Bitmaps: decoded, never run.
    "image/png": "",
    "image/jpeg": "",
    "image/gif": "",
    "image/webp": "",
    # Shown by the browser's own reader, in a process and an origin of its own; its scripts see the document.
    "application/pdf": "",
    # Text: with `nosniff` and a character set there is nothing to guess.
    "text/csv": "utf-8",
    "text/plain": "utf-8",
}
"""Media types that a browser may open -> character set to name when the answer names none.

Everything else is kept as a file: HTML, SVG and XML run scripts; archives and office files have programs.
"""

UNKNOWN_TYPE = "application/octet-stream"
_TOKEN = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
_SOURCE = re.compile(r"https?://(?:\*\.)?[a-z0-9.-]+(?::(?:\d{1,5}|\*))?(?:/[\w./~%-]*)?", re.IGNORECASE)
_HASH = re.compile(r"'sha(?:256|384|512)-[A-Za-z0-9+/]{43,88}={0,2}'")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?", re.IGNORECASE)


@dataclass(frozen=True)
class SiteOfHeaders:
    """What the headers of pages depend on."""

    origin: str = ""
    """Address of the site, without path, if the request came by another name; else empty."""

    files: str = ""
    """Origin of the host for files, or empty."""

    sources: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Sources to add, by directive."""

    frames: tuple[str, ...] = ()
    """Origins that may frame views; ``*`` for all."""

    style_hash: str = ""
    """Hash of the style sheet that an administrator wrote for the pages, or empty."""

    plain: bool = False
    """The site is served without TLS: pictures may come without it, too."""


@lru_cache(maxsize=256)
def page_policy(kind: Kind, site: SiteOfHeaders) -> str:
    """Return the Content-Security-Policy of a page or view."""
    policy = {name: list(values) for name, values in PAGE_POLICY.items()}
    if site.origin:
        for values in policy.values():
            if SELF in values:
                values.append(site.origin)
    if site.files:
        for name in ("img-src", "media-src", "connect-src", "frame-src"):
            policy[name].append(site.files)
    if site.plain:
        policy["img-src"].append("http:")
        policy["media-src"].append("http:")
    if site.style_hash:
        policy["style-src"].append(site.style_hash)
    for name, values in site.sources:
        policy.setdefault(name, []).extend(values)
    if kind is Kind.VIEW and site.frames:
        policy["frame-ancestors"] = (
            ["*"] if "*" in site.frames else [*policy["frame-ancestors"], *site.frames]
        )
    return "; ".join(" ".join([name, *dict.fromkeys(values)]) for name, values in policy.items())


def headers_of(kind: Kind, site: SiteOfHeaders) -> dict[str, str]:
    """Return the headers of an answer of a kind.

    ``X-Frame-Options`` is for browsers that do not know ``frame-ancestors``; it cannot name several sites, so
    it is left out where these are allowed.
    """
    headers = dict(HEADERS[kind])
    if site.plain:
        # Browsers heed it only with TLS, and complain of it without.
        headers.pop("Cross-Origin-Opener-Policy", None)
    if kind in (Kind.PAGE, Kind.VIEW):
        headers["Content-Security-Policy"] = page_policy(kind, site)
        if kind is Kind.PAGE or not site.frames:
            headers["X-Frame-Options"] = "SAMEORIGIN"
    return headers


def parse_sources(text: str) -> dict[str, list[str]]:
    """Return the sources that a site adds, by directive: ``img-src https://tiles.example; script-src ...``.

    Raises:
        ValueError: with the part that cannot be used. Refused are directives that nobody adds to, whole
            schemes, ``*`` alone and everything that would let inline code run (a hash of one script may).
    """
    sources: dict[str, list[str]] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, *values = part.split()
        if name not in EXTENDABLE or not values:
            raise ValueError(part)
        for value in values:
            hashed = _HASH.fullmatch(value) and name in ("script-src", "style-src")
            if not (hashed or _is_source(value)):
                raise ValueError(value)
        sources.setdefault(name, []).extend(values)
    return sources


def parse_frames(text: str) -> list[str]:
    """Return the origins that may frame views, ``*`` for all.

    Raises:
        ValueError: with the part that is no origin.
    """
    origins = text.split()
    for origin in origins:
        if origin != "*" and not (_is_source(origin) and urlsplit(origin).path == ""):
            raise ValueError(origin)
    return origins


def parse_origin(text: str) -> str:
    """Return an origin as browsers write it: ``https://files.example.go.th``, lower case; empty for none.

    Raises:
        ValueError: with the text, if it is no origin.
    """
    text = text.strip().rstrip("/").lower()
    if not text:
        return ""
    scheme, _, host = text.partition("://")
    if scheme not in ("http", "https") or not _HOST.fullmatch(host):
        raise ValueError(text)
    return text


def _is_source(value: str) -> bool:
    return bool(_SOURCE.fullmatch(value)) and not value.lower().startswith(("https://*/", "http://*/"))


def media_type(value: str) -> str:
    """Return the bare media type of a ``Content-Type``, lower case; that of unknown bytes if it is none."""
    bare = value.partition(";")[0].strip().lower()
    return bare if _TOKEN.fullmatch(bare) else UNKNOWN_TYPE


def typed(value: str, known: str = "") -> str:
    """Return a ``Content-Type`` at which no browser has anything to guess.

    :param known: the encoding of the file, where it is known
    """
    bare = media_type(value)
    if known and bare.startswith("text/"):
        return f"{bare}; charset={known}"
    charset = INLINE.get(bare, "")
    if bare == UNKNOWN_TYPE or (charset and "charset=" not in value.lower()):
        return f"{bare}; charset={charset}" if charset else bare
    return value


def disposition(content_type: str, name: str, *, keep: bool = False) -> str:
    """Return the ``Content-Disposition`` of a file: opened if its kind is inert, else (or with `keep`) kept.

    The name stands in its own script (RFC 5987), with a plain one beside it for old programs.
    """
    what = "inline" if media_type(content_type) in INLINE and not keep else "attachment"
    name = file_name(name)
    if not name:
        return what
    if name.isascii() and not set('"\\%;') & set(name):
        return f'{what}; filename="{name}"'
    ending = PurePosixPath(name).suffix
    plain = f"file{ending}" if re.fullmatch(r"\.[A-Za-z0-9]{1,10}", ending) else "file"
    return f"{what}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
