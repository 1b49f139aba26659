"""Gives every answer the headers of its kind (`site/domain/web_headers.py`): pages, actions, errors."""

from __future__ import annotations

import base64
import hashlib
import posixpath
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import request
from werkzeug.http import parse_options_header

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import config as settings
from ckanext.bmagov.access import is_closed
from ckanext.bmagov.base.request_state import TEMPLATE_DRAWN
from ckanext.bmagov.files import charset_of
from ckanext.bmagov.site.domain.web_headers import (
    FOR_EVERYBODY,
    HEADERS,
    SHARED,
    UNKNOWN_TYPE,
    Kind,
    SiteOfHeaders,
    disposition,
    headers_of,
    parse_sources,
    typed,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import WSGIEnvironment

    from flask import Response


VIEWS = {"dataset_resource.view", "resource.view"}
"""Endpoints of the pages that show one view and nothing else."""

SOFTWARE = {"static", "webassets.index"}
"""Endpoints of files that come with the software; what people stored is below `UPLOADS` of the first."""

UPLOADS = "uploads/"

DOWNLOADS = {
    *("resource.download", "dataset_resource.download", "datastore.dump", "datatablesview.filtered_download"),
    *("file.download", "file.trusted_download", "file.public_download", "resource_proxy.proxy_view"),
}
"""Endpoints that send what was stored. Others are known by their answer: see `kind_of`."""

STORED = {"resource.download", "dataset_resource.download"}
"""Those of them that give out an uploaded file, from a button that says so: it is kept and not opened."""

SOURCES_OF_OPTIONS = {
    "ckan.recaptcha.publickey": (
        ("script-src", ("https://www.google.com/recaptcha/", "https://www.gstatic.com/recaptcha/")),
        ("frame-src", ("https://www.google.com/recaptcha/",)),
    )
}
"""Option of CKAN, when it is set -> what its pages load."""

SOURCES_OF_PLUGINS = {"webpage_view": (("frame-src", ("https:",)),)}
"""Plugin of CKAN -> what its pages load: views of web pages frame any."""


def note_template(*_: Any, **__: Any) -> None:
    """Remember that a template was drawn: only then HTML is a page of ours (signal `template_rendered`)."""
    TEMPLATE_DRAWN.put(True)


def kind_of(response: Response) -> Kind:
    """Tell what an answer is.

    What is not known to be something harmless counts as stored bytes: whatever streams, is sent from a file
    or names a file. HTML is a page only if a template made it.
    """
    endpoint = request.endpoint or ""
    is_html = response.mimetype == "text/html"
    is_page = is_html and TEMPLATE_DRAWN.of()
    if endpoint in SOFTWARE and response.status_code < 400:
        if _is_upload():
            return Kind.BYTES
        return Kind.PAGE if is_html else Kind.STATIC
    if response.status_code >= 400 or 300 <= response.status_code < 304:
        return Kind.PAGE if is_page else Kind.DATA
    if (
        (endpoint in DOWNLOADS and not is_page)
        or response.direct_passthrough
        or response.is_streamed
        or "Content-Disposition" in response.headers
    ):
        return Kind.BYTES
    if is_page:
        return Kind.VIEW if endpoint in VIEWS else Kind.PAGE
    return Kind.DATA


def set_headers(response: Response) -> Response:
    """Set the headers of the answer's kind in place of whatever a view has set."""
    kind = kind_of(response)
    if kind is Kind.BYTES:
        _as_file(response)
    for name, value in headers_of(kind, _site()).items():
        response.headers[name] = value
    if kind in SHARED and _is_for_everybody(response):
        for name, value in FOR_EVERYBODY.items():
            response.headers.setdefault(name, value)
    lasts = settings.hsts_seconds()
    if lasts and _site_address().scheme == "https":
        response.headers["Strict-Transport-Security"] = f"max-age={lasts}"
    return response


class OutsideFlask:
    """WSGI: gives the headers of data to an answer that has none.

    That is one that no `after_request` has seen: of another middleware, or of an error in one of those.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        """Wrap an application."""
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Serve one request."""

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            there = {name.lower() for name, _ in headers}
            if "content-security-policy" not in there:
                headers = [
                    *headers,
                    *(
                        (name, value)
                        for name, value in HEADERS[Kind.DATA].items()
                        if name.lower() not in there
                    ),
                ]
            return start_response(status, headers, *more)

        return self.app(environ, start)


def token_header() -> str:
    """Return the name of the header in which callers of the API send their token."""
    return str(tk.config.get("apitoken_header_name") or "Authorization")


def _is_for_everybody(response: Response) -> bool:
    """Tell whether any website may read the answer in the browser of its reader.

    That is what nobody had to sign in for, and holds nothing closed: the website could fetch it itself.
    """
    signed_in = tk.current_user.is_authenticated or token_header() in request.headers
    return request.method in ("GET", "HEAD") and response.status_code < 500 and not (signed_in or is_closed())


def _as_file(response: Response) -> None:
    """Name the file, say whether it is kept or opened, and leave nothing about its kind to be guessed."""
    is_stored = request.endpoint in STORED
    if response.status_code != 304:
        stated = response.headers.get("Content-Type", UNKNOWN_TYPE)
        response.headers["Content-Type"] = typed(stated, _charset() if is_stored else "")
    if is_stored:
        response.headers.pop("Content-Encoding", None)  # a .gz is the file itself, not a way to send it
    stated, options = parse_options_header(response.headers.get("Content-Disposition"))
    name = options.get("filename") or _name_of_address()
    response.headers["Content-Disposition"] = disposition(
        response.headers.get("Content-Type", UNKNOWN_TYPE), name, keep=is_stored or stated == "attachment"
    )


def _charset() -> str:
    """Return the encoding of the stored file that is asked for, as far as reading it has told."""
    resource_id = str((request.view_args or {}).get("resource_id") or "")
    return charset_of(model.Session, resource_id)


def _name_of_address() -> str:
    given = request.view_args or {}
    return str(given.get("filename") or posixpath.basename(request.path.rstrip("/")))


def _is_upload() -> bool:
    if request.endpoint != "static":
        return False
    return posixpath.normpath(str((request.view_args or {}).get("filename", ""))).startswith(UPLOADS)


def _site() -> SiteOfHeaders:
    """Return what the pages' policy depends on, at this request."""
    site = _site_address()
    elsewhere = site.netloc.lower() != request.host.lower()
    return SiteOfHeaders(
        origin=f"{site.scheme}://{site.netloc}" if elsewhere else "",
        files=settings.files_host(),
        sources=_sources(
            settings.header_sources(),
            tuple(option for option in SOURCES_OF_OPTIONS if tk.config.get(option)),
            tuple(plugin for plugin in SOURCES_OF_PLUGINS if plugin in tk.config["ckan.plugins"]),
        ),
        frames=settings.header_frames(),
        style_hash=_style_hash(str(tk.config.get("ckan.site_custom_css") or "")),
        plain=site.scheme == "http",
    )


def _site_address() -> Any:
    return urlsplit(tk.config["ckan.site_url"])


@lru_cache(maxsize=32)
def _sources(
    added: str, options: tuple[str, ...], plugins: tuple[str, ...]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    own = tuple((name, tuple(values)) for name, values in parse_sources(added).items())
    of_options = tuple(directive for option in options for directive in SOURCES_OF_OPTIONS[option])
    return (
        own + of_options + tuple(directive for plugin in plugins for directive in SOURCES_OF_PLUGINS[plugin])
    )


@lru_cache(maxsize=8)
def _style_hash(css: str) -> str:
    """Return the source that allows the administrator's style sheet, which stands in the page itself."""
    if not css:
        return ""
    # What a browser hashes: HTML has one kind of line end.
    text = css.replace("\r\n", "\n").replace("\r", "\n").encode()
    return f"'sha256-{base64.b64encode(hashlib.sha256(text).digest()).decode()}'"
