"""Data against its dictionary, row by row as the rows come, with bounded memory.

Rows are taken in batches and looked at by column: a value met before was found sound before, what is new is
screened as a whole, and only what a screen holds back is checked one by one.

Memory: at most `KNOWN` sound values of all columns are remembered, at most `Limits.keys` keys of unique
columns in all (61-bit hashes; two values share one about once in four million files of a million rows), and
at most `Limits.kept` problems of each rule of each column. What was counted beyond is counted still.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from ckanext.bmagov.base.domain.likeness import nearest
from ckanext.bmagov.base.domain.problem import Problem
from ckanext.bmagov.base.domain.table import column_names
from ckanext.bmagov.base.domain.text import match_key, number_text
from ckanext.bmagov.dictionary.domain.cells import MISSING, CellCheck, Fault, checks_for
from ckanext.bmagov.dictionary.domain.merge import HIDDEN
from ckanext.bmagov.dictionary.domain.names import by_key

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping

    from ckanext.bmagov.dictionary.domain.spec import Column, Table

BATCH: Final = 250
CELLS: Final = 8_000
LEAST: Final = 16
"""Rows and cells of a batch: more than a few hundred rows wake the garbage collector again and again, more
cells leave the processor's cache. Very wide tables come in `LEAST` rows all the same.
"""

KNOWN: Final = 100_000

Cell = str | float
Cells = Sequence[str] | Sequence[float]
"""A column of a batch: of texts, or of numbers alone as a workbook keeps them."""

MINUS_1: Final = hash("minus one")
SHOWN: Final = 60
"""Characters of a value in a result."""


@dataclass(frozen=True)
class Limits:
    """`kept` problems for each rule of each column, `kept_in_all` together, `keys` of unique columns
    together.
    """

    kept: int = 100
    kept_in_all: int = 10_000
    keys: int = 3_000_000


@dataclass(frozen=True)
class Violation:
    """One cell (or row, when `column` is empty) that breaks a rule. `row` counts as the file's reader
    counts.
    """

    row: int
    column: str
    rule: str
    problem: Problem
    value: str = ""


@dataclass
class Group:
    """The violations of one rule in one column: all counted, the first kept."""

    column: str
    rule: str
    count: int = 0
    first_row: int = 0
    kept: list[Violation] = field(default_factory=list)


@dataclass(frozen=True)
class Coverage:
    """How header and dictionary meet. `renamed` guesses which missing column an unknown one may be."""

    matched: tuple[str, ...]
    undescribed: tuple[str, ...]
    absent: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...] = ()

    @property
    def share(self) -> float:
        """Return the share of the file's columns that have an entry, 0 to 1; 1 for a file without columns."""
        total = len(self.matched) + len(self.undescribed)
        return len(self.matched) / total if total else 1.0


@dataclass(frozen=True)
class TableResult:
    """What validation found.

    `notes` are about the whole: `DATE-ERA-MIXED` (`column`, `buddhist`, `gregorian`: the first of each),
    `UNIQUE-LIMIT` (`row`: the last one compared), `HEADER-MISSING` (`column`), `HEADER-DUPLICATE`,
    `VALUES-AS-DATES` (`column`, `found`, `value`: a range beside it), `DATE-ISO-BE` (`column`, `found`).
    `dropped` counts violations that are in no list because all lists are full.
    """

    rows: int
    coverage: Coverage
    groups: tuple[Group, ...] = ()
    notes: tuple[Problem, ...] = ()
    dropped: int = 0

    @property
    def count(self) -> int:
        """Return all violations, kept or not."""
        return sum(group.count for group in self.groups)

    @property
    def valid(self) -> bool:
        """Tell whether no cell breaks a rule, and all columns and values were compared."""
        seen = not (self.coverage.undescribed or self.coverage.absent)
        return seen and not self.groups and not any(note.code in NOT_SEEN for note in self.notes)

    @property
    def violations(self) -> list[Violation]:
        """Return what was kept, in the order of the file."""
        return sorted(
            (v for group in self.groups for v in group.kept), key=lambda v: (v.row, v.column, v.rule)
        )


NOT_SEEN: Final = frozenset(
    ("HEADER-MISSING", "UNIQUE-LIMIT", "REFERENCE-NOT-COMPARED", "PATTERN-NOT-COMPARED")
)
"""Notes which say that something was not compared: nobody knows then whether the data are sound."""

RENAMED: Final = 0.7
"""A column of the file that resembles a missing one so much is likely the same, renamed (ours; 0 to 1)."""


