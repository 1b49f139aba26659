"""Deleted datasets, and bringing them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import logic, model

from ckanext.bmagov import access
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.auth.rules import signed_in
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.base.schema.object_id import id_schema
from ckanext.bmagov.metadata import auth
from ckanext.bmagov.metadata.domain.trash import kept_until
from ckanext.bmagov.metadata.services import trash

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.metadata.answers import DeletedDatasetDict, RestoredDict


@reads(allowed=signed_in)
def bmagov_dataset_trash_list(context: Context, data_dict: DataDict) -> list[DeletedDatasetDict]:
    """List the deleted datasets that you can bring back: of agencies whose datasets you may edit.

    A dataset can come back for 30 days.

    :returns: the last deleted first: `id`, `name`, `title`, `title_en`, `owner_org`, `deleted_at` and `until`
        (UTC), and `deleted_by`, the name of a person, null for a command or an account that is gone
    """
    agencies = tk.get_action("organization_list_for_user")(
        tk.fresh_context(context), {"permission": "update_dataset"}
    )
    rows = trash.deleted_of(model.Session, [agency["id"] for agency in agencies], now())
    mine = access.cleared(context, [row.id for row in rows])
    return [
        {
            "id": row.id,
            "name": row.name,
            "title": row.title or row.name,
            "title_en": row.title_en or "",
            "owner_org": row.owner_org,
            "deleted_at": row.deleted_at.isoformat(),
            "until": kept_until(row.deleted_at).isoformat(),
            "deleted_by": name_of(row.user_id),
        }
        for row in rows
        if row.id in mine
    ]


def name_of(user_id: str) -> str | None:
    """Return the name of who deleted; None for a command or an account that is gone."""
    user = model.User.get(user_id)
    return user.display_name if user else None


@writes(id_schema, allowed=auth.restores_dataset)
def bmagov_dataset_restore(context: Context, data_dict: DataDict) -> RestoredDict:
    """Bring a deleted dataset back, with its files and categories, as a draft: its editors publish it again.

    Its level stays what it was. When another dataset has its web address by now it gets a new one.

    :param id: id of the dataset
    :returns: `id`, and `name`, the web address that it has now
    """
    package: Any = model.Session.get(model.Package, data_dict["id"])
    # Administrators of the system come past the rule above.
    if package is None or package.state != model.State.DELETED:
        raise tk.ObjectNotFound(tk._("Dataset not found"))
    categories = trash.bring_back(model.Session, package)
    owner = {"id": package.id, "organization_id": package.owner_org}
    trusted = tk.fresh_context(context, ignore_auth=True, defer_commit=True)
    tk.get_action("package_owner_org_update")(trusted, owner)
    access.put_into_categories(model.Session, package.id, categories)
    model.Session.flush()
    logic.index_update_package({"ignore_auth": True}, package.id)
    model.Session.commit()
    return {"id": package.id, "name": package.name}
