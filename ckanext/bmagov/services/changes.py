"""What was saved in a dataset since somebody read it, from the activities that CKAN keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ckanext.activity.model.activity import Activity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckan.types import AlchemySession

_LOOKED_AT = 100
"""Activities, the newest first. Who read a dataset a hundred saves ago is told who saved, not what."""


@dataclass(frozen=True)
class Saved:
    """The newest save, and the record as it was read; `before` is None when that is no longer known."""

    user_id: str | None
    at: datetime
    before: dict[str, Any] | None
    after: dict[str, Any]


def saved_since(session: AlchemySession, package_id: str, read_at: datetime) -> Saved | None:
    """Return what was saved after the version of `read_at` (its `metadata_modified`, UTC, naive)."""
    found: Sequence[Any] = (
        session.query(Activity)
        .filter(Activity.object_id == package_id)
        .order_by(Activity.timestamp.desc())
        .limit(_LOOKED_AT)
        .all()
    )
    kept = [one for one in found if isinstance((one.data or {}).get("package"), dict)]
    if not kept or kept[0].timestamp <= read_at:
        return None
    before = next((one.data["package"] for one in kept if _modified(one.data["package"]) == read_at), None)
    return Saved(kept[0].user_id, kept[0].timestamp, before, kept[0].data["package"])


def _modified(package: dict[str, Any]) -> datetime | None:
    try:
        return datetime.fromisoformat(str(package.get("metadata_modified")))
    except ValueError:
        return None
