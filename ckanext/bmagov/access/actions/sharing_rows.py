"""Grants, requests and proposals as the API tells them: titles only to those who may read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from ckan import model

from ckanext.bmagov.access.domain.classification import Aspect
from ckanext.bmagov.access.domain.requests import State
from ckanext.bmagov.access.model.grants import USER
from ckanext.bmagov.access.services import rights, sharing
from ckanext.bmagov.base.services.names import (
    Title,
    UserName,
    agency_titles,
    dataset_titles,
    resource_names,
    user_names,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ckan.types import Context

    from ckanext.bmagov.access.model.grants import AccessGrant
    from ckanext.bmagov.access.model.requests import AccessRequest, LevelChange


class ResourceName(TypedDict):
    """How a file is called."""

    id: str
    name: str


class ObjectPlace(TypedDict):
    """What something is about; `dataset` and `resource` are None where the caller may not read them."""

    dataset_id: str
    resource_id: str | None
    dataset: Title | None
    resource: ResourceName | None


class Unnamed(TypedDict):
    """An account or agency that is gone."""

    id: str


class Grant(ObjectPlace):
    """Access that was given, as the API tells it."""

    id: str
    grantee_type: str
    grantee: UserName | Title | Unnamed
    level: str
    reason: str
    granted_by: UserName | None
    granted_at: str
    until: str
    state: str
    revoked_by: UserName | None
    revoked_at: str | None
    revoke_reason: str | None


class Question(ObjectPlace):
    """What one person asks and another answers, as the API tells it."""

    id: str
    asked_by: UserName | None
    asked_at: str
    reason: str
    state: str
    answered_by: UserName | None
    answered_at: str | None
    answer: str | None


class Request(Question):
    """A request for access."""

    until: str
    grant_id: str | None


class RequestShown(Request):
    """A request for access, with what the caller may do about it."""

    may_answer: bool
    may_withdraw: bool


class RequestList(TypedDict):
    """A page of requests for access; `count` is that of all pages."""

    count: int
    results: list[Request]


class LevelProposal(Question):
    """A proposal of a lower level."""

    from_level: str
    to_level: str
    changes: Mapping[str, Any]
    stale: bool


class LevelProposalShown(LevelProposal):
    """A proposal of a lower level, with what the caller may do about it."""

    may_answer: bool
    may_withdraw: bool


class LevelProposalList(TypedDict):
    """A page of proposals of a lower level; `count` is that of all pages."""

    count: int
    results: list[LevelProposal]


def grant_dicts(context: Context, rows: Sequence[AccessGrant]) -> list[Grant]:
    """Return grants as the API tells them."""
    people = [row.grantee_id for row in rows if row.grantee_type == USER]
    users = user_names(
        model.Session, [*people, *(row.granted_by for row in rows), *(row.revoked_by for row in rows)]
    )
    agencies = agency_titles(model.Session, [row.grantee_id for row in rows if row.grantee_type != USER])
    objects = _objects(context, rows)
    return [
        {
            "id": row.id,
            **objects[row.id],
            "grantee_type": row.grantee_type,
            "grantee": (users if row.grantee_type == USER else agencies).get(row.grantee_id)
            or {"id": row.grantee_id},
            "level": row.level,
            "reason": row.reason,
            "granted_by": users.get(row.granted_by),
            "granted_at": row.granted_at.isoformat(),
            "until": row.until.isoformat(),
            "state": sharing.grant_state(row),
            "revoked_by": users.get(row.revoked_by or ""),
            "revoked_at": row.revoked_at.isoformat() if row.revoked_at else None,
            "revoke_reason": row.revoke_reason,
        }
        for row in rows
    ]


def request_dicts(context: Context, rows: Sequence[AccessRequest]) -> list[Request]:
    """Return requests for access as the API tells them."""
    users, objects = _people(rows), _objects(context, rows)
    return [
        {
            **_question(row, users, objects),
            "until": row.until.isoformat(),
            "grant_id": row.grant_id,
        }
        for row in rows
    ]


def proposal_dicts(context: Context, rows: Sequence[LevelChange]) -> list[LevelProposal]:
    """Return proposals of a lower level as the API tells them."""
    users, objects = _people(rows), _objects(context, rows)
    subjects = sharing.subjects_of(model.Session, rows)
    return [
        {
            **_question(row, users, objects),
            "from_level": row.from_level,
            "to_level": row.to_level,
            "changes": row.changes,
            "stale": row.state == State.OPEN
            and (row.id not in subjects or subjects[row.id].level != row.from_level),
        }
        for row in rows
    ]


def _question(
    row: AccessRequest | LevelChange, users: Mapping[str, UserName], objects: Mapping[str, ObjectPlace]
) -> Question:
    return {
        "id": row.id,
        **objects[row.id],
        "asked_by": users.get(row.asked_by),
        "asked_at": row.asked_at.isoformat(),
        "reason": row.reason,
        "state": row.state,
        "answered_by": users.get(row.answered_by or ""),
        "answered_at": row.answered_at.isoformat() if row.answered_at else None,
        "answer": row.answer,
    }


def _people(rows: Sequence[AccessRequest | LevelChange]) -> dict[str, UserName]:
    return user_names(model.Session, [*(row.asked_by for row in rows), *(row.answered_by for row in rows)])


def _objects(
    context: Context, rows: Collection[AccessGrant | AccessRequest | LevelChange]
) -> dict[str, ObjectPlace]:
    """Return what each row is about, by the id of the row."""
    datasets = dataset_titles(model.Session, [row.dataset_id for row in rows])
    files = resource_names(model.Session, [row.resource_id for row in rows])
    seen = rights.readable(context, {row.dataset_id for row in rows})
    seen_files = rights.readable_resources(
        context, {row.resource_id for row in rows if row.resource_id}, Aspect.METADATA
    )
    return {
        row.id: {
            "dataset_id": row.dataset_id,
            "resource_id": row.resource_id,
            "dataset": datasets.get(row.dataset_id) if row.dataset_id in seen else None,
            "resource": {"id": row.resource_id, "name": files.get(row.resource_id, "")}
            if row.resource_id in seen_files
            else None,
        }
        for row in rows
    }
