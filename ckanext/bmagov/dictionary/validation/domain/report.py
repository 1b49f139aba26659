"""What validation found, as plain data to store and to show; values of persons are masked before."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.problem import Problem
from ckanext.bmagov.dictionary.domain.personal import has_citizen_number
from ckanext.bmagov.dictionary.domain.spec import Column, Dictionary, table_to_dict

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ckanext.bmagov.dictionary.domain.spec import Table
    from ckanext.bmagov.dictionary.validation.domain.validate import Group, Report

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
    """What stands for everything that a check looks at: same hash, same result on the same data."""
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


def report_to_dict(table: Table, report: Report, sheet: str = "") -> dict[str, Any]:
    """One table's report. Problems are codes with parameters: sentences are made when somebody reads."""
    persons = personal_names(table)
    coverage = report.coverage
    return {
        "table": table.name,
        "sheet": sheet,
        "rows": report.rows,
        "violations": report.count,
        "valid": report.valid,
        "dropped": report.dropped,
        "coverage": {
            "share": round(coverage.share, 4),
            "matched": list(coverage.matched),
            "undescribed": list(coverage.undescribed),
            "absent": list(coverage.absent),
            "renamed": [list(pair) for pair in coverage.renamed],
        },
        "notes": [_note(note, persons) for note in report.notes],
        "groups": [_group(group, table, persons) for group in report.groups],
    }


def personal_names(table: Table) -> frozenset[str]:
    """The names of the columns whose values are of persons, as they are known."""
    return frozenset(column.name for column in table.columns if is_personal(column))


def is_personal(column: Column) -> bool:
    """Whether values must not be shown: said to be personal, or of a type that is."""
    return column.personal == "yes" or (column.type == "citizen_id" and column.personal != "no")


def columns_of(group_column: str, table: Table) -> tuple[str, ...]:
    """The columns that a group is about: one, all of the key, or none for a whole row."""
    names = {column.name for column in table.columns}
    if not group_column or group_column in names:
        return (group_column,) if group_column else ()
    return table.primary_key


def _note(note: Problem, persons: Collection[str]) -> dict[str, Any]:
    masked = note.params.get("column") in persons
    return {"code": note.code, "params": plain_params(note.params, masked=masked)}


def _group(group: Group, table: Table, persons: Collection[str]) -> dict[str, Any]:
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
    """A value as it may be stored: numbers of citizens are none of a report's business anywhere."""
    return MASK if value and (always or has_citizen_number(value)) else value


def plain_params(params: Mapping[str, Any], *, masked: bool) -> dict[str, Any]:
    """Parameters as JSON has them."""
    return {name: MASK if masked and name in TELLING else _plain(value) for name, value in params.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Problem):
        return {"code": value.code, "params": plain_params(value.params, masked=False)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def seen(
    tables: list[dict[str, Any]],
    dictionary: Dictionary,
    hidden: Collection[tuple[str, str]],
    *,
    values: bool,
) -> list[dict[str, Any]]:
    """The report as a reader may see it.

    :param dictionary: the present one: what is personal today is masked, whatever it was at the check
    :param hidden: table and name of the columns that the reader may not know
    :param values: whether the reader may read the data
    """
    return [_seen_table(one, dictionary, hidden, values=values) for one in tables]


def _seen_table(
    plain: dict[str, Any], dictionary: Dictionary, hidden: Collection[tuple[str, str]], *, values: bool
) -> dict[str, Any]:
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
        "coverage": _seen_coverage(plain["coverage"], out, values=values),
        "notes": [
            _bare(note, values=values) for note in plain["notes"] if note["params"].get("column") not in out
        ],
        "groups": [_seen_group(group, about(group["column"]) & persons, values=values) for group in groups],
    }


def _seen_coverage(coverage: dict[str, Any], out: Collection[str], *, values: bool) -> dict[str, Any]:
    kept = {name: [one for one in coverage[name] if one not in out] for name in ("matched", "absent")}
    if values and not out:
        return {**coverage, **kept, "undescribed_count": len(coverage["undescribed"])}
    return {
        **coverage,
        **kept,
        "undescribed": coverage["undescribed"] if not out else [],
        "undescribed_count": len(coverage["undescribed"]),
        "renamed": [pair for pair in coverage["renamed"] if not out],
    }


def _seen_group(group: dict[str, Any], persons: Collection[str], *, values: bool) -> dict[str, Any]:
    shown = values and not persons
    return {**group, "examples": [_bare(one, values=shown) for one in group["examples"]]}


def _bare(one: dict[str, Any], *, values: bool) -> dict[str, Any]:
    if values:
        return one
    bare = {**one, "params": plain_params(one["params"], masked=True)}
    return {**bare, "value": MASK if one["value"] else ""} if "value" in one else bare
