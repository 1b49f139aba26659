"""Reads tables out of text (CSV) and workbooks (XLSX, XLS, ODS ...): first what the file is, then its rows.

`describe` guesses, a person may correct the guess (a `Layout`), `iter_rows` reads by it. Rows are lists of
text: what a cell means is not decided here.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import itertools
from collections import deque
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import IO, TYPE_CHECKING, Any, Final

from python_calamine import SheetVisibleEnum

from ckanext.bmagov.base.domain import table as shape
from ckanext.bmagov.base.domain.content import row_text
from ckanext.bmagov.base.domain.file_kind import MAY_HOLD, OLE, Family, family, is_read, untabled
from ckanext.bmagov.base.domain.text import number_text
from ckanext.bmagov.base.formats.cell_address import cell_name
from ckanext.bmagov.base.formats.csv_rows import MAX_HEADER, csv_rows, csv_texts, undecodable
from ckanext.bmagov.base.formats.file_kind import kind_of_file
from ckanext.bmagov.base.formats.table_error import TableError
from ckanext.bmagov.base.formats.table_shape import shape_problems
from ckanext.bmagov.base.formats.workbook_guard import Workbook, open_workbook, readable, unpacked_size

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TextIO

    from python_calamine import CalamineSheet

HEAD: Final = 256 * 1024
"""Bytes read to guess encoding, delimiter and header."""

END_MARKS: Final = 1024
"""Bytes at the end of a text among which marks of its end are sought."""

ROWS_AT_ONCE: Final = 500
PREVIEW_ROWS: Final = 20
SHEETS_LISTED: Final = 12
SHAPED_ROWS: Final = shape.HEADER_WITHIN + PREVIEW_ROWS
"""Rows by which the header is found."""

LOOKED_AT: Final = 500
"""Rows in which uneven rows and a second table are sought when a file comes."""

CELLS_LOOKED_AT: Final = 1_000_000
"""Cells of these rows: of a very wide table fewer rows are looked at."""

CLIPPED: Final = 10_000
"""Characters of a cell that the first rows of a description keep."""

PROBLEMS: Final = 100
"""Problems of column names that are told; a table with more has another fault."""

QUICK_CSV: Final = 8 * 1024 * 1024
QUICK_LINES: Final = 500_000
QUICK_XLSX: Final = 12 * 1024 * 1024
"""Bytes (of a workbook: unpacked) and lines that are read in less than about half a second; `is_quick`."""

ZIP: Final = b"PK"


@dataclass(frozen=True)
class Layout:
    """How to read a file; every part can be given by a person.

    `header_row` counts from 1; 0 means that the table has no header, none that it is to be found.
    `header_rows` from there on name the columns together; the row below them is `below_header` (`data`,
    `labels`, `units`; empty: found). The table begins in `first_column`. `rows_below` says what becomes of
    totals and notes under the data (`counted`, `left_out`). `data_row` and `last_row` (0: the last of the
    file) follow from these and are not asked for.
    """

    kind: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int | None = None
    data_row: int = 1
    header_rows: int | None = None
    below_header: str = ""
    first_column: int | None = None
    rows_below: str = ""
    last_row: int = 0
    said: tuple[str, ...] = ()
    """The parts that a person gave; none where that was not noted, and then all count as given."""

    @property
    def is_plain_csv(self) -> bool:
        """Tell whether every program reads the file so: UTF-8, commas, its names in the first line alone."""
        is_utf8 = self.encoding in ("utf-8", "utf-8-sig")
        begins = self.header_row == 1 and self.data_row == 2 and (self.first_column or 1) == 1
        return self.kind == "csv" and is_utf8 and self.delimiter == "," and begins and not self.last_row

    def for_the_next(self) -> Layout:
        """Return what a person said of this file and holds for the next one of its kind."""
        if not self.said:
            return self
        return Layout(self.kind, **{name: getattr(self, name) for name in self.said}, said=self.said)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, without newer parts of which nothing is said: so older layouts stay equal."""
        plain = asdict(self)
        for name in ("header_rows", "below_header", "first_column", "rows_below", "last_row", "said"):
            if not plain[name]:
                del plain[name]
        return plain


@dataclass(frozen=True)
class Description:
    """What was understood. `guessed` names the parts of the layout that other readings would fit as well."""

    layout: Layout
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sheets: tuple[str, ...] = ()
    guessed: frozenset[str] = frozenset()
    problems: tuple[tuple[str, dict[str, str | int]], ...] = field(default=())
    below: tuple[str, ...] = ()
    """Labels or units of the columns, where a row below the names has them."""


