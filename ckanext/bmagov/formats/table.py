"""Reads tables out of CSV and XLSX files: first what the file is, then its rows.

`describe` guesses, a person may correct the guess (a `Layout`), `iter_rows` reads by it. Rows are lists of
text: what a cell means is not decided here.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import itertools
import re
import zipfile
import zlib
from dataclasses import dataclass, field, replace
from typing import IO, TYPE_CHECKING, Any, Final, cast
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum, load_workbook

from ckanext.bmagov.domain import table as shape
from ckanext.bmagov.domain.problem import ProblemError
from ckanext.bmagov.domain.text import number_text

from .place import cell_name, column_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from python_calamine import CalamineSheet

HEAD: Final = 256 * 1024
"""Bytes read to guess encoding, delimiter and header."""

PREVIEW_ROWS: Final = 20
MAX_CELL: Final = 10 * 1024 * 1024
"""Characters in one cell of a CSV; more is a quote that was never closed."""

MAX_UNPACKED: Final = 100 * 1024 * 1024
"""Bytes that an XLSX may unpack to. 459 KB have been seen to unpack to 183 MB."""
MAX_RATIO: Final = 100
MAX_MEMBERS: Final = 2000
MAX_AREA: Final = 20_000_000
"""Cells up to the last used one of a sheet: one stray cell at XFD1048576 spans 17 billion."""

PAGE: Final = re.compile(r"\ufeff?\s*<(?:!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE)
"""A web page, which many systems give out under the name of a spreadsheet."""

OLE: Final = b"\xd0\xcf\x11\xe0"
ZIP: Final = b"PK"


class TableError(ProblemError):
    """The file can't be read as a table."""


@dataclass(frozen=True)
class Layout:
    """How to read a file; every part can be given by a person.

    `header_row` counts from 1; 0 means that the table has no header, none that it is to be found.
    `data_row` follows from it and is not asked for.
    """

    kind: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int | None = None
    data_row: int = 1


@dataclass(frozen=True)
class Description:
    """What was understood. `guessed` names the parts of the layout that other readings would fit as well."""

    layout: Layout
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sheets: tuple[str, ...] = ()
    guessed: frozenset[str] = frozenset()
    problems: tuple[tuple[str, dict[str, str | int]], ...] = field(default=())


def describe(source: IO[bytes], wanted: Layout | None = None) -> Description:
    """Understand a file from its beginning. Parts of `wanted` that are set are taken as they are.

    :raises TableError: `FILE-EMPTY`, `FILE-ENCODING`, `FILE-ENCODING-MIXED`, `CSV-QUOTE`, `FILE-TYPE`,
        `FILE-ENCRYPTED`, `FILE-UNPACKED-SIZE`, `FILE-TOO-MANY-ROWS`, `SHEET-UNKNOWN`, `HEADER-NOT-FOUND`
    """
    source.seek(0)
    magic = source.read(4)
    source.seek(0)
    if magic.startswith(OLE):
        raise _ole(source)
    if magic.startswith(ZIP):
        return _describe_xlsx(source, wanted)
    return _describe_csv(source, wanted)


def iter_rows(source: IO[bytes], layout: Layout) -> Iterator[list[str]]:
    """Yield the rows of data (not the title lines, not the header), each as wide as it is.

    :raises TableError: as `describe`, where the fault stands further down the file
    """
    rows = _xlsx_rows(source, layout.sheet) if layout.kind == "xlsx" else _csv_rows(source, layout)
    yield from itertools.islice(rows, layout.data_row - 1, None)


# CSV


def _describe_csv(source: IO[bytes], wanted: Layout | None) -> Description:
    head = source.read(HEAD)
    complete = not source.read(1)
    source.seek(0)
    guessed: set[str] = set()

    codec = wanted.encoding if wanted else ""
    problems: list[tuple[str, dict[str, str | int]]] = []
    if not codec:
        guess = shape.detect_encoding(head, complete=complete)
        if not guess.codec:
            raise TableError(guess.problem, **guess.params)
        codec = guess.codec
        if not guess.certain:
            guessed.add("encoding")
        if guess.problem:
            problems.append((guess.problem, guess.params))
    text = _decode_head(head, codec, complete)
    if PAGE.match(text):
        raise TableError("FILE-TYPE", expected="XLSX")

    delimiter = wanted.delimiter if wanted else ""
    if not delimiter:
        found = shape.detect_delimiter(text)
        delimiter = found.character
        if not found.certain:
            guessed.add("delimiter")

    layout = Layout("csv", encoding=codec, delimiter=delimiter)
    rows = list(itertools.islice(_csv_rows(source, layout), shape.HEADER_WITHIN + PREVIEW_ROWS))
    return _with_header(layout, rows, wanted, guessed, problems)


