"""Refuse a file's record that was read before somebody else changed it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

if TYPE_CHECKING:
    from ckan.types import DataDict


def read_time(value: Any) -> datetime | None:
    """Return a `metadata_modified` as CKAN stores it (UTC, naive); None for what is no moment."""
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value).replace(tzinfo=None)
    except ValueError:
        return None


def refuse_stale_resource(data_dict: DataDict) -> None:
    """Refuse a file's record that was read before someone else's change. Raises ValidationError."""
    read_at = read_time(data_dict.get("metadata_modified"))
    resource = model.Resource.get(str(data_dict.get("id") or "")) if read_at else None
    if read_at and resource and resource.metadata_modified and read_at < resource.metadata_modified:
        said = tk._("Someone has saved this file since you opened it. Open it again and repeat your change.")
        raise tk.ValidationError({"metadata_modified": [f"STALE-VERSION: {said}"]})
