"""Data dictionaries as files, both ways: each format is a module of this folder."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from ckanext.bmagov.dictionary.formats.registry import (
    FORMATS,
    DictionaryFileError,
    DictionaryFormat,
    Read,
    ReadOptions,
    WriteOptions,
    Written,
    dictionary_format,
    format_of,
    read_dictionary,
    write_dictionary,
)

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    import_module(_module.name)

__all__ = [
    "FORMATS",
    "DictionaryFileError",
    "DictionaryFormat",
    "Read",
    "ReadOptions",
    "WriteOptions",
    "Written",
    "dictionary_format",
    "format_of",
    "read_dictionary",
    "write_dictionary",
]
