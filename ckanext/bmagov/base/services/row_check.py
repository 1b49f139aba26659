"""Compare the rows of covered tables with what the log says of them, in bounded memory."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert

from ckanext.bmagov.base.domain.row_statement import Difference, Scalar, differences
from ckanext.bmagov.base.services import row_log

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ckanext.bmagov.base.domain.log_chain import Entry
    from ckanext.bmagov.base.services.row_log import Key

_SAID: Final = sa.Table(
    "bmagov_said_of_rows",
    sa.MetaData(),
    sa.Column("table_name", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("columns", JSONB(none_as_null=True)),
    sa.Column("number", sa.BigInteger),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DROP",
)
"""What the log last said of each row; no columns when it was deleted."""


@dataclass(frozen=True)
class Wrong:
    """A row that is not what the log says."""

    table: str
    key: Key
    entry: int | None
    """Number of the entry that last spoke of it; None where none did."""

    different: tuple[Difference, ...] = ()
    """Empty: the row is gone, or the log never heard of it."""

    @property
    def is_gone(self) -> bool:
        """Whether the log speaks of a row that is not there."""
        return self.entry is not None and not self.different


class RowCheck:
    """Takes entries of the log in their order, then yields the rows that are not what these say.

    What the log says is held in a temporary table, so that memory does not grow with the log. All has to
    happen in one transaction that sees no commits of others meanwhile (`REPEATABLE READ`).
    """

    def __init__(self, connection: sa.Connection) -> None:
        """Begin with an empty log."""
        self._connection = connection
        _SAID.drop(connection, checkfirst=True)
        _SAID.create(connection)

    def take(self, entry: Entry) -> None:
        """Take an entry; those that say nothing of rows are passed over."""
        if entry.kind not in (row_log.ROWS, row_log.ROWS_BEFORE, row_log.ACCEPTED):
            return
        given = insert(_SAID).values(
            [
                {
                    "table_name": row["table"],
                    "key": row_log.key_text(row["key"]),
                    "columns": row["columns"],
                    "number": entry.number,
                }
                for row in entry.payload["rows"]
            ]
        )
        more = given.excluded.columns
        known = sa.func.coalesce(_SAID.c.columns, sa.cast({}, JSONB))
        columns = sa.case((more.is_(None), sa.null()), else_=known.op("||")(more))
        self._connection.execute(
            given.on_conflict_do_update(
                index_elements=["table_name", "key"], set_={"number": entry.number, "columns": columns}
            )
        )

    def wrong(self) -> Iterator[Wrong]:
        """Yield what is wrong, table by table in the order of keys; rows that are gone come last in each."""
        for name in row_log.covered():
            yield from self._still_there(name)
            yield from self._gone(name)

    def _still_there(self, name: str) -> Iterator[Wrong]:
        last: Key | None = None
        while rows := row_log.rows_after(self._connection, name, last):
            keys = [row_log.key_text(key) for key, _ in rows]
            taken = (
                sa.delete(_SAID)
                .where(_SAID.c.table_name == name, _SAID.c.key.in_(keys))
                .returning(_SAID.c.key, _SAID.c.columns, _SAID.c.number)
            )
            said: Mapping[str, Any] = {row.key: row for row in self._connection.execute(taken)}
            for text, (key, now) in zip(keys, rows, strict=True):
                yield from _compared(name, key, now, said.get(text))
            last = rows[-1][0]

    def _gone(self, name: str) -> Iterator[Wrong]:
        after = ""
        left = (
            sa.select(_SAID.c.key, _SAID.c.number)
            .where(_SAID.c.table_name == name, _SAID.c.columns.is_not(None))
            .order_by(_SAID.c.key)
            .limit(row_log.AT_ONCE)
        )
        while rows := self._connection.execute(left.where(_SAID.c.key > after)).all():
            for row in rows:
                yield Wrong(name, tuple(json.loads(row.key)), row.number)
            after = rows[-1].key


def _compared(name: str, key: Key, now: Mapping[str, Scalar], said: Any) -> Iterator[Wrong]:
    if said is None or said.columns is None:
        yield Wrong(name, key, None)
    elif different := tuple(differences(said.columns, now)):
        yield Wrong(name, key, said.number, different)
