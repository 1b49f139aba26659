"""Forms that other websites send in the name of a user who is logged in."""

from __future__ import annotations

from flask import current_app, g, request

from ckan.config.middleware.flask_app import csrf

__all__ = ["refuse_forged"]


def refuse_forged() -> None:
    """Answer 400 unless what a logged-in reader's browser sends carries the token of the session.

    Runs before every page (`implementations/gate.py`). CKAN's own check comes too late for pages of plugins
    that answer before it, and is not enough for the others: one call with an API token, or by somebody who is
    not logged in, exempts the page it went to from then on, for everybody, until the process ends.

    Callers with an API token have no cookie that could be misused; who is not logged in has no name.
    """
    if not current_app.config.get("WTF_CSRF_ENABLED") or g.get("login_via_auth_header"):
        return
    if request.endpoint:
        csrf.protect()
