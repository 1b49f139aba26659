"""Stored levels that the policy does not allow: what the command `classification check` reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model

from ckanext.bmagov.collect.classification import policy

from .access import LEVEL, RESOURCE_LEVEL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckan.types import AlchemySession

UNKNOWN = "unknown"
MISSING = "missing"
PUBLIC = "public"
BYTES = "bytes"

_STORED = ("upload", "datastore")


@dataclass(frozen=True)
class LevelProblem:
    """What is wrong with a stored level; ``resource_id`` is empty when it is that of the dataset."""

    code: str
    dataset_id: str
    dataset_name: str
    resource_id: str = ""
    level: str = ""


def level_problems(session: AlchemySession) -> Iterator[LevelProblem]:
    """Yield every problem of datasets and resources that are not deleted.

    ``unknown`` and ``missing`` (a published dataset without a level) are treated as the most closed level by
    everything that decides about access; ``public`` is a dataset above open whose `private` is false;
    ``bytes`` is a file or table of a level that must not be stored here.
    """
    package, resource = model.Package, model.Resource
    fields: tuple[Any, ...] = (package.id, package.name, package.state, package.private, package.extras)
    query = sa.select(*fields).where(fields[2] != model.State.DELETED).order_by(fields[1])
    levels: dict[str, tuple[str, str]] = {}
    for row in session.execute(query):
        level = str((row.extras or {}).get(LEVEL) or "")
        levels[row.id] = (row.name, level)
        yield from _of_dataset(row, level)
    parts: tuple[Any, ...] = (
        resource.id,
        resource.package_id,
        resource.extras,
        resource.url_type,
        resource.state,
    )
    for row in session.execute(sa.select(*parts).where(parts[4] == model.State.ACTIVE).order_by(parts[1])):
        if row.package_id in levels:
            yield from _of_resource(row, *levels[row.package_id])


def _of_dataset(row: Any, level: str) -> Iterator[LevelProblem]:
    rules = policy()
    if level and level not in rules.levels:
        yield LevelProblem(UNKNOWN, row.id, row.name, level=level)
    elif not level and row.state == model.State.ACTIVE:
        yield LevelProblem(MISSING, row.id, row.name)
    if level and not rules.is_open(level) and not row.private:
        yield LevelProblem(PUBLIC, row.id, row.name, level=level)


def _of_resource(row: Any, name: str, dataset_level: str) -> Iterator[LevelProblem]:
    rules = policy()
    extras = row.extras or {}
    own = str(extras.get(RESOURCE_LEVEL) or "")
    if own and own not in rules.levels:
        yield LevelProblem(UNKNOWN, row.package_id, name, row.id, own)
    level = rules.effective(dataset_level, own)
    stored = row.url_type in _STORED or extras.get("datastore_active") in (True, "True", "true")
    if level and stored and not rules.stores_bytes(level):
        yield LevelProblem(BYTES, row.package_id, name, row.id, level)
