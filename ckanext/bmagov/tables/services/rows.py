"""Rows of a loaded table as somebody may read them: counted, in pages, or streamed as a whole."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from ckan import model

from ckanext.bmagov import access, dictionary
from ckanext.bmagov.access import Aspect
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.sql import quoted
from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.tables.domain.plan import Stored
from ckanext.bmagov.tables.domain.query import FROM, IS, Asked
from ckanext.bmagov.tables.services import queue
from ckanext.bmagov.tables.services.store import SEARCHED, lowered, search_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ckan.types import Context

LONGEST: Final = 30_000
"""Milliseconds that a question may take; what takes longer is refused in words."""

BATCH: Final = 2_000
FACETS: Final = 5
"""Columns whose values are counted beside the rows."""


@dataclass(frozen=True)
class Readable:
    """A loaded table with the columns of it that somebody may read."""

    resource_id: str
    columns: tuple[Stored, ...]
    profiles: Mapping[str, Any]
    """By the names of columns in the database."""


def readable(context: Context, resource_id: str) -> Readable | None:
    """Return the table of a resource as the caller may read it.

    None when there is no loaded table, or the caller may not read its data. Columns of the dictionary that
    the caller may not know are left out.
    """
    table = queue.state(model.Session, resource_id)
    if table is None or table.loaded_at is None:
        return None
    if not access.readable_resources(context, [resource_id], Aspect.DATA):
        return None
    hidden = dictionary.hidden_columns(context, resource_id)
    columns = [Stored.of(plain) for plain in table.columns]
    profiles = dict(zip([column.id for column in columns], table.profile, strict=True))
    known = tuple(column for column in columns if match_key(column.name) not in hidden)
    return Readable(resource_id, known, {column.id: profiles[column.id] for column in known})


def count(table: Readable, asked: Asked) -> int:
    """Return how many rows are asked for.

    :raises ProblemError: `TABLE-SLOW`, `TABLE-AWAY`
    """
    where, values = _where(table, asked)
    with _reading() as connection:
        query = f"SELECT count(*) FROM {_escaped(table.resource_id)}{where}"  # noqa: S608
        return connection.scalar(sa.text(query), values)


def page(table: Readable, asked: Asked) -> list[tuple[Any, ...]]:
    """Return the rows of the page that is asked for.

    :raises ProblemError: as :func:`count`
    """
    where, values = _where(table, asked)
    query = f"{_select(table, asked)}{where}{_order(asked)} LIMIT :limit OFFSET :offset"
    values |= {"limit": asked.per_page, "offset": (asked.page - 1) * asked.per_page}
    with _reading() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query), values)]


def facets(table: Readable, asked: Asked) -> dict[str, list[tuple[str, int]]]:
    """Return how often each value of the columns with few values comes, by the column's name in the database.

    Of each column as if nothing were chosen in it. Exact.

    :raises ProblemError: as :func:`count`
    """
    listed = [column for column in table.columns if _is_listed(table, column)][:FACETS]
    counted: dict[str, list[tuple[str, int]]] = {}
    with _reading() as connection:
        for column in listed:
            others = asked.without(column)
            if not others.is_narrow:
                tops = table.profiles[column.id]["tops"]
                counted[column.id] = [(top["value"], top["count"]) for top in tops]
                continue
            where, values = _where(table, others)
            name = _escaped(column.id)
            query = sa.text(
                f"SELECT {name}::text, count(*) FROM {_escaped(table.resource_id)}{where}"  # noqa: S608
                f" AND {name} IS NOT NULL GROUP BY {name} ORDER BY 2 DESC, 1"
            )
            counted[column.id] = [(value, number) for value, number in connection.execute(query, values)]
    return counted


def _is_listed(table: Readable, column: Stored) -> bool:
    profile = table.profiles[column.id]
    few = bool(profile and profile["is_listed"] and profile["distinct"] > 1)
    return few and column.stored in ("text", "bool", "int4")


@contextmanager
def stream(table: Readable, asked: Asked) -> Iterator[Iterator[tuple[Any, ...]]]:
    """Give all rows that are asked for, typed, in batches from the server: never all in memory.

    :raises ProblemError: as :func:`count`
    """
    where, values = _where(table, asked)
    query = sa.text(f"{_select(table, asked)}{where}{_order(asked)}")
    with _reading(0) as connection:
        streaming = connection.execution_options(stream_results=True, max_row_buffer=BATCH)
        yield (tuple(row) for row in streaming.execute(query, values))


@contextmanager
def _reading(milliseconds: int = LONGEST) -> Iterator[Any]:
    """Give a connection that only reads.

    :raises ProblemError: `TABLE-SLOW` when a statement took too long, `TABLE-AWAY` when there is no database
    """
    try:
        with dictionary.reading_engine().connect() as connection:
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = {milliseconds}")
            yield connection
    except DBAPIError as error:
        code = str(getattr(error.orig, "pgcode", None) or "")
        raise ProblemError("TABLE-SLOW" if code == "57014" else "TABLE-AWAY") from error


def _select(table: Readable, asked: Asked) -> str:
    names = ", ".join(_escaped(column.id) for column in asked.shown) or "NULL"
    return f"SELECT {names} FROM {_escaped(table.resource_id)}"  # noqa: S608


def _order(asked: Asked) -> str:
    if asked.sort is None:
        return " ORDER BY _id"
    return f" ORDER BY {_escaped(asked.sort.id)} {'DESC' if asked.down else 'ASC'} NULLS LAST, _id"


def _where(table: Readable, asked: Asked) -> tuple[str, dict[str, Any]]:
    """Return the condition of what is asked, and its values."""
    values: dict[str, Any] = {}
    parts: list[str] = []
    inside = _inside(table.columns)
    for number, word in enumerate(asked.words):
        values[f"q{number}"] = f"%{_like(word)}%"
        parts.append(f"{inside} LIKE :q{number}" if inside else "false")
    for number, item in enumerate(asked.filters):
        name, key = _escaped(item.column.id), f"f{number}"
        if item.kind == IS:
            values[key] = list(item.values)
            parts.append(f"{name} = ANY(CAST(:{key} AS {item.column.stored}[]))")
        elif item.kind == FROM or item.column.stored != "timestamp":
            values[key] = item.values[0]
            parts.append(f"{name} {'>=' if item.kind == FROM else '<='} CAST(:{key} AS {item.column.stored})")
        else:
            values[key] = _end(item.values[0])
            parts.append(f"{name} <= CAST(:{key} AS timestamp)")
    return (f" WHERE {' AND '.join(parts)}" if parts else ""), values


def _end(moment: Any) -> Any:
    """Return the end of a day for a day without a time: it counts as a whole."""
    if isinstance(moment, dt.datetime) and moment.time() == dt.time():
        return moment + dt.timedelta(days=1) - dt.timedelta(microseconds=1)
    return moment


def _inside(columns: Sequence[Stored]) -> str:
    """Return the text of a row in which words are sought: the one that has an index where there is one."""
    text = search_text(columns)
    if not text:
        first = [column for column in columns if column.stored == "text"][:SEARCHED] or columns[:SEARCHED]
        text = lowered(" || ' ' || ".join(f"coalesce({quoted(column.id)}::text, '')" for column in first))
    return text.replace(":", r"\:")


def _like(word: str) -> str:
    small = "".join(letter.lower() if letter.isascii() else letter for letter in word)
    return small.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _escaped(name: str) -> str:
    """Return a name for a statement whose values are given by `:name`."""
    return quoted(name).replace(":", r"\:")
