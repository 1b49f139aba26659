"""A change of level or owner changes who sees the history, in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins as p
from ckan import model

from ckanext.bmagov.access.services import activity

if TYPE_CHECKING:
    from ckan.types import Context


def relabel(_context: Context, dataset_id: str) -> None:
    """Write anew the labels of a dataset's activities: CKAN's are those of their day."""
    if p.plugin_loaded("activity"):
        model.Session.flush()
        activity.relabel(model.Session, dataset_id)
