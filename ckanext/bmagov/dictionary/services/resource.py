"""The resources of a dataset that hold its data dictionary: there as soon as there is one, gone with it.

They are rows of core like any other resource, so that whatever reads a dataset finds them: pages, the API,
feeds, harvesters, RDF, the index. They are written beside CKAN's actions, in the transaction of whatever
made them due: a dataset whose metadata would not pass the validators of today still shows its dictionary,
and it appears together with the dictionary or not at all. A client that sends a dataset back without them,
or changed, finds them as they should be. Where they stand is left alone: CKAN takes the last resource of a
dataset for the one that was just created.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import policy
from ckanext.bmagov.base.domain.dictionary_resource import (
    RESOURCE_TYPE,
    URL_TYPE,
    address,
    resource_id,
)
from ckanext.bmagov.base.model.dictionary import ResourceDictionary
from ckanext.bmagov.dictionary.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Collection

    from ckan.types import AlchemySession

    from ckanext.bmagov.dictionary.formats import DictionaryFormat


def ensure(session: AlchemySession, package_id: str) -> bool:
    """Make the dictionary's resources be there, or not, as they should; tell whether any changed.

    Nothing is committed. The dataset counts as modified when they changed: harvesters and CKAN's own cache
    go by that.
    """
    package: Any = session.get(model.Package, package_id)
    if package is None:
        return False
    active = [item for item in package.resources_all if item.state == model.State.ACTIVE]
    data = [item for item in active if item.url_type != URL_TYPE]
    described = _described(session, package_id, [item.id for item in data])
    wanted = _wanted(session, package, described) if described else {}
    changed = _drop(package, [item for item in active if item.url_type == URL_TYPE and item.id not in wanted])
    for row_id, values in wanted.items():
        changed = _put(session, package, row_id, values) or changed
    if changed:
        package.metadata_modified = dt.datetime.now(dt.UTC).replace(tzinfo=None)
        session.flush()
    return changed


def _described(session: AlchemySession, package_id: str, resource_ids: Collection[str]) -> list[str]:
    """Return those of the resources that have a dictionary now."""
    query = sa.select(ResourceDictionary.resource_id).where(
        ResourceDictionary.package_id == package_id,
        ResourceDictionary.resource_id.in_(list(resource_ids)),
        ~ResourceDictionary.deleted,
    )
    return list(session.scalars(query))


def _wanted(session: AlchemySession, package: Any, described: Collection[str]) -> dict[str, dict[str, Any]]:
    """By id, how the rows should be. Their level is that of the most open resource that is described."""
    session.flush()
    rules = policy()
    levels = access.resource_subjects(session, described)
    lowest = min((level.level for level in levels.values()), key=rules.rank, default="")
    own = str((package.extras or {}).get(access.LEVEL) or "")
    level = lowest if lowest and rules.rank(lowest) > rules.rank(own) else ""
    return {
        resource_id(package.id, each.name): _values(package.id, each, level)
        for each in FORMATS.values()
        if each.in_dataset
    }


def _values(package_id: str, file_format: DictionaryFormat, level: str) -> dict[str, Any]:
    return {
        "name": f"พจนานุกรมข้อมูล (Data dictionary) {file_format.label}",
        "url": address(package_id, file_format.name),
        "url_type": URL_TYPE,
        "resource_type": RESOURCE_TYPE,
        "format": file_format.name.upper(),
        "mimetype": file_format.media_type.partition(";")[0],
        "state": model.State.ACTIVE,
        "extras": {access.RESOURCE_LEVEL: level} if level else {},
    }


def _put(session: AlchemySession, package: Any, row_id: str, values: dict[str, Any]) -> bool:
    row: Any = session.get(model.Resource, row_id)
    if row is None:
        row = model.Resource()
        row.id = row_id
        row.description = ""
        row.hash = ""
    elif row.package_id == package.id and all(getattr(row, key) == value for key, value in values.items()):
        return False
    for key, value in values.items():
        setattr(row, key, value)
    row.metadata_modified = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    _arrange(package, [item for item in package.resources_all if item is not row], row)
    session.add(row)
    return True


def _drop(package: Any, rows: Collection[Any]) -> bool:
    for row in rows:
        row.state = model.State.DELETED
    if rows:
        _arrange(package, list(package.resources_all))
    return bool(rows)


def _arrange(package: Any, others: list[Any], last: Any = None) -> None:
    """Order the rows as CKAN keeps them: the active ones first, for it finds them by their position."""
    active = [other for other in others if other.state == model.State.ACTIVE]
    rest = [other for other in others if other.state != model.State.ACTIVE]
    order = [*active, *([last] if last is not None else []), *rest]
    package.resources_all[:] = order
    package.resources_all.reorder()
