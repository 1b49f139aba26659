"""Stored levels and types that the rules do not allow: what `classification check` reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model

from ckanext.bmagov.access.domain.classification.naming import names_level
from ckanext.bmagov.access.readers.classification import policy
from ckanext.bmagov.access.services.rights import LEVEL, RESOURCE_LEVEL, column_levels, level_text, own_level
from ckanext.bmagov.base.domain.stored_bytes import has_bytes
from ckanext.bmagov.base.readers.dataset_schema import DATASET_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckan.types import AlchemySession

UNKNOWN = "unknown"
MISSING = "missing"
FOREIGN = "foreign"
MISPLACED = "misplaced"
PUBLIC = "public"
BYTES = "bytes"


@dataclass(frozen=True)
class LevelProblem:
    """What is wrong with a stored level or type.

    ``resource_id`` is empty when it is that of the dataset; ``key`` is the name under which a level was put
    that decides nothing there. An agency stands in the place of the dataset when it is about one.
    """

    code: str
    dataset_id: str
    dataset_name: str
    resource_id: str = ""
    level: str = ""
    key: str = ""
    type: str = ""


def level_problems(session: AlchemySession) -> Iterator[LevelProblem]:
    """Yield every problem of datasets, resources and agencies that are not deleted.

    ``unknown`` and ``missing`` (a published dataset without a level) are treated as the most closed level by
    everything that decides about access; ``foreign`` is a record of a type that is not ours; ``misplaced`` is
    a level under a key that decides nothing; ``public`` is a dataset above open whose `private` is false;
    ``bytes`` is a file or table of a level that must not be stored here.
    """
    package, resource = model.Package, model.Resource
    fields: tuple[Any, ...] = (
        *(package.id, package.name, package.state, package.private, package.extras),
        package.type,
    )
    query = sa.select(*fields).where(fields[2] != model.State.DELETED).order_by(fields[1])
    levels: dict[str, tuple[str, str]] = {}
    for row in session.execute(query):
        level = level_text((row.extras or {}).get(LEVEL))
        levels[row.id] = (row.name, level)
        yield from _of_dataset(row, level)
    parts: tuple[Any, ...] = (
        resource.id,
        resource.package_id,
        resource.extras,
        resource.url_type,
        resource.state,
    )
    columns = column_levels(parts[0]).label("columns")
    query = sa.select(*parts, columns).where(parts[4] == model.State.ACTIVE).order_by(parts[1])
    for row in session.execute(query):
        if row.package_id in levels:
            yield from _of_resource(row, *levels[row.package_id])
    yield from _of_agencies(session)


def _of_dataset(row: Any, level: str) -> Iterator[LevelProblem]:
    rules = policy()
    if row.type != DATASET_TYPE:
        yield LevelProblem(FOREIGN, row.id, row.name, type=row.type or "")
    if level and level not in rules.levels:
        yield LevelProblem(UNKNOWN, row.id, row.name, level=level)
    elif not level and row.state == model.State.ACTIVE:
        yield LevelProblem(MISSING, row.id, row.name)
    if level and not rules.is_open(level) and not row.private:
        yield LevelProblem(PUBLIC, row.id, row.name, level=level)
    for key in _misplaced(row.extras, LEVEL):
        yield LevelProblem(MISPLACED, row.id, row.name, key=key)


def _of_resource(row: Any, name: str, dataset_level: str) -> Iterator[LevelProblem]:
    rules = policy()
    extras = row.extras if isinstance(row.extras, dict) else {}
    own = own_level(extras)
    if own and own not in rules.levels:
        yield LevelProblem(UNKNOWN, row.package_id, name, row.id, own)
    level = rules.effective(dataset_level, own, *(row.columns or ()))
    stored = has_bytes({**extras, "url_type": row.url_type})
    if level and stored and not rules.stores_bytes(level):
        yield LevelProblem(BYTES, row.package_id, name, row.id, level)
    for key in _misplaced(extras, RESOURCE_LEVEL):
        yield LevelProblem(MISPLACED, row.package_id, name, row.id, key=key)


def _of_agencies(session: AlchemySession) -> Iterator[LevelProblem]:
    group: Any = model.Group
    query = (
        sa.select(group.id, group.name, group.extras)
        .where(group.is_organization.is_(True), group.state == model.State.ACTIVE)
        .order_by(group.name)
    )
    for row in session.execute(query):
        for key in _misplaced(row.extras, ""):
            yield LevelProblem(MISPLACED, row.id, row.name, key=key)


def _misplaced(extras: Any, right: str) -> list[str]:
    """Return the keys that speak of a level and are not the field that decides."""
    given = extras if isinstance(extras, dict) else {}
    return sorted(key for key, value in given.items() if key != right and value and names_level(key))
