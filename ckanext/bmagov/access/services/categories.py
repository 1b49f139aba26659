"""Which categories (core's groups) a dataset is in: whoever may change the dataset decides, as of its words.

CKAN lets only people of a category put something into it, and passes over what others send.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from ckan import model

if TYPE_CHECKING:
    from collections.abc import Collection

    from ckan.types import AlchemySession

CATEGORY = "group"
"""The type of the groups that are categories."""


def refer_to(groups: object) -> set[str]:
    """Return the names and ids in a dataset's `groups` as they are sent; what is none is passed over."""
    sent = groups if isinstance(groups, list) else ()
    keys = [group.get("id") or group.get("name") if isinstance(group, dict) else group for group in sent]
    return {key for key in keys if isinstance(key, str) and key}


def category_ids(session: AlchemySession, keys: Collection[str]) -> dict[str, str]:
    """Return the ids of the active categories among names and ids, by what was asked."""
    table = model.Group
    query = sa.select(table.id, table.name).where(
        table.type == CATEGORY,
        sa.not_(table.is_organization),
        table.state == model.State.ACTIVE,
        sa.or_(table.id.in_(list(keys)), table.name.in_(list(keys))),
    )
    rows = list(session.execute(query)) if keys else []
    return {row.name: row.id for row in rows} | {row.id: row.id for row in rows}


def put(session: AlchemySession, dataset_id: str, group_ids: Collection[str]) -> bool:
    """Let a dataset be in exactly these categories; return whether that is a change. Nothing is committed."""
    member = model.Member
    query = session.query(member).join(model.Group, model.Group.id == member.group_id)
    rows = query.filter(
        member.table_id == dataset_id,
        member.table_name == "package",
        sa.not_(model.Group.is_organization),
        model.Group.type == CATEGORY,
    ).all()
    wanted, changed = set(group_ids), False
    for row in rows:
        state = model.State.ACTIVE if row.group_id in wanted else model.State.DELETED
        changed = changed or row.state != state
        row.state = state
    for group_id in sorted(wanted - {row.group_id for row in rows}):
        group = session.get(model.Group, group_id)
        session.add(member(group=group, table_name="package", table_id=dataset_id, capacity="public"))
        changed = True
    return changed
