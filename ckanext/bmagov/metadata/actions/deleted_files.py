"""Deleted files and links of datasets, and bringing them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.auth.rules import signed_in
from ckanext.bmagov.base.events import emit
from ckanext.bmagov.base.schema.object_id import id_schema
from ckanext.bmagov.metadata import auth
from ckanext.bmagov.metadata.actions.trash import name_of
from ckanext.bmagov.metadata.domain.deleted_file import never_below, with_free_name
from ckanext.bmagov.metadata.domain.trash import kept_until
from ckanext.bmagov.metadata.model import DeletedFile
from ckanext.bmagov.metadata.services import deleted_files

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.metadata.answers import DeletedFileDict, RestoredFileDict


@reads(allowed=signed_in)
def bmagov_file_trash_list(context: Context, data_dict: DataDict) -> list[DeletedFileDict]:
    """List the deleted files and links that you can bring back: of datasets that you may edit.

    A file can come back for 30 days. What its dataset has again by now is not listed: the same bytes, or a
    link to the same address. Tables that were made in the DataStore without a file do not come back.

    :returns: the last deleted first: `id`, `name`, `format`, `deleted_at` and `until` (UTC), `deleted_by`
        (the name of a person, null for a command or an account that is gone), and `dataset`, with `id`,
        `name`, `title` and `title_en`
    """
    agencies = tk.get_action("organization_list_for_user")(
        tk.fresh_context(context), {"permission": "update_dataset"}
    )
    rows = deleted_files.deleted_of(context, model.Session, [agency["id"] for agency in agencies])
    return [
        {
            "id": row.DeletedFile.resource_id,
            "name": row.DeletedFile.record.get("name") or row.DeletedFile.record.get("url") or "",
            "format": row.DeletedFile.record.get("format") or "",
            "deleted_at": row.DeletedFile.deleted_at.isoformat(),
            "until": kept_until(row.DeletedFile.deleted_at).isoformat(),
            "deleted_by": name_of(row.DeletedFile.user_id),
            "dataset": {
                "id": row.DeletedFile.dataset_id,
                "name": row.name,
                "title": row.title or row.name,
                "title_en": row.title_en or "",
            },
        }
        for row in rows
    ]


@writes(id_schema, allowed=auth.restores_file)
def bmagov_file_restore(context: Context, data_dict: DataDict) -> RestoredFileDict:
    """Bring a deleted file or link back into its dataset: under its id, with its bytes and its dictionary.

    Its data count as they did: no new data came. It never comes back at a lower level than it had. When
    another file has its name by now it gets a number behind it.

    :param id: id of the file
    :returns: `id`, `name`, and `package_id`, the id of its dataset
    :raises ValidationError: what the rules of metadata refuse by now
    """
    session = model.Session
    kept = session.get(DeletedFile, data_dict["id"], with_for_update=True)
    if kept is None:
        raise tk.ObjectNotFound(tk._("Resource not found"))
    trusted = tk.fresh_context(context, ignore_auth=True, use_cache=False)  # the index may be behind
    dataset = tk.get_action("package_show")(trusted, {"id": kept.dataset_id})
    back = _coming_back(kept, dataset)
    package_id, views = kept.dataset_id, list(kept.views)
    saving = tk.fresh_context(context, ignore_auth=True, return_id_only=True)
    with access.whole_or_nothing():
        tk.get_action("package_update")(saving, {**dataset, "resources": [*dataset["resources"], back]})
    deleted_files.with_views(session, views, back["id"])
    emit("data_changed", session, back["id"])
    session.commit()
    return {"id": back["id"], "name": back.get("name") or "", "package_id": package_id}


def _coming_back(kept: DeletedFile, dataset: DataDict) -> dict[str, Any]:
    """Return the record as `package_show` would give it."""
    policy = access.policy()
    names = {str(resource.get("name") or "") for resource in dataset["resources"]}
    level = str(dataset.get(access.LEVEL) or "")
    back = never_below(with_free_name(kept.record, names), kept.level, level, policy.effective)
    if back.get("url_type") == "upload":
        back["url"] = tk.url_for(
            "resource.download",
            id=kept.dataset_id,
            resource_id=kept.resource_id,
            filename=str(back.get("url") or ""),
            qualified=True,
        )
    return {**back, "id": kept.resource_id, "package_id": kept.dataset_id}
