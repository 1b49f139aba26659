"""What is said of the shape of a table, by its first rows."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain import table as shape
from ckanext.bmagov.base.domain.table.spoiled import spoiled_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Problem = tuple[str, dict[str, str | int]]

LEAST_ROWS: Final = 20
CELLS: Final = 100_000
"""Rows and cells in which spoiled values are sought."""

SPOILED: Final = 20
"""Columns with spoiled values that are told."""


def shape_problems(
    rows: Sequence[Sequence[str]], header: shape.Header, *, is_text: bool
) -> Iterator[Problem]:
    """Say what was made of the rows at the top, and which rows do not fit.

    Codes: `HEADER-JOINED` (`first`, `row`), `HEADER-LABELS` and `HEADER-UNITS` (`row`), `TABLE-SECOND`
    (`row`), `ROWS-UNEVEN` (`row`, `cells`, `columns`, `count`).

    :param is_text: of CSV, where a row may be short; those of a sheet are all as wide as the widest
    """
    if header.height > 1:
        yield "HEADER-JOINED", {"row": header.row + header.height - 1, "first": header.row}
    if header.below:
        yield (
            "HEADER-LABELS" if header.below == shape.LABELS else "HEADER-UNITS",
            {"row": header.data_row - 1},
        )
    yield from spoiled_values(rows, header, native=not is_text)
    second = shape.second_table(rows, header)
    if second:
        yield "TABLE-SECOND", {"row": second}
    elif is_text:
        yield from _uneven(rows, header)


def spoiled_values(rows: Sequence[Sequence[str]], header: shape.Header, *, native: bool) -> Iterator[Problem]:
    """Say which columns hold values that a spreadsheet has spoiled."""
    most = max(LEAST_ROWS, CELLS // max(len(header.columns), 1))
    some = rows[header.data_row - 1 : header.data_row - 1 + most]
    data = [shape.cut_left(row, header.first_column) for row in some]
    columns = shape.column_names(header.columns)
    problems = spoiled_columns(columns, data, header.data_row, native=native)
    yield from itertools.islice(problems, SPOILED)


def _uneven(rows: Sequence[Sequence[str]], header: shape.Header) -> Iterator[Problem]:
    width = len(header.columns)
    uneven: list[tuple[int, int]] = []
    for number, row in enumerate(rows[header.data_row - 1 :], header.data_row):
        cells = shape.cut_left(row, header.first_column)
        if any(cells) and (len(cells) < width or any(cells[width:])) and not is_alone(cells):
            uneven.append((number, len(cells)))
    if uneven:
        row, cells = uneven[0]
        yield "ROWS-UNEVEN", {"row": row, "cells": cells, "columns": width, "count": len(uneven)}


def is_alone(cells: Sequence[str]) -> bool:
    """Tell whether a row is a line of text: a title, a note."""
    return len(cells) == 1
