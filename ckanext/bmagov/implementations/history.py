"""`IPackageController`: a change of level or owner changes who sees the history, in the same transaction."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
from ckan import model

from ckanext.bmagov.services import activity


class History(p.IPackageController):
    """CKAN's activities carry the labels of their day; see `services/activity.py`."""

    def edit(self, entity: Any) -> None:
        """Write the labels anew while the dataset is being saved."""
        super().edit(entity)
        if p.plugin_loaded("activity"):
            model.Session.flush()
            activity.relabel(model.Session, entity.id)
