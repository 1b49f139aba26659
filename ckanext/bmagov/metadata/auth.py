"""A work list is the asker's own, and so is what the asker can bring back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.metadata.domain.trash import can_come_back
from ckanext.bmagov.metadata.model import DeletedDataset
from ckanext.bmagov.metadata.services import deleted_files

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


def restores_dataset(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever could edit the dataset before it was deleted, for 30 days."""
    package = model.Session.get(model.Package, data_dict.get("id") or "")
    if package is None or package.id not in access.cleared(context, [package.id]):
        raise tk.ObjectNotFound(tk._("Dataset not found"))
    tk.check_access("package_update", tk.fresh_context(context), {"id": package.id})
    kept = model.Session.get(DeletedDataset, package.id)
    if package.state != model.State.DELETED:
        return {"success": False, "msg": tk._("The dataset is not deleted")}
    if kept is None or not can_come_back(kept.deleted_at, now()):
        said = tk._("The 30 days are over. Ask the administrator of the system")
        return {"success": False, "msg": said}
    return {"success": True}


def restores_file(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit the dataset of a deleted file and could know of the file, for 30 days."""
    kept = deleted_files.find(context, model.Session, data_dict.get("id") or "")
    if kept is None:
        raise tk.ObjectNotFound(tk._("Resource not found"))
    tk.check_access("package_update", tk.fresh_context(context), {"id": kept.dataset_id})
    if not can_come_back(kept.deleted_at, now()):
        return {"success": False, "msg": tk._("The 30 days are over. Add the file anew")}
    return {"success": True}
