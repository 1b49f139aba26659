"""Data dictionaries as files, both ways: CSV, XLSX, Frictionless Table Schema, CSVW and SQL."""

from __future__ import annotations

from ckanext.bmagov.dictionary.formats import csvw, sql, table_schema, text, workbook
from ckanext.bmagov.dictionary.formats.registry import (
    CODECS,
    Codec,
    DictionaryFileError,
    Heading,
    Options,
    Read,
    Written,
    read_dictionary,
    write_dictionary,
)

__all__ = [
    "CODECS",
    "Codec",
    "DictionaryFileError",
    "Heading",
    "Options",
    "Read",
    "Written",
    "csvw",
    "read_dictionary",
    "sql",
    "table_schema",
    "text",
    "workbook",
    "write_dictionary",
]
