"""What a reader may see of the history of datasets: no more than of the dataset now, and than the reader
could have seen of it then.

CKAN writes down at every save who may see the entry, and the whole record with it; neither follows when a
level is raised. So each entry is decided anew when it is read, and its labels are rewritten with the level.

The record that an entry kept is for who may change the dataset (CKAN's rule of `activity_show`): it holds
what was taken out since. Everybody else gets by an entry what it is about, under its name of today.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ckan import model
from ckan.model.group import group_table
from ckan.model.package import package_table
from ckan.model.resource_view import resource_view_table

from ckanext.bmagov.access.domain.classification import OPEN, Aspect, Subject, dataset_labels, resource_of
from ckanext.bmagov.access.readers.classification import policy
from ckanext.bmagov.access.services import cacheability, rights

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ckan.types import AlchemySession, Context

    from ckanext.bmagov.base.domain.ckan_dicts import ActivityDict, PackageDict, ResourceDict

_NOT_OF_DATASETS = ("group", "organization", "user")
"""Last word of the types whose entries hold nothing about datasets."""

_VIEW = "resource view"


@dataclass(frozen=True)
class _Now:
    """What the database has of what entries are about: levels and owners, names by id."""

    datasets: dict[str, Subject]
    resources: dict[str, Subject]
    names: dict[str, Mapping[str, str]]
    changeable: frozenset[str]
    """The datasets that the caller may change."""


def visible_activities(context: Context, entries: Sequence[ActivityDict]) -> list[ActivityDict]:
    """Return copies of the entries that the caller may see, with as much of each as the caller may read."""
    if rights.is_trusted(context) or rights.reader(context).sysadmin:
        return list(entries)
    now = _now(context, entries)
    return [seen for entry in entries if (seen := _seen(context, entry, now)) is not None]


def relabel(session: AlchemySession, dataset_id: str) -> None:
    """Write anew who may see the entries of a dataset, in the transaction that changes its level or owner.

    Each entry gets the labels of the higher level, that of its day and that of now. Nothing is done while the
    newest entry has the labels of now: then neither has changed since. Never commits.
    """
    now = rights.subjects(session, [dataset_id]).get(dataset_id)
    if now is None:
        return
    newest = session.execute(_NEWEST, {"dataset": dataset_id}).scalar()
    if newest is None or set(newest) == dataset_labels(policy(), now):
        return
    by_labels: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for row in session.execute(_SNAPSHOTS, {"dataset": dataset_id}).mappings():
        then = _then(now, {rights.LEVEL: row["level"], "state": row["state"], "private": row["private"]})
        labels = tuple(sorted(dataset_labels(policy(), then)))
        if labels != tuple(sorted(row["labels"] or ())):
            by_labels[labels].append(row["id"])
    for labels, ids in by_labels.items():
        session.execute(_RELABEL, {"labels": list(labels), "ids": ids})


def mislabelled(session: AlchemySession) -> list[str]:
    """Return the datasets whose history has labels of another level or owner than theirs of now.

    Reading is safe meanwhile, but each list then looks at more entries than it shows. Such are datasets of a
    catalog from before it had levels, and levels that were written past CKAN.
    """
    newest = {row.object_id: set(row.labels) for row in session.execute(_ALL_NEWEST)}
    rules = policy()
    return [
        key
        for key, subject in rights.subjects(session, newest).items()
        if newest[key] != dataset_labels(rules, subject)
    ]


def put_right(dataset_ids: Iterable[str]) -> None:
    """Write the labels of histories anew, each in a transaction of its own."""
    for dataset_id in dataset_ids:
        with Session(model.meta.engine) as session, session.begin():
            relabel(session, dataset_id)  # pyright: ignore[reportArgumentType]


_ALL_NEWEST = sa.text(
    """
    SELECT DISTINCT ON (object_id) object_id, coalesce(permission_labels, '{}') AS labels
    FROM activity WHERE activity_type LIKE '%package' ORDER BY object_id, timestamp DESC
    """
)
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


def _now(context: Context, entries: Sequence[ActivityDict]) -> _Now:
    of_datasets = [entry for entry in entries if not _is_of_people(entry)]
    datasets = rights.subjects(model.Session, {str(entry["object_id"]) for entry in of_datasets})
    changeable = _changeable(context, datasets)
    resources = {
        str(resource["id"])
        for entry in of_datasets
        if entry["object_id"] in changeable
        for resource in _resources(_package(entry) or {})
    }
    views = [_data(entry) for entry in of_datasets if _is_of_view(entry)]
    resources |= {str(view["resource_id"]) for view in views if view.get("resource_id")}
    groups = {str(entry["object_id"]) for entry in entries if "group" in _data(entry)}
    names = {
        **_names(datasets, package_table, "name", "title"),
        **_names({str(view.get("id")) for view in views}, resource_view_table, "title"),
        **_names(groups, group_table, "name", "title", "type"),
    }
    return _Now(datasets, rights.resource_subjects(model.Session, resources), names, changeable)


def _names(ids: Collection[str], table: Any, *columns: str) -> dict[str, Mapping[str, str]]:
    if not ids:
        return {}
    query = sa.select(table.c.id, *(table.c[name] for name in columns)).where(table.c.id.in_(list(ids)))
    return {row["id"]: dict(row) for row in model.Session.execute(query).mappings()}


def _changeable(context: Context, datasets: dict[str, Subject]) -> frozenset[str]:
    """Return the datasets that `package_update` lets the caller change, decided for all at once."""
    who = rights.reader(context)
    own = [key for key, subject in datasets.items() if rights.keeps(who, subject)]
    return frozenset(rights.cleared(context, own)) if own else frozenset()


def _seen(context: Context, entry: ActivityDict, now: _Now) -> ActivityDict | None:
    if _is_of_people(entry):
        return entry | {"data": _without_record(entry, "group", now)}
    subject = now.datasets.get(str(entry["object_id"]))
    if subject is None:
        return None
    package = _package(entry)
    subject = _then(subject, package) if package else subject
    if not rights.is_allowed(context, subject, Aspect.METADATA):
        return None
    if _is_of_view(entry):
        resource = now.resources.get(str(_data(entry).get("resource_id")))
        if not resource or not rights.is_allowed(context, resource, Aspect.METADATA):
            return None
        return entry | {"data": _view_without_record(_data(entry), now)}
    cacheability.note_subject(subject)
    if not package or entry["object_id"] not in now.changeable:
        return entry | {"data": _without_record(entry, "package", now)}
    kept = [
        rights.stripped_part(part, shown)
        for part in _resources(package)
        if (shown := _shown(context, part, subject, now)) is not None
    ]
    return entry | {"data": entry["data"] | {"package": package | {"resources": kept}}}


def _without_record(entry: ActivityDict, kind: str, now: _Now) -> dict[str, object] | None:
    """Return an entry's data without the record of its day: what it is about, as it is called now."""
    data = _data(entry)
    if not data:
        return entry.get("data")
    kept: dict[str, object] = {"actor": data["actor"]} if "actor" in data else {}
    current = now.names.get(str(entry["object_id"]))
    return {**kept, kind: current} if current and kind in data else kept


