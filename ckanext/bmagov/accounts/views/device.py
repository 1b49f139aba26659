"""Browsers in which an account has logged in before, by a signed cookie.

Guesses of strangers slow the account for strangers. The owner, in a browser that is known, is counted apart:
nobody can keep an owner out. The cookie opens nothing by itself.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from ckan import model

from ckanext.bmagov.accounts.services.guesses import mark

if TYPE_CHECKING:
    from flask import Response

COOKIE = "bmagov_device"
LASTS = 180 * 24 * 3600
"""Seconds since the last login there."""

MOST_ACCOUNTS = 5
"""Of people who share a computer."""


def is_known(login: str) -> str:
    """Return the mark of this browser, if the account has logged in here before; else nothing."""
    nonce, accounts = _read()
    if not accounts:
        return ""
    user_id = model.Session.scalar(
        sa.select(model.User.id).where(
            sa.or_(model.User.name == login, sa.func.lower(model.User.email) == login.lower()),
            model.User.state == model.State.ACTIVE,
        )
    )
    return f"{nonce} {login}" if user_id and mark(f"device {user_id}") in accounts else ""


def remember(response: Response, user_id: str) -> None:
    """Keep in the browser that the account has logged in here."""
    _, accounts = _read()
    own = mark(f"device {user_id}")
    # A new mark each time: what was counted for the browser before is over.
    value = [
        secrets.token_hex(8),
        [own, *(account for account in accounts if account != own)][:MOST_ACCOUNTS],
    ]
    response.set_cookie(
        COOKIE,
        str(_serializer().dumps(value)),
        max_age=LASTS,
        path=current_app.config.get("SESSION_COOKIE_PATH") or "/",
        domain=current_app.config.get("SESSION_COOKIE_DOMAIN") or None,
        secure=bool(current_app.config.get("SESSION_COOKIE_SECURE")),
        httponly=True,
        samesite="Lax",
    )


def _read() -> tuple[str, list[str]]:
    try:
        nonce, accounts = _serializer().loads(request.cookies.get(COOKIE, ""), max_age=LASTS)
        return str(nonce), [str(account) for account in accounts]
    except (BadSignature, TypeError, ValueError):
        return "", []


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="bmagov-device")
