"""Every change of a level leaves an entry in the log of decisions, whichever way it was saved.

Listens to the database session itself: forms, the API, commands and other plugins all end there. What a
transaction touches is compared when it is committed with what the database held before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import has_request_context
from sqlalchemy import event

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.model.package import package_table
from ckan.model.resource import resource_table

from ckanext.bmagov.collect.classification import policy
from ckanext.bmagov.domain.classification.lowering import Levels, changes
from ckanext.bmagov.model.audit_log import AuditLog

from .access import LEVEL, RESOURCE_LEVEL
from .audit_log import SYSTEM, append

if TYPE_CHECKING:
    from collections.abc import Collection

    from ckan.types import AlchemySession

PUBLISHED, CHANGED = "level.publish", "level.change"

_BEFORE = "bmagov_levels_before"
_ACTOR = "bmagov_level_actor"
_WAITING = "bmagov_decisions"


class _Stored:
    """Levels, state and owner of a dataset as the database has them."""

    def __init__(self, owner_org: str | None, state: str, levels: Levels) -> None:
        self.owner_org, self.state, self.levels = owner_org, state, levels


def listen() -> None:
    """Begin to listen, once."""
    for name, function in _LISTENERS.items():
        if not event.contains(model.Session, name, function):
            event.listen(model.Session, name, function)


def acting(user_id: str | None) -> None:
    """Tell who does what this transaction does; else it is who made the request."""
    if user_id:
        model.Session().info[_ACTOR] = user_id


def at_commit(
    session: AlchemySession, actor: str, kind: str, payload: dict[str, Any], where: dict[str, str | None]
) -> None:
    """Have a decision logged when its transaction is committed, beside the change that it causes.

    Not at once: an entry locks the log, and a save that waits for a dataset must not hold it meanwhile.
    """
    found: Any = session
    info = found().info if hasattr(found, "registry") else found.info
    info.setdefault(_WAITING, []).append((actor, kind, payload, where))


def was_published(session: AlchemySession, dataset_id: str) -> bool:
    """Return whether others than its makers could ever read a dataset."""
    now = _stored(session, [dataset_id]).get(dataset_id)
    return (now is not None and now.state == model.State.ACTIVE) or _has_entry(session, dataset_id)


def levels_of(session: AlchemySession, dataset_id: str) -> Levels:
    """Return the stored levels of a dataset and its resources."""
    found = _stored(session, [dataset_id]).get(dataset_id)
    return found.levels if found else Levels()


def _before_flush(session: AlchemySession, *_: Any) -> None:
    touched = {found for one in (*session.new, *session.dirty) if (found := _dataset_id(one))}
    known: dict[str, _Stored | None] = session.info.setdefault(_BEFORE, {})
    new = touched - known.keys()
    if new:
        stored = _stored(session, new)
        known.update({dataset_id: stored.get(dataset_id) for dataset_id in new})


def _dataset_id(found: Any) -> str | None:
    if isinstance(found, model.Package):
        return found.id
    return found.package_id if isinstance(found, model.Resource) else None


def _before_commit(session: Any) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    known: dict[str, _Stored | None] = session.info.pop(_BEFORE, {})
    now = _stored(session, known)
    for actor, kind, payload, where in session.info.pop(_WAITING, ()):
        append(session, actor, kind, payload, **where)
    for dataset_id in sorted(now):
        _tell(session, dataset_id, known[dataset_id], now[dataset_id])
    session.info.pop(_ACTOR, None)


def _tell(session: AlchemySession, dataset_id: str, before: _Stored | None, after: _Stored) -> None:
    about = {"agency_id": after.owner_org, "dataset_id": dataset_id}
    published = model.State.ACTIVE in (after.state, before.state if before else "")
    if published and not _has_entry(session, dataset_id):
        first = before if before and before.state == model.State.ACTIVE else after
        append(session, _actor(session), PUBLISHED, {"to": first.levels.dataset}, **about)
    if before is None:
        return
    for change in changes(policy(), before.levels, after.levels):
        told = {"from": change.before, "to": change.after, "lowering": change.is_lowering(policy())}
        append(session, _actor(session), CHANGED, told, **about, resource_id=change.resource_id)


def _forget(session: Any, *_: Any) -> None:
    if not session.in_nested_transaction():
        for name in (_BEFORE, _ACTOR, _WAITING):
            session.info.pop(name, None)


def _actor(session: AlchemySession) -> str:
    if session.info.get(_ACTOR):
        return session.info[_ACTOR]
    if has_request_context() and tk.current_user.is_authenticated:
        return tk.current_user.id
    return SYSTEM


def _stored(session: AlchemySession, dataset_ids: Collection[str]) -> dict[str, _Stored]:
    if not dataset_ids:
        return {}
    package, resource = package_table, resource_table
    query = (
        sa.select(
            package.c.id,
            package.c.owner_org,
            package.c.state,
            package.c.extras[LEVEL].astext.label("level"),
            resource.c.id.label("resource_id"),
            resource.c.extras.label("own"),
        )
        .select_from(
            package.outerjoin(
                resource,
                sa.and_(resource.c.package_id == package.c.id, resource.c.state == model.State.ACTIVE),
            )
        )
        .where(package.c.id.in_(list(dataset_ids)))
    )
    rows: dict[str, list[Any]] = {}
    for row in session.execute(query):
        rows.setdefault(row.id, []).append(row)
    return {
        dataset_id: _Stored(
            found[0].owner_org,
            found[0].state,
            Levels(
                found[0].level or "",
                {
                    row.resource_id: str((row.own or {}).get(RESOURCE_LEVEL) or "")
                    for row in found
                    if row.resource_id
                },
            ),
        )
        for dataset_id, found in rows.items()
    }


def _has_entry(session: AlchemySession, dataset_id: str) -> bool:
    entry = AuditLog.__table__.c
    query = sa.select(entry.number).where(entry.dataset_id == dataset_id, entry.kind == PUBLISHED).limit(1)
    return session.execute(query).first() is not None


_LISTENERS = {
    "before_flush": _before_flush,
    "before_commit": _before_commit,
    "after_commit": _forget,
    "after_soft_rollback": _forget,
}
