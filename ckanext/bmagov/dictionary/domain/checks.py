"""The rules a dictionary must keep: of names, between columns, between tables, and with its resource."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.dictionary.domain.pattern import LONGEST, MAX_TOGETHER, compile_pattern
from ckanext.bmagov.dictionary.domain.reading import Finding
from ckanext.bmagov.dictionary.domain.spec import (
    PERSONAL,
    PERSONAL_KINDS,
    Column,
    Dictionary,
    Reference,
    Table,
)
from ckanext.bmagov.dictionary.domain.types import TYPES
from ckanext.bmagov.dictionary.domain.values import ERAS, DateForm, is_date_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ckanext.bmagov.access import Policy

UNCHECKED: Final = frozenset(("text", "code", "binary"))
DATED: Final = frozenset(("date", "datetime"))
ERA_TYPES: Final = frozenset((*DATED, "year"))


@dataclass(frozen=True)
class Surroundings:
    """What a dictionary is checked against: `level` is that of its resource; empty parts are not checked."""

    policy: Policy | None = None
    level: str = ""
    codelists: frozenset[str] | None = None
    stored: bool = False
    """Whether the catalog itself holds the data: a file or a table."""


NOWHERE: Final = Surroundings()


def check_dictionary(dictionary: Dictionary, around: Surroundings = NOWHERE) -> tuple[Finding, ...]:
    """Everything wrong with a dictionary, by table and row; warnings do not forbid to store it.

    Codes: `TABLE-NAME`, `TABLE-DUPLICATE` (`name`, `first`, `second`), `FIELD-NAME-REQUIRED`,
    `FIELD-DUPLICATE` (`name`, `first`, `second`), those of
    :func:`check_column`, `PATTERNS-TOO-LARGE`, `REFERENCE-UNKNOWN` (`reference`), `REFERENCE-TYPE`
    (`reference`, `type`, `other`),
    `REFERENCE-CIRCLE` (`path`), `CATEGORY-LEVEL` (`level`), `STORAGE-LEVEL` (`level`), `COLUMN-LEVEL-ABOVE`
    and `COLUMN-LEVEL-BELOW` (`level`, `resource`).
    """
    results: list[Finding] = []
    results += _table_names(dictionary)
    targets = _Targets(dictionary)
    too_large = _patterns_together(dictionary)
    within = True
    for number, table in enumerate(dictionary.tables):
        results += _column_names(table)
        for row, column in enumerate(table.columns, 1):
            if too_large == (number, row):
                results.append(Finding("PATTERNS-TOO-LARGE", {}, table.name, row, "pattern"))
                within = False
            results += check_column(column if within else replace(column, pattern=""), table.name, row)
            results += _around(column, table.name, row, around)
            results += _reference(targets, table, row, column)
    results += _circles(dictionary, targets)
    return tuple(results)


# names


def _table_names(dictionary: Dictionary) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for number, table in enumerate(dictionary.tables, 1):
        key = match_key(table.name)
        if not key and len(dictionary.tables) > 1:
            yield Finding("TABLE-NAME", {"number": number}, table.name, 0, "name")
        elif key and key in seen:
            params = {"name": table.name, "first": seen[key], "second": number}
            yield Finding("TABLE-DUPLICATE", params, table.name, 0, "name")
        seen.setdefault(key, number)


def _column_names(table: Table) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for row, column in enumerate(table.columns, 1):
        if not column.name:
            yield Finding("FIELD-NAME-REQUIRED", {}, table.name, row, "name")
        key = match_key(column.name)
        if key and key in seen:
            params = {"name": column.name, "first": seen[key], "second": row}
            yield Finding("FIELD-DUPLICATE", params, table.name, row, "name")
        seen.setdefault(key, row)


# one column


def check_column(column: Column, table: str = "", row: int = 0) -> Iterator[Finding]:
    """Yield what is wrong with a column by itself.

    Codes: `TYPE-UNKNOWN`, `PATTERN-SYNTAX`, `REGEX-UNSAFE` and `PATTERN-TOO-LARGE` (`position`), `SIZE-TYPE`
    and `RANGE-TYPE` (`type`), `RANGE-VALUE` (`typed`, `problem`), `RANGE-ORDER`, `DECIMALS-SIZE`,
    `ALLOWED-DUPLICATE` (`value`), `ALLOWED-VALUE` (`value`, `problem`), `ALLOWED-BOTH`,
    `VALUE-UNKNOWN` (`typed`), `DATE-FORMAT-UNKNOWN` (`typed`), `ERA-TYPE`.
    """
    for code, field, params, warning in _column_problems(column):
        yield Finding(code, params, table, row, field, warning)


_Said = tuple[str, str, dict[str, Any], bool]


def _column_problems(column: Column) -> Iterator[_Said]:
    if column.type and column.type not in TYPES:
        yield "TYPE-UNKNOWN", "type", {"typed": column.type, "nearest": ()}, False
        return
    yield from _pattern(column)
    yield from _size(column)
    yield from _range(column)
    yield from _allowed(column)
    yield from _words(column)


def _pattern(column: Column) -> Iterator[_Said]:
    try:
        compile_pattern(column.pattern)
    except ProblemError as error:
        yield error.code, "pattern", error.params, False


def _patterns_together(dictionary: Dictionary) -> tuple[int, int] | None:
    """Where (table from 0, row from 1) the patterns of all columns get too large to be held at once."""
    seen: set[str] = set()
    together = 0
    for number, table in enumerate(dictionary.tables):
        for row, column in enumerate(table.columns, 1):
            if not column.pattern or column.pattern in seen:
                continue
            seen.add(column.pattern)
            try:
                together += compile_pattern(column.pattern).size
            except ProblemError:
                together += LONGEST  # told beside its column
            if together > MAX_TOGETHER:
                return number, row
    return None


def _size(column: Column) -> Iterator[_Said]:
    if (
        column.type
        and not TYPES[column.type].sized
        and (column.size is not None or column.decimals is not None)
    ):
        yield "SIZE-TYPE", "size", {"type": column.type}, True
    if column.decimals is not None and column.size is not None and column.decimals > column.size:
        yield "DECIMALS-SIZE", "decimals", {}, False


def _range(column: Column) -> Iterator[_Said]:
    ends: dict[str, Any] = {}
    known = TYPES.get(column.type)
    for field in ("minimum", "maximum"):
        typed = getattr(column, field)
        if not typed:
            continue
        if known is None or not known.ordered:
            yield "RANGE-TYPE", field, {"type": column.type}, False
            continue
        try:
            ends[field] = known.parse(typed, form_of(column))
        except ProblemError as error:
            yield "RANGE-VALUE", field, {"typed": typed[:60], "problem": error.problem}, False
    if len(ends) == 2 and ends["minimum"] > ends["maximum"]:
        yield "RANGE-ORDER", "maximum", {}, False


def _allowed(column: Column) -> Iterator[_Said]:
    if column.allowed and column.codelist:
        yield "ALLOWED-BOTH", "codelist", {}, False
    seen: set[str] = set()
    for allowed in column.allowed:
        if allowed.value in seen:
            yield "ALLOWED-DUPLICATE", "allowed", {"value": allowed.value[:60]}, False
        seen.add(allowed.value)
    known = TYPES.get(column.type)
    if known is None or known.name in UNCHECKED:
        return
    for value in sorted(seen):
        try:
            known.parse(value, form_of(column))
        except ProblemError as error:
            yield "ALLOWED-VALUE", "allowed", {"value": value[:60], "problem": error.problem}, False


def _words(column: Column) -> Iterator[_Said]:
    choices = {"personal": PERSONAL, "personal_kind": PERSONAL_KINDS, "era": ERAS}
    for field, known in choices.items():
        typed = getattr(column, field)
        if typed and typed not in known:
            yield "VALUE-UNKNOWN", field, {"typed": typed[:60], "known": known}, False
    if column.date_format and not is_date_pattern(column.date_format):
        yield "DATE-FORMAT-UNKNOWN", "date_format", {"typed": column.date_format[:60]}, False
    if column.date_format and column.type and column.type not in DATED:
        yield "ERA-TYPE", "date_format", {"type": column.type}, True
    if column.era and column.type and column.type not in ERA_TYPES:
        yield "ERA-TYPE", "era", {"type": column.type}, True
    if column.personal_kind and column.personal != "yes":
        yield "PERSONAL-KIND", "personal", {"kind": column.personal_kind}, True


def form_of(column: Column, *, native: bool = False) -> DateForm:
    """Return how the column writes its dates. A format that can't be read counts as none."""
    pattern = column.date_format if is_date_pattern(column.date_format) else ""
    return DateForm(pattern, column.era if column.era in ERAS else "", native)


