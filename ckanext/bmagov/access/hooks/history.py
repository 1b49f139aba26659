"""`IPackageController`: a change of level or owner changes who sees the history, in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins as p
from ckan import model

from ckanext.bmagov.access.services import activity

if TYPE_CHECKING:
    from ckan.types import Context


class History(p.IPackageController):
    """CKAN's activities carry the labels of their day; see `access/services/activity.py`."""

    def after_dataset_update(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Write the labels anew while the dataset is being saved."""
        super().after_dataset_update(context, pkg_dict)
        if p.plugin_loaded("activity"):
            model.Session.flush()
            activity.relabel(model.Session, pkg_dict["id"])
