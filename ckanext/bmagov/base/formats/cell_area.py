"""How far the sheets of workbooks reach that are not XLSX, looked at before their reader lays out every cell.

A few bytes say of a cell that it stands in the last row, or that it comes a million times.
"""

from __future__ import annotations

import struct
from typing import IO, TYPE_CHECKING, Any, Final

import olefile

from ckanext.bmagov.base.formats.table_error import TableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_AREA: Final = 20_000_000
"""Cells up to the last used one of a sheet: one stray cell at XFD1048576 spans 17 billion."""

MAX_COPIES: Final = 2_000_000
"""Cells with a value that ODS says come again; each is a text of its own for the reader."""

LONGEST_PLACE: Final = 1 << 17
"""Bytes of a record of a row or a cell: a text of 32,767 letters and what stands before it."""

_RECORD: Final = struct.Struct("<HH")
_PLACE: Final = struct.Struct("<HH")
_OFFSET: Final = struct.Struct("<I")
_END_OF_SHEET, _SHEET, _MANY = 0x000A, 0x0085, 0x00BD
_CELLS: Final = frozenset((0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E))
"""Records of BIFF (MS-XLS 2.3) that hold a value: formula, mulrk, rstring, labelsst, number, label, boolerr,
rk.
"""


def refuse_sparse_xls(source: IO[bytes]) -> None:
    """Refuse an old workbook whose sheets together reach too far, or whose parts run in a ring.

    :raises TableError: `FILE-TYPE`, `FILE-TOO-MANY-ROWS`
    """
    area = 0
    for row, column in _ends_of_xls(_book_stream(source)):
        area += row * column
        if area > MAX_AREA:
            raise TableError("FILE-TOO-MANY-ROWS", row=row, column=column)


def _book_stream(source: IO[bytes]) -> bytes:
    source.seek(0)
    try:
        ole: Any = olefile.OleFileIO(source)
        name = next(name for name in ("Workbook", "Book") if ole.exists(name))
        starts = (ole.first_dir_sector, ole.root.isectStart, ole.direntries[ole._find(name)].isectStart)
        if any(_is_ring(ole.fat, start) for start in starts):
            raise TableError("FILE-TYPE", expected="XLSX")
        return ole.openstream(name).read()
    # What is broken ends in whatever error: the library does not look at each number before it uses it.
    except (OSError, StopIteration, ValueError, IndexError, AttributeError, TypeError, struct.error) as error:
        raise TableError("FILE-TYPE", expected="XLSX") from error


def _is_ring(fat: Sequence[int], start: int) -> bool:
    """Tell whether a chain of sectors comes back to where it was."""
    steps, sector = 0, start
    while sector < len(fat):
        sector = fat[sector]
        steps += 1
        if steps > len(fat):
            return True
    return False


def _ends_of_xls(book: bytes) -> Iterator[tuple[int, int]]:
    known: dict[int, tuple[int, int]] = {}
    for kind, at, _ in _records(book, 0):
        if kind == _SHEET and at + 4 <= len(book):
            (begin,) = _OFFSET.unpack_from(book, at)
            if begin not in known:
                known[begin] = _end_of_xls(book, begin)
            yield known[begin]


def _end_of_xls(book: bytes, begin: int) -> tuple[int, int]:
    last_row = last_column = 0
    for kind, at, length in _records(book, begin):
        if kind in _CELLS and length >= 4 and at + length <= len(book):
            row, column = _PLACE.unpack_from(book, at)
            if kind == _MANY:
                (column,) = struct.unpack_from("<H", book, at + length - 2)
            last_row, last_column = max(last_row, row + 1), max(last_column, column + 1)
    return last_row, last_column


def _records(book: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield kind, place and length of each record up to the end of a part of the workbook."""
    end = len(book) - 4
    while at <= end:
        kind, length = _RECORD.unpack_from(book, at)
        yield kind, at + 4, length
        if kind == _END_OF_SHEET:
            return
        at += 4 + length


class BinarySheet:
    """How far a sheet of an XLSB reaches, from its records (MS-XLSB 2.1.4) in pieces."""

    def __init__(self) -> None:
        self._rest = b""
        self._row = self._skip = 0
        self.row = self.column = 0

    def feed(self, piece: bytes) -> None:
        """Take the next piece."""
        skipped = min(self._skip, len(piece))
        self._skip -= skipped
        data, at = self._rest + piece[skipped:], 0
        while record := _record_of_xlsb(data, at):
            kind, begin, end = record
            if end > len(data) and end - begin > LONGEST_PLACE:  # no cell says where it stands so late
                self._skip, at = end - len(data), len(data)
                break
            if end > len(data):
                break
            if kind == 0 and end - begin >= 4:
                (self._row,) = _OFFSET.unpack_from(data, begin)
            elif 2 <= kind <= 11 and end - begin >= 4:
                self.row = max(self.row, self._row + 1)
                self.column = max(self.column, _OFFSET.unpack_from(data, begin)[0] + 1)
            at = end
        self._rest = data[at:]


def _record_of_xlsb(data: bytes, at: int) -> tuple[int, int, int] | None:
    """Return kind, begin and end of the record at a place; none when its head is not there as a whole."""
    head = data[at : at + 6]
    if len(head) < 6 and len(data) - at < 2:
        return None
    kind, used = head[0], 1
    if kind & 0x80:
        kind, used = (kind & 0x7F) | (head[1] & 0x7F) << 7, 2
    length = shift = 0
    for place in range(used, used + 4):
        if place >= len(head):
            return None
        length |= (head[place] & 0x7F) << shift
        shift += 7
        if not head[place] & 0x80:
            return kind, at + place + 1, at + place + 1 + length
    return kind, at + used + 4, at + used + 4 + length


class OpenSheet:
    """How far the sheets of an ODS reach and how often cells come again, from the elements of its content."""

    def __init__(self) -> None:
        self._rows = self._row_times = self._column = self._filled = self._copies = self._width = 0
        self._is_filled = False
        self._times = 0
        self.typed = self.untyped = 0
        """Cells with a value that the reader understands, and with text alone."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element.

        :raises TableError: `FILE-TOO-MANY-ROWS`
        """
        kind = tag.rpartition(":")[2]
        if kind == "table":
            self._rows = self._width = 0
        elif kind == "table-row":
            self._row_times = _times(attributes, "table:number-rows-repeated")
            self._rows += self._row_times
            self._column = 0
        elif kind in ("table-cell", "covered-table-cell"):
            self._times = _times(attributes, "table:number-columns-repeated")
            self._column += self._times
            self._is_filled = any(name.endswith(":value-type") for name in attributes)
            if self._is_filled:
                self.typed += 1
                self._look()
        elif kind == "p" and self._column and not self._is_filled:
            self.untyped += 1

    def _look(self) -> None:
        self._width = max(self._width, self._column)
        self._copies += self._times * self._row_times if self._times * self._row_times > 1 else 0
        if self._copies > MAX_COPIES or self._rows * self._width > MAX_AREA:
            raise TableError("FILE-TOO-MANY-ROWS", row=self._rows, column=self._column)


def _times(attributes: dict[str, Any], name: str) -> int:
    text = attributes.get(name, "1")
    return max(1, int(text)) if text.isdigit() and len(text) < 10 else 1
