"""One table as CSV or XLSX, as people open it: nothing in it is calculated."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.formats.cell import plain_cell
from ckanext.bmagov.base.formats.workbook import Sheet, Workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDTH: Final = 18


def write(name: str, header: Sequence[str], rows: Iterable[Sequence[object]], extension: str) -> bytes:
    """Write a table with its heading; None is an empty cell. CSV begins with the mark that Excel needs."""
    texts = [[_cell(value) for value in row] for row in (header, *rows)]
    if extension == "xlsx":
        book = Workbook()
        book.write(Sheet(name, texts, [WIDTH] * len(header)))
        return book.close()
    out = io.StringIO()
    csv.writer(out).writerows(texts)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    return "" if value is None else plain_cell(value)
