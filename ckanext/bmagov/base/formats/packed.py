"""One table in a ZIP or in a gzip file, as offices send what is too large for mail; and records of JSON."""

from __future__ import annotations

import tempfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final, cast

from ckanext.bmagov.base.domain.file_kind import PACKED, RECORDS, Family, family, name_ending
from ckanext.bmagov.base.formats.file_kind import BROKEN, kind_of_file
from ckanext.bmagov.base.formats.json_records import write_records
from ckanext.bmagov.base.formats.table_error import TableError
from ckanext.bmagov.base.formats.workbook_guard import CHUNK, MAX_UNPACKED, archive_of, chunks, too_large

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterable, Iterator

IN_MEMORY: Final = 4 * 1024 * 1024
_TABLES: Final = (Family.TEXT, Family.WORKBOOK)
_NOTES: Final = ("__macosx/", "readme", "license", "licence")
"""What stands beside a table and is none."""


@contextmanager
def table_in(source: IO[bytes]) -> Iterator[IO[bytes]]:
    """Give the table within a ZIP or gzip file, unpacked; records of JSON as CSV; other files as they are.

    :raises TableError: `FILE-IS-ARCHIVE` (`count`: tables within), `FILE-UNPACKED-SIZE`, `FILE-BROKEN`, and
        those of `write_records`
    """
    kind = kind_of_file(source)
    if kind in RECORDS:
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as rows:
            write_records(source, kind, cast("IO[bytes]", rows))
            rows.seek(0)
            yield cast("IO[bytes]", rows)
        return
    if kind not in PACKED:
        yield source
        return
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as inner:
        size = 0
        for piece in _gunzipped(source) if kind == "GZ" else _member(source):
            size += len(piece)
            if size > MAX_UNPACKED:
                raise too_large()
            inner.write(piece)
        inner.seek(0)
        stream = cast("IO[bytes]", inner)
        if kind_of_file(stream) in PACKED:
            raise TableError("FILE-IS-ARCHIVE", count=0)
        yield stream


def _member(source: IO[bytes]) -> Iterable[bytes]:
    try:
        with archive_of(source) as archive:
            tables = [member for member in archive.infolist() if _is_table(member)]
    except TableError as error:  # it begins as a ZIP does, and has no list of what is in it
        raise TableError("FILE-BROKEN") if error.code == "FILE-TYPE" else error from error
    if len(tables) != 1:
        raise TableError("FILE-IS-ARCHIVE", count=len(tables))
    if tables[0].file_size > MAX_UNPACKED:
        raise too_large()
    try:
        yield from chunks(source, tables[0])
    except BROKEN as error:
        raise TableError("FILE-BROKEN") from error


def _is_table(member: zipfile.ZipInfo) -> bool:
    name = member.filename.replace("\\", "/").lower()
    last = name.rpartition("/")[2]
    beside = name.startswith(_NOTES) or last.startswith((*_NOTES, ".", "~$"))
    return not member.is_dir() and not beside and family(name_ending(last)) in _TABLES


def _gunzipped(source: IO[bytes]) -> Iterable[bytes]:
    """Unpack each part of a gzip file; what stands behind the last one is no part."""
    unpack = zlib.decompressobj(31)
    source.seek(0)
    done = False
    try:
        while packed := source.read(CHUNK):
            while packed:
                if unpack.eof:
                    if not packed.startswith(b"\x1f\x8b"):
                        return
                    unpack = zlib.decompressobj(31)
                yield unpack.decompress(packed, CHUNK)
                packed = unpack.unconsumed_tail or unpack.unused_data
                done = unpack.eof
    except zlib.error as error:
        raise TableError("FILE-BROKEN") from error
    if not done:
        raise TableError("FILE-BROKEN")
