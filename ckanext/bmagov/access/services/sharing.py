"""Grants, requests for access and proposals of a lower level: what is stored, and whom it concerns.

Nothing is committed here. Of two answers at once the database lets one win: an open row is closed by one
statement, and the other finds it closed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model
from ckan.model.package import package_table

from ckanext.bmagov.access.domain.classification import Aspect, Reader, Subject, allows, may_approve_lowering
from ckanext.bmagov.access.domain.classification.policy import OWNER_ADMINS, OWNER_EDITORS
from ckanext.bmagov.access.domain.requests import State
from ckanext.bmagov.access.model.grants import ORGANIZATION, USER, AccessGrant
from ckanext.bmagov.access.readers.classification import policy
from ckanext.bmagov.access.services import rights
from ckanext.bmagov.base.model.dictionary import DictionaryColumn
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.services.datasets import ids_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from ckan.types import AlchemySession

    from ckanext.bmagov.access.model.requests import AccessRequest, LevelChange

    Question = type[AccessRequest] | type[LevelChange]

_CAPACITIES = {OWNER_ADMINS: ("admin",), OWNER_EDITORS: ("admin", "editor")}


def find_subject(session: AlchemySession, dataset: str = "", resource: str = "") -> Subject | None:
    """Return a dataset by id or name, or a resource by id; None when there is none, or a deleted one."""
    if resource:
        subject = rights.resource_subjects(session, [resource]).get(resource)
    else:
        dataset_id = ids_of(session, [dataset]).get(dataset, "")
        subject = rights.subjects(session, [dataset_id]).get(dataset_id)
    return None if subject is None or subject.state == model.State.DELETED else subject


def subject_of_row(session: AlchemySession, row: Any) -> Subject | None:
    """Return what a grant, request or proposal is about; None when it is gone."""
    return _of_columns(session, row, find_subject(session, row.dataset_id, row.resource_id or ""))


def subjects_of(session: AlchemySession, rows: Collection[Any]) -> dict[str, Subject]:
    """Return what rows are about, by the id of the row; what is gone is left out."""
    datasets = rights.subjects(session, {row.dataset_id for row in rows})
    resources = rights.resource_subjects(session, {row.resource_id for row in rows if row.resource_id})
    subjects = {
        row.id: _of_columns(session, row, resources.get(row.resource_id))
        if row.resource_id
        else datasets.get(row.dataset_id)
        for row in rows
    }
    return {
        key: subject for key, subject in subjects.items() if subject and subject.state != model.State.DELETED
    }


def _of_columns(session: AlchemySession, row: Any, subject: Subject | None) -> Subject | None:
    """Return what a proposal about columns is about: the file at the highest level of these columns now."""
    asked = (getattr(row, "changes", None) or {}).get("columns")
    if not asked or subject is None:
        return subject
    column: Any = DictionaryColumn
    query = sa.select(column.table_name, column.name, column.classification).where(
        column.resource_id == subject.resource_id, column.classification != ""
    )
    known = {(table, name): level for table, name, level in session.execute(query)}
    levels = [known.get((asked_column["table"], asked_column["column"]), "") for asked_column in asked]
    return replace(subject, level=policy().effective(subject.level, *levels), data_level="")


def reach(session: AlchemySession, subject: Subject) -> str:
    """Return the level that access to a subject has to reach: a dataset's is that of its highest resource."""
    return rights.highest_level(session, subject.dataset_id, subject.resource_id) or policy().levels[0]


def may_give(reader: Reader, subject: Subject, level: str) -> bool:
    """Decide whether a reader may give others access to a subject whose highest level is this."""
    rules = policy()
    if not allows(rules, reader, subject, Aspect.METADATA):
        return False
    return reader.sysadmin or bool(reader.groups_of(rules, subject) & rules.givers_of(level))


def may_approve(reader: Reader, subject: Subject) -> bool:
    """Decide whether a reader may answer a proposal of a lower level; who made it may not."""
    return may_approve_lowering(policy(), reader, subject)


def people_of(session: AlchemySession, subject: Subject, groups: Iterable[str]) -> list[Any]:
    """Return the active accounts of the owner that are in groups of the policy."""
    capacities = {capacity for group in groups for capacity in _CAPACITIES.get(group, ())}
    if not capacities or not subject.owner_org:
        return []
    query = (
        sa.select(model.User)
        .join(model.Member, model.Member.table_id == model.User.id)
        .where(
            model.Member.table_name == "user",
            model.Member.group_id == subject.owner_org,
            model.Member.state == model.State.ACTIVE,
            model.Member.capacity.in_(capacities),  # pyright: ignore[reportAttributeAccessIssue]
            model.User.state == model.State.ACTIVE,
        )
        .distinct()
    )
    return list(session.scalars(query))


# --- grants ---


