"""A host of its own for files, so that nothing that is stored shares an origin with the pages.

On the site's own host a download asks for rights as ever; instead of the bytes it answers with an address on
the other host, signed for this reader and this file, good for a minute. There the same view runs for the same
reader, rights included. That host serves nothing else and knows no cookies, tokens or forms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Response, current_app, g, request
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import config as settings
from ckanext.bmagov.access import FILES_HOST, is_on_files_host
from ckanext.bmagov.base.request_state import READER_ID, REFUSAL, WAY_BACK
from ckanext.bmagov.site.domain.web_headers import Kind
from ckanext.bmagov.site.views.headers import kind_of, token_header

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import WSGIEnvironment


PASS = "pass"  # noqa: S105 (the name of a parameter)
_SALT = "bmagov-files"
_PICTURES = 3600
"""Seconds for which a browser may remember where a logo lies."""

SAFE = ("GET", "HEAD")
ASKED_BEFORE = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, Range, X-Requested-With",
    "Access-Control-Max-Age": "600",
}
"""What a script of the site may send along: the text view does."""


class FilesHost:
    """WSGI: makes a request to the host for files one of nobody, and its answer one without cookies."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        """Wrap an application."""
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Serve one request."""
        host = urlsplit(settings.files_host()).netloc
        if not host or environ.get("HTTP_HOST", "").lower() != host:
            return self.app(environ, start_response)
        token = token_header().upper().replace("-", "_")
        for name in ("HTTP_COOKIE", "HTTP_AUTHORIZATION", f"HTTP_{token}"):
            environ.pop(name, None)
        query = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)
        environ[FILES_HOST] = next((value for name, value in query if name == PASS), "")
        environ["QUERY_STRING"] = urlencode([(name, value) for name, value in query if name != PASS])

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start_response(status, [h for h in headers if h[0].lower() != "set-cookie"], *more)

        return self.app(environ, start)


def admit() -> None:
    """On the host for files: let in who brings a good pass, as the reader it was given to; nobody else.

    Logos and portraits are everybody's and need none. A pass that is too old leads back to the site, which
    asks for rights again. The refusal itself waits for `turn_away`: CKAN begins with each request.
    """
    if not is_on_files_host() or (request.endpoint == "static" and request.method in SAFE):
        return
    REFUSAL.put(_refusal())


def turn_away() -> Response | None:
    """Answer who was not let in, before anything else looks at the request."""
    return REFUSAL.of()


def _refusal() -> Response | None:
    """Return the answer for who may not go on, or set the reader."""
    if request.method == "OPTIONS":
        return Response(status=204, headers=ASKED_BEFORE)
    if request.method not in SAFE:
        return _nothing(404)
    try:
        reader, place = _signer().loads(request.environ[FILES_HOST], max_age=settings.files_seconds())
    except SignatureExpired as error:
        if error.payload is None or _signer().load_payload(error.payload)[1] != _place():
            return _nothing(404)
        return _moved(tk.h.full_current_url(), "no-store")
    except (BadSignature, ValueError, TypeError):
        return _nothing(404)
    user = model.User.get(reader) if reader else None
    if place != _place() or (reader and not (user and user.is_active)):
        return _nothing(404)
    if user:
        g._login_user = user
    return None


def note_reader(response: Response) -> Response:
    """Remember who asks, while the session of the database is there."""
    if settings.files_host():
        READER_ID.put(str(tk.current_user.id) if tk.current_user.is_authenticated else "")
    return response


def send_over(response: Response) -> Response:
    """On the site's own host: answer with the address of the bytes on the other host instead of the bytes."""
    host = settings.files_host()
    if not host or is_on_files_host() or request.method not in SAFE or kind_of(response) is not Kind.BYTES:
        return response
    response.close()
    there = urlsplit(tk.h.full_current_url())
    base = urlsplit(host)
    if request.endpoint == "static":
        address = urlunsplit((base.scheme, base.netloc, there.path, there.query, ""))
        return _moved(address, f"public, max-age={_PICTURES}")
    signed = _signer().dumps([READER_ID.of(), _place()])
    query = urlencode([*parse_qsl(there.query, keep_blank_values=True), (PASS, signed)])
    return _moved(urlunsplit((base.scheme, base.netloc, there.path, query, "")), "private, no-store")


def serve_files_only(response: Response) -> Response:
    """On the host for files: pass on files and the way back; of everything else the status only."""
    if not is_on_files_host():
        return response
    if kind_of(response) is not Kind.BYTES and response.status_code not in (204, 302, 416):
        status = response.status_code if response.status_code >= 400 else 404
        response.close()
        response = _nothing(status)
    elif response.status_code == 302 and not WAY_BACK.of():
        response = _nothing(404)
    site = urlsplit(tk.config["ckan.site_url"])
    response.headers.setdefault("Access-Control-Allow-Origin", f"{site.scheme}://{site.netloc}")
    return response


def _moved(address: str, cache: str) -> Response:
    WAY_BACK.put(True)
    return Response(status=302, headers={"Location": address, "Cache-Control": cache}, mimetype="text/plain")


def _nothing(status: int) -> Response:
    return Response("", status=status, headers={"Cache-Control": "no-store"}, mimetype="text/plain")


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=_SALT)


def _place() -> str:
    """Return what a pass is good for: a path with its parameters, in any order."""
    return f"{request.path}?{urlencode(sorted(request.args.items(multi=True)))}"
