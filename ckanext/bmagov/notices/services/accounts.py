"""What is kept of a person: which lines they have seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects.postgresql import insert

from ckanext.bmagov.notices.domain.lines import unseen
from ckanext.bmagov.notices.model import NoticeAccount

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckan.types import AlchemySession

    from ckanext.bmagov.notices.domain.lines import Line


def of(session: AlchemySession, user_id: str) -> NoticeAccount:
    """Return what is kept of a person; for who never looked, a row that is not stored."""
    row = session.get(NoticeAccount, user_id, populate_existing=True)
    return row or NoticeAccount(user_id=user_id, seen=[], unseen=0)


def count(session: AlchemySession, user_id: str, lines: Sequence[Line]) -> None:
    """Store how many lines a person has not seen."""
    _write(session, user_id, unseen=unseen(lines, of(session, user_id).seen))


def see(session: AlchemySession, user_id: str, names: Sequence[str]) -> None:
    """Store which lines a person has seen, by their names; none is new then."""
    _write(session, user_id, seen=list(names), unseen=0)


def _write(session: AlchemySession, user_id: str, **values: Any) -> None:
    row = insert(NoticeAccount).values(user_id=user_id, **values)
    session.execute(row.on_conflict_do_update(index_elements=["user_id"], set_=values))
