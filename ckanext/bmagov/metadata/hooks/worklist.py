"""Who saves a dataset has other work after it than before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan import model

from ckanext.bmagov.base.services.acting import acting_user
from ckanext.bmagov.metadata.services.waiting import WAITING

if TYPE_CHECKING:
    from ckan.types import Context


def forget_waiting(_context: Context, _dataset_id: str) -> None:
    """Forget how much waited for who saves."""
    WAITING.forget(acting_user(model.Session))
