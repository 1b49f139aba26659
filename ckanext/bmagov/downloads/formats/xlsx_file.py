"""Tables as a workbook: numbers are numbers, days are days of their era, all else is text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.spreadsheet import MOST_ROWS
from ckanext.bmagov.base.formats.workbook import LONGEST, Sheet, Workbook
from ckanext.bmagov.downloads.domain import MOST_CELLS, Cells, Day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FONT: Final = {"font_name": "TH SarabunPSK", "font_size": 16}
"""The font of Thai offices; a computer without it shows another one."""

WIDEST: Final = 40
LEAST: Final = 9

FORMATS: Final = {
    (False, False): "yyyy-mm-dd",
    (False, True): "yyyy-mm-dd hh:mm",
    (True, False): "[$-107041E]d mmm yyyy;@",
    (True, True): "[$-107041E]d mmm yyyy hh:mm;@",
}
"""How days are shown, by whether they are of the Buddhist era and whether they have a time."""


class TooManyCellsError(Exception):
    """A table is larger than what is written as a workbook."""


@dataclass(frozen=True)
class TableSheet:
    """One table: the name of its sheet, its header, the cells of each column, its rows in batches."""

    name: str
    header: Sequence[str]
    cells: Sequence[Cells]
    batches: Iterable[Iterable[Sequence[str]]]


def write_xlsx(target: IO[bytes], tables: Iterable[TableSheet], texts: Iterable[Sheet]) -> None:
    """Write tables, then sheets of text.

    :raises TooManyCellsError: nothing that was written is of use then
    """
    book = Workbook(target, FONT)
    days = {key: book.style({"num_format": form}) for key, form in FORMATS.items()}
    for table in tables:
        _write_table(book, table, days)
    for sheet in texts:
        book.write(sheet)
    book.close()


def _write_table(book: Workbook, table: TableSheet, days: dict[tuple[bool, bool], Any]) -> None:
    sheet = book.sheet(table.name)
    for position, name in enumerate(table.header):
        sheet.set_column(position, position, max(LEAST, min(WIDEST, len(name) + 2)))
        sheet.write_string(0, position, name[:LONGEST], book.head)
    number = 0
    for batch in table.batches:
        for row in batch:
            number += 1
            if number > MOST_ROWS or number * len(table.header) > MOST_CELLS:
                raise TooManyCellsError
            _write_row(book, sheet, number, row, table.cells, days)
    if number and table.header:
        sheet.autofilter(0, 0, number, len(table.header) - 1)


def _write_row(
    book: Workbook, sheet: Any, number: int, row: Sequence[str], cells: Sequence[Cells], days: Any
) -> None:
    for position, text in enumerate(row):
        value = cells[position].value(text) if position < len(cells) else text
        if isinstance(value, Day):
            has_time = isinstance(value.at, dt.datetime)
            sheet.write_datetime(number, position, value.at, days[value.buddhist, has_time])
        elif not isinstance(value, str):
            sheet.write_number(number, position, value)
        elif value:
            sheet.write_string(number, position, value[:LONGEST], book.plain)