def _decode_head(head: bytes, codec: str, complete: bool) -> str:
    try:
        return codecs.getincrementaldecoder(codec)("strict").decode(head, complete)
    except UnicodeDecodeError as error:
        raise _undecodable(head, error) from error


def _undecodable(data: bytes, error: UnicodeDecodeError, line: int = 0) -> TableError:
    at = min(error.start, len(data) - 1)
    line = line or data[:at].count(b"\n") + 1
    return TableError(
        "FILE-ENCODING", byte=f"0x{data[at]:02X}", line=line, column=at - data[:at].rfind(b"\n")
    )


def _csv_rows(source: IO[bytes], layout: Layout) -> Iterator[list[str]]:
    source.seek(0)
    text = io.TextIOWrapper(cast("io.BufferedReader", source), encoding=layout.encoding, newline="")
    before = csv.field_size_limit(MAX_CELL)
    reader = csv.reader(text, delimiter=layout.delimiter)
    try:
        yield from reader
    except csv.Error as error:
        raise TableError("CSV-QUOTE", line=reader.line_num) from error
    except UnicodeDecodeError as error:
        raise _undecodable(error.object, error, line=reader.line_num + 1) from error
    finally:
        csv.field_size_limit(before)
        text.detach()  # the file stays the caller's


# XLSX


def _describe_xlsx(source: IO[bytes], wanted: Layout | None) -> Description:
    book = open_workbook(source)
    visible = tuple(sheet.name for sheet in book.sheets_metadata if sheet.visible is SheetVisibleEnum.Visible)
    guessed: set[str] = set()
    name = wanted.sheet if wanted else ""
    if name and name not in visible:
        raise TableError("SHEET-UNKNOWN", sheet=name, sheets=", ".join(visible))
    if not name:
        name, alone = _first_table(book, visible)
        if not alone:
            guessed.add("sheet")
    sheet = book.get_sheet_by_name(name)
    rows = list(itertools.islice(_rows(sheet), shape.HEADER_WITHIN + PREVIEW_ROWS))
    found = _with_header(Layout("xlsx", sheet=name), rows, wanted, guessed, [], visible)
    return replace(found, problems=(*found.problems, *_merged(sheet, found.layout.data_row)))


def _merged(sheet: CalamineSheet, data_row: int) -> Iterator[tuple[str, dict[str, str | int]]]:
    """Merged cells among the data: all but the first of them are empty."""
    ranges = [ends for ends in sheet.merged_cell_ranges or () if ends[1][0] + 1 >= data_row]
    if ranges:
        (top, left), (bottom, right) = min(ranges)
        place = f"{cell_name(top + 1, left + 1)}:{cell_name(bottom + 1, right + 1)}"
        yield "CELLS-MERGED", {"cells": place, "count": len(ranges)}


def _first_table(book: CalamineWorkbook, sheets: Sequence[str]) -> tuple[str, bool]:
    """The first sheet of two rows or more (a cover has fewer), and whether it is the only one."""
    heights = {name: book.get_sheet_by_name(name).height for name in sheets}
    tables = [name for name, height in heights.items() if height > 1] or [n for n, h in heights.items() if h]
    if not tables:
        raise TableError("FILE-EMPTY")
    return tables[0], len(tables) == 1


def _xlsx_rows(source: IO[bytes], sheet: str) -> Iterator[list[str]]:
    source.seek(0)
    yield from sheet_rows(open_workbook(source), sheet)


def sheet_rows(book: CalamineWorkbook, name: str) -> Iterator[list[str]]:
    """Every row of a sheet from its first, as text."""
    yield from _rows(book.get_sheet_by_name(name))


