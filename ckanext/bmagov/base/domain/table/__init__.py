"""What a file of rows and columns is: its encoding, its delimiter, where its header stands."""

from __future__ import annotations

from ckanext.bmagov.base.domain.table.encoding import (
    CHARSETS,
    CODECS,
    EncodingGuess,
    WholeText,
    detect_encoding,
)
from ckanext.bmagov.base.domain.table.shape import (
    HEADER_WITHIN,
    Delimiter,
    Header,
    detect_delimiter,
    find_header,
    header_problems,
)

__all__ = [
    "CHARSETS",
    "CODECS",
    "HEADER_WITHIN",
    "Delimiter",
    "EncodingGuess",
    "Header",
    "WholeText",
    "detect_delimiter",
    "detect_encoding",
    "find_header",
    "header_problems",
]
