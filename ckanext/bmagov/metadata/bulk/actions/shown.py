"""What is said of each dataset, of a plan and of what was done alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ckanext.bmagov.metadata.bulk.words import field_text, status_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckanext.bmagov.metadata.bulk.answers import BulkItemDict
    from ckanext.bmagov.metadata.bulk.domain.plan import Plan
    from ckanext.bmagov.metadata.bulk.model import BulkItem


def item_dict(item: Plan | BulkItem, place: int, *, hidden: bool = False) -> BulkItemDict:
    """Return what becomes of a dataset.

    :param hidden: the reader may not know of the dataset any more: only that there is something is said
    """
    shown = item.shown() if callable(item.shown) else item.shown
    changes: list[Any] = [
        {**change, "label": field_text(change["field"], of_file=bool(change["file"]))}
        for change in shown.get("changes", ())
    ]
    reasons: list[Any] = [
        {**reason, "label": field_text(reason["field"]) if reason["field"] else ""}
        for reason in shown.get("reasons", ())
    ]
    return {
        "place": place,
        "kind": item.kind,
        "status": item.status,
        "label": status_text(item.kind, item.status),
        "id": "" if hidden else item.dataset_id,
        "name": "" if hidden else item.name,
        "title": "" if hidden else item.title,
        "sheet": item.sheet,
        "row": item.row,
        "changes": [] if hidden else changes,
        "reasons": [] if hidden else reasons,
    }


def counts(items: Iterable[BulkItemDict]) -> dict[str, int]:
    """Return how many datasets are in each status, and `new`: how many of those that wait are new."""
    count = {"waiting": 0, "done": 0, "unchanged": 0, "refused": 0, "new": 0}
    for item in items:
        count[item["status"]] += 1
        count["new"] += item["kind"] == "new" and item["status"] in ("waiting", "done")
    return count
