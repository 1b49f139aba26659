"""Workbooks that no library at hand writes: XLS (BIFF8 in OLE), XLSB and ODS, honest and hostile."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Cells = Mapping[tuple[int, int], str | float]

END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
ODS_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _begin(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<6H2I", 0x0600, kind, 0, 0, 0, 0, 0, 0)[:16])


def _cell(row: int, column: int, value: str | float) -> bytes:
    place = struct.pack("<3H", row, column, 0)
    if isinstance(value, str):
        return _record(0x0204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    return _record(0x0203, place + struct.pack("<d", value))


def biff(sheets: Mapping[str, Cells], copies: int = 1) -> bytes:
    """Return the stream of a workbook; each sheet is named so many times."""
    bodies = [
        _begin(0x10) + b"".join(_cell(*place, value) for place, value in cells.items()) + _record(0x0A)
        for cells in sheets.values()
    ]
    names = [name.encode("utf-16-le") for name in sheets for _ in range(copies)]
    begin = len(_begin(5)) + sum(4 + 8 + len(name) for name in names) + 4
    listed = b""
    for number, name in enumerate(names):
        at = begin + sum(map(len, bodies[: number // copies]))
        listed += _record(0x85, struct.pack("<IHBB", at, 0, len(name) // 2, 1) + name)
    return _begin(5) + listed + _record(0x0A) + b"".join(bodies)


def ole(stream: bytes, *, ring: bool = False) -> io.BytesIO:
    """Return an OLE file with one stream, whose last sector leads back to its first if so asked."""
    stream = stream.ljust(4096, b"\0")
    sectors = -(-len(stream) // 512)
    chain = [FAT, END, *range(3, sectors + 2), 2 if ring else END]
    assert len(chain) <= 128
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    table = struct.pack("<128I", *chain, *[FREE] * (128 - len(chain)))
    entries = _entry("Root Entry", 5, END, 0, child=1) + _entry("Workbook", 2, 2, len(stream))
    parts = (header, table, entries.ljust(512, b"\0"), stream.ljust(sectors * 512, b"\0"))
    return io.BytesIO(b"".join(parts))


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBB3I", len(text) + 2, kind, 1, FREE, FREE, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def xls(**sheets: Cells) -> io.BytesIO:
    """Return an old workbook."""
    return ole(biff(sheets))


def ods(rows: str) -> io.BytesIO:
    """Return an ODS whose only sheet has these rows, as XML."""
    sheet = f'<table:table table:name="ข้อมูล">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        media = "application/vnd.oasis.opendocument.spreadsheet"
        archive.writestr(zipfile.ZipInfo("mimetype"), media)
        text = f"<office:document-content {ODS_SPACES}>{body}</office:document-content>"
        archive.writestr("content.xml", text)
        manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{manifest}"/>')
    return target


def ods_row(cells: Sequence[str], again: int = 1, across: int = 1) -> str:
    """Return a row of text that comes so often, each cell so often; an empty text is an empty cell."""
    times = f' table:number-columns-repeated="{across}"'
    filled = f'<table:table-cell office:value-type="string"{times}><text:p>%s</text:p></table:table-cell>'
    inner = "".join(filled % cell if cell else f"<table:table-cell{times}/>" for cell in cells)
    return f'<table:table-row table:number-rows-repeated="{again}">{inner}</table:table-row>'


def xlsb_sheet(cells: Sequence[tuple[int, int]]) -> bytes:
    """Return the records of a sheet with cells that hold the number 1."""
    records = b""
    for row, column in cells:
        records += b"\0\x04" + struct.pack("<I", row)
        records += b"\x05\x10" + struct.pack("<IId", column, 0, 1.0)
    return records
