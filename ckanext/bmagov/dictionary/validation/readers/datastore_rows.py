"""The rows of a DataStore table as text, streamed by a cursor of the server: never all in memory."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

import ckan.plugins as p

from ckanext.bmagov.base.domain.sql import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HIDDEN: Final = frozenset(("_id", "_full_text"))
BATCH: Final = 5_000
NATIVE: Final = (
    "date",
    "timestamp",
    "timestamptz",
    "timestamp without time zone",
    "timestamp with time zone",
)


@dataclass(frozen=True)
class StoredTable:
    """The columns of a table with their types, in order, and an estimate of its rows."""

    resource_id: str
    columns: tuple[tuple[str, str], ...]
    rows: int | None

    @property
    def header(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return tuple(name for name, _ in self.columns)

    @property
    def native(self) -> bool:
        """Tell whether the table holds dates as dates."""
        return any(kind in NATIVE for _, kind in self.columns)


def engine() -> Any:
    """Return the engine that may only read; none when the site has no DataStore."""
    if not p.plugin_loaded("datastore"):
        return None
    from ckanext.datastore.backend.postgres import get_read_engine

    return get_read_engine()


def stored_table(resource_id: str) -> StoredTable | None:
    """Return the table of a resource; none when it has none."""
    reading = engine()
    if reading is None:
        return None
    columns = sa.text(
        "SELECT attname, format_type(atttypid, atttypmod), GREATEST(reltuples, 0)::bigint FROM pg_attribute"
        " JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace"
        " WHERE relname = :name AND nspname = 'public' AND relkind IN ('r', 'p')"
        " AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
    )
    with reading.connect() as connection:
        result = connection.execute(columns, {"name": resource_id}).all()
    if not result:
        return None
    listed = tuple((name, kind) for name, kind, _ in result if name not in HIDDEN)
    return StoredTable(resource_id, listed, result[0][2] or None)


def fingerprint(table: StoredTable) -> str:
    """Return what stands for the rows of a table: computed by the database, without moving them.

    The order of rows does not count.
    """
    row = ", ".join(quoted(name) for name, _ in table.columns) or "NULL"
    query = (
        f"SELECT count(*), coalesce(sum(hashtextextended(ROW({row})::text, 0)::numeric), 0),"  # noqa: S608
        f" coalesce(sum(hashtextextended(ROW({row})::text, 1)::numeric), 0) FROM {quoted(table.resource_id)}"
    )
    reading = engine()
    with reading.connect() as connection:
        count, first, second = connection.exec_driver_sql(query.replace("%", "%%")).one()
    return f"{','.join(table.header)}:{count}:{first}:{second}"


@contextmanager
def open_rows(table: StoredTable, columns: Sequence[str] = ()) -> Iterator[Iterator[list[list[str]]]]:
    """Give batches of rows as text, in the order in which they were loaded.

    :param columns: only these
    """
    wanted = [(name, kind) for name, kind in table.columns if not columns or name in columns]
    names = ", ".join(quoted(name) for name, _ in wanted) or "NULL"
    query = f"SELECT {names} FROM {quoted(table.resource_id)} ORDER BY _id"  # noqa: S608
    with engine().connect() as connection:
        streaming = connection.execution_options(stream_results=True, max_row_buffer=BATCH)
        result = streaming.exec_driver_sql(query.replace("%", "%%"))
        try:
            yield _batches(result, [_is_text(kind) for _, kind in wanted])
        finally:
            result.close()


def _batches(result: Any, texts: Sequence[bool]) -> Iterator[list[list[str]]]:
    while rows := result.fetchmany(BATCH):
        yield [
            [(cell or "") if plain else as_text(cell) for cell, plain in zip(row, texts, strict=True)]
            for row in rows
        ]


def _is_text(kind: str) -> bool:
    return kind == "text"


def as_text(cell: Any) -> str:
    """Return a value as a person would write it: ISO dates, no exponent, JSON for what has parts."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, dt.datetime):
        plain = cell.replace(tzinfo=None)
        return plain.date().isoformat() if plain.time() == dt.time() else plain.isoformat()
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    if isinstance(cell, dict | list):
        return json.dumps(cell, ensure_ascii=False)
    return str(cell)
