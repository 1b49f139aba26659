"""What a check found, as a workbook: the problems in a list, and the rows of the data with marked cells.

Every cell is text: nothing is calculated. A workbook holds the first rows and those with a problem that is
told, as many as one budget of cells and characters allows.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

MOST_ROWS: Final = 20_000
"""Rows of data that a workbook begins with; beyond them only rows with a problem."""

MOST_CELLS: Final = 200_000
MOST_TEXT: Final = 8 * 1024 * 1024
"""Cells and characters of data in a workbook, all tables together: writing them takes about a second."""

MOST_READ: Final = 500_000
"""Rows of a table that are read in search of problems."""

MOST_COLUMNS: Final = 300
LONGEST: Final = 32_000
COMMENT: Final = 250
HEAD: Final = {
    "bold": True,
    "bg_color": "#1B5E3F",
    "font_color": "#FFFFFF",
    "text_wrap": True,
    "valign": "top",
}
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


@dataclass(frozen=True)
class Sheet:
    """A sheet of text: its name and its rows, the first of them the heading."""

    name: str
    rows: Sequence[Sequence[str]]
    widths: Sequence[int] = field(default=())


def write(sheets: Sequence[Sheet], data: Sequence[Marked], row_heading: str, mask: str) -> bytes:
    """Write sheets of text, then one for each table of the data."""
    out = io.BytesIO()
    book: Any = xlsxwriter.Workbook(
        out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    head, bad, plain = book.add_format(HEAD), book.add_format(BAD), book.add_format({"num_format": "@"})
    names = _Names()
    for one in sheets:
        sheet = book.add_worksheet(names.take(one.name))
        sheet.freeze_panes(1, 0)
        for position, width in enumerate(one.widths):
            sheet.set_column(position, position, width)
        for number, row in enumerate(one.rows):
            for position, text in enumerate(row):
                sheet.write_string(number, position, str(text)[:LONGEST], head if number == 0 else plain)
    for table in data:
        _write_data(book.add_worksheet(names.take(table.name)), table, (head, bad, plain), row_heading, mask)
    book.close()
    return out.getvalue()


def _write_data(
    sheet: Any, table: Marked, formats: tuple[Any, Any, Any], row_heading: str, mask: str
) -> None:
    head, bad, plain = formats
    header = list(table.header)[:MOST_COLUMNS]
    hidden = {position for position, name in enumerate(header) if name in table.masked}
    sheet.freeze_panes(1, 1)
    for position, name in enumerate([row_heading, *header]):
        sheet.write_string(0, position, name[:LONGEST], head)
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
                sheet.write_string(line, position + 1, text, plain)


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


class _Names:
    """Names of sheets as Excel takes them: short, without some signs, none twice."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, wanted: str) -> str:
        plain = "".join("_" if sign in "[]:*?/\\'" else sign for sign in wanted)[:28] or "Sheet"
        name, number = plain, 2
        while name.casefold() in self._taken:
            name, number = f"{plain[:25]} {number}", number + 1
        self._taken.add(name.casefold())
        return name
