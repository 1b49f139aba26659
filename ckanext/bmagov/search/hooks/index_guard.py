"""`IConfigurable`, `IPackageController`: an index that ran ahead of a failed transaction is put right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins as p

from ckanext.bmagov.search import services

if TYPE_CHECKING:
    from ckan.common import CKANConfig
    from ckan.types import Context


class IndexGuard(p.IConfigurable, p.IPackageController):
    """CKAN indexes a dataset and commits afterwards; see `search/services.py`."""

    def configure(self, config: CKANConfig) -> None:
        """Begin to watch transactions."""
        super().configure(config)
        services.listen()

    def after_dataset_create(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Note a dataset that will be indexed before it is committed."""
        super().after_dataset_create(context, pkg_dict)
        services.written(pkg_dict["id"])

    def after_dataset_update(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Note a dataset that will be indexed before it is committed."""
        super().after_dataset_update(context, pkg_dict)
        services.written(pkg_dict["id"])

    def delete(self, entity: Any) -> None:
        """Note a dataset that will be taken out of the index before that is committed."""
        super().delete(entity)
        services.written(entity.id)
