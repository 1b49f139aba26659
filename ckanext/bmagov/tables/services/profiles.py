"""Profiles of the columns of a table, counted by the database where the rows are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.sql import quoted
from ckanext.bmagov.tables.domain.profile import BINS, LONGEST, TOPS, profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckanext.bmagov.tables.domain.plan import Planned
    from ckanext.bmagov.tables.domain.profile import ColumnProfile
    from ckanext.bmagov.tables.services.store import NewTable

MEASURED: Final = ("int4", "int8", "numeric", "date", "timestamp")
"""Types of which a histogram says something."""

PROFILED: Final = 300
"""Columns; of a wider table the others have no profile."""


def profiles(table: NewTable) -> list[ColumnProfile | None]:
    """Count what each column holds, in the order of the columns; of the ones beyond `PROFILED` nothing."""
    rows = table.rows
    kept = table.columns[:PROFILED]
    rest: Sequence[None] = [None] * (len(table.columns) - len(kept))
    return [*(_profile(table, rows, column) for column in kept), *rest]


def _profile(table: NewTable, rows: int, column: Planned) -> ColumnProfile:
    name = quoted(column.id)
    table.run(
        "CREATE TEMPORARY TABLE _values ON COMMIT DROP AS"  # noqa: S608
        f" SELECT {name} AS v, count(*) AS n FROM {quoted(table.name)}"
        f" WHERE {name} IS NOT NULL GROUP BY {name}"
    )
    ends = "min(v)::text, max(v)::text" if column.stored != "bool" else "min(v::text), max(v::text)"
    counts = table.run(f"SELECT count(*), coalesce(sum(n), 0)::bigint, {ends} FROM _values").one()  # noqa: S608
    listed = counts[0] <= TOPS
    tops = table.run(
        f"SELECT left(v::text, {LONGEST + 1}), n FROM _values"  # noqa: S608
        f"{'' if listed else ' WHERE n > 1'} ORDER BY n DESC, v LIMIT {TOPS}"
    )
    frequent = [(value, count) for value, count in tops]
    bins = _bins(table, column, counts[0])
    table.run("DROP TABLE _values")
    return profile(rows, counts, frequent, bins)


def _bins(table: NewTable, column: Planned, distinct: int) -> list[int]:
    if column.stored not in MEASURED or distinct < 2:
        return []
    value = "extract(epoch from v::timestamp)" if column.stored in ("date", "timestamp") else "v"
    counted: Any = table.run(
        f"SELECT least(width_bucket({value}::float8, low, high, {BINS}), {BINS}), sum(n)::bigint"  # noqa: S608
        f" FROM _values, (SELECT min({value})::float8 AS low, max({value})::float8 AS high FROM _values) ends"
        " WHERE low < high GROUP BY 1"
    )
    by_number = dict(counted.tuples().all())
    return [by_number.get(number, 0) for number in range(1, BINS + 1)] if by_number else []
