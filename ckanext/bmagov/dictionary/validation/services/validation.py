"""Checks of data against dictionaries: when one is due, who works on it, what came out.

The table of runs is the queue. Redis only wakes a worker up: without it runs wait, say so, and are taken by
the next worker, by `ckan bmagov dictionary validate`, or when Redis is back and somebody looks.

A worker holds a run by a heartbeat. Who is silent for `LEASE` has lost it; another takes it over and begins
anew. What a worker writes goes in transactions of its own, apart from the request's session.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import defer

from ckan import model

from ckanext.bmagov.base.readers.codelists import codelists
from ckanext.bmagov.base.request_state import CHECKS_TO_RUN
from ckanext.bmagov.base.services import background
from ckanext.bmagov.dictionary.services import dictionaries
from ckanext.bmagov.dictionary.validation.domain.result import Extent, checked_hash, is_whole
from ckanext.bmagov.dictionary.validation.model import (
    CANCELLED,
    DONE,
    FAILED,
    RUNNING,
    UNCHANGED,
    WAITING,
    ValidationRun,
)
from ckanext.bmagov.dictionary.validation.services import table_data

if TYPE_CHECKING:
    from collections.abc import Collection

    from ckan.types import AlchemySession

    from ckanext.bmagov.dictionary.domain.spec import Dictionary

log = logging.getLogger(__name__)

JOB: Final = f"{__name__.rpartition('.services')[0]}.jobs.work"
"""By its name: jobs are above services."""

TIMEOUT: Final = 6 * 60 * 60
"""Seconds that the queue lets a check run; the lease says much earlier when a worker is gone."""

LEASE: Final = dt.timedelta(seconds=60)
ATTEMPTS: Final = 3
QUEUE_AGAIN: Final = dt.timedelta(minutes=5)
"""A run that waits longer is announced to the queue again: the queue may have lost it."""

ASKED, DATA, DICTIONARY = "asked", "data", "dictionary"
WORKBOOK: Final = "workbook"
"""The reason of a run that checks nothing: it prepares the workbook of the check `same_as`. It waits in the
same queue and gives way to a check; it is deleted when it is done and stays only when it has failed.
"""

ENDED: Final = (DONE, FAILED, CANCELLED, UNCHANGED)

_RUN: Final = sa.Table(
    "bmagov_validation_run",
    sa.MetaData(),
    *(
        sa.Column(column.name, column.type, primary_key=column.primary_key)
        for column in ValidationRun.__table__.c
    ),
)
"""The same table, for statements outside of the session."""


def codes() -> dict[str, frozenset[str]]:
    """Return the values of every code list, by its name."""
    return {name: frozenset(code.value for code in known.codes) for name, known in codelists().items()}


def hash_of(dictionary: Dictionary) -> str:
    """Return what stands for everything that a check looks at in a dictionary."""
    return checked_hash(dictionary, codes())


# asking for a run


def ask(
    session: AlchemySession,
    resource: dict[str, Any],
    reason: str,
    *,
    user_id: str | None = None,
    forced: bool = False,
) -> str | None:
    """Put a check into the queue, if there is a dictionary and something changed since the last one.

    Nothing is committed. A run that waits already is enough.

    :returns: the id of the waiting run; none when nothing is to be done
    """
    result = dictionaries.load(session, resource["id"])
    if result is None:
        return None
    data_hash = table_data.known_hash(session, resource)
    before = last_done(session, resource["id"])
    same = before and (before.data_hash, before.dictionary_hash) == (data_hash, hash_of(result[0]))
    if same and not forced:
        return None
    values = {
        "resource_id": resource["id"],
        "package_id": resource["package_id"],
        "reason": reason,
        "user_id": user_id,
        "forced": forced,
    }
    waiting = insert(ValidationRun).values(id=str(uuid.uuid4()), **values)
    waiting = waiting.on_conflict_do_update(
        index_elements=["resource_id"],
        index_where=sa.text("status = 'waiting'"),
        set_={**values, "same_as": None, "asked_at": sa.func.now()},
        where=ValidationRun.reason == WORKBOOK,
    )
    session.execute(waiting)
    CHECKS_TO_RUN.put(session, True)
    return session.scalar(
        sa.select(ValidationRun.id).where(
            ValidationRun.resource_id == resource["id"], ValidationRun.status == WAITING
        )
    )


def data_changed(session: AlchemySession, resource_id: str, reason: str = DATA) -> str | None:
    """The rows or the bytes of a resource, or its dictionary, may be others now: put a check into the queue
    if that is so.

    To be called within the transaction that changes them; the run stands or falls with it.
    """
    resource = table_data.resource_dict(session, resource_id)
    try:
        if resource is None or not table_data.source_of(resource) or table_data.waits(session, resource):
            return None
    except SQLAlchemyError:
        log.exception("The DataStore can't be reached; %s is not checked now", resource_id)
        return None
    return ask(session, resource, reason)


def ask_workbook(check_id: str, resource_id: str, package_id: str) -> None:
    """Put the workbook of a check into the queue, unless it is there or another run of the resource waits.

    What has failed is not tried again. It has a transaction of its own: who asks only reads.
    """
    known = sa.select(_RUN.c.id).where(_RUN.c.reason == WORKBOOK, _RUN.c.same_as == check_id)
    asked = insert(_RUN).values(
        id=str(uuid.uuid4()),
        resource_id=resource_id,
        package_id=package_id,
        reason=WORKBOOK,
        same_as=check_id,
    )
    with _begin() as connection:
        if connection.scalar(known) is None:
            connection.execute(
                asked.on_conflict_do_nothing(
                    index_elements=["resource_id"], index_where=sa.text("status = 'waiting'")
                )
            )


def send_all() -> None:
    """Announce every run again that waits, or whose worker is gone: for a planner that comes by."""
    lost = sa.and_(_RUN.c.status == RUNNING, _RUN.c.heartbeat_at < sa.func.now() - LEASE)
    with _begin() as connection:
        waiting = connection.scalars(sa.select(_RUN.c.id).where(sa.or_(_RUN.c.status == WAITING, lost))).all()
    for run_id in waiting:
        if not send(run_id):
            return


def send(run_id: str | None = None) -> bool:
    """Wake a worker up; return false when the queue can't be reached. The run then waits, and is not lost."""
    if not background.start(JOB, title="Check data against their dictionary", timeout=TIMEOUT):
        return False
    if run_id:
        with _begin() as connection:
            connection.execute(
                _RUN.update()
                .where(_RUN.c.id == run_id, _RUN.c.status == WAITING)
                .values(queued_at=sa.func.now())
            )
    return True


