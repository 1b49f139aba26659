"""The part of a dictionary that a reader may know: a column above the reader's level is not there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.dictionary.domain.checks import find_reference
from ckanext.bmagov.dictionary.domain.spec import Column, Dictionary, Table

if TYPE_CHECKING:
    from collections.abc import Callable


def readable_part(
    dictionary: Dictionary, may: Callable[[str], bool], now: Dictionary | None = None
) -> tuple[Dictionary, int]:
    """Leave out columns that may not be known; return the rest and how many were left out.

    A table of which every column is left out goes with them, and a reference to such a column goes too: its
    name would tell. A table without columns stays.

    :param may: whether the reader may know a column with this level of its own (empty: the resource's)
    :param now: the present version, when `dictionary` is an older one: a column that was raised since is as
        closed then as it is now
    """
    raised = _levels(now) if now else {}
    closed: set[int] = set()
    for table, column in dictionary.columns:
        level_now = raised.get(_place(table, column), "")
        if not may(column.classification) or not may(level_now):
            closed.add(id(column))
    if not closed:
        return dictionary, 0
    tables = [_rest(dictionary, table, closed) for table in dictionary.tables]
    return Dictionary(tuple(table for table in tables if table is not None)), len(closed)


def _rest(dictionary: Dictionary, table: Table, closed: set[int]) -> Table | None:
    kept = [column for column in table.columns if id(column) not in closed]
    if table.columns and not kept:
        return None
    columns = [
        replace(column, references=None) if _refers_to(dictionary, table, column, closed) else column
        for column in kept
    ]
    return replace(table, columns=tuple(columns))


def _refers_to(dictionary: Dictionary, table: Table, column: Column, closed: set[int]) -> bool:
    result = column.references and find_reference(dictionary, table, column.references)
    return bool(result) and id(result[1]) in closed


def _levels(dictionary: Dictionary) -> dict[tuple[str, str], str]:
    return {_place(table, column): column.classification for table, column in dictionary.columns}


def _place(table: Table, column: Column) -> tuple[str, str]:
    return match_key(table.name), match_key(column.name)
