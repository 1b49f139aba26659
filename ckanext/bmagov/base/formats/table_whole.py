"""What only shows when all rows of a file have passed."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import IO, TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.table import COUNTED, LEFT_OUT
from ckanext.bmagov.base.formats.cell_address import cell_name
from ckanext.bmagov.base.formats.table_error import TableError
from ckanext.bmagov.base.formats.workbook_parts import sheet_facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckanext.bmagov.base.domain.table import RowsPassing
    from ckanext.bmagov.base.formats.table import Description

    Problem = tuple[str, dict[str, str | int]]

FORMULAS_IN: Final = 2 * 1024 * 1024
"""Bytes of a workbook in which formulas are sought."""

CELLS: Final = 10
"""Cells that are named."""


def with_whole(stream: IO[bytes], description: Description, passing: RowsPassing) -> Description:
    """Return a description with what all rows have shown.

    Codes: `ROWS-BELOW` and `ROWS-LEFT-OUT` (`first`, `last`, `text`), `CSV-QUOTE-ROWS` (`row`, `rows`,
    `count`), `FORMULA-EMPTY` (`cells`, `count`).
    """
    layout = description.layout
    problems = list(description.problems)
    last = layout.data_row + passing.rows - 1
    if passing.below:
        first = last - passing.below.count + 1
        is_out = layout.rows_below == LEFT_OUT
        params: dict[str, str | int] = {"first": first, "last": last, "text": passing.below.text}
        if layout.rows_below != COUNTED:
            problems.append(("ROWS-LEFT-OUT" if is_out else "ROWS-BELOW", params))
        if is_out:
            layout = replace(layout, last_row=first - 1)
    if passing.swallowed:
        row, held = passing.swallowed[0]
        params = {"row": layout.data_row + row - 1, "rows": held, "count": len(passing.swallowed)}
        problems.append(("CSV-QUOTE-ROWS", params))
    if layout.kind == "xlsx":
        problems += _formulas_without_values(stream, layout.sheet)
    rows = description.rows[: layout.last_row - layout.data_row + 1] if layout.last_row else description.rows
    return replace(description, layout=layout, rows=rows, problems=tuple(problems))


def _formulas_without_values(stream: IO[bytes], sheet: str) -> Iterator[Problem]:
    if stream.seek(0, io.SEEK_END) > FORMULAS_IN:
        return
    try:
        formulas = sheet_facts(stream, sheet).formulas
    except TableError:
        return
    empty = sorted(place for place, has_value in formulas.items() if not has_value)
    if empty:
        cells = ", ".join(cell_name(*place) for place in empty[:CELLS])
        yield "FORMULA-EMPTY", {"cells": cells, "count": len(empty)}
