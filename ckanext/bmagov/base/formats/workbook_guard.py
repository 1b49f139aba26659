"""Looks at a workbook of any kind before its reader does, which lays out every cell up to the last one.

An archive is refused by what it unpacks to, then by the cells of its sheets; what it says of its own sizes is
not believed.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, WorksheetNotFound, load_workbook

from ckanext.bmagov.base.domain.file_kind import OLE
from ckanext.bmagov.base.formats.cell_address import column_number
from ckanext.bmagov.base.formats.cell_area import MAX_AREA, BinarySheet, OpenSheet, refuse_sparse_xls
from ckanext.bmagov.base.formats.file_kind import BROKEN, is_list_too_long, kind_of_file
from ckanext.bmagov.base.formats.table_error import TableError
from ckanext.bmagov.base.formats.untyped_ods import as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from python_calamine import CalamineSheet

MAX_UNPACKED: Final = 100 * 1024 * 1024
"""Bytes that an XLSX may unpack to. 459 KB have been seen to unpack to 183 MB."""
MAX_RATIO: Final = 100
MAX_MEMBERS: Final = 2000
BOOKS: Final = frozenset(("xl/workbook.xml", "xl/workbook.bin", "content.xml"))
"""What tells a workbook among archives: of XLSX and XLSM, XLSB, ODS."""

LONGEST_NAMES: Final = 100_000
"""Characters of the names of all sheets; Excel has 31 for each."""

CHUNK: Final = 1024 * 1024
HEADER: Final = struct.Struct("<4s22x2H")
"""What stands before a member of an archive: its mark, and the lengths of its name and of what follows."""


class Workbook:
    """A workbook that was looked at. The sheets laid out one after the other have a budget together, too."""

    def __init__(self, book: CalamineWorkbook) -> None:
        self._book = book
        self._left = 2 * MAX_AREA
        self.sheets_metadata = book.sheets_metadata
        self.sheet_names: list[str] = book.sheet_names

    def get_sheet_by_name(self, name: str) -> CalamineSheet:
        """Lay out a sheet.

        :raises TableError: `SHEET-MISSING` (`sheet`), `FILE-TYPE`, `FILE-TOO-MANY-ROWS`
        """
        with readable(name):
            sheet = self._book.get_sheet_by_name(name)
        row, column = sheet.total_height, sheet.total_width
        self._left -= row * column
        if self._left < 0:
            raise TableError("FILE-TOO-MANY-ROWS", row=row, column=column)
        return sheet


@contextmanager
def readable(sheet: str = "") -> Iterator[None]:
    """Tell what the reader of workbooks raises in our words."""
    try:
        yield
    except PasswordError as error:
        raise TableError("FILE-ENCRYPTED") from error
    except WorksheetNotFound as error:
        raise TableError("SHEET-MISSING", sheet=sheet) from error
    except (CalamineError, ValueError, OverflowError) as error:
        raise TableError("FILE-TYPE", expected="XLSX") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of a broken file; no class that could be named here
            raise
        raise TableError("FILE-TYPE", expected="XLSX") from error


def open_workbook(source: IO[bytes]) -> Workbook:
    """Look at a workbook (XLSX, XLSM, XLSB, ODS, XLS), then open it.

    :raises TableError: `FILE-ENCRYPTED`, `FILE-TYPE`, `FILE-UNPACKED-SIZE`, `FILE-TOO-MANY-ROWS`
    """
    source.seek(0)
    if source.read(len(OLE)) == OLE:
        kind = kind_of_file(source)
        if kind != "XLS":
            raise TableError("FILE-ENCRYPTED" if kind == "XLSX" else "FILE-TYPE", expected="XLSX")
        refuse_sparse_xls(source)
    elif not refuse_bombs(source):
        with archive_of(source):
            source = as_text(source)
        refuse_bombs(source)
    source.seek(0)
    with readable():
        book = load_workbook(source)
    if len(book.sheet_names) > MAX_MEMBERS or sum(map(len, book.sheet_names)) > LONGEST_NAMES:
        raise TableError("FILE-TYPE", expected="XLSX")
    return Workbook(book)


@contextmanager
def archive_of(source: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """Open the archive; whatever is wrong with it is told as `FILE-TYPE`."""
    if is_list_too_long(source):
        raise too_large()
    source.seek(0)
    try:
        with zipfile.ZipFile(source) as archive:
            yield archive
    except TableError:
        raise
    except (zipfile.BadZipFile, *BROKEN) as error:
        raise TableError("FILE-TYPE", expected="XLSX") from error


def unpacked_size(source: IO[bytes]) -> int:
    """Return the bytes that an XLSX says it unpacks to.

    :raises TableError: `FILE-TYPE`
    """
    with archive_of(source) as archive:
        return sum(member.file_size for member in archive.infolist())


def refuse_bombs(source: IO[bytes]) -> bool:
    """Look at the archive before anything is unpacked, then at the cells before anything is laid out.

    :returns: whether its reader finds the cells: those of an ODS may not say of which kind they are
    """
    has_kinds = True
    with archive_of(source) as archive:
        members = archive.infolist()
        if not BOOKS & {_part_name(member) for member in members}:
            raise TableError("FILE-TYPE", expected="XLSX")
        unpacked = sum(member.file_size for member in members)
        packed = sum(member.compress_size for member in members) or 1
        if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED:
            raise too_large()
        if unpacked > 1024 * 1024 and unpacked / packed > MAX_RATIO:
            raise too_large()
        is_binary = "xl/workbook.bin" in map(_part_name, members)
        for member in members:  # a sheet may have any name
            _refuse_sparse(source, member)
            if _part_name(member) == "content.xml":
                has_kinds = _refuse_repeated(source, member)
            elif is_binary:
                _refuse_sparse_binary(source, member)
    return has_kinds


def _part_name(member: zipfile.ZipInfo) -> str:
    """Some programs write the paths of Windows."""
    return member.filename.replace("\\", "/")


def _refuse_repeated(source: IO[bytes], member: zipfile.ZipInfo) -> bool:
    """Look at the cells of an ODS; tell whether any says of which kind it is."""
    look = OpenSheet()
    parse(source, member, look.start)
    return bool(look.typed or not look.untyped)


def _refuse_sparse_binary(source: IO[bytes], member: zipfile.ZipInfo) -> None:
    sheet = BinarySheet()
    for chunk in chunks(source, member):
        sheet.feed(chunk)
        if sheet.row * sheet.column > MAX_AREA:
            raise TableError("FILE-TOO-MANY-ROWS", row=sheet.row, column=sheet.column)


def too_large() -> TableError:
    """Return the error for an archive that unpacks to more than may be."""
    return TableError("FILE-UNPACKED-SIZE", limit=MAX_UNPACKED // 1024 // 1024)


def chunks(source: IO[bytes], member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a member; its real size is counted, as other readers will see it.

    :raises TableError: `FILE-TYPE`; `FILE-UNPACKED-SIZE` when there is more in it than it says
    """
    if member.flag_bits & 0x1 or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise TableError("FILE-TYPE", expected="XLSX")
    source.seek(member.header_offset)
    mark, name, extra = HEADER.unpack(source.read(HEADER.size))
    if mark != b"PK\x03\x04":
        raise TableError("FILE-TYPE", expected="XLSX")
    source.seek(name + extra, 1)
    left, allowed = member.compress_size, member.file_size
    unpack = zlib.decompressobj(-15) if member.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0:
        packed = source.read(min(left, CHUNK))
        if not packed:
            raise TableError("FILE-TYPE", expected="XLSX")
        left -= len(packed)
        for piece in _pieces_of(packed, unpack):
            allowed -= len(piece)
            if allowed < 0:
                raise too_large()
            yield piece


