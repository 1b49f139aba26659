"""Tables that are loaded by themselves: whenever a save brings other bytes or other types.

A table is asked for in the very transaction that makes it due, and a worker is woken when that is committed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan import model

from ckanext.bmagov.base.request_state import TABLES_DUE, TABLES_TO_LOAD
from ckanext.bmagov.tables.services import queue

if TYPE_CHECKING:
    from ckan.types import AlchemySession


def note_table(session: AlchemySession, resource_id: str) -> None:
    """Note a resource with other data, or another dictionary."""
    TABLES_DUE.of(session).add(resource_id)


def note_without_file(session: AlchemySession) -> None:
    """Note resources that have a table and may have lost the file that it was made of."""
    for row in session.dirty:
        if not isinstance(row, model.Resource) or not (row.extras or {}).get("datastore_active"):
            continue
        if row.url_type != "upload" or row.state != model.State.ACTIVE:
            TABLES_DUE.of(session).add(row.id)


def ask_for_tables(session: AlchemySession) -> None:
    """Put the tables into the queue that are due."""
    if due := TABLES_DUE.take(session):
        queue.ask_if_due(session, due)


def wake_loader(session: AlchemySession) -> None:
    """Have workers load the tables that a transaction asked for."""
    if TABLES_TO_LOAD.take(session):
        queue.wake()
