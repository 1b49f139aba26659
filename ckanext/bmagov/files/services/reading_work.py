"""Files that are read in the background, because reading them takes longer than somebody should wait.

What waits stands in the contents themselves (`content.READING`); Redis only wakes a worker. A worker holds a
file by an advisory lock of its own connection: when it dies, the lock is gone and the next one begins anew.
No transaction is open while a file is read.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ckan import model

from ckanext.bmagov.base.events import emit
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.base.services import background, hold
from ckanext.bmagov.files.model import DataEvent, ResourceContent
from ckanext.bmagov.files.readers.resource_file import FileGoneError, open_file
from ckanext.bmagov.files.services import data_events, fingerprints

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from ckan.types import AlchemySession

    from ckanext.bmagov.base.domain.content import Fingerprint
    from ckanext.bmagov.base.formats.table import Layout

log = logging.getLogger(__name__)

JOB: Final = f"{__name__.rpartition('.services')[0]}.jobs.read"
"""By its name: jobs are above services."""

TIMEOUT: Final = 60 * 60
"""Seconds that the queue lets the reading of files run."""

ATTEMPTS: Final = 3
BEAT: Final = 1.0
"""Seconds between signs of progress."""

WAKE_AGAIN: Final = dt.timedelta(minutes=5)
"""A file that waits longer is announced again by who looks at it: the queue may have lost it."""

_CONTENT: Final = sa.Table(
    "bmagov_resource_content",
    sa.MetaData(),
    *(
        sa.Column(column.name, column.type, primary_key=column.primary_key)
        for column in ResourceContent.__table__.c
    ),
)
"""The same table, for statements outside of the session."""

_WAITS: Final = _CONTENT.c.problems.contains([[data_events.READING]])


def wake() -> bool:
    """Wake a worker; return false when the queue can't be reached. The files then wait, and are not lost."""
    if not background.start(JOB, title="Read uploaded files", timeout=TIMEOUT):
        return False
    with _begin() as connection:
        connection.execute(_noted(_WAITS, "asked", now().isoformat()))
    return True


def wake_again(session: AlchemySession, known: ResourceContent) -> None:
    """Announce a file again that waits for long."""
    asked = known.problems[0][1].get("asked")
    if asked and now() - dt.datetime.fromisoformat(asked) < WAKE_AGAIN:
        return
    if wake():
        session.expire(known)


def waiting() -> list[str]:
    """The resources whose files wait, by their ids."""
    with model.ensure_engine().connect() as connection:
        query = sa.select(_CONTENT.c.resource_id).where(_WAITS).order_by(_CONTENT.c.size)
        return list(connection.scalars(query))


def work_all() -> int:
    """Read the files that wait, the small ones first; return how many."""
    done = 0
    for resource_id in waiting():
        with held(resource_id) as is_mine:
            done += is_mine and _work(resource_id)
    return done


def held(resource_id: str) -> AbstractContextManager[bool]:
    """Hold a file against other workers; false when one has it. The connection is in no transaction."""
    return hold.held(f"bmagov-content:{resource_id}")


def _begin() -> Any:
    return model.ensure_engine().begin()


def _noted(where: Any, name: str, value: Any) -> Any:
    """A statement that changes a parameter of files that wait."""
    path = sa.cast(["0", "1", name], sa.ARRAY(sa.Text))
    changed = sa.func.jsonb_set(_CONTENT.c.problems, path, sa.cast(value, JSONB))
    return _CONTENT.update().where(where, _WAITS).values(problems=changed)


def _work(resource_id: str) -> bool:
    """Read one file and write down what it is; what goes wrong is a problem of the file. False when somebody
    was faster, or the file is another by now.
    """
    model.Session.rollback()
    known = model.Session.get(ResourceContent, resource_id, populate_existing=True)
    if known is None or not data_events.is_waiting(known):
        model.Session.rollback()
        return False
    sha256, wanted, attempts = known.sha256, data_events.wanted_of(known), known.problems[0][1]["attempts"]
    model.Session.rollback()  # no transaction stays open over the reading
    fresh = ResourceContent(resource_id=resource_id, corrected=wanted is not None)
    reading: data_events.Reading | None = None
    try:
        if attempts >= ATTEMPTS:
            _fail(fresh, "FILE-READING-LOST")
        elif not (reading := _read(fresh, sha256, wanted, attempts)):
            return False
    except FileGoneError:
        _fail(fresh, "FILE-GONE")
    except Exception:
        log.exception("The file of resource %s could not be read; it waits for another try", resource_id)
        model.Session.rollback()
        return False
    return _keep(fresh, sha256, reading.fingerprint if reading else None)


def _read(
    fresh: ResourceContent, sha256: str, wanted: Layout | None, attempts: int
) -> data_events.Reading | None:
    """Read the bytes that were noted; none when others are being saved just now, which come later."""
    mine = sa.and_(_CONTENT.c.resource_id == fresh.resource_id, _CONTENT.c.sha256 == sha256)
    with open_file({"id": fresh.resource_id}) as stored:
        if stored.sha256 != sha256:
            return None
        with _begin() as connection:
            connection.execute(_noted(mine, "attempts", attempts + 1))
        return data_events.read_into(fresh, stored.stream, wanted, _progress(mine))


def _progress(mine: Any) -> Callable[[int], None]:
    last = time.monotonic()

    def progress(rows: int) -> None:
        nonlocal last
        if time.monotonic() - last >= BEAT:
            with _begin() as connection:
                connection.execute(_noted(mine, "rows", rows))
            last = time.monotonic()

    return progress


def _fail(fresh: ResourceContent, code: str) -> None:
    data_events.keep(fresh, data_events.Reading(None, None, ((code, {}),)))


READ: Final = ("rows", "layout", "guessed", "columns", "sheets", "preview", "problems", "corrected")
"""What a reading sets."""


def _keep(fresh: ResourceContent, sha256: str, fingerprint: Fingerprint | None) -> bool:
    """Write a reading down, in the session: who listens to it hears of it as after a direct reading."""
    session: Any = model.Session
    session.rollback()
    with session.begin():
        known = session.get(ResourceContent, fresh.resource_id, with_for_update=True, populate_existing=True)
        if known is None or known.sha256 != sha256 or not data_events.is_waiting(known):
            return False
        for name in READ:
            setattr(known, name, getattr(fresh, name))
        session.execute(
            sa.update(DataEvent)
            .where(
                DataEvent.resource_id == fresh.resource_id,
                DataEvent.sha256 == sha256,
                DataEvent.rows.is_(None),
            )
            .values(rows=fresh.rows)
        )
        if fingerprint:
            fingerprints.keep(session, known, fingerprint)
            fingerprints.measure_events(session, known, fingerprint)
        emit("rows_written", session, [known.package_id])
    return True
