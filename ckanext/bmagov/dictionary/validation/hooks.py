"""Checks that start by themselves: whenever a save brings another dictionary or other bytes.

A check is asked for in the very transaction that makes it due, and a worker is woken up only when that is
committed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from ckan import model

from ckanext.bmagov.base.request_state import CHECKS_DUE, CHECKS_TO_RUN, RESOURCES_GONE
from ckanext.bmagov.dictionary.validation.model import WAITING, ValidationRun
from ckanext.bmagov.dictionary.validation.readers import excerpt_store
from ckanext.bmagov.dictionary.validation.services import validation

if TYPE_CHECKING:
    from ckan.types import AlchemySession


def note_dictionary(session: AlchemySession, resource_id: str) -> None:
    """Note a resource with another dictionary."""
    CHECKS_DUE.of(session)[resource_id] = validation.DICTIONARY


def note_data(session: AlchemySession, resource_id: str) -> None:
    """Note a resource with other data."""
    CHECKS_DUE.of(session).setdefault(resource_id, validation.DATA)


def note_gone(session: AlchemySession) -> None:
    """Note resources that are deleted."""
    gone = RESOURCES_GONE.of(session)
    gone.update(row.id for row in session.deleted if isinstance(row, model.Resource))
    for row in session.dirty:
        if isinstance(row, model.Package | model.Resource) and row.state == model.State.DELETED:
            gone.update(
                [row.id] if isinstance(row, model.Resource) else [each.id for each in row.resources_all]
            )


def ask_for_checks(session: AlchemySession) -> None:
    """Put the checks into the queue that are due."""
    for resource_id, reason in CHECKS_DUE.take(session).items():
        validation.data_changed(session, resource_id, reason)


def delete_excerpts(session: AlchemySession) -> None:
    """Delete what is kept of the checks of resources that are gone."""
    for resource_id in RESOURCES_GONE.take(session):
        excerpt_store.keep_only(resource_id)


def wake_checker(session: AlchemySession) -> None:
    """Have workers take the checks that a transaction asked for."""
    if not CHECKS_TO_RUN.take(session):
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
