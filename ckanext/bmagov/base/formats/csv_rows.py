"""The rows of a CSV file, within a budget that is kept while they are read.

Python's reader takes whatever comes: a line of a hundred million commas is a row of a hundred million cells.
Here a line, a row and a cell have an end, and cells are counted before the row is built.
"""

from __future__ import annotations

import csv
import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.content import UNIT, row_text
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

BLOCK: Final = 32 * 1024
"""Characters that are looked at together where many rows are taken at once."""

_FIELD: Final = '(?:"[^"]*(?:""[^"]*)*(?:"[^{mark}]*)?|[^{mark}]*)(?:{mark}|\\Z)'
_REST: Final = '[^"]*(?:""[^"]*)*(?:"[^{mark}]*)?(?:{mark}|\\Z)'
"""A cell, and what is left of one that began on an earlier line, as Python's reader understands them."""


_CUT: Final = ("unexpected end of data", "truncated data")
"""What Python says of bytes that end in the middle of a letter."""


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


def csv_texts(text: TextIO, delimiter: str, skip: int) -> Iterator[str]:
    """Yield many rows at once as `row_text` writes them: several times as fast as row by row.

    Where nothing is quoted a row is a line, and no reader is needed. Faults are found as `csv_rows` finds
    them; the lines that they name are not right.

    :param text: without translated line ends
    :param skip: rows to pass over at the beginning
    :raises TableError: as `csv_rows`
    :raises csv.Error: for what is no CSV
    :raises UnicodeDecodeError: for what is no text
    """
    if csv.field_size_limit() < MAX_LINE:
        csv.field_size_limit(MAX_LINE)
    blocks, row_ended = _Blocks(text), [True]
    reader = csv.reader(_lines(blocks, _Cells(delimiter), row_ended), delimiter=delimiter)
    for _ in islice(reader, skip):
        row_ended[0] = True
    while blocks.has_more():
        if whole := blocks.take_quoted(delimiter):
            yield whole
            continue
        rows: list[str] = []
        size = 0
        while not blocks.is_read() and size < BLOCK:
            if plain := blocks.take_plain(delimiter):
                rows.append(plain)
            else:
                rows.append(row_text(next(reader, ())))
                row_ended[0] = True
            size += len(rows[-1])
        yield "".join(rows)


class _Blocks:
    """The lines of a text, some thousand characters at a time."""

    def __init__(self, text: TextIO) -> None:
        self.text = text
        self.block = ""
        self.at = 0
        """So many characters of the block are read."""

    def is_read(self) -> bool:
        """Tell whether nothing is left of the block."""
        return self.at >= len(self.block)

    def has_more(self) -> bool:
        """Go on to the next block where nothing is left of this one; false at the end."""
        if self.is_read():
            block = self.text.read(BLOCK)
            if block:
                block += self.text.readline(MAX_LINE + 1)
            self.block = block.replace("\r\n", "\n").replace("\r", "\n") if "\r" in block else block
            self.at = 0
        return bool(self.block)

    def take_quoted(self, delimiter: str) -> str:
        """Return the rows of the whole block where every cell is quoted; nothing where that is not so."""
        rows = "" if self.at else _unquoted(self.block, delimiter)
        return self._taken(rows, len(self.block))

    def take_plain(self, delimiter: str) -> str:
        """Return the rows up to the first that has a quotation mark; nothing where that is the next."""
        quote = self.block.find('"', self.at)
        end = len(self.block) if quote < 0 else self.block.rfind("\n", self.at, quote) + 1
        return self._taken(self.block[self.at : end].replace(delimiter, UNIT), end)

    def _taken(self, rows: str, end: int) -> str:
        """Pass over what is taken; what may be above the budget is left to be counted row by row."""
        if not rows or len(rows) > MAX_LINE or rows.count(UNIT) >= MAX_COLUMNS:
            return ""
        self.at = end
        return rows

    def readline(self, limit: int) -> str:  # noqa: ARG002 - blocks keep to it
        """Return the next line; empty at the end."""
        if not self.has_more():
            return ""
        start = self.at
        self.at = self.block.find("\n", start) + 1 or len(self.block)
        return self.block[start : self.at]


def _unquoted(block: str, delimiter: str) -> str:
    """Return the rows of a text where every cell is quoted; nothing for any other.

    Without two quotation marks in a row, each opens a cell or closes one.
    """
    if len(block) < 3 or not (block.startswith('"') and block.endswith('"\n')) or '""' in block:
        return ""
    within = block[1:-2]
    if within.count("\n") != within.count('"\n"'):
        return ""
    rows = within.replace(f'"{delimiter}"', UNIT).replace('"\n"', "\n")
    return f"{rows}\n" if '"' not in rows else ""


def undecodable(data: bytes, error: UnicodeDecodeError, line: int = 0) -> TableError:
    """Return the error for bytes that are no text (`byte`, `line`, `column`).

    A byte that is a Thai letter in Windows-874 is told as `FILE-ENCODING-MIXED`, others as `FILE-ENCODING`; a
    text that ends in the middle of a letter as `FILE-BROKEN`.
    """
    if error.reason in _CUT:
        return TableError("FILE-BROKEN")
    at = min(error.start, len(data) - 1)
    line = line or data[:at].count(b"\n") + 1
    is_thai = data[at : at + 1].decode("cp874", "replace") != "\ufffd"
    code = "FILE-ENCODING-MIXED" if is_thai and error.encoding == "utf-8" else "FILE-ENCODING"
    return TableError(code, byte=f"0x{data[at]:02X}", line=line, column=at - data[:at].rfind(b"\n"))


def _lines(text: TextIO | _Blocks, cells: _Cells, row_ended: list[bool]) -> Iterator[str]:
    """The lines of the text. The reader asks for another one within a row only inside of quotation marks: who
    asks at the end of the text has met one that is never closed.

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
    if not row_ended[0]:
        raise TableError("CSV-QUOTE", line=first)


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