def send_again(session: AlchemySession, run: ValidationRun) -> None:
    """Announce a run again that waits for long: the queue was away, or has lost it."""
    now = session.scalars(sa.select(sa.func.now())).one()
    since = run.queued_at or run.asked_at
    lost = run.status == RUNNING and run.heartbeat_at is not None and now - run.heartbeat_at > LEASE
    waits = run.status == WAITING and (run.queued_at is None or now - since > QUEUE_AGAIN)
    if (waits or lost) and send(run.id):
        session.expire(run)


# reading runs


def run_of(session: AlchemySession, run_id: str) -> ValidationRun | None:
    """Return a check by its id."""
    run = session.get(ValidationRun, run_id)
    return run if run is not None and run.reason != WORKBOOK else None


def workbook_run(session: AlchemySession, check_id: str) -> ValidationRun | None:
    """The run that prepares the workbook of a check, or could not; None when it is done or not asked for."""
    query = sa.select(ValidationRun).where(
        ValidationRun.reason == WORKBOOK, ValidationRun.same_as == check_id
    )
    return session.scalars(query.order_by(ValidationRun.asked_at.desc()).limit(1)).first()


def last_done(session: AlchemySession, resource_id: str) -> ValidationRun | None:
    """Return the newest run with a result."""
    return session.scalars(_newest(resource_id).where(ValidationRun.status == DONE)).first()


def latest(session: AlchemySession, resource_id: str) -> ValidationRun | None:
    """Return the newest run of all."""
    return session.scalars(_newest(resource_id)).first()


def _newest(resource_id: str) -> Any:
    return (
        sa.select(ValidationRun)
        .where(ValidationRun.resource_id == resource_id, ValidationRun.reason != WORKBOOK)
        .order_by(ValidationRun.asked_at.desc(), ValidationRun.id)
    )


def listed(
    session: AlchemySession, resource_ids: Collection[str], limit: int, offset: int
) -> list[ValidationRun]:
    """Return the runs of these resources, the newest first, without their results."""
    query = (
        sa.select(ValidationRun)
        .options(defer(ValidationRun.tables))
        .where(ValidationRun.resource_id.in_(resource_ids), ValidationRun.reason != WORKBOOK)
        .order_by(ValidationRun.asked_at.desc(), ValidationRun.id)
        .limit(limit)
        .offset(offset)
    )
    return list(session.scalars(query))


def is_stale(session: AlchemySession, run: ValidationRun, resource: dict[str, Any]) -> bool:
    """Tell whether data or dictionary are known to be others than those that were checked."""
    result = dictionaries.load(session, run.resource_id)
    if result is None or hash_of(result[0]) != run.dictionary_hash:
        return True
    data_hash = table_data.known_hash(session, resource)
    return bool(data_hash) and data_hash != run.data_hash


