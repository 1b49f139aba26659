"""A list of agencies, read whole: each row's problems by line, then the tree and the succession."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from ckanext.bmagov.agencies.domain.fields import (
    CODE8_LENGTH,
    CURRENT,
    SLUG_LIMIT,
    Agency,
    AgencyError,
    check_succession,
    check_zone,
    make_slug,
    read_code4,
    read_code8,
    read_codes,
    read_date,
    read_dopa_code,
    read_name,
    read_slug,
)
from ckanext.bmagov.base.domain.problem import Problem
from ckanext.bmagov.base.domain.text import normalize_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ckanext.bmagov.base.domain.codelist import CodeList


COLUMNS = (
    "code8", "code4", "parent_code8", "name", "kind", "name_th", "name_en", "abbrev_th", "abbrev_en",
    "dopa_code", "zone", "status", "successor_codes", "ended_on",
)  # fmt: skip
REQUIRED_COLUMNS = ("code8", "name_th", "kind")


@dataclass(frozen=True)
class RowProblem:
    """A problem at a place: ``line`` counts from 1 as a spreadsheet does; ``column`` may be empty."""

    line: int
    column: str
    problem: Problem


@dataclass(frozen=True)
class Row:
    """An agency and the line of the list that it came from."""

    line: int
    agency: Agency


@dataclass(frozen=True)
class Reading:
    """A list after reading: good rows, and what is wrong with the others."""

    rows: tuple[Row, ...]
    problems: tuple[RowProblem, ...]


def read_list(
    header: Sequence[str],
    records: Iterable[tuple[int, Sequence[str]]],
    codelists: Mapping[str, CodeList],
    known: Mapping[str, str],
) -> Reading:
    """Read a list of agencies, all of it, and say everything that is wrong with it.

    ``records`` gives each line's number and cells. ``codelists`` has one list each for ``kind``, ``zone`` and
    ``status``. ``known`` tells the agencies that exist already, code of eight digits to its parent's (empty
    for none): a list may hang rows below them.
    """
    columns = [normalize_line(cell).casefold() for cell in header]
    problems = _check_header(columns)
    if problems:
        return Reading((), tuple(problems))

    rows: list[Row] = []
    for line, cells in records:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(columns):
            wide = Problem("too_many_cells", {"found": len(cells), "expected": len(columns)})
            problems.append(RowProblem(line, "", wide))
            continue
        raw = dict(zip(columns, cells, strict=False))
        agency, cell_problems = _read_row({c: raw.get(c, "") for c in COLUMNS}, codelists)
        if agency:
            rows.append(Row(line, agency))
        problems += [RowProblem(line, column, problem) for column, problem in cell_problems]

    rows = _with_slugs(rows)
    if not rows and not problems:
        problems.append(RowProblem(1, "", Problem("no_rows")))
    # A row that could not be read may be the parent of a good one: the tree is judged when all rows are read.
    if not problems:
        problems = _check_repeats(rows) + check_tree(rows, known)
    problems.sort(key=lambda problem: problem.line)
    return Reading(tuple(rows), tuple(problems))


def _check_header(columns: Sequence[str]) -> list[RowProblem]:
    problems = []
    for name, count in Counter(column for column in columns if column).items():
        if name not in COLUMNS:
            problems.append(Problem("unknown_column", {"name": name, "columns": ", ".join(COLUMNS)}))
        elif count > 1:
            problems.append(Problem("repeated_column", {"name": name}))
    problems += [
        Problem("missing_column", {"name": name}) for name in REQUIRED_COLUMNS if name not in columns
    ]
    return [RowProblem(1, "", problem) for problem in problems]


class _Reader:
    """Reads the cells of one row and keeps every problem instead of stopping at the first."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self.cells = cells
        self.problems: list[tuple[str, Problem]] = []

    def read(self, column: str, reader: Callable[[str], str | tuple[str, ...]]) -> str | tuple[str, ...]:
        try:
            return reader(self.cells[column])
        except AgencyError as error:
            self.problems.append((column, error.problem))
            return ""

    def text(self, column: str, reader: Callable[[str], str]) -> str:
        value = self.read(column, reader)
        return value if isinstance(value, str) else ""

    def choice(self, column: str, choices: CodeList, default: str = "") -> str:
        raw = self.cells[column]
        if not raw.strip():
            return default
        code = choices.find(raw)
        if code:
            return code.value
        nearest = choices.nearest(raw) or choices.codes
        self.problems.append(
            (
                column,
                Problem(
                    "unknown_choice",
                    {"value": normalize_line(raw), "choices": ", ".join(code.value for code in nearest)},
                ),
            )
        )
        return ""

    def require(self, column: str) -> None:
        if not self.cells[column].strip():
            self.problems.append((column, Problem("missing_value")))

    def check(self, column: str, check: Callable[[], None]) -> None:
        try:
            check()
        except AgencyError as error:
            self.problems.append((column, error.problem))


