"""What validation found, as plain data to store and to show; values of persons are masked before."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.problem import Problem
from ckanext.bmagov.dictionary.domain.personal import has_citizen_number
from ckanext.bmagov.dictionary.domain.spec import Column, Dictionary, table_to_dict
from ckanext.bmagov.dictionary.validation.domain.validate import NOT_SEEN, place_columns

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ckanext.bmagov.dictionary.domain.spec import Table
    from ckanext.bmagov.dictionary.validation.domain.answers import (
        CoverageAnswer,
        StoredExample,
        StoredGroup,
        StoredNote,
        StoredTableResult,
    )
    from ckanext.bmagov.dictionary.validation.domain.validate import Group, TableResult

MASK: Final = "•••"

TELLING: Final = frozenset(
    (
        "typed",
        "time",
        "day",
        "month",
        "year",
        "meant",
        "buddhist",
        "gregorian",
        "found",
        "value",
        "length",
        "digits",
    )
)
"""Parameters of problems that repeat a part of the value."""

UNCHECKED: Final = frozenset(
    ("label_th", "label_en", "description", "description_en", "unit", "example", "source", "classification")
)
"""Attributes of a column that no check looks at."""

CHECKED: Final = tuple(item.name for item in fields(Column) if item.name not in UNCHECKED)


def checked_hash(dictionary: Dictionary, codelists: Mapping[str, Collection[str]]) -> str:
    """Return what stands for everything that a check looks at: same hash, same result on the same data."""
    tables = [
        {
            "name": table.get("name", ""),
            "columns": [
                {name: column[name] for name in CHECKED if name in column}
                | ({"codes": sorted(codelists.get(column["codelist"], ()))} if "codelist" in column else {})
                for column in table["columns"]
            ],
        }
        for table in map(table_to_dict, dictionary.tables)
    ]
    plain = json.dumps(tables, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


class Extent(StrEnum):
    """How far data as they are now were checked against their dictionary."""

    NOT = "not"
    """Never, or what was checked are other data, or another dictionary."""
    PARTLY = "partly"
    """Rows were not read, columns are not in both data and dictionary, or values were not compared."""
    WAITING = "waiting"
    """A check is asked for, and a worker of ours has yet to end it."""
    WHOLE = "whole"


def is_whole(tables: Iterable[StoredTableResult], rows_read: int, rows_total: int | None) -> bool:
    """Tell whether a check that ended saw every row, every column and every value.

    :param rows_total: rows that the data have; None where it was not known
    """
    return rows_read >= (rows_total or 0) and all(map(saw_all, tables))


def saw_all(table: StoredTableResult) -> bool:
    """Tell whether every column of data and dictionary, and every value, was compared."""
    coverage = table["coverage"]
    left_out = coverage["undescribed"] or coverage["absent"] or coverage.get("undescribed_count")
    return not left_out and not any(note["code"] in NOT_SEEN for note in table["notes"])


def result_to_dict(table: Table, result: TableResult, sheet: str = "") -> StoredTableResult:
    """Return a table's result as it is stored: with codes, from which sentences are made for a reader."""
    persons = personal_names(table)
    coverage = result.coverage
    return {
        "table": table.name,
        "sheet": sheet,
        "rows": result.rows,
        "violations": result.count,
        "valid": result.valid,
        "dropped": result.dropped,
        "coverage": {
            "share": round(coverage.share, 4),
            "matched": list(coverage.matched),
            "undescribed": list(coverage.undescribed),
            "absent": list(coverage.absent),
            "renamed": [list(pair) for pair in coverage.renamed],
        },
        "notes": [_note(note, persons) for note in result.notes],
        "groups": [_group(group, table, persons) for group in result.groups],
    }


def personal_names(table: Table) -> frozenset[str]:
    """Return the names of the columns whose values are of persons, as they are known."""
    return frozenset(column.name for column in table.columns if is_personal(column))


def personal_places(table: Table, header: Sequence[str]) -> frozenset[int]:
    """Return where in a header, from 0, the columns stand whose values are of persons."""
    placed = place_columns(table, header)
    return frozenset(position for position, column in placed.items() if is_personal(column))


def is_personal(column: Column) -> bool:
    """Tell whether values must not be shown: said to be personal, or of a type that is."""
    return column.personal == "yes" or (column.type == "citizen_id" and column.personal != "no")