def _rows(sheet: CalamineSheet) -> Iterator[list[str]]:
    left = [""] * (sheet.start[1] if sheet.start else 0)
    for row in sheet.iter_rows():
        cells = [cell if type(cell) is str else _as_text(cell) for cell in row]
        yield left + cells if left else cells


def sheet_columns(
    source: IO[bytes], layout: Layout, height: int
) -> Iterator[list[Sequence[str] | Sequence[float]]]:
    """The rows of data of a workbook by column, so many at a time: each column of text or of numbers alone.

    :raises TableError: as `describe`
    """
    source.seek(0)
    sheet = open_workbook(source).get_sheet_by_name(layout.sheet)
    rows = itertools.islice(sheet.iter_rows(), layout.data_row - 1, None)
    left = sheet.start[1] if sheet.start else 0
    while batch := list(itertools.islice(rows, height)):
        yield [[""] * len(batch)] * left + [_as_column(cells) for cells in zip(*batch, strict=True)]


def _as_column(cells: Sequence[Any]) -> Sequence[str] | Sequence[float]:
    kinds = set(map(type, cells))
    if kinds in ({str}, {float}):
        return cells
    return [cell if type(cell) is str else _as_text(cell) for cell in cells]


def _as_text(cell: Any) -> str:
    """A cell as the person who typed it would write it: 1 and not 1.0, ISO for dates."""
    if type(cell) is float:
        return number_text(cell)
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return cell.isoformat()
    return str(cell)


def open_workbook(source: IO[bytes]) -> CalamineWorkbook:
    """Open an XLSX that was looked at before.

    :raises TableError: `FILE-ENCRYPTED`, `FILE-TYPE`, `FILE-UNPACKED-SIZE`, `FILE-TOO-MANY-ROWS`
    """
    _refuse_bombs(source)
    source.seek(0)
    try:
        return load_workbook(source)
    except PasswordError as error:
        raise TableError("FILE-ENCRYPTED") from error
    except CalamineError as error:
        raise TableError("FILE-TYPE", expected="XLSX") from error


