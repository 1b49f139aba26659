"""Tables of the DataStore as PostgreSQL keeps them: made from a stream of rows, put in the place of old ones.

One transaction makes the table, fills it and puts it in its place: whatever ends it before, also the death of
the worker or of the database, leaves the old table as it was, and nothing beside it.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import psycopg2
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.sql import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ckanext.bmagov.tables.domain.plan import Planned, Stored

MARK: Final = "bmagov"
"""In the comment of a table: loaded by us, and from what."""

SWAP_WAIT: Final = "30s"
"""How long a new table waits for those who read the old one."""

ARGUMENTS: Final = 90
"""Of a function of PostgreSQL, which takes 100."""

TEXT_MOST: Final = 250_000
"""Characters of a row that core's full-text search knows: more than a megabyte is no row for it."""

SEARCH_FROM: Final = 20_000
"""Rows from which a search inside of words has an index; fewer are read as quickly."""

SEARCHED: Final = 30
"""Columns of text that such an index covers."""


def is_there() -> bool:
    """Tell whether the site has a DataStore that we know how to load."""
    return bool(p.plugin_loaded("datastore"))


def writing_engine() -> Any:
    """Return the engine that may write."""
    from ckanext.datastore.backend.postgres import get_write_engine

    return get_write_engine()


def literal(text: str) -> str:
    """Return a text as SQL takes it, whatever it holds."""
    return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


class NewTable:
    """A table being made, within one transaction of a connection."""

    def __init__(self, connection: Any, resource_id: str, columns: Sequence[Planned]) -> None:
        """Make it, empty, beside the one that is there."""
        self.connection, self.resource_id, self.columns = connection, resource_id, columns
        self.name = f"_load_{hashlib.sha256(resource_id.encode()).hexdigest()[:16]}"
        self.rows = 0
        self.run("SET LOCAL statement_timeout = 0")
        self.run("SET LOCAL work_mem = '256MB'")
        self.run("SET LOCAL maintenance_work_mem = '256MB'")
        own = ", ".join(f"{quoted(column.id)} {column.stored}" for column in columns)
        words = f"to_tsvector({literal(_language())}, {_words(columns)})"
        self.run(
            f"CREATE TABLE {quoted(self.name)} (_id serial,"
            f" _full_text tsvector GENERATED ALWAYS AS ({words}) STORED{', ' + own if own else ''})"
        )

    def run(self, statement: str) -> Any:
        """Run a statement as it stands."""
        return self.connection.exec_driver_sql(statement.replace("%", "%%"))

    def copy(self, lines: Iterator[str]) -> None:
        """Fill it with lines of COPY's own text. What breaks the lines off is raised as it is."""
        names = ", ".join(quoted(column.id) for column in self.columns)
        source = _Lines(lines)
        with self.connection.connection.cursor() as cursor:
            try:
                cursor.copy_expert(
                    f"COPY {quoted(self.name)} ({names}) FROM STDIN WITH (FREEZE)", source, 256 * 1024
                )
            except psycopg2.Error as error:
                raise source.error or error from None
            self.rows = cursor.rowcount

    def finish(self) -> None:
        """Give it the key and the trigger that the DataStore expects."""
        table = quoted(self.name)
        self.run(f"ALTER TABLE {table} ALTER COLUMN _full_text DROP EXPRESSION")
        self.run(f"ALTER TABLE {table} ADD PRIMARY KEY (_id)")
        self.run(
            f"CREATE TRIGGER zfulltext BEFORE INSERT OR UPDATE ON {table}"
            " FOR EACH ROW EXECUTE PROCEDURE populate_full_text_trigger()"
        )
        self.run(f"ANALYZE {table}")

    def take_place(self, loaded_hash: str) -> None:
        """Stand in the place of the old table, with its aliases and what was said of its columns.

        :param loaded_hash: what the table was made from; noted with it
        """
        old, new = quoted(self.resource_id), quoted(self.name)
        self._keep_words()
        aliases = list(
            self.connection.execute(
                sa.text('SELECT name FROM "_table_metadata" WHERE alias_of = :id'), {"id": self.resource_id}
            ).scalars()
        )
        self.run(f"SET LOCAL lock_timeout = '{SWAP_WAIT}'")
        self.run(f"DROP TABLE IF EXISTS {old} CASCADE")
        self.run(f"ALTER TABLE {new} RENAME TO {old}")
        self.run(f"COMMENT ON TABLE {old} IS {literal(json.dumps({MARK: loaded_hash}))}")
        for alias in aliases:
            self.run(f"CREATE VIEW {quoted(alias)} AS SELECT * FROM {old}")  # noqa: S608
        self.connection.execute(
            sa.text(
                "INSERT INTO \"_table_stats\" VALUES (:id, jsonb_build_object('rows', CAST(:rows AS bigint)))"
                " ON CONFLICT (resource_id) DO UPDATE SET stats = EXCLUDED.stats"
            ),
            {"id": self.resource_id, "rows": self.rows},
        )

    def _keep_words(self) -> None:
        """Take over what was said of columns on the DataStore's side; a long name says itself in full."""
        query = sa.text(
            "SELECT attname, description FROM pg_attribute JOIN pg_class c ON c.oid = attrelid"
            " JOIN pg_description d ON d.objoid = c.oid AND d.objsubid = attnum"
            " WHERE relname = :id AND relnamespace = 'public'::regnamespace AND attnum > 0"
        )
        said = dict(self.connection.execute(query, {"id": self.resource_id}).tuples().all())
        for column in self.columns:
            text = said.get(column.id)
            if text is None and column.id != column.name:
                text = " " + json.dumps({"_info": {"label": column.name}}, ensure_ascii=False)
            if text is not None:
                place = f"{quoted(self.name)}.{quoted(column.id)}"
                self.run(f"COMMENT ON COLUMN {place} IS {literal(text)}")


