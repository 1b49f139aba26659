"""Ids of datasets, whoever may know of them: by name, by who made them, by who follows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from ckan.model import Package, State, UserFollowingDataset

if TYPE_CHECKING:
    from collections.abc import Collection

    from ckan.types import AlchemySession


def ids_of(session: AlchemySession, names_or_ids: Collection[str]) -> dict[str, str]:
    """Return the id for each name or id that a dataset has; what none has is left out."""
    wanted = set(names_or_ids)
    query = sa.select(Package.id, Package.name).where(
        sa.or_(Package.id.in_(wanted), Package.name.in_(wanted))  # pyright: ignore[reportAttributeAccessIssue]
    )
    rows = list(session.execute(query))
    # An id goes before a name, as in CKAN.
    return {row.name: row.id for row in rows if row.name in wanted} | {
        row.id: row.id for row in rows if row.id in wanted
    }


def created_by(session: AlchemySession, user_ids: Collection[str]) -> dict[str, set[str]]:
    """Return the datasets and drafts that each of these users made; who made none is left out."""
    query = sa.select(Package.creator_user_id, Package.id).where(
        Package.creator_user_id.in_(list(user_ids)),  # pyright: ignore[reportAttributeAccessIssue]
        Package.state != State.DELETED,
    )
    by_user: dict[str, set[str]] = {}
    for user_id, dataset_id in session.execute(query):
        by_user.setdefault(user_id, set()).add(dataset_id)
    return by_user


def followed_by(session: AlchemySession, user_id: str) -> set[str]:
    """Return the datasets that a user follows."""
    table = UserFollowingDataset
    query = sa.select(table.object_id).where(table.follower_id == user_id)
    return set(session.scalars(query))
