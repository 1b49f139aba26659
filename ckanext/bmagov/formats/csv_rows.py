"""The rows of a CSV file, within a budget that is kept while they are read.

Python's reader takes whatever comes: a line of a hundred million commas is a row of a hundred million cells.
Here a line, a row and a cell have an end, and cells are counted before the row is built.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Final

from .table_error import TableError

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
    lines = _Lines(text, delimiter)
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for row in reader:
            lines.begin_row()
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


class _Lines:
    """The lines of the text. The reader asks for another one within a row only inside of quotation marks."""

    def __init__(self, text: TextIO, delimiter: str) -> None:
        self.text = text
        self.delimiter = delimiter
        mark = re.escape(delimiter)
        self.field = re.compile(_FIELD.format(mark=mark))
        self.rest = re.compile(_REST.format(mark=mark))
        self.number = 0
        self.begin_row()

    def begin_row(self) -> None:
        """Begin to count anew."""
        self.width = self.length = 0
        self.first = self.number + 1

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.text.readline(MAX_LINE + 1)
        if not line:
            raise StopIteration
        within = self.length > 0
        self.number += 1
        self.length += len(line)
        if self.length > MAX_LINE:
            if within or self._ends_within(line):
                raise TableError("CSV-QUOTE", line=self.first)
            raise TableError("FILE-LINE-TOO-LONG", line=self.number, limit=MAX_LINE)
        count = line.count(self.delimiter)
        if within or count >= MAX_COLUMNS or line.count('"') % 2:
            count = self._cells(line, within)
        self.width += count
        if self.width >= MAX_COLUMNS:
            raise TableError("FILE-TOO-MANY-COLUMNS", line=self.number, limit=MAX_COLUMNS)
        return line

    def _cells(self, line: str, within: bool) -> int:
        """How often a cell ends at a delimiter in a line, counted no further than need be."""
        count = at = 0
        pattern = self.rest if within else self.field
        while at < len(line) and count <= MAX_COLUMNS:
            match = pattern.match(line, at)
            if match is None or not match.group().endswith(self.delimiter):
                break
            count, at, pattern = count + 1, match.end(), self.field
        return count

    def _ends_within(self, line: str) -> bool:
        """Whether a line ends inside of quotation marks."""
        start = line.rfind(f'{self.delimiter}"') + 1
        opened = line[start:] if start or line.startswith('"') else ""
        return opened.startswith('"') and opened.count('"') % 2 == 1
