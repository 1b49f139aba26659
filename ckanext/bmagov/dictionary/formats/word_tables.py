"""The table of a Word file (DOCX) as CSV: agencies write their dictionaries in the form of a document."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Final
from xml.parsers import expat

from ckanext.bmagov.base.formats.workbook_guard import chunks, unpacked_size
from ckanext.bmagov.base.formats.workbook_parts import refuse_unsafe
from ckanext.bmagov.dictionary.domain.headings import find_heading
from ckanext.bmagov.dictionary.formats.registry import DictionaryFileError

MAX_UNPACKED: Final = 20 * 1024 * 1024
MOST_CELLS: Final = 300
"""Columns over which one cell may reach."""

DOCUMENT: Final = "word/document.xml"

Rows = list[list[str]]


def table_as_csv(data: bytes) -> bytes:
    """Return the tables of a Word file that hold a dictionary as CSV in UTF-8; else the longest table.

    Tables under the same heading, as Word cuts them at the end of a page, become one.

    :raises DictionaryFileError: `FILE-IS-DOCUMENT` (`kind`) when there is no table
    :raises TableError: `FILE-TYPE`, `FILE-MACRO`, `FILE-UNPACKED-SIZE`, `FILE-XML-ENTITY`
    """
    source = io.BytesIO(data)
    refuse_unsafe(source)
    if unpacked_size(source) > MAX_UNPACKED:
        raise DictionaryFileError("FILE-UNPACKED-SIZE", limit=MAX_UNPACKED // 1024 // 1024)
    tables = [table for table in _tables(source) if len(table) > 1]
    if not tables:
        raise DictionaryFileError("FILE-IS-DOCUMENT", kind="DOCX")
    out = io.StringIO()
    csv.writer(out).writerows(_joined(tables))
    return out.getvalue().encode()


def _joined(tables: list[Rows]) -> Rows:
    described = [table for table in tables if _names_columns(table)]
    if not described:
        return max(tables, key=len)
    first = described[0]
    more = [row for table in described[1:] if table[0] == first[0] for row in table[1:]]
    return [*first, *more]


def _names_columns(table: Rows) -> bool:
    heading = find_heading(table[:25])
    return heading is not None and "name" in heading.meant


def _tables(source: io.BytesIO) -> list[Rows]:
    look = _Tables()
    parser = expat.ParserCreate()
    parser.StartElementHandler = look.start
    parser.EndElementHandler = look.end
    parser.CharacterDataHandler = look.text
    try:
        with zipfile.ZipFile(source) as archive:
            for chunk in chunks(source, archive.getinfo(DOCUMENT)):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, KeyError, ValueError) as error:
        raise DictionaryFileError("FILE-BROKEN") from error
    return look.tables


class _Tables:
    """Takes the elements of a document. A table within a cell is text of that cell."""

    def __init__(self) -> None:
        self.tables: list[Rows] = []
        self._depth = 0
        self._cell: list[str] = []
        self._is_text = False
        self._wide = 1

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "tbl":
            self._depth += 1
            if self._depth == 1:
                self.tables.append([])
        elif self._depth == 1 and name == "tr":
            self.tables[-1].append([])
        elif self._depth == 1 and name == "tc":
            self._cell, self._wide = [], 1
        elif self._depth == 1 and name == "gridSpan":
            times = attributes.get("w:val", "1")
            self._wide = min(int(times), MOST_CELLS) if times.isdecimal() and len(times) < 6 else 1
        elif name in ("br", "tab", "cr"):
            self._cell.append("\n" if name != "tab" else " ")
        self._is_text = name == "t"

    def text(self, text: str) -> None:
        if self._is_text:
            self._cell.append(text)

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        self._is_text = False
        if name == "tbl":
            self._depth -= 1
        elif name == "p" and self._depth:
            self._cell.append("\n")
        elif name == "tc" and self._depth == 1 and self.tables[-1]:
            self.tables[-1][-1] += ["".join(self._cell).strip(), *[""] * (self._wide - 1)]
