"""A ZIP that is sent while it is made: what is in memory is one piece, however large the archive gets."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

LEVEL: Final = 4
"""How hard is tried to make it small: less than usual, as somebody waits."""

DEVICE: Final = 0o100644 << 16
"""A file that everybody may read."""


@dataclass(frozen=True)
class Entry:
    """A file of the archive. `size` in bytes is what is expected: from 4 GB on it is told otherwise."""

    name: str
    pieces: Iterable[bytes]
    size: int = 0


class _Passing(io.RawIOBase):
    """Takes what is written until it is fetched."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def fetch(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def zipped(entries: Iterable[Entry], at: dt.datetime) -> Iterator[bytes]:
    """Give the bytes of an archive. Each entry is asked for when the one before it has gone out.

    :param at: the time that its files have
    """
    passing = _Passing()
    with zipfile.ZipFile(
        cast("IO[bytes]", passing), "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL
    ) as archive:
        for entry in entries:
            info = zipfile.ZipInfo(entry.name, at.timetuple()[:6])
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, DEVICE
            info.file_size = entry.size
            with archive.open(info, "w") as member:
                for piece in entry.pieces:
                    member.write(piece)
                    if data := passing.fetch():
                        yield data
            yield passing.fetch()
    yield passing.fetch()
