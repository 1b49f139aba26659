"""Rows of a table as files: CSV that Excel opens right, JSON, a workbook. Nothing in them is calculated."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.spreadsheet import MOST_ROWS
from ckanext.bmagov.base.formats.cell import guarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MARK: Final = "\ufeff"
"""By which Excel knows that a CSV is UTF-8."""

LONGEST: Final = 32_000
"""Characters of a cell; Excel holds 32,767."""

BATCH: Final = 500
EXACT: Final = 10**15
"""Numbers from here on Excel would round."""


def plain(value: Any) -> Any:
    """Return a value as JSON has it: numbers, truth values, null, text; days and times as ISO."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 2**53 else float(value)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return value


def text(value: Any) -> str:
    """Return a value as text of a CSV: days as ISO, no exponents."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return str(value)


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield a CSV with a byte-order mark, some hundred rows at a time."""
    target = io.StringIO()
    writer = csv.writer(target)
    target.write(MARK)
    writer.writerow([guarded(name) for name in header])
    for number, row in enumerate(rows, 1):
        writer.writerow([guarded(value) if type(value) is str else text(value) for value in row])
        if number % BATCH == 0:
            yield target.getvalue()
            target.seek(0)
            target.truncate()
    yield target.getvalue()


def json_lines(names: Sequence[str], rows: Iterable[Sequence[Any]], total: int) -> Iterator[str]:
    """Yield a JSON object of `total` and `rows`."""
    yield f'{{"total": {total}, "rows": ['
    for number, row in enumerate(rows):
        record = {name: plain(value) for name, value in zip(names, row, strict=True)}
        yield f"{',' if number else ''}\n{json.dumps(record, ensure_ascii=False)}"
    yield "\n]}\n"


def workbook(header: Sequence[str], rows: Iterable[Sequence[Any]], total: int, name: str) -> bytes:
    """Return a workbook with typed cells.

    :raises ProblemError: `TABLE-LONG` (`rows`, `limit`)
    """
    if total > MOST_ROWS:
        raise ProblemError("TABLE-LONG", rows=total, limit=MOST_ROWS)
    target = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book: Any = xlsxwriter.Workbook(target, options)
    kinds = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    }
    sheet = book.add_worksheet("".join("_" if sign in "[]:*?/\\'" else sign for sign in name)[:31] or "Sheet")
    sheet.freeze_panes(1, 0)
    for place, label in enumerate(header):
        sheet.write_string(0, place, label[:LONGEST], kinds["head"])
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            _write(sheet, number, place, value, kinds)
    book.close()
    return target.getvalue()


def _write(sheet: Any, row: int, place: int, value: Any, kinds: dict[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, int | Decimal) and abs(value) < EXACT:
        sheet.write_number(row, place, value)
    elif isinstance(value, dt.datetime) and value.year >= 1900:
        sheet.write_datetime(row, place, value, kinds["moment"])
    elif isinstance(value, dt.date) and not isinstance(value, dt.datetime) and value.year >= 1900:
        sheet.write_datetime(row, place, value, kinds["day"])
    else:
        sheet.write_string(row, place, text(value)[:LONGEST])
