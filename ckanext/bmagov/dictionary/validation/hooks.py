"""Checks that start by themselves: whenever a save brings another dictionary or other bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy import event

import ckan.plugins as p
from ckan import model

from ckanext.bmagov.base.model.dictionary import DictionaryVersion
from ckanext.bmagov.dictionary.validation.model import WAITING, ValidationRun
from ckanext.bmagov.dictionary.validation.readers import excerpt_store
from ckanext.bmagov.dictionary.validation.services import validation
from ckanext.bmagov.files import ResourceContent

if TYPE_CHECKING:
    from ckan.common import CKANConfig
    from ckan.types import AlchemySession

CHANGED: Final = "bmagov_validation_changed"
GONE: Final = "bmagov_validation_gone"
"""Stand in the info of a session: resources with other data or dictionaries, and those that are deleted."""


class Validation(p.IConfigurable):
    """Listens to the session. A check is asked for in the very transaction that makes it due, and a worker
    is woken up only when that is committed.
    """

    def configure(self, config: CKANConfig) -> None:
        """Begin to listen, once."""
        super().configure(config)
        for name, listener in LISTENERS.items():
            if not event.contains(model.Session, name, listener):
                event.listen(model.Session, name, listener)


def _after_flush(session: AlchemySession, _context: Any) -> None:
    changed: dict[str, str] = session.info.setdefault(CHANGED, {})
    for item in (*session.new, *session.dirty):
        if isinstance(item, DictionaryVersion) and not item.deleted:
            changed[item.resource_id] = validation.DICTIONARY
        elif isinstance(item, ResourceContent):
            changed.setdefault(item.resource_id, validation.DATA)
    gone: set[str] = session.info.setdefault(GONE, set())
    gone.update(item.id for item in session.deleted if isinstance(item, model.Resource))
    for item in session.dirty:
        if isinstance(item, model.Package | model.Resource) and item.state == model.State.DELETED:
            gone.update(
                [item.id] if isinstance(item, model.Resource) else [each.id for each in item.resources_all]
            )


def _before_commit(session: AlchemySession) -> None:
    session.flush()
    for resource_id, reason in session.info.pop(CHANGED, {}).items():
        validation.data_changed(session, resource_id, reason)


def _after_commit(session: Any) -> None:
    if session.in_nested_transaction():  # a savepoint, which is no end of anything
        return
    for resource_id in session.info.pop(GONE, ()):
        excerpt_store.keep_only(resource_id)
    if not session.info.pop(validation.WAKE, False):
        return
    with model.ensure_engine().connect() as connection:
        waiting = connection.scalars(
            sa.select(ValidationRun.id).where(
                ValidationRun.status == WAITING, ValidationRun.queued_at.is_(None)
            )
        ).all()
    for run_id in waiting:
        if not validation.send(run_id):
            break


def _after_rollback(session: AlchemySession) -> None:
    session.info.pop(CHANGED, None)
    session.info.pop(GONE, None)
    session.info.pop(validation.WAKE, None)


LISTENERS: Final[dict[str, Any]] = {
    "after_flush": _after_flush,
    "before_commit": _before_commit,
    "after_commit": _after_commit,
    "after_rollback": _after_rollback,
}
