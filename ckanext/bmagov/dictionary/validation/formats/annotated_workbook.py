"""What a check found, as a workbook: the problems in a list, and the rows of the data with marked cells.

Every cell is text: nothing is calculated. A workbook holds the first rows and those with a problem that is
told, as many as one budget of cells and characters allows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.formats.workbook import LONGEST, Workbook

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from ckanext.bmagov.base.formats.workbook import Sheet

MOST_ROWS: Final = 20_000
"""Rows of data that a workbook begins with; beyond them only rows with a problem."""

MOST_CELLS: Final = 200_000
MOST_TEXT: Final = 8 * 1024 * 1024
"""Cells and characters of data in a workbook, all tables together: writing them takes about a second."""

MOST_READ: Final = 500_000
"""Rows of a table that are read in search of problems."""

MOST_COLUMNS: Final = 300
COMMENT: Final = 250
BAD: Final = {"bg_color": "#FFD9D2", "num_format": "@", "border": 1, "border_color": "#B3261E"}


@dataclass(frozen=True)
class Marked:
    """One table: its header, its rows with their numbers, and the sentences about cells by row number and
    column.

    `masked` are columns whose values are not shown.
    """

    name: str
    header: Sequence[str]
    rows: Iterable[tuple[int, list[str]]]
    marks: Mapping[int, Mapping[str, str]]
    masked: Collection[str] = ()


def write(sheets: Sequence[Sheet], data: Sequence[Marked], row_heading: str, mask: str) -> bytes:
    """Write sheets of text, then one for each table of the data."""
    book = Workbook()
    bad = book.style(BAD)
    for sheet in sheets:
        book.write(sheet)
    for table in data:
        _write_data(book, table, bad, row_heading, mask)
    return book.close()


def _write_data(book: Workbook, table: Marked, bad: Any, row_heading: str, mask: str) -> None:
    sheet = book.sheet(table.name, fixed_columns=1)
    header = list(table.header)[:MOST_COLUMNS]
    hidden = {position for position, name in enumerate(header) if name in table.masked}
    for position, name in enumerate([row_heading, *header]):
        sheet.write_string(0, position, name[:LONGEST], book.head)
    for line, (number, row) in enumerate(table.rows, 1):
        sheet.write_number(line, 0, number)
        marks = table.marks.get(number, {})
        for position, name in enumerate(header):
            cell = row[position] if position < len(row) else ""
            text = mask if cell and position in hidden else cell[:LONGEST]
            if name in marks:
                sheet.write_string(line, position + 1, text, bad)
                sheet.write_comment(line, position + 1, marks[name][:COMMENT], {"x_scale": 2})
            elif text:
                sheet.write_string(line, position + 1, text, book.plain)


def chosen(
    batches: Iterable[list[list[str]]], first_row: int, marked: Collection[int], width: int, tables: int = 1
) -> Iterator[tuple[int, list[str]]]:
    """Give the first rows of a table, then only those with a mark; reading ends behind the last mark.

    :param first_row: the number of the first row
    :param marked: the numbers of the rows with a mark, which may take half of the budget from the first rows
    :param tables: how many tables share the budget
    """
    room = MOST_CELLS // tables // max(min(width, MOST_COLUMNS), 1)
    first = min(MOST_ROWS, room - min(len(marked), room // 2))
    last = min(max(marked, default=0), first_row + MOST_READ)
    text = MOST_TEXT // tables
    number = first_row
    for batch in batches:
        for row in batch:
            if number - first_row < first or number in marked:
                cells = [cell[:LONGEST] for cell in row[:MOST_COLUMNS]]
                room -= 1
                text -= sum(map(len, cells))
                if room < 0 or text < 0:
                    return
                yield number, cells
            number += 1
        if number - first_row >= first and number > last:
            return
