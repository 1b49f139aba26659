"""What happens to datasets and to the session of the database is told as events; see `subscriptions.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins as p
from ckan import model

from ckanext.bmagov.base.events import emit
from ckanext.bmagov.base.services import contention, session_events

if TYPE_CHECKING:
    from ckan.common import CKANConfig
    from ckan.types import Context

    from ckanext.bmagov.base.domain.ckan_dicts import PackageDict


class Saves(p.IConfigurable, p.IPackageController):
    """`IConfigurable`, `IPackageController`: the one class that hears of a save, whichever action saved."""

    def configure(self, config: CKANConfig) -> None:
        """Begin to listen to the session and to errors of the database."""
        super().configure(config)
        session_events.listen()
        contention.listen()

    def after_dataset_create(self, context: Context, pkg_dict: PackageDict) -> None:
        """Tell of a new dataset."""
        super().after_dataset_create(context, pkg_dict)
        emit("dataset_saved", context, pkg_dict["id"])

    def after_dataset_update(self, context: Context, pkg_dict: PackageDict) -> None:
        """Tell of a changed dataset."""
        super().after_dataset_update(context, pkg_dict)
        emit("dataset_saved", context, pkg_dict["id"])

    def delete(self, entity: Any) -> None:
        """Tell of a dataset that is about to be deleted; CKAN calls this for agencies, too."""
        super().delete(entity)
        if isinstance(entity, model.Package):
            emit("dataset_deleted", entity.id)
