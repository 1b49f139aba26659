"""CSV that Excel opens by a double click: UTF-8 with its mark, and nothing in it that is calculated."""

from __future__ import annotations

import csv
import io
from typing import IO, TYPE_CHECKING, Final, cast

from ckanext.bmagov.base.formats.cell import guarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ENCODING: Final = "utf-8-sig"


def write_csv(target: IO[bytes], header: Sequence[str], batches: Iterable[Iterable[Sequence[str]]]) -> int:
    """Write a table, batch by batch; return how many rows that were. The target stays open."""
    text = io.TextIOWrapper(
        cast("io.BufferedRandom", target), encoding=ENCODING, errors="replace", newline=""
    )
    lines = csv.writer(text)
    lines.writerow([guarded(name) for name in header])
    count = 0
    for batch in batches:
        for row in batch:
            # What begins with a letter or a digit is calculated by nobody.
            lines.writerow([cell if cell[:1].isalnum() else guarded(cell) for cell in row])
            count += 1
    text.flush()
    text.detach()
    return count
