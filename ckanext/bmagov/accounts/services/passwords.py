"""Whether a password is right, at the same price for every name: one question, one hash.

Otherwise the time of a login would tell which accounts there are.
"""

from __future__ import annotations

import functools
from typing import Any

import sqlalchemy as sa
from passlib.hash import pbkdf2_sha512  # pyright: ignore[reportAttributeAccessIssue] (passlib loads it when asked)

from ckan import model

from ckanext.bmagov.base.request_state import SAME_PASSWORD

LONGEST = 4096
"""Letters of a password that are looked at; no form takes more."""


def check(login: str, password: str) -> Any:
    """Return the active account with this name or mail address and this password, or None."""
    user = _find(login)
    usable = user is not None and user.state == model.State.ACTIVE and bool(user.password)
    if user is None or not usable or not password or len(password) > LONGEST:
        pbkdf2_sha512.verify(password[:LONGEST], _dummy(pbkdf2_sha512.default_rounds))
        return None
    session = model.Session()
    SAME_PASSWORD.put(session, True)
    try:
        return user if user.validate_password(password) else None
    finally:
        SAME_PASSWORD.take(session)


def prepare() -> None:
    """Make the hash that stands for no account, before anybody waits for it."""
    _dummy(pbkdf2_sha512.default_rounds)


def _find(login: str) -> Any:
    """Find an account with one statement: by name, or by mail address, active ones first."""
    user: Any = model.User
    query = (
        sa.select(user)
        .where(sa.or_(user.name == login, sa.func.lower(user.email) == login.lower()))
        .order_by((user.state == model.State.ACTIVE).desc(), (user.name == login).desc())
        .limit(1)
    )
    return model.Session.scalars(query).first()


@functools.cache
def _dummy(rounds: int) -> str:
    return pbkdf2_sha512.using(rounds=rounds).hash("no account has this hash")
