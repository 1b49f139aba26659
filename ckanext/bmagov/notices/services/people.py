"""Who there is to be told: members of agencies, who keeps the site, who asked for access or was given it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model

from ckanext.bmagov.access import AccessGrant, AccessRequest, LevelChange

if TYPE_CHECKING:
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
_ROLES = sa.text(f"{_MEMBERS.text} AND m.table_id = :user_id")


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
    rows = session.execute(_ROLES, {"user_id": user_id})
    return {row.agency_id: row.role for row in rows}
