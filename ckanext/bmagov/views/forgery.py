"""Forms that other websites send in the name of a user who is logged in."""

from __future__ import annotations

from flask import current_app, g, request

from ckan.config.middleware.flask_app import csrf


def refuse_forged() -> None:
    """Answer 400 unless a sent form carries the token of its reader's session.

    For pages that answer before CKAN's own check, which runs after the blueprints of plugins. Callers with an
    API token send no form of ours, and nobody's name can be misused when nobody is logged in.
    """
    if request.method == "POST" and current_app.config.get("WTF_CSRF_ENABLED"):
        if g.get("login_via_auth_header"):
            return
        csrf.protect()