def describe(source: IO[bytes], wanted: Layout | None = None) -> Description:
    """Understand a file from its beginning. Parts of `wanted` that are set are taken as they are.

    :raises TableError: `FILE-IS-PAGE` and others of `untabled`, `FILE-EMPTY`, `FILE-ENCODING`,
        `FILE-ENCODING-MIXED`, `CSV-QUOTE`, `FILE-TYPE`, `FILE-BROKEN`,
        `FILE-ENCRYPTED`, `FILE-UNPACKED-SIZE`, `FILE-TOO-MANY-ROWS`, `FILE-TOO-MANY-COLUMNS`,
        `FILE-LINE-TOO-LONG`, `FILE-HEADER-LENGTH`, `SHEET-UNKNOWN`, `SHEET-MISSING`, `HEADER-NOT-FOUND`
    """
    kind = kind_of_file(source)
    if kind in ("ZIP", "OLE"):  # broken, or none of ours
        raise TableError("FILE-TYPE", expected="XLSX")
    if not is_read(kind) or kind in MAY_HOLD:
        code, params = untabled(kind)
        raise TableError(code, **params)
    if family(kind) is Family.WORKBOOK:
        return _describe_xlsx(source, wanted)
    return _describe_csv(source, wanted)


def iter_rows(source: IO[bytes], layout: Layout) -> Iterator[list[str]]:
    """Yield the rows of data (not the title lines, not the header), each as wide as it is.

    :raises TableError: as `describe`, where the fault stands further down the file
    """
    rows = _xlsx_rows(source, layout.sheet) if layout.kind == "xlsx" else _csv_rows(source, layout)
    data = itertools.islice(rows, layout.data_row - 1, layout.last_row or None)
    first = layout.first_column or 1
    yield from data if first == 1 else (shape.cut_left(row, first) for row in data)


def iter_texts(source: IO[bytes], layout: Layout) -> Iterator[str]:
    """Yield the same rows as text, many at once and faster: each as `row_text` writes it.

    :raises TableError: as `iter_rows`
    """
    if layout.kind == "xlsx" or layout.last_row or (layout.first_column or 1) > 1:
        rows = iter_rows(source, layout)
        while batch := list(itertools.islice(rows, ROWS_AT_ONCE)):
            yield "".join(map(row_text, batch))
        return
    try:
        with _text_of(source, layout) as text:
            yield from csv_texts(text, layout.delimiter, layout.data_row - 1)
    except (TableError, UnicodeDecodeError, csv.Error):
        deque(iter_rows(source, layout), maxlen=0)  # names the line
        raise


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
        if not complete and (guess.codec in ("utf-8", "cp874", "cp1252") or not guess.codec):
            guess = _whole_encoding(source, guess)
        if not guess.codec:
            raise TableError(guess.problem, **guess.params)
        codec = guess.codec
        if not guess.certain:
            guessed.add("encoding")
        if guess.problem:
            problems.append((guess.problem, guess.params))
    text = _decode_head(head, codec, complete)

    delimiter = wanted.delimiter if wanted else ""
    if not delimiter:
        separator = shape.detect_delimiter(text)
        delimiter = separator.character
        if not separator.certain:
            guessed.add("delimiter")

    layout = Layout("csv", encoding=codec, delimiter=delimiter)
    rows = _first_rows(_csv_rows(source, layout))
    return _with_header(layout, rows, wanted, guessed, problems)


def _whole_encoding(source: IO[bytes], guess: shape.EncodingGuess) -> shape.EncodingGuess:
    """Decide by all bytes; what the beginning alone has told of spoiled text stays."""
    whole = shape.WholeText()
    source.seek(0)
    while piece := source.read(HEAD):
        whole.feed(piece)
    source.seek(0)
    decided = whole.guess()
    return guess if decided.codec == guess.codec == "utf-8" else decided


def _decode_head(head: bytes, codec: str, complete: bool) -> str:
    try:
        return codecs.getincrementaldecoder(codec)("strict").decode(head, complete)
    except UnicodeDecodeError as error:
        raise undecodable(head, error) from error


def _csv_rows(source: IO[bytes], layout: Layout) -> Iterator[list[str]]:
    with _text_of(source, layout) as text:
        yield from csv_rows(text, layout.delimiter)


class _Clean(io.RawIOBase):
    """The bytes of a text without what some programs leave in it: zeros, and marks of its end (0x1A)."""

    def __init__(self, source: IO[bytes], *, zeros: bool) -> None:
        size = source.seek(0, io.SEEK_END)
        source.seek(max(0, size - END_MARKS))
        end = source.read()
        source.seek(0)
        self.source, self.left = source, size - len(end) + len(end.rstrip(b"\x1a"))
        self.left_out = b"" if zeros else b"\0"

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        piece = b""
        while not piece and (read := self.source.read(min(len(target), self.left))):
            self.left -= len(read)
            piece = read.replace(self.left_out, b"") if self.left_out else read
        target[: len(piece)] = piece
        return len(piece)


