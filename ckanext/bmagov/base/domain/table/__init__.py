"""What a file of rows and columns is: its encoding, its delimiter, where its header stands."""

from __future__ import annotations

from ckanext.bmagov.base.domain.table.delimiter import Delimiter, detect_delimiter
from ckanext.bmagov.base.domain.table.encoding import (
    CHARSETS,
    CODECS,
    EncodingGuess,
    WholeText,
    detect_encoding,
)
from ckanext.bmagov.base.domain.table.header import (
    BELOW,
    HEADER_WITHIN,
    LABELS,
    MOST_NAME_ROWS,
    UNITS,
    Correction,
    Header,
    column_names,
    cut_left,
    find_header,
    header_problems,
    second_table,
)
from ckanext.bmagov.base.domain.table.rows_below import (
    COUNTED,
    LEFT_OUT,
    ROWS_BELOW,
    RowsPassing,
    find_rows_below,
)

__all__ = [
    "BELOW",
    "CHARSETS",
    "CODECS",
    "COUNTED",
    "HEADER_WITHIN",
    "LABELS",
    "LEFT_OUT",
    "MOST_NAME_ROWS",
    "ROWS_BELOW",
    "UNITS",
    "Correction",
    "Delimiter",
    "EncodingGuess",
    "Header",
    "RowsPassing",
    "WholeText",
    "column_names",
    "cut_left",
    "detect_delimiter",
    "detect_encoding",
    "find_header",
    "find_rows_below",
    "header_problems",
    "second_table",
]
