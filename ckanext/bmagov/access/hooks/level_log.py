"""`IConfigurable`, `IPackageController`: have every change of a level logged, and say who made it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins as p
from ckan import model

from ckanext.bmagov.access.services import level_log
from ckanext.bmagov.access.words.levels import refused

if TYPE_CHECKING:
    from ckan.common import CKANConfig
    from ckan.types import Context


class LevelLog(p.IConfigurable, p.IPackageController):
    """The log itself listens to the database session (`access/services/level_log.py`)."""

    def configure(self, config: CKANConfig) -> None:
        """Begin to listen."""
        super().configure(config)
        level_log.listen(refused)

    def after_dataset_create(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Say who publishes."""
        super().after_dataset_create(context, pkg_dict)
        level_log.acting(_user_id(context))

    def after_dataset_update(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Say who changes."""
        super().after_dataset_update(context, pkg_dict)
        level_log.acting(_user_id(context))


def _user_id(context: Context) -> str | None:
    user = model.User.get(context.get("user"))
    return user.id if user else None
