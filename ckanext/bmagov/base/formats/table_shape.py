"""What is said of the shape of a table, by its first rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain import table as shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Problem = tuple[str, dict[str, str | int]]


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
    second = shape.second_table(rows, header)
    if second:
        yield "TABLE-SECOND", {"row": second}
    elif is_text:
        yield from _uneven(rows, header)


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
