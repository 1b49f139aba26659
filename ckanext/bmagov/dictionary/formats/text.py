"""Dictionaries as CSV, and as whatever is pasted from a spreadsheet: UTF-8, UTF-16 or Windows-874."""

from __future__ import annotations

import csv
import io
import itertools
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.spreadsheet import CSV
from ckanext.bmagov.base.domain.table import CODECS as ENCODINGS
from ckanext.bmagov.base.formats.cell import guarded, unguarded
from ckanext.bmagov.base.formats.file_kind import kind_of_file
from ckanext.bmagov.base.formats.table import Layout, describe, iter_rows, line_with_zero
from ckanext.bmagov.dictionary.domain.sheet import read_rows, rows_of
from ckanext.bmagov.dictionary.formats.registry import (
    DictionaryFileError,
    DictionaryFormat,
    Read,
    ReadOptions,
    WriteOptions,
    dictionary_format,
)
from ckanext.bmagov.dictionary.formats.word_tables import table_as_csv

if TYPE_CHECKING:
    from ckanext.bmagov.dictionary.domain.spec import Dictionary

MAX_ROWS: Final = 10_000
"""A row is a column of the data; a workbook may have so many in all its sheets."""

MAX_COLUMNS: Final = 300
LONGEST_CELL: Final = 1_000_000
"""Characters; more is a quotation mark that was never closed."""


@dictionary_format
class CsvFormat(DictionaryFormat):
    """One row a column, under Thai or English headings. The byte order mark is for Excel."""

    name = "csv"
    label = "CSV"
    media_type = CSV
    upload_ends = ("csv", "tsv", "txt", "docx")
    place = 1
    turn = 9
    in_dataset = True
    fillable = True

    def begins_like(self, data: bytes) -> bool:
        """Take whatever no other format knows: CSV has no mark of its own."""
        return bool(data)

    def read(self, data: bytes, options: ReadOptions) -> Read:
        """Read CSV of any usual encoding and delimiter, and the table of a Word file as such."""
        source = io.BytesIO(data)
        if kind_of_file(source) == "DOCX":
            source = io.BytesIO(table_as_csv(data))
        described = describe(source)
        for code, params in described.problems:
            if code == "FILE-MOJIBAKE":
                raise DictionaryFileError(code, **params)
        if line := line_with_zero(source, described):
            raise DictionaryFileError("FILE-CONTROL-CHAR", line=line, character="U+0000")
        layout = described.layout
        everything = Layout("csv", encoding=layout.encoding, delimiter=layout.delimiter)
        most = None if options.written else MAX_ROWS + 1
        rows = list(itertools.islice(iter_rows(source, everything), most))
        if not options.written:
            refuse_large(rows)
        for number, row in enumerate(rows, 1):
            if any(len(cell) > LONGEST_CELL for cell in row):
                raise DictionaryFileError("CELL-LENGTH", row=number, limit=LONGEST_CELL)
        result = read_rows([[unguarded(cell) for cell in row] for row in rows], options.words)
        return Read(
            result.dictionary,
            result.findings,
            result.lines,
            result.headings,
            guessed=described.guessed & {"encoding", "delimiter"},
            details={"encoding": ENCODINGS[layout.encoding], "delimiter": layout.delimiter},
        )

    def write(self, dictionary: Dictionary, options: WriteOptions) -> bytes:
        """Write every attribute, without formulas."""
        out = io.StringIO()
        writer = csv.writer(out)
        for row in rows_of(dictionary, options.words):
            writer.writerow([guarded(cell) for cell in row])
        return out.getvalue().encode("utf-8-sig")


def refuse_large(rows: list[list[str]]) -> None:
    """Refuse what can be no dictionary.

    :raises DictionaryFileError: `DICT-TOO-MANY-ROWS`, `DICT-TOO-MANY-COLUMNS` (`limit`)
    """
    if len(rows) > MAX_ROWS:
        raise DictionaryFileError("DICT-TOO-MANY-ROWS", limit=MAX_ROWS)
    if max(map(len, rows), default=0) > MAX_COLUMNS:
        raise DictionaryFileError("DICT-TOO-MANY-COLUMNS", limit=MAX_COLUMNS)
