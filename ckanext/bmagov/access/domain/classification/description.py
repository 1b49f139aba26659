"""What of a resource's record describes the data, for whoever may read that and not the data themselves.

A closed file that is small can be guessed, and its digest or size then proves the guess; its name and its
address may say what it holds or let it be fetched elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ckanext.bmagov.base.domain.dictionary_resource import RESOURCE_FORMATS, is_ours, resource_id

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ckanext.bmagov.base.domain.ckan_dicts import ResourceDict

OF_BYTES = frozenset(("hash", "size", "mimetype", "mimetype_inner", "cache_url", "cache_last_updated"))
"""Columns of CKAN's resources that tell of the bytes. Whoever saves a record without them loses none."""

DESCRIPTIVE = frozenset((
    "id", "package_id", "name", "description", "format", "url_type", "resource_type", "position", "state",
    "created", "last_modified", "metadata_modified", "datastore_active", "has_views", "on_same_domain",
))  # fmt: skip
"""Keys of CKAN's own that describe. What other plugins add is not known to, and counts as data."""


def described(resource: Mapping[str, Any], fields: Collection[str]) -> ResourceDict:
    """Return a copy of a resource with its description only.

    :param fields: names of the catalog's own fields of resources, all of which describe
    """
    if is_catalog_made(resource):
        return dict(resource)
    kept = {name: value for name, value in resource.items() if name in DESCRIPTIVE or name in fields}
    return kept | {"url": address_without_name(resource)}


def without_bytes(resource: Mapping[str, Any]) -> ResourceDict:
    """Return a copy of a resource for who keeps its record and may not read its data."""
    if is_catalog_made(resource):
        return dict(resource)
    return {name: value for name, value in resource.items() if name not in OF_BYTES}


def address_without_name(resource: Mapping[str, Any]) -> str:
    """Return where a stored file would be fetched, without the file's name; of a link, nothing.

    The catalog answers there that the data are closed.
    """
    if resource.get("url_type") != "upload":
        return ""
    place = f"/dataset/{resource.get('package_id')}/resource/{resource.get('id')}/download/"
    site, here, _ = str(resource.get("url") or "").partition(place)
    return f"{site}{place.rstrip('/')}" if here else ""


def is_catalog_made(resource: Mapping[str, Any]) -> bool:
    """Return whether the catalog made the resource out of the dataset's dictionary, which describes."""
    dataset_id = str(resource.get("package_id") or "")
    ids = {resource_id(dataset_id, file_format) for file_format in RESOURCE_FORMATS}
    return is_ours(resource) and resource.get("id") in ids
