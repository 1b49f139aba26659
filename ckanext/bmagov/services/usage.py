"""Count the use of datasets and read the counts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan.model import Package, Resource, State

from ckanext.bmagov.model.usage import Usage

if TYPE_CHECKING:
    import datetime as dt

    from ckan.types import AlchemySession

    from ckanext.bmagov.domain.usage import Use

PATIENCE = "300ms"
"""A page never waits longer for its counter than this."""


@dataclass(frozen=True)
class Total:
    """Uses of one dataset over a period."""

    views: int = 0
    downloads: int = 0
    api_calls: int = 0

    def as_dict(self) -> dict[str, int]:
        """For an API answer."""
        return asdict(self)


def dataset_of(connection: sa.Connection, dataset: str = "", resource: str = "") -> str | None:
    """Return the id of the active dataset with this id or name, or the one that holds the resource."""
    query = sa.select(Package.id).where(Package.state == State.ACTIVE)
    if resource:
        query = query.join(Resource, Resource.package_id == Package.id).where(Resource.id == resource)
    else:
        query = query.where(sa.or_(Package.id == dataset, Package.name == dataset))
    return connection.scalar(query)


def add_one(connection: sa.Connection, dataset_id: str, use: Use, day: dt.date) -> None:
    """Count one use in one statement, so that uses at the same moment are all counted."""
    connection.execute(sa.text(f"SET LOCAL statement_timeout = '{PATIENCE}'"))
    row = insert(Usage).values(dataset_id=dataset_id, day=day, **{use.value: 1})
    column = getattr(Usage, use.value)
    connection.execute(
        row.on_conflict_do_update(index_elements=["dataset_id", "day"], set_={use.value: column + 1})
    )


def totals(session: AlchemySession, dataset_ids: list[str], since: dt.date) -> dict[str, Total]:
    """Return the uses of each of these datasets from that day on; a dataset without use is left out."""
    query = _sums().where(Usage.dataset_id.in_(dataset_ids), Usage.day >= since)
    return {row[0]: Total(*row[1:]) for row in session.execute(query)}


def most_used(session: AlchemySession, since: dt.date, limit: int) -> dict[str, Total]:
    """Return the most used datasets from that day on, the most used first, whoever may see them."""
    uses = sa.func.sum(Usage.views + Usage.downloads + Usage.api_calls)
    query = _sums().where(Usage.day >= since).order_by(uses.desc(), Usage.dataset_id).limit(limit)
    return {row[0]: Total(*row[1:]) for row in session.execute(query)}


def _sums() -> sa.Select[tuple[str, int, int, int]]:
    return sa.select(
        Usage.dataset_id,
        sa.func.sum(Usage.views),
        sa.func.sum(Usage.downloads),
        sa.func.sum(Usage.api_calls),
    ).group_by(Usage.dataset_id)
