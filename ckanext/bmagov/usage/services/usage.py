"""Count the use of datasets and read the counts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan.model import Package, Resource, State

from ckanext.bmagov.usage.answers import UsesDict
from ckanext.bmagov.usage.model import Usage

if TYPE_CHECKING:
    import datetime as dt

    from ckan.types import AlchemySession

    from ckanext.bmagov.usage.domain import Use

PATIENCE = "300ms"
"""A page never waits longer for its counter than this."""


@dataclass(frozen=True)
class Total:
    """Uses of one dataset over a period."""

    views: int = 0
    downloads: int = 0
    api_calls: int = 0
    people: int | None = None
    """Null where people were not counted yet."""

    def as_dict(self) -> UsesDict:
        """For an API answer."""
        return UsesDict(**asdict(self))


def dataset_of(connection: sa.Connection, dataset: str = "", resource: str = "") -> str | None:
    """Return the id of the active dataset with this id or name, or the one that holds the resource."""
    query = sa.select(Package.id).where(Package.state == State.ACTIVE)
    if resource:
        query = query.join(Resource, Resource.package_id == Package.id).where(Resource.id == resource)
    else:
        query = query.where(sa.or_(Package.id == dataset, Package.name == dataset))
    return connection.scalar(query)


def add_use(
    connection: sa.Connection, dataset_id: str, use: Use, day: dt.date, *, person: bool = False
) -> None:
    """Count one use in one statement, so that uses at the same moment are all counted.

    :param person: whether somebody used the dataset for the first time today
    """
    connection.execute(sa.text(f"SET LOCAL statement_timeout = '{PATIENCE}'"))
    row = insert(Usage).values(dataset_id=dataset_id, day=day, people=int(person), **{use.value: 1})
    more = {
        use.value: getattr(Usage, use.value) + 1,
        "people": sa.func.coalesce(Usage.people, 0) + int(person),
    }
    connection.execute(row.on_conflict_do_update(index_elements=["dataset_id", "day"], set_=more))


def owner_of(connection: sa.Connection, dataset: str = "", resource: str = "") -> str:
    """Return the id of the agency whose dataset it is, named as in `dataset_of`; empty for none."""
    dataset_id = dataset_of(connection, dataset, resource)
    return connection.scalar(sa.select(Package.owner_org).where(Package.id == dataset_id)) or ""


def people_by_day(
    session: AlchemySession, dataset_id: str, since: dt.date, until: dt.date
) -> dict[dt.date, int]:
    """Return how many people used a dataset on each day from one to another, where they were counted."""
    query = sa.select(Usage.day, Usage.people).where(
        Usage.dataset_id == dataset_id, Usage.day.between(since, until), Usage.people.is_not(None)
    )
    return {row.day: row.people for row in session.execute(query)}


def totals(session: AlchemySession, dataset_ids: list[str], since: dt.date) -> dict[str, Total]:
    """Return the uses of each of these datasets from that day on; a dataset without use is left out."""
    query = _sums().where(Usage.dataset_id.in_(dataset_ids), Usage.day >= since)
    return {row[0]: Total(*row[1:]) for row in session.execute(query)}


def most_used(session: AlchemySession, since: dt.date, limit: int) -> dict[str, Total]:
    """Return the most used datasets from that day on, the most used first, whoever may see them."""
    uses = sa.func.sum(Usage.views + Usage.downloads + Usage.api_calls)
    query = _sums().where(Usage.day >= since).order_by(uses.desc(), Usage.dataset_id).limit(limit)
    return {row[0]: Total(*row[1:]) for row in session.execute(query)}


def _sums() -> sa.Select[tuple[str, int, int, int, int | None]]:
    return sa.select(
        Usage.dataset_id,
        sa.func.sum(Usage.views),
        sa.func.sum(Usage.downloads),
        sa.func.sum(Usage.api_calls),
        sa.func.sum(Usage.people),
    ).group_by(Usage.dataset_id)
