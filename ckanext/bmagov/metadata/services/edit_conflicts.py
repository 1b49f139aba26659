"""What was saved in a dataset since somebody read it, from the activities that CKAN keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ckanext.activity.model.activity import Activity

from ckanext.bmagov import access

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckan.types import AlchemySession, Context, DataDict

_LOOKED_AT = 100
"""Activities, the newest first. Who read a dataset a hundred saves ago is told who saved, not what."""


@dataclass(frozen=True)
class Saved:
    """The newest save, and the record as it was read; `before` is None when that is no longer known."""

    user_id: str | None
    at: datetime
    before: DataDict | None
    after: DataDict


def saved_since(
    context: Context, session: AlchemySession, package_id: str, read_at: datetime
) -> Saved | None:
    """Return what was saved after the version of `read_at` (its `metadata_modified`, UTC, naive).

    A version that the caller may not read is no longer known, and what the caller may not read of one is not
    in it.
    """
    activities: Sequence[Any] = (
        session.query(Activity)
        .filter(Activity.object_id == package_id)
        .order_by(Activity.timestamp.desc())
        .limit(_LOOKED_AT)
        .all()
    )
    kept = [activity for activity in activities if isinstance((activity.data or {}).get("package"), dict)]
    if not kept or kept[0].timestamp <= read_at:
        return None
    before = next((activity for activity in kept if _modified(activity.data["package"]) == read_at), None)
    old, new = (_version(context, activity) for activity in (before, kept[0]))
    return Saved(kept[0].user_id, kept[0].timestamp, old if new else None, new or {})


def _version(context: Context, kept: Any) -> DataDict | None:
    """Return the record of a version as the caller may read it; None: not at all."""
    if kept is None:
        return None
    entry = {"object_id": kept.object_id, "activity_type": kept.activity_type, "data": kept.data}
    seen = access.visible_activities(context, [entry])
    return seen[0]["data"]["package"] if seen else None


def _modified(package: DataDict) -> datetime | None:
    try:
        return datetime.fromisoformat(str(package.get("metadata_modified")))
    except ValueError:
        return None
