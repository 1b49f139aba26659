"""When PostgreSQL, Solr or Redis does not answer: a plain page, or plain JSON, with HTTP 503.

The page needs none of the services. Nothing has to be done when the service is back: each request tries anew.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

import pysolr
import redis
from flask import Response, g, jsonify, render_template, request
from sqlalchemy import exc as sa_exc

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.search.common import SolrConnectionError

from ckanext.bmagov.base.services.contention import has_lost, is_contention
from ckanext.bmagov.site.readers import breakers, health
from ckanext.bmagov.site.views.health import Probes

if TYPE_CHECKING:
    from ckan.common import CKANConfig
    from ckan.config.middleware.flask_app import CKANApp

log = logging.getLogger(__name__)

RETRY_AFTER = 30
"""Seconds: long enough for a service to be restarted, short enough for a person to wait."""

BUSY = "busy"
"""Stands for no service: others were at work on the same rows (`base/services/contention.py`)."""

OUTAGES: dict[type[Exception], str] = {
    sa_exc.OperationalError: "database",
    sa_exc.InterfaceError: "database",
    SolrConnectionError: "search",
    pysolr.SolrError: "search",
    redis.ConnectionError: "queue",
    redis.TimeoutError: "queue",
}


class Outage(p.IMiddleware):
    """`IMiddleware`: the handlers of errors that are nobody's fault but a service's."""

    def make_middleware(self, app: CKANApp, config: CKANConfig) -> CKANApp:
        """Register the handlers on the Flask application, and let no page wait for what does not answer."""
        app = super().make_middleware(app, config)
        breakers.install(config)
        app.wsgi_app = Probes(app.wsgi_app)  # pyright: ignore[reportAttributeAccessIssue] (as Flask's docs do)
        for error in OUTAGES:
            app.register_error_handler(error, _on_error)
        app.after_request(_on_swallowed_error)
        return app


def _on_error(error: Exception) -> Response:
    """Answer for an error that reached the application.

    Not every error of these classes is an outage (a statement that PostgreSQL cancelled is none), so the
    services are asked; a bug must still be seen as one.
    """
    down = [BUSY] if is_contention(error) else _services_down()
    if not down:
        raise error
    # The driver's own error: SQLAlchemy's repeats the statement with its values, which may be personal data.
    reason = getattr(error, "orig", None) or error
    log.error("Service down (%s) at %s: %s", ", ".join(down), request.path, reason)
    return _respond(down)


def _on_swallowed_error(response: Response) -> Response:
    """Core turns many outages into "500 Internal server error" itself: say what really is the matter."""
    if response.status_code not in (500, 502, 504) and not _is_search_error(response):
        return response
    down = [BUSY] if has_lost() else _services_down()
    return _respond(down) if down else response


def _is_search_error(response: Response) -> bool:
    """Core's API answers 409 "Search Error" when Solr breaks off in the middle."""
    return response.status_code == 409 and response.is_json and b'"Search Error"' in response.get_data()


def _services_down() -> list[str]:
    return [name for name, answers in health.services().items() if not answers]


def _respond(down: list[str]) -> Response:
    if "database" in down:
        # Who asks is not known, and is not asked of the database again: not by the page, nor after it.
        g._login_user = model.AnonymousUser()
        g.userobj = None
        vars(g).setdefault("__timer", time.time())  # which core reads at the end, and sets too late
    message = _message(down)
    if request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json":
        response = jsonify(success=False, error={"__type": "Service Unavailable", "message": message})
    else:
        page = render_template("bmagov/outage.html", message=message, writing=request.method != "GET")
        response = Response(page, mimetype="text/html")
    response.status_code = 503
    response.headers["Retry-After"] = str(RETRY_AFTER)
    response.headers["Cache-Control"] = "no-store"
    return response


def _message(down: list[str]) -> str:
    """One sentence about the service that matters most to the reader."""
    if BUSY in down:
        return tk._("Somebody else was changing the same thing. Nothing of yours was stored. Try again.")
    if "database" in down:
        return tk._("The catalog is unavailable for the moment because its database does not answer.")
    if "search" in down:
        return tk._("Search is unavailable for the moment. Pages of single datasets still open.")
    return tk._("Background work is unavailable for the moment. Reading the catalog still works.")