# with the resource


def _around(column: Column, table: str, row: int, around: Surroundings) -> Iterator[Finding]:
    if column.codelist and around.codelists is not None and column.codelist not in around.codelists:
        params = {"typed": column.codelist, "known": tuple(sorted(around.codelists))}
        yield Finding("VALUE-UNKNOWN", params, table, row, "codelist")
    policy = around.policy
    if policy is None:
        return
    level = column.classification
    if level and level not in policy.levels:
        params = {"typed": level[:60], "known": policy.levels}
        yield Finding("LEVEL-UNKNOWN", params, table, row, "classification")
        level = ""
    if around.level and column.personal == "yes" and policy.is_open(level or around.level):
        yield Finding("CATEGORY-LEVEL", {"level": level or around.level}, table, row, "personal")
    if around.stored and level and not policy.stores_bytes(level):
        yield Finding("STORAGE-LEVEL", {"level": level}, table, row, "classification")
    if around.level and level and policy.rank(level) != policy.rank(around.level):
        above = policy.rank(level) > policy.rank(around.level)
        code = "COLUMN-LEVEL-ABOVE" if above else "COLUMN-LEVEL-BELOW"
        params = {"level": level, "resource": around.level}
        yield Finding(code, params, table, row, "classification", warning=True)


# references


