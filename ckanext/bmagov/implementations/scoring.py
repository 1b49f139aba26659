"""`IPackageController`: a change of a dataset notes, in its transaction, whose score may have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins as p
from ckan import model

from ckanext.bmagov.services.kpi.score import mark_dirty

if TYPE_CHECKING:
    from ckan.types import Context


class Scoring(p.IPackageController):
    """One small statement a save; scoring itself waits for a worker, or for who asks."""

    def after_dataset_create(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """A new dataset counts for its agency."""
        super().after_dataset_create(context, pkg_dict)
        _note(pkg_dict["id"])

    def after_dataset_update(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """A changed dataset counts for its agency, and for whoever's register names it."""
        super().after_dataset_update(context, pkg_dict)
        _note(pkg_dict["id"])

    def after_dataset_delete(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """A deleted dataset leaves its duties unanswered."""
        super().after_dataset_delete(context, pkg_dict)
        _note(pkg_dict["id"])


def _note(dataset_id: str) -> None:
    package: Any = model.Package.get(dataset_id)
    if package is not None:
        mark_dirty(model.Session, [package.id], [package.owner_org] if package.owner_org else [])
