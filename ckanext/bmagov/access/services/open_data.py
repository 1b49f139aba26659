"""What anyone may know of, read from the database: for lists that are the same whoever asks.

One statement for a list, however many datasets there are: the filter is part of it, so that limits and counts
hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from ckan.model import Package, Resource, State
from ckan.model.package import package_table
from ckan.model.resource import resource_table

from ckanext.bmagov.access.domain.classification import Aspect
from ckanext.bmagov.access.domain.classification.policy import EVERYONE
from ckanext.bmagov.access.services.rights import LEVEL, RESOURCE_LEVEL, level_of
from ckanext.bmagov.base.model.dictionary import DictionaryColumn

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from ckan.types import AlchemySession

    from ckanext.bmagov.access.domain.classification import Policy


@dataclass(frozen=True)
class Page:
    """An open dataset as a list of addresses needs it."""

    name: str
    modified: dt.datetime


def dataset_is_open(policy: Policy) -> sa.ColumnElement[bool]:
    """Return the condition that everyone may read a dataset: published, not private, of such a level."""
    table = package_table.c
    level = sa.func.coalesce(sa.func.nullif(table.extras[LEVEL].astext, ""), level_of(None))
    return sa.and_(table.state == State.ACTIVE, table.private.is_(False), level.in_(_levels(policy)))


def resource_is_open(policy: Policy) -> sa.ColumnElement[bool]:
    """Return the condition that everyone may read a resource, for a statement that joins its dataset.

    One whose data are more closed, by a column of its dictionary, is none: it would be found by its address.
    """
    table = resource_table.c
    own = sa.func.coalesce(_extra(RESOURCE_LEVEL), "")
    open_enough = ("", *_levels(policy))
    column: Any = DictionaryColumn
    closed = sa.exists().where(column.resource_id == table.id, column.classification.not_in(open_enough))
    return sa.and_(dataset_is_open(policy), table.state == State.ACTIVE, own.in_(open_enough), ~closed)


def names(
    session: AlchemySession, policy: Policy, *, limit: int | None = None, offset: int | None = None
) -> list[str]:
    """Return the names of the open datasets in their order."""
    column = package_table.c.name
    query = sa.select(column).where(dataset_is_open(policy)).order_by(column)
    return list(session.scalars(query.limit(limit or None).offset(offset or None)))


def count_open_datasets(session: AlchemySession, policy: Policy) -> int:
    """Return how many datasets are open."""
    query = sa.select(sa.func.count()).select_from(package_table).where(dataset_is_open(policy))
    return session.scalar(query) or 0


def open_dataset_pages(session: AlchemySession, policy: Policy, *, limit: int, offset: int) -> list[Page]:
    """Return the open datasets with the time of their last change, the oldest first.

    A new one comes last, so that what was on one page stays on it.
    """
    table = package_table.c
    query = (
        sa.select(table.name, table.metadata_modified)
        .where(dataset_is_open(policy))
        .order_by(table.metadata_created, table.id)
        .limit(limit)
        .offset(offset)
    )
    return [Page(*row) for row in session.execute(query)]


def open_standings(
    session: AlchemySession | Connection, policy: Policy, *, after: str = "", limit: int | None = None
) -> Iterator[tuple[str, str]]:
    """Yield, for each open dataset in the order of ids, a word for what everybody may know of its resources.

    The word becomes another when a resource, or only its data, is closed or opened, comes or goes.

    :param after: an id, after which to begin
    """
    table, part = package_table.c, resource_table.c
    column: Any = DictionaryColumn
    open_enough = ("", *_levels(policy))
    closed = sa.exists().where(column.resource_id == part.id, column.classification.not_in(open_enough))
    own = sa.func.coalesce(_extra(RESOURCE_LEVEL), "")
    shown = part.id + sa.case((closed, "-"), else_="+")
    joined = sa.and_(part.package_id == table.id, part.state == State.ACTIVE, own.in_(open_enough))
    place = table.id.collate("C")
    marks = sa.func.array_agg(aggregate_order_by(shown, part.id))
    word = sa.func.md5(sa.func.array_to_string(marks, ","))
    query = (
        sa.select(table.id, word)
        .select_from(package_table.outerjoin(resource_table, joined))
        .where(dataset_is_open(policy), place > after)
        .group_by(table.id)
        .order_by(place)
        .limit(limit)
    )
    rows = session.execute(query, execution_options={"stream_results": limit is None})
    yield from ((dataset_id, standing) for dataset_id, standing in rows)


def open_datasets_span(session: AlchemySession, policy: Policy) -> tuple[str, str]:
    """Return when the first of the open datasets was entered and when one last changed, as ISO text in UTC.

    Both are empty when there is none.
    """
    table = package_table.c
    query = sa.select(sa.func.min(table.metadata_created), sa.func.max(table.metadata_modified))
    first, last = session.execute(query.where(dataset_is_open(policy))).one()
    return (first.isoformat() if first else "", last.isoformat() if last else "")


@dataclass(frozen=True)
class Criterion:
    """A field of resources and a text: the beginning of a hash, a part of any other field."""

    field: str
    text: str


def searchable() -> list[str]:
    """Return the fields of resources that can be searched and sorted by, as CKAN names them."""
    return list(Resource.get_columns())


def find_resources(
    session: AlchemySession,
    policy: Policy,
    criteria: Sequence[Criterion],
    *,
    order_by: str = "",
    limit: int | None = None,
    offset: int | None = None,
) -> tuple[int, list[Resource]]:
    """Return how many open resources meet all criteria, and a page of them."""
    query = sa.select(Resource).join(Package).where(resource_is_open(policy), *map(_condition, criteria))
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    columns = resource_table.c
    order = [columns[order_by]] if order_by in columns else []
    query = query.order_by(*order, columns.id).limit(limit or None).offset(offset or None)
    return total, list(session.scalars(query))


def _condition(criterion: Criterion) -> sa.ColumnElement[bool]:
    columns = resource_table.c
    if criterion.field not in columns:  # one of `ckan.extra_resource_fields`, kept in the JSON of the extras
        return _extra(criterion.field).icontains(criterion.text, autoescape=True)
    column = columns[criterion.field]
    if criterion.field == "hash":
        return column.istartswith(criterion.text, autoescape=True)
    if isinstance(column.type, sa.UnicodeText):
        return column.icontains(criterion.text, autoescape=True)
    return sa.cast(column, sa.Text) == criterion.text


def _extra(name: str) -> sa.ColumnElement[str]:
    """Return an extra of a resource: CKAN keeps them as JSON in a text."""
    return sa.cast(sa.func.nullif(sa.cast(resource_table.c.extras, sa.Text), ""), JSONB)[name].astext


def _levels(policy: Policy) -> list[str]:
    """Return the levels whose description everyone may read."""
    return [level for level in policy.levels if EVERYONE in policy.readers_of(level, Aspect.METADATA)]
