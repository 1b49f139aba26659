"""What decides who reads a dataset, as the database has it, and which datasets a transaction touches."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model
from ckan.model.package import package_table
from ckan.model.resource import resource_table

from ckanext.bmagov.access.domain.classification.lowering import Change, Levels, Standing
from ckanext.bmagov.access.readers.classification import policy
from ckanext.bmagov.access.services.rights import LEVEL, level_text, own_level
from ckanext.bmagov.base.domain.row_statement import Json
from ckanext.bmagov.base.events import emit
from ckanext.bmagov.base.model.audit_log import AuditLog

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ckan.types import AlchemySession

PUBLISHED, CHANGED = "level.publish", "level.change"


def touched(session: AlchemySession) -> set[str]:
    """Return the ids of the datasets that are about to be written, or whose resources are."""
    ids: set[str] = set()
    for record in (*session.new, *session.dirty, *session.deleted):
        if isinstance(record, model.Package):
            ids.add(record.id)
        elif isinstance(record, model.Resource):
            state: Any = sa.inspect(record)
            ids.update((record.package_id or "", *(state.attrs.package_id.history.deleted or ())))
    return {dataset_id for dataset_id in ids if dataset_id}


def touched_by(session: AlchemySession, statement: Any, params: Any) -> set[str]:
    """Return the ids of the datasets that a statement for many rows is about to change."""
    table = getattr(statement, "table", None)
    name = getattr(table, "name", "")
    if name not in (package_table.name, resource_table.name):
        return set()
    column = package_table.c.id if name == package_table.name else resource_table.c.package_id
    query = sa.select(column).select_from(package_table if name == package_table.name else resource_table)
    where = statement.whereclause
    if where is None:
        rows = params if isinstance(params, list) else []
        ids = [row["id"] for row in rows if isinstance(row, dict) and "id" in row]
        source = package_table if name == package_table.name else resource_table
        query = query.where(source.c.id.in_(ids)) if ids else query
    else:
        query = query.where(where)
    given = params if isinstance(params, dict) else {}
    return {dataset_id for dataset_id in session.connection().execute(query, given).scalars() if dataset_id}


def stored(
    session: AlchemySession | sa.Connection, dataset_ids: Iterable[str], *, hold: bool = False
) -> dict[str, Standing]:
    """Return how datasets stand; those that do not exist are left out.

    :param hold: keep others from changing them until the transaction ends
    """
    ids = sorted(dataset_ids)
    if not ids:
        return {}
    package, resource = package_table.c, resource_table.c
    level = package.extras[LEVEL].astext.label("level")
    fields = (package.id, package.owner_org, package.state, package.type, package.private, level)
    query = sa.select(*fields).where(package.id.in_(ids)).order_by(package.id)
    rows = session.execute(query.with_for_update() if hold else query).all()
    parts: dict[str, list[Any]] = {row.id: [] for row in rows}
    columns = (resource.id, resource.package_id, resource.extras, resource.state, resource.url)
    files = sa.select(*columns, resource.url_type).where(resource.package_id.in_(ids))
    for row in session.execute(files):
        if row.package_id in parts:
            parts[row.package_id].append(row)
    return {
        row.id: Standing(
            row.owner_org or "",
            row.state or "",
            row.type or "",
            bool(row.private),
            Levels(level_text(row.level), {part.id: own_level(part.extras) for part in parts[row.id]}),
            frozenset(part.id for part in parts[row.id] if part.state == model.State.DELETED),
            {part.id: part.url or "" for part in parts[row.id] if not part.url_type},
        )
        for row in rows
    }


def standings(connection: sa.Connection, dataset_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return what of datasets is covered by the log, by id."""
    return {
        key: {
            "owner_org": row.owner_org,
            "state": row.state,
            "type": row.type,
            "private": row.private,
            "level": row.levels.dataset,
            "files": Json(
                json.dumps(
                    {name: [level, name in row.deleted] for name, level in row.levels.resources.items()}
                )
            ),
        }
        for key, row in stored(connection, dataset_ids).items()
    }


def moved(
    session: AlchemySession, before: Mapping[str, Standing | None], now: Mapping[str, Standing]
) -> dict[str, list[Change]]:
    """Return, for each dataset, the resources that it had and that another has now, with both levels."""
    changes: dict[str, list[Change]] = {}
    resource, level = resource_table.c, package_table.c.extras[LEVEL].astext.label("level")
    for dataset_id, standing in before.items():
        if not standing or dataset_id not in now:
            continue
        gone = standing.levels.resources.keys() - now[dataset_id].levels.resources.keys()
        if not gone:
            continue
        query = sa.select(resource.id, resource.extras, level).where(
            resource.id.in_(gone), package_table.c.id == resource.package_id
        )
        for row in session.execute(query):
            after = policy().effective(level_text(row.level), own_level(row.extras))
            changes.setdefault(dataset_id, []).append(
                Change(row.id, standing.levels.effective(policy(), row.id), after)
            )
    return changes


def returned(
    session: AlchemySession, before: Mapping[str, Standing | None], now: Mapping[str, Standing]
) -> dict[str, list[Change]]:
    """Return, for each dataset, new resources that are what a deleted one of it was, with both levels.

    The same address, or an upload of the same bytes. Whoever may change a dataset could read the file that
    was deleted, so that nobody learns of a file here. CKAN keeps a deleted resource until the next save of
    its dataset: that one is looked at, later ones are not.
    """
    changes: dict[str, list[Change]] = {}
    for dataset_id, after in now.items():
        old = before.get(dataset_id)
        new = after.levels.resources.keys() - old.levels.resources.keys() - after.deleted if old else set()
        gone = old.levels.resources.keys() - (after.levels.resources.keys() - after.deleted) if old else set()
        if not old or not new or not gone:
            continue
        bytes_of: dict[str, str] = emit("digests_asked", session, new | gone)[0]
        for resource_id in new:
            same = [was for was in gone if _same(resource_id, was, bytes_of, after.links, old.links)]
            if same:
                change = Change(
                    resource_id,
                    policy().effective(after.levels.dataset, *(old.levels.resources[was] for was in same)),
                    after.levels.effective(policy(), resource_id),
                )
                changes.setdefault(dataset_id, []).append(change)
    return changes


def _same(
    new: str, was: str, bytes_of: Mapping[str, str], links: Mapping[str, str], old_links: Mapping[str, str]
) -> bool:
    if new in bytes_of and was in bytes_of:
        return bytes_of[new] == bytes_of[was]
    return bool(links.get(new)) and links.get(new) == old_links.get(was)


def remembered(session: AlchemySession, dataset_id: str, now: Standing) -> Standing | None:
    """Return how a dataset stood that was here before under this id, by the log; None when none was."""
    entry = AuditLog.__table__.c
    kinds = entry.kind.in_((PUBLISHED, CHANGED))
    query = (
        sa.select(entry.payload)
        .where(entry.dataset_id == dataset_id, kinds, entry.resource_id.is_(None))
        .order_by(entry.number.desc())
        .limit(1)
    )
    last = session.execute(query).scalar()
    if last is None:
        return None
    return Standing(now.owner_org, now.state, now.type, now.private, Levels(level_text(last.get("to"))))


def has_entry(session: AlchemySession, dataset_id: str) -> bool:
    """Return whether the log tells that a dataset was published."""
    entry = AuditLog.__table__.c
    query = sa.select(entry.number).where(entry.dataset_id == dataset_id, entry.kind == PUBLISHED).limit(1)
    return session.execute(query).first() is not None