def _view_without_record(data: Mapping[str, object], now: _Now) -> dict[str, object]:
    kept = {name: data[name] for name in ("id", "resource_id", "package_id") if name in data}
    return {**kept, **now.names.get(str(data.get("id")), {})}


def _shown(context: Context, resource: ResourceDict, dataset: Subject, now: _Now) -> rights.Shown | None:
    current = now.resources.get(str(resource.get("id")))
    own = policy().effective(current.level if current else "", str(resource.get(rights.RESOURCE_LEVEL) or ""))
    columns = (current.data_level,) if current and current.data_level else ()
    subject = resource_of(policy(), dataset, str(resource.get("id")), own, columns)
    shown = rights.shown_of(context, subject)
    if shown is not None:
        cacheability.note_subject(subject)
    return shown


def _then(now: Subject, package: Mapping[str, object]) -> Subject:
    """Return the dataset as closed as it is now or was then, whichever is more.

    Versions from before levels were kept have none; what was not private was everybody's. A dataset that
    still has none is one of the most closed, and its versions are, too.
    """
    state = str(package.get("state") or now.state)
    rules = policy()
    return replace(
        now,
        level=rules.effective(rules.levels[now.rank(rules)], str(package.get(rights.LEVEL) or OPEN)),
        state=state if now.state == model.State.ACTIVE else now.state,
        private=now.private or bool(package.get("private")),
    )


def _is_of_people(entry: ActivityDict) -> bool:
    return str(entry.get("activity_type") or "").endswith(_NOT_OF_DATASETS)


def _is_of_view(entry: ActivityDict) -> bool:
    return str(entry.get("activity_type") or "").endswith(_VIEW)


def _data(entry: ActivityDict) -> Mapping[str, Any]:
    data = entry.get("data")
    return data if isinstance(data, dict) else {}


def _package(entry: ActivityDict) -> PackageDict | None:
    package = _data(entry).get("package")
    return package if isinstance(package, dict) else None


def _resources(package: PackageDict) -> list[ResourceDict]:
    return [resource for resource in package.get("resources") or [] if isinstance(resource, dict)]
