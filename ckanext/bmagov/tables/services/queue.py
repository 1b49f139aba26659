"""Tables that wait to be loaded. The rows of our table are the queue; Redis only wakes a worker.

A worker holds a table by a lock of its own connection: when it dies the lock is gone, and the next one begins
anew. What it writes down goes in short transactions of its own, apart from any session.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model

from ckanext.bmagov import config, files
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.base.request_state import TABLES_TO_LOAD
from ckanext.bmagov.base.services import background, hold
from ckanext.bmagov.tables.model import LoadedTable
from ckanext.bmagov.tables.services import store

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager

    from ckan.types import AlchemySession

JOB: Final = f"{__name__.rpartition('.services')[0]}.jobs.load"
"""By its name: jobs are above services."""

TIMEOUT: Final = 6 * 60 * 60
"""Seconds that the queue lets a worker go on."""

ATTEMPTS: Final = 3
WAKE_AGAIN: Final = dt.timedelta(minutes=5)
"""A table that waits longer is announced again by who looks at it: the queue may have lost it."""

PASSING: Final = frozenset(("TABLE-DATABASE", "TABLE-DISK", "TABLE-BUSY"))
"""Reasons that lie with the site and may be gone tomorrow: the night tries again."""

_TABLE: Final = sa.Table(
    LoadedTable.__tablename__,
    sa.MetaData(),
    *(
        sa.Column(column.name, column.type, primary_key=column.primary_key)
        for column in LoadedTable.__table__.c
    ),
)
"""The same table, for statements outside of the session."""


def state(session: AlchemySession, resource_id: str) -> LoadedTable | None:
    """Return what is known of the table of a resource."""
    return session.get(LoadedTable, resource_id)


def ask(session: AlchemySession, resource_id: str, package_id: str, *, forced: bool = False) -> None:
    """Have a worker look at the table of a resource. Nothing is committed.

    :param forced: load it even when nothing changed
    """
    values = {"wanted_at": now(), "attempts": 0, "queued_at": None}
    asked = insert(LoadedTable).values(
        resource_id=resource_id, package_id=package_id, forced=forced, **values
    )
    changed = {**values, "package_id": package_id, **({"forced": True} if forced else {})}
    session.execute(asked.on_conflict_do_update(index_elements=["resource_id"], set_=changed))
    TABLES_TO_LOAD.put(session, True)


def ask_if_due(session: AlchemySession, resource_ids: Iterable[str]) -> None:
    """Ask for the tables that there are to be, or that are there and may have to go. Nothing is committed."""
    if not (store.is_there() and config.loads_tables()):
        return
    for resource_id in sorted(resource_ids):
        known = session.get(files.ResourceContent, resource_id)
        is_readable = known is not None and bool(known.layout) and not files.is_waiting(known)
        resource: Any = session.get(model.Resource, resource_id)
        if resource is not None and (is_readable or state(session, resource_id)):
            ask(session, resource_id, resource.package_id)


def wake() -> bool:
    """Wake a worker; return false when the queue can't be reached. The tables then wait, and are not lost."""
    if not background.start(JOB, title="Load tables", timeout=TIMEOUT):
        return False
    with begin() as connection:
        connection.execute(_TABLE.update().where(_TABLE.c.wanted_at.is_not(None)).values(queued_at=now()))
    return True


def wake_again(session: AlchemySession, table: LoadedTable) -> None:
    """Announce a table again that waits for long."""
    if table.wanted_at and (table.queued_at is None or now() - table.queued_at > WAKE_AGAIN) and wake():
        session.expire(table)


def waiting() -> list[str]:
    """Return the resources whose tables wait, the first ones first."""
    query = (
        sa.select(_TABLE.c.resource_id).where(_TABLE.c.wanted_at.is_not(None)).order_by(_TABLE.c.wanted_at)
    )
    with model.ensure_engine().connect() as connection:
        return list(connection.scalars(query))


def ask_for_the_night() -> None:
    """Have tables tried again that failed for a reason which may be gone, and announce all that wait."""
    code = _TABLE.c.failure["code"].astext
    with begin() as connection:
        connection.execute(
            _TABLE.update().where(code.in_(PASSING)).values(wanted_at=now(), attempts=0, failure=None)
        )
        left = connection.scalar(sa.select(sa.func.count()).where(_TABLE.c.wanted_at.is_not(None)))
    if left:
        wake()


def held(resource_id: str) -> AbstractContextManager[bool]:
    """Hold a table against other workers; false when one has it."""
    return hold.held(f"bmagov-table:{resource_id}")


def begin() -> Any:
    """Begin a transaction of its own."""
    return model.ensure_engine().begin()


def write(resource_id: str, wanted_at: dt.datetime | None = None, **values: Any) -> None:
    """Write down what became of a table.

    :param wanted_at: when it was asked for; who asked again meanwhile still waits
    """
    with begin() as connection:
        mine = _TABLE.c.resource_id == resource_id
        if values:
            connection.execute(_TABLE.update().where(mine).values(**values))
        if wanted_at is not None:
            connection.execute(
                _TABLE.update()
                .where(mine, _TABLE.c.wanted_at == wanted_at)
                .values(wanted_at=None, forced=False, attempts=0)
            )


def forget(resource_id: str) -> None:
    """Forget a table that is not there any more."""
    with begin() as connection:
        connection.execute(_TABLE.delete().where(_TABLE.c.resource_id == resource_id))
