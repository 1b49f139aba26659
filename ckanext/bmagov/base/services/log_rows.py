"""Pages of the logs for people: the newest entries first, by agency, record, person, kind and day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan.lib.helpers import get_display_timezone

if TYPE_CHECKING:
    from collections.abc import Collection

    from ckan.types import AlchemySession

    from ckanext.bmagov.base.services.audit_log import Log

ACCESS_KINDS = ("level.", "grant.", "request.", "data.", "account.")
"""Beginnings of the kinds that are about access; other parts write to the same log."""


@dataclass(frozen=True)
class Wanted:
    """What of a log is asked for. `agencies` None: of all."""

    agencies: Collection[str] | None = None
    hidden_datasets: Collection[str] = ()
    hidden_resources: Collection[str] = ()
    """What the reader may not know of."""

    dataset_id: str = ""
    agency_id: str = ""
    actor: str = ""
    kind: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


def mentioned_ids(session: AlchemySession, log: Log) -> tuple[set[str], set[str]]:
    """Return the ids of all datasets and all resources that a log names."""
    column = log.__table__.c
    return (
        set(session.scalars(sa.select(column.dataset_id).where(column.dataset_id.is_not(None)).distinct())),
        set(session.scalars(sa.select(column.resource_id).where(column.resource_id.is_not(None)).distinct())),
    )


def page(session: AlchemySession, log: Log, wanted: Wanted, limit: int, offset: int) -> tuple[int, list[Any]]:
    """Return how many entries there are, and a page of them."""
    table = log.__table__
    where = _conditions(table.c, wanted)
    count = session.scalar(sa.select(sa.func.count()).select_from(table).where(*where)) or 0
    query = sa.select(table).where(*where).order_by(table.c.number.desc()).limit(limit).offset(offset)
    return count, list(session.execute(query))


def among(session: AlchemySession, log: Log, wanted: Wanted, numbers: Collection[int]) -> set[int]:
    """Return the numbers, of some, whose entries are wanted."""
    column = log.__table__.c
    query = sa.select(column.number).where(column.number.in_(numbers), *_conditions(column, wanted))
    return set(session.scalars(query))


def _conditions(column: Any, wanted: Wanted) -> list[Any]:
    conditions: list[Any] = [
        sa.or_(*(column.kind.startswith(kind, autoescape=True) for kind in ACCESS_KINDS))
    ]
    if wanted.agencies is not None:
        conditions.append(column.agency_id.in_(list(wanted.agencies)))
    if wanted.hidden_datasets:
        conditions.append(
            sa.or_(column.dataset_id.is_(None), column.dataset_id.not_in(wanted.hidden_datasets))
        )
    if wanted.hidden_resources:
        conditions.append(
            sa.or_(column.resource_id.is_(None), column.resource_id.not_in(wanted.hidden_resources))
        )
    for name in ("dataset_id", "agency_id", "actor", "kind"):
        value = getattr(wanted, name)
        if value:
            conditions.append(column[name] == value)
    if wanted.since:
        conditions.append(column.at >= _start(wanted.since))
    if wanted.until:
        conditions.append(column.at < _start(wanted.until + dt.timedelta(days=1)))
    return conditions


def _start(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, get_display_timezone())
