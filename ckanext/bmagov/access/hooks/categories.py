"""The categories that somebody named for a dataset are stored in the transaction that stores the dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan import model

from ckanext.bmagov.access.services import categories
from ckanext.bmagov.base.request_state import CATEGORIES_WANTED

if TYPE_CHECKING:
    from ckan.types import Context


def put(_context: Context, dataset_id: str) -> None:
    """Put a dataset that is being saved into the categories that were named for it."""
    wanted = CATEGORIES_WANTED.take(model.Session)
    if wanted is not None and categories.put(model.Session, dataset_id, wanted):
        model.Session.flush()
