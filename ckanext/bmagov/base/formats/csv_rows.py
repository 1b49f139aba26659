"""The rows of a CSV file, within a budget that is kept while they are read.

Python's reader takes whatever comes: a line of a hundred million commas is a row of a hundred million cells.
Here a line, a row and a cell have an end, and cells are counted before the row is built.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.formats.table_error import TableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

MAX_COLUMNS: Final = 16_384
"""Cells in a row: as many as a sheet of Excel may have."""

MAX_LINE: Final = 4 * 1024 * 1024
"""Characters of a row, line breaks within its cells included: outlines of provinces take some 2 million."""

MAX_HEADER: Final = 500_000
"""Characters of all column names together."""

_FIELD: Final = '(?:"[^"]*(?:""[^"]*)*(?:"[^{mark}]*)?|[^{mark}]*)(?:{mark}|\\Z)'
_REST: Final = '[^"]*(?:""[^"]*)*(?:"[^{mark}]*)?(?:{mark}|\\Z)'
"""A cell, and what is left of one that began on an earlier line, as Python's reader understands them."""


def csv_rows(text: TextIO, delimiter: str) -> Iterator[list[str]]:
    """Yield every row.

    :raises TableError: `CSV-QUOTE` (`line`), `FILE-LINE-TOO-LONG` and `FILE-TOO-MANY-COLUMNS` (`line`,
        `limit`), `FILE-ENCODING`
    """
    if csv.field_size_limit() < MAX_LINE:  # of the whole process: never set back under another reader's feet
        csv.field_size_limit(MAX_LINE)
    row_ended = [True]
    reader = csv.reader(_lines(text, _Cells(delimiter), row_ended), delimiter=delimiter)
    try:
        for row in reader:
            row_ended[0] = True
            yield row
    except csv.Error as error:
        raise TableError("CSV-QUOTE", line=reader.line_num) from error
    except UnicodeDecodeError as error:
        raise undecodable(error.object, error, line=reader.line_num + 1) from error


def undecodable(data: bytes, error: UnicodeDecodeError, line: int = 0) -> TableError:
    """Return the error for bytes that are no text: `FILE-ENCODING` (`byte`, `line`, `column`)."""
    at = min(error.start, len(data) - 1)
    line = line or data[:at].count(b"\n") + 1
    return TableError(
        "FILE-ENCODING", byte=f"0x{data[at]:02X}", line=line, column=at - data[:at].rfind(b"\n")
    )


def _lines(text: TextIO, cells: _Cells, row_ended: list[bool]) -> Iterator[str]:
    """The lines of the text. The reader asks for another one within a row only inside of quotation marks.

    A line of fewer characters than cells may be needs no counting, unless the row goes on.
    """
    number = first = width = length = 0
    uncounted = ""
    while line := text.readline(MAX_LINE + 1):
        number += 1
        if row_ended[0]:
            row_ended[0] = False
            uncounted, first, width, length = line, number, 0, 0
            if len(line) < MAX_COLUMNS:
                yield line
                continue
        elif uncounted:
            width, length = cells.ends(uncounted), len(uncounted)
        within = number > first
        uncounted = ""
        length += len(line)
        if length > MAX_LINE:
            if within or _ends_within(line, cells.delimiter):
                raise TableError("CSV-QUOTE", line=first)
            raise TableError("FILE-LINE-TOO-LONG", line=number, limit=MAX_LINE)
        width += cells.ends(line, within=within)
        if width >= MAX_COLUMNS:
            raise TableError("FILE-TOO-MANY-COLUMNS", line=number, limit=MAX_COLUMNS)
        yield line


def _ends_within(line: str, delimiter: str) -> bool:
    """Whether a line ends inside of quotation marks, as far as its last cell shows."""
    start = line.rfind(f'{delimiter}"') + 1
    opened = line[start:]
    return opened.startswith('"') and opened.count('"') % 2 == 1


class _Cells:
    """Counts cells as Python's reader understands them."""

    def __init__(self, delimiter: str) -> None:
        self.delimiter = delimiter
        mark = re.escape(delimiter)
        self.field = re.compile(_FIELD.format(mark=mark))
        self.rest = re.compile(_REST.format(mark=mark))

    def ends(self, line: str, *, within: bool = False) -> int:
        """How often a cell ends at a delimiter, counted no further than need be.

        :param within: the line begins inside of quotation marks
        """
        if not within and '"' not in line:
            return line.count(self.delimiter)
        count = at = 0
        pattern = self.rest if within else self.field
        while at < len(line) and count <= MAX_COLUMNS:
            match = pattern.match(line, at)
            if match is None or line[match.end() - 1] != self.delimiter:
                break
            count, at, pattern = count + 1, match.end(), self.field
        return count
