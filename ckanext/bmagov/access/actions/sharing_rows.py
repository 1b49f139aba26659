"""Grants, requests and proposals as the API tells them: titles only to those who may read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ckan import model

from ckanext.bmagov.access.domain.classification import Aspect
from ckanext.bmagov.access.domain.requests import State
from ckanext.bmagov.access.model.grants import USER
from ckanext.bmagov.access.services import rights, sharing

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ckan.types import Context

    from ckanext.bmagov.access.model.grants import AccessGrant
    from ckanext.bmagov.access.model.requests import AccessRequest, LevelChange

Row = dict[str, Any]


def grants(context: Context, rows: Sequence[AccessGrant]) -> list[Row]:
    """Return grants as the API tells them."""
    people = [row.grantee_id for row in rows if row.grantee_type == USER]
    users = sharing.user_names(
        model.Session, [*people, *(row.granted_by for row in rows), *(row.revoked_by for row in rows)]
    )
    agencies = sharing.agency_names(
        model.Session, [row.grantee_id for row in rows if row.grantee_type != USER]
    )
    objects = _objects(context, rows)
    return [
        {
            "id": row.id,
            **objects[row.id],
            "grantee_type": row.grantee_type,
            "grantee": (users if row.grantee_type == USER else agencies).get(
                row.grantee_id, {"id": row.grantee_id}
            ),
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


def requests(context: Context, rows: Sequence[AccessRequest]) -> list[Row]:
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


def proposals(context: Context, rows: Sequence[LevelChange]) -> list[Row]:
    """Return proposals of a lower level as the API tells them."""
    users, objects = _people(rows), _objects(context, rows)
    found = sharing.subjects_of(model.Session, rows)
    return [
        {
            **_question(row, users, objects),
            "from_level": row.from_level,
            "to_level": row.to_level,
            "changes": row.changes,
            "stale": row.state == State.OPEN
            and (row.id not in found or found[row.id].level != row.from_level),
        }
        for row in rows
    ]


def _question(row: Any, users: dict[str, dict[str, str]], objects: dict[str, Row]) -> Row:
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


def _people(rows: Sequence[Any]) -> dict[str, dict[str, str]]:
    return sharing.user_names(
        model.Session, [*(row.asked_by for row in rows), *(row.answered_by for row in rows)]
    )


def _objects(context: Context, rows: Collection[Any]) -> dict[str, Row]:
    """Return what each row is about; `dataset` and `resource` are null where the caller may not read."""
    datasets, files = sharing.object_names(model.Session, rows)
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
