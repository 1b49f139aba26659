"""What is kept of a person: preferences, what they have seen, whether they still are the contact."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.dialects.postgresql import insert

from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.notices.domain.lines import unseen
from ckanext.bmagov.notices.model import NoticeAccount

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckan.types import AlchemySession

    from ckanext.bmagov.notices.domain.lines import Line

CONTACT_YEAR: Final = dt.timedelta(days=365)


def of(session: AlchemySession, user_id: str) -> NoticeAccount:
    """Return what is kept of a person; for who was never asked, a row that is not stored."""
    row = session.get(NoticeAccount, user_id, populate_existing=True)
    return row or NoticeAccount(
        user_id=user_id, mail=True, muted=[], language="", pause_reason="", substitute="", seen=[],
        unseen=0, refused=0,
    )  # fmt: skip


def write(session: AlchemySession, user_id: str, **values: Any) -> None:
    """Store some of it."""
    row = insert(NoticeAccount).values(user_id=user_id, **values)
    session.execute(row.on_conflict_do_update(index_elements=["user_id"], set_=values))


def count(session: AlchemySession, user_id: str, lines: Sequence[Line]) -> int:
    """Store how many lines a person has not seen, and return it."""
    number = unseen(lines, of(session, user_id).seen)
    write(session, user_id, unseen=number, counted_at=now())
    return number


def see(session: AlchemySession, user_id: str, names: Sequence[str]) -> None:
    """Store which lines a person has seen, by their names; none is new then."""
    write(session, user_id, seen=list(names), unseen=0, counted_at=now())


def contact_is_due(session: AlchemySession, user: Any, today: dt.date) -> bool:
    """Tell whether to ask a person if they still are the contact: a year after they last said so."""
    kept = of(session, user.id)
    if kept.contact_ended_at and (not kept.contact_at or kept.contact_at < kept.contact_ended_at):
        return False
    last = kept.contact_at or user.created.replace(tzinfo=dt.UTC)
    return last.date() + CONTACT_YEAR <= today
