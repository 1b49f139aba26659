"""Rows of a file as the lines that PostgreSQL's COPY takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.problem import Problem
from ckanext.bmagov.tables.domain.cells import CellError, ColumnCells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ckanext.bmagov.tables.domain.plan import Planned

SHOWN: Final = 60
"""Characters of a value that is no value of its column."""


class RowError(ValueError):
    """A cell that is no value of its column. `row` counts as the file's reader counts."""

    def __init__(self, row: int, planned: Planned, value: str, problem: Problem) -> None:
        super().__init__(problem.code)
        self.row, self.planned, self.value, self.problem = row, planned, value[:SHOWN], problem


class Lines:
    """Turns batches of rows into lines; afterwards `notes` say what people should know.

    Rows without any value are left out. A row that is too short is filled, and of one that is too long the
    cells beyond the header are left out.
    """

    def __init__(self, planned: Sequence[Planned], *, first_row: int, native: bool) -> None:
        """Begin.

        :param first_row: the number of the first row of data
        :param native: days come as cells of days, in ISO
        """
        self.planned = planned
        self.rows = 0
        self._next = first_row
        self._cells = [ColumnCells(item.column, native=native, declared=item.declared) for item in planned]
        self._long_row = self._long_rows = 0

    def of(self, batches: Iterable[Sequence[Sequence[str]]]) -> Iterator[str]:
        """Yield the lines of each batch.

        :raises RowError: at the first cell that is no value of its column
        """
        for batch in batches:
            numbers: Sequence[int] = range(self._next, self._next + len(batch))
            self._next += len(batch)
            rows, numbers = self._even(batch, numbers)
            if rows:
                yield self._lines(rows, numbers)
                self.rows += len(rows)

    @property
    def notes(self) -> list[Problem]:
        """Return what was done with cells."""
        notes = [
            Problem("TABLE-EMPTIED", {"column": item.name, "values": ", ".join(sorted(cells.emptied))})
            for item, cells in zip(self.planned, self._cells, strict=True)
            if cells.emptied
        ]
        if self._long_rows:
            notes.append(Problem("TABLE-ROWS-CUT", {"row": self._long_row, "count": self._long_rows}))
        return notes

    def _even(
        self, batch: Sequence[Sequence[str]], numbers: Sequence[int]
    ) -> tuple[Sequence[Sequence[str]], Sequence[int]]:
        width = len(self.planned)
        if set(map(len, batch)) == {width} and all(map(any, batch)):
            return batch, numbers
        even: list[Sequence[str]] = []
        kept: list[int] = []
        for number, row in zip(numbers, batch, strict=True):
            if not any(row):
                continue
            if any(row[width:]):
                self._long_row = self._long_row or number
                self._long_rows += 1
            even.append([*row[:width], *[""] * (width - len(row))])
            kept.append(number)
        return even, kept

    def _lines(self, rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> str:
        columns: list[list[str]] = []
        for item, cells, texts in zip(self.planned, self._cells, zip(*rows, strict=True), strict=True):
            try:
                columns.append(cells.copied(texts))
            except CellError as error:
                raise RowError(numbers[error.place], item, error.cell, error.problem) from error
        return "\n".join((*map("\t".join, zip(*columns, strict=True)), ""))
