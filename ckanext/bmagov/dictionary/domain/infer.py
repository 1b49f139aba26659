"""A dictionary proposed from the data itself: types, keys, missing values, personal data. Guesses.

What is proposed holds for all rows that were fed: validating the same rows against it finds nothing but
values that a spreadsheet has spoiled (`lost`), which say nothing of their column. Memory is bounded: distinct
values are counted up to `DISTINCT`, keys are followed up to `KEYS` rows.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.table import LABELS, UNITS, column_names
from ckanext.bmagov.base.domain.table.spoiled import (
    CODE_NAME,
    ERRORS,
    PHONE_NAME,
    is_shortened,
    kind_by_name,
    with_zero,
)
from ckanext.bmagov.base.domain.text import match_key, normalize_line, to_arabic_digits
from ckanext.bmagov.dictionary.domain.cells import BLANKS, CellCheck
from ckanext.bmagov.dictionary.domain.checks import DATED
from ckanext.bmagov.dictionary.domain.lost import is_citizen_length
from ckanext.bmagov.dictionary.domain.merge import HIDDEN
from ckanext.bmagov.dictionary.domain.personal import PersonalGuess, guess_personal, has_citizen_number
from ckanext.bmagov.dictionary.domain.reading import LONGEST_LINE
from ckanext.bmagov.dictionary.domain.spec import Column, Table
from ckanext.bmagov.dictionary.domain.types import TYPES
from ckanext.bmagov.dictionary.domain.values import is_iso

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BATCH: Final = 2_000
DISTINCT: Final = 10_000
KEYS: Final = 500_000
SAMPLE: Final = 500
EXAMPLES: Final = 3
LONGEST_INTEGER: Final = 15
"""Digits; longer ones are numbers of things (accounts, parcels), and Excel would round them."""

LIKELY_KEY: Final = 0.7

WORDS: Final = frozenset(("text", "code", "boolean", ""))
"""Types among whose values `NONE_OF` is one."""

MISSING_TOKENS: Final = frozenset(
    match_key(token)
    for token in (
        *("-", "--", "–", "—", "n/a", "na", "nan", "null", "none", "nil", "(null)", "ไม่มีข้อมูล", "ไม่ระบุ"),
        *("ไม่ทราบ", "ไม่ปรากฏ", "ไม่ปรากฏข้อมูล", "ไม่พบข้อมูล", "unknown", "no data", "not available"),
        *("..", "...", "…", "....", "……"),
    )
)
"""What people write where nothing is known."""

NONE_OF: Final = frozenset((match_key("ไม่มี"),))
"""What is a value among words, such as มี, and says among numbers and dates that there is none."""

_KEY_NAME: Final = re.compile(r"^(?:id|.*_id|.*id|no\.?|รหัส.*|ลำดับ.*|เลขที่.*|ที่|code|.*code)$")
_PLACE_NAME: Final = re.compile(
    r"พิกัด|ตำแหน่ง|ที่ตั้ง|ละติ|ลองจิ|lat|lon|lng|geo|gps|point|coord|location|position|xy"
)
_PHONE: Final = re.compile(PHONE_NAME)
_YEAR_NAME: Final = re.compile(r"ปี|พ\.?ศ|ค\.?ศ|year|^yr$|_yr$")

_CANDIDATES: Final = (
    Column("", type="citizen_id"),
    Column("", type="year", era="be"),
    Column("", type="year", era="ce"),
    Column("", type="year"),
    Column("", type="integer"),
    Column("", type="number"),
    Column("", type="boolean"),
    Column("", type="date", era="be"),
    Column("", type="date", era="ce"),
    Column("", type="date", era="ce", date_format="DD/MM/YYYY"),
    Column("", type="date", era="ce", date_format="MM/DD/YYYY"),
    Column("", type="date"),
    Column("", type="datetime", era="be"),
    Column("", type="datetime", era="ce"),
    Column("", type="datetime"),
    Column("", type="time"),
    Column("", type="email"),
    Column("", type="url"),
    Column("", type="phone"),
    Column("", type="geopoint"),
    Column("", type="geometry"),
    Column("", type="json"),
    Column("", type="text"),
)
"""In the order of preference; the last takes everything."""


@dataclass(frozen=True)
class ColumnProposal:
    """A column as it may be described, and what was seen.

    `distinct` is exact unless `more` says that there were more. `examples` are left out for likely personal
    data. `key` is how likely the column is a key, 0 to 1. `leading_zeros` says why digits are a code and no
    number.
    """

    column: Column
    rows: int
    nulls: int
    distinct: int
    more: bool = False
    examples: tuple[str, ...] = ()
    personal: PersonalGuess | None = None
    key: float = 0.0
    leading_zeros: bool = False


def infer(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, native: bool = False
) -> tuple[ColumnProposal, ...]:
    """Propose the columns of a table from its rows.

    :param native: dates were date cells (XLSX) and come as ISO text
    """
    inference = Inference(header, native=native)
    source = iter(rows)
    while batch := list(itertools.islice(source, BATCH)):
        inference.feed(batch)
    return inference.proposals()


def proposed_table(proposals: Sequence[ColumnProposal], name: str = "") -> Table:
    """Return the proposals as a table of a dictionary."""
    return Table(name=name, columns=tuple(proposal.column for proposal in proposals))


def with_texts_below(table: Table, header: Sequence[str], kind: str, texts: Sequence[str]) -> Table:
    """Return a proposed table with what a row below the names says of its columns.

    :param kind: `LABELS` or `UNITS`; any other says nothing
    """
    if kind not in (LABELS, UNITS):
        return table
    said = {match_key(name): text for name, text in zip(column_names(header), texts, strict=False) if text}
    columns = (_with_text(column, kind, said.get(match_key(column.name), "")) for column in table.columns)
    return replace(table, columns=tuple(columns))


def _with_text(column: Column, kind: str, text: str) -> Column:
    plain = normalize_line(text)[:LONGEST_LINE]
    if not plain:
        return column
    if kind == UNITS:
        unit = re.fullmatch(r"\((.+)\)|หน่วย *: *(.+)", plain)
        return replace(column, unit=next(filter(None, unit.groups())) if unit else plain)
    is_thai = any("\u0e01" <= character <= "\u0e5b" for character in plain)
    return replace(column, **{"label_th" if is_thai else "label_en": plain})


class Inference:
    """The same in steps: :meth:`feed` batches of rows, then ask for the :meth:`proposals`.

    Columns that the DataStore adds itself (`HIDDEN`) are none of the data and not proposed.
    """

    def __init__(self, header: Sequence[str], *, native: bool = False) -> None:
        checks = tuple(CellCheck(column, native=native) for column in _CANDIDATES)
        self._columns = [_ColumnValues(name, checks) for name in column_names(header)]

    def feed(self, rows: Sequence[Sequence[str]]) -> None:
        """Look at one batch of rows; blank rows are left out, short ones filled."""
        width = len(self._columns)
        even = [
            row if len(row) == width else [*row[:width], *[""] * (width - len(row))]
            for row in rows
            if any(row)
        ]
        for seen, cells in zip(self._columns, zip(*even, strict=True), strict=False):
            seen.feed(cells)

    def proposals(self) -> tuple[ColumnProposal, ...]:
        """What was found so far, in the order of the header; at most one column is proposed as the key."""
        own = [seen for seen in self._columns if seen.name not in HIDDEN]
        results = [seen.proposal(first=position == 0) for position, seen in enumerate(own)]
        best = max(results, key=lambda proposal: proposal.key, default=None)
        if best is None or best.key < LIKELY_KEY:
            return tuple(results)
        keyed = replace(best, column=replace(best.column, primary_key=True, required=True))
        return tuple(keyed if proposal is best else proposal for proposal in results)


@dataclass
class _ColumnValues:
    name: str
    candidates: Sequence[CellCheck]
    rows: int = 0
    nulls: int = 0
    examples: list[str] = field(default_factory=list)
    sample: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.key = match_key(self.name)
        self.checks = [check for check in self.candidates if self._fits_name(check.column.type)]
        self.values: set[str] = set()
        self.more = False
        self.missing: dict[str, None] = {}
        self.kind = kind_by_name(self.name)
        self.is_spoiled = False
        self.is_native = any(check.native for check in self.candidates)
        """Whether all values so far are as cells of dates come."""
        self.none_of: set[str] = set()
        """What may be a value or say that there is none (`NONE_OF`)."""
        self.keys: set[int] | None = set()
        self.digits_only = True
        self.leading_zeros = False
        self.long_digits = False
        self.separated = False

    def _fits_name(self, type_name: str) -> bool:
        """Four digits are a year only when the column says so."""
        return type_name != "year" or bool(_YEAR_NAME.search(self.key))

    def feed(self, cells: Sequence[str]) -> None:
        self.rows += len(cells)
        fresh = set(cells)
        empty = {cell for cell in fresh if self._is_missing(cell)}
        if empty:
            self.nulls += sum(cell in empty for cell in cells)
        real = {cell for cell in fresh - empty if not self._is_aside(cell.strip(BLANKS))}
        self._count(cells, real, bool(empty))
        new = real - self.values
        if len(self.values) < DISTINCT:
            self.values |= new
        elif new:
            self.more = True
        self._note(new)
        self.checks = [check for check in self.checks if _accepts(check, new)]

    def _is_aside(self, text: str) -> bool:
        """Tell whether a value says nothing of the type of its column."""
        is_lost = (
            text in ERRORS
            or (bool(self.kind) and is_shortened(text))
            or (self.kind == "phone" and bool(with_zero(text)))
            or (self.kind == "citizen_id" and is_citizen_length(text) and not has_citizen_number(text))
        )
        self.is_spoiled = self.is_spoiled or is_lost
        if not is_lost and match_key(text) in NONE_OF:
            self.none_of.add(text)
            return True
        return is_lost

    def _is_missing(self, cell: str) -> bool:
        text = cell.strip(BLANKS)
        if text and match_key(text) in MISSING_TOKENS:
            self.missing[text] = None
            return True
        return not text

    def _count(self, cells: Sequence[str], real: set[str], has_nulls: bool) -> None:
        """Follow whether the column is a key: no cell empty, none twice, as far as memory goes."""
        if self.keys is None:
            return
        hashes = {hash(cell.strip(BLANKS)) for cell in real}
        if has_nulls or len(hashes) < len(cells) or not self.keys.isdisjoint(hashes) or self.rows > KEYS:
            self.keys = None
        else:
            self.keys |= hashes

    def _note(self, new: set[str]) -> None:
        self.is_native = self.is_native and all(map(is_iso, new))
        for cell in new:
            text = cell if cell.isascii() else to_arabic_digits(cell)
            text = text.strip(BLANKS)
            if text.isdecimal():
                self.leading_zeros = self.leading_zeros or (len(text) > 1 and text[0] == "0")
                self.long_digits = self.long_digits or len(text) > LONGEST_INTEGER
            else:
                self.digits_only = False
                self.separated = self.separated or not text.lstrip("+").isdecimal()
        if len(self.sample) < SAMPLE:
            self.sample.update(cell.strip(BLANKS) for cell in itertools.islice(sorted(new), SAMPLE))
        if len(self.examples) < EXAMPLES:
            wanted = [cell.strip(BLANKS) for cell in sorted(new)]
            self.examples += wanted[: EXAMPLES - len(self.examples)]

    def proposal(self, *, first: bool) -> ColumnProposal:
        """Return the column as it may be described."""
        chosen = self._chosen()
        personal = guess_personal(self.name, self.sample)
        more = () if chosen.type in WORDS else self.none_of
        column = replace(
            chosen,
            missing=(*self.missing, *sorted(more)),
            example="" if personal or not self.examples else self.examples[0][:500],
        )
        return ColumnProposal(
            column,
            rows=self.rows,
            nulls=self.nulls,
            distinct=len(self.values),
            more=self.more,
            examples=() if personal else tuple(self.examples),
            personal=personal,
            key=self._key(column.type, first=first),
            leading_zeros=self.digits_only and self.leading_zeros,
        )

    def _chosen(self) -> Column:
        if not self.values and self.is_spoiled and self.kind:
            return Column(self.name, type=self.kind if self.kind in TYPES else "code")
        if not self.values:
            return Column(self.name, type="text" if self.none_of else "")
        left = [check.column for check in self.checks if self._is_plausible(check.column.type)]
        chosen = replace(left[0], name=self.name) if left else Column(self.name, type="text")
        if chosen.type in DATED and self.is_native:
            chosen = replace(chosen, era="")  # cells of dates: what they show is not in the file
        digits = self.digits_only and not any("\n" in value for value in self.values)
        if chosen.type in ("text", "integer", "number") and digits and self._is_code():
            return Column(self.name, type="code")
        return chosen

    def _is_code(self) -> bool:
        return self.leading_zeros or self.long_digits or bool(CODE_NAME.search(self.key))

    def _is_plausible(self, type_name: str) -> bool:
        """Tell whether more than the form of the values speaks for a type that numbers may have by chance."""
        if type_name in ("integer", "number"):
            return not self.leading_zeros
        if type_name == "citizen_id":
            return len(self.values) > 1 or guess_personal(self.name, ()) is not None
        if type_name == "geopoint":
            return bool(_PLACE_NAME.search(self.key))
        if type_name == "phone":
            return self.separated or bool(_PHONE.search(self.key))
        return True

    def _key(self, type_name: str, *, first: bool) -> float:
        if not self.keys or self.rows < 2 or type_name not in ("integer", "code", "text", "citizen_id"):
            return 0.0
        likely = 0.3 + 0.4 * bool(_KEY_NAME.match(self.key)) + 0.2 * first
        return round(likely + (0.1 if type_name in ("integer", "code") else 0.0), 2)


def _accepts(check: CellCheck, cells: set[str]) -> bool:
    if check.column.type == "text" or not check.suspects(cells):
        return True
    return all(problem.code == "DATE-CELL-BE" for cell in cells for _, problem in check.check(cell)[1])
