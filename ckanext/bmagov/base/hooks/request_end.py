"""`IMiddleware`: each request ends alone. What it leaves undone is undone, on whatever path it ended.

CKAN ends the database session in one of its functions after a request. That one is skipped when another of
them fails, or the page of an error does; and what a stream reads while it is sent comes after it.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from flask import g, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wsgi import ClosingIterator

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.services import session_end

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from flask import Response

    from ckan.common import CKANConfig
    from ckan.config.middleware.flask_app import CKANApp

SERVED = "bmagov.served"
"""In the environment of a request that came from outside: not the context in which a command makes links."""


class RequestEnd(p.IMiddleware):
    """The first function after a request, the last before the next."""

    def make_middleware(self, app: CKANApp, config: CKANConfig) -> CKANApp:
        """Stand around everything: the handlers of errors, the functions after a request, the sending."""
        app = super().make_middleware(app, config)
        plain: Any = app
        for name in ("handle_user_exception", "handle_exception"):
            setattr(plain, name, _undone_before(getattr(plain, name)))
        app.after_request(undo_refused)
        app.teardown_request(end_served)
        plain.wsgi_app = _ended_after(plain.wsgi_app)
        return app


def undo_refused(response: Response) -> Response:
    """Undo what a view began that caught its error itself, as CKAN's API does, before others look around."""
    if response.status_code >= 400:
        undo()
    return response


def end_served(_error: BaseException | None = None) -> None:
    """End the session of a request, not that of the command inside which a link is made."""
    if request.environ.get(SERVED):
        session_end.end()


def undo() -> None:
    """Roll back, and know who asks as far as the database still tells."""
    session_end.undo()
    if "_login_user" not in g:
        return
    try:
        _ = tk.current_user.name
    except SQLAlchemyError:
        g._login_user = model.AnonymousUser()
        g.userobj = None


def _undone_before(handler: Callable[[Exception], Any]) -> Callable[[Exception], Any]:
    @functools.wraps(handler)
    def handle(error: Exception) -> Any:
        undo()
        return handler(error)

    return handle


def _ended_after(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Return a WSGI application that ends the session when the answer is sent, or its reader has gone."""

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ[SERVED] = True
        try:
            response = application(environ, start_response)
        except BaseException:
            session_end.end()
            raise
        sender = environ.get("wsgi.file_wrapper")
        if isinstance(sender, type) and isinstance(response, sender):
            return response  # a plain file, which the server sends by itself, and nothing reads the database
        return ClosingIterator(response, [session_end.end])

    return serve