def _read_row(
    cells: Mapping[str, str], codelists: Mapping[str, CodeList]
) -> tuple[Agency | None, list[tuple[str, Problem]]]:
    row = _Reader(cells)
    for column in REQUIRED_COLUMNS:
        row.require(column)
    optional = _optional
    code8 = row.text("code8", optional(read_code8))
    code4 = row.text("code4", lambda raw: read_code4(raw, code8))
    kind = row.choice("kind", codelists["kind"])
    zone = row.choice("zone", codelists["zone"])
    status = row.choice("status", codelists["status"], CURRENT)
    successors = row.read("successor_codes", read_codes)
    ended_on = row.text("ended_on", optional(read_date))
    if kind:
        row.check("zone", lambda: check_zone(zone, kind))
    if status:
        row.check("successor_codes", lambda: check_succession(successors or (), code8, status))
    if ended_on and status == CURRENT:
        row.problems.append(("ended_on", Problem("current_has_ended")))
    values = {
        "parent_code8": row.text("parent_code8", optional(read_code8)),
        "name": row.text("name", read_slug),
        "name_th": row.text("name_th", read_name),
        "name_en": row.text("name_en", read_name),
        "abbrev_th": row.text("abbrev_th", read_name),
        "abbrev_en": row.text("abbrev_en", read_name),
        "dopa_code": row.text("dopa_code", lambda raw: read_dopa_code(raw, kind, code4)) if kind else "",
    }
    if row.problems:
        return None, row.problems
    agency = Agency(
        code8=code8, code4=code4, kind=kind, zone=zone, status=status, successor_codes=tuple(successors),
        ended_on=ended_on, **values,
    )  # fmt: skip
    return agency, []


def _optional(reader: Callable[[str], str]) -> Callable[[str], str]:
    return lambda raw: reader(raw) if raw.strip() else ""


def _with_slugs(rows: Sequence[Row]) -> list[Row]:
    """Give an address to each row that has none; two agencies of one English name get their codes in it."""
    wanted = [row.agency.name or make_slug(row.agency.name_en, row.agency.code8) for row in rows]
    often = Counter(wanted)
    result = []
    for row, slug in zip(rows, wanted, strict=True):
        name = slug
        if not row.agency.name and often[slug] > 1:
            name = f"{slug[: SLUG_LIMIT - CODE8_LENGTH - 1]}-{row.agency.code8}"
        values = {f.name: getattr(row.agency, f.name) for f in fields(Agency)}
        result.append(Row(row.line, Agency(**{**values, "name": name})))
    return result


def _check_repeats(rows: Sequence[Row]) -> list[RowProblem]:
    problems = []
    for column in ("code8", "name", "dopa_code"):
        first: dict[str, int] = {}
        for row in rows:
            value = getattr(row.agency, column)
            if not value:
                continue
            if value in first:
                twice = Problem("repeated_value", {"value": value, "line": first[value]})
                problems.append(RowProblem(row.line, column, twice))
            first.setdefault(value, row.line)
    return problems


def check_tree(rows: Sequence[Row], known: Mapping[str, str]) -> list[RowProblem]:
    """Check that parents and successors exist, nobody is its own ancestor, and what is hangs below what is.

    ``known`` maps the codes of agencies outside the list to their parents' codes.
    """
    by_code = {row.agency.code8: row.agency for row in rows}
    parents = {**known, **{code: agency.parent_code8 for code, agency in by_code.items()}}
    problems = []
    for row in rows:
        agency = row.agency
        problem = _problem_of_parent(agency, by_code, parents)
        if problem:
            problems.append(RowProblem(row.line, "parent_code8", problem))
        problems += [
            RowProblem(row.line, "successor_codes", Problem("unknown_successor", {"value": code}))
            for code in agency.successor_codes
            if code not in parents
        ]
    return problems


def _problem_of_parent(
    agency: Agency, by_code: Mapping[str, Agency], parents: Mapping[str, str]
) -> Problem | None:
    parent = agency.parent_code8
    if not parent:
        return None
    if parent not in parents:
        return Problem("unknown_parent", {"value": parent})
    if is_below(parent, agency.code8, parents):
        return Problem("cycle", {"value": parent})
    if agency.status == CURRENT and parent in by_code and by_code[parent].status != CURRENT:
        return Problem("parent_not_current", {"value": parent})
    return None


def is_below(code: str, ancestor: str, parents: Mapping[str, str]) -> bool:
    """Return whether ``code`` is ``ancestor`` or stands below it; a ring elsewhere does not trap the walk."""
    seen = set()
    while code and code not in seen:
        if code == ancestor:
            return True
        seen.add(code)
        code = parents.get(code, "")
    return False


def parents_first(rows: Iterable[Row]) -> list[Row]:
    """Order rows so that each comes after its parent. The rows must have passed :func:`check_tree`."""
    waiting = {row.agency.code8: row for row in rows}
    ordered: list[Row] = []

    def place(row: Row) -> None:
        if waiting.pop(row.agency.code8, None) is None:
            return
        parent = waiting.get(row.agency.parent_code8)
        if parent:
            place(parent)
        ordered.append(row)

    for row in list(waiting.values()):
        place(row)
    return ordered
