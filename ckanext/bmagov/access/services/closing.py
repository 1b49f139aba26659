"""What the public would read without this software, and closing it before the software is taken out.

Without it CKAN knows of no levels, only of `private`: everybody reads the whole of a dataset that is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model
from ckan.model.package import package_table

from ckanext.bmagov.access.domain.classification import Aspect
from ckanext.bmagov.access.domain.classification.policy import AGENCIES, EVERYONE, OWNER
from ckanext.bmagov.access.readers.classification import policy
from ckanext.bmagov.access.services import level_log, rights
from ckanext.bmagov.base.model.dictionary import DictionaryColumn
from ckanext.bmagov.base.services.audit_log import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckan.types import AlchemySession

    from ckanext.bmagov.base.services.audit_log import LogPlace

CLOSED = "level.close"

_PAGE = 500


@dataclass(frozen=True)
class Opening:
    """A dataset that would be public with something in it that is not.

    ``level`` is its own (empty: none, which counts as the most closed), ``files`` are its more closed files
    with their levels, ``columns`` the names of columns that their dictionary says are more closed.
    """

    dataset_id: str
    name: str
    owner_org: str
    level: str
    files: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()


def openings(session: AlchemySession) -> Iterator[Opening]:
    """Yield every published dataset that is not private and would show more than its levels allow."""
    package = package_table.c
    query = (
        sa.select(package.id, package.name, package.owner_org)
        .where(package.state == model.State.ACTIVE, sa.not_(sa.func.coalesce(package.private, False)))
        .order_by(package.name)
    )
    rows = session.execute(query).all()
    for start in range(0, len(rows), _PAGE):
        page = rows[start : start + _PAGE]
        ids = [row.id for row in page]
        wholes, columns = rights.wholes(session, ids), _columns(session, ids)
        for row in page:
            opening = _opening(row, wholes[row.id], columns.get(row.id, ()))
            if opening is not None:
                yield opening


def _opening(row: Any, whole: rights.Whole, columns: tuple[str, ...]) -> Opening | None:
    rules = policy()
    files = tuple(
        (resource_id, subject.level)
        for resource_id, subject in sorted(whole.resources.items())
        if not rules.is_open(subject.level)
    )
    level = whole.dataset.level
    if rules.is_open(level) and not files and not columns:
        return None
    return Opening(row.id, row.name, row.owner_org or "", level, files, columns)


def _columns(session: AlchemySession, dataset_ids: list[str]) -> dict[str, tuple[str, ...]]:
    """Return the names of the columns that are more closed than open, by dataset."""
    column, resource = DictionaryColumn, model.Resource
    fields: tuple[Any, ...] = (column.package_id, column.name, column.classification)
    query = (
        sa.select(*fields)
        .join(resource, resource.id == column.resource_id)
        .where(fields[0].in_(dataset_ids), fields[2] != "", resource.state == model.State.ACTIVE)
        .order_by(column.resource_id, column.position)
    )
    names_by_dataset: dict[str, list[str]] = {}
    for row in session.execute(query):
        if not policy().is_open(row.classification):
            names_by_dataset.setdefault(row.package_id, []).append(row.name)
    return {key: tuple(dict.fromkeys(names)) for key, names in names_by_dataset.items()}


def close_to_public(session: AlchemySession, opening: Opening) -> bool:
    """Make a dataset private in core's sense; return whether it still was public. Nothing is committed.

    Everything else of it stays as it is: old records need not satisfy today's rules for it.
    """
    package = package_table.c
    done = session.execute(
        sa.update(package_table)
        .where(package.id == opening.dataset_id, sa.not_(sa.func.coalesce(package.private, False)))
        .values(private=True)
    )
    payload = {"to": opening.level, "files": len(opening.files), "columns": len(opening.columns)}
    where: LogPlace = {
        "agency_id": opening.owner_org or None,
        "dataset_id": opening.dataset_id,
        "resource_id": None,
    }
    if done.rowcount:  # pyright: ignore[reportAttributeAccessIssue]
        level_log.at_commit(session, SYSTEM, CLOSED, payload, where)
    return bool(done.rowcount)  # pyright: ignore[reportAttributeAccessIssue]


def wider(session: AlchemySession) -> dict[str, int]:
    """Return how many private datasets every member of their agency would read, by level: those of levels
    that are for fewer people here.
    """
    package = package_table.c
    level = package.extras[rights.LEVEL].astext
    query = (
        sa.select(level, sa.func.count())
        .where(package.state == model.State.ACTIVE, package.private.is_(True), package.owner_org.is_not(None))
        .group_by(level)
    )
    counted: dict[str, int] = {}
    for name, count in session.execute(query):
        if not _for_members(name or ""):
            counted[name or ""] = counted.get(name or "", 0) + count
    return counted


def _for_members(level: str) -> bool:
    return bool(policy().readers_of(level, Aspect.DATA) & {OWNER, AGENCIES, EVERYONE})
