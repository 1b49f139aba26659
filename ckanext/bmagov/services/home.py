"""What a visitor sees first: how much there is, where to look, what is new and what is used."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ckanext.bmagov.collect.agencies import stored_agencies
from ckanext.bmagov.collect.categories import stored_categories
from ckanext.bmagov.collect.codelists import codelists
from ckanext.bmagov.domain.agency import CURRENT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ckan.types import AlchemySession

RESOURCE_COUNT = "bmagov_resource_count"
"""Field of the index: how many resources a dataset has."""

FACETS = ("organization", "groups", RESOURCE_COUNT)


def categories(session: AlchemySession, facets: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """Return every category with the number of its datasets."""
    counts = facets.get("groups", {})
    return [{**asdict(found), "datasets": counts.get(found.name, 0)} for found in stored_categories(session)]


def agencies_by_kind(
    session: AlchemySession, facets: Mapping[str, Mapping[str, int]]
) -> list[dict[str, Any]]:
    """Return the agencies of each kind, kinds in the order of their code list, agencies by name.

    An agency that is no more is left out unless it still has datasets.
    """
    counts = facets.get("organization", {})
    kinds: dict[str, list[dict[str, Any]]] = {code.value: [] for code in codelists()["agency_kind"].codes}
    for stored in stored_agencies(session):
        agency, datasets = stored.as_node(), counts.get(stored.name, 0)
        if agency.status == CURRENT or datasets:
            row = {"name": agency.name, "title": agency.title, "title_en": agency.title_en}
            kinds.setdefault(agency.kind, []).append({**row, "datasets": datasets})
    return [_kind(kind, found) for kind, found in kinds.items() if found]


def count_resources(facets: Mapping[str, Mapping[str, int]]) -> int:
    """Return how many resources the counted datasets have."""
    return sum(int(size) * datasets for size, datasets in facets.get(RESOURCE_COUNT, {}).items())


def _kind(kind: str, agencies: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "kind": kind,
        "datasets": sum(agency["datasets"] for agency in agencies),
        "agencies": sorted(agencies, key=lambda agency: agency["title"]),
    }
