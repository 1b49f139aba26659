"""Columns whose level a new version of a dictionary lowers: by another level, or by leaving them out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.dictionary.domain.diff import pair_columns, pair_tables
from ckanext.bmagov.dictionary.domain.spec import Dictionary, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping


@dataclass(frozen=True)
class Lowering:
    """A column of the older version that gets a lower level of its own; `after` is None when it goes."""

    table: str
    column: str
    before: str
    after: str | None

    @property
    def place(self) -> tuple[str, str]:
        """Table and column, as names are compared."""
        return match_key(self.table), match_key(self.column)

    def to_dict(self) -> dict[str, Any]:
        """Return what is stored of it."""
        return {"table": self.table, "column": self.column, "before": self.before, "after": self.after}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Lowering:
        """Return what was stored."""
        return cls(stored["table"], stored["column"], stored["before"], stored["after"])


def lowerings(old: Dictionary, new: Dictionary, rank: Callable[[str], int]) -> Iterator[Lowering]:
    """Yield the lowerings between two versions. A column that is renamed keeps its level, or is lowered.

    :param rank: the rank of a column by its own level; empty: that of the resource
    """
    pairs, _, removed = pair_tables(old.tables, new.tables)
    for table in removed:
        yield from (
            _gone(table, column) for column in table.columns if rank(column.classification) > rank("")
        )
    for before, after in pairs:
        columns, _, left_out = pair_columns(before.columns, after.columns)
        for column, now in columns:
            if rank(column.classification) > rank(now.classification):
                yield Lowering(before.name, column.name, column.classification, now.classification)
        yield from (_gone(before, item) for item in left_out if rank(item.classification) > rank(""))


def _gone(table: Table, column: Any) -> Lowering:
    return Lowering(table.name, column.name, column.classification, None)


def lowered(dictionary: Dictionary, wanted: Iterable[Lowering]) -> Dictionary | None:
    """Return the dictionary with these columns lowered; None when one is not there as it was."""
    by_place = {item.place: item for item in wanted}
    tables: list[Table] = []
    for table in dictionary.tables:
        kept: list[Any] = []
        for column in table.columns:
            item = by_place.pop((match_key(table.name), match_key(column.name)), None)
            if item is None:
                kept.append(column)
            elif column.classification != item.before:
                return None
            elif item.after is not None:
                kept.append(replace(column, classification=item.after))
        tables.append(replace(table, columns=tuple(kept)))
    return None if by_place else Dictionary(tuple(tables))


def covers(asked: Iterable[Lowering], wanted: Iterable[Lowering], rank: Callable[[str], int]) -> bool:
    """Return whether somebody has asked for all of these, or for more."""
    known = {item.place: item for item in asked}

    def reach(lowering: Lowering) -> int:
        return -1 if lowering.after is None else rank(lowering.after)

    return all(item.place in known and reach(known[item.place]) <= reach(item) for item in wanted)
