"""The dictionaries of several resources as one, as the dictionary of their dataset."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.dictionary.domain.checks import find_reference
from ckanext.bmagov.dictionary.domain.spec import Dictionary, Reference, Table

if TYPE_CHECKING:
    from collections.abc import Iterable


def gather(parts: Iterable[tuple[str, Dictionary]]) -> Dictionary:
    """Put the tables of all parts into one dictionary, each under a name of its own.

    A part is a name (that of the resource) and a dictionary. A table without a name gets that of its part;
    one that has a name keeps it, unless another has it already. A single dictionary stays as it is.
    """
    given = [(name, dictionary) for name, dictionary in parts if dictionary.tables]
    if len(given) == 1:
        return given[0][1]
    taken: set[str] = set()
    tables: list[Table] = []
    for name, dictionary in given:
        new = {id(table): _name(table.name, name, taken) for table in dictionary.tables}
        tables += [_renamed(dictionary, table, new) for table in dictionary.tables]
    return Dictionary(tuple(tables))


def _name(own: str, part: str, taken: set[str]) -> str:
    wanted = f"{part} – {own}" if own and match_key(own) in taken else own or part
    name, number = wanted, 2
    while match_key(name) in taken:
        name, number = f"{wanted} ({number})", number + 1
    taken.add(match_key(name))
    return name


def _renamed(dictionary: Dictionary, table: Table, new: dict[int, str]) -> Table:
    columns = [
        replace(column, references=Reference(new[id(result[0])], result[1].name))
        if column.references and (result := find_reference(dictionary, table, column.references))
        else column
        for column in table.columns
    ]
    return replace(table, name=new[id(table)], columns=tuple(columns))
