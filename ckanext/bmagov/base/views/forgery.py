"""Forms that other websites send in the name of a user who is logged in."""

from __future__ import annotations

from flask import current_app, g, request
from flask_wtf.csrf import CSRFError

import ckan.plugins.toolkit as tk
from ckan.config.middleware.flask_app import csrf

DOORS = frozenset({"user.login", "user.perform_reset", "user.register", "user.request_reset"})
"""What nobody needs to be logged in for and must still come from a form of ours: another website could log a
reader in as somebody else, and read what the reader then enters."""


def refuse_forged() -> None:
    """Answer 400 unless what a logged-in reader's browser sends carries the token of the session.

    Runs before every page (`site/hooks/gate.py`). CKAN's own check comes too late for pages of plugins
    that answer before it, and is not enough for the others: one call with an API token, or by somebody who is
    not logged in, exempts the page it went to from then on, for everybody, until the process ends.

    Callers with an API token have no cookie that could be misused; who is not logged in has no name, and
    needs the token only where a name is got (`DOORS`).
    """
    if not current_app.config.get("WTF_CSRF_ENABLED"):
        return
    if request.endpoint in DOORS and not _has_token():
        _protect_door()
    elif request.endpoint and not g.get("login_via_auth_header"):
        csrf.protect()


def _protect_door() -> None:
    try:
        csrf.protect()
    except CSRFError:
        tk.abort(
            400,
            tk._("FORM-EXPIRED: The form is too old or not from this site. Load the page and send it again"),
        )


def _has_token() -> bool:
    return str(tk.config.get("apitoken_header_name") or "Authorization") in request.headers
