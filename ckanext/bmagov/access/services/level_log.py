"""No change of a level goes unseen: it leaves an entry in the log of decisions, or is refused.

Listens to the database session itself: forms, the API, commands and other plugins all end there. What a
transaction touches is compared when it is committed with what the database held before. A lower level, a
closed dataset made public, another type or another agency is refused there unless it was approved in this
very transaction (`approve`): nothing of the transaction is stored then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import has_request_context

import ckan.plugins as p
from ckan import model

from ckanext.bmagov.access.domain.classification.lowering import (
    Change,
    Levels,
    Refusal,
    Standing,
    level_changes,
    refusals,
)
from ckanext.bmagov.access.readers.classification import policy
from ckanext.bmagov.access.services import level_guard, rights
from ckanext.bmagov.base.domain.dictionary_resource import RESOURCE_FORMATS, resource_id
from ckanext.bmagov.base.readers.dataset_schema import DATASET_TYPE
from ckanext.bmagov.base.request_state import (
    DATASETS_CHANGED,
    DECISIONS,
    LEVEL_ACTOR,
    LEVELS_APPROVED,
    LEVELS_BEFORE,
)
from ckanext.bmagov.base.services.acting import acting_user
from ckanext.bmagov.base.services.audit_log import SYSTEM, append

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from ckan.types import AlchemySession

    from ckanext.bmagov.access.domain.classification import Subject
    from ckanext.bmagov.base.services.audit_log import LogPlace

    Refuse = Callable[[list[Refusal]], Exception]

PUBLISHED, CHANGED = level_guard.PUBLISHED, level_guard.CHANGED


def acting(user_id: str | None) -> None:
    """Tell who does what this transaction does; else it is who made the request."""
    if user_id:
        LEVEL_ACTOR.put(model.Session, user_id)


def approve(session: AlchemySession, dataset_id: str, change: Change) -> None:
    """Let this transaction, and no other, lower a level from what it is to exactly this.

    For what a second person has approved (`dictionary/actions/level_change.py`). It lives in the session,
    where nothing that a caller sends can come, and is gone when the transaction ends, however it ends.
    """
    LEVELS_APPROVED.of(session).add((dataset_id, change))


def approved(session: AlchemySession, dataset_id: str) -> frozenset[Change]:
    """Return the lower levels of a dataset and its resources that this transaction may store."""
    return frozenset(change for key, change in LEVELS_APPROVED.of(session) if key == dataset_id)


def log_place(subject: Subject) -> LogPlace:
    """Return where an entry about a subject belongs."""
    return {
        "agency_id": subject.owner_org or None,
        "dataset_id": subject.dataset_id,
        "resource_id": subject.resource_id,
    }


def at_commit(
    session: AlchemySession, actor: str, kind: str, payload: Mapping[str, Any], where: LogPlace
) -> None:
    """Have a decision logged when its transaction is committed, beside the change that it causes.

    Not at once: an entry locks the log, and a save that waits for a dataset must not hold it meanwhile.
    """
    DECISIONS.of(session).append((actor, kind, payload, where))


def was_published(session: AlchemySession, dataset_id: str) -> bool:
    """Return whether others than its makers could ever read a dataset."""
    now = level_guard.stored(session, [dataset_id]).get(dataset_id)
    return (now is not None and now.state == model.State.ACTIVE) or level_guard.has_entry(session, dataset_id)


def levels_of(session: AlchemySession, dataset_id: str) -> Levels:
    """Return the stored levels of a dataset and its resources, deleted ones too."""
    standing = level_guard.stored(session, [dataset_id]).get(dataset_id)
    return standing.levels if standing else Levels()


def note_touched(session: AlchemySession) -> None:
    """Note what the datasets were that are about to be stored."""
    _note(session, level_guard.touched(session))


def note_new(session: AlchemySession) -> None:
    """Note new datasets that have got their id only now."""
    known: dict[str, Standing | None] = LEVELS_BEFORE.of(session)
    for record in session.new:
        if isinstance(record, model.Package):
            known.setdefault(record.id, None)


def note_touched_by(state: Any) -> None:
    """Note what a statement for many rows will change: it goes past the objects of the session."""
    touched = level_guard.touched_by(state.session, state.statement, state.parameters)
    if touched:
        _note(state.session, touched)


def _note(session: AlchemySession, dataset_ids: Collection[str]) -> None:
    known: dict[str, Standing | None] = LEVELS_BEFORE.of(session)
    new = set(dataset_ids) - known.keys()
    if new:
        # Locked: what somebody else commits meanwhile would otherwise be undone without being seen.
        standings = level_guard.stored(session, new, hold=True)
        known.update({dataset_id: standings.get(dataset_id) for dataset_id in new})


def settle(session: AlchemySession, refuse: Refuse) -> None:
    """Refuse what the transaction may not do to levels, or log what it did.

    :param refuse: makes the exception
    """
    known: dict[str, Standing | None] = LEVELS_BEFORE.of(session)
    now = level_guard.stored(session, known)
    # Left in place until the transaction ends: who catches the refusal and commits again is refused again.
    _check(session, known, now, refuse)
    LEVELS_BEFORE.take(session)
    others = {dataset_id for dataset_id, before in known.items() if before != now.get(dataset_id)}
    DATASETS_CHANGED.of(session).update(others)
    for actor, kind, payload, where in DECISIONS.take(session):
        append(session, actor, kind, payload, **where)
    for dataset_id in sorted(now):
        _tell(session, dataset_id, known[dataset_id], now[dataset_id])


def _check(
    session: AlchemySession, known: dict[str, Standing | None], now: dict[str, Standing], refuse: Refuse
) -> None:
    if not p.plugin_loaded("bmagov_datasets"):
        return  # without our forms there are no levels
    moved, returned = level_guard.moved(session, known, now), level_guard.returned(session, known, now)
    refused: list[Refusal] = []
    for dataset_id, after in now.items():
        before = known[dataset_id] or level_guard.remembered(session, dataset_id, after)
        # The catalog itself makes these, as open as the most open file that they describe.
        ours = {resource_id(dataset_id, file_format) for file_format in RESOURCE_FORMATS}
        said = refusals(
            policy(),
            before,
            after,
            moved=moved.get(dataset_id, ()),
            returned=returned.get(dataset_id, ()),
            was_published=before is not None
            and (before.state == model.State.ACTIVE or level_guard.has_entry(session, dataset_id)),
            approved=approved(session, dataset_id),
            types=(DATASET_TYPE,),
            may_move=before is None or _may_move(session, before, after),
        )
        refused += [refusal for refusal in said if refusal.resource_id not in ours]
    if refused:
        raise refuse(refused)


def _may_move(session: AlchemySession, before: Standing, after: Standing) -> bool:
    """Return whether who acts is an administrator of both agencies; the site's own commands always may."""
    if not before.owner_org or not after.owner_org or before.owner_org == after.owner_org:
        return True
    actor = acting_user(session)
    if actor == SYSTEM:
        return not has_request_context()
    who = rights.reader_of(session.get(model.User, actor))
    return who.sysadmin or {who.roles.get(before.owner_org), who.roles.get(after.owner_org)} == {"admin"}


def _tell(session: AlchemySession, dataset_id: str, before: Standing | None, after: Standing) -> None:
    about = {"agency_id": after.owner_org or None, "dataset_id": dataset_id}
    published = model.State.ACTIVE in (after.state, before.state if before else "")
    if published and not level_guard.has_entry(session, dataset_id):
        first = before if before and before.state == model.State.ACTIVE else after
        append(session, acting_user(session), PUBLISHED, {"to": first.levels.dataset}, **about)
    if before is None:
        return
    for change in level_changes(policy(), before.levels, after.levels):
        payload = {"from": change.before, "to": change.after, "lowering": change.is_lowering(policy())}
        append(session, acting_user(session), CHANGED, payload, **about, resource_id=change.resource_id)