def give(
    session: AlchemySession,
    subject: Subject,
    *,
    level: str,
    grantee: tuple[str, str],
    reason: str,
    by: str,
    until: dt.date,
) -> AccessGrant:
    """Give access; `grantee` is the type (`user`, `organization`) and the id."""
    grant = AccessGrant(
        dataset_id=subject.dataset_id,
        resource_id=subject.resource_id,
        grantee_type=grantee[0],
        grantee_id=grantee[1],
        level=level,
        reason=reason,
        granted_by=by,
        granted_at=_now(),
        until=until,
    )
    session.add(grant)
    session.flush()
    return grant


def grants(session: AlchemySession, subject: Subject, *, ended: bool) -> list[AccessGrant]:
    """Return the grants for a dataset and its resources, or for one resource; the newest first."""
    query = sa.select(AccessGrant).where(AccessGrant.dataset_id == subject.dataset_id)
    if subject.resource_id:
        query = query.where(AccessGrant.resource_id == subject.resource_id)
    return _listed(session, query, ended=ended)


def grants_to(
    session: AlchemySession, user_id: str, agencies: Collection[str], *, ended: bool
) -> list[AccessGrant]:
    """Return the grants to a person and to agencies."""
    to_person = sa.and_(AccessGrant.grantee_type == USER, AccessGrant.grantee_id == user_id)
    to_agency = sa.and_(AccessGrant.grantee_type == ORGANIZATION, AccessGrant.grantee_id.in_(list(agencies)))
    return _listed(session, sa.select(AccessGrant).where(sa.or_(to_person, to_agency)), ended=ended)


def grant_state(grant: AccessGrant) -> str:
    """Return `active`, `ended` (its last day is over) or `revoked`."""
    if grant.revoked_at is not None:
        return "revoked"
    return "active" if grant.until >= today() else "ended"


def revoke(session: AlchemySession, grant_id: str, by: str, reason: str) -> bool:
    """Take access back; False when somebody has done so already."""
    statement = (
        sa.update(AccessGrant)
        .where(AccessGrant.id == grant_id, AccessGrant.revoked_at.is_(None))
        .values(revoked_by=by, revoked_at=_now(), revoke_reason=reason)
        .execution_options(synchronize_session="fetch")
    )
    return bool(session.execute(statement).rowcount)  # pyright: ignore[reportAttributeAccessIssue]


def _listed(session: AlchemySession, query: Any, *, ended: bool) -> list[AccessGrant]:
    if not ended:
        query = query.where(AccessGrant.revoked_at.is_(None), AccessGrant.until >= today())
    return list(session.scalars(query.order_by(AccessGrant.granted_at.desc(), AccessGrant.id)))


# --- questions ---


def close_question(
    session: AlchemySession, kind: Question, question_id: str, state: State, by: str, reason: str
) -> bool:
    """Close an open question; False when it is closed already."""
    statement = (
        sa.update(kind)
        .where(kind.id == question_id, kind.state == State.OPEN.value)
        .values(state=state.value, answered_by=by, answered_at=_now(), answer=reason)
        .execution_options(synchronize_session="fetch")
    )
    return bool(session.execute(statement).rowcount)  # pyright: ignore[reportAttributeAccessIssue]


def open_question(
    session: AlchemySession, kind: Question, subject: Subject, asked_by: str | None = None
) -> Any:
    """Return the open question about a subject (of one person), or None."""
    query = sa.select(kind).where(
        kind.dataset_id == subject.dataset_id,
        kind.resource_id.is_(None)
        if subject.resource_id is None
        else kind.resource_id == subject.resource_id,
        kind.state == State.OPEN.value,
    )
    if asked_by:
        query = query.where(kind.asked_by == asked_by)
    return session.scalars(query).first()


def questions(
    session: AlchemySession,
    kind: Question,
    *,
    asked_by: str = "",
    agencies: Collection[str] | None = None,
    dataset_id: str = "",
    state: str = "",
) -> list[Any]:
    """Return questions, the newest first; `agencies`: only about datasets that these own."""
    query = sa.select(kind)
    if asked_by:
        query = query.where(kind.asked_by == asked_by)
    if dataset_id:
        query = query.where(kind.dataset_id == dataset_id)
    if state:
        query = query.where(kind.state == state)
    if agencies is not None:
        query = query.join(package_table, package_table.c.id == kind.dataset_id).where(
            package_table.c.owner_org.in_(list(agencies))
        )
    return list(session.scalars(query.order_by(kind.asked_at.desc(), kind.id)))


def lock_dataset(session: AlchemySession, dataset_id: str) -> None:
    """Let nobody else change a dataset until this transaction ends."""
    session.execute(sa.select(package_table.c.id).where(package_table.c.id == dataset_id).with_for_update())


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