@contextmanager
def _text_of(source: IO[bytes], layout: Layout) -> Iterator[TextIO]:
    clean = io.BufferedReader(_Clean(source, zeros=not leaves_zeros_out(layout)), HEAD)
    text = io.TextIOWrapper(clean, encoding=layout.encoding, newline="")
    try:
        yield text
    finally:
        text.detach()  # the file stays the caller's


# XLSX


def _describe_xlsx(source: IO[bytes], wanted: Layout | None) -> Description:
    book = open_workbook(source)
    visible = tuple(sheet.name for sheet in book.sheets_metadata if sheet.visible is SheetVisibleEnum.Visible)
    guessed: set[str] = set()
    name = wanted.sheet if wanted else ""
    if name and name not in visible:
        raise TableError("SHEET-UNKNOWN", sheet=name, sheets=", ".join(visible))
    problems: list[tuple[str, dict[str, str | int]]] = []
    if not name:
        name, others, alike = _first_table(book, visible)
        if others:
            guessed.add("sheet")
        if len(alike) > 1:
            problems.append(
                ("SHEETS-ALIKE", {"count": len(alike), "sheets": ", ".join(alike[:SHEETS_LISTED])})
            )
    sheet = book.get_sheet_by_name(name)
    rows = _first_rows(_rows(sheet))
    description = _with_header(Layout("xlsx", sheet=name), rows, wanted, guessed, problems, visible)
    return replace(
        description, problems=(*description.problems, *_merged(sheet, description.layout.data_row))
    )


def _merged(sheet: CalamineSheet, data_row: int) -> Iterator[tuple[str, dict[str, str | int]]]:
    """Merged cells among the data: all but the first of them are empty."""
    ranges = [ends for ends in sheet.merged_cell_ranges or () if ends[1][0] + 1 >= data_row]
    if ranges:
        (top, left), (bottom, right) = min(ranges)
        place = f"{cell_name(top + 1, left + 1)}:{cell_name(bottom + 1, right + 1)}"
        yield "CELLS-MERGED", {"cells": place, "count": len(ranges)}


def _first_table(book: Workbook, sheets: Sequence[str]) -> tuple[str, bool, list[str]]:
    """The first sheet that holds a table (a cover has no columns, or fewer rows), whether there are others,
    and which have the same columns.
    """
    heights: dict[str, int] = {}
    wide: dict[str, tuple[str, ...]] = {}
    for name in sheets:
        sheet = book.get_sheet_by_name(name)
        heights[name] = sheet.height
        header = shape.find_header(_first_rows(_rows(sheet), SHAPED_ROWS))
        if header.row and len(header.columns) > 1:
            wide[name] = header.columns
    tables = [name for name, height in heights.items() if height > 1] or [n for n, h in heights.items() if h]
    if not tables:
        raise TableError("FILE-EMPTY")
    chosen = next(iter(wide or tables))
    alike = [name for name, columns in wide.items() if columns == wide[chosen]] if wide else []
    return chosen, len(tables) > 1, alike


def _xlsx_rows(source: IO[bytes], sheet: str) -> Iterator[list[str]]:
    source.seek(0)
    yield from sheet_rows(open_workbook(source), sheet)


def sheet_rows(book: Workbook, name: str) -> Iterator[list[str]]:
    """Every row of a sheet from its first, as text."""
    yield from _rows(book.get_sheet_by_name(name))


def _rows(sheet: CalamineSheet) -> Iterator[list[str]]:
    left = [""] * (sheet.start[1] if sheet.start else 0)
    with readable(sheet.name):
        for row in sheet.iter_rows():
            cells = [cell if type(cell) is str else _as_text(cell) for cell in row]
            yield left + cells if left else cells


def sheet_columns(
    source: IO[bytes], layout: Layout, height: int
) -> Iterator[list[Sequence[str] | Sequence[float]]]:
    """The rows of data of a workbook by column, so many at a time: each column of text or of numbers alone.

    Only of a sheet that begins in its first column: what stands left of a table goes by row.

    :raises TableError: as `describe`
    """
    source.seek(0)
    sheet = open_workbook(source).get_sheet_by_name(layout.sheet)
    rows = itertools.islice(sheet.iter_rows(), layout.data_row - 1, layout.last_row or None)
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


# Both


def is_workbook(source: IO[bytes]) -> bool:
    """Whether a file is packed as workbooks are; else it is taken for text."""
    source.seek(0)
    begins = source.read(len(OLE))
    source.seek(0)
    return begins.startswith((ZIP, OLE))


