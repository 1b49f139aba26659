"""CKAN indexes a dataset and commits afterwards; see `search/services.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.search import services

if TYPE_CHECKING:
    from ckan.types import Context


def note_saved(_context: Context, dataset_id: str) -> None:
    """Note a dataset that will be indexed before it is committed."""
    services.written(dataset_id)