def _language() -> str:
    return str(tk.config["ckan.datastore.default_fts_lang"])


def _words(columns: Sequence[Planned]) -> str:
    """Return an expression for the text of a row, of functions that PostgreSQL calls immutable."""
    parts = [_as_text(column) for column in columns] or ["''"]
    groups = [" || ' ' || ".join(parts[at : at + ARGUMENTS]) for at in range(0, len(parts), ARGUMENTS)]
    return f"left({' || '.join(f'({group})' for group in groups)}, {TEXT_MOST})"


def _as_text(column: Planned) -> str:
    name = quoted(column.id)
    if column.stored == "text":
        return f"coalesce({name}, '')"
    if column.stored in ("date", "timestamp"):
        day = f"{name}::date"
        parts = (
            f"lpad(extract({part} from {day})::text, {digits}, '0')"
            for part, digits in (("year", 4), ("month", 2), ("day", 2))
        )
        joined = " || '-' || ".join(parts)
        return f"coalesce({joined}, '')"
    if column.stored == "time":
        return "''"
    return f"coalesce({name}::text, '')"


def search_text(columns: Sequence[Stored]) -> str:
    """Return the expression for the text in which the data page seeks, as its index has it; empty without."""
    names = [quoted(column.id) for column in columns if column.stored == "text"]
    if not names or len(names) > SEARCHED:
        return ""
    return lowered(" || ' ' || ".join(f"coalesce({name}, '')" for name in names))


def lowered(text: str) -> str:
    """Return an expression with Latin letters small, compared byte by byte, which is many times as fast."""
    return f'lower(({text}) COLLATE "C")'


def has_trigrams(connection: Any) -> bool:
    """Tell whether PostgreSQL's pg_trgm is there, or could be made ready: it comes with PostgreSQL."""
    query = sa.text("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
    if connection.scalar(query):
        return True
    try:
        with connection.begin_nested():
            connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except SQLAlchemyError:
        return False
    return True


def add_indexes(resource_id: str, loaded_hash: str, columns: Sequence[Stored], rows: int) -> None:
    """Give a table the indexes by which words are sought, where it has none: it can be read meanwhile.

    Of core's own kind for its full-text search; and one of trigrams to seek inside of words, as Thai needs.
    """
    base = f"_{hashlib.sha256(resource_id.encode()).hexdigest()[:16]}_{loaded_hash[:8]}"
    table = quoted(resource_id)
    with writing_engine().begin() as connection:
        text = search_text(columns) if rows >= SEARCH_FROM else ""
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '256MB'")
        if text and has_trigrams(connection):
            what = f"USING gin (({text}) gin_trgm_ops)".replace("%", "%%")
            connection.exec_driver_sql(
                f"CREATE INDEX IF NOT EXISTS {quoted(f'{base}_inside')} ON {table} {what}"
            )
        method = tk.config["ckan.datastore.default_fts_index_method"]
        what = f"USING {method} (_full_text)"
        connection.exec_driver_sql(f"CREATE INDEX IF NOT EXISTS {quoted(f'{base}_words')} ON {table} {what}")


class _Lines:
    """Lines as COPY reads them: in pieces."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.rest = b""
        self.error: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        """Return the next piece; empty at the end."""
        if not self.rest:
            try:
                self.rest = next(self.lines, "").encode("utf-8", "replace")
            except Exception as error:
                self.error = error
                raise
        if 0 <= size < len(self.rest):
            piece, self.rest = self.rest[:size], self.rest[size:]
            return piece
        piece, self.rest = self.rest, b""
        return piece


@contextmanager
def making(resource_id: str, columns: Sequence[Planned]) -> Iterator[NewTable]:
    """Give a new table within a transaction, which is committed at the end of the `with` and nowhere else."""
    with writing_engine().begin() as connection:
        yield NewTable(connection, resource_id, columns)


def loaded_hash(resource_id: str) -> str | None:
    """Return from what the table of a resource was made; empty of one that others made, None without one."""
    query = sa.text(
        "SELECT coalesce(obj_description(oid, 'pg_class'), '') FROM pg_class WHERE relname = :id"
        " AND relnamespace = 'public'::regnamespace AND relkind = 'r'"
    )
    with writing_engine().connect() as connection:
        comment = connection.scalar(query, {"id": resource_id})
    if comment is None:
        return None
    try:
        return str(json.loads(comment)[MARK])
    except (ValueError, KeyError, TypeError):
        return ""


def drop(resource_id: str) -> None:
    """Take a table away, with its aliases."""
    with writing_engine().begin() as connection:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{SWAP_WAIT}'")
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {quoted(resource_id)} CASCADE")
        connection.execute(sa.text('DELETE FROM "_table_stats" WHERE resource_id = :id'), {"id": resource_id})