def is_quick(source: IO[bytes], size: int) -> bool:
    """Whether a file of so many bytes is read in less than about a second, on a slow machine too.

    :raises TableError: `FILE-TYPE`
    """
    if not is_workbook(source):
        return size <= QUICK_CSV and _lines_in(source) <= QUICK_LINES
    source.seek(0)
    unpacked = size if source.read(len(OLE)) == OLE else unpacked_size(source)
    return max(size, unpacked) <= QUICK_XLSX


def line_with_zero(source: IO[bytes], described: Description) -> int:
    """The first line with a zero character, counted from 1, or 0: databases do not hold it.

    Of a workbook only the beginning is looked at, which is what is kept of it.
    """
    layout = described.layout
    if layout.kind == "xlsx":
        texts = (layout.sheet, *described.sheets, *described.columns, *itertools.chain(*described.rows))
        return 1 if any("\0" in text for text in texts) else 0
    if layout.encoding.startswith("utf-16"):
        rows = enumerate(_csv_rows(source, layout), 1)
        return next((number for number, row in rows if any("\0" in cell for cell in row)), 0)
    return _line_with_zero(source)


def leaves_zeros_out(layout: Layout) -> bool:
    """Tell whether the rows of a file are given without its zero characters: then its table can be kept."""
    return layout.kind == "csv" and not layout.encoding.startswith("utf-16")


def _line_with_zero(source: IO[bytes]) -> int:
    source.seek(0)
    line = 1
    while chunk := source.read(HEAD):
        at = chunk.find(b"\0")
        line += chunk.count(b"\n", 0, at if at >= 0 else len(chunk))
        if at >= 0:
            return line
    return 0


def _lines_in(source: IO[bytes]) -> int:
    lines = 0
    while chunk := source.read(HEAD):
        lines += chunk.count(b"\n") + chunk.count(b"\r")
    source.seek(0)
    return lines


def _first_rows(rows: Iterator[list[str]], most: int = LOOKED_AT) -> list[list[str]]:
    """What is looked at to find the shape, and for the preview; over-long cells are cut there."""
    first: list[list[str]] = []
    cells = 0
    for row in itertools.islice(rows, most):
        first.append([cell[:CLIPPED] for cell in row])
        cells += len(row)
        if cells > CELLS_LOOKED_AT and len(first) >= SHAPED_ROWS:
            break
    return first


def _with_header(
    layout: Layout,
    rows: Sequence[Sequence[str]],
    wanted: Layout | None,
    guessed: set[str],
    problems: list[tuple[str, dict[str, str | int]]],
    sheets: tuple[str, ...] = (),
) -> Description:
    said = _said(wanted, rows)
    header = shape.find_header(rows[: SHAPED_ROWS + (said.row or 0)], said)
    if said.row is None and header.row != 1:
        guessed.add("header_row")
    if header.second_row and said.height is None and not said.below:
        guessed.add("header_rows" if header.height > 1 else "below_header")
    layout = replace(
        layout,
        header_row=header.row,
        data_row=header.data_row,
        header_rows=said.height or (header.height if header.height > 1 else None),
        below_header=said.below or header.below,
        first_column=said.first_column or (header.first_column if header.first_column > 1 else None),
        rows_below=wanted.rows_below if wanted else "",
        said=wanted.said if wanted else (),
    )
    if header.row:
        _refuse_long_names(header)
        problems.extend(shape.header_problems(header.columns)[:PROBLEMS])
    problems.extend(shape_problems(rows, header, is_text=layout.kind == "csv"))
    data = rows[header.data_row - 1 :][:PREVIEW_ROWS]
    preview = tuple(tuple(shape.cut_left(row, header.first_column)) for row in data)
    if not preview:
        problems.append(("NO-ROWS", {}))
    columns = shape.column_names(header.columns)
    return Description(layout, columns, preview, sheets, frozenset(guessed), tuple(problems), header.texts)


def _said(wanted: Layout | None, rows: Sequence[Sequence[str]]) -> shape.Correction:
    """What a person says of the header.

    :raises TableError: `HEADER-NOT-FOUND` (`row`)
    """
    if wanted is None:
        return shape.Correction()
    last = (wanted.header_row or 1) + (wanted.header_rows or 1) - 1
    if wanted.header_row is not None and last > len(rows):
        raise TableError("HEADER-NOT-FOUND", row=last)
    return shape.Correction(wanted.header_row, wanted.header_rows, wanted.below_header, wanted.first_column)


def _refuse_long_names(header: shape.Header) -> None:
    """Names are stored, sent and shown: they are no place for data."""
    if sum(map(len, header.columns)) > MAX_HEADER or any(len(name) >= CLIPPED for name in header.columns):
        raise TableError("FILE-HEADER-LENGTH", row=header.row, limit=CLIPPED)
