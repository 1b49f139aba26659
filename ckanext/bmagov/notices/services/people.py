"""Who there is to be told: members of agencies, who keeps the site, who asked for access or was given it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model

from ckanext.bmagov.access import AccessGrant, AccessRequest, LevelChange
from ckanext.bmagov.notices.model import NoticeAccount

if TYPE_CHECKING:
    from collections.abc import Collection

    from ckan.types import AlchemySession

_MEMBERS = sa.text(
    """
    SELECT m.group_id AS agency_id, m.table_id AS user_id, m.capacity AS role
    FROM member m
    JOIN "group" g ON g.id = m.group_id AND g.is_organization AND g.state = 'active'
    JOIN "user" u ON u.id = m.table_id AND u.state = 'active'
    WHERE m.table_name = 'user' AND m.state = 'active'
    """
)


def everybody(session: AlchemySession) -> list[str]:
    """Return the ids of all accounts that may have a line, in a fixed order."""
    user: Any = model.User
    asked = sa.union(
        sa.select(AccessRequest.asked_by),
        sa.select(LevelChange.asked_by),
        sa.select(AccessGrant.grantee_id).where(AccessGrant.grantee_type == "user"),
    ).subquery()
    members = {row.user_id for row in session.execute(_MEMBERS)}
    others = session.scalars(
        sa.select(user.id).where(
            user.state == model.State.ACTIVE, sa.or_(user.sysadmin, user.id.in_(sa.select(asked.c[0])))
        )
    )
    return sorted(members | set(others))


def roles_of(session: AlchemySession, user_id: str) -> dict[str, str]:
    """Return the roles that an account was given, by the id of the agency."""
    return {row.agency_id: row.role for row in session.execute(_MEMBERS) if row.user_id == user_id}


def lone_agencies(session: AlchemySession, agency_ids: Collection[str]) -> frozenset[str]:
    """Return those of the agencies that have no editor: all that is asked of them is asked of an admin."""
    edited = {row.agency_id for row in session.execute(_MEMBERS) if row.role == "editor"}
    return frozenset(agency_ids) - edited


def ended_contacts(session: AlchemySession, agency_ids: Collection[str]) -> list[tuple[str, str]]:
    """Return the ids of agency and account of who says not to be its contact and still has work in it."""
    if not agency_ids:
        return []
    ended: Any = NoticeAccount
    said = set(session.scalars(sa.select(ended.user_id).where(ended.contact_ended_at.is_not(None))))
    rows = session.execute(_MEMBERS) if said else ()
    return sorted(
        (row.agency_id, row.user_id)
        for row in rows
        if row.user_id in said and row.agency_id in agency_ids and row.role in ("editor", "admin")
    )


def refused_count(session: AlchemySession) -> int:
    """Return how many accounts have an address that does not take mail."""
    query = sa.select(sa.func.count()).select_from(NoticeAccount).where(NoticeAccount.refused > 0)
    return session.scalar(query) or 0