def coverage_of(header: Sequence[str], columns: Iterable[Column]) -> Coverage:
    """Compare a header with a dictionary; names are compared as people read them.

    A column may also stand under its short name (`names`). What the DataStore adds itself needs no entry.
    """
    known = list(columns)
    described = by_key(known)
    names = [name for name in column_names(header) if name not in HIDDEN or match_key(name) in described]
    matched = [name for name in names if match_key(name) in described]
    undescribed = [name for name in names if match_key(name) not in described]
    met = {described[match_key(name)].name for name in matched}
    absent = [column.name for column in known if column.name not in met]
    renamed = _renamed(undescribed, absent, names, [column.name for column in known])
    return Coverage(tuple(matched), tuple(undescribed), tuple(absent), tuple(renamed))


def _renamed(
    undescribed: Sequence[str], absent: Sequence[str], names: Sequence[str], described: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Guess which missing column an unknown one may be: by the likeness of names, else by its place."""
    free = {match_key(name): name for name in absent}
    left: list[str] = []
    for name in undescribed:
        close = nearest(match_key(name), free, least=RENAMED)
        if close:
            yield free.pop(close[0]), name
        else:
            left.append(name)
    if len(names) != len(described):
        return
    gone, unknown = set(free.values()), set(left)
    for old, new in zip(described, names, strict=True):
        if old in gone and new in unknown:
            yield old, new


def validate(
    table: Table,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    first_row: int = 2,
    native: bool = False,
    codelists: Mapping[str, frozenset[str]] | None = None,
    targets: Mapping[str, Container[str]] | None = None,
    limits: Limits | None = None,
    progress: Callable[[int], bool] | None = None,
) -> TableResult:
    """Validate rows against a table.

    :param first_row: the number of the first row as the file's reader counts
    :param native: dates were date cells (XLSX) and come as ISO text
    :param codelists: the values of the code lists that columns name
    :param targets: the values that a column with a reference may have, by the column's name
    :param progress: is told the rows read after each batch; validation ends early when it returns false
    """
    validator = Validator(
        table, header, first_row=first_row, native=native, codelists=codelists, targets=targets, limits=limits
    )
    for batch in batches(rows, len(header)):
        validator.feed(batch)
        if progress is not None and not progress(validator.rows):
            break
    return validator.result()


def batches(rows: Iterable[Sequence[str]], width: int) -> Iterator[list[Sequence[str]]]:
    """Rows of so many columns, in batches of a good size."""
    source = iter(rows)
    while batch := list(itertools.islice(source, batch_height(width))):
        yield batch


def batch_height(width: int) -> int:
    """Return a good number of rows of so many columns to look at in one go."""
    return min(BATCH, max(LEAST, CELLS // max(1, width)))


class Validator:
    """The same in steps: :meth:`feed` batches of rows, then ask for the :meth:`result`."""

    def __init__(
        self,
        table: Table,
        header: Sequence[str],
        *,
        first_row: int = 2,
        native: bool = False,
        codelists: Mapping[str, frozenset[str]] | None = None,
        targets: Mapping[str, Container[str]] | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.rows = 0
        self._limits = limits or Limits()
        self._next = first_row
        self._width = len(header)
        self._header = column_names(header)
        self._may_be_short = not native
        self._coverage = coverage_of(header, table.columns)
        self._notes = _header_notes(table, header, self._coverage)
        self._groups: dict[tuple[str, str], Group] = {}
        self._kept = self._dropped = 0
        placed = place_columns(table, header)
        self._names = {position: column.name for position, column in placed.items()}
        checks = checks_for(placed, native=native, codelists=codelists, targets=targets)
        key = tuple(position for position, column in placed.items() if column.primary_key)
        self._key = key if len(key) > 1 and len(key) == len(table.primary_key) else ()
        tracked = [_Tracked(position, check, alone=len(key) == 1) for position, check in checks.items()]
        self._columns = tracked
        for item in tracked:
            item.most = KNOWN // len(tracked)
        self._seen: dict[int, set[int]] = {tracked.position: set() for tracked in self._columns}
        self._seen_keys: set[int] = set()
        self._unique_until: int | None = None

    def feed(self, rows: Sequence[Sequence[str]]) -> None:
        """Check one batch of rows."""
        numbers: Sequence[int] = range(self._next, self._next + len(rows))
        self._next += len(rows)
        self.rows += len(rows)
        if set(map(len, rows)) - {self._width} or not all(map(any, rows)):
            rows, numbers = self._even(rows, numbers)
        if not rows:
            return
        self._look(list(zip(*rows, strict=True)), numbers)

    def feed_columns(self, columns: Sequence[Cells]) -> None:
        """Check one batch of rows that comes by column, all of one length."""
        if len(columns) != self._width or all("" in cells for cells in columns):
            self.feed(list(zip(*map(_texts, columns), strict=True)))
            return
        height = len(columns[0])
        numbers = range(self._next, self._next + height)
        self._next += height
        self.rows += height
        self._look(columns, numbers)

    def _look(self, columns: Sequence[Cells], numbers: Sequence[int]) -> None:
        keys: dict[int, list[int | None]] = {}
        for tracked in self._columns:
            cells = columns[tracked.position]
            if tracked.is_free and not (are_texts(cells) and tracked.check.glance(cells)):
                continue
            if not tracked.check.takes_numbers:
                cells = _texts(cells)
            faults, parsed = tracked.look(cells)
            if faults:
                self._blame(tracked, cells, numbers, faults)
            if tracked.is_keyed:
                keys[tracked.position] = list(map(_keys(parsed).get, cells))
            if tracked.unique and not self._full(numbers):
                self._unique(tracked, cells, numbers, keys[tracked.position])
        if self._key and not self._full(numbers):
            self._composite(columns, numbers, [keys[position] for position in self._key])

    def result(self) -> TableResult:
        """Return what was found so far."""
        notes = list(self._notes)
        for tracked in self._columns:
            eras = tracked.check.eras
            if "be" in eras and "ce" in eras:
                params = {"column": tracked.name, "buddhist": eras["be"], "gregorian": eras["ce"]}
                notes.append(Problem("DATE-ERA-MIXED", params))
            notes += _sign_notes(tracked)
        if self._unique_until is not None:
            notes.append(Problem("UNIQUE-LIMIT", {"row": self._unique_until}))
        order = {name: position for position, name in reversed(list(enumerate(self._header)))}
        groups = sorted(self._groups.values(), key=lambda g: (order.get(g.column, -1), g.rule))
        return TableResult(self.rows, self._coverage, tuple(groups), tuple(notes), self._dropped)

    # rows

    def _even(
        self, rows: Sequence[Sequence[str]], numbers: Sequence[int]
    ) -> tuple[list[Sequence[str]], list[int]]:
        """Leave out blank rows, fill short ones, cut long ones: rows that are not as wide as the header are a
        violation, those of a sheet only where cells stand beyond it.
        """
        even: list[Sequence[str]] = []
        kept: list[int] = []
        for number, row in zip(numbers, rows, strict=True):
            if not any(row):
                continue
            is_short = self._may_be_short and len(row) < self._width
            if is_short or (len(row) > self._width and any(row[self._width :])):
                params = {"cells": len(row), "columns": self._width}
                self._add(Violation(number, "", "row-width", Problem("ROW-WIDTH", params)))
            padded = [*row[: self._width], *[""] * (self._width - len(row))]
            even.append(row if len(row) == self._width else padded)
            kept.append(number)
        return even, kept

    # violations

    def _blame(
        self,
        tracked: _Tracked,
        cells: Cells,
        numbers: Sequence[int],
        faults: Mapping[Cell, tuple[Fault, ...]],
    ) -> None:
        is_bad = map(faults.__contains__, cells)
        for number, cell in itertools.compress(zip(numbers, cells, strict=True), is_bad):
            for rule, problem in faults[cell]:
                self._add(Violation(number, tracked.name, rule, problem, _text(cell)[:SHOWN]))

    def _add(self, violation: Violation) -> None:
        place = (violation.column, violation.rule)
        group = self._groups.get(place)
        if group is None:
            group = self._groups[place] = Group(*place, first_row=violation.row)
        group.count += 1
        if len(group.kept) < self._limits.kept and self._kept < self._limits.kept_in_all:
            group.kept.append(violation)
            self._kept += 1
        elif self._kept >= self._limits.kept_in_all:
            self._dropped += 1

    # keys

    def _unique(
        self, tracked: _Tracked, cells: Cells, numbers: Sequence[int], keys: Sequence[int | None]
    ) -> None:
        rule = "primary-key" if tracked.check.column.primary_key and tracked.alone else "unique"
        for place in _repeated(keys, self._seen[tracked.position]):
            problem = Problem("VALUE-DUPLICATE")
            self._add(Violation(numbers[place], tracked.name, rule, problem, _text(cells[place])[:SHOWN]))

    def _composite(
        self,
        columns: Sequence[Cells],
        numbers: Sequence[int],
        parts: Sequence[Sequence[int | None]],
    ) -> None:
        names = ", ".join(self._names[position] for position in self._key)
        keys = [None if None in whole else hash(whole) for whole in zip(*parts, strict=True)]
        for place in _repeated(keys, self._seen_keys):
            shown = ", ".join(_text(columns[position][place]) for position in self._key)[:SHOWN]
            self._add(Violation(numbers[place], names, "primary-key", Problem("KEY-DUPLICATE"), shown))

    def _full(self, numbers: Sequence[int]) -> bool:
        """Tell whether no more keys may be remembered; the row up to which they were is noted once."""
        if self._unique_until is None:
            kept = sum(map(len, self._seen.values())) + len(self._seen_keys)
            if kept >= self._limits.keys:
                self._unique_until = numbers[0] - 1
        return self._unique_until is not None


def are_texts(cells: Cells) -> TypeGuard[Sequence[str]]:
    """Tell whether a column is of texts: its first cell tells."""
    return isinstance(cells[0], str)


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else number_text(cell)


def _texts(cells: Cells) -> Sequence[str]:
    """Return a column as text."""
    return cells if are_texts(cells) else list(map(_text, cells))


def _keys(values: Mapping[Cell, Any]) -> dict[Cell, int]:
    """A number that stands for the value of each text. Python gives -1 and -2 the same hash, in every type of
    number.
    """
    return {text: MINUS_1 if value == -1 else hash(value) for text, value in values.items()}


def _repeated(keys: Sequence[int | None], seen: set[int]) -> Iterator[int]:
    """Yield the places of the keys that were seen before; those that are new are added."""
    fresh = {key for key in set(keys) if key is not None}
    if len(fresh) + keys.count(None) < len(keys) or not seen.isdisjoint(fresh):
        often = {key for key, count in Counter(keys).items() if count > 1}
        met = seen & fresh
        for place, key in enumerate(keys):
            if key in met:
                yield place
            elif key in often and key is not None:
                met.add(key)
    seen |= fresh


class _Tracked:
    """A column of the file with its check and the values already found sound, `most` of them."""

    def __init__(self, position: int, check: CellCheck, *, alone: bool) -> None:
        self.position = position
        self.check = check
        self.name = check.column.name
        self.alone = alone
        self.unique = check.column.unique or (check.column.primary_key and alone)
        self.is_keyed = self.unique or check.column.primary_key
        self.is_free = check.is_free and not self.is_keyed
        self.most = 0
        self._sound: set[Cell] = set()
        self._looked = self._added = 0
        self._remembers = not self.is_keyed

    def look(self, cells: Cells) -> tuple[dict[Cell, tuple[Fault, ...]], dict[Cell, Any]]:
        """Return the faults of the batch's values and, for keys, what its sound values mean."""
        distinct: set[Any] = set(cells)
        self._looked += len(distinct)
        new = distinct - self._sound
        suspects = self.check.suspects(new) if are_texts(cells) else self.check.suspect_numbers(new)
        faults: dict[Cell, tuple[Fault, ...]] = {}
        parsed = self.check.values(new - suspects) if self.is_keyed else {}
        for cell in filter(suspects.__contains__, dict.fromkeys(cells)) if suspects else ():
            value, wrong = self.check.check(_text(cell))
            if wrong:
                faults[cell] = wrong
            elif self.is_keyed and value is not MISSING:
                parsed[cell] = value
        if self._remembers:
            self._remember(new.difference(faults))
        return faults, parsed

    def _remember(self, cells: set[Cell]) -> None:
        """Begin anew when there are too many, and leave it where values hardly ever come again."""
        self._added += len(cells)
        if len(self._sound) + len(cells) <= self.most:
            self._sound |= cells
        else:
            self._remembers = self._added < self._looked / 2
            self._sound = cells if self._remembers else set()


def place_columns(table: Table, header: Sequence[str]) -> dict[int, Column]:
    """Return which column of the dictionary stands at which position of the file, from 0; the first of two
    namesakes.
    """
    known = by_key(table.columns)
    placed: dict[int, Column] = {}
    taken: set[str] = set()
    for position, name in enumerate(column_names(header)):
        column = known.get(match_key(name))
        if column is not None and column.name not in taken:
            placed[position] = column
            taken.add(column.name)
    return placed


def _sign_notes(tracked: _Tracked) -> Iterator[Problem]:
    """What only shows in the values of a column together."""
    signs = tracked.check.signs
    if "as-date" in signs and "range" in signs:
        params = {"column": tracked.name, "found": signs["as-date"], "value": signs["range"]}
        yield Problem("VALUES-AS-DATES", params)
    if "iso-be" in signs:
        yield Problem("DATE-ISO-BE", {"column": tracked.name, "found": signs["iso-be"]})


def _header_notes(table: Table, header: Sequence[str], coverage: Coverage) -> list[Problem]:
    absent = set(coverage.absent)
    notes = [
        Problem("HEADER-MISSING", {"column": column.name})
        for column in table.columns
        if column.name in absent and (column.required or column.primary_key)
    ]
    repeated = Counter(match_key(name) for name in header if name)
    for key, count in repeated.items():
        if count > 1:
            name = next(name for name in header if match_key(name) == key)
            notes.append(Problem("HEADER-DUPLICATE", {"name": name, "count": count}))
    return notes
