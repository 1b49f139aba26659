"""The workbook of a check: problems, coverage, and the data with their cells marked."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.formats.workbook import Sheet
from ckanext.bmagov.dictionary.services import dictionaries
from ckanext.bmagov.dictionary.validation.domain.report import MASK, personal_names
from ckanext.bmagov.dictionary.validation.formats.annotated_workbook import Marked, chosen, write
from ckanext.bmagov.dictionary.validation.services import excerpt, table_data, validation

if TYPE_CHECKING:
    from ckanext.bmagov.dictionary.domain.spec import Dictionary
    from ckanext.bmagov.dictionary.validation.services.excerpt import Kept


def problems_sheet(report: dict[str, Any]) -> Sheet:
    """Every problem that is told, one a row."""
    heading = (tk._("Table"), tk._("Row"), tk._("Column"), tk._("Value"), tk._("Rule"), tk._("Problem"))
    rows: list[tuple[str, ...]] = [heading]
    for table in report["tables"]:
        for group in table["groups"]:
            rows += [
                (
                    table["table"],
                    str(one["row"]),
                    group["column"],
                    one["value"],
                    group["rule"],
                    f"{one['code']}: {one['message']}",
                )
                for one in group["examples"]
            ]
    return Sheet(tk._("Problems"), rows, (20, 10, 24, 24, 14, 80))


def summary_sheet(report: dict[str, Any], title: str) -> Sheet:
    """What was checked and how much was found, by column and rule."""
    rows: list[tuple[str, ...]] = [
        (title, "", "", ""),
        (tk._("Checked"), tk.h.bmagov_date(report["as_of"]) if report["as_of"] else "", "", ""),
        (tk._("Rows"), str(report["rows"]), "", ""),
        (tk._("Problems"), str(report["violations"]), "", ""),
        (tk._("Column"), tk._("Rule"), tk._("Number"), tk._("First row")),
    ]
    for table in report["tables"]:
        rows += [
            (group["column"], group["label"], str(group["count"]), str(group["first_row"]))
            for group in table["groups"]
        ]
        coverage = table["coverage"]
        rows += [(name, tk._("not in the dictionary"), "", "") for name in coverage["undescribed"]]
        rows += [(name, tk._("not in the data"), "", "") for name in coverage["absent"]]
    return Sheet(tk._("Summary"), rows, (40, 34, 14, 14))


def workbook(report: dict[str, Any], resource: dict[str, Any], title: str, *, with_data: bool) -> bytes:
    """Write the workbook. Without the right to the data it has the problems only, and no values.

    :raises table_data.NoDataError, TableError, FileGoneError: when the data can no longer be read
    """
    sheets = [summary_sheet(report, title), problems_sheet(report)]
    stored = dictionaries.load(model.Session, resource["id"]) if with_data else None
    if stored is None:
        return write(sheets, [], tk._("Row"), MASK)
    check = validation.run_of(model.Session, report["run_id"])
    kept = excerpt.kept(check) if check else None
    if kept is not None:
        return write(sheets, _kept(kept, report, stored[0]), tk._("Row"), MASK)
    with ExitStack() as opened:
        return write(sheets, _read(opened, report, resource, stored[0]), tk._("Row"), MASK)


def _read(
    opened: ExitStack, report: dict[str, Any], resource: dict[str, Any], dictionary: Dictionary
) -> list[Marked]:
    """The rows as they are in the data."""
    data = opened.enter_context(table_data.open_data(model.Session, resource, dictionary, report["source"]))
    told = {one["table"]: one for one in report["tables"]}
    pairs = [pair for pair in table_data.pairs(data, dictionary) if pair[1].name in told]
    marked: list[Marked] = []
    for part, table in pairs:
        about = told[table.name]
        batches = opened.enter_context(part.rows())
        numbers = excerpt.marked_rows(about)
        rows = chosen(batches, part.first_row, numbers, len(part.header), len(pairs))
        marked.append(
            Marked(part.name or tk._("Data"), part.header, rows, _marks(about), personal_names(table))
        )
    return marked


def _kept(kept: Kept, report: dict[str, Any], dictionary: Dictionary) -> list[Marked]:
    """The rows that a worker has prepared; what is personal by now is masked, too."""
    told = {one["table"]: one for one in report["tables"]}
    marked: list[Marked] = []
    for part, rows in kept:
        table, about = dictionary.table(part["table"]), told.get(part["table"])
        if table is not None and about is not None:
            name = part["name"] or tk._("Data")
            marked.append(Marked(name, part["header"], rows, _marks(about), personal_names(table)))
    return marked


def _marks(table: dict[str, Any]) -> dict[int, dict[str, str]]:
    marks: dict[int, dict[str, str]] = {}
    for group in table["groups"]:
        for name in group["column"].split(", ") if group["rule"] == "primary-key" else [group["column"]]:
            for one in group["examples"]:
                row = marks.setdefault(one["row"], {})
                row[name] = f"{row[name]}\n{one['message']}" if name in row else one["message"]
    return marks
