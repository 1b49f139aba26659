"""What the form of a dataset holds before anybody types: for a look, like everything else in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.bmagov.base.domain.schema_facts import is_empty
from ckanext.bmagov.base.readers.dataset_schema import facts
from ckanext.bmagov.files import FileGoneError, open_file
from ckanext.bmagov.metadata.domain.bounds import FIELDS, bounds
from ckanext.bmagov.metadata.domain.defaults import last_answers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckan.types import DataDict

LOOKED_AT = 10
"""Datasets of the agency, the newest, that are asked for its answers."""

LARGEST = 5 * 1024**2
"""Bytes of a GeoJSON that is read while somebody waits for the form."""


def agency_answers(agency: str, data_type: str) -> DataDict:
    """Return what the agency answered last, in fields that a type of data has."""
    if not agency:
        return {}
    newest = {"fq": f'owner_org:"{agency}"', "sort": "metadata_modified desc", "include_private": True}
    try:
        newest_datasets = tk.get_action("package_search")({}, {**newest, "rows": LOOKED_AT, "facet": "false"})
    except SearchError:
        return {}
    answers = last_answers(newest_datasets["results"])
    names = [field.name for field in facts().dataset if field.shown_for(data_type)]
    return {name: answers[name] for name in names if name in answers}


def box_of_files(stored: Mapping[str, Any]) -> dict[str, str]:
    """Return the bounding box of the first GeoJSON of a dataset of maps that has none yet."""
    fields = [facts().dataset_field(name) for name in FIELDS]
    data_type = str(stored.get("data_type") or "")
    if not all(field and field.shown_for(data_type) and is_empty(stored.get(field.name)) for field in fields):
        return {}
    for resource in stored["resources"]:
        if str(resource.get("format") or "").lower() == "geojson" and resource.get("url_type") == "upload":
            return bounds(_content(resource))
    return {}


def _content(resource: Mapping[str, Any]) -> object:
    if (resource.get("size") or 0) > LARGEST:
        return None
    try:
        tk.check_access("bmagov_resource_data_show", {"user": tk.current_user.name}, {"id": resource["id"]})
        with open_file(resource) as file:
            return json.loads(file.stream.read(LARGEST))
    except (tk.NotAuthorized, FileGoneError, ValueError, RecursionError):
        return None
