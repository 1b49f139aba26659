"""The fingerprint of a table: few bytes that tell whether another holds the same rows, and how many differ.

The hash of all rows is the sum of the hashes of each (modulo 2^256): their order makes no difference, and a
row that comes twice counts twice. The sketch keeps the rows with the least hashes, each with how often it
came (a bottom-k sketch: E. Cohen, H. Kaplan, "Summarizing data using bottom-k sketches", PODC 2007). It is
the same sample of the same rows in every table, so samples of two tables can be compared.

The hash of a row is fast and not made to withstand an attack. It need not: who wants a table to look new
changes a cell, and nobody gains by one that looks old.
"""

from __future__ import annotations

import hashlib
import struct
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from xxhash import xxh3_128_intdigest

from ckanext.bmagov.base.domain.content.rows import canonical
from ckanext.bmagov.base.domain.text import normalize_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SKETCH: Final = 512
"""Different rows that a sketch keeps."""

_ROW_BITS: Final = 128
"""Of the hash of a row (XXH3). The sketch keeps the first half of it."""

_HALF: Final = 64
_MODULUS: Final = 1 << 256
_ITEM: Final = struct.Struct(">QI")
_MOST: Final = 2**32 - 1


@dataclass(frozen=True)
class Fingerprint:
    """What is kept of the rows of a table."""

    columns: str
    """Hash of the column names, in hexadecimal."""
    rows: int
    """Rows with any value."""
    total: int
    """Sum of the hashes of the rows."""
    sketch: Mapping[int, int] = field(default_factory=dict)
    """The least hashes of rows, and how often each row came."""

    @cached_property
    def is_complete(self) -> bool:
        """Whether the sketch holds every row."""
        return sum(self.sketch.values()) == self.rows

    @cached_property
    def limit(self) -> int | None:
        """The hash up to which every row is in the sketch; None where all are."""
        return None if self.is_complete else max(self.sketch)

    @property
    def rows_hash(self) -> str:
        """The hash of all rows, in hexadecimal."""
        return f"{self.total:064x}"

    def has_rows_of(self, other: Fingerprint) -> bool:
        """Tell whether both hold the same rows, each as often."""
        return (self.rows, self.total) == (other.rows, other.total)

    def sketch_bytes(self) -> bytes:
        """Return the sketch as it is kept: 12 bytes a row, the least hash first."""
        items = sorted(self.sketch.items())
        return b"".join(_ITEM.pack(value, min(count, _MOST)) for value, count in items)

    @classmethod
    def kept(cls, columns: str, rows: int, rows_hash: str, sketch: bytes) -> Fingerprint:
        """Return a fingerprint of what was kept of it."""
        return cls(columns, rows, int(rows_hash, 16), dict(_ITEM.iter_unpack(sketch)))


class Builder:
    """Takes the rows of a table as they are read; its memory does not grow with them."""

    def __init__(self, columns: Sequence[str]) -> None:
        """Begin a table.

        :param columns: names as read
        """
        self._columns = hash_of_columns(columns)
        self._rows = self._total = 0
        self._limit = 1 << _ROW_BITS
        self._sketch: Counter[int] = Counter()

    @property
    def rows(self) -> int:
        """Rows so far."""
        return self._rows

    def add(self, text: str) -> None:
        """Take rows.

        :param text: whole lines, each a row with U+001F between its cells
        """
        lines = canonical(text).split(b"\n")
        hashes = list(map(xxh3_128_intdigest, filter(None, lines)))
        self._rows += len(hashes)
        self._total = (self._total + sum(hashes)) % _MODULUS
        limit = self._limit
        if small := [value for value in hashes if value < limit]:
            self._keep(small)

    def _keep(self, hashes: list[int]) -> None:
        self._sketch.update(value >> _HALF for value in hashes)
        if len(self._sketch) > 2 * SKETCH:
            self._sketch = Counter(_least(self._sketch))
            self._limit = (max(self._sketch) + 1) << _HALF

    def fingerprint(self) -> Fingerprint:
        """Return the fingerprint of the rows so far."""
        return Fingerprint(self._columns, self._rows, self._total, _least(self._sketch))


def _least(sketch: Mapping[int, int]) -> dict[int, int]:
    return {value: sketch[value] for value in sorted(sketch)[:SKETCH]}


def hash_of_columns(columns: Iterable[str]) -> str:
    """Return the hash of column names in their order; blanks and forms of a letter do not count."""
    names = "\x1f".join(normalize_line(name) for name in columns)
    return hashlib.blake2b(names.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def merged(tables: Sequence[Fingerprint]) -> Fingerprint:
    """Return the fingerprint of the rows of several tables together.

    :param tables: at least one; the columns are those of the first
    """
    rows: Counter[int] = Counter()
    for table in tables:
        rows.update(table.sketch)
    limits = [table.limit for table in tables if table.limit is not None]
    seen = {value: count for value, count in rows.items() if not limits or value <= min(limits)}
    total = sum(table.total for table in tables) % _MODULUS
    return Fingerprint(tables[0].columns, sum(table.rows for table in tables), total, _least(seen))
