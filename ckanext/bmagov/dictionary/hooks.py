"""`IPackageController`, its half for data dictionaries: their resources, and the words they are found by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.domain.dictionary_resource import (
    RESOURCE_FORMATS,
    RESOURCE_TYPE,
    is_ours,
    resource_id,
)
from ckanext.bmagov.dictionary.services import index, resource as dictionary_resource

if TYPE_CHECKING:
    from ckan.types import Context


class Dictionaries(p.IPackageController):
    """Whichever action saved a dataset, its dictionary is where people and harvesters look for it."""

    def after_dataset_create(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Drop what a copy of another dataset brought along."""
        super().after_dataset_create(context, pkg_dict)
        dictionary_resource.ensure(model.Session, pkg_dict["id"])

    def after_dataset_update(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Put back what a client left out or changed."""
        super().after_dataset_update(context, pkg_dict)
        dictionary_resource.ensure(model.Session, pkg_dict["id"])

    def after_dataset_show(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Give the dictionary's resources their address on this site."""
        super().after_dataset_show(context, pkg_dict)
        for resource in pkg_dict.get("resources") or ():
            if is_ours(resource):
                resource["url"] = _url(pkg_dict["id"], resource)

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Add names and labels of the columns; leave the dictionary's own files out of the facets of data."""
        pkg_dict = super().before_dataset_index(pkg_dict)
        words = index.column_words(model.Session, pkg_dict["id"])
        if words:
            pkg_dict["bmagov_names"] = [*pkg_dict.get("bmagov_names", ()), *words]
        return _without_dictionaries(pkg_dict)


def _without_dictionaries(pkg_dict: dict[str, Any]) -> dict[str, Any]:
    """Return the document with the words of the resources that are data; the stored dataset keeps all."""
    types = pkg_dict.get("res_type") or []
    kept = [place for place, item in enumerate(types) if item != RESOURCE_TYPE]
    if len(kept) == len(types):
        return pkg_dict
    mended = pkg_dict | {"num_resources": len(kept)}
    for name, values in pkg_dict.items():
        # One value for each resource, in their order.
        if name.startswith("res_") and isinstance(values, list) and len(values) == len(types):
            mended[name] = [values[place] for place in kept]
    return mended


def _url(package_id: str, resource: dict[str, Any]) -> str:
    for item in RESOURCE_FORMATS:
        if resource.get("id") == resource_id(package_id, item):
            return tk.h.url_for(
                "bmagov_data_dictionary.download", id=package_id, ext=item, locale="default", _external=True
            )
    return resource.get("url") or ""