def columns_of(group_column: str, table: Table) -> tuple[str, ...]:
    """Return the columns that a group is about: one, all of the key, or none for a whole row."""
    names = {column.name for column in table.columns}
    if not group_column or group_column in names:
        return (group_column,) if group_column else ()
    return table.primary_key


def _note(note: Problem, persons: Collection[str]) -> StoredNote:
    masked = note.params.get("column") in persons
    return {"code": note.code, "params": plain_params(note.params, masked=masked)}


def _group(group: Group, table: Table, persons: Collection[str]) -> StoredGroup:
    masked = any(name in persons for name in columns_of(group.column, table))
    return {
        "column": group.column,
        "rule": group.rule,
        "count": group.count,
        "first_row": group.first_row,
        "examples": [
            {
                "row": violation.row,
                "value": mask(violation.value, always=masked),
                "code": violation.problem.code,
                "params": plain_params(
                    violation.problem.params, masked=masked or has_citizen_number(violation.value)
                ),
            }
            for violation in group.kept
        ],
    }


def mask(value: str, *, always: bool = False) -> str:
    """Return a value as it may be stored: numbers of citizens are no check's business anywhere."""
    return MASK if value and (always or has_citizen_number(value)) else value


def plain_params(params: Mapping[str, Any], *, masked: bool) -> dict[str, Any]:
    """Return parameters as JSON has them."""
    return {name: MASK if masked and name in TELLING else _plain(value) for name, value in params.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Problem):
        return {"code": value.code, "params": plain_params(value.params, masked=False)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def readable_tables(
    tables: list[StoredTableResult],
    dictionary: Dictionary,
    hidden: Collection[tuple[str, str]],
    *,
    values: bool,
) -> list[StoredTableResult]:
    """Return the result as a reader may see it.

    :param dictionary: the current one: what is personal today is masked, whatever it was at the check
    :param hidden: table and name of the columns that the reader may not know
    :param values: whether the reader may read the data
    """
    return [_readable_table(table, dictionary, hidden, values=values) for table in tables]


def _readable_table(
    plain: StoredTableResult, dictionary: Dictionary, hidden: Collection[tuple[str, str]], *, values: bool
) -> StoredTableResult:
    table = dictionary.table(plain["table"])
    persons = personal_names(table) if table else frozenset()
    out = {name for of_table, name in hidden if of_table == plain["table"]}

    def about(column: str) -> set[str]:
        return set(columns_of(column, table)) if table else {column}

    groups = [group for group in plain["groups"] if not about(group["column"]) & out]
    return {
        **plain,
        "violations": sum(group["count"] for group in groups),
        "hidden_violations": plain["violations"] - sum(group["count"] for group in groups),
        "coverage": _readable_coverage(plain["coverage"], out, values=values),
        "notes": [
            _bare_note(note, values=values)
            for note in plain["notes"]
            if note["params"].get("column") not in out
        ],
        "groups": [
            _readable_group(group, about(group["column"]) & persons, values=values) for group in groups
        ],
    }


def _readable_coverage(coverage: CoverageAnswer, out: Collection[str], *, values: bool) -> CoverageAnswer:
    kept: CoverageAnswer = {
        **coverage,
        "matched": [name for name in coverage["matched"] if name not in out],
        "absent": [name for name in coverage["absent"] if name not in out],
        "undescribed_count": len(coverage["undescribed"]),
    }
    if values and not out:
        return kept
    return {
        **kept,
        "undescribed": coverage["undescribed"] if not out else [],
        "renamed": [pair for pair in coverage["renamed"] if not out],
    }


def _readable_group(group: StoredGroup, persons: Collection[str], *, values: bool) -> StoredGroup:
    shown = values and not persons
    return {**group, "examples": [_bare_example(example, values=shown) for example in group["examples"]]}


def _bare_note(note: StoredNote, *, values: bool) -> StoredNote:
    return note if values else {**note, "params": plain_params(note["params"], masked=True)}


def _bare_example(example: StoredExample, *, values: bool) -> StoredExample:
    if values:
        return example
    value = MASK if example["value"] else ""
    return {**example, "params": plain_params(example["params"], masked=True), "value": value}
