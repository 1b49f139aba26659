"""What the pages of dictionaries are about: a dataset, and one of its files that is no dictionary itself."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.dictionary_resource import is_dictionary

Record = dict[str, Any]


def package(dataset_id: str) -> Record:
    """Return a dataset; answer 404 when there is none, or none for the reader."""
    try:
        return tk.get_action("package_show")({}, {"id": dataset_id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("Dataset not found"))


def package_and_resource(dataset_id: str, resource_id: str) -> tuple[Record, Record]:
    """Return a dataset and its file; answer 404 when one of them is not there for the reader."""
    pkg = package(dataset_id)
    resource = next((resource for resource in pkg["resources"] if resource["id"] == resource_id), None)
    if resource is None or is_dictionary(resource):
        return tk.abort(404, tk._("Resource not found"))
    return pkg, resource


def about(pkg: Record, resource: Record | None = None) -> Record:
    """Return what the frame of each of these pages takes."""
    return {"pkg": pkg, "pkg_dict": pkg, "resource": resource, "dataset_type": pkg["type"]}
