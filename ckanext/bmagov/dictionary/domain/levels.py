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
        yield from (_gone(before, one) for one in left_out if rank(one.classification) > rank(""))


def _gone(table: Table, column: Any) -> Lowering:
    return Lowering(table.name, column.name, column.classification, None)


def lowered(dictionary: Dictionary, wanted: Iterable[Lowering]) -> Dictionary | None:
    """Return the dictionary with these columns lowered; None when one is not there as it was."""
    by_place = {one.place: one for one in wanted}
    tables: list[Table] = []
    for table in dictionary.tables:
        kept: list[Any] = []
        for column in table.columns:
            one = by_place.pop((match_key(table.name), match_key(column.name)), None)
            if one is None:
                kept.append(column)
            elif column.classification != one.before:
                return None
            elif one.after is not None:
                kept.append(replace(column, classification=one.after))
        tables.append(replace(table, columns=tuple(kept)))
    return None if by_place else Dictionary(tuple(tables))


def covers(asked: Iterable[Lowering], wanted: Iterable[Lowering], rank: Callable[[str], int]) -> bool:
    """Return whether somebody has asked for all of these, or for more."""
    known = {one.place: one for one in asked}

    def reach(one: Lowering) -> int:
        return -1 if one.after is None else rank(one.after)

    return all(one.place in known and reach(known[one.place]) <= reach(one) for one in wanted)
