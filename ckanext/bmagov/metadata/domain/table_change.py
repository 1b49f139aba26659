"""What is different in a table after its file was replaced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class TableChange:
    """Columns that came and went, pairs that look renamed, and the numbers of rows where both are known."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    rows: tuple[int, int] | None = None


def table_change(
    columns_before: Sequence[str],
    columns: Sequence[str],
    rows_before: int | None = None,
    rows: int | None = None,
) -> TableChange:
    """Compare two versions of a table by the names of its columns.

    A column that went and one that came count as renamed when they stand between the same neighbours.
    """
    gone = [name for name in columns_before if name not in columns]
    new = [name for name in columns if name not in columns_before]
    renamed = []
    for name in gone:
        place = _neighbours(columns_before, name)
        same = [other for other in new if _neighbours(columns, other) == place]
        if len(same) == 1:
            renamed.append((name, same[0]))
    left = {name for pair in renamed for name in pair}
    counted = (rows_before, rows) if rows_before is not None and rows is not None else None
    return TableChange(
        tuple(name for name in new if name not in left),
        tuple(name for name in gone if name not in left),
        tuple(renamed),
        counted,
    )


def _neighbours(columns: Sequence[str], name: str) -> tuple[str | None, str | None]:
    place = list(columns).index(name)
    before = columns[place - 1] if place else None
    after = columns[place + 1] if place + 1 < len(columns) else None
    return before, after
