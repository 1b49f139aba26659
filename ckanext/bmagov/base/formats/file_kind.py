"""What a file is: reads of it what `domain.file_kind` judges by."""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import IO, TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.file_kind import HEAD, OLE, STREAMS, ZIP, kind_of

if TYPE_CHECKING:
    from collections.abc import Collection

BROKEN: Final = (struct.error, zlib.error, EOFError, IndexError, RuntimeError, ValueError)
"""What Python's reader of archives raises of broken ones besides its own error, and of locked ones."""

_CHUNK: Final = 1024 * 1024
_ENTRY: Final = 64
"""Bytes of a name in the directory of an OLE file; its length in bytes follows."""

_END: Final = struct.Struct("<4s4x2H2I")
"""End of a ZIP's list of members: mark, how many on this disk and in all, bytes and place of the list."""

_LONGEST_LIST: Final = 4 * 1024 * 1024
"""Bytes of the list of members; a workbook has a few thousand."""


def kind_of_file(source: IO[bytes], name: str = "") -> str:
    """Return the short name of what a file is, such as ``XLSX``; the place in it is its beginning then.

    :param source: seekable
    :param name: its name, which tells kinds of text apart
    """
    source.seek(0)
    head = source.read(HEAD)
    members = members_of(source) if head.startswith(ZIP) else ()
    streams = _streams_of(source) if head.startswith(OLE) else ()
    source.seek(0)
    return kind_of(head, name, members=members, streams=streams)


def members_of(source: IO[bytes]) -> tuple[str, ...]:
    """Return the names in a ZIP; none when it is broken or its list is too long to be looked at."""
    if is_list_too_long(source):
        return ()
    source.seek(0)
    try:
        with zipfile.ZipFile(source) as archive:
            return tuple(archive.namelist())
    except (zipfile.BadZipFile, *BROKEN):
        return ()


def is_list_too_long(source: IO[bytes]) -> bool:
    """Tell whether a ZIP says that its list of members is longer than one of a table ever is."""
    size = source.seek(0, 2)
    source.seek(max(0, size - 66_000))
    end = source.read()
    at = end.rfind(b"PK\5\6")
    if at < 0 or len(end) - at < _END.size:
        return False
    _, _, count, length, _ = _END.unpack_from(end, at)
    return count == 0xFFFF or length > _LONGEST_LIST


def _streams_of(source: IO[bytes]) -> Collection[str]:
    """Return which of `STREAMS` an OLE file has in its directory, wherever in the file that stands."""
    entries = {
        stream: stream.encode("utf-16-le").ljust(_ENTRY, b"\0") + struct.pack("<H", 2 * len(stream) + 2)
        for stream in STREAMS
    }
    seen: set[str] = set()
    source.seek(0)
    before = b""
    while chunk := source.read(_CHUNK):
        text = before + chunk
        seen.update(stream for stream, entry in entries.items() if entry in text)
        before = text[-_ENTRY - 2 :]
    return seen