def _refuse_bombs(source: IO[bytes]) -> None:
    """Look at the archive before anything is unpacked, then at the cells before anything is laid out."""
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise TableError("FILE-TYPE", expected="XLSX")
            unpacked = sum(member.file_size for member in members)
            packed = sum(member.compress_size for member in members) or 1
            if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED:
                raise TableError("FILE-UNPACKED-SIZE", limit=MAX_UNPACKED // 1024 // 1024)
            if unpacked > 1024 * 1024 and unpacked / packed > MAX_RATIO:
                raise TableError("FILE-UNPACKED-SIZE", limit=MAX_UNPACKED // 1024 // 1024)
            for member in members:
                _refuse_sparse(archive, member)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:  # RuntimeError: it is locked
        raise TableError("FILE-TYPE", expected="XLSX") from error


CELL: Final = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"')
"""A cell with its place, as Excel, LibreOffice and others write it."""

OTHER_CELL: Final = re.compile(rb'<c(?! r="[A-Z]{1,3}\d{1,7}")[\s/>]')
FAR_CELL: Final = re.compile(rb'<c(?! r="[A-T]\d{1,6}")[\s/>]')
"""Not so written; or not among the first 20 columns and 999,999 rows, which together are below `MAX_AREA`."""

PREFIXED_CELL: Final = re.compile(rb"<[^\s<>/]+:c[\s/>]")

LETTERS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS: Final = b"0123456789"
PLACE: Final = re.compile(r"([A-Za-z]{1,9})([0-9]{1,20})")
LONGEST_TAG: Final = 64 * 1024
TOO_LONG: Final = b"<c "
"""Stands where a tag was too long to be kept whole: a cell in other writing."""


def _refuse_sparse(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """A sheet may have any name in the archive: what it is shows in its text."""
    if not any(_has(FAR_CELL, piece) for piece in _pieces(archive, member)):
        return
    row, column = _last_cell(archive, member) or _last_cell_parsed(archive, member)
    if row * column > MAX_AREA:
        raise TableError("FILE-TOO-MANY-ROWS", row=row, column=column)


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The text in pieces that cut no tag in two, but for those that are too long; these are marked."""
    tag = b""
    with archive.open(member) as text:
        while chunk := text.read(1024 * 1024):
            chunk = tag + chunk
            end = max(chunk.rfind(b"<"), 0)
            tag = chunk[end:]
            if len(tag) > LONGEST_TAG:
                end, tag = len(chunk), TOO_LONG + tag[-LONGEST_TAG:]
            yield chunk[:end]
    yield tag


def _has(cell: re.Pattern[bytes], piece: bytes) -> bool:
    """Whether there is such a cell, or one with a prefix; most sheets have no colon at all."""
    return bool(cell.search(piece) or (b":" in piece and b":c" in piece and PREFIXED_CELL.search(piece)))


def _last_cell(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[int, int] | None:
    """The last row and column with a cell; none unless every cell is written in the common way."""
    last_row = last_column = 0
    is_sheet, is_common = False, True
    for piece in _pieces(archive, member):
        is_sheet = is_sheet or b"sheetData" in piece
        is_common = is_common and not _has(OTHER_CELL, piece)
        places = b" ".join(CELL.findall(piece))
        rows, columns = places.translate(None, LETTERS).split(), places.translate(None, DIGITS).split()
        last_row = max([last_row, *map(int, set(rows))])
        last_column = max([last_column, *(column_number(column.decode()) for column in set(columns))])
    if not is_sheet:
        return 0, 0
    return (last_row, last_column) if is_common else None


def _last_cell_parsed(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[int, int]:
    """The same by a parser of XML, four times as slow: for cells in other writing or without a place."""
    row = column = last_row = last_column = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, last_row, last_column
        kind = name.rpartition(":")[2]
        if kind == "row":
            row, column = int(attributes.get("r", row + 1)), 0
        elif kind == "c":
            place = PLACE.fullmatch(attributes.get("r", ""))
            row, column = (int(place[2]), column_number(place[1].upper())) if place else (row, column + 1)
            last_row, last_column = max(last_row, row), max(last_column, column)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        with archive.open(member) as sheet:
            parser.ParseFile(sheet)
    except (expat.ExpatError, ValueError) as error:
        raise TableError("FILE-TYPE", expected="XLSX") from error
    return last_row, last_column


def _ole(source: IO[bytes]) -> TableError:
    """Old Excel files and encrypted new ones share their first bytes."""
    head = source.read(HEAD)
    source.seek(0)
    if "EncryptedPackage".encode("utf-16-le") in head:
        return TableError("FILE-ENCRYPTED")
    return TableError("FILE-TYPE", expected="XLSX")


# Both


def _with_header(
    layout: Layout,
    rows: Sequence[Sequence[str]],
    wanted: Layout | None,
    guessed: set[str],
    problems: list[tuple[str, dict[str, str | int]]],
    sheets: tuple[str, ...] = (),
) -> Description:
    header = shape.find_header(rows)
    if wanted and wanted.header_row is not None:
        if wanted.header_row != header.row:
            header = _header_at(wanted.header_row, rows)
    elif header.row != 1:
        guessed.add("header_row")
    layout = replace(layout, header_row=header.row, data_row=header.data_row)
    if header.row:
        problems.extend(shape.header_problems(header.columns))
    if header.second_row:
        problems.append(("HEADER-TWO-ROWS", {"row": header.row + 1}))
    preview = tuple(tuple(row) for row in rows[header.data_row - 1 :][:PREVIEW_ROWS])
    if not preview:
        problems.append(("NO-ROWS", {}))
    return Description(layout, header.columns, preview, sheets, frozenset(guessed), tuple(problems))


def _header_at(row: int, rows: Sequence[Sequence[str]]) -> shape.Header:
    """The header where a person says it is; 0 for none."""
    if row > len(rows):
        raise TableError("HEADER-NOT-FOUND", row=row)
    if row == 0:
        width = max((len(cells) for cells in rows), default=0)
        return shape.Header(0, tuple(f"column_{n}" for n in range(1, width + 1)), data_row=1)
    return shape.Header(row, tuple(cell.strip() for cell in rows[row - 1]), data_row=row + 1)
