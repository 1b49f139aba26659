"""`IPackageController`, its search half: what is indexed beside the dataset, how a query is read."""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins as p
from ckan import model

from ckanext.bmagov.search import query, synonyms


class Search(p.IPackageController):
    """Agencies and categories are found by name; a query is read as its writer meant it."""

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Add the names of the agency and of the categories: CKAN indexes only their URLs."""
        pkg_dict = super().before_dataset_index(pkg_dict)
        pkg_dict["bmagov_names"] = _names(pkg_dict)
        return pkg_dict

    def before_dataset_search(self, search_params: dict[str, Any]) -> dict[str, Any]:
        """Mend spelling and stray colons in what was typed."""
        search_params = super().before_dataset_search(search_params)
        if search_params.get("q"):
            search_params["q"] = query.prepare(search_params["q"], synonyms.phrases())
        return search_params


def _names(pkg_dict: dict[str, Any]) -> list[str]:
    dataset = json.loads(pkg_dict["data_dict"])
    names = [dataset["organization"].get("title")] if dataset.get("organization") else []
    names += [group.get("title") for group in dataset.get("groups", [])]
    owner: Any = model.Group.get(dataset["owner_org"]) if dataset.get("owner_org") else None
    if owner:
        names += [owner.extras.get(field) for field in ("title_en", "abbreviation_th", "abbreviation_en")]
    return [name for name in names if name]
