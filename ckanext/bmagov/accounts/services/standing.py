"""Who invited whom, and whether an account may already be the second person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.bmagov import config
from ckanext.bmagov.accounts.domain import standing as domain
from ckanext.bmagov.accounts.domain.standing import Invitation
from ckanext.bmagov.accounts.model import AccountInvitation
from ckanext.bmagov.base.readers.clock import day_of, today

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from ckan.types import AlchemySession

_ABOVE = sa.text(
    """
    WITH RECURSIVE above AS (
        SELECT user_id, invited_by, at, trusted FROM bmagov_account_invitation WHERE user_id = ANY(:ids)
        UNION
        SELECT i.user_id, i.invited_by, i.at, i.trusted
        FROM bmagov_account_invitation i JOIN above ON i.user_id = above.invited_by
    )
    SELECT user_id, invited_by, at, trusted FROM above
    """
)


def note(session: AlchemySession, user_id: str, invited_by: str, *, trusted: bool) -> None:
    """Keep who made an account; the first time counts. The caller commits."""
    row = insert(AccountInvitation).values(user_id=user_id, invited_by=invited_by, trusted=trusted)
    session.execute(row.on_conflict_do_nothing())


def check_second(session: AlchemySession, actor: str, firsts: Iterable[str]) -> None:
    """Check that an account may decide what these accounts began.

    :raises ProblemError: ACCOUNT-NEW, INVITED-PAIR
    """
    others = [user_id for user_id in firsts if user_id]
    known = _invitations(session, [actor, *others])
    domain.check_second(actor, others, known, today(), config.approve_after_days())


def approves_from(session: AlchemySession, user_id: str) -> dt.date | None:
    """Return the first day on which an account may be the second person, while that is to come; else None."""
    invitation = _invitations(session, [user_id]).get(user_id)
    since = domain.may_approve_from(invitation, config.approve_after_days())
    return since if since and today() < since else None


def _invitations(session: AlchemySession, user_ids: list[str]) -> Mapping[str, Invitation]:
    """Return the invitations of accounts, and of those who invited them, up to where the row ends."""
    rows = session.execute(_ABOVE, {"ids": user_ids})
    return {row.user_id: Invitation(row.user_id, row.invited_by, day_of(row.at), row.trusted) for row in rows}
