"""`IPackageController`, its counting half: how many resources with data a dataset has."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p

from ckanext.bmagov.base.domain.dictionary_resource import RESOURCE_TYPE
from ckanext.bmagov.usage.services.home import RESOURCE_COUNT


class Counting(p.IPackageController):
    """A facet over the sizes gives the number of files without reading a dataset."""

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Add the number of resources that are indexed and are no dictionary."""
        pkg_dict = super().before_dataset_index(pkg_dict)
        pkg_dict[RESOURCE_COUNT] = sum(kind != RESOURCE_TYPE for kind in pkg_dict.get("res_type", []))
        return pkg_dict
