"""Find what a request names: the dataset, and the resource in it, whose level decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

import ckan.plugins as p
from ckan import model

from ckanext.bmagov.access.domain.gate import Kind
from ckanext.bmagov.access.services import rights

if TYPE_CHECKING:
    from ckan.types import AlchemySession

    from ckanext.bmagov.access.domain.classification import Subject
    from ckanext.bmagov.access.domain.gate import Target


def subject_of(session: AlchemySession, target: Target) -> Subject | None:
    """Return what decides about what is asked for; None when there is no such thing."""
    if "\x00" in target.ref:  # which PostgreSQL does not take
        return None
    match target.kind:
        case Kind.DATASET:
            return _dataset(session, target.ref)
        case Kind.RESOURCE:
            return _resource(session, target.ref)
        case Kind.VIEW:
            view = session.get(model.ResourceView, target.ref)
            return _resource(session, view.resource_id) if view else None
        case Kind.ACTIVITY:
            return _activity(session, target.ref)
        case Kind.TABLE:
            return _resource(session, target.ref) or _resource(session, _table_behind(target.ref))
        case Kind.TASK:
            return _task(session, target.ref)


def _dataset(session: AlchemySession, ref: str) -> Subject | None:
    """Find a dataset; where one has another's id for a name, the id counts, as everywhere in CKAN."""
    wanted = sa.or_(model.Package.id == ref, model.Package.name == ref)
    ids = list(session.scalars(sa.select(model.Package.id).where(wanted)))
    dataset_id = ref if ref in ids else next(iter(ids), None)
    return rights.subjects(session, [dataset_id]).get(dataset_id) if dataset_id else None


def _resource(session: AlchemySession, ref: str | None) -> Subject | None:
    return rights.resource_subjects(session, [ref]).get(ref) if ref else None


def _activity(session: AlchemySession, ref: str) -> Subject | None:
    """Find a version; that of anything but a dataset has no level, and who may see it is CKAN's to decide."""
    if not p.plugin_loaded("activity"):
        return None
    from ckanext.activity.model.activity import Activity

    activity = session.get(Activity, ref)
    return _dataset(session, activity.object_id) if activity and activity.object_id else None


def _table_behind(alias: str) -> str | None:
    if not p.plugin_loaded("datastore"):
        return None
    from ckanext.datastore.backend import DatastoreBackend

    return DatastoreBackend.get_active_backend().resource_id_from_alias(alias)[1]


def _task(session: AlchemySession, ref: str) -> Subject | None:
    """Find a task of a resource or dataset, by its own id or by that of what it works on."""
    task = session.get(model.TaskStatus, ref)
    entity = task.entity_id if task else ref
    return _resource(session, entity) or _dataset(session, entity)