def _pieces_of(packed: bytes, unpack: zlib._Decompress | None) -> Iterator[bytes]:
    if unpack is None:
        yield packed
        return
    while packed:
        piece = unpack.decompress(packed, CHUNK)
        if not piece and unpack.unconsumed_tail == packed:
            return
        yield piece
        packed = unpack.unconsumed_tail


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


def _refuse_sparse(source: IO[bytes], member: zipfile.ZipInfo) -> None:
    """A sheet may have any name in the archive: what it is shows in its text."""
    far = False
    for piece in _pieces(source, member):  # to the end: its real size is counted
        far = far or _has(FAR_CELL, piece)
    if not far:
        return
    row, column = _last_cell(source, member) or _last_cell_parsed(source, member)
    if row * column > MAX_AREA:
        raise TableError("FILE-TOO-MANY-ROWS", row=row, column=column)


def _pieces(source: IO[bytes], member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The text in pieces that cut no tag in two, but for those that are too long; these are marked."""
    tag = b""
    for unpacked in chunks(source, member):
        chunk = tag + unpacked
        end = max(chunk.rfind(b"<"), 0)
        tag = chunk[end:]
        if len(tag) > LONGEST_TAG:
            end, tag = len(chunk), TOO_LONG + tag[-LONGEST_TAG:]
        yield chunk[:end]
    yield tag


def _has(cell: re.Pattern[bytes], piece: bytes) -> bool:
    """Whether there is such a cell, or one with a prefix; most sheets have no colon at all."""
    return bool(cell.search(piece) or (b":" in piece and b":c" in piece and PREFIXED_CELL.search(piece)))


def _last_cell(source: IO[bytes], member: zipfile.ZipInfo) -> tuple[int, int] | None:
    """The last row and column with a cell; none unless every cell is written in the common way."""
    last_row = last_column = 0
    is_sheet, is_common = False, True
    for piece in _pieces(source, member):
        is_sheet = is_sheet or b"sheetData" in piece
        is_common = is_common and not _has(OTHER_CELL, piece)
        places = b" ".join(CELL.findall(piece))
        rows, columns = places.translate(None, LETTERS).split(), places.translate(None, DIGITS).split()
        last_row = max([last_row, *map(int, set(rows))])
        last_column = max([last_column, *(column_number(column.decode()) for column in set(columns))])
    if not is_sheet:
        return 0, 0
    return (last_row, last_column) if is_common else None


def parse(
    source: IO[bytes],
    member: zipfile.ZipInfo,
    start: Callable[[str, dict[str, str]], None],
    text: Callable[[str], None] | None = None,
) -> None:
    """Read a part of a workbook as XML, calling ``start`` with the name and attributes of each element, and
    ``text`` with what stands in them.

    :raises TableError: `FILE-TYPE`, when it is none
    """
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    try:
        for chunk in chunks(source, member):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except TableError:
        raise
    except (expat.ExpatError, ValueError) as error:
        raise TableError("FILE-TYPE", expected="XLSX") from error


def _last_cell_parsed(source: IO[bytes], member: zipfile.ZipInfo) -> tuple[int, int]:
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

    parse(source, member, start)
    return last_row, last_column
