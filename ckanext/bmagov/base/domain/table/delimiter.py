"""How the text of a table is cut into cells."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

DELIMITERS: Final = (",", ";", "\t", "|")
"""Tried in this order; the first wins a tie."""


@dataclass(frozen=True)
class Delimiter:
    """`certain` is false for a file of one column: any delimiter would do."""

    character: str
    certain: bool = True


def detect_delimiter(text: str) -> Delimiter:
    """Choose the character that cuts the most lines into one same number (above 1) of cells.

    `text` is the beginning of the file; a last line without its end is left out, as it may be cut.
    """
    sample = text[: text.rfind("\n") + 1] or text
    scores = {delimiter: _score(sample, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return Delimiter(best) if scores[best] > 0 else Delimiter(",", certain=False)


def _score(sample: str, delimiter: str) -> float:
    widths = Counter(len(row) for row in _rows(sample, delimiter) if any(cell.strip() for cell in row))
    widths.pop(1, None)
    if not widths:
        return 0.0
    width, rows = widths.most_common(1)[0]
    return rows / sum(widths.values()) * rows + width / 1000


def _rows(sample: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(sample), delimiter=delimiter)
    try:
        yield from reader
    except csv.Error:  # an over-long field: what was read so far decides
        return
