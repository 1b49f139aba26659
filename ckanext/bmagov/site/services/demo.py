"""Take out again what the demo content put in. Deletes in the open transaction; the action commits."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

import ckan.plugins as p
from ckan import model
from ckan.lib import files, uploader
from ckan.model.follower import UserFollowingUser

from ckanext.bmagov import kpi
from ckanext.bmagov.access import AccessGrant, AccessRequest, LevelChange
from ckanext.bmagov.base.domain.dictionary_resource import URL_TYPE
from ckanext.bmagov.base.model.dictionary import DictionaryColumn, DictionaryVersion, ResourceDictionary
from ckanext.bmagov.base.services.row_log import allow_clearing
from ckanext.bmagov.files import ContentFingerprint, DataEventRow as DataEvent, ResourceContent
from ckanext.bmagov.kpi import (
    AuditNote,
    CriterionScore,
    DatasetFacts,
    Deadline,
    Deliverable,
    DocumentReading,
    Finding,
    GovernanceItem,
    Obligation,
    Override,
    Progress,
    Proposal,
    Round,
    Scorecard,
    Snapshot,
    Statement,
    StoredRuleSet,
    SystemLink,
    Use,
)
from ckanext.bmagov.site.model import DATASET, GROUP, KPI_YEAR, RESOURCE, RULE_SET, USER, DemoObject
from ckanext.bmagov.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ckan.types import AlchemySession


def objects(session: AlchemySession, kinds: Collection[str] = ()) -> list[DemoObject]:
    """Return what the demo content created, in the order of names."""
    query = sa.select(DemoObject).order_by(DemoObject.kind, DemoObject.name)
    if kinds:
        query = query.where(DemoObject.kind.in_(kinds))
    return list(session.scalars(query))


def strangers(session: AlchemySession, row: DemoObject) -> list[str]:
    """Return the names of what people put into a demo object since: purging it would take that along."""
    ours = sa.select(DemoObject.id)
    if row.kind == DATASET:
        query = sa.select(model.Resource.name).where(
            model.Resource.package_id == row.id,
            model.Resource.state == model.State.ACTIVE,
            model.Resource.id.not_in(ours),
            sa.func.coalesce(model.Resource.url_type, "") != URL_TYPE,
        )
    elif row.kind == GROUP:
        query = (
            sa.select(model.Package.name)
            .join(model.Member, model.Member.table_id == model.Package.id)
            .where(
                model.Member.group_id == row.id,
                model.Member.table_name == "package",
                model.Member.state == model.State.ACTIVE,
                model.Package.state != model.State.DELETED,
                model.Package.id.not_in(ours),
            )
        )
    elif row.kind == KPI_YEAR:
        return _entered_by_people(session, row)
    elif row.kind == RULE_SET:
        return kpi.relying_on(session, *_rule_set_key(row)[:2])
    else:
        return []
    return sorted(name or "" for name in session.scalars(query))


_ENTERED = (Progress, Deliverable, Use, Proposal)
_OF_A_YEAR = (
    *_ENTERED,
    Statement,
    Override,
    AuditNote,
    Snapshot,
    Round,
    Finding,
    CriterionScore,
    Scorecard,
)


def _year(table: Any, row: DemoObject) -> sa.ColumnElement[bool]:
    agency_id, _, fiscal_year = row.id.partition("/")
    return sa.and_(table.agency_id == agency_id, table.fiscal_year == int(fiscal_year))


def _demo_users() -> sa.Select[Any]:
    return sa.select(DemoObject.id).where(DemoObject.kind == USER)


def _entered_by_people(session: AlchemySession, row: DemoObject) -> list[str]:
    """Return what accounts that are not of the demo content entered in a year."""
    entries = []
    for table in _ENTERED:
        query = sa.select(table.id).where(_year(table, row), table.created_by.not_in(_demo_users()))
        entries += [f"{table.__tablename__} {key}" for key in session.scalars(query)]
    return sorted(entries)


def year_is_empty(session: AlchemySession, agency_id: str, fiscal_year: int) -> bool:
    """Tell whether nobody has entered anything in a year of an agency."""
    year = DemoObject(id=f"{agency_id}/{fiscal_year}", kind=KPI_YEAR, name="")
    tables = (*_ENTERED, Statement, Round)
    return not any(session.scalar(sa.select(sa.exists().where(_year(table, year)))) for table in tables)


def clear_year(session: AlchemySession, row: DemoObject) -> None:
    """Delete a year of an agency in the KPI, with its documents; what was logged of it stays in the log."""
    query = sa.select(Deliverable.sha256).where(_year(Deliverable, row))
    hashes = {sha256 for sha256 in session.scalars(query) if sha256}
    allow_clearing(session)
    read: Any = DocumentReading
    documents = sa.select(Deliverable.id).where(_year(Deliverable, row))
    session.execute(sa.delete(read).where(read.deliverable_id.in_(documents)))
    for table in _OF_A_YEAR:
        session.execute(sa.delete(table).where(_year(table, row)))
    agency_id = row.id.partition("/")[0]
    tables: tuple[Any, ...] = (Obligation, GovernanceItem)
    for table in tables:
        session.execute(
            sa.delete(table).where(table.agency_id == agency_id, table.created_by.in_(_demo_users()))
        )
    kept = set(session.scalars(sa.select(Deliverable.sha256).where(Deliverable.sha256.in_(hashes))))
    for sha256 in hashes - kept:
        kpi.discard(sha256)


def _rule_set_key(row: DemoObject) -> tuple[str, int, int]:
    name, fiscal_year, version = row.id.split("/")
    return name, int(fiscal_year), int(version)


def clear_rules(session: AlchemySession, row: DemoObject) -> None:
    """Delete a rule set, with the deadlines that were moved in its year."""
    kpi_name, fiscal_year, version = _rule_set_key(row)
    allow_clearing(session)
    year = {"kpi": kpi_name, "fiscal_year": fiscal_year}
    session.execute(sa.delete(Deadline).filter_by(**year))
    session.execute(sa.delete(StoredRuleSet).filter_by(**year, version=version))


def forget(session: AlchemySession, row: DemoObject) -> None:
    """Delete the record of an object, and of its resources or memberships."""
    session.execute(
        sa.delete(DemoObject).where(sa.or_(DemoObject.id == row.id, DemoObject.parent_id == row.id))
    )


def clear_dataset(session: AlchemySession, dataset_id: str) -> None:
    """Delete what core's purge leaves of a dataset: its files, activities, and our own tables' rows."""
    resource_ids = list(
        session.scalars(sa.select(model.Resource.id).where(model.Resource.package_id == dataset_id))
    )
    resource_ids += session.scalars(
        sa.select(DemoObject.id).where(DemoObject.kind == RESOURCE, DemoObject.parent_id == dataset_id)
    )
    for resource_id in set(resource_ids):
        _delete_file(resource_id)
        _delete_table(resource_id)
    allow_clearing(session)
    session.execute(sa.delete(DictionaryVersion).where(DictionaryVersion.resource_id.in_(resource_ids)))
    for table in (DataEvent, ContentFingerprint, ResourceContent, ResourceDictionary, DictionaryColumn):
        session.execute(sa.delete(table).where(table.package_id == dataset_id))
    for table in (AccessGrant, AccessRequest, LevelChange):
        session.execute(sa.delete(table).where(table.dataset_id == dataset_id))
    for table in (DatasetFacts, SystemLink):
        session.execute(sa.delete(table).where(table.dataset_id == dataset_id))
    session.execute(sa.delete(Usage).where(Usage.dataset_id == dataset_id))
    clear_activities(session, dataset_id)


def _delete_file(resource_id: str) -> None:
    upload: Any = uploader.get_resource_uploader({"id": resource_id, "clear_upload": True})
    with contextlib.suppress(files.exc.MissingFileError, FileNotFoundError):
        upload.upload(resource_id)


def _delete_table(resource_id: str) -> None:
    if not p.plugin_loaded("datastore"):
        return
    from ckanext.datastore.backend import DatastoreBackend

    backend: Any = DatastoreBackend.get_active_backend()
    if backend.resource_exists(resource_id):
        backend.delete({}, {"resource_id": resource_id})


def clear_activities(session: AlchemySession, object_id: str) -> None:
    """Delete the activities about an object: they hold copies of it."""
    if not p.plugin_loaded("activity"):
        return
    from ckanext.activity.model.activity import Activity, ActivityDetail

    about = sa.select(Activity.id).where(Activity.object_id == object_id)
    session.execute(sa.delete(ActivityDetail).where(sa.column("activity_id").in_(about)))
    session.execute(sa.delete(Activity).where(Activity.object_id == object_id))


def clear_user(session: AlchemySession, user_id: str) -> None:
    """Delete an account and what hangs on it. What its owner made stays; core has no purge of users."""
    user = model.User.get(user_id)
    if not user:
        return
    for table, column in _of_users():
        session.execute(sa.delete(table).where(column == user_id))
    session.execute(
        sa.delete(model.Member).where(model.Member.table_name == "user", model.Member.table_id == user_id)
    )
    clear_activities(session, user_id)
    session.delete(user)


def _of_users() -> Sequence[tuple[Any, Any]]:
    return (
        (model.PackageMember, model.PackageMember.user_id),
        (model.Dashboard, model.Dashboard.user_id),
        (model.ApiToken, model.ApiToken.user_id),
        (UserFollowingUser, UserFollowingUser.object_id),
    )
