"""`IFacets`, and the labels of facet values: codes are indexed, readers see words in their language."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, TypedDict

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.helpers.codelist import FACET_LISTS, bmagov_codelist_label
from ckanext.bmagov.base.words.language import lang

if TYPE_CHECKING:
    from ckan.types import DataDict

GROUP_FACETS = ("organization", "groups")
"""Facets whose values are agencies or categories."""


class FacetItem(TypedDict):
    """A value of a facet, as CKAN's search gives it."""

    name: str
    display_name: str
    count: int


def _titles() -> dict[str, str]:
    return {
        "groups": tk._("Categories"),
        "organization": tk._("Agencies"),
        "bmagov_agency_kind": tk._("Kinds of agency"),
        "data_type": tk._("Dataset types"),
        "res_format": tk._("Formats"),
        "update_frequency_unit": tk._("Update frequency"),
        "data_category": tk._("Data categories"),
        "data_classification": tk._("Classification levels"),
        "high_value_dataset": tk._("High-value datasets"),
        "tags": tk._("Tags"),
    }


class Facets(p.IFacets, p.IPackageController):
    """The same facets wherever datasets are listed, less the one that the page itself fixes."""

    def dataset_facets(self, facets_dict: OrderedDict[str, str], package_type: str) -> OrderedDict[str, str]:
        """On the search page."""
        return OrderedDict(_titles())

    def organization_facets(
        self, facets_dict: OrderedDict[str, str], organization_type: str, package_type: str | None
    ) -> OrderedDict[str, str]:
        """On an agency's page."""
        return _without("organization", "bmagov_agency_kind")

    def group_facets(
        self, facets_dict: OrderedDict[str, str], group_type: str, package_type: str | None
    ) -> OrderedDict[str, str]:
        """On a category's page."""
        return _without("groups")

    def after_dataset_search(self, search_results: DataDict, search_params: DataDict) -> DataDict:
        """Label the values."""
        search_results = super().after_dataset_search(search_results, search_params)
        for name, facet in search_results.get("search_facets", {}).items():
            _label(name, facet["items"])
        return search_results


def _without(*names: str) -> OrderedDict[str, str]:
    return OrderedDict((name, title) for name, title in _titles().items() if name not in names)


def _label(name: str, items: list[FacetItem]) -> None:
    if name in FACET_LISTS:
        for item in items:
            item["display_name"] = bmagov_codelist_label(FACET_LISTS[name], item["name"])
    elif name in GROUP_FACETS and items and lang() != "th":
        english = _english([item["name"] for item in items])
        for item in items:
            item["display_name"] = english.get(item["name"]) or item["display_name"]


def _english(names: list[str]) -> dict[str, str]:
    """English titles of agencies and categories by name, in one query."""
    groups: Any = model.Session.query(model.Group).filter(model.Group.name.in_(names))
    return {group.name: group.extras.get("title_en", "") for group in groups}
