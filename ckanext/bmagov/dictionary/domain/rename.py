"""A column that is called otherwise in the data now, and keeps all that is said of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.dictionary.domain.spec import Dictionary, Reference

if TYPE_CHECKING:
    from ckanext.bmagov.dictionary.domain.spec import Column, Table


def rename_column(dictionary: Dictionary, old: str, new: str) -> Dictionary | None:
    """Return a dictionary in which a column, and what refers to it, has another name.

    :returns: None unless exactly one table has the old name, and does not have the new one
    """
    tables = [table for table in dictionary.tables if _has(table, old)]
    if len(tables) != 1 or _has(tables[0], new):
        return None
    return Dictionary(
        tuple(
            replace(
                table, columns=tuple(_renamed(column, table, tables[0], old, new) for column in table.columns)
            )
            for table in dictionary.tables
        )
    )


def _has(table: Table, name: str) -> bool:
    return any(match_key(column.name) == match_key(name) for column in table.columns)


def _renamed(column: Column, table: Table, owner: Table, old: str, new: str) -> Column:
    if table is owner and match_key(column.name) == match_key(old):
        column = replace(column, name=new)
    reference = column.references
    leads_here = reference and match_key(reference.table or table.name) == match_key(owner.name)
    if reference and leads_here and match_key(reference.column) == match_key(old):
        return replace(column, references=Reference(reference.table, new))
    return column
