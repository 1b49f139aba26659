"""What a cell of a table becomes where people take it: a value of a spreadsheet, or text of a standard.

Nothing is guessed: what cannot be read as its column says stays the text that it is.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.file_name import stored_name
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.spreadsheet import MOST_ROWS
from ckanext.bmagov.base.domain.text import to_arabic_digits
from ckanext.bmagov.dictionary import TYPES, Column, era_in, form_of

if TYPE_CHECKING:
    from collections.abc import Sequence


class Form(StrEnum):
    """What a table may be taken as, beside the file itself."""

    XLSX = "xlsx"
    CSV = "csv"


MOST_CELLS: Final = 1_000_000
"""Cells of a table that are written as XLSX: what takes some ten seconds, while somebody waits."""

MOST_DIGITS: Final = 15
"""Digits of a number that a spreadsheet keeps."""

FIRST_DAY: Final = dt.date(1900, 3, 1)
"""Excel takes 1900 for a leap year: before this day its dates are wrong."""

KNOWN: Final = 20_000
"""Values of a column that are remembered with what they became."""

NUMBERS: Final = frozenset(("integer", "number"))
DAYS: Final = frozenset(("date", "datetime"))
TYPED: Final = NUMBERS | DAYS | {"year"}
_PLAIN_YEAR: Final = re.compile(r"[0-9]{4}")
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2})?")

Value = float | int | dt.date | dt.datetime | str


def fits_sheet(rows: int | None, columns: int) -> bool:
    """Tell whether a table is small enough for XLSX; one whose rows nobody has counted may be."""
    return rows is None or (rows <= MOST_ROWS and rows * columns <= MOST_CELLS)


@dataclass(frozen=True)
class Day:
    """A day, or a moment, of a spreadsheet, and whether the file had it in the Buddhist era."""

    at: dt.date
    buddhist: bool


class Cells:
    """The cells of one column: `value` for a spreadsheet, `standard` for files that programs read.

    `eras` keeps which eras were met among the days and years that `standard` has seen.
    """

    def __init__(self, column: Column, *, native: bool) -> None:
        """Look at a column.

        :param native: its days were date cells and come as ISO text
        """
        self.column = column
        self.is_plain = column.type not in TYPED
        self.eras: set[str] = set()
        self._type = TYPES.get(column.type, TYPES["text"])
        self._form = form_of(column, native=native)
        self._native = native
        self._missing = frozenset(("", *column.missing))
        self._values: dict[str, Value | Day] = {}
        self._standards: dict[str, str] = {}

    def value(self, text: str) -> Value | Day:
        """Return what a spreadsheet holds: a number, a day, or the text where it is neither."""
        if self.is_plain:
            return text
        known = self._values.get(text)
        if known is None:
            known = self._value(text)
            if len(self._values) < KNOWN:
                self._values[text] = known
        return known

    def standard(self, text: str) -> str:
        """Return the text as Table Schema writes it; days and years of the Buddhist era stay as they are."""
        if self.is_plain:
            return text
        known = self._standards.get(text)
        if known is None:
            known = self._standard(text)
            if len(self._standards) < KNOWN:
                self._standards[text] = known
        return known

    def seen(self) -> Column:
        """Return the column with the era that its values have: 2567 is no year of ISO."""
        return replace(self.column, era="be") if "be" in self.eras else self.column

    def _value(self, text: str) -> Value | Day:
        read = self._read(text)
        if self.column.type == "year":
            return int(text) if _PLAIN_YEAR.fullmatch(text.strip()) else text
        if isinstance(read, int | Decimal):
            return _number(read, text)
        if isinstance(read, dt.date):
            day = read.date() if isinstance(read, dt.datetime) else read
            return Day(read, self._era(text) == "be") if day >= FIRST_DAY else text
        return text

    def _standard(self, text: str) -> str:
        read = self._read(text)
        if read is None:
            return text
        if self.column.type in NUMBERS:
            return format(read, "f") if isinstance(read, Decimal) else str(read)
        era = self._era(text)
        if era:
            self.eras.add(era)
        if era == "be" or self.column.type == "year":
            return text
        return str(read.isoformat())

    def _era(self, text: str) -> str:
        return self.column.era or ("ce" if self._native and _ISO.fullmatch(text) else era_in(text))

    def _read(self, text: str) -> Any:
        """Return what a cell means; None for none and for what its column cannot hold."""
        plain = text.strip()
        if plain in self._missing:
            return None
        try:
            return self._type.parse(plain, self._form)
        except ProblemError:
            return None


def _number(read: int | Decimal, text: str) -> float | int | str:
    """Return a number that keeps all its digits in a spreadsheet; else the text."""
    digits = sum(map(str.isdigit, to_arabic_digits(text)))
    if digits > MOST_DIGITS or (isinstance(read, Decimal) and not read.is_finite()):
        return text
    return read if isinstance(read, int) else float(read)


def described_or_seen(columns: Sequence[Column], guessed: Sequence[Column]) -> list[Column]:
    """Return the columns of a table: what its dictionary says, else the numbers and days that its first rows
    are. Codes are text, whatever their digits.
    """
    return [
        column if column.type or other.type not in TYPED else replace(other, name=column.name)
        for column, other in zip(columns, guessed, strict=True)
    ]


class Names:
    """Names of files within one folder, each another, even where upper and lower case are the same."""

    def __init__(self) -> None:
        """Begin with none."""
        self._taken: set[str] = set()

    def free(self, wanted: str) -> str:
        """Return a name that is safe in every system and not taken: `a.csv`, `a (2).csv`."""
        name = "".join("_" if letter in '<>:"|?*' else letter for letter in stored_name(wanted))
        stem, dot, ending = name.rpartition(".")
        stem, ending = (stem, dot + ending) if stem else (name, "")
        number, free = 2, name
        while free.casefold() in self._taken:
            free, number = f"{stem} ({number}){ending}", number + 1
        self._taken.add(free.casefold())
        return free
