"""Datasets of the catalog by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model

if TYPE_CHECKING:
    from collections.abc import Collection

    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.common.answers import DatasetDict


def dataset_dicts(session: AlchemySession, ids: Collection[str]) -> dict[str, DatasetDict]:
    """Return datasets by id, whoever may know of them; one without a title by its name."""
    package: Any = model.Package
    rows = session.execute(sa.select(package.id, package.name, package.title).where(package.id.in_(ids)))
    return {row.id: {"id": row.id, "name": row.name, "title": row.title or row.name} for row in rows}
