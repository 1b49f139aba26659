"""Write to the append-only logs, read them, and verify them. Nothing is committed here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

import sqlalchemy as sa

from ckan.lib.helpers import get_display_timezone

from ckanext.bmagov.base.domain.log_chain import (
    GENESIS,
    Broken,
    Entry,
    append as follow,
    verify as verify_chain,
)
from ckanext.bmagov.base.domain.log_head import LogHead
from ckanext.bmagov.base.model.audit_log import AuditLog, ReadLog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ckan.types import AlchemySession

    Log = type[AuditLog] | type[ReadLog]

LOGS: dict[str, Log] = {"decisions": AuditLog, "reads": ReadLog}
"""The logs by the names that people call them by."""

SYSTEM = "system"
"""The actor of what nobody in particular did: a command, a job."""

PLACES = ("agency_id", "dataset_id", "resource_id")
AT_ONCE = 1000


@dataclass(frozen=True)
class Verdict:
    """What a verification found. `length` and `head` are of the whole log, to be noted elsewhere."""

    length: int
    head: str
    broken: Broken | None


class LogPlace(TypedDict):
    """Where an entry of the log belongs: the agency that owned the dataset then, the dataset, the file."""

    agency_id: str | None
    dataset_id: str
    resource_id: str | None


def append(
    session: AlchemySession | sa.Connection,
    actor: str,
    kind: str,
    payload: Mapping[str, Any],
    *,
    agency_id: str | None = None,
    dataset_id: str | None = None,
    resource_id: str | None = None,
    log: Log = AuditLog,
) -> Entry:
    """Add an entry in the caller's transaction, and with it stand or fall.

    The chain is locked until that transaction ends, so append last. `payload` is plain data; the ids of what
    it is about are added to it, and what it says itself of them stands in their columns too.
    """
    given = {"agency_id": agency_id, "dataset_id": dataset_id, "resource_id": resource_id}
    places = {name: given[name] or payload.get(name) or None for name in PLACES}
    content = {name: value for name, value in payload.items() if name not in PLACES}
    content |= {name: value for name, value in places.items() if value}
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(log.__tablename__))))
    entry = follow(_last(session, log), dt.datetime.now(dt.UTC), actor, kind, content)
    row = {name: getattr(entry, name) for name in ("number", "at", "actor", "kind", "previous", "digest")}
    session.execute(sa.insert(log).values(**row, **places, payload=dict(entry.payload)))
    return entry


def verify(
    session: AlchemySession | sa.Connection,
    log: Log,
    *,
    length: int | None = None,
    head: str | None = None,
    each: Callable[[Entry], None] = lambda _: None,
) -> Verdict:
    """Read a whole log and find the first entry that is not what was written.

    :param length: how many entries there were when the head was noted
    :param head: digest of the last of those
    :param each: hears of every entry, also of those after a broken one
    """
    last = [0, GENESIS]

    def counted() -> Iterator[Entry]:
        for entry in entries(session, log):
            last[:] = [entry.number, entry.digest]
            each(entry)
            yield entry

    every = counted()
    broken = verify_chain(every, length=length, head=head)
    for _ in every:
        pass
    return Verdict(int(last[0]), str(last[1]), broken)


def head_on(session: AlchemySession, day: dt.date) -> LogHead:
    """Return what the log of decisions was when a day began: it is the same for as long as the day lasts."""
    log = AuditLog.__table__.c
    begins = dt.datetime.combine(day, dt.time.min, get_display_timezone())
    query = (
        sa.select(log.number, log.digest).where(log.at < begins).order_by(log.at.desc(), log.number.desc())
    )
    last = session.execute(query.limit(1)).first()
    return LogHead(day, last.number, last.digest) if last else LogHead(day, 0, GENESIS)


def head(session: AlchemySession) -> str:
    """Return the SHA-256 of the last entry of the log of decisions, as it is now."""
    return end(session)[1]


def end(session: AlchemySession) -> tuple[int, str]:
    """Return how many entries the log of decisions has now, and the SHA-256 of the last."""
    last = _last(session, AuditLog)
    return (last.number, last.digest) if last else (0, GENESIS)


def entries(session: AlchemySession | sa.Connection, log: Log) -> Iterator[Entry]:
    """Return every entry in order; of one whose columns differ from its payload, the digest is lost."""
    table = log.__table__
    query = sa.select(table).order_by(table.c.number).execution_options(yield_per=AT_ONCE)
    for row in session.execute(query):
        agrees = all(getattr(row, name) == row.payload.get(name) for name in PLACES)
        yield Entry(
            row.number,
            row.at,
            row.actor,
            row.kind,
            row.payload,
            row.previous,
            row.digest if agrees else "",
        )


def _last(session: AlchemySession | sa.Connection, log: Log) -> Entry | None:
    table = log.__table__
    row = session.execute(sa.select(table).order_by(table.c.number.desc()).limit(1)).first()
    return (
        Entry(row.number, row.at, row.actor, row.kind, row.payload, row.previous, row.digest) if row else None
    )
