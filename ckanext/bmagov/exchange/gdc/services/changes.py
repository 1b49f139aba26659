"""When records became others without a save of their datasets: harvesters ask for what changed since."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model
from ckan.model.package import package_table
from ckan.model.resource import resource_table

from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.exchange.gdc.model import GdcChange

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from ckan.types import AlchemySession

    from ckanext.bmagov.exchange.gdc.services.shares import Entry

WATCHED: Final = ("name", "title", "description", "state")
MOST: Final = 200
"""Datasets that a search names one by one; of more their agencies are asked for: too much does no harm, a
harvester compares the times.
"""


def note_agencies(session: AlchemySession) -> None:
    """Note the agencies that the transaction is about to give another name."""
    renamed = [
        row.id
        for row in session.dirty
        if isinstance(row, model.Group) and row.is_organization and row.id and _differs(row)
    ]
    for agency_id in renamed:
        _note(session, [(agency_id, agency_id)])


def note_file(session: AlchemySession, resource_id: str) -> None:
    """Note the dataset of a file of which more or less may be read now."""
    query = (
        sa.select(package_table.c.id, package_table.c.owner_org)
        .join(resource_table, resource_table.c.package_id == package_table.c.id)
        .where(resource_table.c.id == resource_id)
    )
    _note(session, [(row.id, row.owner_org or "") for row in session.execute(query)])


def latest(session: AlchemySession, entries: Iterable[Entry]) -> dict[str, dt.datetime]:
    """Return when the record of each last changed, in UTC without zone, as CKAN writes times."""
    entries = list(entries)
    ids = {object_id for entry in entries for object_id in (entry.id, entry.owner_org) if object_id}
    query = sa.select(GdcChange.object_id, GdcChange.changed_at).where(GdcChange.object_id.in_(ids))
    known = (
        {row[0]: row[1].astimezone(dt.UTC).replace(tzinfo=None) for row in session.execute(query)}
        if ids
        else {}
    )
    return {
        entry.id: max(
            time for time in (entry.modified, known.get(entry.id), known.get(entry.owner_org)) if time
        )
        for entry in entries
    }


def since(session: AlchemySession, bound: str) -> tuple[list[str], list[str]]:
    """Return the datasets and agencies whose records changed since a time, whatever their saves were.

    :param bound: a time in UTC (ISO), or anything else for all times
    """
    try:
        start = dt.datetime.fromisoformat(bound.removesuffix("Z")).replace(tzinfo=dt.UTC)
    except ValueError:
        start = dt.datetime.min.replace(tzinfo=dt.UTC)
    query = sa.select(GdcChange.object_id, GdcChange.agency_id).where(GdcChange.changed_at >= start)
    rows = list(session.execute(query))
    agencies = {row.agency_id for row in rows if row.object_id == row.agency_id}
    datasets = {row.object_id: row.agency_id for row in rows if row.object_id != row.agency_id}
    if len(datasets) > MOST:
        return [], sorted(agencies | set(datasets.values()))
    return sorted(datasets), sorted(agencies)


def _differs(row: Any) -> bool:
    attributes: Any = sa.inspect(row).attrs
    return any(attributes[name].history.has_changes() for name in WATCHED)


def _note(session: AlchemySession, rows: Collection[tuple[str, str]]) -> None:
    for object_id, agency_id in rows:
        values = {"object_id": object_id, "agency_id": agency_id, "changed_at": now()}
        statement = insert(GdcChange.__table__).values(values)  # type: ignore[arg-type]
        session.execute(statement.on_conflict_do_update(index_elements=["object_id"], set_=values))
