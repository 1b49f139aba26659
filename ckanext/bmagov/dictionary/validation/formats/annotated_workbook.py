"""What a check found, as a workbook: the problems in a list, and the rows of the data with marked cells.

Numbers of columns of numbers are numbers, so that they can be summed; every other cell is text. Nothing is
calculated. A workbook holds the first rows and those with a problem that is
told, as many as one budget of cells and characters allows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.text import to_arabic_digits
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

MOST_DIGITS: Final = 15
"""Digits of a number that a spreadsheet keeps."""

NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")

MOST_COLUMNS: Final = 300
COMMENT: Final = 250
BAD: Final = {"bg_color": "#FFD9D2", "num_format": "@", "border": 1, "border_color": "#B3261E"}


@dataclass(frozen=True)
class Marked:
    """One table: its header, its rows with their numbers, and the sentences about cells by row number and
    name of the column.

    `names` are those by which the columns are described, by their place from 0; `masked` the places of
    columns whose values are not shown, `numbers` those of columns of numbers.
    """

    name: str
    header: Sequence[str]
    rows: Iterable[tuple[int, list[str]]]
    marks: Mapping[int, Mapping[str, str]]
    names: Mapping[int, str]
    masked: Collection[int] = ()
    numbers: Collection[int] = ()


def write(sheets: Sequence[Sheet], data: Sequence[Marked], row_heading: str, mask: str) -> bytes:
    """Write sheets of text, then one for each table of the data."""
    book = Workbook()
    bad, bad_number = book.style(BAD), book.style({**BAD, "num_format": "General"})
    for sheet in sheets:
        book.write(sheet)
    for table in data:
        _write_data(book, table, (bad, bad_number), row_heading, mask)
    return book.close()


def _write_data(book: Workbook, table: Marked, styles: tuple[Any, Any], row_heading: str, mask: str) -> None:
    bad, bad_number = styles
    sheet = book.sheet(table.name, fixed_columns=1)
    header = list(table.header)[:MOST_COLUMNS]
    for position, name in enumerate([row_heading, *header]):
        sheet.write_string(0, position, name[:LONGEST], book.head)
    for line, (number, row) in enumerate(table.rows, 1):
        sheet.write_number(line, 0, number)
        marks = table.marks.get(number, {})
        if "" in marks:
            sheet.write_comment(line, 0, marks[""][:COMMENT], {"x_scale": 2})
        for position in range(len(header)):
            cell = row[position] if position < len(row) else ""
            text = mask if cell and position in table.masked else cell[:LONGEST]
            mark = marks.get(table.names[position], "") if position in table.names else ""
            value = number_of(text) if position in table.numbers else None
            if value is not None:
                sheet.write_number(line, position + 1, value, bad_number if mark else None)
            elif text or mark:
                sheet.write_string(line, position + 1, text, bad if mark else book.plain)
            if mark:
                sheet.write_comment(line, position + 1, mark[:COMMENT], {"x_scale": 2})


def number_of(text: str) -> float | None:
    """Return the number that a cell holds, where a spreadsheet keeps all of its digits; else nothing."""
    plain = to_arabic_digits(text).strip()
    if not NUMBER.fullmatch(plain) or sum(map(str.isdigit, plain)) > MOST_DIGITS:
        return None
    return float(plain.replace(",", ""))


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
