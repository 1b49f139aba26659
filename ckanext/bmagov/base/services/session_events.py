"""The one listener of the database session: forms, the API, commands and other plugins all end there.

It tells its subscribers (`subscriptions.py`) what happens to a transaction. The end of a savepoint is the end
of nothing, and none of them hears of it; what was noted since it began is undone with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import event

from ckan import model

from ckanext.bmagov.base import request_state
from ckanext.bmagov.base.events import emit

if TYPE_CHECKING:
    from ckan.types import AlchemySession


def listen() -> None:
    """Begin to listen, once."""
    for name, listener in _LISTENERS.items():
        if not event.contains(model.Session, name, listener):
            event.listen(model.Session, name, listener)


def _before_flush(session: AlchemySession, *_: Any) -> None:
    emit("flushing", session)


def _after_flush(session: AlchemySession, *_: Any) -> None:
    emit("flushed", session)


def _before_statement(state: Any) -> None:
    if state.is_update or state.is_delete:
        emit("rows_changing", state)
    if not state.is_select:
        emit("statement", state)


def _before_commit(session: Any) -> None:
    if not session.in_nested_transaction():
        session.flush()
        emit("committing", session)


def _after_commit(session: Any) -> None:
    if not session.in_nested_transaction():
        emit("committed", session)


def _after_begin(session: Any, transaction: Any) -> None:
    if transaction.nested:
        request_state.begin_savepoint(session)


def _after_rollback(session: Any) -> None:
    if session.in_nested_transaction():
        request_state.undo_savepoint(session)


def _after_end(session: Any, transaction: Any) -> None:
    if transaction.nested:
        request_state.end_savepoint(session)
    elif transaction.parent is None:
        try:
            emit("ended", session)
        finally:
            request_state.forget(session)


_LISTENERS: Final[dict[str, Any]] = {
    "before_flush": _before_flush,
    "after_flush": _after_flush,
    "do_orm_execute": _before_statement,
    "before_commit": _before_commit,
    "after_commit": _after_commit,
    "after_rollback": _after_rollback,
    "after_transaction_create": _after_begin,
    "after_transaction_end": _after_end,
}