def find_reference(dictionary: Dictionary, table: Table, reference: Reference) -> tuple[Table, Column] | None:
    """Return the column that a column of `table` refers to, named as people read names; or none."""
    wanted = match_key(reference.table or table.name)
    for other in dictionary.tables:
        if match_key(other.name) == wanted:
            key = match_key(reference.column)
            return next(((other, column) for column in other.columns if match_key(column.name) == key), None)
    return None


class _Targets:
    """What references of a dictionary lead to, as :func:`find_reference`, for asking often."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._tables: dict[str, Table] = {}
        self._columns: dict[str, dict[str, Column]] = {}
        for table in dictionary.tables:
            self._tables.setdefault(match_key(table.name), table)

    def find(self, table: Table, reference: Reference) -> tuple[Table, Column] | None:
        wanted = match_key(reference.table or table.name)
        other = self._tables.get(wanted)
        if other is None:
            return None
        if wanted not in self._columns:
            columns = self._columns[wanted] = {}
            for column in other.columns:
                columns.setdefault(match_key(column.name), column)
        column = self._columns[wanted].get(match_key(reference.column))
        return (other, column) if column else None


def _reference(targets: _Targets, table: Table, row: int, column: Column) -> Iterator[Finding]:
    if column.references is None:
        return
    reference = str(column.references)
    result = targets.find(table, column.references)
    if result is None:
        yield Finding("REFERENCE-UNKNOWN", {"reference": reference}, table.name, row, "references")
    elif column.type and result[1].type and column.type != result[1].type:
        params = {"reference": reference, "type": column.type, "other": result[1].type}
        yield Finding("REFERENCE-TYPE", params, table.name, row, "references", warning=True)


def _circles(dictionary: Dictionary, targets: _Targets) -> Iterator[Finding]:
    """Tables that refer to each other in a circle: allowed, as databases have them, but said.

    A table that refers to itself (a tree) is no circle; a column that refers to itself is.
    """
    edges: dict[str, set[str]] = {}
    for table in dictionary.tables:
        for row, column in enumerate(table.columns, 1):
            result = column.references and targets.find(table, column.references)
            if not result:
                continue
            if result[1] is column:
                path = (column.name, column.name)
                yield Finding("REFERENCE-CIRCLE", {"path": path}, table.name, row, "references", warning=True)
            elif result[0] is not table:
                edges.setdefault(table.name, set()).add(result[0].name)
    for path in _cycles(edges):
        yield Finding("REFERENCE-CIRCLE", {"path": path}, path[0], 0, "references", warning=True)


def _cycles(edges: dict[str, set[str]]) -> Iterable[tuple[str, ...]]:
    """One circle for each group of tables that reach each other; no recursion, as chains may be long."""
    done: set[str] = set()
    for start in sorted(edges):
        path: list[str] = []
        places: dict[str, int] = {}
        waiting: list[tuple[str, int]] = [(start, 0)]
        while waiting:
            name, depth = waiting.pop()
            while len(path) > depth:
                del places[path.pop()]
            if name in places:
                yield (*path[places[name] :], name)
                continue
            if name in done:
                continue
            places[name] = len(path)
            path.append(name)
            done.add(name)
            waiting += [(other, depth + 1) for other in sorted(edges.get(name, ()), reverse=True)]
