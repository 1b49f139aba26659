"""The database session of a thread at the end of its work: whoever comes next on the thread finds none.

CKAN's session belongs to the thread and outlives a request that nobody ends it for. What it carries (a failed
transaction, rows that were never committed, notes in ``session.info``) would be the next person's.
"""

from __future__ import annotations

import functools
import logging
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ckan import model

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")


def undo() -> None:
    """Roll back what this thread has begun and not committed. Never fails.

    A session whose connection is lost cannot roll back; it is thrown away with its connection.
    """
    if not _registry().has():
        return
    try:
        model.Session.rollback()
    except (SQLAlchemyError, DBAPIError) as error:
        _throw_away(error)


def end() -> None:
    """Leave this thread without a session; what was not committed is lost. Never fails."""
    if not _registry().has():
        return
    try:
        model.Session.remove()
    except (SQLAlchemyError, DBAPIError) as error:
        _throw_away(error)


def ended(work: Callable[P, R]) -> Callable[P, R]:
    """Let a function, of a job for instance, leave no session behind, however it ends."""

    @functools.wraps(work)
    def to_the_end(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return work(*args, **kwargs)
        finally:
            end()

    return to_the_end


def _throw_away(error: Exception) -> None:
    log.warning("A database session was thrown away: %s", getattr(error, "orig", None) or error)
    session: Any = _registry()()
    try:
        session.invalidate()
    except (SQLAlchemyError, DBAPIError):
        log.exception("The connection of a session could not be closed")
    finally:
        _registry().clear()


def _registry() -> Any:
    session: Any = model.Session
    return session.registry
