"""What was read or guessed, put together with the dictionary that is there: nobody's words are lost."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.dictionary.domain.spec import Column, Dictionary, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

TABLE_TEXTS = ("label_th", "label_en", "description")


@dataclass(frozen=True)
class Combined:
    """The dictionary put together. `added` and `kept` are table and name of the columns that only the new
    one has, and that only the old one has.
    """

    dictionary: Dictionary
    added: tuple[tuple[str, str], ...] = ()
    kept: tuple[tuple[str, str], ...] = ()


def combine(old: Dictionary, new: Dictionary, *, new_wins: bool) -> Combined:
    """Put two dictionaries together, column by column; names are compared as people read them.

    :param new_wins: where both say something, the new one's word counts (a file that somebody wrote); else
        the old one's (a guess only fills what is empty). What a side does not say never wins.
    """
    added: list[tuple[str, str]] = []
    kept: list[tuple[str, str]] = []
    pairs, only_old = _pair(old.tables, new.tables)
    tables: list[Table] = []
    for before, after in pairs:
        if before is None:
            added += [(after.name, column.name) for column in after.columns]
            tables.append(after)
        else:
            tables.append(_table(before, after, new_wins, added, kept))
    for table in only_old:
        kept += [(table.name, column.name) for column in table.columns]
        tables.append(table)
    return Combined(Dictionary(tuple(tables)), tuple(added), tuple(kept))


def _pair(old: Sequence[Table], new: Sequence[Table]) -> tuple[list[tuple[Table | None, Table]], list[Table]]:
    """Tables of one name; one table each are one, whatever they are called."""
    if len(old) == len(new) == 1:
        return [(old[0], new[0])], []
    left = {match_key(table.name): table for table in old}
    pairs = [(left.pop(match_key(table.name), None), table) for table in new]
    return pairs, list(left.values())


def _table(
    before: Table,
    after: Table,
    new_wins: bool,
    added: list[tuple[str, str]],
    kept: list[tuple[str, str]],
) -> Table:
    first, second = (after, before) if new_wins else (before, after)
    texts = {name: getattr(first, name) or getattr(second, name) for name in TABLE_TEXTS}
    name = first.name or second.name
    left = {match_key(column.name): column for column in before.columns}
    columns: list[Column] = []
    for column in after.columns:
        known = left.pop(match_key(column.name), None)
        if known is None:
            added.append((name, column.name))
            columns.append(column)
        else:
            columns.append(_column(known, column, new_wins))
    kept += [(name, column.name) for column in left.values()]
    return Table(name, columns=(*columns, *left.values()), **texts)


def _column(before: Column, after: Column, new_wins: bool) -> Column:
    first, second = (after, before) if new_wins else (before, after)
    taken = {
        item.name: getattr(second, item.name)
        for item in fields(Column)
        if item.name != "name" and getattr(first, item.name) == item.default
    }
    if first.type and first.type != second.type:
        for name in ("size", "decimals", "date_format", "era", "minimum", "maximum"):
            taken.pop(name, None)
    if not new_wins:
        # What only the data say of themselves is no rule that somebody has set aside.
        for name in ("required", "unique", "primary_key"):
            if before.type:
                taken.pop(name, None)
    return replace(first, name=before.name if not new_wins else after.name, **taken)
