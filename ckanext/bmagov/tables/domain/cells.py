"""What the text of a cell becomes in a typed column, written as PostgreSQL's COPY takes it.

Values that mean the same become the same: Thai digits, days in either era, separators of thousands, the words
of yes and no. Many cells hold what another one held, so what a text became is remembered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.content import BREAK
from ckanext.bmagov.base.domain.problem import Problem, ProblemError
from ckanext.bmagov.base.domain.table.spoiled import ERRORS
from ckanext.bmagov.base.domain.text import match_key, to_arabic_digits
from ckanext.bmagov.dictionary import BLANKS, MISSING_TOKENS, NONE_OF, TYPES, form_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckanext.bmagov.dictionary import Column

NULL: Final = r"\N"
REMEMBERED: Final = 50_000
"""Texts of a column that are remembered at once."""

PLAIN: Final = 18
"""Digits from which a number has to be looked at."""

LONGEST_TOKEN: Final = 2 * max(map(len, MISSING_TOKENS))
"""Characters; longer texts say more than that there is nothing."""

LARGEST: Final = 2**63 - 1
"""What a whole number of the database holds."""

COMPARED: Final = {
    **{name: TYPES[name].datastore for name in ("integer", "number", "boolean", "date", "datetime", "time")},
    "year": "int4",
}
"""Types whose values are more than their text, with the database's own; of every other the text is kept."""

CODES: Final = frozenset(("code", "citizen_id", "phone"))
"""Types of which the same is written with Thai digits and with Arabic ones."""

NUMBERS: Final = {
    "integer": re.compile(r"^(?!-?[0-9]{1,18}$).+", re.MULTILINE),
    "number": re.compile(r"^(?!-?[0-9]{1,15}(?:\.[0-9]{1,15})?$).+", re.MULTILINE),
}
"""Find lines that are no number as the database writes it itself."""

_AROUND: Final = BLANKS.replace("\n", "")
_SPECIAL: Final = rf"[\\\t\r\0{BREAK}]|^[{_AROUND}]|[{_AROUND}]$"
"""What COPY would take for something else, and blanks around a text."""

_FIRST: Final = "".join(
    sorted({letter for token in MISSING_TOKENS for letter in token[0] + token[0].upper()})
)
_TOKENS: Final = rf"|^[{re.escape(_FIRST)}].{{0,{LONGEST_TOKEN}}}$"
"""What may say that there is no value: it begins like a word for that, and is as short."""

_ESCAPED: Final = str.maketrans(
    {"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\0": None, BREAK: r"\n"}
)


class CellError(ValueError):
    """A cell that is no value of its column: at this place of those that were given."""

    def __init__(self, place: int, cell: str, problem: Problem) -> None:
        super().__init__(problem.code)
        self.place, self.cell, self.problem = place, cell, problem


def stored_type(column: Column) -> str:
    """Return the type that a column has in the database."""
    return COMPARED.get(column.type, "text")


@dataclass
class ColumnCells:
    """The cells of one column, as they come.

    `declared` says that the dictionary gives the type: then its own words for "no value" count alone, else
    all that people commonly use. `emptied` are the errors of formulas that became no value.
    """

    column: Column
    native: bool = False
    declared: bool = False

    def __post_init__(self) -> None:
        """Prepare what is needed for each cell."""
        self._memory = _Memory(self)
        self._type = TYPES.get(self.column.type, TYPES["text"])
        self._form = form_of(self.column, native=self.native)
        written = (text.replace("\u0e33", "\u0e4d\u0e32") for text in self.column.missing)
        self._missing = frozenset((*self.column.missing, *written))
        self.is_compared = self.column.type in COMPARED
        self._odd = self._pattern()
        self.emptied: set[str] = set()

    def _pattern(self) -> re.Pattern[str] | None:
        """Return what finds a line that is not copied as it stands; none where every cell has to be read."""
        if self.is_compared:
            return NUMBERS.get(self.column.type)
        digits = "|[๐-๙]" if self.column.type in CODES else ""
        return re.compile(f"{_SPECIAL}{digits}{'' if self.declared else _TOKENS}", re.MULTILINE)

    def copied(self, cells: Sequence[str]) -> list[str]:
        """Return the cells as COPY takes them.

        :raises CellError: for the first that is no value of the column
        """
        if self._are_plain(cells):
            return [cell or NULL for cell in cells]
        try:
            return list(map(self._memory.__getitem__, cells))
        except ProblemError as error:
            place = next(place for place, cell in enumerate(cells) if not self._takes(cell))
            raise CellError(place, cells[place].strip(BLANKS), error.problem) from error

    def _are_plain(self, cells: Sequence[str]) -> bool:
        """Tell whether many cells can be copied as they stand: looked at together, which takes least time."""
        if self._odd is None or not self._missing.isdisjoint(cells):
            return False
        joined = "\n".join(cells)
        return joined.count("\n") == len(cells) - 1 and self._odd.search(joined) is None

    def read(self, cell: str) -> str:
        """Return what one cell becomes.

        :raises ProblemError: when it is no value of the column
        """
        text = cell.strip(BLANKS)
        if not text or text in self._missing:
            return NULL
        if not self.is_compared:
            if self._means_none(text):
                return NULL
            return (to_arabic_digits(text) if self.column.type in CODES else text).translate(_ESCAPED)
        if (
            len(text) < PLAIN
            and text.isdecimal()
            and text.isascii()
            and self.column.type in ("integer", "number")
        ):
            return text
        try:
            return _written(self._type.parse(text, self._form))
        except ProblemError:
            if self._means_none(text):
                return NULL
            if text in ERRORS:
                self.emptied.add(text)
                return NULL
            raise

    def _takes(self, cell: str) -> bool:
        try:
            self.read(cell)
        except ProblemError:
            return False
        return True

    def _means_none(self, text: str) -> bool:
        """Tell whether people say by a text that there is no value, where no dictionary says how they do."""
        if self.declared or len(text) > LONGEST_TOKEN:
            return False
        key = match_key(text)
        return key in MISSING_TOKENS or (self.is_compared and key in NONE_OF)


class _Memory(dict[str, str]):
    """What texts became."""

    def __init__(self, cells: ColumnCells) -> None:
        super().__init__()
        self.cells = cells

    def __missing__(self, cell: str) -> str:
        value = self.cells.read(cell)
        if len(self) >= REMEMBERED:
            self.clear()
        self[cell] = value
        return value


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise ProblemError("TABLE-NUMBER-LARGE")
        return str(value)
    return str(value)  # decimals, and days and times as ISO writes them
