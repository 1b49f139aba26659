"""What can be downloaded, and as what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import Aspect
from ckanext.bmagov.base.actions.declaration import reads
from ckanext.bmagov.base.domain.dictionary_resource import data_resources
from ckanext.bmagov.base.domain.spreadsheet import MEDIA_TYPES
from ckanext.bmagov.base.schema.object_id import id_schema
from ckanext.bmagov.downloads.services.ways import ORIGINAL, Way, ways
from ckanext.bmagov.downloads.words import form_label, sentence

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.downloads.answers import DownloadDict, DownloadsDict


@reads(id_schema, allowed=access.sees_dataset)
def bmagov_download_list(context: Context, data_dict: DataDict) -> DownloadsDict:
    """List the ways to download a dataset and its files: as they are, as Excel, as CSV for Excel.

    Files whose data the caller may not have are left out.

    :param id: id or name of the dataset
    :returns: `id`, `url` (everything as one ZIP), `files` (each with `resource_id`, `name` and `downloads`:
        `form` (`original`, `xlsx`, `csv`), `label`, `url`, `media_type`, `size` in bytes where it is known,
        `reason` why it cannot be had)
    """
    dataset = tk.get_action("package_show")(tk.fresh_context(context), {"id": data_dict["id"]})
    resources = data_resources(dataset["resources"])
    ids = [resource["id"] for resource in resources]
    readable = access.readable_resources(context, ids, Aspect.DATA)
    return {
        "id": dataset["id"],
        "url": tk.url_for("bmagov_downloads.dataset", id=dataset["name"], qualified=True),
        "files": [
            {
                "resource_id": resource["id"],
                "name": resource.get("name") or "",
                "downloads": [
                    _download(dataset, resource, way) for way in ways(model.Session, dict(resource))
                ],
            }
            for resource in resources
            if resource["id"] in readable
        ],
    }


def _download(dataset: dict[str, Any], resource: dict[str, Any], way: Way) -> DownloadDict:
    reason = sentence(way.reason, {}) if way.reason else ""
    if way.form is None:
        return {
            "form": ORIGINAL,
            "label": tk._("Original file"),
            "url": resource["url"],
            "media_type": resource.get("mimetype") or "",
            "size": way.size,
            "reason": reason,
        }
    return {
        "form": way.form.value,
        "label": form_label(way.form),
        "url": tk.url_for(
            "bmagov_downloads.table",
            id=dataset["name"],
            resource_id=resource["id"],
            form=way.form.value,
            qualified=True,
        ),
        "media_type": MEDIA_TYPES[way.form],
        "size": way.size,
        "reason": reason,
    }
