"""How the text of a table is cut into cells, and which of its rows is the header."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.text import match_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DELIMITERS: Final = (",", ";", "\t", "|")
"""Tried in this order; the first wins a tie."""

HEADER_WITHIN: Final = 20
"""Rows in which the header is sought: title lines of Thai reports take up to about ten."""

FULL_ROW: Final = 0.6
"""Share of the table's width that a row must fill to be a header rather than a title line."""

VALUE_CELL: Final = re.compile(r"[+\-]?[\d๐-๙][\d๐-๙.,/:\- ]*%?")
"""A number, a date or a time in either digits: what a header cell rarely is."""


@dataclass(frozen=True)
class Delimiter:
    """`certain` is false for a file of one column: any delimiter would do."""

    character: str
    certain: bool = True


@dataclass(frozen=True)
class Header:
    """The header and the first row of data, both counted from 1 as people count.

    `row` is 0 when the table has no header; its columns are then named by their position.
    `second_row` is true when the row below looks like a second line of the header.
    """

    row: int
    columns: tuple[str, ...]
    data_row: int
    second_row: bool = False


def detect_delimiter(text: str) -> Delimiter:
    """Choose the character that cuts the most lines into one same number (above 1) of cells.

    `text` is the beginning of the file; a last line without its end is left out, as it may be cut.
    """
    sample = text[: text.rfind("\n") + 1] or text
    scores = {delimiter: _score(sample, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return Delimiter(best) if scores[best] > 0 else Delimiter(",", certain=False)


def _score(sample: str, delimiter: str) -> float:
    widths = Counter(len(row) for row in _rows(sample, delimiter) if any(cell.strip() for cell in row))
    widths.pop(1, None)
    if not widths:
        return 0.0
    width, rows = widths.most_common(1)[0]
    return rows / sum(widths.values()) * rows + width / 1000


def _rows(sample: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(sample), delimiter=delimiter)
    try:
        yield from reader
    except csv.Error:  # an over-long field: what was read so far decides
        return


def find_header(rows: Sequence[Sequence[str]]) -> Header:
    """Find the header among the first rows of a table.

    The header is the first row that fills most of the table's width, repeats no name and holds no bare value
    (number, date). When the first such full row is all data there is no header.
    """
    head = [[cell.strip() for cell in row] for row in rows[:HEADER_WITHIN]]
    width = _width([[cell.strip() for cell in row] for row in rows])
    for index, row in enumerate(head):
        if _filled(row) < max(1, width * FULL_ROW):
            continue
        if _looks_like_names(row):
            below = head[index + 1] if index + 1 < len(head) else []
            after = head[index + 2 : index + 5]
            return Header(index + 1, tuple(_trim(row)), index + 2, _continues(below, after, width))
        return Header(0, tuple(f"column_{n}" for n in range(1, width + 1)), data_row=index + 1)
    return Header(0, (), data_row=1)


def _width(rows: Sequence[Sequence[str]]) -> int:
    """The width that most rows have, so that title lines and footnotes do not decide."""
    widths = Counter(len(_trim(row)) for row in rows if _filled(row))
    return max(widths, key=lambda width: (widths[width], width)) if widths else 0


def _trim(row: Sequence[str]) -> Sequence[str]:
    end = max((n for n, cell in enumerate(row, 1) if cell), default=0)
    return row[:end]


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell) for cell in row)


def _is_value(cell: str) -> bool:
    return bool(VALUE_CELL.fullmatch(cell)) and not _is_year(cell)


def _is_year(cell: str) -> bool:
    """Years head columns of statistics ("2567", "พ.ศ. 2567"), so a year alone makes no row of data."""
    return bool(re.fullmatch(r"(?:2[4-6]|[๒][๔-๖]|19|20)[\d๐-๙]{2}", cell))


def _looks_like_names(row: Sequence[str]) -> bool:
    cells = [cell for cell in row if cell]
    values = sum(_is_value(cell) for cell in cells)
    years = sum(_is_year(cell) for cell in cells)
    return values == 0 and years < len(cells)


def _continues(below: Sequence[str], after: Sequence[Sequence[str]], width: int) -> bool:
    """A second header row: names again, above rows that do hold values in the same places."""
    if _filled(below) == 0 or _filled(below) > width or any(_is_value(cell) for cell in below if cell):
        return False
    valued = {n for row in after for n, cell in enumerate(row) if cell and _is_value(cell)}
    filled = {n for n, cell in enumerate(below) if cell}
    return bool(valued) and filled <= valued


def header_problems(columns: Sequence[str]) -> tuple[tuple[str, dict[str, str | int]], ...]:
    """What is wrong with the names.

    `HEADER-EMPTY` (`position`) or `HEADER-DUPLICATE` (`name`, `first`, `second`).

    Positions count from 1. Names are compared as people read them: case, spaces and the two spellings of
    sara am do not make them different.
    """
    problems: list[tuple[str, dict[str, str | int]]] = []
    seen: dict[str, int] = {}
    for position, name in enumerate(columns, 1):
        key = match_key(name)
        if not key:
            problems.append(("HEADER-EMPTY", {"position": position}))
        elif key in seen:
            problems.append(("HEADER-DUPLICATE", {"name": name, "first": seen[key], "second": position}))
        else:
            seen[key] = position
    return tuple(problems)
