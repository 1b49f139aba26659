"""The workbook of a check: problems, coverage, and the data with their cells marked."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.formats.workbook import Sheet
from ckanext.bmagov.dictionary.services import dictionaries
from ckanext.bmagov.dictionary.validation.domain.result import MASK, personal_places
from ckanext.bmagov.dictionary.validation.domain.validate import place_columns
from ckanext.bmagov.dictionary.validation.formats.annotated_workbook import Marked, chosen, write
from ckanext.bmagov.dictionary.validation.services import excerpt, table_data, validation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ckanext.bmagov.dictionary.domain.spec import Dictionary, Table
    from ckanext.bmagov.dictionary.validation.domain.answers import ResultAnswer, TableResultAnswer
    from ckanext.bmagov.dictionary.validation.services.excerpt import Kept

NUMBERS: Final = ("integer", "number")
"""Types whose values are numbers in the workbook; a year is read in two eras and stays as written."""


def problems_sheet(result: ResultAnswer) -> Sheet:
    """Return every problem that the result names, one a row, in the order of the data."""
    heading = (tk._("Table"), tk._("Row"), tk._("Column"), tk._("Value"), tk._("Rule"), tk._("Problem"))
    rows: list[Sequence[str | int]] = [heading]
    for table in result["tables"]:
        examples = [(group, example) for group in table["groups"] for example in group["examples"]]
        rows += [
            (
                table["table"],
                example["row"],
                group["column"] or tk._("Whole row"),
                example["value"],
                group["label"],
                example["message"],
            )
            for group, example in sorted(examples, key=lambda item: item[1]["row"])
        ]
    return Sheet(tk._("Problems"), rows, (20, 10, 24, 24, 34, 80))


def summary_sheet(result: ResultAnswer, title: str) -> Sheet:
    """Return what was checked and how much was found, by column and rule."""
    rows: list[Sequence[str | int]] = [
        (title, "", "", ""),
        (tk._("Checked"), tk.h.bmagov_date(result["as_of"]) if result["as_of"] else "", "", ""),
        (tk._("Rows"), result["rows"], "", ""),
        (tk._("Problems"), result["violations"], "", ""),
        (tk._("Column"), tk._("Rule"), tk._("Number"), tk._("First row")),
    ]
    for table in result["tables"]:
        rows += [
            (group["column"] or tk._("Whole row"), group["label"], group["count"], group["first_row"])
            for group in table["groups"]
        ]
        coverage = table["coverage"]
        rows += [(name, tk._("not in the dictionary"), "", "") for name in coverage["undescribed"]]
        rows += [(name, tk._("not in the data"), "", "") for name in coverage["absent"]]
    return Sheet(tk._("Summary"), rows, (40, 34, 14, 14))


def workbook(result: ResultAnswer, resource: dict[str, Any], title: str, *, with_data: bool) -> bytes:
    """Write the workbook. Without the right to the data it has the problems only, and no values.

    :raises table_data.NoDataError, TableError, FileGoneError: when the data can no longer be read
    """
    sheets = [summary_sheet(result, title), problems_sheet(result)]
    stored = dictionaries.load(model.Session, resource["id"]) if with_data else None
    if stored is None:
        return write(sheets, [], tk._("Row"), MASK)
    check = validation.run_of(model.Session, result["run_id"])
    kept = excerpt.kept(check) if check else None
    if kept is not None:
        return write(sheets, _kept(kept, result, stored[0]), tk._("Row"), MASK)
    with ExitStack() as opened:
        return write(sheets, _read(opened, result, resource, stored[0]), tk._("Row"), MASK)


def _read(
    opened: ExitStack, result: ResultAnswer, resource: dict[str, Any], dictionary: Dictionary
) -> list[Marked]:
    """Return the rows as they are in the data."""
    data = opened.enter_context(table_data.open_data(model.Session, resource, dictionary, result["source"]))
    tables = {table["table"]: table for table in result["tables"]}
    pairs = [pair for pair in table_data.pairs(data, dictionary) if pair[1].name in tables]
    marked: list[Marked] = []
    for part, table in pairs:
        about = tables[table.name]
        batches = opened.enter_context(part.rows())
        numbers = excerpt.marked_rows(about)
        rows = chosen(batches, part.first_row, numbers, len(part.header), len(pairs))
        marked.append(_table(part.name, part.header, rows, _marks(about), table))
    return marked


def _table(
    name: str,
    header: Sequence[str],
    rows: Iterable[tuple[int, list[str]]],
    marks: dict[int, dict[str, str]],
    table: Table,
) -> Marked:
    placed = place_columns(table, header)
    return Marked(
        name or tk._("Data"),
        header,
        rows,
        marks,
        {position: column.name for position, column in placed.items()},
        personal_places(table, header),
        {position for position, column in placed.items() if column.type in NUMBERS},
    )


def _kept(kept: Kept, result: ResultAnswer, dictionary: Dictionary) -> list[Marked]:
    """Return the rows that a worker has prepared; what is personal by now is masked, too."""
    tables = {table["table"]: table for table in result["tables"]}
    marked: list[Marked] = []
    for part, rows in kept:
        table, about = dictionary.table(part["table"]), tables.get(part["table"])
        if table is not None and about is not None:
            marked.append(_table(part["name"], part["header"], rows, _marks(about), table))
    return marked


def _marks(table: TableResultAnswer) -> dict[int, dict[str, str]]:
    marks: dict[int, dict[str, str]] = {}
    for group in table["groups"]:
        for name in group["column"].split(", ") if group["rule"] == "primary-key" else [group["column"]]:
            for example in group["examples"]:
                row = marks.setdefault(example["row"], {})
                row[name] = f"{row[name]}\n{example['message']}" if name in row else example["message"]
    return marks
