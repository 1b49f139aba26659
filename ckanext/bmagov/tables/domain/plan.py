"""How a file becomes a table: which column has which name and type in the database."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.table import column_names
from ckanext.bmagov.dictionary import TYPES, Column, place_columns, stored_names
from ckanext.bmagov.tables.domain.cells import stored_type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ckanext.bmagov.dictionary import Table

MOST_COLUMNS: Final = 1_500
"""PostgreSQL takes 1,600 with those that are dropped; two are the DataStore's own."""

FORM: Final = 1
"""Of what is stored. A table of an older one is loaded anew."""


@dataclass(frozen=True)
class Stored:
    """A column of a table that is there: its name in the file and in the database, and both types."""

    name: str
    id: str
    type: str
    stored: str

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Stored:
        """Return a column as it was kept (`Planned.to_dict`)."""
        kind = Column("", type=plain["type"])
        return cls(plain["name"], plain["id"], plain["type"], stored_type(kind))


@dataclass(frozen=True)
class Planned:
    """A column of a table to be.

    `name` is that of the file, `id` that of the database. `declared` says that the dictionary gives the type.
    """

    name: str
    id: str
    column: Column
    declared: bool

    @property
    def stored(self) -> str:
        """Return the type in the database."""
        return stored_type(self.column)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {"name": self.name, "id": self.id, "type": self.column.type, "declared": self.declared}


def plan(header: Sequence[str], described: Table | None, proposed: Sequence[Column]) -> tuple[Planned, ...]:
    """Plan a table: typed by its dictionary, and where that says nothing by what the data show.

    :param proposed: what the data show, in the order of the header; may be shorter
    :raises ProblemError: `TABLE-TOO-WIDE` (`columns`, `limit`)
    """
    names = column_names(header)
    if len(names) > MOST_COLUMNS:
        raise ProblemError("TABLE-TOO-WIDE", columns=len(names), limit=MOST_COLUMNS)
    ids = stored_names(names)
    placed = place_columns(described, header) if described else {}
    shown = {column.name: column for column in proposed}
    planned: list[Planned] = []
    for position, name in enumerate(names):
        column = placed.get(position)
        is_declared = column is not None and column.type in TYPES
        if column is None or not is_declared:
            column = shown.get(name) or Column(name, type="text")
        planned.append(Planned(name, ids[name], column, is_declared))
    return tuple(planned)


def is_whole(planned: Sequence[Planned]) -> bool:
    """Tell whether the dictionary gives every type, so that the data need not be asked."""
    return all(item.declared for item in planned)


def fingerprint(rows: str, described: Table | None) -> str:
    """Return what stands for a table: other rows or other types make another, other words do not.

    :param rows: what stands for the rows
    """
    said = [
        [column.name, column.type, column.era, column.date_format, sorted(column.missing)]
        for column in (described.columns if described else ())
        if column.type
    ]
    return hashlib.sha256(json.dumps([FORM, rows, said]).encode()).hexdigest()