def extent(session: AlchemySession, resource: dict[str, Any]) -> Extent:
    """Tell how far the data of a resource as they are now were checked against its dictionary."""
    newest, done = latest(session, resource["id"]), last_done(session, resource["id"])
    waits = newest is not None and newest.status in (WAITING, RUNNING)
    known = bool(table_data.known_hash(session, resource))
    if done is None or is_stale(session, done, resource) or (waits and not known):
        return Extent.WAITING if waits else Extent.NOT
    return Extent.WHOLE if is_whole(done.tables, done.rows_read, done.rows_total) else Extent.PARTLY


# a worker's side: short transactions, apart from any session


def _begin() -> Any:
    return model.ensure_engine().begin()


def claim(worker: str, run_id: str | None = None) -> str | None:
    """Take a run that waits, or one whose worker is gone; none when there is nothing to do.

    A run that was taken too often without an end has failed: `RUN-LOST`.
    """
    now = sa.func.now()
    lost = sa.and_(_RUN.c.status == RUNNING, _RUN.c.heartbeat_at < now - LEASE)
    free = sa.or_(_RUN.c.status == WAITING, lost)
    with _begin() as connection:
        connection.execute(
            _RUN.update()
            .where(lost, _RUN.c.attempts >= ATTEMPTS)
            .values(status=FAILED, failure={"code": "RUN-LOST", "params": {}}, finished_at=now)
        )
        query = sa.select(_RUN.c.id).where(free).order_by(_RUN.c.asked_at).limit(1)
        query = query.where(_RUN.c.id == run_id) if run_id else query
        result = connection.scalar(query.with_for_update(skip_locked=True))
        if result is not None:
            connection.execute(
                _RUN.update()
                .where(_RUN.c.id == result)
                .values(
                    status=RUNNING,
                    worker=worker,
                    started_at=now,
                    heartbeat_at=now,
                    attempts=_RUN.c.attempts + 1,
                    rows_read=0,
                )
            )
    return result


class LostRunError(Exception):
    """The run is no longer this worker's: cancelled, or taken over."""


def beat(run_id: str, worker: str, rows: int) -> None:
    """Show that the worker lives and how far it is.

    :raises LostRunError: when the run was cancelled or is another worker's now
    """
    mine = sa.and_(_RUN.c.id == run_id, _RUN.c.worker == worker, _RUN.c.status == RUNNING)
    with _begin() as connection:
        asked = connection.execute(
            _RUN.update()
            .where(mine)
            .values(heartbeat_at=sa.func.now(), rows_read=rows)
            .returning(_RUN.c.cancel_asked)
        ).scalar()
        if asked:
            connection.execute(_RUN.update().where(mine).values(status=CANCELLED, finished_at=sa.func.now()))
    if asked or asked is None:
        raise LostRunError


def begin(run_id: str, worker: str, **known: Any) -> None:
    """Note what the run is about: `source`, `rows_total`, `data_hash`, `dictionary_hash`, ..."""
    _write(run_id, worker, known)


def finish(run_id: str, worker: str, status: str, **values: Any) -> bool:
    """End a run; return false when it was taken over meanwhile, and nothing is written then."""
    return _write(run_id, worker, {**values, "status": status, "finished_at": sa.func.now()})


def _write(run_id: str, worker: str, values: dict[str, Any]) -> bool:
    mine = sa.and_(_RUN.c.id == run_id, _RUN.c.worker == worker, _RUN.c.status == RUNNING)
    with _begin() as connection:
        return connection.execute(_RUN.update().where(mine).values(**values)).rowcount == 1


KEPT: Final = 20
"""Runs of a resource that are kept; older ones go when a new one is done."""


def forget_old(resource_id: str) -> None:
    """Delete the results beyond the newest ones, and what was asked for beside checks and has ended."""
    mine = sa.and_(_RUN.c.resource_id == resource_id, _RUN.c.status.in_(ENDED))
    old = (
        sa.select(_RUN.c.id)
        .where(mine, _RUN.c.reason != WORKBOOK)
        .order_by(_RUN.c.asked_at.desc())
        .offset(KEPT)
    )
    with _begin() as connection:
        connection.execute(
            _RUN.delete().where(sa.or_(_RUN.c.id.in_(old), sa.and_(mine, _RUN.c.reason == WORKBOOK)))
        )


def forget(run_id: str, worker: str) -> None:
    """Delete a run of this worker that is done and leaves nothing to tell."""
    mine = sa.and_(_RUN.c.id == run_id, _RUN.c.worker == worker, _RUN.c.status == RUNNING)
    with _begin() as connection:
        connection.execute(_RUN.delete().where(mine))
