"""Two transactions in each other's way: PostgreSQL ends one, nothing is broken, it may be done again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Engine, event

from ckanext.bmagov.base.request_state import LOST_TO_CONTENTION

if TYPE_CHECKING:
    from sqlalchemy.engine import ExceptionContext

CODES: Final = frozenset({"40P01", "40001", "55P03"})
"""PostgreSQL's codes of a deadlock, a failed serialization, and a lock that did not come in time."""


def is_contention(error: BaseException) -> bool:
    """Tell whether an error of the database is of this kind."""
    return _is_of_kind(getattr(error, "orig", None))


def listen() -> None:
    """Begin to note who loses, once, whichever action it was: core's API makes one answer of all errors."""
    if not event.contains(Engine, "handle_error", _on_error):
        event.listen(Engine, "handle_error", _on_error)


def forget(_session: Any) -> None:
    """Forget that this request lost: it did its work again, and has committed it."""
    LOST_TO_CONTENTION.forget()


def has_lost() -> bool:
    """Tell whether this request lost, and has committed nothing since."""
    return LOST_TO_CONTENTION.of()


def _on_error(context: ExceptionContext) -> None:
    if _is_of_kind(context.original_exception):
        LOST_TO_CONTENTION.put(True)


def _is_of_kind(error: BaseException | None) -> bool:
    return getattr(error, "pgcode", None) in CODES
