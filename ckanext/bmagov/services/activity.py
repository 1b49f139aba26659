"""What a reader may see of the history of datasets: no more than of the dataset now, and than the reader
could have seen of it then.

CKAN writes down at every save who may see the entry, and the whole record with it; neither follows when a
level is raised. So each entry is decided anew when it is read, and its labels are rewritten with the level.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model

from ckanext.bmagov.collect.classification import policy
from ckanext.bmagov.domain.classification import OPEN, Aspect, Subject, dataset_labels, resource_of

from . import access, answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ckan.types import AlchemySession, Context

Entry = dict[str, Any]
"""An activity as CKAN's actions return it."""

_NOT_OF_DATASETS = ("group", "organization", "user")
"""Last word of the types whose entries hold nothing about datasets."""

_VIEW = "resource view"


@dataclass(frozen=True)
class _Now:
    """Levels and owners as the database has them."""

    datasets: dict[str, Subject]
    resources: dict[str, Subject]


def visible(context: Context, entries: Sequence[Entry]) -> list[Entry]:
    """Return copies of the entries that the caller may see, without the resources that are hidden."""
    now = _now(entries)
    return [seen for entry in entries if (seen := _seen(context, entry, now)) is not None]


def relabel(session: AlchemySession, dataset_id: str) -> None:
    """Write anew who may see the entries of a dataset, in the transaction that changes its level or owner.

    Each entry gets the labels of the higher level, that of its day and that of now. Nothing is done while the
    newest entry has the labels of now: then neither has changed since. Never commits.
    """
    now = access.subjects(session, [dataset_id]).get(dataset_id)
    if now is None:
        return
    newest = session.execute(_NEWEST, {"dataset": dataset_id}).scalar()
    if newest is None or set(newest) == dataset_labels(policy(), now):
        return
    by_labels: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for row in session.execute(_SNAPSHOTS, {"dataset": dataset_id}).mappings():
        then = _then(now, {access.LEVEL: row["level"], "state": row["state"], "private": row["private"]})
        labels = tuple(sorted(dataset_labels(policy(), then)))
        if labels != tuple(sorted(row["labels"] or ())):
            by_labels[labels].append(row["id"])
    for labels, ids in by_labels.items():
        session.execute(_RELABEL, {"labels": list(labels), "ids": ids})


_NEWEST = sa.text(
    """
    SELECT coalesce(permission_labels, '{}') FROM activity
    WHERE object_id = :dataset AND activity_type LIKE '%package' ORDER BY timestamp DESC LIMIT 1
    """
)
_SNAPSHOTS = sa.text(
    """
    SELECT id, permission_labels AS labels,
           data::json->'package'->>'data_classification' AS level,
           data::json->'package'->>'state' AS state,
           coalesce(data::json->'package'->>'private', 'false') = 'true' AS private
    FROM activity WHERE object_id = :dataset AND activity_type LIKE '%package'
    """
)
_RELABEL = sa.text("UPDATE activity SET permission_labels = :labels WHERE id = ANY(:ids)")


def _now(entries: Iterable[Entry]) -> _Now:
    of_datasets = [entry for entry in entries if not _is_of_people(entry)]
    datasets = {str(entry["object_id"]) for entry in of_datasets}
    resources = {str(one["id"]) for entry in of_datasets for one in _resources(_package(entry) or {})}
    resources |= {str(rid) for entry in of_datasets if (rid := (entry.get("data") or {}).get("resource_id"))}
    return _Now(access.subjects(model.Session, datasets), access.resource_subjects(model.Session, resources))


def _seen(context: Context, entry: Entry, now: _Now) -> Entry | None:
    if _is_of_people(entry) or access.is_trusted(context) or access.reader(context).sysadmin:
        return entry
    subject = now.datasets.get(str(entry["object_id"]))
    if subject is None:
        return None
    package = _package(entry)
    subject = _then(subject, package) if package else subject
    if not access.may(context, subject, Aspect.METADATA):
        return None
    if str(entry.get("activity_type")).endswith(_VIEW):
        resource = now.resources.get(str((entry.get("data") or {}).get("resource_id")))
        return entry if resource and access.may(context, resource, Aspect.METADATA) else None
    answer.note_subject(subject)
    if not package:
        return entry
    kept = [one for one in _resources(package) if _may_know(context, one, subject, now)]
    return entry | {"data": entry["data"] | {"package": package | {"resources": kept}}}


def _may_know(context: Context, resource: dict[str, Any], dataset: Subject, now: _Now) -> bool:
    current = now.resources.get(str(resource.get("id")))
    own = policy().effective(current.level if current else "", str(resource.get(access.RESOURCE_LEVEL) or ""))
    subject = resource_of(policy(), dataset, str(resource.get("id")), own)
    if not access.may(context, subject, Aspect.METADATA):
        return False
    answer.note_subject(subject)
    return True


def _then(now: Subject, package: dict[str, Any]) -> Subject:
    """Return the dataset as closed as it is now or was then, whichever is more.

    Records from before levels were kept have none; what was not private was everybody's.
    """
    state = str(package.get("state") or now.state)
    return replace(
        now,
        level=policy().effective(now.level, str(package.get(access.LEVEL) or OPEN)),
        state=state if now.state == model.State.ACTIVE else now.state,
        private=now.private or bool(package.get("private")),
    )


def _is_of_people(entry: Entry) -> bool:
    return str(entry.get("activity_type") or "").endswith(_NOT_OF_DATASETS)


def _package(entry: Entry) -> dict[str, Any] | None:
    package = (entry.get("data") or {}).get("package")
    return package if isinstance(package, dict) else None


def _resources(package: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in package.get("resources") or [] if isinstance(one, dict)]
