"""What a check found, as a workbook: the problems in a list, and the rows of the data with marked cells.

Every cell is text: nothing is calculated. Rows are streamed; a workbook holds the first ones and those with a
problem that is told.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

MOST_ROWS: Final = 20_000
"""Rows of data that a workbook shows; beyond them only rows with a problem."""

MOST_CELLS: Final = 200_000
MOST_READ: Final = 500_000
"""Cells of these rows, and rows that are read in search of problems: somebody waits for the workbook."""

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
    """One table: its header, batches of rows, and the sentences about cells by row number and column.

    `masked` are columns whose values are not shown.
    """

    name: str
    header: Sequence[str]
    batches: Iterable[list[list[str]]]
    first_row: int
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
    for line, (number, row) in enumerate(_chosen(table), 1):
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


def _chosen(table: Marked) -> Iterator[tuple[int, list[str]]]:
    """The first rows, then only those with a mark; reading ends behind the last mark."""
    most = min(MOST_ROWS, MOST_CELLS // max(len(table.header), 1))
    last = min(max(table.marks, default=0), table.first_row + MOST_READ)
    number = table.first_row
    for batch in table.batches:
        for row in batch:
            if number - table.first_row < most or number in table.marks:
                yield number, row
            number += 1
        if number - table.first_row >= most and number > last:
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
