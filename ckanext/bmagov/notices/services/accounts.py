"""What is kept of a person: which lines they have seen, and how many others there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy.dialects.postgresql import insert

from ckanext.bmagov.base.services.kept_counts import KeptCount
from ckanext.bmagov.notices.domain.lines import unseen
from ckanext.bmagov.notices.model import NoticeAccount

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckan.types import AlchemySession

    from ckanext.bmagov.notices.domain.lines import Line

UNSEEN: Final = KeptCount("notices", 2 * 24 * 3600)
"""What the bell says: until the night after next, should one night fail."""


def seen(session: AlchemySession, user_id: str) -> frozenset[str]:
    """Return the names of the lines that a person has seen."""
    row = session.get(NoticeAccount, user_id, populate_existing=True)
    return frozenset(row.seen if row else ())


def count(session: AlchemySession, user_id: str, lines: Sequence[Line]) -> None:
    """Keep how many lines a person has not seen."""
    UNSEEN.keep(user_id, unseen(lines, seen(session, user_id)))


def see(session: AlchemySession, user_id: str, names: Sequence[str]) -> None:
    """Store which lines a person has seen, by their names; none is new then."""
    row = insert(NoticeAccount).values(user_id=user_id, seen=list(names))
    session.execute(row.on_conflict_do_update(index_elements=["user_id"], set_={"seen": list(names)}))
    UNSEEN.keep(user_id, 0)
