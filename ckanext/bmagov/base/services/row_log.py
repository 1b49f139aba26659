"""Rows of covered tables go into the log with the transaction that writes them. Nothing is committed here.

Triggers note which rows a transaction touches, whichever way: objects of the session, statements for many
rows, COPY. What a savepoint undoes is noted no longer. At the commit each row is read as it is by then.
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ckan.model.meta import metadata

from ckanext.bmagov.base.domain.row_statement import Json, Statement, statement
from ckanext.bmagov.base.events import emit
from ckanext.bmagov.base.model.audit_log import AuditLog
from ckanext.bmagov.base.model.touched_row import TouchedRow
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.request_state import DATASETS_CHANGED, ROWS_WRITTEN
from ckanext.bmagov.base.services.acting import acting_user
from ckanext.bmagov.base.services.audit_log import SYSTEM, append
from ckanext.bmagov.kept_tables import CODES, COVERED, DATASET_COLUMNS, DATASETS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from ckan.types import AlchemySession

    Key = tuple[Any, ...]

ROWS, ROWS_BEFORE, TAKEN_IN = "rows", "rows_found", "rows_taken_in"
"""Kinds of entries: what rows a transaction wrote; rows that were there before they were covered; the columns
that are covered since."""

ACCEPTED: Final = "rows_accepted"
"""Kind of an entry: rows that were mended past the product, and why they stand as they are."""

AT_ONCE: Final = 500
"""Rows of one entry, and rows that are held at a time."""

_WROTE: Final = sa.text(
    "SELECT pg_current_xact_id_if_assigned() IS NOT NULL AND to_regclass('bmagov_touched_row') IS NOT NULL"
)
_TAKE: Final = (
    sa.delete(TouchedRow.__table__)
    .where(TouchedRow.__table__.c.transaction == sa.text("pg_current_xact_id()::text::bigint"))
    .returning(TouchedRow.__table__.c.table_name, TouchedRow.__table__.c.key)
)
_CLEARING: Final = sa.text("SET LOCAL bmagov.clearing = 'on'")


def note_flushed(session: AlchemySession) -> None:
    """Note that the session has written objects of covered tables."""
    objects = (*session.new, *session.dirty, *session.deleted)
    if any(getattr(item, "__tablename__", "") in COVERED for item in objects):
        ROWS_WRITTEN.put(session, value=True)


def note_statement(state: Any) -> None:
    """Note that a statement may have written rows of a covered table; what plain SQL does is not known."""
    table = getattr(state.statement, "table", None)
    if table is None or table.name in COVERED:
        ROWS_WRITTEN.put(state.session, value=True)


def seal(session: AlchemySession) -> None:
    """Put what the transaction made of covered rows into the log, and lock it until the commit."""
    if not (ROWS_WRITTEN.of(session) or DATASETS_CHANGED.of(session)) or not session.scalar(_WROTE):
        return
    taken = session.execute(_TAKE).all()
    written = {(row.table_name, tuple(row.key)) for row in taken if row.table_name in COVERED}
    written |= {(DATASETS, (dataset_id,)) for dataset_id in DATASETS_CHANGED.take(session)}
    touched = sorted(written, key=repr)
    for first in range(0, len(touched), AT_ONCE):
        rows = _said(session.connection(), touched[first : first + AT_ONCE])
        append(session, acting_user(session), ROWS, {"rows": list(rows)})


def allow_clearing(session: AlchemySession) -> None:
    """Let this transaction delete rows of tables that only grow; the log tells which.

    For demo content, and for a save that has to be taken back because something else failed.
    """
    session.execute(_CLEARING)


def covered() -> dict[str, list[str]]:
    """Return the columns that are covered, by table."""
    ours = {name: sorted(metadata.tables[name].columns.keys()) for name in sorted(COVERED)}
    return {**ours, DATASETS: sorted(DATASET_COLUMNS)}


def rows_after(
    connection: sa.Connection, name: str, last: Key | None, columns: Collection[str] = ()
) -> list[tuple[Key, Statement]]:
    """Return keys and statements of the rows of a table that follow a key, at most `AT_ONCE` of them.

    :param last: None for the first ones
    :param columns: of these only (optional)
    """
    where = sa.true() if last is None else sa.tuple_(*_key(name)) > sa.tuple_(*last)
    return list(_rows(connection, name, where, columns))


def take_in(connection: sa.Connection) -> int:
    """Put into the log, as found today, what is not covered yet: rows of tables and columns that became
    covered since this was last done. Return how many rows.

    A second call finds nothing to do. One that was interrupted and rolled back begins again.
    """
    known, wanted, count = taken_in(connection), covered(), 0
    for name, columns in wanted.items():
        new = set(columns) - set(known.get(name, ()))
        last: Key | None = None
        while new and (batch := rows_after(connection, name, last, new)):
            rows = [{"table": name, "key": list(key), "columns": said} for key, said in batch]
            append(connection, SYSTEM, ROWS_BEFORE, {"day": today(), "rows": rows})
            last, count = batch[-1][0], count + len(batch)
    if wanted != known:
        append(connection, SYSTEM, TAKEN_IN, {"day": today(), "rows": count, "columns": wanted})
    return count


def accept(connection: sa.Connection, name: str, key: Key, reason: str) -> None:
    """Put a row into the log as it stands, or that it is gone, though nothing of the product made it so.

    :param reason: why it is right; it stays in the log
    """
    rows = list(_said(connection, [(name, key)]))
    append(connection, SYSTEM, ACCEPTED, {"day": today(), "reason": reason, "rows": rows})


def taken_in(connection: sa.Connection) -> dict[str, list[str]]:
    """Return the columns that were covered when rows were last taken in, by table."""
    log = AuditLog.__table__.c
    query = sa.select(log.payload).where(log.kind == TAKEN_IN).order_by(log.number.desc()).limit(1)
    last = connection.scalar(query)
    return dict(last["columns"]) if last else {}


def not_taken_in(connection: sa.Connection) -> list[str]:
    """Return the tables with columns that were not taken in; none on a site where nothing ever was."""
    known = taken_in(connection)
    return [name for name, columns in covered().items() if known and set(columns) - set(known.get(name, ()))]


def key_text(key: Sequence[Any]) -> str:
    """Return the only form of a key as text."""
    return json.dumps(list(key), ensure_ascii=False)


def _said(connection: sa.Connection, touched: Iterable[tuple[str, Key]]) -> Iterator[dict[str, Any]]:
    for name, of_table in groupby(touched, key=lambda written: written[0]):
        keys = [key for _, key in of_table]
        there = dict(_rows(connection, name, sa.tuple_(*_key(name)).in_(keys)))
        for key in keys:
            yield {"table": name, "key": list(key), "columns": there.get(key)}


def _rows(
    connection: sa.Connection, name: str, where: sa.ColumnElement[bool], columns: Collection[str] = ()
) -> Iterator[tuple[Key, Statement]]:
    if name == DATASETS:
        yield from _datasets(connection, where, columns or DATASET_COLUMNS)
        return
    key, table = _key(name), metadata.tables[name]
    wanted = [column for column in table.columns if not columns or column.name in columns]
    query = sa.select(*(column.label(f"key {n}") for n, column in enumerate(key)), *map(_exact, wanted))
    for row in connection.execute(query.where(where).order_by(*key).limit(AT_ONCE)):
        values = {
            column.name: Json(value) if value is not None and isinstance(column.type, JSONB) else value
            for column, value in zip(wanted, row[len(key) :], strict=True)
        }
        yield tuple(row[: len(key)]), statement(values, CODES)


def _datasets(
    connection: sa.Connection, where: sa.ColumnElement[bool], columns: Collection[str]
) -> Iterator[tuple[Key, Statement]]:
    key = _key(DATASETS)
    ids = connection.scalars(sa.select(*key).where(where).order_by(*key).limit(AT_ONCE)).all()
    standings: dict[str, dict[str, Any]] = emit("standings_asked", connection, ids)[0]
    for dataset_id in ids:
        yield (dataset_id,), statement({column: standings[dataset_id][column] for column in columns}, CODES)


def _key(name: str) -> list[sa.Column[Any]]:
    return list(metadata.tables[name].primary_key.columns)


def _exact(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    return sa.cast(column, sa.Text) if isinstance(column.type, JSONB) else column
