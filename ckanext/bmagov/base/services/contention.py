"""Two transactions in each other's way: PostgreSQL ends one, nothing is broken, it may be done again."""

from __future__ import annotations

from typing import Final

from flask import g, has_request_context

CODES: Final = frozenset({"40P01", "40001", "55P03"})
"""PostgreSQL's codes of a deadlock, a failed serialization, and a lock that did not come in time."""


def is_contention(error: BaseException) -> bool:
    """Tell whether an error of the database is of this kind."""
    return getattr(getattr(error, "orig", None), "pgcode", None) in CODES


def give_up() -> None:
    """Note that this request lost for good: core's API makes one answer of all errors it does not know."""
    if has_request_context():
        g.bmagov_contention = True


def gave_up() -> bool:
    """Tell whether this request lost for good."""
    return bool(g.get("bmagov_contention"))
