"""What a visitor sees first: how much there is, where to look, what is new and what is used."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import AccessGrant
from ckanext.bmagov.agencies import CURRENT, stored_agencies
from ckanext.bmagov.base.domain.dictionary_resource import RESOURCE_TYPE
from ckanext.bmagov.base.readers.codelists import codelists
from ckanext.bmagov.metadata import stored_categories
from ckanext.bmagov.usage.answers import AgencyDict, CategoryDict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ckan.types import AlchemySession, Context

    from ckanext.bmagov.usage.answers import AgencyKindDict

RESOURCE_COUNT = "bmagov_resource_count"
"""Field of the index: how many resources a dataset has."""

FACETS = ("organization", "groups", RESOURCE_COUNT)


def categories(session: AlchemySession, facets: Mapping[str, Mapping[str, int]]) -> list[CategoryDict]:
    """Return every category with the number of its datasets."""
    counts = facets.get("groups", {})
    return [
        CategoryDict(**asdict(category), datasets=counts.get(category.name, 0))
        for category in stored_categories(session)
    ]


def agencies_by_kind(
    session: AlchemySession, facets: Mapping[str, Mapping[str, int]]
) -> list[AgencyKindDict]:
    """Return the agencies of each kind, kinds in the order of their code list, agencies by name.

    An agency that is no more is left out unless it still has datasets.
    """
    counts = facets.get("organization", {})
    kinds: dict[str, list[AgencyDict]] = {code.value: [] for code in codelists()["agency_kind"].codes}
    for stored in stored_agencies(session):
        agency, datasets = stored.as_node(), counts.get(stored.name, 0)
        if agency.status == CURRENT or datasets:
            row = AgencyDict(
                name=agency.name, title=agency.title, title_en=agency.title_en, datasets=datasets
            )
            kinds.setdefault(agency.kind, []).append(row)
    return [_kind(kind, agencies) for kind, agencies in kinds.items() if agencies]


def count_resources(context: Context, facets: Mapping[str, Mapping[str, int]]) -> int:
    """Return how many resources the counted datasets have, of those that the caller may know of.

    The index counts what everybody who finds a dataset may know of. The few others are asked of the database.
    """
    indexed = sum(int(size) * datasets for size, datasets in facets.get(RESOURCE_COUNT, {}).items())
    ids = _partly_indexed(model.Session)
    wholes = access.wholes(model.Session, access.readable(context, ids))
    searchable = access.searchable_resources(model.Session, wholes)
    known = {resource_id for entry in searchable.values() for resource_id in entry.words}
    active = [whole for whole in wholes.values() if whole.dataset.state == model.State.ACTIVE]
    return indexed + _count_data(model.Session, access.readable_parts(context, active) - known)


def _count_data(session: AlchemySession, resource_ids: set[str]) -> int:
    """Return how many of these resources are no dictionary."""
    table: Any = model.Resource
    kind = sa.func.coalesce(table.resource_type, "")
    query = sa.select(sa.func.count()).where(table.id.in_(resource_ids), kind != RESOURCE_TYPE)
    return (session.scalar(query) or 0) if resource_ids else 0


def _partly_indexed(session: AlchemySession) -> set[str]:
    """Return the datasets that may have resources of which the index does not know.

    Those with a resource of a level of its own, and those of which somebody may read one resource only.
    """
    table: Any = model.Resource
    own_level = sa.cast(table.extras, sa.Text).regexp_match(f'"{access.RESOURCE_LEVEL}": *"[^"]')
    raised = sa.select(table.package_id).where(table.state == model.State.ACTIVE, own_level)
    granted = sa.select(AccessGrant.dataset_id).where(AccessGrant.resource_id.is_not(None))
    return {*session.scalars(raised), *session.scalars(granted)}


def _kind(kind: str, agencies: Sequence[AgencyDict]) -> AgencyKindDict:
    return {
        "kind": kind,
        "datasets": sum(agency["datasets"] for agency in agencies),
        "agencies": sorted(agencies, key=lambda agency: agency["title"]),
    }
