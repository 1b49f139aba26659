"""When a session is over, and what ends all sessions of an account."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

RENEW = 60
"""Seconds: that a session is in use is written into the cookie no more often than this."""

ROLES = ("member", "editor", "admin")


class Ended(StrEnum):
    """Why all sessions of an account ended."""

    LOGOUT = "logout"
    PASSWORD = "password"  # noqa: S105
    STATE = "state"
    SYSADMIN = "sysadmin"
    ROLE = "role"


@dataclass(frozen=True)
class Session:
    """What a session says of itself; times in seconds since 1970, 0 in a session of before this rule."""

    epoch: int = 0
    began: float = 0
    seen: float = 0


def read(raw: Mapping[str, object]) -> Session:
    """Read what `Session` holds out of a cookie; what is no number counts as not there."""

    def number(name: str) -> float:
        value = raw.get(name)
        return value if isinstance(value, (int, float)) and not isinstance(value, bool) else 0

    return Session(int(number("bmagov_epoch")), number("bmagov_began"), number("bmagov_seen"))


def is_over(session: Session, epoch: int, now: float, *, idle: int, longest: int) -> bool:
    """Decide whether a session no longer counts.

    :param epoch: of the account, as it is stored: it rises with everything that ends sessions
    :param idle: seconds without a request; :param longest: seconds since the login
    """
    if session.epoch != epoch:
        return True
    return (bool(session.began) and now - session.began > longest) or (
        bool(session.seen) and now - session.seen > idle
    )


def lowered(before: str, after: str) -> bool:
    """Decide whether a role became a weaker one; an unknown one is the weakest."""
    return _rank(after) < _rank(before)


def _rank(role: str) -> int:
    return ROLES.index(role) if role in ROLES else -1
